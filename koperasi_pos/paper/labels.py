"""Price labels for the shelf: on sheets of A4, on a 58 mm roll, or through the receipt printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.paper.drawing import POINTS_A_MM, Drawing, Stroke
from koperasi_pos.paper.fonts import in_font, length
from koperasi_pos.paper.layout import BarCode, Layout, Slip, clean, is_arabic
from koperasi_pos.trade.codes import has_bad_check_digit
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah

ACROSS, DOWN = 3, 8
"""Labels on a sheet of A4: 70 × 37 mm each."""

A4_MM = (210.0, 297.0)
ROLL_MM = (58.0, 40.0)

LONGEST_CODE = 22
"""A longer code has bars too fine for a shelf label; its characters are printed all the same."""

_QUIET = 20
_DOTS_A_MODULE = 2
_DOTS_A_COLUMN = 12


@dataclass(frozen=True)
class Label:
    """What a label says: `price` for one `unit`, `day` (ISO) it was printed, `note` such as that PPN is inside."""

    name: str
    price: Rupiah
    unit: str = "pcs"
    code: str = ""
    day: str = ""
    note: str = ""


def labels_of(product: ProductSaved, *, day: str = "", note: str = "") -> list[Label]:
    """A label for every pack that has a retail price; the pack's first bar code, else the shop's own code."""
    made = []
    for pack in product.packs:
        price = next((price.price for price in pack.prices if price.tier == "retail"), None)
        if price is not None:
            code = pack.codes[0] if pack.codes else product.code
            made.append(Label(product.name, price, pack.unit, code, day, note))
    return made


def bar_code(code: str) -> BarCode | None:
    """EAN-13 or EAN-8 where it is one, else Code 128; `None` for what no bars can carry on a label."""
    if len(code) in (8, 13) and code.isascii() and code.isdecimal() and not has_bad_check_digit(code):
        return BarCode(code, "EAN13" if len(code) == 13 else "EAN8")
    if 0 < len(code) <= LONGEST_CODE and code.isascii() and code.isprintable():
        return BarCode(code)
    return None


def sheets(labels: Sequence[Label], *, skip: int = 0) -> bytes:
    """PDF pages of A4 with 3 × 8 labels; `skip` places on the first sheet were used before."""
    width, height = A4_MM[0] / ACROSS * POINTS_A_MM, A4_MM[1] / DOWN * POINTS_A_MM
    pages: list[Drawing] = []
    for number, label in enumerate(labels, start=skip % (ACROSS * DOWN)):
        place = number % (ACROSS * DOWN)
        if not pages or place == 0:
            pages.append(Drawing(A4_MM[0] * POINTS_A_MM, A4_MM[1] * POINTS_A_MM))
        down, across = divmod(place, ACROSS)
        _draw(pages[-1], label, across * width, down * height, width, height)
    return _pdf(pages or [Drawing(A4_MM[0] * POINTS_A_MM, A4_MM[1] * POINTS_A_MM)])


def roll(labels: Sequence[Label]) -> bytes:
    """PDF with a page of 58 × 40 mm a label."""
    width, height = ROLL_MM[0] * POINTS_A_MM, ROLL_MM[1] * POINTS_A_MM
    pages = []
    for label in labels:
        page = Drawing(width, height)
        _draw(page, label, 0, 0, width, height)
        pages.append(page)
    return _pdf(pages or [Drawing(width, height)])


def slip(labels: Sequence[Label], width: int) -> Layout:
    """The labels for the receipt printer, one below the other with a line to cut along."""
    paper = Slip(width)
    for label in labels:
        paper.text(label.name, bold=True, align="centre")
        paper.heading(rupiah(label.price))
        paper.text(_("per {unit}").format(unit=label.unit), align="centre")
        block = bar_code(label.code)
        if block is not None and _fits(block, width):
            paper.add(block)
        elif label.code:
            paper.text(label.code, align="centre")
        for text in (label.note, date_short(label.day) if label.day else ""):
            paper.text(text, align="centre")
        paper.rule()
    return paper.end()


def _fits(block: BarCode, width: int) -> bool:
    """Whether the printer has room for the bars: it prints nothing at all where it has not."""
    modules = 113 if block.symbology != "CODE128" else 11 * (len(block.code) + 3) + _QUIET
    return modules * _DOTS_A_MODULE <= width * _DOTS_A_COLUMN


def _pdf(pages: list[Drawing]) -> bytes:
    from koperasi_pos.paper.pdf import drawings_pdf

    return drawings_pdf(pages, title=_("Price labels"))


def _draw(page: Drawing, label: Label, x: float, y: float, width: float, height: float) -> None:
    """Name on top, price large in the middle, bar code below it, unit and day at the edges."""
    margin = 4 * POINTS_A_MM
    left, right, top, bottom = x + margin, x + width - margin, y + margin, y + height - margin
    after_name = _name(page, label.name, left, right, top)
    price = rupiah(label.price)
    unit = f"/ {label.unit}"
    unit_length = length(in_font(unit), 9) + 4
    size = min(26.0, 26 * (right - left - unit_length) / max(length(price, 26, bold=True), 1))
    base = after_name + 2 + size * 0.95
    page.words(price, base, size, bold=True, left=left, right=right - unit_length)
    page.words(unit, base, 9, align="right", left=left, right=right)
    page.marks.append(Stroke(left, base + 4, right - left, dashed=False))
    block = bar_code(label.code)
    if block is not None:
        high = max(bottom - 17 - (base + 8), 10)
        page.bar_code(block, base + 8, height=high, left=left, right=right)
        page.words(label.code, base + 8 + high + 7, 7, align="centre", left=left, right=right)
    elif label.code:
        page.words(label.code, base + 16, 7, align="centre", left=left, right=right)
    if label.note:
        page.words(label.note, bottom, 6, left=left, right=right - 45)
    if label.day:
        page.words(date_short(label.day), bottom, 6, align="right", left=left, right=right)


def _name(page: Drawing, name: str, left: float, right: float, top: float) -> float:
    """The name on one or two lines, smaller where it needs more; returns where it ends."""
    name = clean(name)
    if is_arabic(name):
        return top + page.arabic_words(name, top, 13, align="left", left=left, right=right)
    for size in (10.0, 9.0, 8.0, 7.0, 6.5, 6.0, 5.5):
        lines = _broken(name, right - left, size)
        if len(lines) <= 2:
            break
    else:
        size, lines = 5.5, [lines[0], " ".join(lines[1:])]
    for number, line in enumerate(lines):
        page.words(line, top + (number + 0.9) * size * 1.15, size, bold=True, left=left, right=right)
    return top + len(lines) * size * 1.15


def _broken(text: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length(in_font(longer), size, bold=True) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]
