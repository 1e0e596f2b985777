"""What a count finds: the difference to the books of the same moment, and what it cost."""

from __future__ import annotations

from koperasi_pos.trade.stock import OnHand, cost_of, settled_by
from koperasi_pos.values import ZERO, Quantity, Rupiah

MOST_LINES = 1000
"""Lines of a document: no entry grows larger than what is sent in one piece."""


def found(difference: Quantity, on_hand: OnHand) -> tuple[Rupiah, Rupiah]:
    """(value of a difference, part of it that earlier sales bear) at what is on hand now.

    What is missing leaves at the average, what is too much comes at the average, or at the last known cost where
    nothing is on hand.
    """
    if difference < 0:
        return -cost_of(-difference, on_hand), ZERO
    if difference == 0:
        return ZERO, ZERO
    if on_hand.quantity > 0 and on_hand.value >= 0:
        return on_hand.value.fraction(int(difference), int(on_hand.quantity)), ZERO
    value = difference.times(on_hand.last_cost)
    return value, settled_by(difference, value, on_hand)
