"""A delivery that is being unpacked, kept on this machine against a crash, and what a scan means while it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import GoodsOrdered, ProductSaved, SupplierSaved
from koperasi_pos.operations import suppliers
from koperasi_pos.operations.baskets import DRAFT
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, held_baskets, journal
from koperasi_pos.store.books import products, purchases
from koperasi_pos.store.held_baskets import HeldBasket
from koperasi_pos.trade.receiving_drafts import DraftLine, ReceivingDraft
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Quantity, Refusal, Rupiah

__all__ = ["Bought", "awaited", "last_bought", "new_draft", "nobody", "remember_draft", "remembered_draft"]

KEPT = f"{DRAFT}receiving"
"""The delivery on the table is kept under this id among the held baskets; no customer's basket is called so."""

NOBODY = "Tanpa pemasok"
"""The name under which goods without a supplier are booked."""


@dataclass(frozen=True)
class Bought:
    """How a product comes: the supplier's unit, base units in it, what a pack cost the last time."""

    unit: str
    factor: Quantity
    price: Rupiah


def new_draft(till: Till) -> ReceivingDraft:
    """Nothing unpacked yet."""
    return ReceivingDraft(id=till.new_id())


def remember_draft(till: Till, draft: ReceivingDraft) -> None:
    """Keep what is unpacked as it is now; an empty draft is forgotten."""
    with till.writing() as connection:
        if draft.empty:
            held_baskets.take(connection, KEPT)
        else:
            body = draft.model_dump_json(exclude_defaults=True)
            held_baskets.keep(connection, HeldBasket(KEPT, "", till.now(), int(draft.total), body))


def remembered_draft(till: Till) -> ReceivingDraft | None:
    """What was unpacked when the till stopped, with the goods as they are now, unless it was booked after all."""
    with till.reading() as connection:
        held = next((one for one in held_baskets.every(connection) if one.id == KEPT), None)
        if held is None:
            return None
        draft = ReceivingDraft.model_validate_json(held.body)
        if journal.find(connection, draft.id) is not None:
            return None
        return _renewed(connection, draft)


def _renewed(connection: Connection, draft: ReceivingDraft) -> ReceivingDraft:
    ids = sorted({line.product.product for line in draft.lines})
    now: dict[str, ProductSaved] = {}
    for start in range(0, len(ids), 500):
        now.update(products.bodies(connection, ids[start : start + 500]))
    lines = [line.model_copy(update={"product": now.get(line.product.product, line.product)}) for line in draft.lines]
    return draft.model_copy(update={"lines": tuple(lines)})


def last_bought(till: Till, product: ProductSaved, unit: str = "") -> Bought:
    """How a product came the last time, or in a unit of its own at the price that follows from that."""
    with till.reading() as connection:
        last = purchases.last_price(connection, product.product)
    wanted = unit.casefold()
    if last is not None and wanted in ("", last.unit.casefold()):
        return Bought(last.unit, Quantity(last.factor), Rupiah(last.price))
    pack = next((pack for pack in product.packs if pack.unit.casefold() == wanted), product.packs[0])
    if last is None:
        return Bought(pack.unit, pack.factor, pack.factor.times(product.cost))
    return Bought(pack.unit, pack.factor, Rupiah(last.price).fraction(int(pack.factor), last.factor))


def nobody(till: Till, *, by: Actor) -> str:
    """Short id of the supplier that stands for none, such as goods from the market; it is made when first needed."""
    for one in suppliers.suppliers(till, active_only=False):
        if one.name == NOBODY:
            return one.supplier
    made = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name=NOBODY)
    return suppliers.save_supplier(till, made, by=by).value.supplier


def awaited(till: Till, order: str) -> tuple[GoodsOrdered, list[DraftLine]]:
    """An order with what has not come of it, in packs; `Refusal("order_unknown")`."""
    with till.reading() as connection:
        row = purchases.order(connection, order)
        if row is None:
            raise Refusal("order_unknown", number=order)
        document = cast(GoodsOrdered, journal.at(connection, row.position).entry.document)
        came = purchases.received_of(connection, row.id)
        held = products.bodies(connection, [line.product for line in document.lines])
    lines = []
    for n, line in enumerate(document.lines, 1):
        left = int(line.base) - came.get(line.product, 0)
        came[line.product] = max(-left, 0)
        if left > 0:
            packs = Quantity(left * 1000 // int(line.factor))
            lines.append(
                DraftLine(
                    key=n, product=held[line.product], unit=line.unit, factor=line.factor, price=line.price,
                    ordered=packs,
                )
            )  # fmt: skip
    return document, lines
