"""A report in the form that was asked for: text, JSON, CSV, XLSX or PDF."""

from __future__ import annotations

from koperasi_pos.cli.session import Session
from koperasi_pos.paper import reports as tables
from koperasi_pos.paper.receipts import training_mark
from koperasi_pos.paper.reports import Report

FORMS = ("text", "json", "csv", "xlsx", "pdf")


def table(made: Report, session: Session) -> bytes:
    """The bytes of a report as `--format` or `--json` says; what was only practised is marked as that."""
    if session.training:
        made = made.marked(training_mark())
    form = "json" if session.as_json else session.words.format
    if form == "json":
        return tables.as_json(made).encode()
    if form == "csv":
        return tables.as_csv(made).encode()
    if form == "xlsx":
        from koperasi_pos.paper.sheets import report_xlsx

        return report_xlsx(made)
    if form == "pdf":
        from koperasi_pos.paper.pdf import report_pdf

        return report_pdf(made)
    return tables.as_text(made).encode()
