"""Figures of cards: movements of an account with the goods, float by holder, money in and out, refusals, lost cards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import Approval, CardRefused, CardViewed, RefundCompleted, SaleCompleted, VisitPaid
from koperasi_pos.operations.accounts import AccountView, view_of
from koperasi_pos.operations.card_limits import needed, person_of
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, print_jobs
from koperasi_pos.store.books import card_payments, cards, rights
from koperasi_pos.store.books.card_payments import Movement
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.card_figures import AccountBalance, CardWay, Spending
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal

__all__ = [
    "AccountBalance",
    "AccountLine",
    "Movement",
    "account_lines",
    "balances",
    "card_refusals",
    "card_spending",
    "card_turnover",
    "last_purchases",
    "look_at_account",
    "lost_cards",
    "money_moved",
    "queue_balance_slip",
]

SHOWN_ON_SLIP = 10
_GOODS = 3


@dataclass(frozen=True)
class AccountLine:
    """A movement with what was bought, the number of its receipt, and what was on the account afterwards."""

    movement: Movement
    number: str
    goods: str
    balance: int


@dataclass(frozen=True)
class Refused:
    """A refused attempt."""

    at: str
    refused: CardRefused


def look_at_account(
    till: Till, account_id: str, *, what: str = "movements", by: Actor, approvals: Sequence[Approval] = ()
) -> AccountView:
    """An account for somebody who does not sell to it right now; that it was looked at is written down once a day.

    `what`: `account`, `movements`, `statement` or `photo`.
    """
    require(by, "card_figures", approvals)
    with till.reading() as connection:
        view = view_of(connection, till, needed(connection, account_id))
    _write_down(till, view.account, view.name, what, by)
    return view


def note_look(till: Till, account_id: str, *, what: str = "account", by: Actor) -> None:
    """Write down, once a day, that somebody saw name, photo and balance of an account whose card was not tapped."""
    with till.reading() as connection:
        name = needed(connection, account_id).name
    _write_down(till, account_id, name, what, by)


def _write_down(till: Till, account_id: str, name: str, what: str, by: Actor) -> None:
    with till.reading() as connection:
        known = cards.viewed(connection, account_id, what, day_number(till.today()), by.staff)
    if not known:
        seen = CardViewed(id=till.new_id(), account=account_id, name=name, what=what, day=till.today())
        till.post_once(seen.id, lambda connection: seen, by=by)


def account_lines(till: Till, account_id: str, *, limit: int = 200) -> list[AccountLine]:
    """What happened on an account, the newest first, each with the balance after it."""
    with till.reading() as connection:
        return _lines(connection, account_id, limit)


def last_purchases(till: Till, account_id: str, *, limit: int = SHOWN_ON_SLIP) -> list[AccountLine]:
    """What was bought last with an account, and what came back; its `balance` says nothing."""
    with till.reading() as connection:
        return _lines(connection, account_id, limit, purchases=True)


def _lines(connection: Connection, account_id: str, limit: int, *, purchases: bool = False) -> list[AccountLine]:
    needed(connection, account_id)
    balance = rights.balance(connection, account_id)
    found = []
    for movement in card_payments.movements(connection, account_id, limit=limit, purchases=purchases):
        number, goods = _told(connection, movement)
        found.append(AccountLine(movement, number, goods, balance))
        balance -= movement.amount
    return found


def _told(connection: Connection, movement: Movement) -> tuple[str, str]:
    """(number of the receipt, its first goods)."""
    if movement.kind not in ("sale", "refund"):
        return "", ""
    document = journal.at(connection, movement.position).entry.document
    done = cast(SaleCompleted | RefundCompleted | VisitPaid, document)
    names = [line.name for line in done.lines]
    if isinstance(done, VisitPaid):
        names.insert(0, done.shop_name)
    more = f" +{len(names) - _GOODS}" if len(names) > _GOODS else ""
    return done.number, ", ".join(names[:_GOODS]) + more


def queue_balance_slip(till: Till, account_id: str, *, by: Actor) -> Done[int]:
    """Print the balance and the last purchases for a santri without a telephone; the key of the print job."""
    require(by, "top_up")
    with till.writing() as connection:
        view = view_of(connection, till, needed(connection, account_id))
        rows = [
            {"day": _iso(line.movement.day), "kind": line.movement.kind, "amount": line.movement.amount,
             "goods": line.goods}
            for line in _lines(connection, account_id, SHOWN_ON_SLIP, purchases=True)
        ]  # fmt: skip
        told = {
            "name": view.name, "school_class": view.school_class, "room": view.room, "balance": int(view.balance),
            "left_today": int(view.left_today), "movements": rows,
        }  # fmt: skip
        key = print_jobs.add(
            connection, form="card_balance", time=till.now(), content=json.dumps(told, ensure_ascii=False)
        )
    till.tell("print", "print_now", "printing")
    return Done(key)


def balances(till: Till, text: str = "", *, by: Actor, limit: int = 100_000) -> list[AccountBalance]:
    """Every account with its balance, by name; written down as a look at the accounts of everybody."""
    require(by, "card_figures")
    with till.reading() as connection:
        held = rights.balances(connection)
        found = [_balance(row, held.get(row.id, 0)) for row in cards.accounts(connection, text, limit=limit)]
    _write_down(till, "", "", "balances", by)
    return found


def _balance(row: cards.AccountRow, balance: int) -> AccountBalance:
    one = person_of(row)
    if one is None:
        return AccountBalance(row.name, row.number, "", "", row.state, balance)
    return AccountBalance(one.name, one.nis or one.number, one.group, one.room, row.state, balance)


def card_turnover(till: Till, first: str, last: str) -> list[CardWay]:
    """What moved on the days (ISO), by kind and way: top-ups, cash-outs, purchases, what came back."""
    with till.reading() as connection:
        return card_payments.by_kind(connection, day_number(first), day_number(last))


def money_moved(till: Till, first: str, last: str) -> list[tuple[Movement, str]]:
    """(movement, name) of every top-up, cash-out, move and fee of the days (ISO)."""
    kinds = ("top_up", "cash_out", "moved", "fee")
    with till.reading() as connection:
        rows = card_payments.between(connection, day_number(first), day_number(last), kinds)
        names = {account: _name(connection, account) for account in {row.account for row in rows}}
    return [(row, names[row.account]) for row in rows]


def _name(connection: Connection, account_id: str) -> str:
    row = cards.account(connection, account_id)
    return row.name if row else ""


def card_spending(till: Till, first: str, last: str) -> list[Spending]:
    """What cards spent on the days (ISO) by category and class, less what came back."""
    with till.reading() as connection:
        return card_payments.by_category(connection, day_number(first), day_number(last))


def card_refusals(till: Till, first: str, last: str) -> list[Refused]:
    """What was refused on the days (ISO)."""
    with till.reading() as connection:
        entries = [
            journal.at(connection, position).entry
            for position in cards.refusals(connection, day_number(first), day_number(last))
        ]
    return [Refused(entry.time, cast(CardRefused, entry.document)) for entry in entries]


def lost_cards(till: Till, first: str, last: str) -> list[tuple[str, str, str]]:
    """(time, name, short id) of the cards that were lost on the days (ISO)."""
    if first > last:
        raise Refusal("days_order")
    with till.reading() as connection:
        return [(row.changed, name, row.id) for row, name in cards.lost_between(connection, first, last)]


def _iso(day: int) -> str:
    text = str(day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
