"""Movements of goods: what a document does to the stock, and which part of "bought = sold + left" it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from koperasi_pos.journal.documents import (
    Document,
    GoodsReceived,
    GoodsReturned,
    RefundCompleted,
    SaleCompleted,
    StockAdjusted,
    StockCounted,
    StockTurned,
)
from koperasi_pos.values import ZERO, Quantity, Rupiah

BOUGHT, SOLD, WRITTEN_OFF, TURNED = "bought", "sold", "written_off", "turned"

GROUPS: dict[str, str] = {
    "opening": BOUGHT,
    "received": BOUGHT,
    "returned": BOUGHT,
    "sale": SOLD,
    "refund": SOLD,
    "settled": SOLD,
    "refund_damaged": WRITTEN_OFF,
    **dict.fromkeys(("dated", "damaged", "lost", "expired", "own_use", "gift", "counted"), WRITTEN_OFF),
    **dict.fromkeys(("turned_in", "turned_out"), TURNED),
}
"""Kind of movement → the part of the identity it belongs to. `turned` goods become other goods of the same cost;
`settled` is the difference between what goods sold before they came were thought to cost and what they did."""


class Movement(NamedTuple):
    """So many base units of a product come (+) or go (−), with what they cost."""

    kind: str
    product: str
    quantity: Quantity
    value: Rupiah
    expiry: str = ""
    """The day on the package, where it is known."""
    dated: Quantity = Quantity(0)
    """So many more of what is there bear this day."""


def group_of(kind: str, quantity: int) -> str:
    """The part of the identity a movement belongs to; one of a kind we do not know by the way it goes."""
    return GROUPS.get(kind) or (BOUGHT if quantity >= 0 else WRITTEN_OFF)


def movements_of(document: Document) -> list[Movement]:
    """What a document does to the stock, in the order of its lines; nothing for most documents."""
    match document:
        case SaleCompleted():
            return [Movement("sale", line.product, -line.base, -line.cost) for line in document.lines if line.stocked]
        case RefundCompleted():
            return _of_refund(document)
        case StockAdjusted():
            return _of_adjusted(document)
        case GoodsReceived():
            return _of_received(document)
        case GoodsReturned():
            return [
                Movement("returned", line.product, -line.quantity, -line.value, line.expiry) for line in document.lines
            ]
        case StockTurned():
            return _of_turned(document)
        case StockCounted():
            return _of_counted(document)
        case _:
            return []


def _of_refund(refund: RefundCompleted) -> list[Movement]:
    """Goods come back at what they cost; those that cannot be sold again are written off at once."""
    moved = []
    for line in refund.lines:
        if line.stocked:
            moved.append(Movement("refund", line.product, line.base, line.cost))
            if not line.restock:
                moved.append(Movement("refund_damaged", line.product, -line.base, -line.cost))
    return moved


def _of_adjusted(adjusted: StockAdjusted) -> list[Movement]:
    moved = []
    for line in adjusted.lines:
        moved.append(Movement(adjusted.reason, line.product, line.quantity, line.value, line.expiry, line.dated))
        moved += settlement(line.product, line.settled)
    return moved


def _of_received(received: GoodsReceived) -> list[Movement]:
    moved = []
    for line in received.lines:
        moved.append(Movement("received", line.product, line.base, line.value, line.expiry))
        moved += settlement(line.product, line.settled)
    return moved


def _of_turned(turned: StockTurned) -> list[Movement]:
    moved = [Movement("turned_out", line.product, -line.quantity, -line.value, line.expiry) for line in turned.inputs]
    for line in turned.outputs:
        moved.append(Movement("turned_in", line.product, line.quantity, line.value, line.expiry))
        moved += settlement(line.product, line.settled)
    return moved


def _of_counted(counted: StockCounted) -> list[Movement]:
    moved = []
    for line in counted.lines:
        if line.difference:
            moved.append(Movement("counted", line.product, line.difference, line.value))
            moved += settlement(line.product, line.settled)
    return moved


def settlement(product: str, settled: Rupiah) -> list[Movement]:
    """Cost that sales made before the goods came still have to bear."""
    return [Movement("settled", product, Quantity(0), -settled)] if settled else []


class Proof(NamedTuple):
    """The identity in rupiah: bought = sold at cost + written off + turned into other goods + left."""

    bought: Rupiah = ZERO
    sold: Rupiah = ZERO
    written_off: Rupiah = ZERO
    turned: Rupiah = ZERO
    left: Rupiah = ZERO

    @property
    def difference(self) -> Rupiah:
        """What is missing (+) or too much (−); 0 where nothing was lost to rounding."""
        return self.bought - self.sold - self.written_off - self.turned - self.left


def proof(movements: Iterable[tuple[str, int]], left: Rupiah) -> Proof:
    """The identity from (group, rupiah in or out) of all movements and what is left."""
    sums = {BOUGHT: 0, SOLD: 0, WRITTEN_OFF: 0, TURNED: 0}
    for group, value in movements:
        sums[group] += value if group == BOUGHT else -value
    return Proof(Rupiah(sums[BOUGHT]), Rupiah(sums[SOLD]), Rupiah(sums[WRITTEN_OFF]), Rupiah(sums[TURNED]), left)
