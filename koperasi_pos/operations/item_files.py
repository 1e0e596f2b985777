"""Sheets as files: CSV, TSV, XLSX, XLS and ODS become rows of text, whatever program wrote them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from koperasi_pos.trade.item_sheets import Choices, number_cell
from koperasi_pos.trade.item_sheets.headers import find_mapping, header_row
from koperasi_pos.values import Refusal

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_CELLS = 8_000_000

SEPARATORS = (";", ",", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOK = 64 * 1024
_MOST_LINES_IN_A_CELL = 100
"""A cell of more lines comes from a quotation mark that was never closed."""


@dataclass(frozen=True)
class SheetFile:
    """Rows of a file as text, and how it was read; row 0 is the first line of the file or sheet."""

    rows: list[list[str]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""


def read_sheet(path: Path, choices: Choices) -> SheetFile:
    """The rows of a file. The kind is told by what is in it, not by its name.

    `Refusal`: `file_missing`, `sheet_too_large`, `sheet_locked`, `sheet_unreadable`, `sheet_is_web_page`,
    `sheet_unknown`, `sheet_empty`.
    """
    if not path.is_file():
        raise Refusal("file_missing", file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise Refusal("sheet_too_large", file=path.name)
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        read = _read_workbook(path.name, content, choices)
    else:
        read = _read_text(path.name, content, choices)
    if len(read.rows) > MOST_ROWS:
        raise Refusal("sheet_too_large", file=path.name)
    if not any(cell.strip() for row in read.rows for cell in row):
        raise Refusal("sheet_empty", file=path.name)
    return read


def _read_workbook(name: str, content: bytes, choices: Choices) -> SheetFile:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = tuple(book.sheet_names)
        if choices.sheet and choices.sheet not in sheets:
            raise Refusal("sheet_unknown", sheet=choices.sheet)
        best: tuple[int, str, list[list[str]]] = (-1, "", [])
        for sheet in (choices.sheet,) if choices.sheet else sheets:
            found = book.get_sheet_by_name(sheet)
            if found.total_height * found.total_width > MOST_CELLS:
                raise Refusal("sheet_too_large", file=name)
            rows = [[_cell(value) for value in row] for row in found.to_python(skip_empty_area=False)]
            known = _known_columns(rows)
            if known > best[0]:
                best = (known, sheet, rows)
    except PasswordError as error:
        raise Refusal("sheet_locked", file=name) from error
    except CalamineError as error:
        raise Refusal("sheet_unreadable", file=name) from error
    return SheetFile(best[2], sheet=best[1], sheets=sheets)


def _cell(value: int | float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return number_cell(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _read_text(name: str, content: bytes, choices: Choices) -> SheetFile:
    encoding = choices.encoding or _encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff").replace("\x00", "")
    except (UnicodeError, LookupError) as error:
        raise Refusal("sheet_unreadable", file=name) from error
    if text[:2000].lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
        raise Refusal("sheet_is_web_page", file=name)
    told = text[:6].lower()
    head = ""
    if told.startswith("sep=") and len(text) > 5:
        # A spreadsheet's own first line; it stays in the count of rows.
        head, text = text[4], text[5:].lstrip("\r")
    separator = choices.separator or head or _separator(text)
    try:
        rows = _rows(text, separator)
    except csv.Error as error:
        raise Refusal("sheet_unreadable", file=name) from error
    return SheetFile(rows, encoding=encoding, separator=separator)


def _rows(text: str, separator: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if any(cell.count("\n") > _MOST_LINES_IN_A_CELL for row in rows for cell in row if "\n" in cell):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE))
    return rows


def _encoding(content: bytes) -> str:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    for name in ("utf-8", "cp1252"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    from charset_normalizer import from_bytes  # only for what is neither: it reads slowly and loads its tables

    best = from_bytes(content[:_LOOK]).best()
    return best.encoding if best is not None else "latin-1"


def _separator(text: str) -> str:
    """The separator under which most columns are known; among equals the one that gives the most columns."""
    head = text[:_LOOK]
    best = (0, 0, SEPARATORS[0])
    for separator in SEPARATORS:
        try:
            rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=separator))[:60]
        except csv.Error:
            continue
        width = max((len(row) for row in rows), default=0)
        if (found := (_known_columns(rows), width)) > best[:2]:
            best = (*found, separator)
    return best[2]


def _known_columns(rows: Sequence[Sequence[str]]) -> int:
    at = header_row(rows)
    return 0 if at is None else len(find_mapping(rows[at]))


def read_names(path: Path, choices: Choices | None = None) -> dict[str, str]:
    """Number or code → name out of a list of units or categories: the first column, and the one named as a name.

    For `Choices.names`. Refusals as `read_sheet`.
    """
    read = read_sheet(path, choices or Choices())
    header = [" ".join(cell.split()).casefold() for cell in read.rows[0]]
    at = next((column for column, text in enumerate(header) if column and _says_name(text)), 1)
    return {
        row[0].strip(): " ".join(row[at].split())
        for row in read.rows[1:]
        if len(row) > at and row[0].strip() and row[at].strip()
    }


def _says_name(header: str) -> bool:
    return header in ("satuan", "kategori", "jenis", "unit", "category") or any(
        header.startswith(start) or header.endswith(end)
        for start, end in (("nama", "nama"), ("nm_", "_name"), ("name", " name"))
    )


def write_rows(path: Path, rows: Iterable[Sequence[str]], *, title: str) -> None:
    """Write rows as CSV (`;`, UTF-8 with a mark, as spreadsheets here open it) or, by the name's end, as XLSX.

    `Refusal("file_not_written")` with the disk's reason.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(path, rows, title)
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, delimiter=";").writerows([[str(cell) for cell in row] for row in rows])
    except OSError as error:
        raise Refusal("file_not_written", file=path.name, reason=error.strerror or type(error).__name__) from error


def _write_workbook(path: Path, rows: Iterable[Sequence[str]], title: str) -> None:
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_numbers": False, "strings_to_formulas": False,
                                         "strings_to_urls": False})  # fmt: skip
    sheet = book.add_worksheet(title[:31])
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(at, column, cell)
    book.close()
    path.write_bytes(content.getvalue())
