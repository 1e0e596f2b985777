"""The lessons about cards: pay with the right one, a limit that says no, money onto a card, a card that is lost."""

from __future__ import annotations

from collections.abc import Callable

from koperasi_pos.journal.documents import (
    AccountStateSaved,
    CardIssued,
    CardRefused,
    CardStateSaved,
    LimitRaised,
    Payment,
    SaleCompleted,
    ToppedUp,
)
from koperasi_pos.trade.lesson_seen import DONE, WAITING, Holder, Seen, Verdict, half, wrong
from koperasi_pos.values import Rupiah

CARD_LESSONS = ("card", "limit", "top_up", "lost")

BROUGHT = Rupiah(20_000)
"""What the wali of the third of these lessons brings for the card."""

LAID_OUT = "allowance"
"""The way in which the training till puts money on its cards by itself; nobody's work at the counter."""


def _paid(sale: SaleCompleted) -> Payment | None:
    """What a card paid of a sale."""
    return next((payment for payment in sale.payments if payment.account), None)


def _card(seen: Seen) -> Verdict:
    """The card whose photo shows the face at the counter pays for everything."""
    if not seen.holders:
        return WAITING
    sales, mine = seen.of(SaleCompleted), seen.holders[0]
    if not sales:
        return WAITING if seen.basket.lines else half("fill_basket", name=seen.offers.pieces[0].name)
    paid = _paid(sales[-1])
    if paid is None:
        return wrong("not_by_card")
    if paid.account != mine.account:
        return wrong("face_other", name=paid.holder)
    if not paid.card:
        return wrong("card_by_number")
    if len(sales[-1].payments) > 1:
        return wrong("card_and_cash")
    return Verdict("ask", "card_left", {"number": sales[-1].number}, int(paid.left))


def _limit(seen: Seen) -> Verdict:
    """The limit said no to both goods, one stayed here, the card paid for the other."""
    if not seen.holders:
        return WAITING
    mine, refused, raised, last = seen.holders[1], "", False, WAITING
    for document in seen.documents:
        if isinstance(document, CardRefused) and document.account == mine.account:
            refused = ", ".join(document.goods) if document.code.startswith("card_limit") else refused
        elif isinstance(document, LimitRaised):
            raised = True
        elif isinstance(document, SaleCompleted):
            last = _limit_met(document, mine, refused, raised=raised)
            refused, raised = "", False
    inside = {line.product.product for line in seen.basket.lines}
    if last is DONE or not inside:
        return last
    if refused:
        return half("limit_refused", goods=refused)
    both = {offer.product for offer in seen.offers.pieces[1:3]} <= inside
    return half("limit_now_card", name=mine.name) if both else last


def _limit_met(sale: SaleCompleted, mine: Holder, refused: str, *, raised: bool) -> Verdict:
    """How one sale stands to the limit; `refused` names the goods that were too much before it."""
    paid = _paid(sale)
    if raised:
        return wrong("limit_raised")
    if paid is None or paid.account != mine.account:
        return wrong("limit_not_card", name=mine.name)
    if len(sale.payments) > 1:
        return wrong("card_and_cash")
    return DONE if refused else wrong("limit_not_met", name=mine.name)


def _top_up(seen: Seen) -> Verdict:
    """The cash that was brought is on the right card."""
    topped = [one for one in seen.of(ToppedUp) if one.way != LAID_OUT]
    if not seen.holders or not topped:
        return WAITING
    last, mine = topped[-1], seen.holders[0]
    if last.lines[0].account != mine.account:
        return wrong("top_up_other", name=last.lines[0].name, wanted=mine.name)
    if last.total != BROUGHT:
        return wrong("top_up_amount", amount=last.total, given=BROUGHT)
    if last.way != "cash":
        return wrong("top_up_way")
    return Verdict("ask", "top_up_balance", {"name": mine.name}, int(last.lines[0].balance))


def _lost(seen: Seen) -> Verdict:
    """The lost card is dead and another one took its place."""
    if not seen.holders:
        return WAITING
    mine = seen.holders[0]
    lost = [one for one in seen.of(CardStateSaved) if one.state == "lost"]
    if any(one.account == mine.account and one.replaces for one in seen.of(CardIssued)):
        return DONE
    if any(one.account == mine.account for one in lost):
        return half("lost_now_issue", name=mine.name)
    if lost:
        return wrong("lost_other", name=lost[-1].name, wanted=mine.name)
    if any(one.state == "frozen" for one in seen.of(AccountStateSaved)):
        return wrong("lost_frozen")
    return WAITING


CARD_CHECKS: dict[str, Callable[[Seen], Verdict]] = {
    "card": _card,
    "limit": _limit,
    "top_up": _top_up,
    "lost": _lost,
}
