"""Money onto cards, out of them and between them: the rows of the accounts and of the drawer."""

from __future__ import annotations

from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import BalanceMoved, CashedOut, ToppedUp
from koperasi_pos.store.books import card_allowances, cards, forgotten, holder_rows, shifts, visits
from koperasi_pos.store.books.card_payments import When, move
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.connections import Connection

TOP_UP, CARD_OUT = "top_up", "card_out"
"""The purposes under which cash for cards goes into the drawer and out of it."""


def apply_topped_up(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Money comes onto accounts."""
    done = cast(ToppedUp, entry.document)
    day = day_number(done.day)
    when = When(position, entry.time, day, day)
    proof = done.reference if done.way == "transfer" else ""
    for n, line in enumerate(done.lines):
        if done.way == "visit":
            what = f"back/{done.note}/{done.reference}/{line.account}"
            known = visits.told_before(connection, what, writer, entry.epoch)
            if known is not None:
                holder_rows.done_again(connection, line.account, int(line.amount), *known, second=writer)
                continue
        move(connection, when, n, line.account, writer, "top_up", int(line.amount), way=done.way, reference=proof)
    if done.way == "allowance":
        card_allowances.apply_put_on(connection, writer, entry, done)
    if done.way == "cash":
        name = done.lines[0].name if len(done.lines) == 1 else done.reference
        name = forgotten.token_of(connection, done.lines[0].account) or name
        shifts.cash_left(connection, position, entry, done, TOP_UP, int(done.total), name)


def apply_cashed_out(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Money of an account is paid out; the account may be closed with it."""
    done = cast(CashedOut, entry.document)
    day = day_number(done.day)
    if done.amount:
        when = When(position, entry.time, day, day)
        move(connection, when, 0, done.account, writer, "cash_out", -int(done.amount), way=done.way)
    if done.closes:
        cards.set_state(connection, done.account, "closed", "boyong", entry)
    if done.way == "cash" and done.amount:
        name = forgotten.token_of(connection, done.account) or done.name
        shifts.cash_left(connection, position, entry, done, CARD_OUT, -int(done.amount), name)


def apply_moved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Money moves from one account to another."""
    done = cast(BalanceMoved, entry.document)
    day = day_number(done.day)
    when = When(position, entry.time, day, day)
    move(connection, when, 0, done.account, writer, "moved", -int(done.amount), way="out")
    move(connection, when, 1, done.to, writer, "moved", int(done.amount), way="in")
