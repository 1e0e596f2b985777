"""Booking a shop: entries above its point become rows and the point moves, in one transaction under its lock."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from koperasi_pos.province.books import VERSION, card_spending, card_sums, goods, shifts, shops, tallies
from koperasi_pos.province.books.bare import make_bare
from koperasi_pos.province.books.batch import Arrived, Batch, Unbooked
from koperasi_pos.province.books.clearing import empty
from koperasi_pos.province.books.gathering import gather

_log = logging.getLogger(__name__)

ENTRIES_AT_ONCE = 2_000

_WAITING = """SELECT shop.id, shop_book.shop IS NOT NULL FROM shop LEFT JOIN shop_book ON shop_book.shop = shop.id
    WHERE coalesce(shop_book.version, 0) <= %s AND (shop.rev > coalesce(shop_book.rev, 0)
        OR shop_book.version < %s OR shop_book.kabupaten <> shop.kabupaten)
    ORDER BY shop_book.at NULLS FIRST LIMIT %s"""
_LOCK = """SELECT shop_book.rev, shop_book.version, shop_book.kabupaten, shop.kabupaten
    FROM shop_book JOIN shop ON shop.id = shop_book.shop WHERE shop_book.shop = %s
    FOR UPDATE OF shop_book SKIP LOCKED"""
_ENTRIES = """SELECT rev, device, epoch, seq, received_at, hash, line, flag FROM entry
    WHERE shop = %s AND rev > %s ORDER BY rev LIMIT %s"""
_WRITERS = "SELECT device, epoch, started, training FROM till_book WHERE shop = %s"
_NOTE = """INSERT INTO quarantine (shop, device, epoch, seq, hash, reason, detail, line, received_at)
    VALUES (%s, %s, %s, %s, %s, 'books', %s, %s, %s) ON CONFLICT DO NOTHING"""


class Booked(NamedTuple):
    """What became of one turn at a shop."""

    entries: int
    more: bool
    """Whether entries are left; also where another instance is at it."""


NOBODY = Booked(0, more=False)


def waiting(connection: Connection[Any], limit: int = 100) -> list[tuple[str, bool]]:
    """(shop, whether it has its place in the books) with entries above the booked point, the longest wait first.

    Shops that a newer program beside this one keeps the books of are left to it.
    """
    return [(row[0], row[1]) for row in connection.execute(_WAITING, (VERSION, VERSION, limit))]


def ensure_row(connection: Connection[Any], shop: str) -> None:
    """The shop's place in the books, made in a transaction of its own when it is new: nobody waits for its lock."""
    connection.execute(
        "INSERT INTO shop_book (shop, version, kabupaten) SELECT id, %s, kabupaten FROM shop WHERE id = %s"
        " ON CONFLICT DO NOTHING",
        (VERSION, shop),
    )


def lock(connection: Connection[Any], shop: str) -> tuple[int, int] | None:
    """(booked point, version of the books) under the shop's lock; `None` where another one holds it.

    A shop that officers put into another kabupaten takes its part of the sums with it.
    """
    row = connection.execute(_LOCK, (shop,)).fetchone()
    if row is None:
        return None
    rev, version, held, kabupaten = row
    if held != kabupaten:
        tallies.move(connection, shop, out_of=held, into=kabupaten)
        connection.execute("UPDATE shop_book SET kabupaten = %s WHERE shop = %s", (kabupaten, shop))
    return rev, version


def book(connection: Connection[Any], shop: str, *, limit: int = ENTRIES_AT_ONCE) -> Booked:
    """One batch of a shop in the open transaction. Nothing where another instance books this shop at this moment."""
    # Books are made again from the journal: a power cut may take the last batches, and the point back with them.
    connection.execute("SET LOCAL synchronous_commit = off")
    held = lock(connection, shop)
    if held is None:
        return NOBODY
    rev, version = held
    if version > VERSION:
        return NOBODY
    if version < VERSION:
        empty(connection, shop)
        rev = 0
    return book_above(connection, shop, rev, limit=limit)


def book_above(connection: Connection[Any], shop: str, rev: int, *, limit: int = ENTRIES_AT_ONCE) -> Booked:
    """Book the entries above a point; the shop's lock is held."""
    arrived = [
        Arrived(place, device, epoch, seq, received_at, digest, line, flag)
        for place, device, epoch, seq, received_at, digest, line, flag in connection.execute(
            _ENTRIES, (shop, rev, limit)
        )
    ]
    if not arrived:
        return NOBODY
    kabupaten = connection.execute("SELECT kabupaten FROM shop_book WHERE shop = %s", (shop,)).fetchone()
    assert kabupaten is not None
    _book(connection, shop, kabupaten[0], arrived)
    return Booked(len(arrived), more=len(arrived) == limit)


def _book(connection: Connection[Any], shop: str, kabupaten: str, arrived: Sequence[Arrived]) -> None:
    """Write a batch. What PostgreSQL refuses is found by halving and noted; everything beside it is booked."""
    batch = _new_batch(connection, shop)
    gather(batch, arrived)
    try:
        with connection.transaction(), connection.pipeline():
            _write(connection, batch, kabupaten, arrived[-1].rev)
        make_bare(connection, shop, batch.people)
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        if len(arrived) == 1:
            batch = Batch(shop, entries=1, unbooked=[Unbooked(arrived[0], type(error).__name__)])
            _write(connection, batch, kabupaten, arrived[0].rev)
            return
        middle = len(arrived) // 2
        _book(connection, shop, kabupaten, arrived[:middle])
        _book(connection, shop, kabupaten, arrived[middle:])


def _new_batch(connection: Connection[Any], shop: str) -> Batch:
    batch = Batch(shop)
    for device, epoch, started, training in connection.execute(_WRITERS, (shop,)):
        if started is not None:
            batch.started[device, epoch] = started
        if training:
            batch.training.add((device, epoch))
    return batch


def _write(connection: Connection[Any], batch: Batch, kabupaten: str, rev: int) -> None:
    sorts, resorted = goods.write(connection, batch)
    card_spending.add(connection, batch)
    across = tallies.gather(connection, batch, kabupaten, sorts, resorted)
    batch.sums.write(connection, batch.shop)
    across.write(connection)
    shifts.write(connection, batch)
    card_sums.write(connection, batch)
    shops.write(connection, batch)
    for one in batch.unbooked:
        entry = one.arrived
        connection.execute(
            _NOTE,
            (
                batch.shop, entry.device, entry.epoch, entry.seq, entry.hash, one.reason, entry.line, entry.received_at,
            ),
        )  # fmt: skip
        _log.info("an entry is not booked: %s/%s/%s (%s)", entry.device, entry.epoch, entry.seq, one.reason)
    shops.move_point(connection, batch, rev)
