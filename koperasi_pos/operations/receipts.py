"""Find a receipt again: by its number, its bar code, what it came to, or what was bought."""

from __future__ import annotations

import re
from collections.abc import Sequence

from koperasi_pos.operations.products import by_code, find_products
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import receipts, shops
from koperasi_pos.store.books.receipts import ReceiptRow
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.words.numbers import parse_rupiah

__all__ = ["ReceiptRow", "find_receipts", "possible_numbers"]

_NUMBER = re.compile(r"(?:(?P<code>[A-Z][A-Z0-9]{1,3})[- ]?)?(?P<refund>R)?(?P<serial>[0-9]{1,9})")
_PRODUCTS = 20
"""So many products of a name are looked for at once."""


def find_receipts(
    till: Till, text: str = "", *, first_day: str = "", last_day: str = "", limit: int = 100
) -> list[ReceiptRow]:
    """Receipts and refund slips, the newest first, within days (ISO; all where empty).

    `text` is a number as printed or scanned (`K1-004217`), its digits alone (`4217`), an amount (`15.500`), or a
    product's code or part of its name. A number is found whatever the days; what is both a number and an amount
    finds both.
    """
    first, last = day_number(first_day or "0001-01-01"), day_number(last_day or "9999-12-31")
    wanted = " ".join(text.split())
    if not wanted:
        with till.reading() as connection:
            if not first_day and (not last_day or last_day >= till.today()):
                return receipts.latest(connection, limit=limit)
            return receipts.within(connection, first, last, limit=limit)
    products = [match.product.key for match in by_code(till, wanted)]
    amount = _amount(wanted)
    if amount is None and not products:
        products = [row.key for row in find_products(till, wanted, limit=_PRODUCTS, active_only=False)]
    with till.reading() as connection:
        found = receipts.by_numbers(connection, possible_numbers(wanted, shops.codes(connection)))
        if _whole_number(wanted) and found:
            return found
        if amount is not None:
            found += receipts.by_amount(connection, amount, first, last, limit=limit)
        if products:
            found += receipts.by_products(connection, products, first, last, limit=limit)
    return list({row.position: row for row in found}.values())[:limit]


def possible_numbers(text: str, codes: Sequence[str]) -> list[str]:
    """The receipt numbers that a text can mean: itself, and its digits under each till's code."""
    wanted = text.strip().upper()
    found = _NUMBER.fullmatch(wanted)
    if found is None:
        return [wanted]
    form = f"{found['refund'] or ''}{int(found['serial']):06d}"
    return list(dict.fromkeys([wanted, *(f"{code}-{form}" for code in ([found["code"]] if found["code"] else codes))]))


def _whole_number(text: str) -> bool:
    """Whether it has the form of a number with a till's code, so that nothing else is meant."""
    found = _NUMBER.fullmatch(text.upper())
    return found is not None and bool(found["code"])


def _amount(text: str) -> int | None:
    try:
        amount = parse_rupiah(text)
    except ValueError:
        return None
    return amount if 0 < amount < 10**13 else None
