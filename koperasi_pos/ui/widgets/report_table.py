"""A report on the screen: its columns as wide as what they hold, its totals as the last row."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.paper.reports import Cell, Column, Report, shown
from koperasi_pos.ui.widgets.tables import Table, TableColumn

_WIDTHS = {"rupiah": 118, "quantity": 92, "count": 82, "day": 112, "moment": 156}
_LETTER = 9
_ROOM = 30
_WIDEST_TEXT = 190


def report_table(report: Report, parent: QWidget | None = None) -> Table:
    """A table of a report; the widest column of text takes what room is left."""
    texts = [number for number, column in enumerate(report.columns) if column.kind == "text"]
    lengths = {number: _longest(report, number) for number in texts}
    widest = max(texts, key=lambda number: lengths[number], default=0)
    columns = [
        TableColumn(
            column.title,
            partial(_cell, column, number),
            right=column.right,
            width=0 if number == widest else _width(column, lengths.get(number, 0)),
        )
        for number, column in enumerate(report.columns)
    ]
    table = Table(report.title, columns, parent)
    table.set_rows([*report.rows, *([report.totals] if report.totals and report.rows else [])])
    return table


def _cell(column: Column, number: int, row: tuple[Cell, ...]) -> str:
    return shown(column, row[number])


def _longest(report: Report, number: int) -> int:
    column = report.columns[number]
    return max([len(column.title), *(len(shown(column, row[number])) for row in report.rows[:300])])


def _width(column: Column, length: int) -> int:
    return _WIDTHS.get(column.kind, min(length * _LETTER + _ROOM, _WIDEST_TEXT))
