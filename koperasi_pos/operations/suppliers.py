"""Suppliers: who they are, what is owed to them, payments and goods that go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import (
    Approval,
    CashMoved,
    GoodsReturned,
    PaidPart,
    ReturnedLine,
    SupplierPaid,
    SupplierSaved,
)
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, print_jobs
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import shifts, shops
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books import suppliers as supplier_book
from koperasi_pos.store.books.suppliers import Debt
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, check_name, require
from koperasi_pos.trade.stock import OnHand, cost_of
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah

__all__ = [
    "PAY_WAYS",
    "Debt",
    "Returning",
    "debts",
    "find_supplier",
    "pay_supplier",
    "return_goods",
    "save_supplier",
    "suppliers",
]

PAY_WAYS = ("drawer", "safe", "transfer")


def suppliers(till: Till, *, active_only: bool = True) -> list[SupplierSaved]:
    """Every supplier by name."""
    with till.reading() as connection:
        return supplier_book.suppliers(connection, active_only=active_only)


def find_supplier(till: Till, name: str) -> SupplierSaved:
    """The supplier with this short id or name, in capitals or not; `Refusal("supplier_unknown")`."""
    wanted = " ".join(name.split()).casefold()
    for one in suppliers(till, active_only=False):
        if wanted in (one.supplier, one.name.casefold()):
            return one
    raise Refusal("supplier_unknown", name=name)


def save_supplier(till: Till, changed: SupplierSaved, *, by: Actor) -> Done[SupplierSaved]:
    """Add or change a supplier; `changed.id` must be new. `Refusal`: `needs_approval`, `name_missing`, `terms_form`."""
    require(by, "receive")
    if not 0 <= changed.terms <= 365:
        raise Refusal("terms_form")
    clean = changed.model_copy(update={"name": check_name(changed.name), "phone": changed.phone.strip()})

    def make(connection: Connection) -> SupplierSaved:
        for other in supplier_book.suppliers(connection):
            if other.name.casefold() == clean.name.casefold() and other.supplier != clean.supplier and clean.active:
                raise Refusal("supplier_twice", name=clean.name)
        return clean

    done = till.post_once(clean.id, make, by=by, topics=("suppliers",))
    return Done(cast(SupplierSaved, done.value.entry.document), done.changed)


def debts(till: Till, *, supplier: str = "", open_only: bool = True) -> list[Debt]:
    """What is owed to suppliers, due first at the top; of one supplier (short id) where it is given."""
    with till.reading() as connection:
        return supplier_book.debts(connection, supplier=supplier, open_only=open_only)


def pay_supplier(
    till: Till,
    purchase: str,
    amount: Rupiah,
    *,
    way: str,
    id: str,
    by: Actor,
    reference: str = "",
    note: str = "",
) -> Done[SupplierPaid]:
    """Pay for a purchase (id or number), whole or in part. From the drawer it is cash out of the open shift as well.

    `Refusal`: `needs_approval`, `purchase_unknown`, `paid_more_than_owed`, `no_open_shift`, `way_unknown` and the like.
    """
    require(by, "pay_supplier")
    if way not in PAY_WAYS:
        raise Refusal("way_unknown", way=way)
    if amount <= 0:
        raise Refusal("amount_out_of_range")
    if way == "transfer" and not reference.strip():
        raise Refusal("reference_missing", way=way)

    def make(connection: Connection) -> SupplierPaid:
        owed = supplier_book.debt(connection, purchase)
        if owed is None:
            raise Refusal("purchase_unknown", number=purchase)
        if amount > owed.open:
            raise Refusal("paid_more_than_owed", open=Rupiah(owed.open))
        return SupplierPaid(
            id=id, supplier=owed.supplier, name=owed.name, day=till.today(),
            parts=[PaidPart(purchase=owed.id, amount=amount)], amount=amount, way=way, reference=reference.strip(),
            note=note.strip(),
        )  # fmt: skip

    def from_drawer(connection: Connection, posted: object) -> None:
        if way == "drawer":
            owed = supplier_book.debt(connection, purchase)
            assert owed is not None
            take_from_drawer(connection, till, amount, f"{owed.name} {owed.number}", by=by)

    done = till.post_once(id, make, by=by, topics=("suppliers", "shift", "print"), after=from_drawer)
    return Done(cast(SupplierPaid, done.value.entry.document), done.changed)


def take_from_drawer(connection: Connection, till: Till, amount: Rupiah, what: str, *, by: Actor) -> None:
    """Cash out of the open shift for a supplier, with its slip; the drawer opens. `Refusal("no_open_shift")`."""
    shift = shifts.open_shift(connection, till.writer(connection).key)
    if shift is None:
        raise Refusal("no_open_shift")
    moved = CashMoved(
        id=till.new_id(), shift=shift.id, day=till.today(), purpose="out", amount=-amount, reason=what, cashier=by.name
    )
    posted = till.post(connection, moved, by=by)
    print_jobs.add(connection, form="cash", time=posted.entry.time, document=posted.position, kick=True)


@dataclass(frozen=True)
class Returning:
    """So many base units of a product go back; `credit` is what the supplier gives for them (their cost, if `None`)."""

    product: str
    quantity: Quantity
    credit: Rupiah | None = None
    expiry: str = ""


def return_goods(
    till: Till,
    supplier: str,
    returning: Sequence[Returning],
    *,
    reason: str,
    id: str,
    by: Actor,
    purchase: str = "",
    approvals: Sequence[Approval] = (),
) -> Done[GoodsReturned]:
    """Send goods back to a supplier (short id); the credit lowers what is owed for `purchase` (id or number).

    `Refusal`: `needs_approval`, `supplier_unknown`, `purchase_unknown`, `more_than_there`, `credit_more_than_owed` …
    """
    require(by, "receive", approvals)

    def make(connection: Connection) -> GoodsReturned:
        held = supplier_book.supplier(connection, supplier)
        if held is None:
            raise Refusal("supplier_unknown", name=supplier)
        lines = _returned_lines(connection, returning)
        credit = Rupiah(sum(line.credit for line in lines))
        owed = supplier_book.debt(connection, purchase) if purchase else None
        if purchase and (owed is None or owed.supplier != supplier):
            raise Refusal("purchase_unknown", number=purchase)
        if owed is not None and credit > owed.open:
            raise Refusal("credit_more_than_owed", open=Rupiah(owed.open), credit=credit)
        code = shops.till_code(connection, till.writer(connection).key)
        number = f"{code}-RB{supplier_book.last_return_number(connection, code) + 1:06d}"
        return GoodsReturned(
            id=id, number=number, supplier=supplier, name=held.name, purchase=owed.id if owed else "",
            day=till.today(), lines=lines, credit=credit, reason=check_reason(reason), approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("products", "suppliers"))
    return Done(cast(GoodsReturned, done.value.entry.document), done.changed)


def _returned_lines(connection: Connection, returning: Sequence[Returning]) -> list[ReturnedLine]:
    if not returning:
        raise Refusal("refund_empty")
    if len({one.product for one in returning}) != len(returning):
        raise Refusal("goods_twice")
    lines = []
    for one in returning:
        row = product_book.product(connection, one.product)
        if row is None:
            raise Refusal("product_unknown")
        if one.quantity <= 0:
            raise Refusal("quantity_not_positive")
        quantity, value, cost = stock_book.on_hand(connection, [one.product])[one.product]
        if one.quantity > quantity:
            raise Refusal("more_than_there", name=row.name, most=Quantity(max(quantity, 0)))
        left = cost_of(one.quantity, OnHand(Quantity(quantity), Rupiah(value), Rupiah(cost)))
        credit = left if one.credit is None else one.credit
        if credit < ZERO:
            raise Refusal("amount_out_of_range")
        lines.append(
            ReturnedLine(
                product=one.product, name=row.name, unit=row.unit, quantity=one.quantity, value=left, credit=credit,
                expiry=one.expiry,
            )
        )  # fmt: skip
    return lines
