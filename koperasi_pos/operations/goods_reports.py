"""Figures of goods for the head of the shop: what moved, what was lost, what hardly sells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import days, goods_figures, movements
from koperasi_pos.store.books.goods_figures import Moved
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.movements import WRITTEN_OFF, group_of

__all__ = ["Moved", "MovementLine", "SlowGoods", "end_of_day", "goods_moved", "shrinkage", "slow_goods"]


class MovementLine(NamedTuple):
    """A product over days, thousandths and rupiah: what was there before, came, was sold, left otherwise, was left.

    `came` is bought or made, `sold` less what came back, `gone` written off or used up; `before + came − sold − gone`
    = `after`, in goods and in rupiah.
    """

    product: str
    name: str
    unit: str
    category: str
    before: tuple[int, int]
    came: tuple[int, int]
    sold: tuple[int, int]
    gone: tuple[int, int]
    after: tuple[int, int]


class SlowGoods(NamedTuple):
    """Goods that hardly sell: thousandths and rupiah that lie there, what was sold in the days looked back at, when
    last (empty: never), and how many days what is there will last (`None`: for ever).
    """

    product: str
    name: str
    category: str
    unit: str
    quantity: int
    value: int
    sold: int
    last_sold: str
    cover: int | None


def end_of_day(day: str) -> str:
    """The last moment of a day (ISO), as entries write it."""
    return f"{day}T23:59:59.999+07:00"


def goods_moved(till: Till, first_day: str, last_day: str) -> list[MovementLine]:
    """Every product that was there or moved from one day to another (ISO, both included), by category and name."""
    begin = end_of_day((date.fromisoformat(first_day) - timedelta(days=1)).isoformat())
    end = end_of_day(last_day)
    with till.reading() as connection:
        before = {one.product: one for one in movements.held_at(connection, begin)}
        after = {one.product: one for one in movements.held_at(connection, end)}
        moved = goods_figures.moved_between(connection, begin, end)
    sums: dict[str, dict[str, tuple[int, int]]] = {}
    named = {row.product: (row.name, row.unit, row.category) for row in moved}
    named |= {row.product: (row.name, row.unit, row.category) for row in (*before.values(), *after.values())}
    for one in moved:
        part, sign = _part(one)
        held = sums.setdefault(one.product, {}).get(part, (0, 0))
        sums[one.product][part] = (held[0] + sign * one.quantity, held[1] + sign * one.value)
    lines = []
    for product, (name, unit, category) in named.items():
        came, sold, gone = (sums.get(product, {}).get(part, (0, 0)) for part in ("came", "sold", "gone"))
        there, left = _there(before.get(product)), _there(after.get(product))
        lines.append(MovementLine(product, name, unit, category, there, came, sold, gone, left))
    return sorted(lines, key=lambda one: (one.category, one.name, one.product))


def _part(moved: Moved) -> tuple[str, int]:
    group = group_of(moved.kind, moved.quantity)
    if group == "sold":
        return "sold", -1
    if moved.kind == "turned_in" or group == "bought":
        return "came", 1
    return "gone", -1


def _there(held: movements.Held | None) -> tuple[int, int]:
    return (held.quantity, held.value) if held else (0, 0)


def shrinkage(till: Till, first_day: str, last_day: str) -> list[Moved]:
    """What left without being sold over days, by reason; differences of counts both ways. The dearest first."""
    begin = end_of_day((date.fromisoformat(first_day) - timedelta(days=1)).isoformat())
    with till.reading() as connection:
        moved = goods_figures.moved_between(connection, begin, end_of_day(last_day))
    lost = [one for one in moved if group_of(one.kind, one.quantity) == WRITTEN_OFF and (one.quantity or one.value)]
    return sorted(lost, key=lambda one: (one.value, one.name, one.kind))


def slow_goods(till: Till, *, days_back: int = 60, cover_days: int = 180) -> list[SlowGoods]:
    """Goods that were not sold for so many days, or will last longer than so many at their pace; the dearest first."""
    today = till.today()
    first = (date.fromisoformat(today) - timedelta(days=days_back - 1)).isoformat()
    with till.reading() as connection:
        held = movements.held_at(connection)
        sold = {
            one.product: one.quantity for one in days.items(connection, day_number(first), day_number(today))
        }  # fmt: skip
        last = goods_figures.last_sold(connection)
    slow = []
    for one in held:
        pace = sold.get(one.product, 0)
        cover = one.quantity * days_back // pace if pace > 0 else None
        if one.quantity > 0 and (cover is None or cover > cover_days):
            slow.append(
                SlowGoods(
                    one.product, one.name, one.category, one.unit, one.quantity, one.value, pace,
                    last.get(one.product, "")[:10], cover,
                )
            )  # fmt: skip
    return sorted(slow, key=lambda one: (-one.value, one.name, one.product))
