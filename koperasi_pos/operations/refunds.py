"""Refund a sale by line, with approval: money back the way it came, goods to the shelf or written off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import Approval, Payment, RefundCompleted, RefundLine, SaleCompleted
from koperasi_pos.operations.card_payments import back_to_card
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, print_jobs
from koperasi_pos.store.books import consignment as consignment_book
from koperasi_pos.store.books import refunds as refund_book
from koperasi_pos.store.books import sales, shifts, shops
from koperasi_pos.store.journal import Posted, Writer
from koperasi_pos.trade.consignment import loss_of
from koperasi_pos.trade.refunds import Returned, Returning, money_back, refund_lines
from koperasi_pos.trade.sales import refund_number
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Quantity, Refusal, Rupiah


@dataclass(frozen=True)
class RefundReceipt:
    """A refund with the entry that carries it."""

    refund: RefundCompleted
    entry: Entry
    position: int


@dataclass(frozen=True)
class Refundable:
    """A sale and what already came back of each line (index → figures)."""

    sale: SaleCompleted
    entry: Entry
    position: int
    returned: dict[int, Returned]

    def left(self, line: int) -> Quantity:
        """How much of a line can still come back, in the unit it was sold in."""
        sold = self.sale.lines[line]
        before = self.returned.get(line, Returned())
        return Quantity(int(sold.base - before.base) * int(sold.quantity) // int(sold.base))


@dataclass(frozen=True)
class MoneyBack:
    """What comes back for lines of a sale: `total` + `rounding` = Σ payment.amount."""

    lines: list[RefundLine]
    total: Rupiah
    rounding: Rupiah
    payments: list[Payment]


def refundable(till: Till, number: str) -> Refundable:
    """The sale with this number and what is left of it; `Refusal("receipt_unknown")`."""
    with till.reading() as connection:
        return _refundable(connection, number)


def _refundable(connection: Connection, number: str) -> Refundable:
    clean = number.strip().upper()
    row = sales.by_number(connection, clean)
    if row is None:
        raise Refusal("receipt_unknown", number=clean)
    posted = journal.at(connection, row.position)
    returned = {
        line: Returned(Quantity(base), Rupiah(total), Rupiah(cost), Rupiah(tax))
        for line, (base, total, cost, tax) in refund_book.returned(connection, row.position).items()
    }
    return Refundable(cast(SaleCompleted, posted.entry.document), posted.entry, row.position, returned)


def complete_refund(
    till: Till,
    sale_number: str,
    returning: Sequence[Returning],
    *,
    reason: str,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
    print_receipt: bool = True,
) -> Done[RefundReceipt]:
    """Refund lines of a sale; asked twice with the same id it refunds once.

    `Refusal`: `needs_approval`, `no_open_shift`, `receipt_unknown`, `refund_other_till`, `refund_more_than_sold` and
    the like.
    """

    def make(connection: Connection) -> RefundCompleted:
        require(by, "refund", approvals)
        return _decide(till, connection, sale_number, returning, check_reason(reason), id, by, approvals)

    def afterwards(connection: Connection, posted: Posted) -> None:
        if print_receipt:
            refund = cast(RefundCompleted, posted.entry.document)
            kick = any(payment.way == "cash" for payment in refund.payments)
            print_jobs.add(connection, form="refund", time=posted.entry.time, document=posted.position, kick=kick)

    done = till.post_once(id, make, by=by, topics=("refund", "print"), after=afterwards)
    posted = done.value
    return Done(
        RefundReceipt(cast(RefundCompleted, posted.entry.document), posted.entry, posted.position), done.changed
    )


def _decide(
    till: Till,
    connection: Connection,
    number: str,
    returning: Sequence[Returning],
    reason: str,
    id: str,
    by: Actor,
    approvals: Sequence[Approval],
) -> RefundCompleted:
    me = till.writer(connection)
    shop = shops.shop(connection)
    shift = shifts.open_shift(connection, me.key)
    if shop is None or shift is None:
        raise Refusal("no_open_shift")
    found = _refundable(connection, number)
    _check_till(connection, me, found)
    back = _money_back(connection, found, returning, shop.cash_rounding)
    lines = [_with_loss(connection, line) for line in back.lines]
    code = shops.till_code(connection, me.key)
    return RefundCompleted(
        id=id,
        number=refund_number(code, shops.counts(connection, code)[1] + 1),
        sale=found.sale.id,
        sale_number=found.sale.number,
        sale_day=found.sale.day,
        shift=shift.id,
        day=till.today(),
        cashier=by.name,
        customer=found.sale.customer,
        lines=lines,
        total=back.total,
        tax=Rupiah(sum(line.tax for line in back.lines)),
        rounding=back.rounding,
        payments=back_to_card(connection, till, back.lines, back.payments),
        reason=reason,
        approvals=list(approvals),
        flags=till.clock_flags(connection),
    )


def _with_loss(connection: Connection, line: RefundLine) -> RefundLine:
    """Consigned goods that came back damaged: what the shop owes for them, where it bears the loss."""
    if not line.owner or line.restock:
        return line
    owner = consignment_book.consignor(connection, line.owner)
    bearer = owner.bears_loss if owner is not None else "consignor"
    return line.model_copy(update={"loss": loss_of(line.cost, bearer)})


def _check_till(connection: Connection, me: Writer, found: Refundable) -> None:
    """Only the till that sold takes back: it alone knows every refund of the sale, however long others are cut off.

    A restored till is the same device under a new epoch, so it goes on taking back what it sold before; so does a
    machine that took the place of a lost one.
    """
    if found.entry.writer != me.device and found.entry.writer not in shops.took_over(connection, me.key):
        raise Refusal("refund_other_till", number=found.sale.number, till=found.sale.number.rpartition("-")[0])


def _money_back(connection: Connection, found: Refundable, returning: Sequence[Returning], unit: int) -> MoneyBack:
    lines = refund_lines(found.sale, returning, found.returned)
    back = {line.line: line.base for line in lines}
    everything = all(
        found.returned.get(n, Returned()).base + back.get(n, Quantity(0)) == sold.base
        for n, sold in enumerate(found.sale.lines)
    )
    total = Rupiah(sum(line.total for line in lines))
    before = refund_book.returned_payments(connection, found.position)
    payments, rounding = money_back(found.sale, total, before, unit, everything=everything)
    return MoneyBack(lines, total, rounding, payments)


def foresee_refund(till: Till, number: str, returning: Sequence[Returning]) -> MoneyBack:
    """What a refund would give back, before anybody approves it; nothing is written. `Refusal` as `complete_refund`."""
    with till.reading() as connection:
        shop = shops.shop(connection)
        if shop is None:
            raise Refusal("no_shop_yet")
        found = _refundable(connection, number)
        _check_till(connection, till.writer(connection), found)
        return _money_back(connection, found, returning, shop.cash_rounding)


def refund(till: Till, number: str) -> RefundReceipt:
    """The refund with this number (`K1-R000012`); `Refusal("receipt_unknown")`."""
    clean = number.strip().upper()
    with till.reading() as connection:
        position = refund_book.by_number(connection, clean)
        if position is None:
            raise Refusal("receipt_unknown", number=clean)
        posted = journal.at(connection, position)
    return RefundReceipt(cast(RefundCompleted, posted.entry.document), posted.entry, position)


def refunds_of(till: Till, position: int) -> list[tuple[int, str, int]]:
    """(position, number, total) of the refunds of the sale at a journal position."""
    with till.reading() as connection:
        return refund_book.of_sale(connection, position)
