"""Amounts in a sheet: which of point and comma stands for thousands is decided once a column, or asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import Literal

from koperasi_pos.trade.item_sheets.cells import Number, plain
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.values.money import rounded_ratio

Convention = Literal["comma_decimal", "dot_decimal"]
"""`comma_decimal`: 12.500,00 as in Indonesia; `dot_decimal`: 12,500.00."""

SMALL_MONEY = 1000
"""Below this, decimals in a column of prices do not look like rupiah: 3.90 is asked about, 2077.83 is rounded."""

TINY_MONEY = 50
"""Nothing is sold below this many rupiah: 15.00 is asked about even though its decimals are zero, 500,00 is not."""

_CURRENCY = re.compile(r"^(?:rp|idr|rs|usd|us\$|eur)\.?|[$€£]|(?:rp|idr|rupiah)\.?$", re.IGNORECASE)
_SHAPE = re.compile(r"[0-9][0-9.,]*|[.,][0-9]+")
_MOST_DIGITS = 15
_COMMA_DECIMAL = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]*)(?:,([0-9]{0,8}))?")
_DOT_DECIMAL = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]{0,20}))?")


@dataclass(frozen=True)
class Reading:
    """How a column of amounts is read. `question` is empty, `convention` or `decimals` where people must say."""

    convention: Convention
    question: str = ""
    examples: tuple[str, ...] = ()


def bare(cell: str) -> str:
    """The digits, points, commas and sign of an amount; "" for nothing; `?` + text where it is no amount."""
    if cell.isascii() and cell.isdigit():
        return cell
    text = plain(cell)
    if not text:
        return ""
    sign = ""
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], "-"
    text = _CURRENCY.sub("", text.strip()).strip()
    if text.startswith(("-", "+", "−")):
        sign, text = ("-" if text[0] in "-−" else sign), text[1:].strip()
    text = _CURRENCY.sub("", text).replace(" ", "").replace("'", "")
    text = re.sub(r"[.,]-{1,2}$", "", text)
    return sign + text if _SHAPE.fullmatch(text) else "?" + plain(cell)


def _hint(text: str) -> str:
    """What one amount says of its column: `dot_decimal`, `comma_decimal`, `dot` or `comma` (undecided), or nothing."""
    text = text.lstrip("-")
    dots, commas = text.count("."), text.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        return "dot_decimal" if text.rfind(".") > text.rfind(",") else "comma_decimal"
    if dots > 1 or commas > 1:
        return "comma_decimal" if dots else "dot_decimal"
    head, tail = re.split("[.,]", text)
    grouped = len(tail) == 3 and 1 <= len(head) <= 3 and head.lstrip("0") != ""
    if dots:
        return "dot" if grouped else "dot_decimal"
    return "comma" if grouped else "comma_decimal"


def decide(cells: Iterable[str], *, money: bool, convention: Convention | None = None) -> Reading:
    """How the amounts of one column are to be read; `money` columns hold rupiah, others quantities.

    With a `convention` that people chose only the decimals are still looked at.
    """
    hints: dict[str, str] = {}
    texts: list[tuple[str, bool]] = []
    for cell in cells:
        text = bare(cell)
        if not text or text.startswith("?"):
            continue
        exact = isinstance(cell, Number)
        texts.append((text, exact))
        hint = "" if exact else _hint(text)
        if hint:
            hints.setdefault(hint, text)
    found, question = _convention(set(hints), money=money) if convention is None else (convention, "")
    if question:
        return Reading(found, question, tuple(hints.values())[:4])
    odd = _odd_decimals(texts, found) if money else ()
    return Reading(found, "decimals" if odd else "", odd)


def _convention(hints: set[str], *, money: bool) -> tuple[Convention, str]:
    firm = hints & {"dot_decimal", "comma_decimal"}
    if len(firm) == 2:
        return "comma_decimal", "convention"
    if firm == {"dot_decimal"}:
        return "dot_decimal", "convention" if "dot" in hints else ""
    if firm == {"comma_decimal"}:
        return "comma_decimal", "convention" if "comma" in hints else ""
    if hints == {"dot", "comma"}:
        return "comma_decimal", "convention"
    if hints == {"dot"}:
        return "comma_decimal", "" if money else "convention"
    if hints == {"comma"}:
        return "dot_decimal", "" if money else "convention"
    return "comma_decimal", ""


def _odd_decimals(texts: list[tuple[str, bool]], convention: Convention) -> tuple[str, ...]:
    """Amounts with decimals in a column whose prices are too small for rupiah; empty where all is well."""
    mark = "," if convention == "comma_decimal" else "."
    values = [
        (text, value, ("." if exact else mark) in text)
        for text, exact in texts
        if (value := _decimal(text, "dot_decimal" if exact else convention))
    ]
    marked = [text for text, _, decimals in values if decimals]
    if not marked:
        return ()
    usual = median(abs(value) for _, value, _ in values)
    broken = any(value != value.to_integral_value() for _, value, _ in values)
    return tuple(dict.fromkeys(marked))[:4] if usual < (SMALL_MONEY if broken else TINY_MONEY) else ()


def _decimal(text: str, convention: Convention) -> Decimal | None:
    """The number, `None` where the groups of thousands are not groups of three or it is far too long."""
    if text.isascii() and text.isdigit():
        return Decimal(text) if len(text) <= _MOST_DIGITS else None
    found = (_COMMA_DECIMAL if convention == "comma_decimal" else _DOT_DECIMAL).fullmatch(text)
    if found is None:
        return None
    whole = re.sub("[.,]", "", found[2])
    return Decimal(f"{found[1]}{whole or 0}.{found[3] or 0}") if len(whole) <= _MOST_DIGITS else None


def amount(cell: str, convention: Convention) -> Decimal | None:
    """The number in a cell, `None` for an empty one. Raises `ValueError` where it is no number."""
    text = bare(cell)
    if not text:
        return None
    found = None if text.startswith("?") else _decimal(text, "dot_decimal" if isinstance(cell, Number) else convention)
    if found is None:
        raise ValueError(cell)
    return found


@lru_cache(maxsize=8192, typed=True)
def money_of(cell: str, convention: Convention, *, thousands: bool = False) -> tuple[Rupiah, bool] | None:
    """(whole rupiah, whether something was rounded away) of a cell, `None` for an empty one; `ValueError` for text.

    Prices come again and again in a sheet; a cell that held a number is told from one that held text by its type.
    """
    number = int(cell) if len(cell) < 12 and cell.isascii() and cell.isdigit() else amount(cell, convention)
    return None if number is None else to_rupiah(number, thousands=thousands)


@lru_cache(maxsize=8192, typed=True)
def quantity_of(cell: str, convention: Convention) -> tuple[Quantity, bool] | None:
    """(thousandths, whether something was rounded away) of a cell, as `money_of`."""
    number = int(cell) if len(cell) < 12 and cell.isascii() and cell.isdigit() else amount(cell, convention)
    return None if number is None else to_quantity(number)


def to_rupiah(number: Decimal | int, *, thousands: bool = False) -> tuple[Rupiah, bool]:
    """(whole rupiah, whether something was rounded away); `thousands` where prices were written as 3.90 for 3,900."""
    whole, rounded = _whole(number * 1000 if thousands else number)
    return Rupiah(whole), rounded


def to_quantity(number: Decimal | int) -> tuple[Quantity, bool]:
    """(thousandths, whether something was rounded away)."""
    whole, rounded = _whole(number * 1000)
    return Quantity(whole), rounded


def _whole(number: Decimal | int) -> tuple[int, bool]:
    if isinstance(number, int):
        return number, False
    numerator, denominator = number.as_integer_ratio()
    return rounded_ratio(numerator, denominator), denominator != 1
