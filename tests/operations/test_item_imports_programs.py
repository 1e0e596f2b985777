"""Sheets in the shape of Moka and iPOS, with rows: each is a product as it stands there, or has its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.item_imports import import_items
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.rebuild import check
from tests.counter import HEAD, shop_in

SAMPLES = Path(__file__).parents[1] / "samples"

MADE = ("made", ())
MOKA = [
    MADE, MADE, MADE, MADE, MADE,
    ("made", ("no_price",)),
    ("made", ("code_of_row",)),
    ("refused", ("name_missing",)),
    ("refused", ("not_a_number",)),
    ("made", ("bad_check_digit",)),
]  # fmt: skip
IPOS = [
    MADE, MADE, MADE,
    ("made", ("cost_above_price",)),
    ("made", ("code_of_row",)),
    ("refused", ("name_missing",)),
    ("made", ("bad_check_digit", "no_price")),
]  # fmt: skip


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop without products."""
    opened = shop_in(tmp_path / "shop")
    yield opened
    opened.close()


def goods(till: Till) -> dict[str, ProductSaved]:
    """Every product of the shop by its name."""
    with till.reading() as connection:
        found = [ProductSaved.model_validate_json(body) for body in product_book.every_body(connection)]
    return {product.name: product for product in found}


def prices(product: ProductSaved) -> list[tuple[str, int, list[int], list[str]]]:
    """(unit, factor, prices, bar codes) of every pack."""
    return [
        (pack.unit, int(pack.factor), [int(price.price) for price in pack.prices], pack.codes) for pack in product.packs
    ]


@pytest.mark.parametrize(
    ("name", "separator", "outcomes"), [("items_moka.csv", ",", MOKA), ("items_ipos.csv", ";", IPOS)]
)
def test_every_row_is_a_product_or_has_its_reason(
    till: Till, name: str, separator: str, outcomes: list[tuple[str, tuple[str, ...]]]
) -> None:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        count = len(list(csv.DictReader(file, delimiter=separator)))
    report = import_items(till, SAMPLES / name, by=HEAD).value
    assert [row.row for row in report.rows] == list(range(2, count + 2))
    assert [(row.outcome, tuple(reason.code for reason in row.reasons)) for row in report.rows] == outcomes
    assert len(goods(till)) == report.counts["made"] == sum(outcome == "made" for outcome, _reasons in outcomes)
    assert import_items(till, SAMPLES / name, by=HEAD).changed is False
    assert check(till.database).trouble == []


def test_what_moka_says_of_goods(till: Till) -> None:
    import_items(till, SAMPLES / "items_moka.csv", by=HEAD)
    found = goods(till)
    assert {name: (product.code, product.category) for name, product in found.items()} == {
        "Kopi tubruk Regular": ("MK-0001", "Minuman"),
        "Teh tarik Panas": ("MK-0002", "Minuman"),
        "Teh tarik Dingin": ("MK-0003", "Minuman"),
        "Nasi goreng": ("0004", "Makanan"),
        "Kerupuk udang": ("", "Makanan"),
        "Keripik pisang 250 g": ("MK-0006", "Snack"),
        "Keripik singkong": ("", "Snack"),
        "Sabun batang": ("8991234567890", "Lain-lain"),
    }
    assert prices(found["Nasi goreng"]) == [("pcs", 1000, [12_500], [])]
    assert [name for name, product in found.items() if not product.active] == ["Keripik pisang 250 g"]


def test_what_ipos_says_of_goods(till: Till) -> None:
    import_items(till, SAMPLES / "items_ipos.csv", by=HEAD)
    found = goods(till)
    noodles, sugar = found["Mi instan rasa soto"], found["Gula pasir"]
    assert prices(noodles) == [
        ("PCS", 1000, [3_000], ["8991234567891"]), ("DUS", 40_000, [115_000], ["18991234567898"]),
    ]  # fmt: skip
    assert (noodles.code, noodles.category, noodles.cost, noodles.minimum) == ("000101", "MAKANAN", 2_500, 20_000)
    assert products.stock_of(till, noodles.product) == (80_000, 80 * 2_500)
    assert products.stock_of(till, sugar.product) == (25_000, 25 * 14_000)
    assert [(unit, factor) for unit, factor, _prices, _codes in prices(found["Sabun cuci"])] == [
        ("PCS", 1000), ("LUSIN", 12_000), ("DUS", 144_000),
    ]  # fmt: skip
    assert not found["Pulpen hitam"].active
