"""What to buy: from what is there, how fast it goes, how long the next delivery must last, in the supplier's packs."""

from __future__ import annotations

from typing import NamedTuple

from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah


class Pace(NamedTuple):
    """A product as the buying list sees it: thousandths of base units, `days` of looking back."""

    on_hand: Quantity
    ordered: Quantity
    """On its way already."""
    sold: Quantity
    """Within the days looked back at, less what came back."""
    minimum: Quantity


class Need(NamedTuple):
    """What to buy: whole packs of the supplier's unit, and for how many days what is there will last."""

    packs: Quantity
    base: Quantity
    cover: int | None
    """Whole days until nothing is left at this pace; `None` where nothing is sold."""


def need(pace: Pace, *, looked_back: int, cover_days: int, factor: Quantity = ONE) -> Need | None:
    """What to buy so that the goods last `cover_days`, in whole packs; `None` where enough is there.

    Goods count as low where they do not last so long, or lie below their minimum.
    """
    coming = pace.on_hand + pace.ordered
    there = Quantity(max(int(coming), 0))
    wanted = max(-(-int(pace.sold) * cover_days // looked_back), int(pace.minimum))
    cover = int(there) * looked_back // int(pace.sold) if pace.sold > 0 else None
    # What was sold without being there is owed to the shelf as well.
    missing = wanted - int(coming)
    if missing <= 0 or wanted <= 0:
        return None
    packs = -(-missing // int(factor))
    return Need(Quantity.of(packs), Quantity(packs * int(factor)), cover)


def cost_of_packs(packs: Quantity, price: Rupiah) -> Rupiah:
    """What so many packs cost at the last price; 0 where none is known."""
    return packs.times(price) if price else ZERO
