"""Bar codes: the form they are kept in, the forms to look for, and what a scan says besides the product."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.values.money import rounded_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from biip.gs1_element_strings import GS1ElementStrings

Kind = Literal["gtin", "gs1", "weighed", "multiple", "text"]

DEFAULT_LAYOUTS = ("2*PPPPPWWWWWC", "2PPPPPWWWWWC")
"""How the shop's scale prints its codes: `P` item, `W` grams (thousandths), `R` whole rupiah, `V` a digit that guards
the measure (not checked), `C` check digit, `*` any digit, other digits are the prefix. 13 places, or 12 for UPC-A."""

SUM_DIGITS = (5, 6)
PREFIXES = tuple(str(number) for number in range(20, 30))

_LENGTHS = (8, 12, 13, 14)
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GS1_SYMBOLOGIES = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
_MULTIPLE = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?\s*\*(.*)", re.DOTALL)
_SEPARATOR = "\x1d"
_LONGEST = 400
"""No bar code a till reads is longer; what is longer is text."""


@dataclass(frozen=True)
class Scan:
    """What was scanned or typed.

    `code` is the canonical form to look for first, also for a weighed code: a shop may have stuck a number of the
    20–29 range on whole goods. Where that finds nothing, `item` is the scale's own number of the product.
    `quantity` is in thousandths (kilograms by weight, the factor of a multiple), `price` is what the label asks for
    this one piece. A multiple carries the scan after the star in `of` (`None` for a bare `3*`).
    """

    kind: Kind
    text: str
    code: str = ""
    item: str = ""
    quantity: Quantity | None = None
    price: Rupiah | None = None
    expiry: date | None = None
    batch: str = ""
    of: Scan | None = None

    @property
    def item_forms(self) -> tuple[str, ...]:
        """The forms in which a weighed product's own number may be kept: with and without its leading zeros."""
        if not self.item:
            return ()
        return tuple(dict.fromkeys((self.item, self.item.lstrip("0"), self.item.zfill(5))))


def label_layouts(sum_prefixes: Sequence[str], sum_digits: int = 5) -> tuple[str, ...]:
    """How a shop's labels are printed where those of some prefixes carry a sum instead of a weight."""
    if not sum_prefixes:
        return DEFAULT_LAYOUTS
    sums = tuple(f"{prefix}{'P' * (10 - sum_digits)}{'R' * sum_digits}C" for prefix in sum_prefixes)
    weights = tuple(f"{prefix}PPPPPWWWWWC" for prefix in PREFIXES if prefix not in sum_prefixes)
    return (*sums, *weights, *DEFAULT_LAYOUTS[1:])


def check_digit(digits: str) -> int:
    """The GS1 check digit that belongs after `digits` (ASCII digits only), weights 3 and 1 from the right."""
    return -(3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))) % 10


def _is_number(code: str) -> bool:
    return len(code) in _LENGTHS and code.isascii() and code.isdigit()


@lru_cache(maxsize=16384)
def _is_gtin(code: str) -> bool:
    return _is_number(code) and check_digit(code[:-1]) == int(code[-1])


def has_bad_check_digit(code: str) -> bool:
    """Whether this looks like a GTIN (8, 12, 13 or 14 digits) but its last digit is wrong."""
    code = code.strip()
    return _is_number(code) and not _is_gtin(code)


def _plain(text: str) -> str:
    """Text as codes are compared: one space between words, upper case; zeros and dots stay."""
    return text if text.isalnum() and text.isascii() and text == text.upper() else " ".join(text.upper().split())


@lru_cache(maxsize=16384)
def canonical(code: str) -> str:
    """The form in which a code is stored and compared.

    Valid GTINs: 8 digits stay, 12 digits and 14 digits with indicator 0 become the 13 digits they stand for (14
    digits that carry an EAN-8 become those 8). Everything else is text, also numbers with a wrong check digit.
    """
    text = code if code.isascii() and code.isdigit() else _plain(code)
    if not _is_gtin(text):
        return text
    if len(text) == 14 and text.startswith("000000"):
        return text[6:]
    if len(text) == 14 and text[0] == "0":
        return text[1:]
    return text.zfill(13) if len(text) == 12 else text


def lookups(code: str) -> tuple[str, ...]:
    """The forms to look for among stored codes, the likeliest first; empty for an empty code."""
    text, first = _plain(code), canonical(code)
    forms = [first, text]
    if _is_gtin(first):
        if len(first) == 8:
            forms += [first.zfill(13), first.zfill(14)]
        if len(first) == 13:
            forms += [first[1:]] if first[0] == "0" else []
            forms += [first.zfill(14)]
            forms += [first[5:]] if first.startswith("00000") else []
    return tuple(dict.fromkeys(form for form in forms if form))


def read_scan(text: str, layouts: Sequence[str] = DEFAULT_LAYOUTS) -> Scan:
    """What `text` from the scanner or the keyboard says; never raises, what is nothing else is text."""
    cleaned = _cleaned(text)
    found = _MULTIPLE.fullmatch(cleaned)
    if found:
        times = Quantity(int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0")))
        rest = _cleaned(found[3])
        if times > 0:
            inner = _read_single(rest, layouts) if rest else None
            return Scan("multiple", cleaned, code=inner.code if inner else "", quantity=times, of=inner)
    return _read_single(cleaned, layouts)


def _cleaned(text: str) -> str:
    """Without the control characters a scanner sends around a code; the GS1 separator stays inside."""
    kept = (" " if char in "\t\r\n" else char for char in text if char.isprintable() or char in "\t\r\n\x1d")
    return "".join(kept).strip(" ")


def _read_single(cleaned: str, layouts: Sequence[str]) -> Scan:
    body = cleaned
    announced = False
    if _SYMBOLOGY.match(body):
        announced, body = body[:3] in _GS1_SYMBOLOGIES, body[3:]
    body = body.strip(" ")
    if len(body) <= _LONGEST and body.isascii():
        digits = body.strip(_SEPARATOR)
        if not announced and _is_gtin(digits):
            return _weighed(cleaned, digits, layouts) or Scan("gtin", cleaned, code=canonical(digits))
        message = _gs1(cleaned, body, announced=announced)
        if message:
            return message
    return Scan("text", cleaned, code=canonical(body.replace(_SEPARATOR, "")))


def _weighed(cleaned: str, gtin: str, layouts: Sequence[str]) -> Scan | None:
    """A code of the shop's scale; `None` where no layout fits or it says nothing (item or measure all zeros)."""
    forms = {len(gtin): gtin, 13: canonical(gtin)}
    if len(forms[13]) == 13 and forms[13][0] == "0":
        forms[12] = forms[13][1:]
    for layout in layouts:
        code = forms.get(len(layout), "")
        if len(code) != len(layout) or not _fits(code, layout):
            continue
        item = "".join(digit for digit, mark in zip(code, layout, strict=True) if mark == "P")
        size = "".join(digit for digit, mark in zip(code, layout, strict=True) if mark in "WR")
        if not item.strip("0") or not size.strip("0"):
            continue
        weight = Quantity(int(size)) if "W" in layout else None
        price = Rupiah(int(size)) if weight is None else None
        return Scan("weighed", cleaned, code=canonical(gtin), item=item, quantity=weight, price=price)
    return None


def _fits(code: str, layout: str) -> bool:
    """Whether the fixed digits of a layout stand in the code; a prefix outside 20–29 (2 for UPC-A) is no scale's."""
    if layout[:1] != "2":
        return False
    return all(not mark.isdigit() or mark == digit for digit, mark in zip(code, layout, strict=True))


def _gs1(cleaned: str, body: str, *, announced: bool) -> Scan | None:
    """A GS1 element string; unannounced ones must begin with a separator or with AI 01 and a valid GTIN."""
    bracketed = body.startswith("(")
    marked = announced or body.startswith(_SEPARATOR) or bracketed
    if not marked and not (body.startswith("01") and len(body) >= 16 and _is_gtin(body[2:16])):
        return None
    # biip reads its tables at import (0.1 s): a till that only meets plain bar codes never pays for them.
    from biip import ParseConfig, ParseError
    from biip.gs1_messages import GS1Message

    config = ParseConfig(gs1_element_strings_verify_date=False)
    try:
        read = GS1Message.parse_hri if bracketed else GS1Message.parse
        elements = read(body.strip(_SEPARATOR), config=config).element_strings
    except (ParseError, ValueError, ArithmeticError):
        return None
    return _from_elements(cleaned, elements)


def _from_elements(cleaned: str, elements: GS1ElementStrings) -> Scan | None:
    """The product, weight, price, expiry and batch among the elements; `None` without a valid GTIN."""
    product = elements.get(ai="01") or elements.get(ai="02")
    if product is None or not _is_gtin(product.value):
        return None
    weight, price = elements.get(ai="310"), elements.get(ai="392") or elements.get(ai="393")
    if price is not None and price.ai.ai[:3] == "393" and price.pattern_groups[0] != "360":
        price = None
    expiry = elements.get(ai="17") or elements.get(ai="15")
    batch = elements.get(ai="10")
    return Scan(
        "gs1",
        cleaned,
        code=canonical(product.value),
        quantity=Quantity(_rounded(weight.decimal, 1000)) if weight and weight.decimal is not None else None,
        price=Rupiah(_rounded(price.decimal, 1)) if price and price.decimal is not None else None,
        expiry=_date(expiry.value) if expiry else None,
        batch=batch.value if batch else "",
    )


def _rounded(number: Decimal, scale: int) -> int:
    numerator, denominator = number.as_integer_ratio()
    return rounded_ratio(numerator * scale, denominator)


def _date(digits: str) -> date | None:
    """A GS1 date YYMMDD of this century; day 00 is the last of the month, an impossible one is none."""
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
