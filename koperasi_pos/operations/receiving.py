"""Goods that come from a supplier: what a delivery will cost, booking it, prices to change and labels to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from koperasi_pos.journal.documents import Approval, GoodsReceived, PaidPart, SupplierPaid
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.suppliers import PAY_WAYS, take_from_drawer
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store.books import categories, purchases, shops
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books import suppliers as supplier_book
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.margins import PriceProposal, propose, with_price
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.receiving import Delivery, Figured, figure
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.stock import OnHand
from koperasi_pos.values import Quantity, Refusal, Rupiah

__all__ = [
    "Arrival",
    "Received",
    "accept_prices",
    "deliveries",
    "delivery",
    "foresee_delivery",
    "propose_prices",
    "receive_goods",
]


@dataclass(frozen=True)
class Arrival:
    """A delivery with its papers: supplier (short id), order (id or number), invoice, when it is to be paid.

    `due` empty: the terms of the supplier. `paid` of `way` is paid at once.
    """

    supplier: str
    delivery: Delivery
    order: str = ""
    invoice: str = ""
    invoice_day: str = ""
    due: str = ""
    paid: Rupiah = field(default=Rupiah(0))
    way: str = "drawer"
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class Received:
    """A delivery that is booked."""

    document: GoodsReceived
    position: int


def foresee_delivery(till: Till, delivery: Delivery) -> Figured:
    """Every figure of a delivery before it is booked; nothing is written. Refusals of `figure`."""
    with till.reading() as connection:
        return figure(delivery, _on_hand(connection, delivery), till.today())


def receive_goods(
    till: Till, arrival: Arrival, *, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[Received]:
    """Book a delivery: goods on the shelf at their cost, the debt, and what is paid at once. Asked twice it acts once.

    `Refusal`: `needs_approval`, `supplier_unknown`, `order_unknown`, `invoice_known`, `paid_more_than_owed`, those of
    `figure` and, where cash is taken from the drawer, `no_open_shift`.
    """
    require(by, "receive", approvals)
    if arrival.paid < 0 or arrival.way not in PAY_WAYS:
        raise Refusal("way_unknown", way=arrival.way)
    if arrival.paid > 0:
        require(by, "pay_supplier", approvals)

    def make(connection: Connection) -> GoodsReceived:
        return _decide(till, connection, arrival, id, approvals)

    def pay(connection: Connection, posted: Posted) -> None:
        if arrival.paid:
            _pay(till, connection, arrival, cast(GoodsReceived, posted.entry.document), by=by)

    done = till.post_once(id, make, by=by, topics=("products", "suppliers", "shift", "print"), after=pay)
    return Done(Received(cast(GoodsReceived, done.value.entry.document), done.value.position), done.changed)


def _decide(
    till: Till, connection: Connection, arrival: Arrival, id: str, approvals: Sequence[Approval]
) -> GoodsReceived:
    supplier = supplier_book.supplier(connection, arrival.supplier)
    if supplier is None:
        raise Refusal("supplier_unknown", name=arrival.supplier)
    ordered = purchases.order(connection, arrival.order) if arrival.order else None
    if arrival.order and (ordered is None or ordered.supplier != supplier.supplier):
        raise Refusal("order_unknown", number=arrival.order)
    invoice = arrival.invoice.strip()
    known = purchases.invoice_known(connection, supplier.supplier, invoice) if invoice else ""
    if known:
        raise Refusal("invoice_known", invoice=invoice, number=known)
    figured = figure(arrival.delivery, _on_hand(connection, arrival.delivery), till.today())
    if arrival.paid > figured.total:
        raise Refusal("paid_more_than_owed", open=figured.total)
    code = shops.till_code(connection, till.writer(connection).key)
    serial = supplier_book.highest(connection, "purchase", f"{code}-B") + 1
    return GoodsReceived(
        id=id, number=f"{code}-B{serial:06d}", supplier=supplier.supplier, name=supplier.name,
        order=ordered.id if ordered else "", day=till.today(), invoice=invoice,
        invoice_day=_day(arrival.invoice_day), lines=figured.lines, total=figured.total,
        transport_apart=arrival.delivery.transport_apart, tax_reclaimed=arrival.delivery.tax_reclaimed,
        due=_day(arrival.due) or _due(till.today(), supplier.terms), note=arrival.note.strip(),
        approvals=list(approvals),
    )  # fmt: skip


def _pay(till: Till, connection: Connection, arrival: Arrival, received: GoodsReceived, *, by: Actor) -> None:
    if arrival.way == "transfer" and not arrival.reference.strip():
        raise Refusal("reference_missing", way=arrival.way)
    if arrival.way == "drawer":
        take_from_drawer(connection, till, arrival.paid, f"{received.name} {received.number}", by=by)
    paid = SupplierPaid(
        id=till.new_id(), supplier=received.supplier, name=received.name, day=till.today(),
        parts=[PaidPart(purchase=received.id, amount=arrival.paid)], amount=arrival.paid, way=arrival.way,
        reference=arrival.reference.strip(),
    )  # fmt: skip
    till.post(connection, paid, by=by)


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal("day_form", text=text) from None


def _due(today: str, terms: int) -> str:
    return (date.fromisoformat(today) + timedelta(days=terms)).isoformat() if terms else ""


def _on_hand(connection: Connection, delivery: Delivery) -> dict[str, OnHand]:
    ids = list({line.product.product for line in delivery.lines})
    found: dict[str, OnHand] = {}
    for start in range(0, len(ids), 500):
        for product, (quantity, value, cost) in stock_book.on_hand(connection, ids[start : start + 500]).items():
            found[product] = OnHand(Quantity(quantity), Rupiah(value), Rupiah(cost))
    return found


def deliveries(till: Till, *, limit: int = 100) -> list[tuple[int, str, str, str, int]]:
    """(position, number, time, supplier's name, total) of the newest deliveries first."""
    with till.reading() as connection:
        return purchases.latest(connection, limit=limit)


def delivery(till: Till, number: str) -> Received:
    """The delivery with this number or id; `Refusal("purchase_unknown")`."""
    with till.reading() as connection:
        owed = supplier_book.debt(connection, number.strip())
        posted = journal.find(connection, owed.id) if owed else None
    if posted is None:
        raise Refusal("purchase_unknown", number=number)
    return Received(cast(GoodsReceived, posted.entry.document), posted.position)


def propose_prices(till: Till, received: GoodsReceived) -> list[PriceProposal]:
    """Prices that the margin rules give for goods that were received, where they differ from today's."""
    found: dict[str, PriceProposal] = {}
    with till.reading() as connection:
        rules = categories.rules(connection)
        for start in range(0, len(received.lines), 500):
            part = received.lines[start : start + 500]
            held = product_book.bodies(connection, [line.product for line in part])
            for line in part:
                product = held[line.product]
                proposal = propose(line, product, rules.get(product.category))
                if proposal is not None:
                    found[product.product] = proposal
    return list(found.values())


def accept_prices(till: Till, accepted: Sequence[PriceProposal], *, by: Actor) -> Done[list[str]]:
    """Give products their proposed retail price, their other prices in proportion: the short ids whose labels changed.

    One transaction. A product that has the price already is left alone.
    """
    require(by, "products")
    changed: list[str] = []
    with till.writing() as connection:
        rules = categories.rules(connection)
        for proposal in accepted:
            row = product_book.product(connection, proposal.product)
            if row is None:
                raise Refusal("product_unknown")
            rule = rules.get(row.category)
            product = with_price(row.document, proposal.proposed, rule.round_to if rule else 100)
            if product.packs == row.document.packs:
                continue
            saved = product.model_copy(update={"id": till.new_id(), "cost": proposal.cost})
            till.post(connection, check_product(saved), by=by)
            changed.append(proposal.product)
    if changed:
        till.tell("products")
    return Done(changed, changed=bool(changed))
