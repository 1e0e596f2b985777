"""Goods leave, turn, move and are counted from the command line."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from koperasi_pos.operations.item_files import write_rows
from koperasi_pos.values import WIB, to_iso
from tests.cli.conftest import COFFEE, COPIES, NOODLES, RICE
from tests.command import done, run


def quantities(home: Path) -> dict[str, str]:
    """Name → quantity."""
    return {row["name"]: row["quantity"] for row in json.loads(done(home, "stock", "--json").text)["rows"]}


def test_writing_off(home: Path) -> None:
    told = done(home, "writeoff", "damaged", f"{COFFEE}=3", f"{RICE}=1,5", "--note", "Kena air", "--json").facts()
    assert told == {"value": 3_300, "lines": 2}
    assert quantities(home)["Beras"] == "98.5"
    for wrong in (f"{COFFEE}=0", f"{COFFEE}", f"{COFFEE}=1000", "HILANG=1", f"{COPIES}=1"):
        assert run(home, "writeoff", "lost", wrong, "--note", "Hilang").status == 1
    assert run(home, "writeoff", "dicuri", f"{COFFEE}=1", "--note", "x").status == 2


def test_repacking_by_a_recipe_and_by_hand(home: Path) -> None:
    done(home, "recipe", "add", "Paket hemat", "--use", f"{COFFEE}=10", "--make", f"{NOODLES}=4")
    assert done(home, "recipe", "list", "--json").facts()["name"] == "Paket hemat"
    told = done(home, "recipe", "make", "paket hemat", "--times", "2", "--json").facts()
    assert told == {"made": {"Mi goreng": 22_000}, "value": 22_000}
    done(home, "recipe", "make", "Paket hemat", "--make", f"{NOODLES}=3")
    done(home, "turn", "production", "--use", f"{RICE}=2,5", "--make", f"{NOODLES}=1")
    held = quantities(home)
    assert (held["Kopi sachet"], held["Mi goreng"], held["Beras"]) == ("70", "112", "97.5")
    assert done(home, "check").complaint == ""


def test_places(home: Path) -> None:
    done(home, "place", "move", f"{COFFEE}=20", "--to", "Stan", "--reason", "Bazar")
    (row,) = json.loads(done(home, "place", "list", "--json").text)["rows"]
    assert (row["place"], row["quantity"]) == ("Stan", "20")
    done(home, "sell", "-", text=f"receipt,time,code,quantity\nA,,{COFFEE},15\n")
    assert done(home, "place", "back", "Stan", f"{COFFEE}=5", "--reason", "Selesai", "--json").facts() == {
        "sold": {"Kopi sachet": "15"}
    }
    assert json.loads(done(home, "place", "list", "--json").text)["rows"] == []


@pytest.fixture
def shelf(home: Path, tmp_path: Path) -> Path:
    """The shop with goods that came just now: counts ask what was there at this very moment."""
    goods = tmp_path / "barang.csv"
    goods.write_text(
        "Nama;Kode;Satuan;Harga;Modal;Stok;Timbang\nTeh celup;T-01;pcs;3.000;1.100;100;tidak\n"
        "Ketan;K-01;kg;14.000;12.000;100;ya\n"
    )
    done(home, "import", "items", str(goods))
    return home


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_goes_out_empty_and_comes_back_counted(shelf: Path, tmp_path: Path, ending: str) -> None:
    count = done(shelf, "counting", "open", "Rak teh", "T-01", "K-01", "--json").facts()["count"]
    text = done(shelf, "counting", "sheet", count, "--format", "csv").text
    assert "100" not in text
    file = tmp_path / f"hitung.{ending}"
    rows = list(csv.reader(text.splitlines()))
    for row in rows[1:]:
        row[-1] = "98" if row[0] == "T-01" else ""
    if ending == "csv":
        file.write_text("\n".join(";".join(row) for row in rows))
    else:
        write_rows(file, rows, title="Hitung")
    shown = done(shelf, "count", str(file), "--json").facts()
    assert (shown["lines"], shown["differences"], shown["value"]) == (1, {"Teh celup": "-2"}, -2_200)
    assert quantities(shelf)["Teh celup"] == "100"
    booked = done(shelf, "count", str(file), "--post", "--reason", "T-01=Dimakan tikus", "--json").facts()
    assert booked["differences"] == {"Teh celup": "-2"}
    assert quantities(shelf)["Teh celup"] == "98"
    assert done(shelf, "check").complaint == ""


def test_a_sheet_is_held_against_the_stock_of_its_moment_and_counts_once(shelf: Path, tmp_path: Path) -> None:
    counted = to_iso(datetime.now(WIB) + timedelta(milliseconds=1))
    while to_iso(datetime.now(WIB)) <= counted:
        pass
    done(shelf, "sell", "-", text="receipt,time,code,quantity\nA,,T-01,10\n")
    file = tmp_path / "rak.csv"
    file.write_text("kode;fisik\nT-01;99\n")
    words = ("count", str(file), "--at", counted, "--post", "--json")
    assert done(shelf, *words).facts()["differences"] == {"Teh celup": "-1"}
    assert quantities(shelf)["Teh celup"] == "89"
    assert run(shelf, *words).status == 1
    assert quantities(shelf)["Teh celup"] == "89"
    assert run(shelf, "count", str(file), "--at", "2099-01-01", "--post").status == 1
    assert done(shelf, "check").complaint == ""


def test_counting_by_hand(shelf: Path) -> None:
    count = done(shelf, "counting", "open", "Semua", "--json").facts()["count"]
    done(shelf, "counting", "tally", count, "T-01=60")
    done(shelf, "counting", "tally", count[:10], "T-01=41", "K-01=99,5")
    done(shelf, "counting", "tally", count, "T-01=-1")
    shown = done(shelf, "counting", "show", count, "--json").facts()
    assert shown["differences"] == {"Ketan": "-0.5"}
    assert "Mi goreng" in done(shelf, "counting", "show", count, "--complete").text
    booked = done(shelf, "counting", "post", count, "--reason", "K-01=Susut", "--json").facts()
    assert booked["differences"] == {"Ketan": "-0.5"}
    assert "Semua" in done(shelf, "counting", "list").text
    assert run(shelf, "counting", "post", count).status == 1


def test_a_few_goods_every_day(home: Path) -> None:
    rows = json.loads(done(home, "counting", "next", "--limit", "2", "--json").text)["rows"]
    assert [row["name"] for row in rows] == ["Kopi sachet", "Beras"]
    count = done(home, "counting", "open", "Harian", "--next", "2", "--json").facts()["count"]
    assert done(home, "counting", "sheet", count, "--format", "csv").text.count("\r\n") == 3


def test_a_sheet_that_cannot_be_used(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "hitung.csv"
    file.write_text(f"kode;fisik\n{COFFEE};sepuluh\nHILANG;1\n{NOODLES};-3\n")
    answer = run(home, "count", str(file), "--post")
    assert answer.status == 1
    for told in ("sepuluh", "HILANG"):
        assert told in answer.complaint
    assert done(home, "counting", "list").text == ""
    file.write_text("kode;fisik\nA;\n")
    assert run(home, "count", str(file)).status == 1
