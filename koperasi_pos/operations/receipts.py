"""Find a receipt again: by its number, its bar code, what it came to, what was bought, by whom, or who sold it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from koperasi_pos.operations.products import by_code, find_products
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import persons, receipts, shops, staff
from koperasi_pos.store.books.receipts import ReceiptRow
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.values import Refusal
from koperasi_pos.words.numbers import parse_rupiah

__all__ = ["ReceiptRow", "find_receipts", "possible_numbers", "receipt_numbered", "scanned_receipt"]

_NUMBER = re.compile(r"(?:(?P<code>[A-Z][A-Z0-9]{1,3})[- ]?)?(?P<refund>R)?(?P<serial>[0-9]{1,9})")
_BAR_CODE = re.compile(r"[A-Z][A-Z0-9]{1,3}-R?[0-9]{6,9}")
_PRODUCTS = 20
"""So many products of a name are looked for at once."""


def find_receipts(
    till: Till, text: str = "", *, first_day: str = "", last_day: str = "", limit: int = 100
) -> list[ReceiptRow]:
    """Receipts and refund slips, the newest first, within days (ISO; all where empty).

    `text` is a number as printed or scanned (`K1-004217`), its digits alone (`4217`), an amount (`15.500`), a
    product's code or part of its name, the number or part of the name of who bought, or the name of who sold. A
    number is found whatever the days; what is both a number and an amount finds both.
    """
    first, last = day_number(first_day or "0001-01-01"), day_number(last_day or "9999-12-31")
    wanted = " ".join(text.split())
    if not wanted:
        with till.reading() as connection:
            if not first_day and (not last_day or last_day >= till.today()):
                newest = receipts.latest(connection, limit=limit)
            else:
                newest = receipts.within(connection, first, last, limit=limit)
            return receipts.with_cashiers(connection, newest)
    products = [match.product.key for match in by_code(till, wanted)]
    amount = _amount(wanted)
    if amount is None and not products:
        products = [row.key for row in find_products(till, wanted, limit=_PRODUCTS, active_only=False)]
    with till.reading() as connection:
        found = receipts.by_numbers(connection, possible_numbers(wanted, shops.codes(connection)))
        if not (_whole_number(wanted) and found):
            if amount is not None:
                found += receipts.by_amount(connection, amount, first, last, limit=limit)
            if products:
                found += receipts.by_products(connection, products, first, last, limit=limit)
            if buyers := _buyers(connection, wanted):
                found += receipts.by_persons(connection, buyers, first, last, limit=limit)
            if sellers := _sellers(connection, wanted):
                found += receipts.by_staff(connection, sellers, first, last, limit=limit)
        return receipts.with_cashiers(connection, list({row.position: row for row in found}.values())[:limit])


def _buyers(connection: Connection, text: str) -> list[int]:
    """Members and santri with this number or NIS, or this part of a name; also those taken out of the list."""
    found = [row.key for row in persons.by_number(connection, text)]
    if len(text) >= 3 and not text.isdecimal():
        found += [row.key for row in persons.search(connection, text, limit=_PRODUCTS, active_only=False)]
    return list(dict.fromkeys(found))


def _sellers(connection: Connection, text: str) -> list[str]:
    """The people with this part of a name; digits alone name nobody."""
    if len(text) < 3 or text.isdecimal():
        return []
    people = staff.everyone(connection, active_only=False)
    return [member.id for member in people if text.casefold() in member.name.casefold()]


def receipt_numbered(till: Till, text: str) -> ReceiptRow:
    """The one receipt or refund slip that a number means, also without the till's code and its zeros (`9`, `K1-9`).

    `Refusal("receipt_unknown")`; `Refusal("receipt_of_several")` where tills have given out the same digits.
    """
    with till.reading() as connection:
        found = receipts.by_numbers(connection, possible_numbers(" ".join(text.split()), shops.codes(connection)))
    if not found:
        raise Refusal("receipt_unknown", number=text.strip().upper())
    if len(found) > 1:
        raise Refusal("receipt_of_several", text=text.strip(), numbers=", ".join(sorted(row.number for row in found)))
    return found[0]


def scanned_receipt(till: Till, text: str) -> ReceiptRow | None:
    """The receipt whose bar code this is; `None` for everything else, goods with such a code among it."""
    number = text.strip().upper()
    if _BAR_CODE.fullmatch(number) is None or by_code(till, text.strip()):
        return None
    with till.reading() as connection:
        found = receipts.by_numbers(connection, [number])
    return found[0] if found else None


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
