"""Slips and reports as PDF through ReportLab: pages of a roll, and tables on A4."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from koperasi_pos.paper.drawing import Bars, Dots, Drawing, Mark, Picture, Stroke, Words, draw
from koperasi_pos.paper.fonts import font_file, in_font, length
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.reports import Report, shown
from koperasi_pos.words import _

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD, ARABIC = "NotoSans", "NotoSans-Bold", "NotoNaskhArabic"


def receipt_pdf(layout: Layout, *, title: str = "") -> bytes:
    """One page, 58 or 80 mm wide and as long as the slip."""
    return drawings_pdf([draw(layout)], title=title)


def drawings_pdf(drawings: list[Drawing], *, title: str = "") -> bytes:
    """A page a drawing, each of its own size."""
    from reportlab.pdfgen.canvas import Canvas

    _register()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("Koperasi POS")
    for drawing in drawings:
        canvas.setPageSize((drawing.width, drawing.height))
        for mark in drawing.marks:
            _put(canvas, mark, drawing.height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _put(canvas: Canvas, mark: Mark, height: float) -> None:
    """Draw a mark; PDF counts upwards from the lower edge."""
    match mark:
        case Words(x, y, text, size, bold, arabic):
            canvas.setFont(ARABIC if arabic else BOLD if bold else PLAIN, size)
            canvas.drawString(x, height - y, text)
        case Stroke(x, y, length, dashed):
            canvas.setLineWidth(0.5)
            canvas.setDash([2, 2] if dashed else [])
            canvas.line(x, height - y, x + length, height - y)
        case Bars(x, y, module, high, pattern):
            for start, count in _bars(pattern):
                canvas.rect(x + start * module, height - y - high, count * module, high, stroke=0, fill=1)
        case Dots(x, y, module, rows):
            for down, row in enumerate(rows):
                for start, count in _bars(row):
                    top = height - y - (down + 1) * module
                    canvas.rect(x + start * module, top, count * module, module, stroke=0, fill=1)
        case Picture(x, y, width, high, content):
            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(io.BytesIO(content)), x, height - y - high, width, high, mask="auto")


def _bars(pattern: str) -> list[tuple[int, int]]:
    """(start, length) of every run of 1: neighbours are one rectangle, so that no gap shows between them."""
    found: list[tuple[int, int]] = []
    for at, bar in enumerate(pattern):
        if bar != "1":
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found


def report_pdf(report: Report) -> bytes:
    """The report on A4, upright or, where it has many columns, across; its head is repeated on every page."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    _register()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=landscape(A4) if len(report.columns) > 7 else A4, title=in_font(report.title),
        leftMargin=15 * mm, rightMargin=15 * mm, topMargin=14 * mm, bottomMargin=16 * mm, invariant=1,
        creator="Koperasi POS",
    )  # fmt: skip
    story: list[Any] = [Paragraph(_marked(report.title), _style("title", BOLD, 15))]
    story += [Paragraph(_marked(line), _style("under", PLAIN, 9)) for line in report.subtitle]
    story += [Spacer(1, 4 * mm), _table(report, document.width)]
    if not report.rows:
        story.append(Paragraph(_marked(_("Nothing to show.")), _style("none", PLAIN, 9)))

    def foot(canvas: Canvas, page: Any) -> None:
        canvas.setFont(PLAIN, 7.5)
        canvas.drawString(15 * mm, 9 * mm, in_font(report.title))
        number = _("Page {number}").format(number=page.page)
        canvas.drawRightString(15 * mm + document.width, 9 * mm, in_font(number))

    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _table(report: Report, width: float) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    head = [Paragraph(_marked(column.title), _style("head", BOLD, 8, right=column.right)) for column in report.columns]

    def cells(row: tuple[Any, ...], font: str) -> list[Any]:
        return [
            Paragraph(_marked(shown(column, cell)), _style("cell", font, 8, right=column.right))
            for column, cell in zip(report.columns, row, strict=True)
        ]

    rows = [head, *(cells(row, PLAIN) for row in report.rows)]
    marks: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.lightgrey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    if report.totals is not None:
        rows.append(cells(report.totals, BOLD))
        marks += [("LINEABOVE", (0, -1), (-1, -1), 0.8, colors.black)]
    table = LongTable(rows, colWidths=_widths(report, width), repeatRows=1)
    table.setStyle(TableStyle(marks))
    return table


def _widths(report: Report, width: float) -> list[float]:
    """Columns of figures as wide as their longest figure; columns of text share the rest by what they hold."""
    wanted = [
        max(
            length(in_font(shown(column, row[number])), 8, bold=True) + 8
            for row in (*report.rows, *([report.totals] if report.totals else []), report.titles)
        )
        for number, column in enumerate(report.columns)
    ]
    fixed = sum(want for want, column in zip(wanted, report.columns, strict=True) if column.right)
    free = sum(want for want, column in zip(wanted, report.columns, strict=True) if not column.right)
    if free == 0 or fixed >= width * 0.9:
        return [want * width / (fixed + free) for want in wanted]
    return [
        want if column.right else want * (width - fixed) / free
        for want, column in zip(wanted, report.columns, strict=True)
    ]


def _style(name: str, font: str, size: float, *, right: bool = False) -> Any:
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.25, alignment=TA_RIGHT if right else TA_LEFT
    )


def _marked(text: str) -> str:
    """The text for a paragraph, which reads `<` as mark-up."""
    return escape(in_font(text))


def _register() -> None:
    """Tell ReportLab our fonts, once."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = set(pdfmetrics.getRegisteredFontNames())
    for name, file in (
        (PLAIN, font_file()),
        (BOLD, font_file(bold=True)),
        (ARABIC, font_file(arabic=True)),
    ):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(file)))
