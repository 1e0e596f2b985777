"""Reports as neutral tables, and their ways out: text for the screen, CSV for sheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import Literal

from koperasi_pos.paper.layout import wrap
from koperasi_pos.values import Quantity
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import quantity, rupiah

Kind = Literal["text", "rupiah", "quantity", "count", "day", "moment"]
Cell = str | int | None

_GAP = "  "
_NARROWEST_TEXT = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` for programs, `title` for people.

    Cells of `rupiah` are whole rupiah, of `quantity` thousandths, of `count` whole numbers, of `day` and `moment` ISO
    text; `None` is an empty cell.
    """

    key: str
    title: str
    kind: Kind = "text"

    @property
    def right(self) -> bool:
        """Whether it stands against the right edge, as figures do."""
        return self.kind in {"rupiah", "quantity", "count"}


@dataclass(frozen=True)
class Report:
    """A table with a title; `totals` has a cell a column, empty where nothing is summed."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None = None
    subtitle: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.totals] if self.totals is not None else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns")

    def marked(self, mark: str) -> Report:
        """The report with a mark before its title, which stands at the head and the foot of every page."""
        return replace(self, title=f"{mark} · {self.title}")

    @property
    def titles(self) -> tuple[Cell, ...]:
        """The head of the table as a row."""
        return tuple(column.title for column in self.columns)


def shown(column: Column, cell: Cell) -> str:
    """A cell as people read it; text in a column of figures (such as its title) as it is."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        if column.kind == "day" and cell != column.title:
            return date_short(cell)
        if column.kind == "moment" and cell != column.title:
            return moment(cell)
        return cell
    if column.kind == "rupiah":
        return rupiah(cell, symbol=False)
    if column.kind == "quantity":
        return quantity(cell)
    return f"{cell:,}".replace(",", ".")


def as_text(report: Report, *, width: int = 100) -> str:
    """The table in columns of characters; columns of text wrap where the line would be longer than `width`."""
    rows = [[shown(column, cell) for column, cell in zip(report.columns, row, strict=True)] for row in report.rows]
    head = [column.title for column in report.columns]
    totals = None
    if report.totals is not None:
        totals = [shown(column, cell) for column, cell in zip(report.columns, report.totals, strict=True)]
    widths = _widths(report, [head, *rows, *([totals] if totals else [])], width)
    rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [report.title, *report.subtitle, ""]
    lines += [*_row(report, head, widths), rule]
    for row in rows:
        lines += _row(report, row, widths)
    if totals is not None:
        lines += [rule, *_row(report, totals, widths)]
    return "\n".join(lines) + "\n"


def _widths(report: Report, rows: list[list[str]], width: int) -> list[int]:
    widths = [max(len(row[number]) for row in rows) for number in range(len(report.columns))]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        texts = [number for number, column in enumerate(report.columns) if not column.right]
        widest = max(texts, key=lambda number: widths[number], default=None)
        if widest is None or widths[widest] <= _NARROWEST_TEXT:
            break
        widths[widest] -= 1
    return widths


def _row(report: Report, cells: list[str], widths: list[int]) -> list[str]:
    pieces = [wrap(cell, max(width, 1)) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(len(piece) for piece in pieces)):
        line = []
        for column, piece, width in zip(report.columns, pieces, widths, strict=True):
            text = piece[number] if number < len(piece) else ""
            line.append(text.rjust(width) if column.right else text.ljust(width))
        lines.append(_GAP.join(line).rstrip())
    return lines


def as_csv(report: Report) -> str:
    """Keys, then rows with plain figures (`12500`, `0.75`); no totals, so that a sheet can sum for itself.

    A text that a sheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in report.columns])
    for row in report.rows:
        writer.writerow([_plain(column, cell) for column, cell in zip(report.columns, row, strict=True)])
    return out.getvalue()


def _plain(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return Quantity(int(cell)).plain() if column.kind == "quantity" else str(int(cell))
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def as_json(report: Report) -> str:
    """An object with title, rows and totals; rupiah and counts as numbers, quantities as decimal text (`"0.75"`)."""
    found: dict[str, object] = {
        "title": report.title,
        "subtitle": list(report.subtitle),
        "columns": [{"key": column.key, "title": column.title, "kind": column.kind} for column in report.columns],
        "rows": [_object(report, row) for row in report.rows],
        "totals": _object(report, report.totals) if report.totals is not None else None,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _object(report: Report, row: tuple[Cell, ...]) -> dict[str, object]:
    return {
        column.key: Quantity(int(cell)).plain() if column.kind == "quantity" and isinstance(cell, int) else cell
        for column, cell in zip(report.columns, row, strict=True)
    }
