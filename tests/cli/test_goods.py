"""Goods are imported from a sheet and exported to one that reads back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from tests.cli.conftest import CASHIER_PIN, COFFEE, NOODLES
from tests.command import done, run

SHEET = "Kode;Nama barang;Satuan;Harga jual\n0012;Teh celup;kotak;6.500\n0013;;kotak;7.000\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of two rows, the second without a name."""
    file = tmp_path / "goods.csv"
    file.write_text(SHEET, encoding="utf-8")
    return file


def test_a_dry_run_only_says_what_would_be_done(home: Path, till: Till, sheet: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    answer = run(home, "import", "items", str(sheet), "--dry-run", "--report", str(report), "--json")
    facts = answer.facts()
    assert answer.status == 1, "a row would be refused"
    assert (facts["counts"]["made"], facts["counts"]["refused"]) == (1, 1)
    assert sum(facts["reasons"].values()) >= 1
    assert products.by_code(till, "0012") == []
    assert len(report.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_an_import_makes_goods_and_reports_every_row(home: Path, till: Till, sheet: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    answer = run(home, "import", "items", str(sheet), "--report", str(report))
    assert (answer.status, "baru 1" in answer.text) == (1, True), "one row of two was refused"
    (match,) = products.by_code(till, "0012")
    assert match.product.document.packs[0].prices[0].price == 6_500
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["2", "3"]
    assert rows[2][-1]
    again = run(home, "import", "items", str(sheet), "--json").facts()
    assert (again["counts"]["made"], again["counts"]["unchanged"]) == (0, 1)


def test_columns_can_be_named_by_hand(home: Path, till: Till, tmp_path: Path) -> None:
    file = tmp_path / "strange.csv"
    file.write_text("x;y;z\nK77;Garam halus;2000\n", encoding="utf-8")
    words = ("--column", "0=code", "--column", "1=name", "--column", "2=price")
    assert run(home, "import", "items", str(file), *words).status == 1, "the head is a row too, and was refused"
    (match,) = products.by_code(till, "K77")
    assert (match.product.document.name, match.product.price) == ("Garam halus", 2_000)


@pytest.mark.parametrize(
    "words",
    [("--column", "name=0"), ("--column", "0=colour"), ("--answer", "thousands"), ("--names", "unit")],
)
def test_an_option_that_cannot_be_read_is_refused(home: Path, sheet: Path, words: tuple[str, str]) -> None:
    answer = run(home, "import", "items", str(sheet), *words)
    assert (answer.status, words[1] in answer.complaint) == (1, True)


def test_a_file_that_is_missing_is_refused(home: Path, tmp_path: Path) -> None:
    assert run(home, "import", "items", str(tmp_path / "none.csv")).status == 1


def test_a_cashier_imports_nothing(home: Path, till: Till, sheet: Path) -> None:
    assert run(home, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "import", "items", str(sheet)).status == 1
    assert products.by_code(till, "0012") == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_reads_back_unchanged(home: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"all.{ending}"
    assert done(home, "export", str(file), "--json").facts() == {"products": 4}
    counts = done(home, "import", "items", str(file), "--json").facts()["counts"]
    assert (counts["unchanged"], counts["changed"], counts["made"], counts["refused"]) == (4, 0, 0, 0)


def test_what_a_product_has_cost(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "dearer.csv"
    file.write_text(f"Kode batang;Nama barang;Satuan;Harga jual\n{COFFEE};Kopi sachet;pcs;1.700\n", encoding="utf-8")
    done(home, "import", "items", str(file))
    before, after = done(home, "prices", COFFEE).lines
    assert "Rp1.500" in before
    assert "Rp1.700" in after
    told = [json.loads(line)["prices"][0]["price"] for line in done(home, "prices", COFFEE, "--json").lines]
    assert told == [1_500, 1_700]
    assert ["≥12 Rp2.900" in line for line in done(home, "prices", NOODLES).lines] == [True]
    assert run(home, "prices", "0000").status == 1
