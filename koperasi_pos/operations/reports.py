"""Figures of days and goods, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.store.books import days, products, stock
from koperasi_pos.store.books.days import DayFigures, ItemFigures
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.journal import Posted

__all__ = [
    "LATEST_ARRIVAL",
    "DayFigures",
    "ItemFigures",
    "Posted",
    "Standing",
    "activity_of_days",
    "day_figures",
    "item_figures",
    "standing",
]


LATEST_ARRIVAL = timedelta(days=31)
"""How long another till may have been cut off from this one."""


@dataclass(frozen=True)
class Standing:
    """How the shop stands: products on sale, products with stock, what the stock is worth in rupiah."""

    products: int
    stocked: int
    stock_value: int


def day_figures(till: Till, day: str = "", last_day: str = "") -> DayFigures:
    """The sums of a day (today where empty), or of the days from `day` to `last_day`."""
    first = day or till.today()
    with till.reading() as connection:
        return days.figures(connection, day_number(first), day_number(last_day or first))


def item_figures(till: Till, day: str = "", last_day: str = "") -> list[ItemFigures]:
    """What each product did on a day or over days, the largest turnover first."""
    first = day or till.today()
    with till.reading() as connection:
        return days.items(connection, day_number(first), day_number(last_day or first))


def standing(till: Till) -> Standing:
    """How the shop stands right now."""
    with till.reading() as connection:
        stocked, value = stock.value(connection)
        return Standing(products.count(connection), stocked, value)


def activity_of_days(
    till: Till,
    first_day: str,
    last_day: str,
    *,
    kinds: Sequence[str] = (),
    staff: str = "",
    limit: int = 500,
    before: int | None = None,
) -> list[Posted]:
    """Who did what from one day to another (ISO), the newest first; where given, of these kinds or one person only.

    `limit` −1 reads everything.
    Entries of other tills count as late as `LATEST_ARRIVAL` after they were written.
    """
    arrival = (date.fromisoformat(last_day) + LATEST_ARRIVAL).isoformat()
    with till.reading() as connection:
        me = till.writer(connection).key
        low = journal.position_before(connection, me, first_day)
        high = 2**62
        if arrival <= till.today():
            high = journal.position_before(connection, me, arrival) + 1
        span = (low, min(high, before) if before is not None else high)
        return journal.between(connection, first_day, last_day, span, kinds=kinds, staff=staff, limit=limit)
