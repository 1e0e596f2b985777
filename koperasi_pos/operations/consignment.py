"""Consignment at the counter: goods brought, given back or lost, settled with their owner, and money paid later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    Approval,
    ConsignedLine,
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    ConsignorSaved,
)
from koperasi_pos.operations.card_payouts import TO_CARD, account_for_payout, put_payout_on_card
from koperasi_pos.operations.consignors import goods_owned, needed
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, print_jobs
from koperasi_pos.store.books import consigned, shifts, shops, stock
from koperasi_pos.store.books import consignment as book
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.consignment import (
    MOVES,
    ConsignedGoods,
    Counted,
    Paying,
    Span,
    check_moved,
    due_of,
    lost_due,
    payable_now,
    payout,
    price_of,
    settlement,
    terms_of,
)
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah

__all__ = [
    "Counted",
    "Settled",
    "foresee_settlement",
    "move_consigned",
    "open_days",
    "pay_consignor",
    "settle",
]


@dataclass(frozen=True)
class Settled:
    """A settlement with the entry that carries it."""

    settlement: ConsignmentSettled
    entry: Entry
    position: int


def move_consigned(
    till: Till,
    consignor_id: str,
    reason: str,
    goods: Sequence[tuple[str, Quantity]],
    *,
    note: str = "",
    print_slip: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[ConsignmentMoved]:
    """(product, base thousandths) are `brought`, `returned` to their owner or `lost`; lost goods need a reason.

    `Refusal`: `consigned_empty`, `not_consigned`, `consigned_not_there` for more than there is, `needs_approval`.
    """
    if reason not in MOVES:
        raise Refusal("purpose_unknown", purpose=reason)
    require(by, "consigned_loss" if reason == "lost" else "consignment", approvals)
    said = check_reason(note) if reason == "lost" else " ".join(note.split())[:200]
    if not goods:
        raise Refusal("consigned_empty")

    def make(connection: Connection) -> ConsignmentMoved:
        owner = needed(connection, consignor_id)
        held = stock.on_hand(connection, [product for product, _ in goods])
        lines = [_moved_line(connection, owner, reason, product, quantity, held) for product, quantity in goods]
        return ConsignmentMoved(
            id=id, consignor=owner.consignor, name=owner.name, reason=reason, day=till.today(), lines=lines, note=said,
            approvals=list(approvals),
        )  # fmt: skip

    def afterwards(connection: Connection, posted: Posted) -> None:
        if print_slip:
            print_jobs.add(connection, form="consigned", time=posted.entry.time, document=posted.position)

    done = till.post_once(id, make, by=by, topics=("consignment", "products", "print"), after=afterwards)
    return Done(cast(ConsignmentMoved, done.value.entry.document), done.changed)


def _moved_line(
    connection: Connection, owner: ConsignorSaved, reason: str, product_id: str, quantity: Quantity,
    held: Mapping[str, tuple[int, int, int]],
) -> ConsignedLine:  # fmt: skip
    product = goods_owned(connection, product_id, owner.consignor)
    check_moved(product, quantity)
    there = held[product_id][0]
    if reason != "brought" and quantity > there:
        raise Refusal("consigned_not_there", name=product.name, most=Quantity(max(there, 0)))
    price = price_of(product)
    return ConsignedLine(
        product=product_id, name=product.name, unit=product.packs[0].unit, quantity=quantity, price=price,
        share=due_of(terms_of(product), price, ONE),
        due=lost_due(product, quantity, owner.bears_loss) if reason == "lost" else Rupiah(0),
    )  # fmt: skip


def open_days(till: Till, consignor_id: str) -> tuple[str, str]:
    """The days that a settlement made now is about, unless others are asked for: since the last one, until today."""
    with till.reading() as connection:
        return consigned.first_open_day(connection, consignor_id) or till.today(), till.today()


def foresee_settlement(
    till: Till,
    consignor_id: str,
    first: str = "",
    last: str = "",
    *,
    counted: Mapping[str, Counted] | None = None,
    way: str = "later",
) -> ConsignmentSettled:
    """What a settlement would say; nothing is written. `Refusal("nothing_to_settle")`."""
    with till.reading() as connection:
        paying = Paying(way, unit=_coin(connection))
        return _decide(till, connection, consignor_id, (first, last), counted or {}, paying, id="0" * 32)


def settle(
    till: Till,
    consignor_id: str,
    first: str = "",
    last: str = "",
    *,
    counted: Mapping[str, Counted] | None = None,
    way: str = "later",
    reference: str = "",
    note: str = "",
    expected: Rupiah | None = None,
    print_slip: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[Settled]:
    """Settle the days from `first` to `last` (ISO; those since the last settlement where empty).

    `counted` says what is left of goods: what is missing is lost, what goes home is given back. `expected` is what was
    seen to be payable; where a sale came in between, `settlement_changed` asks to look again. `Refusal`:
    `nothing_to_settle`, `days_future`, `no_open_shift` for cash, `reference_missing`, `needs_approval` for lost goods.
    """
    require(by, "consignment")
    _check_reference(way, reference)

    def make(connection: Connection) -> ConsignmentSettled:
        paying = _paying(till, connection, way, reference, by)
        made = _decide(
            till, connection, consignor_id, (first, last), counted or {}, paying, id=id, note=note, approvals=approvals
        )
        if any(line.gone for line in made.lines):
            require(by, "consigned_loss", approvals)
        if expected is not None and made.payable != expected:
            raise Refusal("settlement_changed", payable=made.payable, seen=expected)
        if made.way == TO_CARD:
            account_for_payout(connection, till, reference, made.paid)
        return made

    def afterwards(connection: Connection, posted: Posted) -> None:
        made = cast(ConsignmentSettled, posted.entry.document)
        if made.way == TO_CARD:
            put_payout_on_card(connection, till, id, reference, made.paid, made.name, by)
        if print_slip:
            kick = made.way == "cash"
            print_jobs.add(connection, form="settlement", time=posted.entry.time, document=posted.position, kick=kick)

    done = till.post_once(id, make, by=by, topics=("consignment", "products", "shift", "print"), after=afterwards)
    posted = done.value
    return Done(Settled(cast(ConsignmentSettled, posted.entry.document), posted.entry, posted.position), done.changed)


def _decide(
    till: Till,
    connection: Connection,
    consignor_id: str,
    days: tuple[str, str],
    counted: Mapping[str, Counted],
    paying: Paying,
    *,
    id: str,
    note: str = "",
    approvals: Sequence[Approval] = (),
) -> ConsignmentSettled:
    owner, today = needed(connection, consignor_id), till.today()
    span = Span(
        days[0] or min(consigned.first_open_day(connection, consignor_id) or today, days[1] or today),
        days[1] or today, today,
    )  # fmt: skip
    if span.last > today:
        raise Refusal("days_future")
    return settlement(
        owner, _goods(connection, consignor_id, span), counted, span, id=id,
        before=book.balance(connection, consignor_id), paying=paying, note=note, approvals=approvals,
    )  # fmt: skip


def _goods(connection: Connection, consignor_id: str, span: Span) -> list[ConsignedGoods]:
    days = consigned.days_of(connection, consignor_id, day_number(span.first), day_number(span.last))
    rows = book.goods_of(connection, consignor_id)
    known = [row.product.product for row in rows]
    rows += book.other_goods(connection, consignor_id, known)
    return [ConsignedGoods(row.product, row.on_hand, tuple(days.get(row.product.product, ()))) for row in rows]


def _coin(connection: Connection) -> int:
    shop = shops.shop(connection)
    return max(shop.cash_rounding, 1) if shop else 1


def _check_reference(way: str, reference: str) -> None:
    if payout(way).by_hand and not reference.strip():
        raise Refusal("reference_missing", way=way)


def _paying(till: Till, connection: Connection, way: str, reference: str, by: Actor) -> Paying:
    """How it is paid; cash comes from the drawer of this till's open shift."""
    shift = shifts.open_shift(connection, till.writer(connection).key)
    if payout(way).drawer and shift is None:
        raise Refusal("no_open_shift")
    return Paying(way, shift.id if shift and payout(way).drawer else "", by.name, reference.strip(), _coin(connection))


def pay_consignor(
    till: Till,
    consignor_id: str,
    *,
    amount: Rupiah | None = None,
    way: str = "cash",
    reference: str = "",
    id: str,
    by: Actor,
) -> Done[ConsignorPaid]:
    """Pay what is still owed from settlements, all of it without an amount; in cash from the drawer of the shift.

    `Refusal`: `nothing_owed`, `owed_less` for more than is owed, `no_open_shift`, `reference_missing`.
    """
    require(by, "consignment")
    _check_reference(way, reference)
    if not payout(way).now:
        raise Refusal("payout_unknown", payout=way)

    def make(connection: Connection) -> ConsignorPaid:
        owner, owed = needed(connection, consignor_id), book.balance(connection, consignor_id)
        paying = _paying(till, connection, way, reference, by)
        paid = payable_now(owed, paying) if amount is None else amount
        if owed <= 0 or paid <= 0:
            raise Refusal("nothing_owed", name=owner.name)
        if paid > owed:
            raise Refusal("owed_less", name=owner.name, owed=owed)
        if way == TO_CARD:
            account_for_payout(connection, till, reference, paid)
        return ConsignorPaid(
            id=id, consignor=owner.consignor, name=owner.name, day=till.today(), shift=paying.shift, cashier=by.name,
            amount=paid, way=way, reference=paying.reference, left=owed - paid,
        )  # fmt: skip

    def afterwards(connection: Connection, posted: Posted) -> None:
        if way == TO_CARD:
            made = cast(ConsignorPaid, posted.entry.document)
            put_payout_on_card(connection, till, id, reference, made.amount, made.name, by)
        print_jobs.add(
            connection, form="payout", time=posted.entry.time, document=posted.position, kick=payout(way).drawer
        )

    done = till.post_once(id, make, by=by, topics=("consignment", "shift", "print"), after=afterwards)
    return Done(cast(ConsignorPaid, done.value.entry.document), done.changed)
