"""A year of a real store is rung up, 41,000 lines in dollars scaled to rupiah; the sums equal those of the file."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.command import done, run
from tests.counter import shop_in

RUPIAH_A_DOLLAR = 15_000
BASKETS = 4_194
FIRST, LAST = "2017-01-01", "2018-01-01"

pytestmark = pytest.mark.timeout(1_800)


@pytest.fixture(scope="module")
def lines(shared_data: Path) -> pd.DataFrame:
    """Every line with a price a unit in whole rupiah and what that comes to, read by nothing of ours."""
    found = pd.read_csv(shared_data / "dunnhumby" / "store_367_lines.csv.gz")
    each = found["sales_value"] * RUPIAH_A_DOLLAR / found["quantity"].where(found["quantity"] > 0, 1)
    found["unit_price"] = each.round().astype("int64")
    found["total"] = found["unit_price"] * found["quantity"]
    found["day"] = found["transaction_timestamp"].str[:10]
    assert found["basket_id"].nunique() == BASKETS
    return found


@pytest.fixture(scope="module")
def sellable(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines a till can ring up: some of it, and for money."""
    return lines[(lines["quantity"] > 0) & (lines["unit_price"] > 0)]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory, lines: pd.DataFrame) -> Path:
    """A shop with the goods of the file, and every basket rung up; the seconds are printed."""
    home = tmp_path_factory.mktemp("dunnhumby")
    shop_in(home).close()
    priced = lines[lines["unit_price"] > 0].groupby("product_id")["unit_price"].median().round().astype("int64")
    goods = pd.DataFrame({"Kode": lines["product_id"].drop_duplicates()})
    goods["Nama barang"] = "Barang " + goods["Kode"].astype(str)
    goods["Satuan"] = "pcs"
    goods["Harga jual"] = goods["Kode"].map(priced).fillna(RUPIAH_A_DOLLAR).astype("int64")
    goods.to_csv(home / "goods.csv", index=False, sep=";")
    made = done(home, "import", "items", str(home / "goods.csv"), "--json").facts()
    assert made["counts"]["made"] == len(goods)
    rows = lines.rename(columns={"basket_id": "receipt", "transaction_timestamp": "time", "product_id": "code"})
    rows[["receipt", "time", "code", "quantity", "unit_price"]].to_csv(home / "receipts.csv", index=False)
    begun = time.monotonic()
    answer = run(home, "sell", str(home / "receipts.csv"), "--report", str(home / "rejected.csv"), "--json")
    took = time.monotonic() - begun
    print(f"{answer.facts()} in {took:.1f} s")
    (home / "answer.json").write_text(answer.lines[-1], encoding="utf-8")
    return home


def test_what_cannot_be_rung_up_is_reported_row_by_row(sold: Path, lines: pd.DataFrame) -> None:
    rejected = pd.read_csv(sold / "rejected.csv")
    nothing = lines[lines["quantity"] <= 0]
    free = lines[(lines["quantity"] > 0) & (lines["unit_price"] == 0)]
    assert len(nothing) == 296
    assert len(free) > 0
    # The head of the file is its first line.
    assert sorted(rejected["row"]) == sorted([*(nothing.index + 2), *(free.index + 2)])
    assert rejected["reason"].notna().all()


def test_every_basket_with_goods_in_it_is_a_receipt(sold: Path, sellable: pd.DataFrame) -> None:
    answer = pd.read_json(sold / "answer.json", typ="series")
    assert answer["receipts"] == sellable["basket_id"].nunique()
    journal = done(sold, "journal").lines
    assert sum('"kind":"sale"' in line for line in journal) == answer["receipts"]


def test_every_day_comes_to_what_the_file_says(sold: Path, sellable: pd.DataFrame) -> None:
    expected = sellable.groupby("day").agg(total=("total", "sum"), sales=("basket_id", "nunique"))
    assert len(expected) > 350
    for day, total, sales in expected.itertuples():
        figures = done(sold, "report", "day", "--date", str(day), "--json").facts()
        assert (figures["total"], figures["sales"]) == (total, sales), day


def test_the_year_and_its_hours_come_to_what_the_file_says(sold: Path, sellable: pd.DataFrame) -> None:
    figures = done(sold, "report", "day", "--date", FIRST, "--to", LAST, "--json").facts()
    assert figures["total"] == sellable["total"].sum()
    by_hour = sellable.groupby(sellable["transaction_timestamp"].str[11:13].astype(int)).agg(
        sales=("basket_id", "nunique"), total=("total", "sum")
    )
    assert [tuple(hour) for hour in figures["hours"]] == [tuple(row) for row in by_hour.itertuples()]


def test_all_goods_come_to_what_the_file_says(sold: Path, sellable: pd.DataFrame) -> None:
    words = ("report", "items", "--date", FIRST, "--to", LAST, "--json")
    found = {row["name"]: (Decimal(row["quantity"]), row["turnover"]) for row in done(sold, *words).facts()["rows"]}
    expected = sellable.groupby("product_id").agg(quantity=("quantity", "sum"), total=("total", "sum"))
    assert found == {
        f"Barang {product}": (Decimal(quantity), total) for product, quantity, total in expected.itertuples()
    }


def test_the_books_are_sound(sold: Path, sellable: pd.DataFrame) -> None:
    checked = done(sold, "check", "--json").facts()
    assert checked["sound"]
    assert checked["sales"] == sellable["basket_id"].nunique()
