"""Consignment: the shop's part and the consignor's, who bears a loss, and the settlement that makes both even.

The consignor's part is reckoned from the price that counted, before discounts: what the shop takes off is the shop's.
Part and commission are two sides of one amount, so nothing is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from koperasi_pos.journal.documents import (
    Approval,
    ConsignmentSettled,
    ConsignorSaved,
    ProductSaved,
    SettledDay,
    SettledLine,
)
from koperasi_pos.trade.baskets import MOST_RUPIAH, MOST_UNITS
from koperasi_pos.trade.staff import check_name
from koperasi_pos.values import ZERO, Quantity, Refusal, Rupiah

SORTS = ("santri", "wali", "neighbour", "umkm", "supplier")
BEARERS = ("consignor", "shop", "shared")
MOVES = ("brought", "returned", "lost")


@dataclass(frozen=True)
class Payout:
    """A way to pay a consignor. `now`: the money goes at once; `drawer`: out of the drawer of the open shift."""

    code: str
    now: bool = True
    drawer: bool = False
    by_hand: bool = False
    """Somebody records it and types a reference."""


PAYOUTS: dict[str, Payout] = {
    payout.code: payout
    for payout in (
        Payout("cash", drawer=True),
        Payout("transfer", by_hand=True),
        Payout("card", by_hand=True),
        Payout("later", now=False),
    )
}
"""An open list. To a card the reference is the NIS or member number of whose card it is."""


def payout(code: str) -> Payout:
    """The way with this code; `Refusal("payout_unknown")`."""
    try:
        return PAYOUTS[code]
    except KeyError:
        raise Refusal("payout_unknown", payout=code) from None


@dataclass(frozen=True)
class Terms:
    """What the shop keeps: basis points of the price, or, where it is given, so much of a base unit."""

    commission: int = 0
    margin: Rupiah = ZERO


def terms_of(product: ProductSaved) -> Terms:
    """The terms of a consigned product."""
    return Terms(product.commission, product.margin)


def usual_terms(consignor: ConsignorSaved) -> Terms:
    """The terms of a consignor's new goods."""
    return Terms(consignor.commission, consignor.margin)


def check_terms(terms: Terms) -> Terms:
    """Terms that can be kept; `Refusal("consignment_terms")`."""
    if not 0 <= terms.commission <= 10_000 or not ZERO <= terms.margin <= MOST_RUPIAH:
        raise Refusal("consignment_terms")
    return terms


def check_consignor(saved: ConsignorSaved) -> ConsignorSaved:
    """The consignor with clean text, or a `Refusal` that says what is wrong."""
    check_terms(usual_terms(saved))
    if saved.sort not in SORTS or saved.bears_loss not in BEARERS:
        raise Refusal("consignor_class")
    clean = {name: " ".join(getattr(saved, name).split()) for name in ("phone", "place", "note")}
    return saved.model_copy(update={"name": check_name(saved.name), **clean})


def due_of(terms: Terms, gross: Rupiah, base: Quantity) -> Rupiah:
    """The consignor's part of `gross` for `base` thousandths; the shop never keeps more than there is."""
    kept = base.times(terms.margin) if terms.margin else gross.fraction(terms.commission, 10_000)
    return gross - min(kept, gross)


def price_of(product: ProductSaved) -> Rupiah:
    """What a base unit sells for at retail; 0 where the cashier types the price."""
    return next((price.price for price in product.packs[0].prices if price.tier == "retail"), ZERO)


def loss_of(due: Rupiah, bearer: str) -> Rupiah:
    """What the shop owes for goods that are lost, of what would have been due had they been sold."""
    if bearer == "shop":
        return due
    return due.fraction(1, 2) if bearer == "shared" else ZERO


def lost_due(product: ProductSaved, quantity: Quantity, bearer: str) -> Rupiah:
    """What the shop owes for so much of a product that is lost."""
    return loss_of(due_of(terms_of(product), quantity.times(price_of(product)), quantity), bearer)


def check_moved(product: ProductSaved, quantity: Quantity) -> Quantity:
    """So much of a product that can be brought or given back; `Refusal` for none, too many or parts of a piece."""
    if quantity <= 0:
        raise Refusal("quantity_not_positive")
    if quantity > MOST_UNITS:
        raise Refusal("quantity_too_large", most=MOST_UNITS)
    if not quantity.is_whole and not product.by_weight:
        raise Refusal("quantity_not_whole", name=product.name)
    return quantity


@dataclass(frozen=True)
class DayOf:
    """What happened with one product on one day, and how much of it earlier settlements took in."""

    day: str
    brought: int = 0
    returned: int = 0
    lost: int = 0
    sold: int = 0
    amount: int = 0
    due: int = 0
    loss: int = 0
    settled: SettledDay = field(default_factory=lambda: SettledDay(day=""))

    @property
    def open(self) -> SettledDay:
        """What no settlement took in yet; below zero where goods came back after they were settled."""
        return SettledDay(
            day=self.day, sold=Quantity(self.sold - self.settled.sold),
            amount=Rupiah(self.amount - self.settled.amount),
            due=Rupiah(self.due - self.settled.due), loss=Rupiah(self.loss - self.settled.loss),
        )  # fmt: skip


@dataclass(frozen=True)
class ConsignedGoods:
    """A product of a consignor: how it is now, what is on the shelf by the books, and the days to settle."""

    product: ProductSaved
    on_hand: Quantity
    days: tuple[DayOf, ...] = ()
    """Days of the span, with what is open; earlier ones only where something of them is carried over."""


@dataclass(frozen=True)
class Counted:
    """So much of a product was found; `home`: it goes home with the consignor, else it stays on the shelf."""

    left: Quantity
    home: bool = False


@dataclass(frozen=True)
class Span:
    """The days that a settlement is about, ISO; `day` is the one on which it is made."""

    first: str
    last: str
    day: str


def settled_line(goods: ConsignedGoods, counted: Counted | None, span: Span, bearer: str) -> SettledLine | None:
    """One product in a settlement; `None` where there is nothing to tell. What is missing is lost."""
    product, left, gone, back = goods.product, goods.on_hand, Quantity(0), Quantity(0)
    if counted is not None:
        if counted.left > goods.on_hand or counted.left < 0:
            raise Refusal("consigned_more_left", name=product.name, most=max(goods.on_hand, Quantity(0)))
        gone = goods.on_hand - counted.left
        back = counted.left if counted.home else Quantity(0)
        left = counted.left - back
    gone_due = lost_due(product, gone, bearer)
    within = [day for day in goods.days if span.first <= day.day <= span.last]
    days = [day.open for day in goods.days if any((day.open.sold, day.open.amount, day.open.due, day.open.loss))]
    if gone_due:
        days = _with_loss(days, span.day, gone_due)
    line = SettledLine(
        product=product.product,
        name=product.name,
        unit=product.packs[0].unit,
        brought=Quantity(sum(day.brought for day in within)),
        sold=Quantity(sum(day.sold for day in days)),
        amount=Rupiah(sum(day.amount for day in days)),
        due=Rupiah(sum(day.due for day in days)),
        returned=Quantity(sum(day.returned for day in within)) + back,
        lost=Quantity(sum(day.lost for day in within)) + gone,
        loss=Rupiah(sum(day.loss for day in days)),
        left=left,
        back=back,
        gone=gone,
        gone_due=gone_due,
        days=days,
    )
    told = (line.brought, line.sold, line.amount, line.due, line.returned, line.lost, line.left, line.loss)
    return line if any(told) else None


def _with_loss(days: Sequence[SettledDay], today: str, loss: Rupiah) -> list[SettledDay]:
    found = {day.day: day for day in days}
    held = found.get(today, SettledDay(day=today))
    found[today] = held.model_copy(update={"loss": held.loss + loss})
    return [found[day] for day in sorted(found)]


@dataclass(frozen=True)
class Paying:
    """How a settlement is paid: the way, the shift whose drawer it comes from, a reference; the smallest coin."""

    way: str = "later"
    shift: str = ""
    cashier: str = ""
    reference: str = ""
    unit: int = 1


def settlement(
    consignor: ConsignorSaved,
    goods: Sequence[ConsignedGoods],
    counted: Mapping[str, Counted],
    span: Span,
    *,
    id: str,
    before: Rupiah,
    paying: Paying,
    note: str = "",
    approvals: Sequence[Approval] = (),
) -> ConsignmentSettled:
    """The settlement of a span; `Refusal("nothing_to_settle")` where nothing was sold, counted or is owed."""
    if span.first > span.last:
        raise Refusal("days_order")
    found = [settled_line(one, counted.get(one.product.product), span, consignor.bears_loss) for one in goods]
    lines = [line for line in found if line is not None]
    amount = Rupiah(sum(line.amount for line in lines))
    due = Rupiah(sum(line.due for line in lines))
    loss = Rupiah(sum(line.loss for line in lines))
    payable = due + loss + before
    if not payable and not any(line.days or line.back or line.gone for line in lines):
        raise Refusal("nothing_to_settle", name=consignor.name)
    paid = payable_now(payable, paying)
    return ConsignmentSettled(
        id=id, consignor=consignor.consignor, name=consignor.name, first=span.first, last=span.last, day=span.day,
        shift=paying.shift if paid else "", cashier=paying.cashier, lines=lines, amount=amount, commission=amount - due,
        due=due, loss=loss, before=before, payable=payable, paid=paid, way=paying.way if paid else "later",
        reference=paying.reference if paid else "", note=" ".join(note.split())[:200], approvals=list(approvals),
    )  # fmt: skip


def payable_now(payable: Rupiah, paying: Paying) -> Rupiah:
    """What is handed over: nothing for later; in cash what coins can pay, the rest stays owed."""
    how = payout(paying.way)
    if not how.now or payable <= 0:
        return ZERO
    return payable - int(payable) % paying.unit if how.drawer and paying.unit > 1 else payable


def broken_settlement(settled: ConsignmentSettled) -> list[str]:
    """The identities a settlement breaks, as short English sentences; none for a sound one."""
    broken = []
    for n, line in enumerate(settled.lines):
        for name in ("sold", "amount", "due", "loss"):
            if sum(getattr(day, name) for day in line.days) != getattr(line, name):
                broken.append(f"line {n}: the days do not add up to {name}")
    for name in ("amount", "due", "loss"):
        if sum(getattr(line, name) for line in settled.lines) != getattr(settled, name):
            broken.append(f"the lines do not add up to {name}")
    if settled.commission + settled.due != settled.amount:
        broken.append("commission and what is due are not what was sold")
    if settled.due + settled.loss + settled.before != settled.payable:
        broken.append("due, loss and what was owed before are not what is to be paid")
    if settled.paid < 0 or settled.paid > max(settled.payable, ZERO):
        broken.append("more was paid than was to be paid")
    return broken
