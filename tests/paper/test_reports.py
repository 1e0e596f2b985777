"""Reports: the same table as text, CSV, JSON and PDF."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from koperasi_pos.paper.pdf import report_pdf
from koperasi_pos.paper.reports import Cell, Column, Report, as_csv, as_json, as_text
from koperasi_pos.values import Quantity
from tests.paper.conftest import Golden

COLUMNS = (
    Column("code", "Kode"),
    Column("name", "Barang"),
    Column("day", "Tanggal", "day"),
    Column("sold", "Terjual", "quantity"),
    Column("total", "Jumlah", "rupiah"),
    Column("receipts", "Struk", "count"),
)

REPORT = Report(
    "Penjualan per barang",
    COLUMNS,
    (
        ("0012", "Mi Goreng 85 g", "2026-11-24", 5_000, 15_500, 3),
        ("KB-1", "Sabun batang kemasan ekonomis isi ulang 110 gram <besar> & wangi", "2026-11-24", 750, 1_234_500, 1),
        ("", "=HYPERLINK(1)", None, -2_500, -4_500, 1_200),
    ),
    (None, "Jumlah", None, 3_250, 1_245_500, 1_204),
    ("Koperasi Melati", "24/11/2026"),
)

cells = {
    "text": st.text(max_size=30),
    "quantity": st.integers(-(10**9), 10**9),
    "rupiah": st.integers(-(10**12), 10**12),
}


def test_the_text_looks_as_it_did(golden: Golden) -> None:
    golden("report_70.txt", as_text(REPORT, width=70))
    golden("report_100.txt", as_text(REPORT))
    assert max(map(len, as_text(REPORT, width=70).splitlines())) <= 70


def test_csv_has_plain_figures_and_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(REPORT), newline="")))
    assert rows[0] == ["code", "name", "day", "sold", "total", "receipts"]
    assert rows[1] == ["0012", "Mi Goreng 85 g", "2026-11-24", "5", "15500", "3"]
    assert rows[3] == ["", "'=HYPERLINK(1)", "", "-2.5", "-4500", "1200"]
    assert len(rows) == 4


@given(
    rows=st.lists(st.tuples(st.text(max_size=30), cells["quantity"], cells["rupiah"]), max_size=20),
    width=st.integers(30, 120),
)
def test_nothing_is_lost_on_any_way_out(rows: list[tuple[Cell, ...]], width: int) -> None:
    columns = (Column("name", "Barang"), Column("sold", "Terjual", "quantity"), Column("total", "Jumlah", "rupiah"))
    report = Report("Laporan", columns, tuple(rows))
    back = list(csv.reader(io.StringIO(as_csv(report), newline="")))[1:]
    assert [(Quantity(int(row[1])).plain(), str(row[2])) for row in rows] == [(row[1], row[2]) for row in back]  # type: ignore[arg-type]
    read = json.loads(as_json(report))
    assert [row["name"] for row in read["rows"]] == [row[0] for row in rows]
    assert [row["total"] for row in read["rows"]] == [row[2] for row in rows]
    assert as_text(report, width=width).endswith("\n")


def test_json_says_what_its_columns_are() -> None:
    read = json.loads(as_json(REPORT))
    assert read["columns"][3] == {"key": "sold", "title": "Terjual", "kind": "quantity"}
    assert read["rows"][1]["sold"] == "0.75"
    assert read["rows"][1]["total"] == 1_234_500
    assert read["totals"]["receipts"] == 1_204


def test_a_pdf_repeats_its_head_and_counts_its_pages() -> None:
    long = Report(REPORT.title, COLUMNS, REPORT.rows * 40, REPORT.totals, REPORT.subtitle)
    reader = PdfReader(io.BytesIO(report_pdf(long)))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 2
    assert all("Terjual" in text for text in texts)
    assert sum(text.count("1.234.500") for text in texts) == 40
    assert "<besar> & wangi" in " ".join(texts[0].split())
    assert "1.245.500" in texts[-1]
    assert f" {len(texts)}" in texts[-1]


def test_an_empty_report_is_a_page_too() -> None:
    empty = Report("Laporan kosong", COLUMNS, ())
    (page,) = PdfReader(io.BytesIO(report_pdf(empty))).pages
    assert "Laporan kosong" in page.extract_text()
    assert "Kode" in as_text(empty)


def test_many_columns_lie_across() -> None:
    wide = Report("Lebar", tuple(Column(f"c{n}", f"K{n}", "rupiah") for n in range(9)), (tuple(range(9)),))
    (page,) = PdfReader(io.BytesIO(report_pdf(wide))).pages
    assert page.mediabox.width > page.mediabox.height


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells under 6 columns"):
        Report("Salah", COLUMNS, (("a", "b"),))
