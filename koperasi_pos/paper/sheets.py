"""A report as a sheet (XLSX), its figures as numbers that a sheet can sum."""

from __future__ import annotations

import io
from typing import Any

from koperasi_pos.paper.reports import Cell, Column, Report, shown

_FORMATS = {"rupiah": "#,##0", "quantity": "#,##0.###", "count": "#,##0"}
_WIDEST = 48
_SHEET_NAME = 31
"""The most characters the name of a sheet may have."""


def report_xlsx(*reports: Report) -> bytes:
    """The bytes of a workbook with a sheet a report: title, head (kept in sight), rows and totals.

    Quantities stand as units with their fraction; text is written as text, never as a formula.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for report in reports:
        name = "".join(letter for letter in report.title if letter not in "[]:*?/\\'")[:_SHEET_NAME]
        _fill(book, book.add_worksheet(name), report)
    book.close()
    return out.getvalue()


def _fill(book: Any, sheet: Any, report: Report) -> None:
    bold = book.add_format({"bold": True})
    plain = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    sums = {kind: book.add_format({"num_format": form, "bold": True, "top": 1}) for kind, form in _FORMATS.items()}
    line = 0
    for text in (report.title, *report.subtitle):
        sheet.write_string(line, 0, text, bold if line == 0 else None)
        line += 1
    line += 1
    for number, column in enumerate(report.columns):
        sheet.write_string(line, number, column.title, bold)
        sheet.set_column(number, number, _width(report, number))
    sheet.freeze_panes(line + 1, 0)
    for row in report.rows:
        line += 1
        for number, (column, cell) in enumerate(zip(report.columns, row, strict=True)):
            _write(sheet, line, number, column, cell, plain.get(column.kind))
    if report.totals is not None:
        line += 1
        for number, (column, cell) in enumerate(zip(report.columns, report.totals, strict=True)):
            _write(sheet, line, number, column, cell, sums.get(column.kind, bold))


def _write(sheet: Any, line: int, number: int, column: Column, cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(line, number, shown(column, cell), form)
    elif column.kind == "quantity":
        # The only place where thousandths leave as a decimal: a sheet knows no other number.
        sheet.write_number(line, number, int(cell) / 1000, form)
    else:
        sheet.write_number(line, number, int(cell), form)


def _width(report: Report, number: int) -> int:
    column = report.columns[number]
    cells = (row[number] for row in (*report.rows, *([report.totals] if report.totals is not None else [])))
    longest = max([len(column.title), *(len(shown(column, cell)) for cell in cells)])
    return min(longest + 2, _WIDEST)
