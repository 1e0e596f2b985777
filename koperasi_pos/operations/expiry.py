"""Days on the packages: what is past its day, what soon will be, and days that are set right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple, cast

from koperasi_pos.journal.documents import StockAdjusted, StockLine
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import batches, categories
from koperasi_pos.store.books import products as product_book
from koperasi_pos.trade.expiry import left_by_day, warning
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Quantity, Refusal

__all__ = ["Expiring", "date_goods", "expired_left", "expiring_goods"]


class Expiring(NamedTuple):
    """What is left of a product with a day on it: thousandths and what they cost. `warning` as `trade.expiry`."""

    product: str
    name: str
    category: str
    unit: str
    expiry: str
    quantity: int
    value: int
    warning: int | None


def expiring_goods(till: Till, *, every: bool = False) -> list[Expiring]:
    """Goods past their day or near it by the rules of their category, by day; with `every` all that bear a day."""
    today = till.today()
    found = []
    with till.reading() as connection:
        rules = categories.rules(connection)
        for _product, group in groupby(batches.dated(connection), key=lambda one: one.product):
            rows = list(group)
            first = rows[0]
            left = left_by_day([(one.expiry, one.quantity) for one in rows], first.on_hand)
            for day, quantity in left.items():
                level = warning(day, today, rules.get(first.category))
                if every or level is not None:
                    value = first.value * quantity // first.on_hand
                    found.append(
                        Expiring(
                            first.product, first.name, first.category, first.unit, day, quantity, value, level
                        )
                    )  # fmt: skip
    return sorted(found, key=lambda one: (one.expiry, one.name, one.product))


def expired_left(connection: Connection, products: Sequence[str], today: str) -> dict[str, tuple[int, str]]:
    """Short id → (thousandths past their day that must still be there, the first such day)."""
    found: dict[str, tuple[int, str]] = {}
    for product, group in groupby(batches.dated(connection, products), key=lambda one: one.product):
        rows = list(group)
        left = left_by_day([(one.expiry, one.quantity) for one in rows], rows[0].on_hand)
        past = {day: quantity for day, quantity in left.items() if day < today}
        if past:
            found[product] = (sum(past.values()), min(past))
    return found


def date_goods(
    till: Till, product_id: str, expiry: str, quantity: Quantity, *, id: str, by: Actor, note: str = ""
) -> Done[StockAdjusted]:
    """So many base units of what is there bear this day, whatever was known before. Nothing comes or goes.

    `Refusal`: `needs_approval`, `product_unknown`, `day_form`, `more_than_there`.
    """
    require(by, "move_stock")
    try:
        day = date.fromisoformat(expiry).isoformat()
    except ValueError:
        raise Refusal("day_form", text=expiry) from None

    def make(connection: Connection) -> StockAdjusted:
        row = product_book.product(connection, product_id)
        if row is None:
            raise Refusal("product_unknown")
        if not 0 <= quantity <= max(row.stock_quantity, 0):
            raise Refusal("more_than_there", name=row.name, most=Quantity(max(row.stock_quantity, 0)))
        held = sum(one.quantity for one in batches.dated(connection, [product_id]) if one.expiry == day)
        line = StockLine(
            product=product_id, quantity=Quantity(0), value=ZERO, expiry=day, dated=quantity - held
        )  # fmt: skip
        return StockAdjusted(id=id, reason="dated", lines=[line], note=note.strip())

    done = till.post_once(id, make, by=by, topics=("products",))
    return Done(cast(StockAdjusted, done.value.entry.document), done.changed)
