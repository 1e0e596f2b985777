"""The neutral form of a slip: blocks of text, codes and pictures that fit a width in characters.

Text, ESC/POS, PDF and picture are all made from it, so that what the screen shows is what the paper says.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "centre", "right"]

WIDTHS = (32, 42, 48)
"""Characters a line: 58 mm paper; 80 mm paper of older and of today's printers."""

_SPACE_BEFORE_FIGURE = 1

_LETTERS = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_ARABIC = re.compile(f"[{_LETTERS}]")
_ARABIC_RUN = re.compile(f"[{_LETTERS}](?:[{_LETTERS} ]*[{_LETTERS}])?")


@dataclass(frozen=True, slots=True)
class Text:
    """One printed line that fits: `left` and, against the right edge, `right`.

    `wide` doubles the width (a character takes two columns), `tall` the height; only lines without `right` are wide.
    """

    left: str
    right: str = ""
    align: Align = "left"
    bold: bool = False
    tall: bool = False
    wide: bool = False

    @property
    def columns(self) -> int:
        """How many columns the characters take, a space between both sides included."""
        between = _SPACE_BEFORE_FIGURE if self.left and self.right else 0
        return (len(self.left) + between + len(self.right)) * (2 if self.wide else 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper, made of `mark`."""

    mark: str = "-"


@dataclass(frozen=True, slots=True)
class BarCode:
    """A bar code with its characters below it: `CODE128`, `EAN13` or `EAN8`."""

    code: str
    symbology: Literal["CODE128", "EAN13", "EAN8"] = "CODE128"
    height: int = 48
    """In dots of 1/8 mm."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `content`; `size` dots a module."""

    content: str
    size: int = 5


@dataclass(frozen=True, slots=True)
class Arabic:
    """A text in Arabic script, drawn as a picture because printers have no letters for it.

    `fallback` is printed where pictures are switched off, on as many lines as it takes; nothing when it is empty.
    """

    text: str
    align: Align = "centre"
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's picture (PNG or JPEG bytes), small and centred."""

    picture: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a slip: fed out and cut where the printer can."""


Block = Text | Rule | BarCode | QrCode | Arabic | Logo | Feed | Cut


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished slip: blocks for paper of `width` characters."""

    width: int
    blocks: tuple[Block, ...]


class Slip:
    """Collects blocks for paper of `width` characters; whatever is too long is wrapped at words, nothing is cut off."""

    def __init__(self, width: int) -> None:
        if width < min(WIDTHS):
            raise ValueError(f"paper of {width} characters is too narrow")
        self.width = width
        self._blocks: list[Block] = []

    def layout(self) -> Layout:
        """What was collected so far."""
        return Layout(self.width, tuple(self._blocks))

    def add(self, block: Block) -> None:
        """Take a block as it is; the caller answers for its width."""
        self._blocks.append(block)

    def text(self, text: str, *, align: Align = "left", bold: bool = False, indent: int = 0) -> None:
        """A text of any length; lines after the first are indented like it. Arabic lines become pictures."""
        text = clean(text)
        if not text:
            return
        if is_arabic(text):
            self._blocks.append(Arabic(text, align, fallback="" if align == "centre" else without_arabic(text)))
            return
        margin = " " * indent
        for line in wrap(text, self.width - indent):
            self._blocks.append(Text(margin + line, align=align, bold=bold))

    def heading(self, text: str) -> None:
        """A centred line in double size where it fits, else tall and bold over as many lines as it takes."""
        text = clean(text)
        if not text:
            return
        if is_arabic(text):
            self._blocks.append(Arabic(text))
            return
        if 2 * len(text) <= self.width:
            self._blocks.append(Text(text, align="centre", bold=True, tall=True, wide=True))
            return
        for line in wrap(text, self.width):
            self._blocks.append(Text(line, align="centre", bold=True, tall=True))

    def pair(self, left: str, right: str, *, indent: int = 0, bold: bool = False, tall: bool = False) -> None:
        """`left` and, against the right edge, a figure; a long `left` wraps, the figure stands on its last line."""
        left, right = clean(left), clean(right)
        if is_arabic(left):
            self._blocks.append(Arabic(left, "left", fallback=without_arabic(left)))
            left = ""
        margin = " " * indent
        if indent + len(left) + _SPACE_BEFORE_FIGURE + len(right) <= self.width:
            self._blocks.append(Text(margin + left if left else "", right, bold=bold, tall=tall))
            return
        lines = wrap(left, self.width - indent)
        fits = indent + len(lines[-1]) + _SPACE_BEFORE_FIGURE + len(right) <= self.width
        last = margin + lines.pop() if fits else ""
        for line in lines:
            self._blocks.append(Text(margin + line, bold=bold, tall=tall))
        for piece in wrap(right, self.width):
            self._blocks.append(Text(last, piece, bold=bold, tall=tall))
            last = ""

    def rule(self, mark: str = "-") -> None:
        """A line across the paper."""
        self._blocks.append(Rule(mark))

    def feed(self, lines: int = 1) -> None:
        """Empty lines."""
        self._blocks.append(Feed(lines))

    def end(self) -> Layout:
        """Cut, and the finished slip."""
        self._blocks.append(Cut())
        return self.layout()


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, broken at spaces, inside a word only where it alone is too long."""
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def clean(text: str) -> str:
    """The text with every character one column wide: no control characters, no loose accents, single spaces.

    A name from a file cannot carry a printer's command this way. Arabic text keeps its marks.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    whole = unicodedata.normalize("NFKC", " ".join(text.split()))
    arabic = is_arabic(whole)
    kept = [
        letter
        for letter in whole
        if (category := unicodedata.category(letter))[0] != "C" and (arabic or category not in {"Mn", "Me", "Zl", "Zp"})
    ]
    return " ".join("".join(kept).split())


def is_arabic(text: str) -> bool:
    """Whether the text holds letters in Arabic script, which printers have none of."""
    return not text.isascii() and _ARABIC.search(text) is not None


def without_arabic(text: str) -> str:
    """What is left for a printer that draws no pictures: figures and Latin letters, `?` where the rest was."""
    return " ".join(_ARABIC_RUN.sub("?", text).split())
