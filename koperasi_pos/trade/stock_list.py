"""How goods stand on the shelf: low, none, negative, slow, how long they last, and how many packs they are."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.values import Quantity
from koperasi_pos.values.money import rounded_ratio

STATES = ("low", "none", "negative", "expiring", "slow")

LOW_DAYS = 7
"""Goods that last no longer than this are low."""

SLOW_DAYS = 90
"""Goods that would last longer than this, or of which none was sold, are slow."""

COVER_DAYS = 14
"""For so many days the shop buys; goods are coloured while they last no longer."""


def cover(quantity: int, sold: int, looked_back: int) -> int | None:
    """Whole days until nothing is left at the pace of the days looked back at; `None` where nothing is sold."""
    return max(quantity, 0) * looked_back // sold if sold > 0 else None


def states(
    quantity: int, minimum: int, sold: int, looked_back: int, *, known_days: int, expiring: bool = False
) -> frozenset[str]:
    """Every state that goods are in, amounts in thousandths. Goods that the shop knows for a few days are not slow."""
    found = {"expiring"} if expiring and quantity > 0 else set()
    lasts = cover(quantity, sold, looked_back)
    if quantity < 0:
        found.add("negative")
    elif quantity == 0:
        found.add("none")
    elif quantity < minimum or (lasts is not None and lasts <= LOW_DAYS):
        found.add("low")
    if quantity > 0 and known_days >= looked_back and (lasts is None or lasts > SLOW_DAYS):
        found.add("slow")
    return frozenset(found)


def in_packs(quantity: int, packs: Sequence[tuple[str, int]]) -> list[tuple[int, str]]:
    """(thousandths, unit) from the largest pack down: 214 pcs with a dus of 40 are 5 dus and 14 pcs.

    `packs` as (unit, thousandths in it), the base unit first. Packs of less than one unit are left out.
    """
    sign, rest = (-1 if quantity < 0 else 1), abs(quantity)
    found = []
    for unit, factor in sorted(packs[1:], key=lambda pack: -pack[1]):
        if factor > 1000 and rest >= factor:
            whole, rest = divmod(rest, factor)
            found.append((sign * int(Quantity.of(whole)), unit))
    if rest or not found:
        found.append((sign * rest, packs[0][0]))
    return found


def a_day(sold: int, looked_back: int) -> int:
    """Thousandths that are sold in a day on average, to the hundredth of a unit."""
    return rounded_ratio(sold, looked_back * 10) * 10
