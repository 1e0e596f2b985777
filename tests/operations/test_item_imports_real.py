"""Every real item file beside the project is taken in: each row is a product or has its reason in the report."""

from __future__ import annotations

import csv
import html
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.item_imports import (
    ImportReport,
    import_items,
    preview_items,
    read_names,
    save_report,
)
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.rebuild import check
from koperasi_pos.trade.item_sheets import Choices
from koperasi_pos.trade.pricing import retail_price
from koperasi_pos.words.item_reasons import ITEM_REASONS
from tests.counter import HEAD, Clock, shop_in
from tests.real_files import folder_of

REAL = folder_of()

pytestmark = pytest.mark.usefixtures("shared_data")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop without products."""
    open_till = shop_in(tmp_path / "shop", Clock())
    yield open_till
    open_till.close()


def catalogue(till: Till) -> list[ProductSaved]:
    """Every product of the shop."""
    with till.reading() as connection:
        return [ProductSaved.model_validate_json(body) for body in product_book.every_body(connection)]


def real_rows(name: str, separator: str) -> list[dict[str, str]]:
    """The rows of a real file, read by nothing of ours."""
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def choices_for(till: Till, name: str) -> Choices:
    """What people would answer: names of units from the list beside the file, prices in thousands."""
    names = {"unit": read_names(REAL / "apotek-akf" / "satuan.csv")} if name.startswith("apotek") else {}
    shown = preview_items(till, REAL / name, Choices(names=names))
    return Choices(names=names, answers={question.key: "thousands" for question in shown.open_questions})


def taken(till: Till, name: str) -> ImportReport:
    """The file imported, and again: the second time changes nothing."""
    choices = choices_for(till, name)
    done = import_items(till, REAL / name, choices, by=HEAD)
    again = import_items(till, REAL / name, choices, by=HEAD)
    assert again.changed is False
    assert again.value.counts["unchanged"] == done.value.counts["made"]
    return done.value


@pytest.mark.parametrize(
    ("name", "separator"),
    [
        ("toko-sekar/data_item.csv", ";"),
        ("toko-sekar/item_temp.csv", ";"),
        ("toko-sangatta/items_2018.csv", ","),
        ("toko-sangatta/items_old_schema.csv", ","),
        ("apotek-akf/barang.csv", ","),
        ("peer-formats/loyverse_items_es.csv", ","),
        ("peer-formats/ospos_items_template.csv", ","),
        ("peer-formats/griyo_export_sample.csv", ";"),
        ("peer-formats/moka_item_library_header.csv", ","),
        ("peer-formats/ipos_49col_header.csv", ";"),
    ],
)
def test_every_row_is_a_product_or_has_its_reason(till: Till, tmp_path: Path, name: str, separator: str) -> None:
    expected = real_rows(name, separator)
    report = taken(till, name)
    assert [row.row for row in report.rows] == list(range(2, len(expected) + 2))
    assert report.counts["made"] == len(catalogue(till))
    for row in report.rows:
        assert row.outcome == "made" or (row.outcome in ("refused", "skipped") and row.reasons)
        assert all(reason.code in ITEM_REASONS for reason in row.reasons)
    save_report(report, tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file, delimiter=";"))) == len(expected) + 1
    assert check(till.database).trouble == []


def test_names_that_stand_twice_are_repeated_or_contradict(till: Till) -> None:
    rows = real_rows("toko-sekar/data_item.csv", ";")
    report = taken(till, "toko-sekar/data_item.csv")
    kept = {row.row for row in report.rows if row.outcome == "made"}
    told = {(" ".join(row["item_name"].split()).casefold(), row["unit_name"].casefold()): row for row in rows}
    assert len(kept) >= len(told)
    for outcome in report.rows:
        if outcome.outcome in ("skipped", "refused"):
            reason = outcome.reasons[-1]
            here, there = rows[outcome.row - 2], rows[int(reason.facts["row"]) - 2]
            same = all(here[field] == there[field] for field in ("item_unit_price", "item_unit_cost"))
            assert (reason.code == "repeats_row") is same
    prices = [int(row["item_unit_price"]) for number, row in enumerate(rows, 2) if number in kept]
    assert sum(prices) == sum(retail_price(product) for product in catalogue(till))


def test_prices_costs_codes_and_packs_are_those_of_the_file(till: Till) -> None:
    rows = real_rows("toko-sangatta/items_2018.csv", ",")
    report = taken(till, "toko-sangatta/items_2018.csv")
    found = {product.code: product for product in catalogue(till)}
    assert set(found) == {row["kd_barang"] for row in rows}
    for row in rows:
        product = found[row["kd_barang"]]
        assert (retail_price(product), product.cost) == (int(row["harga_jual"]), int(row["harga_beli"]))
        assert product.name == " ".join(html.unescape(row["nm_barang"]).split())
        larger, units = int(row["beli_isi"]), {row["satuan_beli"].strip(), row["satuan_jual"].strip()}
        packs = [(pack.unit, pack.factor) for pack in product.packs]
        assert packs[1:] == ([(row["satuan_beli"].strip(), larger * 1000)] if larger > 1 and len(units) == 2 else [])
    left_out = [row for row in report.rows if any(reason.code == "code_of_row" for reason in row.reasons)]
    plain = Counter(row["barcode"].strip() for row in rows)
    assert len(left_out) >= sum(count - 1 for count in plain.values())
    digits = {row["barcode"] for row in rows if row["barcode"].isdigit() and len(row["barcode"]) == 13}
    for code in sorted(digits)[::37]:
        assert products.by_code(till, code), code
    stock = {row["kd_barang"]: int(row["stok"]) for row in rows if row["stok"] != "0"}
    assert {code: products.stock_of(till, found[code].product)[0] for code in stock} == {
        code: size * 1000 for code, size in stock.items()
    }


def test_goods_without_a_price_come_in_but_are_not_on_sale(till: Till) -> None:
    rows = real_rows("toko-sangatta/items_old_schema.csv", ",")
    taken(till, "toko-sangatta/items_old_schema.csv")
    unpriced = {row["kd_barang"] for row in rows if row["harga_jual"] == "0"}
    assert {product.code for product in catalogue(till) if not product.active} == unpriced


def test_three_units_with_their_prices(till: Till) -> None:
    rows = real_rows("apotek-akf/barang.csv", ",")
    units = read_names(REAL / "apotek-akf" / "satuan.csv")
    taken(till, "apotek-akf/barang.csv")
    found = catalogue(till)
    assert len(found) == len(rows)
    for row, product in zip(rows, found, strict=True):
        assert product.packs[0].unit == units[row["satuan_id"]]
        told = [row[f"satuan_id_{slot}"] for slot in (2, 3)]
        factors = [int(row[f"satuan_isi_{slot}"]) for slot in (2, 3)]
        prices = [int(row[f"barang_harga_s{slot}"]) for slot in (2, 3)]
        expected = [
            (units[unit], factor * 1000, price)
            for unit, factor, price in zip(told, factors, prices, strict=True)
            if unit in units and factor > 0 and unit != row["satuan_id"] and (factor > 1 or price)
        ]
        assert [
            (pack.unit, pack.factor, pack.prices[0].price if pack.prices else 0) for pack in product.packs[1:]
        ] == expected
    by_label = [product for product in found if product.packs[0].codes == ["8997002882302"]]
    assert len(by_label) == 1


def test_foreign_prices_wait_for_an_answer_and_shifted_columns_for_a_mapping(till: Till) -> None:
    shown = preview_items(till, REAL / "peer-formats/loyverse_items_es.csv")
    assert {question.kind for question in shown.open_questions} == {"decimals"}
    report = taken(till, "peer-formats/griyo_export_sample.csv")
    assert {reason.code for row in report.rows for reason in row.reasons} == {"columns_shifted"}
    moved = Choices(mapping={5: "", 6: "barcode", 7: "unit", 8: ""})
    done = import_items(till, REAL / "peer-formats/griyo_export_sample.csv", moved, by=HEAD)
    assert done.value.counts["made"] == 2
