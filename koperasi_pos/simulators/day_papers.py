"""The papers of a played day: receipts and the Z report as text and PDF."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.operations import printing, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.pdf import receipt_pdf
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.store import journal
from koperasi_pos.values import Refusal


def write_papers(till: Till, folder: Path) -> list[Path]:
    """Write the slip of everything that was done as text, the first three and the Z as PDF too; returns the files."""
    made: list[Path] = []
    width = till.settings.paper_width
    with till.reading() as connection:
        positions = [position for position, _line in journal.lines(connection, 0)]
    number = 0
    for position in positions:
        try:
            order = printing.order_at(till, position)
        except Refusal:
            continue  # nothing that has a slip
        layout = slip_of(order, width=width)
        if layout is not None:
            number += 1
            made += _write(folder / f"kertas-{number:03d}-{order.job.form}", layout, pdf=number <= 3)
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
