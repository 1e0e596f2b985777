"""What lies on the shelves: how much, what it cost, how long it lasts; the pace of one product; papers of movements."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from koperasi_pos.journal import Entry
from koperasi_pos.operations.expiry import Expiring, expiring_goods
from koperasi_pos.operations.stock_policy import negative_stock
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.store.books import days, stock_list
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stock_list import Shelf
from koperasi_pos.trade import stock_list as rules
from koperasi_pos.values import Refusal
from koperasi_pos.values.money import rounded_ratio

__all__ = ["LOOK_BACK", "OnShelf", "Pace", "PaceDay", "documents_at", "pace_of", "stock_list_of"]

LOOK_BACK = 28
"""Days of sales that tell the pace."""


@dataclass(frozen=True)
class OnShelf:
    """A line of the stock page; quantities in thousandths of the base unit."""

    shelf: Shelf
    sold: int
    """Within `LOOK_BACK` days, less what came back."""
    states: frozenset[str]
    expiry: str = ""
    """The first day on a package that is still there."""
    causes: tuple[str, ...] = ()
    """Why the books may say less than nothing (see `stock_policy.NegativeStock`)."""

    @property
    def cost(self) -> int | None:
        """What one base unit cost on average; `None` where nothing is there, and for goods that are not the shop's."""
        shelf = self.shelf
        return rounded_ratio(shelf.value * 1000, shelf.quantity) if shelf.quantity > 0 and not shelf.owner else None

    @property
    def cover(self) -> int | None:
        """Whole days until nothing is left; `None` where nothing is sold."""
        return rules.cover(self.shelf.quantity, self.sold, LOOK_BACK)

    @property
    def a_day(self) -> int:
        """Thousandths that are sold in a day on average."""
        return rules.a_day(self.sold, LOOK_BACK)

    @cached_property
    def words(self) -> str:
        """What a search looks in."""
        codes = (code for pack in json.loads(self.shelf.packs) for code in pack.get("codes", ()))
        return " ".join(
            (self.shelf.name, self.shelf.code, self.shelf.category, self.shelf.owner_name, self.shelf.rack, *codes)
        ).casefold()

    def in_packs(self) -> list[tuple[int, str]]:
        """(thousandths, unit) from the largest pack down."""
        packs = [(str(pack["unit"]), int(pack.get("factor", 1000))) for pack in json.loads(self.shelf.packs)]
        return rules.in_packs(self.shelf.quantity, packs)


def stock_list_of(till: Till) -> list[OnShelf]:
    """Everything that is kept in stock, by name."""
    today = till.today()
    first = _days_back(today, LOOK_BACK - 1)
    with till.reading() as connection:
        shelves = stock_list.shelves(connection)
        sold = {one.product: one.quantity for one in days.items(connection, day_number(first), day_number(today))}
    dated: dict[str, Expiring] = {}
    for one in expiring_goods(till, every=True):
        dated.setdefault(one.product, one)
    causes = {one.product: one.causes for one in negative_stock(till)}
    found = []
    for shelf in shelves:
        went = sold.get(shelf.id, 0)
        known = (date.fromisoformat(today) - date.fromisoformat(shelf.first or today)).days
        bears = dated.get(shelf.id)
        near = bears is not None and bears.warning is not None
        states = rules.states(shelf.quantity, shelf.minimum, went, LOOK_BACK, known_days=known, expiring=near)
        found.append(OnShelf(shelf, went, states, bears.expiry if bears else "", causes.get(shelf.id, ())))
    return found


@dataclass(frozen=True)
class PaceDay:
    """A day of a product: what was sold, and what was left at its end, in thousandths."""

    day: str
    sold: int
    left: int


@dataclass(frozen=True)
class Pace:
    """How a product goes: its days, what is sold in a day on average, and for how many days it lasts."""

    days: tuple[PaceDay, ...]
    a_day: int
    cover: int | None


def pace_of(till: Till, product_id: str, *, back: int = LOOK_BACK) -> Pace:
    """The last days of a product with today; `Refusal("product_unknown")`."""
    from koperasi_pos.store.books import products

    today = till.today()
    first = _days_back(today, back - 1)
    with till.reading() as connection:
        row = products.product(connection, product_id)
        if row is None:
            raise Refusal("product_unknown")
        moved = {one.day: one for one in stock_list.days_of(connection, product_id, first)}
    left = row.stock_quantity - sum(one.moved for one in moved.values())
    found = []
    for number in range(back):
        day = _days_back(today, back - 1 - number)
        one = moved.get(day)
        left += one.moved if one else 0
        found.append(PaceDay(day, one.sold if one else 0, left))
    sold = sum(one.sold for one in found)
    return Pace(tuple(found), rules.a_day(sold, back), rules.cover(row.stock_quantity, sold, back))


def documents_at(till: Till, positions: Iterable[int]) -> dict[int, Entry]:
    """Position → the entry that stands there, for the papers behind movements."""
    with till.reading() as connection:
        return {position: journal.at(connection, position).entry for position in set(positions)}


def _days_back(today: str, days: int) -> str:
    return (date.fromisoformat(today) - timedelta(days=days)).isoformat()
