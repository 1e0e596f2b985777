"""Lists as pages and as files: one table that is shown with links and handed out as CSV and XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from koperasi_pos.paper.reports import Cell, Column, Report, as_csv, shown
from koperasi_pos.paper.sheets import report_xlsx

PAGE = 100
"""Rows on a page; a file holds all of them."""
MOST_ROWS = 50_000
"""The most rows of a file, so that nobody fills the server's memory by a click."""

CONTENT = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Line:
    """A row: its cells, where its first cell leads, how urgent it is (`red`, `gold`, `green`, `grey` or nothing)."""

    cells: tuple[Cell, ...]
    link: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Listing:
    """A table with a title, its lines and perhaps totals."""

    title: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    totals: tuple[Cell, ...] | None = None
    empty: str = ""
    """What is said where there is no line."""
    subtitle: tuple[str, ...] = field(default=())

    def report(self) -> Report:
        """The same as a report, for files."""
        rows = tuple(line.cells for line in self.lines)
        return Report(self.title, self.columns, rows, self.totals, self.subtitle)

    def cells(self, line: Line) -> list[tuple[Column, str]]:
        """The cells of a line as people read them."""
        return list(zip(self.columns, self.read(line.cells), strict=True))

    def read(self, cells: tuple[Cell, ...]) -> list[str]:
        """Cells as people read them."""
        return [shown(column, cell) for column, cell in zip(self.columns, cells, strict=True)]


def listing_of(
    report: Report, empty: str, *, links: Sequence[str] = (), tones: Sequence[str] = (), totals: bool = True
) -> Listing:
    """A report as a list, with what stands there where it has no row; `totals` are left out of a list over pages."""
    lines = [
        Line(row, links[place] if links else "", tones[place] if tones else "") for place, row in enumerate(report.rows)
    ]
    return Listing(report.title, report.columns, lines, report.totals if totals and lines else None, empty)


def written(listing: Listing, form: str) -> bytes:
    """The bytes of a file with the list, `csv` (with a mark, so that sheets read its letters) or `xlsx`."""
    if form == "xlsx":
        return report_xlsx(listing.report())
    return "\N{BYTE ORDER MARK}".encode() + as_csv(listing.report()).encode()
