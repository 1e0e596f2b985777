"""Files of any program become rows of text: encodings, separators, workbooks new and old, and files that are none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.operations import item_files
from koperasi_pos.operations.item_files import read_names, read_sheet, write_rows
from koperasi_pos.trade.item_sheets import Choices, Number
from koperasi_pos.values import Refusal
from tests.operations.old_workbook import write_old_workbook

TABLE = [
    ["Kode", "Nama barang", "Harga jual"],
    ["0001", "Teh melati café ½", "1.500"],
    ["0002", "Kopi; pahit, enak", "2"],
]
SAMPLES = Path(__file__).parents[1] / "samples"


def text_of(table: list[list[str]], separator: str) -> str:
    """The table as CSV, every cell in quotation marks."""
    return "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in table)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_separators_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(text_of(TABLE, separator).encode(encoding))
    read = read_sheet(file, Choices())
    assert read.rows == TABLE
    assert read.separator == separator


def test_an_encoding_that_is_neither_is_guessed(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    words = "Nama;Harga\n" + "Чай чёрный крепкий с лимоном и сахаром;1500\n" * 20
    file.write_bytes(words.encode("koi8-r") + b"\x81\x8d;1\n")
    assert len(read_sheet(file, Choices()).rows) == 22


def test_people_may_choose_encoding_and_separator(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes("Nama:Harga\nTeh é:5\n".encode("cp437"))
    assert read_sheet(file, Choices(encoding="cp437", separator=":")).rows == [["Nama", "Harga"], ["Teh é", "5"]]


def test_a_first_line_that_names_the_separator_stays_in_the_count(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("sep=|\nNama|Harga\nTeh|500\n", encoding="utf-8")
    assert read_sheet(file, Choices()).rows == [[], ["Nama", "Harga"], ["Teh", "500"]]


def test_cells_of_several_lines_and_quotation_marks_never_closed(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text('Nama,Catatan,Harga\nTeh,"satu\ndua",500\n', encoding="utf-8")
    assert read_sheet(file, Choices()).rows[1] == ["Teh", "satu\ndua", "500"]
    file.write_text('Nama,Harga\n"Pipa 1 inci,500\n' + "Teh,600\n" * 200, encoding="utf-8")
    assert len(read_sheet(file, Choices()).rows) == 202


def test_a_new_workbook_gives_the_sheet_that_holds_items(tmp_path: Path) -> None:
    file = tmp_path / "items.xlsx"
    book = xlsxwriter.Workbook(str(file))
    book.add_worksheet("Petunjuk").write_row(0, 0, ["Isi lembar kedua"])
    sheet = book.add_worksheet("Barang")
    sheet.write_row(2, 0, ["Kode", "Nama", "Barcode", "Harga", "Dijual"])
    sheet.write_row(3, 0, ["0001", "Teh", 8991234567891, 1500.5, True])
    book.close()
    read = read_sheet(file, Choices())
    assert (read.sheet, read.sheets) == ("Barang", ("Petunjuk", "Barang"))
    assert read.rows[2] == ["Kode", "Nama", "Barcode", "Harga", "Dijual"]
    assert read.rows[3] == ["0001", "Teh", "8991234567891", "1500.5", "1"]
    assert [isinstance(cell, Number) for cell in read.rows[3]] == [False, False, True, True, False]
    assert read_sheet(file, Choices(sheet="Petunjuk")).rows == [["Isi lembar kedua"]]
    with pytest.raises(Refusal, match="sheet_unknown"):
        read_sheet(file, Choices(sheet="Lain"))


def test_an_old_workbook(tmp_path: Path) -> None:
    file = tmp_path / "items.xls"
    write_old_workbook(file, "Barang", [["Kode", "Nama", "Harga"], ["0001", "Teh é", 1500.0], ["", "Kopi", 2500.5]])
    read = read_sheet(file, Choices())
    assert read.rows == [["Kode", "Nama", "Harga"], ["0001", "Teh é", "1500"], ["", "Kopi", "2500.5"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (b" \r\n;;;\r\n", "sheet_empty"),
        (b"PK\x03\x04 broken", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "sheet_unreadable"),
        (b"<html><body><table><tr><td>Nama</td></tr></table>", "sheet_is_web_page"),
        (b"Nama;Harga\n" + b"x" * 200_000, "sheet_unreadable"),
    ],
)
def test_files_that_are_no_sheets(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "items.xls"
    file.write_bytes(content)
    with pytest.raises(Refusal, match=code):
        read_sheet(file, Choices())


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_ROWS", "MOST_CELLS"])
def test_files_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(item_files, limit, 2)
    write_rows(tmp_path / "items.xlsx", TABLE, title="Barang")
    with pytest.raises(Refusal, match="sheet_too_large"):
        read_sheet(tmp_path / "items.xlsx", Choices())


def test_no_file_and_a_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="file_missing"):
        read_sheet(tmp_path / "nowhere.csv", Choices())
    file = tmp_path / "items.csv"
    file.write_bytes("Nama\nTeh é\n".encode("cp1252"))
    for encoding in ("utf-8", "no-such-encoding"):
        with pytest.raises(Refusal, match="sheet_unreadable"):
            read_sheet(file, Choices(encoding=encoding))


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_are_rows_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(content)
    rows: list[list[str]] = []
    code = "sheet_"
    try:
        rows = read_sheet(file, Choices()).rows
    except Refusal as refusal:
        code = refusal.code
    assert code.startswith("sheet_")
    assert all(isinstance(cell, str) for row in rows for cell in row)


def test_names_behind_numbers() -> None:
    assert read_names(SAMPLES / "units.csv") == {"2": "Dus", "3": "Tablet", "4": "Botol", "5": "Strip"}


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_written_reads_back(tmp_path: Path, name: str) -> None:
    rows = [*TABLE, ["=1+1", "007", ""]]
    write_rows(tmp_path / name, rows, title="Barang")
    assert read_sheet(tmp_path / name, Choices()).rows == rows


def test_written_csv_opens_in_spreadsheets_here(tmp_path: Path) -> None:
    write_rows(tmp_path / "out.csv", TABLE, title="Barang")
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfKode;Nama barang;Harga jual\r\n")
    assert list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")) == TABLE
