"""Movements of goods: what a document does to the stock, and which part of "bought = sold + left" it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from koperasi_pos.journal.documents import (
    ConsignmentMoved,
    ConsignmentSettled,
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
    "brought": BOUGHT,
    "taken_home": BOUGHT,
    "consigned": BOUGHT,
    "consigned_lost": WRITTEN_OFF,
    **dict.fromkeys(("dated", "damaged", "lost", "expired", "own_use", "gift", "counted"), WRITTEN_OFF),
    **dict.fromkeys(("turned_in", "turned_out"), TURNED),
}
"""Kind of movement → the part of the identity it belongs to. `turned` goods become other goods of the same cost;
`settled` is the difference between what goods sold before they came were thought to cost and what they did.
Consigned goods are worth nothing to the shop until they are sold: they are bought (`consigned`) at that moment."""


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
            return _of_sale(document)
        case RefundCompleted():
            return _of_refund(document)
        case StockAdjusted():
            return _of_adjusted(document)
        case ConsignmentMoved():
            return _of_moved(document)
        case ConsignmentSettled():
            return _of_settled(document)
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


def _of_sale(sale: SaleCompleted) -> list[Movement]:
    moved = [Movement("sale", line.product, -line.base, -line.cost) for line in sale.lines if line.stocked]
    return moved + bought_of_owners(sale)


def bought_of_owners(sale: SaleCompleted) -> list[Movement]:
    """Consigned goods become the shop's at the moment they are sold, at what is due for them."""
    return [
        Movement("consigned", line.product, Quantity(0), line.cost)
        for line in sale.lines
        if line.owner and line.stocked
    ]


def _of_refund(refund: RefundCompleted) -> list[Movement]:
    """Goods come back at what they cost; those that cannot be sold again are written off at once."""
    moved = []
    for line in refund.lines:
        if line.stocked:
            moved.append(Movement("refund", line.product, line.base, line.cost))
            if line.owner and line.cost != line.loss:
                moved.append(Movement("consigned", line.product, Quantity(0), line.loss - line.cost))
            if not line.restock:
                gone = line.loss if line.owner else line.cost
                moved.append(Movement("refund_damaged", line.product, -line.base, -gone))
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


def _of_moved(changed: ConsignmentMoved) -> list[Movement]:
    moved = []
    for line in changed.lines:
        if changed.reason == "brought":
            moved.append(Movement("brought", line.product, line.quantity, ZERO))
        elif changed.reason == "returned":
            moved.append(Movement("taken_home", line.product, -line.quantity, ZERO))
        else:
            moved += _lost(line.product, line.quantity, line.due)
    return moved


def _of_settled(settled: ConsignmentSettled) -> list[Movement]:
    moved = []
    for line in settled.lines:
        if line.back:
            moved.append(Movement("taken_home", line.product, -line.back, ZERO))
        if line.gone:
            moved += _lost(line.product, line.gone, line.gone_due)
    return moved


def _lost(product: str, quantity: Quantity, due: Rupiah) -> list[Movement]:
    """What the shop owes for lost goods is bought and written off; where it owes nothing they are only gone."""
    bought = [Movement("consigned", product, Quantity(0), due)] if due else []
    return [*bought, Movement("consigned_lost", product, -quantity, -due)]


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
            if line.loss:
                moved.append(Movement("consigned", line.product, Quantity(0), line.loss))
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
