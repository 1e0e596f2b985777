"""Goods leave, turn, move and are counted from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from koperasi_pos.operations.item_files import write_rows
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


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_goes_out_empty_and_comes_back_counted(home: Path, tmp_path: Path, ending: str) -> None:
    count = done(home, "counting", "open", "Rak kopi", COFFEE, NOODLES, "--json").facts()["count"]
    text = done(home, "counting", "sheet", count, "--format", "csv").text
    assert "100" not in text.replace(COFFEE, "").replace(NOODLES, "")
    file = tmp_path / f"hitung.{ending}"
    rows = list(csv.reader(text.splitlines()))
    for row in rows[1:]:
        row[-1] = "98" if row[0] == COFFEE else ""
    if ending == "csv":
        file.write_text("\n".join(";".join(row) for row in rows))
    else:
        write_rows(file, rows, title="Hitung")
    shown = done(home, "count", str(file), "--json").facts()
    assert (shown["lines"], shown["differences"], shown["value"]) == (1, {"Kopi sachet": "-2"}, -2_200)
    assert quantities(home)["Kopi sachet"] == "100"
    booked = done(home, "count", str(file), "--post", "--reason", f"{COFFEE}=Dimakan tikus", "--json").facts()
    assert booked["differences"] == {"Kopi sachet": "-2"}
    assert quantities(home)["Kopi sachet"] == "98"
    assert done(home, "check").complaint == ""


def test_counting_by_hand(home: Path) -> None:
    count = done(home, "counting", "open", "Semua", "--json").facts()["count"]
    done(home, "counting", "tally", count, f"{COFFEE}=60")
    done(home, "counting", "tally", count[:10], f"{COFFEE}=41", f"{RICE}=99,5")
    done(home, "counting", "tally", count, f"{COFFEE}=-1")
    shown = done(home, "counting", "show", count, "--json").facts()
    assert shown["differences"] == {"Beras": "-0.5"}
    assert "Mi goreng" in done(home, "counting", "show", count, "--complete").text
    booked = done(home, "counting", "post", count, "--reason", f"{RICE}=Susut", "--json").facts()
    assert booked["differences"] == {"Beras": "-0.5"}
    assert "Semua" in done(home, "counting", "list").text
    assert run(home, "counting", "post", count).status == 1


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
