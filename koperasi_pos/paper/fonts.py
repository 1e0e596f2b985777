"""The fonts that come with the program, for pictures and PDF: Noto Sans, and Noto Naskh Arabic for Arabic script."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from koperasi_pos.resources import resource

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_MEASURED_AT = 200

_NOT_IN_THE_FONT = str.maketrans({"−": "–", "\u202f": " ", "\u2011": "-"})
"""Noto Sans has no minus sign; its en dash looks the same."""


def font_file(*, arabic: bool = False, bold: bool = False) -> Path:
    """The TrueType file; Arabic script comes in one weight."""
    if arabic:
        return resource("fonts", "NotoNaskhArabic-Regular.ttf")
    return resource("fonts", "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf")


def in_font(text: str) -> str:
    """The text in characters that Noto Sans has."""
    return text if text.isascii() else text.translate(_NOT_IN_THE_FONT)


@lru_cache(maxsize=64)
def typeface(size: float, *, arabic: bool = False, bold: bool = False) -> FreeTypeFont:
    """A font for Pillow at a size in dots, drawn glyph by glyph, so that every machine draws the same."""
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file(arabic=arabic, bold=bold)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def length(text: str, size: float, *, arabic: bool = False, bold: bool = False) -> float:
    """How long a text is at a size, in the unit of the size."""
    return typeface(_MEASURED_AT, arabic=arabic, bold=bold).getlength(text) * size / _MEASURED_AT
