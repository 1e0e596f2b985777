"""A report as a file: A4, a workbook or CSV, under a name that tells what and when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.paper.reports import Report, as_csv
from koperasi_pos.ui.dialogs.file_dialog import save_content
from koperasi_pos.ui.runner import Desk

FORMS = ("pdf", "xlsx", "csv")


def save_report(desk: Desk, parent: QWidget, name: str, form: str, make: Callable[[], Report]) -> None:
    """Ask for a place and keep the report there; `name` goes without day and ending."""
    save_content(desk, parent, f"{name}-{desk.till.today()}.{form}", lambda: report_bytes(make(), form))


def report_bytes(report: Report, form: str) -> bytes:
    """The report in one of `FORMS`; CSV begins with the mark by which sheets know UTF-8."""
    if form == "pdf":
        from koperasi_pos.paper.pdf import report_pdf

        return report_pdf(report)
    if form == "xlsx":
        from koperasi_pos.paper.sheets import report_xlsx

        return report_xlsx(report)
    return as_csv(report).encode("utf-8-sig")
