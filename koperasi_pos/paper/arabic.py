"""Lines in Arabic script: letters joined and put into the order they are seen in, and drawn as a picture."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from koperasi_pos.paper.fonts import in_font, length, typeface
from koperasi_pos.paper.layout import Align, is_arabic

if TYPE_CHECKING:
    from PIL.Image import Image

LETTER_DOTS = 30
"""Height of the letters on paper of 8 dots a millimetre."""

LATIN = 0.8
"""Latin letters within an Arabic line, against the size of the Arabic ones."""

_NEUTRAL = frozenset(" .,:;()[]0123456789-/")
"""Marks that both fonts have: they stay with the run they stand in."""

Piece = tuple[str, bool]
"""A run of (text, is Arabic script)."""


@lru_cache(maxsize=256)
def seen(text: str) -> str:
    """The text as its letters stand on paper from left to right, each in the form its neighbours ask for.

    Vowel marks are left out: without a shaping engine they would fall beside their letters.
    """
    from arabic_reshaper import ArabicReshaper
    from bidi.algorithm import get_display

    reshaper = ArabicReshaper(configuration={"delete_harakat": True, "support_ligatures": True})
    return str(get_display(reshaper.reshape(text)))


def runs(shown: str) -> list[Piece]:
    """The seen text cut into pieces, left to right: each script has its own font."""
    pieces: list[Piece] = []
    for letter in shown:
        arabic = is_arabic(letter) or (letter in _NEUTRAL and (not pieces or pieces[-1][1]))
        if pieces and pieces[-1][1] == arabic:
            pieces[-1] = (pieces[-1][0] + letter, arabic)
        else:
            pieces.append((letter, arabic))
    return [(piece if arabic else in_font(piece), arabic) for piece, arabic in pieces]


def lines(text: str, room: float, size: float) -> list[list[Piece]]:
    """The text broken at words into lines no longer than `room`; a word that is longer stands alone."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and line_length(runs(seen(longer)), size) <= room:
            broken[-1] = longer
        else:
            broken.append(word)
    return [runs(seen(line)) for line in broken]


def line_length(pieces: list[Piece], size: float) -> float:
    """How long a line is at a size, in the unit of the size."""
    return sum(piece_length(piece, size) for piece in pieces)


def piece_length(piece: Piece, size: float) -> float:
    """How long one run is."""
    text, arabic = piece
    return length(text, size if arabic else size * LATIN, arabic=arabic)


@lru_cache(maxsize=32)
def drawn(text: str, dots: int, *, align: Align = "centre", size: int = LETTER_DOTS) -> Image:
    """A black-on-white picture (mode `1`), `dots` wide, of as many lines as the text takes.

    The shop's own line stands on every receipt: it is drawn once and kept. Nobody may draw into it.
    """
    from PIL import Image, ImageDraw

    rows = lines(text, dots, size) or [[]]
    height = round(size * 1.6)
    image = Image.new("L", (dots, height * len(rows)), 255)
    pen = ImageDraw.Draw(image)
    for number, pieces in enumerate(rows):
        room = max(dots - line_length(pieces, size), 0)
        x = {"left": 0.0, "centre": room / 2, "right": room}[align]
        for piece in pieces:
            font = typeface(size if piece[1] else size * LATIN, arabic=piece[1])
            pen.text((x, number * height + round(size * 1.1)), piece[0], font=font, fill=0, anchor="ls")
            x += piece_length(piece, size)
    return image.point(lambda grey: 255 if grey > 140 else 0).convert("1")
