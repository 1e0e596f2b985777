"""A slip as a PNG, to send on to a customer's telephone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from koperasi_pos.paper.drawing import Bars, Dots, Drawing, Mark, Picture, Stroke, Words, draw
from koperasi_pos.paper.fonts import typeface
from koperasi_pos.paper.layout import Layout

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

DOTS_A_POINT = 4
"""58 mm become 657 dots: sharp on a telephone, and still a small file."""


def receipt_png(layout: Layout) -> bytes:
    """The bytes of a PNG, as wide as the paper and as long as the slip."""
    return drawing_png(draw(layout))


def drawing_png(drawing: Drawing) -> bytes:
    """The bytes of a PNG of a drawing."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (round(drawing.width * DOTS_A_POINT), round(drawing.height * DOTS_A_POINT)), 255)
    pen = ImageDraw.Draw(image)
    for mark in drawing.marks:
        _put(image, pen, mark)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _put(image: Image, pen: ImageDraw, mark: Mark) -> None:
    dots = DOTS_A_POINT
    match mark:
        case Words(x, y, text, size, bold, arabic):
            font = typeface(max(size * dots, 1), arabic=arabic, bold=bold)
            pen.text((x * dots, y * dots), text, font=font, fill=0, anchor="ls")
        case Stroke(x, y, length, dashed):
            step = 2.0 if dashed else length
            at = x
            while at < x + length:
                pen.line((at * dots, y * dots, min(at + step, x + length) * dots, y * dots), fill=0, width=2)
                at += 2 * step
        case Bars(x, y, module, height, pattern):
            # Whole dots a module: a scanner reads uneven bars badly.
            wide = max(int(module * dots), 1)
            start = round(x * dots + (module * dots - wide) * len(pattern) / 2)
            for number, bar in enumerate(pattern):
                if bar == "1":
                    left = start + number * wide
                    pen.rectangle((left, y * dots, left + wide - 1, (y + height) * dots), fill=0)
        case Dots(x, y, module, rows):
            wide = max(int(module * dots), 1)
            for down, row in enumerate(rows):
                for across, dot in enumerate(row):
                    if dot == "1":
                        left, top = round(x * dots) + across * wide, round(y * dots) + down * wide
                        pen.rectangle((left, top, left + wide - 1, top + wide - 1), fill=0)
        case Picture(x, y, width, height, content):
            _paste(image, (round(x * dots), round(y * dots)), (round(width * dots), round(height * dots)), content)


def _paste(image: Image, place: tuple[int, int], size: tuple[int, int], content: bytes) -> None:
    from PIL import Image as Images

    with Images.open(io.BytesIO(content)) as found:
        whole = found.convert("RGBA").resize(size)
    image.paste(whole.convert("L"), place, whole.getchannel("A"))
