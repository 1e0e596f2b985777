"""The province's turn in a shop: it acts on what tills wrote for it, each entry once, whoever is at it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

import psycopg

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import RefundCompleted, SaleCompleted, VisitAsked, VisitEnded
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.holder import answering, mail
from koperasi_pos.province.holder.holding import Holding, hold_all
from koperasi_pos.province.visits import paying, remembering, reserving
from koperasi_pos.province.wali.wishes import book_now

_log = logging.getLogger(__name__)

AT_ONCE = 500
"""Entries that are looked at in one transaction."""
MOST_TURNS = 100
"""What is left after so many waits for the next question of a till."""

_UNFIT = (ValueError, AssertionError, KeyError, TypeError, psycopg.DataError, psycopg.IntegrityError)
"""What an entry may raise that says what cannot be."""

_MAIL = """SELECT mail.rev, entry.line FROM holding_mail AS mail JOIN entry USING (shop, rev)
    WHERE shop = %s ORDER BY mail.rev LIMIT %s"""
_UNBOOKED = """SELECT 1 FROM entry JOIN shop_book USING (shop) WHERE entry.shop = %s AND entry.device = %s
    AND entry.rev > shop_book.rev LIMIT 1"""
_VISITS = {"visit_asked": reserving.answer, "visit_ended": paying.ended, "sale": paying.sold, "refund": paying.refunded}


class BooksBehind(Exception):
    """The books of a card's home do not say yet what the province itself wrote there: they are brought up to it."""


def act(pool: Pool, shop: str, now: datetime) -> int:
    """Act on everything that waits in a shop; how many entries were looked at.

    Whoever is at it holds the lock of the province's own journal in that shop; the next one finds nothing left.
    """
    looked_at = 0
    for _turn in range(MOST_TURNS):
        with pool.reading() as connection:
            if not mail.waits(connection, shop) and not paying.to_stop(connection, shop):
                return looked_at
            homes = {home for line in _lines(connection, shop) for home in homes_of(connection, shop, line, asks=True)}
        for home in sorted(homes):
            book_now(pool, home)
        try:
            with pool.writing() as connection:
                found = turn(connection, shop, now)
        except BooksBehind:
            continue  # a wali froze a card, or a purchase was written, in this very moment
        looked_at += found
    return looked_at


def turn(connection: Connection, shop: str, now: datetime) -> int:
    """Act on what waits, within the open transaction; how many entries were looked at. Raises `BooksBehind`.

    It stops before an ask whose home has not booked what was written there by this very turn.
    """
    homes = {home for line in _lines(connection, shop) for home in homes_of(connection, shop, line)}
    holdings = hold_all(connection, [shop, *homes], now)
    done: list[int] = []
    for rev, line in connection.execute(_MAIL, (shop, AT_ONCE)).fetchall():
        asked = [holdings[home] for home in homes_of(connection, shop, bytes(line), asks=True)]
        if not all(_is_booked(home) for home in asked):
            if not done:
                raise BooksBehind
            break
        _act_on(holdings, holdings[shop], bytes(line))
        done.append(rev)
    paying.stop(holdings[shop])
    connection.execute("DELETE FROM holding_mail WHERE shop = %s AND rev = ANY(%s)", (shop, done))
    return len(done)


def _act_on(holdings: Mapping[str, Holding], holding: Holding, line: bytes) -> None:
    try:
        entry = read_entry(line)
        with holding.connection.transaction():
            if not answering.hear(holding, entry) and entry.kind in _VISITS:
                _VISITS[entry.kind](holdings, holding, entry)
            if entry.writer == holding.device:
                remembering.recalled(holding, entry)
    except _UNFIT as error:
        # One entry that says what cannot be holds up nobody; it stays in the journal, and nothing was done.
        _log.error("nothing is done about an entry that calls: %s", type(error).__name__)


def _lines(connection: Connection, shop: str) -> list[bytes]:
    return [bytes(row[1]) for row in connection.execute(_MAIL, (shop, AT_ONCE)).fetchall()]


def homes_of(connection: Connection, shop: str, line: bytes, *, asks: bool = False) -> set[str]:
    """Shops whose cards an entry is about; with `asks` only where it asks for money of one."""
    try:
        document = read_entry(line).document
    except _UNFIT:
        return set()
    match document:
        case VisitAsked():
            shown = reserving.shown(connection, shop, document.token_hash)
            return {shown.home} if shown else set()
        case VisitEnded() if not asks:
            ids = [document.visit]
        case SaleCompleted() | RefundCompleted() if not asks:
            ids = [paid.reference for paid in document.payments if paid.way == "visit"]
        case _:
            return set()
    found = [paying.of_visitor(connection, shop, id) for id in ids]
    return {one.shop for one in found if one is not None}


def _is_booked(home: Holding) -> bool:
    """Under its lock nobody adds to the province's own journal: what it wrote before must be in the books."""
    return home.connection.execute(_UNBOOKED, (home.shop, home.device)).fetchone() is None
