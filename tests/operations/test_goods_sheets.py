"""Invoices and counted sheets from whatever program wrote them: read rightly or refused, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Pack, Price
from koperasi_pos.operations.goods_sheets import read_counted, read_invoice
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import shop_in, stock_up
from tests.operations.old_workbook import write_old_workbook

CODE, DUS = "8991234567892", "18991234567899"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A shop with noodles by the piece and the dus, each with a code."""
    opened = shop_in(tmp_path_factory.mktemp("shop"))
    packs = [
        Pack(unit="pcs", codes=[CODE], prices=[Price(tier="retail", price=Rupiah(3_000))]),
        Pack(unit="dus", factor=Quantity.of(40), codes=[DUS]),
    ]
    stock_up(opened, "Mi goreng", 0, packs=packs)
    stock_up(opened, "Beras", 14_000, code="BRS", by_weight=True, unit="kg")
    yield opened
    opened.close()


def test_a_spreadsheet_with_numbers_and_dates(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "faktur.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Toko Agung", "", "Faktur 12"])
        sheet.write_row(2, 0, ["Kode Barang", "Qty", "Harga", "Bonus", "ED"])
        sheet.write_row(3, 0, [int(CODE), 12, 2500.5, 1])
        sheet.write_datetime(3, 4, date(2099, 6, 30), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(4, 0, ["BRS", 2.75, 11000])
    lines, wrong = read_invoice(till, file)
    assert wrong == []
    assert [(one.quantity, one.price, one.free, one.expiry) for one in lines] == [
        (12_000, 2_501, 1_000, "2099-06-30"), (2_750, 11_000, 0, ""),
    ]  # fmt: skip


def test_an_old_workbook_and_the_code_of_a_dus(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "hitung.xls"
    write_old_workbook(file, "Rak", [["Kode", "Fisik"], [DUS, 2.0], [CODE, 5.0], ["BRS", ""]])
    counted, wrong = read_counted(till, file)
    assert wrong == []
    assert [(one.product.name, one.quantity) for one in counted] == [("Mi goreng", 85_000)]
    write_old_workbook(file, "Faktur", [["Kode", "Jumlah", "Harga"], [DUS, 2.0, 100_000.0]])
    (line,), wrong = read_invoice(till, file)
    assert (line.unit, line.factor, line.quantity, wrong) == ("dus", 40_000, 2_000, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kode;jumlah;harga\nBRS;1;1.000\nBRS;1;2,000\n", "column_unclear"),
        ("barang;banyak\nBeras;1\n", "columns_missing"),
        ("\n\n", "sheet_empty"),
        ("<html><table></table></html>", "sheet_is_web_page"),
    ],
)
def test_sheets_that_are_refused(till: Till, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "faktur.csv"
    file.write_text(text)
    with pytest.raises(Refusal, match=told):
        read_invoice(till, file)


def test_rows_that_are_refused_name_their_place(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "faktur.csv"
    file.write_text("kode;jumlah;harga;kedaluwarsa\nBRS;1;10;31/02/2027\nX;1;1;\nBRS;0,0001;10;\nBRS;2;10;24/11/2099\n")
    lines, wrong = read_invoice(till, file)
    assert [(one.row, one.refusal.code) for one in wrong] == [
        (2, "day_form"), (3, "code_unknown"), (4, "quantity_unreadable"),
    ]  # fmt: skip
    assert [line.expiry for line in lines] == ["2099-11-24"]


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from([CODE, DUS, "BRS", "1", "2,5", "1.000", "-3", "", "1e9", "∞", "٣", "½"]),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=8))
def test_whatever_stands_in_a_sheet_is_read_or_refused(till: Till, tmp_path: Path, rows: list[list[str]]) -> None:
    file = tmp_path / "x.csv"
    clean = [[cell.replace("\n", " ").replace("\r", " ").replace(";", ",") for cell in row] for row in rows]
    head = "kode;jumlah;harga;bonus;kedaluwarsa" + "\n"
    file.write_text(head + "\n".join(";".join(row) for row in clean), encoding="utf-8", errors="replace")
    try:
        lines, wrong = read_invoice(till, file)
    except Refusal:
        return
    assert len(lines) + len(wrong) <= len(rows)
    assert all(one.row >= 2 for one in wrong)
