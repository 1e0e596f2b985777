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
)
from koperasi_pos.province.books import card_rights
from koperasi_pos.province.books.batch import At, CardAct, day_of
from koperasi_pos.province.books.card_rights import sound

_MOVEMENT = """INSERT INTO card_movement (shop, account, device, epoch, seq, n, kind, way, amount, day, counted, at,
        document, goods, categories)
    VALUES (%(shop)s, %(account)s, %(device)s, %(epoch)s, %(seq)s, %(n)s, %(kind)s, %(way)s, %(amount)s, %(day)s,
        coalesce(%(sold)s::date, (SELECT min(sold.day) FROM card_movement AS sold WHERE sold.shop = %(shop)s
            AND sold.kind = 'sale' AND sold.document = %(sale)s AND %(sale)s <> ''), %(day)s),
        %(at)s, %(document)s, %(goods)s::jsonb, %(categories)s::jsonb)"""
_BALANCE = """INSERT INTO card_account (shop, account, balance) VALUES (%(shop)s, %(account)s, %(amount)s)
    ON CONFLICT (shop, account) DO UPDATE SET balance = card_account.balance + excluded.balance"""


def moved(
    at: At,
    n: int,
    account: str,
    kind: str,
    amount: int,
    *,
    day: date,
    way: str = "",
    goods: Sequence[SaleLine | RefundLine] = (),
    payment: Payment | None = None,
    sale: str = "",
    sold: date | None = None,
) -> list[CardAct]:
    """Money comes onto an account (+) or leaves it (−)."""
    named = [[line.name, int(line.quantity), line.unit, int(line.total)] for line in goods]
    parts = {part.category: int(part.amount) for part in payment.categories} if payment else {}
    columns = {
        "account": account, "device": at.entry.writer, "epoch": at.entry.epoch, "seq": at.entry.seq, "n": n,
        "kind": kind, "way": way, "amount": sound(amount), "day": day, "at": at.moment, "document": at.entry.id,
        "goods": json.dumps(named), "categories": json.dumps(parts), "sale": sale, "sold": sold,
    }  # fmt: skip
    return [
        (_MOVEMENT, columns),
        (_BALANCE, {"account": account, "amount": columns["amount"]}),
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


def topped_up(at: At) -> list[CardAct]:
    """Money comes onto accounts."""
    done = cast(ToppedUp, at.entry.document)
    return [
        act
        for n, line in enumerate(done.lines)
        for act in moved(at, n, line.account, "top_up", int(line.amount), day=day_of(done.day), way=done.way)
    ]


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
