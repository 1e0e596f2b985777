"""Money on cards: what came on and what was spent, with the goods and the time; a balance is the sum of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import cast

from koperasi_pos.journal.documents import (
    BalanceMoved,
    CashedOut,
    Payment,
    RefundCompleted,
    RefundLine,
    SaleCompleted,
    SaleLine,
    ToppedUp,
    VisitLine,
    VisitPaid,
)
from koperasi_pos.province.books import card_rights
from koperasi_pos.province.books.batch import At, CardAct, day_of
from koperasi_pos.province.books.card_acts import BALANCE, MOVEMENT
from koperasi_pos.province.books.card_rights import sound


def moved(
    at: At,
    n: int,
    account: str,
    kind: str,
    amount: int,
    *,
    day: date,
    way: str = "",
    goods: Sequence[SaleLine | RefundLine | VisitLine] = (),
    payment: Payment | None = None,
    sale: str = "",
    reference: str = "",
    sold: date | None = None,
) -> list[CardAct]:
    """Money comes onto an account (+) or leaves it (−)."""
    named = [[line.name, int(line.quantity), line.unit, int(line.total)] for line in goods]
    parts = {part.category: int(part.amount) for part in payment.categories} if payment else {}
    columns = {
        "account": account, "device": at.entry.writer, "epoch": at.entry.epoch, "seq": at.entry.seq, "n": n,
        "kind": kind, "way": way, "amount": sound(amount), "day": day, "at": at.moment, "document": at.entry.id,
        "goods": json.dumps(named), "categories": json.dumps(parts), "sale": sale, "sold": sold,
        "reference": reference,
    }  # fmt: skip
    return [
        (MOVEMENT, columns),
        (BALANCE, {"account": account, "amount": columns["amount"]}),
        card_rights.held(at.entry.writer, at.entry.epoch, account, amount),
    ]


def sold(at: At) -> list[CardAct]:
    """The card's part of a sale."""
    sale = cast(SaleCompleted, at.entry.document)
    return [
        act
        for n, paid in enumerate(sale.payments)
        if paid.account
        for act in moved(
            at, n, paid.account, "sale", -int(paid.amount), day=day_of(sale.day), way=paid.way, goods=sale.lines,
            payment=paid,
        )
    ]  # fmt: skip


def refunded(at: At) -> list[CardAct]:
    """What comes back to a card counts for the limits of the day of the sale."""
    refund = cast(RefundCompleted, at.entry.document)
    return [
        act
        for n, paid in enumerate(refund.payments)
        if paid.account
        for act in moved(
            at, n, paid.account, "refund", int(paid.amount), day=day_of(refund.day), way=paid.way, goods=refund.lines,
            payment=paid, sale=refund.sale, sold=day_of(refund.sale_day) if refund.sale_day else None,
        )
    ]  # fmt: skip


def visited(at: At) -> list[CardAct]:
    """A card paid at another pesantren's shop, out of a transfer that the province keeps for it."""
    done = cast(VisitPaid, at.entry.document)
    day, amount = day_of(done.day), sound(done.amount)
    payment = Payment(way="visit", amount=done.amount, categories=done.categories)
    acts = moved(
        at, 0, done.account, "sale", -amount, day=day, way="visit", payment=payment, goods=done.lines,
        reference=done.shop_name,
    )  # fmt: skip
    # What was reserved had left its holder before: the money comes out of that, not out of what is held now.
    return [*acts, card_rights.held(at.entry.writer, at.entry.epoch, done.account, amount)]


def topped_up(at: At) -> list[CardAct]:
    """Money comes onto accounts."""
    done = cast(ToppedUp, at.entry.document)
    proof = done.reference if done.way == "transfer" else ""
    return [
        act
        for n, line in enumerate(done.lines)
        for act in moved(
            at, n, line.account, "top_up", int(line.amount), day=day_of(done.day), way=done.way, reference=proof
        )
    ]  # fmt: skip


def cashed_out(at: At) -> tuple[list[CardAct], str]:
    """Money is paid out; the account that is closed with it, if any."""
    done = cast(CashedOut, at.entry.document)
    acts: list[CardAct] = []
    if done.amount:
        acts = moved(at, 0, done.account, "cash_out", -int(done.amount), day=day_of(done.day), way=done.way)
    return acts, done.account if done.closes else ""


def between(at: At) -> list[CardAct]:
    """Money moves from one account to another."""
    done = cast(BalanceMoved, at.entry.document)
    day, amount = day_of(done.day), int(done.amount)
    return [
        *moved(at, 0, done.account, "moved", -amount, day=day, way="out"),
        *moved(at, 1, done.to, "moved", amount, day=day, way="in"),
    ]
