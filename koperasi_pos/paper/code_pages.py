"""Code pages of printers: which bytes stand for a text, with the nearest character for what a page has not."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

CODE_PAGES = {
    "CP437": "cp437",
    "CP850": "cp850",
    "CP852": "cp852",
    "CP858": "cp858",
    "CP860": "cp860",
    "CP1252": "cp1252",
    "ISO_8859-15": "iso8859_15",
}
"""Name of the page, as settings and printer profiles have it → name of Python's codec."""

_LIKENESS = {
    "’": "'", "‘": "'", "‚": ",", "′": "'", "´": "'", "`": "'", "ʼ": "'", "ʻ": "'",
    "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
    "×": "x", "÷": ":", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-",
    "•": "*", "·": ".", "…": ".", "⁄": "/", "∕": "/", "€": "E", "£": "L", "¥": "Y", "©": "c", "®": "r",
    "±": "+", "°": "o", "≤": "<", "≥": ">", "≈": "~", "→": ">", "←": "<", "✓": "v", "✗": "x", "ß": "s", "ø": "o",
    "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O",
}  # fmt: skip


class CodePage(dict[int, int]):
    """A table for `str.translate`: every character to itself or to the nearest one that the page has."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self.codec = codec

    def __missing__(self, point: int) -> int:
        letter = chr(point)
        likeness = next((like for like in (letter, *_nearest(letter)) if self._has(like)), "?")
        self[point] = ord(likeness)
        return ord(likeness)

    def _has(self, letter: str) -> bool:
        try:
            return len(letter.encode(self.codec)) == 1
        except UnicodeEncodeError:
            return False


def _nearest(letter: str) -> tuple[str, ...]:
    bare = unicodedata.normalize("NFKD", letter)[:1]
    return tuple(like for like in (_LIKENESS.get(letter, ""), bare, _LIKENESS.get(bare, "")) if like)


@lru_cache(maxsize=16)
def page(name: str) -> CodePage:
    """The table of a page named in `CODE_PAGES`; `ValueError` for another."""
    if name not in CODE_PAGES:
        raise ValueError(f"no code page {name!r}: choose one of {', '.join(CODE_PAGES)}")
    return CodePage(CODE_PAGES[name])


def likeness(text: str, name: str) -> str:
    """The text as the page can print it, letter by letter: `’` becomes `'`, `×` `x`, `−` `-`, unknown ones `?`."""
    return text if text.isascii() else text.translate(page(name))


def encode(text: str, name: str) -> bytes:
    """The bytes for a text; always as many as it has characters."""
    if text.isascii():
        return text.encode("ascii")
    table = page(name)
    return text.translate(table).encode(table.codec)
