"""One cell of a sheet: text without dirt, yes or no, and codes as they were before a spreadsheet had them."""

from __future__ import annotations

import html
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from koperasi_pos.trade.codes import canonical, read_scan

NULL_MARKS = frozenset({"", "\\n", "null", "(null)", "nil", "none", "nan", "n/a", "#n/a", "#ref!", "-", "--", "—"})
"""What programs and people write where there is nothing, in small letters."""

YES = frozenset({"y", "ya", "yes", "1", "true", "benar", "aktif", "active", "si", "sí", "s", "v", "x", "✓", "on"})
NO = frozenset(
    {"n", "no", "tidak", "tdk", "t", "0", "false", "f", "salah", "nonaktif", "inactive", "tidak aktif", "off"}
)

_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,3})")
_MOST_EXACT = 15
"""A spreadsheet keeps fifteen digits of a number; longer ones come back with zeros at the end."""


class Number(str):
    """The text of a cell that held a number: a point before decimals, no thousands, nothing to guess."""

    __slots__ = ()


def plain(cell: str) -> str:
    """The cell's text in one line without control characters, entities and the marks for "nothing"."""
    if not cell:
        return ""
    if cell.isascii() and cell.isalnum():
        return cell if len(cell) > 4 or cell.lower() not in NULL_MARKS else ""
    text = cell
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    text = " ".join(text.split())
    return "" if text.lower() in NULL_MARKS else text


def note_text(cell: str, *, most: int = 500) -> str:
    """A description without HTML tags, at most `most` characters."""
    return plain(_TAG.sub(" ", cell))[:most]


def flag(cell: str) -> bool | None:
    """Yes, no, or `None` where the cell says neither."""
    word = plain(cell).casefold()
    return True if word in YES else False if word in NO else None


def code_from(cell: str) -> tuple[str, str]:
    """(code in canonical form, reason): the reason is empty, or says what was found in the cell.

    `code_lost_digits`: a spreadsheet turned the code into a rounded number (`8.99E+12`); no code comes back.
    `code_from_label`: the cell held a whole GS1 label, the code is the product's number on it.
    """
    if cell.isascii() and cell.isdigit() and len(cell) <= _MOST_EXACT:
        return (canonical(cell), "") if cell.strip("0") else ("", "")
    text = _without_spreadsheet_marks(cell)
    if not text or not text.strip("0"):
        return "", ""
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        whole = _expanded(scientific)
        return (canonical(whole), "") if whole else ("", "code_lost_digits")
    if isinstance(cell, Number) and len(text.split(".")[0].lstrip("-")) > _MOST_EXACT:
        return "", "code_lost_digits"
    if "\x1d" in text or text.startswith(("(01)", "]")) or (text.startswith("01") and len(text) > 16):
        scan = read_scan(text)
        if scan.kind == "gs1":
            return scan.code, "code_from_label"
    code = canonical(text if text.isprintable() else "".join(char for char in text if char.isprintable()))
    return ("", "") if code.lower() in NULL_MARKS else (code, "")


def codes_from(cell: str) -> tuple[list[str], list[str]]:
    """(codes, reasons) of a cell that may hold several codes, divided by `|`, `;` or lines; digits also by commas."""
    parts = [cell]
    if not (cell.isascii() and cell.isalnum()):
        cell = _unescaped(cell)
        parts = re.split(r"[|;\r\n]+", cell)
        if len(parts) == 1 and re.fullmatch(r"\s*[0-9]{6,14}(\s*,\s*[0-9]{6,14})+\s*", cell):
            parts = cell.split(",")
    if len(parts) == 1:
        code, reason = code_from(cell)
        return ([code] if code else []), ([reason] if reason else [])
    read = [code_from(part) for part in parts]
    codes = list(dict.fromkeys(code for code, _ in read if code))
    return codes, list(dict.fromkeys(reason for _, reason in read if reason))


def _without_spreadsheet_marks(cell: str) -> str:
    """`="0012"`, `'0012` and `´0012` are how spreadsheets are told that digits are text."""
    text = _unescaped(cell).strip(" \t\r\n\xa0")
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        text = text[2:-1]
    text = text.strip("'`´‘’")
    return "" if text.lower() in NULL_MARKS else text


def _unescaped(cell: str) -> str:
    return html.unescape(cell) if "&" in cell and _ENTITY.search(cell) and not isinstance(cell, Number) else cell


def _expanded(scientific: re.Match[str]) -> str:
    """The digits of a number with an exponent where all of them are there, else nothing."""
    head, tail, power = scientific[1], (scientific[2] or ""), int(scientific[3])
    if len(head) > 1 or len(tail) < power or power > _MOST_EXACT - 1 or tail[power:].strip("0"):
        return ""
    return head + tail[:power]


def number_cell(number: float) -> Number:
    """The text of a number from a spreadsheet: exact, without an exponent, whole numbers without a point."""
    if isinstance(number, int):
        return Number(number)
    try:
        exact = Decimal(repr(number))
        if not exact.is_finite():
            return Number("")
        if exact == exact.to_integral_value():
            return Number(format(exact.to_integral_value(), "f"))
    except InvalidOperation:
        return Number("")
    return Number(format(exact, "f"))
