"""A real shop's goods are imported and its receipts rung up; the sums equal those of the files."""

from __future__ import annotations

import html
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.command import done, run
from tests.counter import shop_in

RECEIPTS = 108
LINES = 329


@pytest.fixture(scope="module")
def lines(shared_data: Path) -> pd.DataFrame:
    """Every line that was sold with the day of its receipt, read by nothing of ours."""
    folder = shared_data / "toko-sangatta"
    found = pd.read_csv(folder / "sales_items.csv", dtype=str).merge(
        pd.read_csv(folder / "sales.csv", dtype=str), on="no_penjualan"
    )
    for name in ("harga_jual", "jumlah"):
        found[name] = pd.to_numeric(found[name])
    found["total"] = found["harga_jual"] * found["jumlah"]
    assert len(found) == LINES
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """The shop with its goods."""
    home = tmp_path_factory.mktemp("sangatta")
    shop_in(home).close()
    report = home / "import.csv"
    items = shared_data / "toko-sangatta" / "items_2018.csv"
    answer = done(home, "import", "items", str(items), "--report", str(report), "--json")
    goods = pd.read_csv(items, dtype=str)
    assert sum(answer.facts()["counts"].values()) == len(goods)
    assert len(pd.read_csv(report, dtype=str, sep=";")) == len(goods)
    return home


@pytest.fixture(scope="module")
def sold(shop: Path, lines: pd.DataFrame) -> Path:
    """All receipts rung up."""
    rows = lines.rename(
        columns={
            "no_penjualan": "receipt", "tgl_penjualan": "time", "kd_barang": "code", "jumlah": "quantity",
            "harga_jual": "unit_price",
        }
    )  # fmt: skip
    file = shop / "receipts.csv"
    rows[["receipt", "time", "code", "quantity", "unit_price"]].to_csv(file, index=False)
    answer = done(shop, "sell", str(file), "--json")
    assert answer.complaint == ""
    told = answer.lines
    assert len(told) == RECEIPTS + 1
    assert answer.facts()["receipts"] == RECEIPTS
    return shop


def test_every_day_comes_to_what_the_files_say(sold: Path, lines: pd.DataFrame) -> None:
    expected = lines.groupby("tgl_penjualan").agg(total=("total", "sum"), sales=("no_penjualan", "nunique"))
    assert len(expected) > 10
    for day, total, sales in expected.itertuples():
        figures = done(sold, "report", "day", "--date", str(day), "--json").facts()
        assert (figures["total"], figures["sales"]) == (total, sales), day


def test_all_goods_come_to_what_the_files_say(sold: Path, lines: pd.DataFrame, shared_data: Path) -> None:
    days = lines["tgl_penjualan"]
    report = done(sold, "report", "items", "--date", days.min(), "--to", days.max(), "--json").facts()
    goods = pd.read_csv(shared_data / "toko-sangatta" / "items_2018.csv", dtype=str)[["kd_barang", "nm_barang"]]
    named = lines.merge(goods, on="kd_barang")
    expected = named.groupby("kd_barang").agg(
        name=("nm_barang", "first"), quantity=("jumlah", "sum"), total=("total", "sum")
    )
    wanted = [
        (" ".join(html.unescape(name).split()), Decimal(quantity), total)
        for _code, name, quantity, total in expected.itertuples()
    ]
    assert sorted((row["name"], Decimal(row["quantity"]), row["turnover"]) for row in report["rows"]) == sorted(wanted)


def test_the_books_are_sound_and_the_same_file_sells_nothing_twice(sold: Path) -> None:
    again = done(sold, "sell", str(sold / "receipts.csv"), "--json").facts()
    assert (again["receipts"], again["known"]) == (RECEIPTS, RECEIPTS)
    checked = run(sold, "check", "--json")
    assert (checked.status, checked.facts()["sales"]) == (0, RECEIPTS)
