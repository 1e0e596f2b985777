"""The papers of a played day: receipts and the Z report as text and PDF."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.operations import printing, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.pdf import receipt_pdf
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview


def write_papers(till: Till, folder: Path) -> list[Path]:
    """Write every slip that waits for the printer as text, the first three and the Z as PDF too; returns the files."""
    made: list[Path] = []
    width = till.settings.paper_width
    for number, job in enumerate(printing.print_jobs(till)):
        if job.document is None or job.form == "drawer":
            continue
        layout = slip_of(printing.order_at(till, job.document), width=width)
        if layout is not None:
            made += _write(folder / f"kertas-{number + 1:03d}-{job.form}", layout, pdf=number < 3)
    closed = shifts.z_report(till)
    assert closed.position is not None
    layout = slip_of(printing.order_at(till, closed.position), width=width)
    assert layout is not None
    return made + _write(folder / "laporan-z", layout, pdf=True)


def _write(file: Path, layout: Layout, *, pdf: bool) -> list[Path]:
    text = file.with_suffix(".txt")
    text.write_text(preview(layout) + "\n", encoding="utf-8")
    if not pdf:
        return [text]
    page = file.with_suffix(".pdf")
    page.write_bytes(receipt_pdf(layout))
    return [text, page]
