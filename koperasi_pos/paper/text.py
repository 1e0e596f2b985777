"""A slip as plain text: what the screen shows before printing, and what the file printer keeps."""

from __future__ import annotations

from koperasi_pos.paper.code_pages import likeness
from koperasi_pos.paper.layout import Align, Arabic, BarCode, Block, Cut, Feed, Layout, Logo, QrCode, Rule, Text, wrap

QR_MARK = "[QR]"
LOGO_MARK = "[LOGO]"


def preview(layout: Layout, *, code_page: str | None = None, pictures: bool = True, raster_arabic: bool = True) -> str:
    """Lines of at most `layout.width` characters (Arabic ones aside), joined by newlines.

    `code_page` shows the characters a printer with that page has; `pictures=False` leaves out what paper carries as
    a picture (logo, lines in Arabic script); `raster_arabic=False` shows what is printed in place of the latter.
    """
    lines: list[str] = []
    for block in layout.blocks:
        if isinstance(block, Arabic) and not raster_arabic:
            lines += [placed(line, block.align, layout.width) for line in replaced(block, layout.width)]
        else:
            lines += _lines(block, layout.width, pictures=pictures)
    text = "\n".join(lines)
    if code_page is None:
        return text
    return text if text.isascii() else "\n".join(likeness(line, code_page) for line in lines)


def _lines(block: Block, width: int, *, pictures: bool) -> list[str]:
    match block:
        case Text(left, right) if right:
            return [left.ljust(width - len(right)) + right]
        case Text(left, _, align):
            return [placed(left, align, width)]
        case Rule(mark):
            return [(mark * width)[:width]]
        case Feed(count):
            return [""] * count
        case BarCode(code):
            return [placed(code, "centre", width)]
        case QrCode():
            return [placed(QR_MARK, "centre", width)]
        case Arabic(text, align):
            return [placed(text, align, width)] if pictures else []
        case Logo():
            return [placed(LOGO_MARK, "centre", width)] if pictures else []
        case Cut():
            return []


def replaced(block: Arabic, width: int) -> list[str]:
    """The lines in place of an Arabic text, for a printer that draws no pictures."""
    return wrap(block.fallback, width) if block.fallback else []


def placed(text: str, align: Align, width: int) -> str:
    """The text with the spaces before it that put it in its place; none behind it."""
    if align == "left":
        return text
    room = max(width - len(text), 0)
    return " " * (room if align == "right" else room // 2) + text
