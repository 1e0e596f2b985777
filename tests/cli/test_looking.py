"""Reports and receipts, as people and as programs read them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from koperasi_pos.operations.till import Till
from koperasi_pos.settings import PrinterSettings, Settings, write_settings
from koperasi_pos.simulators.escpos_paper import read_paper
from tests.cli.conftest import COFFEE, NOODLES
from tests.command import done, run

FIRST, SECOND = "2026-11-20", "2026-11-21"


@pytest.fixture
def sold(home: Path) -> Path:
    """Two receipts on one day, one on the next, a shift for each day (the second one open)."""
    text = "receipt,time,code,quantity\n"
    first = f"A,{FIRST} 08:00,{COFFEE},2\nB,{FIRST} 09:00,{NOODLES},12\n"
    done(home, "sell", "-", text=text + first)
    done(home, "shift", "close", "--counted", "37800")
    done(home, "sell", "-", text=f"{text}C,{SECOND} 08:00,{COFFEE},1\n")
    return home


def sheet(text: str) -> list[dict[str, str]]:
    """Rows of a CSV answer."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_day_as_people_read_it(sold: Path) -> None:
    text = done(sold, "report", "day", "--date", FIRST).text
    assert "20 November 2026" in text
    assert "37.800" in text
    assert "20 November 2026" in done(sold, "--language", "en", "report", "day", "--date", FIRST).text


def test_a_day_and_a_span_as_programs_read_them(sold: Path) -> None:
    day = done(sold, "report", "day", "--date", FIRST, "--format", "json").facts()
    assert (day["first"], day["sales"], day["total"], day["hours"]) == (FIRST, 2, 37_800, [[8, 1, 3000], [9, 1, 34800]])
    span = done(sold, "report", "day", "--date", FIRST, "--to", SECOND, "--json").facts()
    assert (span["last"], span["sales"], span["total"]) == (SECOND, 3, 39_300)


def test_goods_in_every_form(sold: Path, tmp_path: Path) -> None:
    words = ("report", "items", "--date", FIRST, "--to", SECOND)
    facts = json.loads(done(sold, *words, "--format", "json").text)
    figures = [(row["name"], row["quantity"], row["turnover"]) for row in facts["rows"]]
    assert figures == [("Mi goreng", "12", 34_800), ("Kopi sachet", "3", 4_500)]
    rows = sheet(done(sold, *words, "--format", "csv").text)
    assert [(row["name"], row["turnover"]) for row in rows] == [("Mi goreng", "34800"), ("Kopi sachet", "4500")]
    assert "Kopi sachet" in done(sold, *words).text
    file = tmp_path / "items.pdf"
    assert done(sold, *words, "--format", "pdf", "--out", str(file)).raw == b""
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_open_shift_and_closed_ones(sold: Path) -> None:
    assert "LAPORAN X" in done(sold, "report", "shift").text
    still = done(sold, "report", "shift", "--json").facts()
    (row,) = sheet(done(sold, "report", "shift", "--format", "csv").text)
    for open_one in (still, row):
        assert int(open_one["number"]) == 2
        assert not {"counted", "difference"} & set(open_one), "nobody has counted yet"
    first = done(sold, "report", "shift", "--shift", "1", "--json").facts()
    assert (first["number"], first["total"], first["difference"]) == (1, 37_800, 0)
    assert "LAPORAN Z 1" in done(sold, "report", "shift", "--shift", "1").text
    assert run(sold, "report", "shift", "--shift", "9").status == 1


def test_the_shifts_of_a_day(sold: Path) -> None:
    done(sold, "shift", "close", "--counted", "1500", "--note", "Pas, tanpa selisih")
    assert [row["number"] for row in done(sold, "report", "shift", "--date", SECOND, "--json").facts()] == [2]
    (row,) = sheet(done(sold, "report", "shift", "--date", SECOND, "--format", "csv").text)
    assert (row["number"], row["total"], row["note"]) == ("2", "1500", "Pas, tanpa selisih")
    assert "LAPORAN Z 2" in done(sold, "report", "shift", "--date", SECOND).text
    assert done(sold, "report", "shift", "--date", SECOND, "--format", "pdf").raw.startswith(b"%PDF-")
    assert run(sold, "report", "shift", "--date", "2026-01-01").status == 1


@pytest.mark.parametrize("day", ["20-11-2026", "2026-13-01", "kemarin"])
def test_a_day_that_is_none_is_refused(sold: Path, day: str) -> None:
    answer = run(sold, "report", "day", "--date", day)
    assert (answer.status, day in answer.complaint) == (1, True)


@pytest.mark.parametrize("width", [32, 42, 48])
def test_a_receipt_as_text_is_as_wide_as_asked(sold: Path, width: int) -> None:
    lines = done(sold, "receipt", "k1-000001", "--width", str(width)).lines
    assert max(map(len, lines)) <= width
    assert lines[0].strip() == lines[-1].strip() == "SALINAN 1"
    assert any(line.endswith("3.000") for line in lines)


def test_a_receipt_as_printers_and_people_take_it(sold: Path, tmp_path: Path) -> None:
    printed = done(sold, "receipt", "K1-000001", "--format", "escpos").raw
    paper = read_paper(printed)
    text = done(sold, "receipt", "K1-000001").text
    for line in ("Kopi sachet", "SALINAN 1"):
        assert line in text
        assert line in paper.text(32)
    assert done(sold, "receipt", "K1-000001", "--format", "pdf").raw.startswith(b"%PDF-")
    file = tmp_path / "receipt.png"
    done(sold, "receipt", "K1-000001", "--format", "png", "--out", str(file))
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_printer_without_a_cutter_is_told_nothing_of_cuts(sold: Path) -> None:
    with_cut = read_paper(done(sold, "receipt", "K1-000001", "--format", "escpos").raw)
    write_settings(sold, Settings(printer=PrinterSettings(cut=False)))
    without = read_paper(done(sold, "receipt", "K1-000001", "--format", "escpos").raw)
    assert (with_cut.cuts, without.cuts) == (1, 0)


def test_a_receipt_as_a_program_reads_it_is_its_entry(sold: Path) -> None:
    entry = done(sold, "receipt", "K1-000002", "--json").facts()
    assert (entry["kind"], entry["body"]["number"], entry["body"]["total"]) == ("sale", "K1-000002", 34_800)


def test_a_refund_slip(sold: Path) -> None:
    done(sold, "refund", "1", "--line", "1=1", "--reason", "Salah beli")
    text = done(sold, "receipt", "R1").text
    assert "K1-R000001" in text
    assert "Salah beli" in text


@pytest.mark.parametrize("number", ["2", "000002", "k1-2"])
def test_a_receipt_by_its_digits(sold: Path, number: str) -> None:
    assert done(sold, "receipt", number, "--json").facts()["body"]["number"] == "K1-000002"


def test_receipts_that_are_not_there(sold: Path) -> None:
    for number in ("K1-000099", "K1-R000099", "?", "99", "34800"):
        assert run(sold, "receipt", number).status == 1


def test_receipts_are_found(sold: Path, till: Till) -> None:
    assert [line.split()[0] for line in done(sold, "receipts").lines] == ["K1-000003", "K1-000002", "K1-000001"]
    assert [line.split()[0] for line in done(sold, "receipts", "34.800").lines] == ["K1-000002"]
    assert [line.split()[0] for line in done(sold, "receipts", "kopi", "--date", FIRST).lines] == ["K1-000001"]
    facts = done(sold, "receipts", "2", "--json").facts()
    assert (facts["number"], facts["total"]) == ("K1-000002", 34_800)
    assert done(sold, "receipts", "--date", "2026-01-01").lines == []


def test_who_did_what(sold: Path) -> None:
    done(sold, "refund", "1", "--line", "1=1", "--reason", "Salah beli")
    rows = sheet(done(sold, "report", "activity", "--date", "2026-01-01", "--to", "2030-01-01", "--format", "csv").text)
    told = {row["receipt"]: row["what"] for row in rows if row["receipt"]}
    assert sorted(told) == ["K1-000001", "K1-000002", "K1-000003", "K1-R000001"]
    assert "Salah beli" in told["K1-R000001"]
    mine = sheet(
        done(sold, "report", "activity", "--date", "2026-01-01", "--to", "2030-01-01", "--format", "csv", "--who",
             "kasir pagi").text
    )  # fmt: skip
    assert mine == []
    assert run(sold, "report", "activity", "--who", "Nobody").status == 1
