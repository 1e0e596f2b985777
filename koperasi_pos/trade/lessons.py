"""The lessons of training: what each asks for, and whether it was done, judged by what was really done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from koperasi_pos.journal.documents import (
    BasketDropped,
    CashMoved,
    RefundCompleted,
    SaleCompleted,
    ShiftClosed,
    ShiftOpened,
)
from koperasi_pos.trade.baskets import Basket, BasketLine
from koperasi_pos.trade.card_lessons import CARD_CHECKS, CARD_LESSONS
from koperasi_pos.trade.lesson_seen import DONE, WAITING, Holder, Offer, Offers, Seen, Verdict, half, wrong
from koperasi_pos.values import Quantity, Rupiah

__all__ = [
    "CARD_LESSONS",
    "DONE",
    "FLOAT",
    "LESSONS",
    "WAITING",
    "Holder",
    "Offer",
    "Offers",
    "Seen",
    "Verdict",
    "discount_asked",
    "drawer_of",
    "judge",
    "next_open",
    "note_above",
]

LESSONS = (
    "open", "scan", "times", "cash", "hold", "remove", "special", "discount", "refund", *CARD_LESSONS, "close",
)  # fmt: skip
"""The lessons in their order."""

FLOAT = Rupiah(100_000)
TIMES = Quantity.of(3)
MISSING = 2_000
"""So much lacks in the drawer of the last lesson, so that the Z has a difference to read."""

_NOTES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_PIECES = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)


def judge(lesson: str, seen: Seen) -> Verdict:
    """How a lesson stands."""
    if lesson not in ("open", "close") and not seen.shift_open:
        return Verdict("half", "no_shift")
    return _CHECKS[lesson](seen)


def note_above(amount: int) -> Rupiah:
    """What a customer hands over for an amount: one note that is more, else whole fifties of thousands."""
    for note in _NOTES:
        if note > amount:
            return Rupiah(note)
    return Rupiah((amount // 50_000 + 1) * 50_000)


def drawer_of(expected: int) -> list[tuple[int, int]]:
    """(value, how many) of the notes and coins in the drawer of the last lesson; a little less than there should be."""
    left, found = expected - MISSING if expected > MISSING else expected, []
    for value in _PIECES:
        count, left = divmod(max(left, 0), value)
        if count:
            found.append((value, count))
    return found


def discount_asked(cap: int) -> int:
    """The discount of the eighth lesson in basis points: five percent more than the cashier may give alone."""
    return cap // 100 * 100 + 500


def _open(seen: Seen) -> Verdict:
    opened = seen.of(ShiftOpened)
    if not opened:
        return half("shift_was_open") if seen.shift_open else WAITING
    if opened[-1].float != FLOAT:
        return wrong("float_other", amount=opened[-1].float, float=FLOAT)
    return DONE


def _scan(seen: Seen) -> Verdict:
    wanted = seen.offers.pieces[:3]
    fresh = [line for line in seen.basket.lines if _count(seen.basket, line) > _count(seen.first, line)]
    by_code = {line.product.product for line in fresh if line.code}
    if all(offer.product in by_code for offer in wanted):
        return DONE
    names = {offer.product for offer in wanted}
    for line in reversed(fresh):
        if line.product.product not in names:
            return wrong("not_on_card", name=line.product.name)
        if not line.code:
            return wrong("picked_by_hand", name=line.product.name)
    found = sum(offer.product in by_code for offer in wanted)
    return half("scanned", count=found, wanted=len(wanted)) if found else WAITING


def _times(seen: Seen) -> Verdict:
    wanted = seen.offers.pieces[3]
    steps = [
        (line.product, int(_count(after, line) - _count(before, line)))
        for before, after in pairwise(seen.baskets)
        if before.id == after.id or (before.empty and after.id not in seen.put_aside)
        for line in after.lines
    ]
    if any(product.product == wanted.product and step == TIMES for product, step in steps):
        return DONE
    mine = [step for product, step in steps if product.product == wanted.product and step > 0]
    if sum(mine) >= TIMES:
        return wrong("one_by_one", name=wanted.name)
    if mine:
        return half("times_other", name=wanted.name, quantity=Quantity(mine[-1]))
    others = [product.name for product, step in steps if step == TIMES]
    return wrong("times_goods", name=others[-1], wanted=wanted.name) if others else WAITING


def _cash(seen: Seen) -> Verdict:
    sales = seen.of(SaleCompleted)
    if not sales:
        return WAITING if seen.basket.lines else half("fill_basket", name=seen.offers.pieces[0].name)
    sale = sales[-1]
    given = note_above(sale.total)
    if any(payment.way != "cash" for payment in sale.payments):
        return wrong("not_cash")
    received = Rupiah(sum(int(payment.received) for payment in sale.payments))
    if received != given:
        exact = received == sum(int(payment.amount) for payment in sale.payments)
        return wrong("received_exact" if exact else "received_other", received=received, given=given)
    return Verdict("ask", "change", {"number": sale.number}, int(sale.change))


def _hold(seen: Seen) -> Verdict:
    called_back = seen.basket.id in seen.put_aside and seen.basket.id not in seen.on_hold
    if called_back and seen.basket.lines:
        return DONE
    if seen.on_hold:
        return half("now_call_back")
    if seen.of(BasketDropped):
        return wrong("dropped_not_held")
    if seen.of(SaleCompleted):
        return wrong("sold_not_held")
    return WAITING if seen.basket.lines else half("fill_basket", name=seen.offers.pieces[0].name)


def _remove(seen: Seen) -> Verdict:
    keep, drop = seen.offers.pieces[1], seen.offers.pieces[2]
    basket = seen.basket
    inside = {line.product.product for line in basket.lines}
    before = seen.first.removed if seen.first.id == basket.id else ()
    removed = {line.product for line in basket.removed[len(before) :]}
    if drop.product in removed and keep.product in inside and drop.product not in inside:
        return DONE
    if seen.of(BasketDropped):
        return wrong("dropped_all")
    sales = seen.of(SaleCompleted)
    if sales and any(line.product == drop.product for line in sales[-1].lines):
        return wrong("sold_wrong", name=drop.name)
    if keep.product in removed and keep.product not in inside:
        return wrong("removed_right", name=keep.name)
    if {keep.product, drop.product} <= inside:
        return half("now_remove", name=drop.name)
    return WAITING


def _special(seen: Seen) -> Verdict:
    wanted = seen.offers.special
    fresh = [line for line in seen.basket.lines if line not in seen.first.lines]
    lines = [line for line in fresh if line.product.product == wanted.product]
    if any(line.pack == wanted.pack and _enough(line, wanted) for line in lines):
        return DONE
    if not lines:
        return wrong("special_goods", name=fresh[-1].product.name, wanted=wanted.name) if fresh else WAITING
    if wanted.form == "pack":
        return wrong("pack_single", unit=lines[-1].product.packs[lines[-1].pack].unit, wanted=wanted.unit)
    return half(f"{wanted.form}_other", quantity=lines[-1].quantity, enough=wanted.quantity, unit=wanted.unit)


def _enough(line: BasketLine, wanted: Offer) -> bool:
    if wanted.form == "wholesale":
        return line.quantity >= wanted.quantity
    return wanted.form == "pack" or line.quantity == wanted.quantity


def _discount(seen: Seen) -> Verdict:
    points = discount_asked(seen.cap)
    sales = seen.of(SaleCompleted)
    if seen.basket.discount_points or any(line.discount_points for line in seen.basket.lines):
        return half("now_pay")
    if not sales:
        return WAITING
    sale = sales[-1]
    by_hand = sum(int(line.discount) + int(line.share) for line in sale.lines)
    if not by_hand:
        return wrong("no_discount", points=points)
    asked = Rupiah(sum(int(line.gross) - int(line.promo) for line in sale.lines)).fraction(points, 10_000)
    if abs(by_hand - int(asked)) > len(sale.lines):
        return wrong("discount_other", amount=Rupiah(by_hand), points=points)
    if not any(approval.what == "discount" for approval in sale.approvals):
        return wrong("not_approved")
    return DONE


def _refund(seen: Seen) -> Verdict:
    refunds = seen.of(RefundCompleted)
    if refunds:
        last = refunds[-1].sale_number
        return DONE if last == seen.receipt else wrong("refund_other", number=last, wanted=seen.receipt)
    if any(moved.amount < 0 for moved in seen.of(CashMoved)):
        return wrong("cash_not_refund", wanted=seen.receipt)
    return WAITING if seen.receipt else half("sell_first", name=seen.offers.pieces[0].name)


def _close(seen: Seen) -> Verdict:
    closed = seen.of(ShiftClosed)
    if not closed:
        return WAITING if seen.shift_open else half("no_shift")
    last = closed[-1]
    inside = sum(value * count for value, count in drawer_of(int(last.expected)))
    if not last.blind:
        return wrong("not_blind")
    if last.counted != inside:
        return wrong("count_other", counted=last.counted, inside=Rupiah(inside))
    return Verdict("ask", "difference", {"number": last.number}, abs(int(last.difference)))


def _count(basket: Basket, line: BasketLine) -> Quantity:
    """How much of a line's pack lies in a basket."""
    same = (
        int(held.quantity)
        for held in basket.lines
        if held.product.product == line.product.product and held.pack == line.pack
    )
    return Quantity(sum(same))


_CHECKS: dict[str, Callable[[Seen], Verdict]] = {
    "open": _open,
    "scan": _scan,
    "times": _times,
    "cash": _cash,
    "hold": _hold,
    "remove": _remove,
    "special": _special,
    "discount": _discount,
    "refund": _refund,
    **CARD_CHECKS,
    "close": _close,
}


def next_open(done: Sequence[str], after: str = "") -> str:
    """The first lesson behind another that is not done yet, going round; empty where all are done."""
    start = LESSONS.index(after) + 1 if after in LESSONS else 0
    turned = (*LESSONS[start:], *LESSONS[:start])
    return next((lesson for lesson in turned if lesson not in done), "")
