"""Cost of goods by moving average, carried as (quantity, total rupiah): rounded once, the remainder stays in stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from koperasi_pos.values import ZERO, Quantity, Rupiah


class OnHand(NamedTuple):
    """What is there of a product: thousandths of the base unit, their value, the last known cost of a unit."""

    quantity: Quantity
    value: Rupiah
    last_cost: Rupiah = ZERO


_NONE = OnHand(Quantity(0), ZERO)


def cost_of(leaving: Quantity, on_hand: OnHand) -> Rupiah:
    """What `leaving` cost: its share of the value on hand; beyond what is there, the average or last known cost."""
    if on_hand.quantity <= 0 or on_hand.value < 0:
        return leaving.times(on_hand.last_cost)
    if leaving <= on_hand.quantity:
        return on_hand.value.fraction(int(leaving), int(on_hand.quantity))
    beyond = leaving - on_hand.quantity
    return on_hand.value + on_hand.value.fraction(int(beyond), int(on_hand.quantity))


def costs_in_turn(
    leaving: Sequence[tuple[str, Quantity, bool]], stock: Mapping[str, OnHand]
) -> tuple[list[Rupiah], dict[str, OnHand]]:
    """Costs of (product, base quantity, stocked) one after the other, each from what the one before left."""
    left = dict(stock)
    costs: list[Rupiah] = []
    for product, quantity, stocked in leaving:
        on_hand = left.get(product, _NONE)
        if not stocked:
            costs.append(quantity.times(on_hand.last_cost))
            continue
        cost = cost_of(quantity, on_hand)
        costs.append(cost)
        left[product] = OnHand(on_hand.quantity - quantity, on_hand.value - cost, on_hand.last_cost)
    return costs, left


def settled_by(coming: Quantity, value: Rupiah, on_hand: OnHand) -> Rupiah:
    """What is left over, once goods come for those that were sold before they were there.

    The goods that were sold early were thought to cost the last known price; whatever that was above or below
    the real cost is borne by what was sold, so that the goods on the shelf are worth what was paid for them.
    """
    if on_hand.quantity > 0 or coming <= 0:
        return ZERO
    after = on_hand.quantity + coming
    return on_hand.value + value - value.fraction(int(after), int(coming))
