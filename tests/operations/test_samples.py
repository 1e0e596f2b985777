"""The sample shop: right by the shop's own rules, like a real shelf, and put in only once."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import products, promotions, reports, upkeep
from koperasi_pos.operations.persons import find_persons
from koperasi_pos.operations.samples import fill_with_samples
from koperasi_pos.operations.till import Till
from koperasi_pos.resources import resource
from koperasi_pos.trade.codes import has_bad_check_digit
from koperasi_pos.values import Quantity, Refusal
from tests.counter import CASHIER, HEAD, shop_in, stock_up

Row = dict[str, str]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop without goods."""
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The goods as they stand in the file."""
    with resource("sample_shop", "goods.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_everything_comes_and_the_books_agree(till: Till, rows: list[Row]) -> None:
    count = fill_with_samples(till, by=HEAD)
    assert count == len(rows) >= 120
    held = {row.name: row for row in products.find_products(till, "", limit=1000)}
    assert set(held) == {row["name"] for row in rows}
    for row in rows:
        product = held[row["name"]]
        assert product.document.cost == int(row["cost"])
        assert product.document.packs[0].prices[0].price == int(row["price"])
        if product.document.stocked:
            assert product.stock_quantity == Quantity.of(int(row["stock"]))
    worth = sum(int(row["stock"]) * int(row["cost"]) for row in rows if "unstocked" not in row["flags"])
    assert reports.standing(till).stock_value == worth
    assert len(find_persons(till, "", limit=100)) >= 10
    assert {promotion.form for promotion in promotions.every_promotion(till)} == {"n_for_m", "percent", "bundle"}
    assert upkeep.check(till).trouble == []


def test_asking_twice_fills_once_and_leaves_what_is_there(till: Till, rows: list[Row]) -> None:
    own = stock_up(till, rows[0]["name"], 9_999, stock=7)
    assert fill_with_samples(till, by=HEAD) == len(rows) - 1
    assert products.product(till, own.product).document.packs[0].prices[0].price == 9_999
    people, offers = find_persons(till, "", limit=100), promotions.every_promotion(till)
    assert fill_with_samples(till, by=HEAD) == 0
    assert len(products.find_products(till, "", limit=1000)) == len(rows)
    assert find_persons(till, "", limit=100) == people
    assert promotions.every_promotion(till) == offers


def test_only_who_may_change_goods(till: Till) -> None:
    with pytest.raises(Refusal, match="needs_approval"):
        fill_with_samples(till, by=CASHIER)
    assert products.find_products(till, "") == []


def test_codes_are_valid_and_belong_to_one_thing(rows: list[Row]) -> None:
    bars = [row[column] for row in rows for column in ("barcode", "pack_barcode") if row[column]]
    assert all(bar.startswith("899") and len(bar) == 13 and not has_bad_check_digit(bar) for bar in bars)
    codes = Counter(bars + [row["code"] for row in rows if row["code"]])
    assert not [code for code, times in codes.items() if times > 1]
    assert all(row["code"] or row["barcode"] for row in rows)


def test_prices_lie_above_the_cost_and_below_retail(rows: list[Row]) -> None:
    for row in rows:
        cost, retail = int(row["cost"]), int(row["price"])
        assert cost < retail, row["name"]
        for tier in ("wholesale", "member", "santri"):
            assert not row[tier] or cost < int(row[tier]) < retail, (row["name"], tier)
        for pack in ("pack", "pack2"):
            if row[pack]:
                units = int(row[f"{pack}_factor"])
                assert cost * units < int(row[f"{pack}_price"]) < retail * units, (row["name"], pack)


def test_the_shelf_is_that_of_a_pesantren(till: Till, rows: list[Row]) -> None:
    fill_with_samples(till, by=HEAD)
    goods = [row.document for row in products.find_products(till, "", limit=1000)]
    assert {product.category for product in goods} >= {"Kitab", "Minuman", "Jajanan", "Busana", "Alat tulis"}
    assert {product.pillar for product in goods} == {"", "santripreneur", "pesantrenpreneur", "sociopreneur"}
    assert {price.tier for product in goods for price in product.packs[0].prices} == {
        "retail", "wholesale", "member", "santri",
    }  # fmt: skip
    assert max(len(product.packs) for product in goods) == 3
    assert sum(product.by_weight for product in goods) >= 5
    assert sum(product.open_price for product in goods) == 2
    assert any(product.halal for product in goods)
    assert any(product.pirt for product in goods)
    tiles = products.favourites(till)
    assert [tile.document.favourite for tile in tiles] == list(range(1, len(tiles) + 1))
    low = [row for row in products.find_products(till, "", limit=1000) if row.stock_quantity < row.document.minimum]
    assert low
