"""What happened with cards of another pesantren, in a sentence for every kind of document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal.documents import (
    Document,
    SettlementPaid,
    SettlementWithdrawn,
    VisitAnswered,
    VisitAsked,
    VisitClosed,
    VisitPaid,
    VisitsAgreed,
    VisitsSettled,
)
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah


def _agreed(document: Document) -> str:
    said = cast(VisitsAgreed, document)
    told = _("Cards of {name} are taken here from now on") if said.active else _("Cards of {name} are taken no more")
    return told.format(name=said.pesantren or said.name)


def _asked(document: Document) -> str:
    asked = cast(VisitAsked, document)
    told = _("Asked to draw {amount} from a card of another pesantren") if asked.lease else _(
        "Asked for {amount} of a card of another pesantren"
    )  # fmt: skip
    return told.format(amount=rupiah(asked.amount))


def _answered(document: Document) -> str:
    said = cast(VisitAnswered, document)
    if said.code:
        return _("The home of the card of {name} said no").format(name=said.name or _("somebody"))
    return _("{amount} of the card of {name} is reserved here").format(amount=rupiah(said.amount), name=said.name)


def _closed(document: Document) -> str:
    done = cast(VisitClosed, document)
    return _("A reservation is over: {paid} paid, {returned} went back").format(
        paid=rupiah(done.paid), returned=rupiah(done.returned)
    )


def _paid(document: Document) -> str:
    done = cast(VisitPaid, document)
    return _("{name} bought for {amount} at {shop}").format(
        name=done.name, amount=rupiah(done.amount), shop=done.shop_name
    )


def _settled(document: Document) -> str:
    done = cast(VisitsSettled, document)
    told = _("{day} netted with {name}: {amount} comes here") if done.net >= 0 else _(
        "{day} netted with {name}: {amount} is owed to them"
    )  # fmt: skip
    return told.format(day=date_short(done.day), name=done.name, amount=rupiah(Rupiah(abs(done.net))))


def _repaid(document: Document) -> str:
    done = cast(SettlementPaid, document)
    told = _("{name} paid {amount} of what was owed ({proof})") if done.received else _(
        "Paid {amount} of what was owed to {name} ({proof})"
    )  # fmt: skip
    return told.format(name=done.name, amount=rupiah(done.amount), proof=done.proof)


def _withdrawn(document: Document) -> str:
    done = cast(SettlementWithdrawn, document)
    return _("Withdrew the payment of {amount} with {name}: {reason}").format(
        amount=rupiah(done.amount), name=done.name, reason=done.reason
    )


VISIT_SENTENCES: dict[str, Callable[[Any], str]] = {
    "visits_agreed": _agreed,
    "visit_asked": _asked,
    "visit_answered": _answered,
    "visit_ended": lambda _document: _("A reservation is needed no more and goes back"),
    "visit_stopped": lambda _document: _("Nothing more may be paid from a sum that was drawn: the card is stopped"),
    "visit_closed": _closed,
    "visit_paid": _paid,
    "visits_settled": _settled,
    "settlement_paid": _repaid,
    "settlement_withdrawn": _withdrawn,
}
"""Kind → what happened, in words."""
