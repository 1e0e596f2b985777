"""What a shop says of itself and of its tills, and the point up to which its journal is booked."""

from __future__ import annotations

from typing import Any, cast

from psycopg import Connection

from koperasi_pos.journal.documents import ShopSaved, TillStarted
from koperasi_pos.journal.stamps import stamp
from koperasi_pos.province.books import stock
from koperasi_pos.province.books.batch import At, Batch

_FACTS = """UPDATE shop_book SET name = %s, pesantren = %s, nspp = %s, address = %s, phone = %s, npwp = %s, ppn = %s,
    stamp = %s WHERE shop = %s AND stamp < %s COLLATE "C" """
_TILL = """INSERT INTO till_book (shop, device, epoch, code, reason, replaces, training, started, last_time,
        last_number, entries, sales, total, skewed)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (shop, device, epoch) DO UPDATE SET
        code = CASE WHEN excluded.code = '' THEN till_book.code ELSE excluded.code END,
        reason = CASE WHEN excluded.code = '' THEN till_book.reason ELSE excluded.reason END,
        replaces = CASE WHEN excluded.code = '' THEN till_book.replaces ELSE excluded.replaces END,
        training = till_book.training OR excluded.training,
        started = coalesce(excluded.started, till_book.started),
        last_time = excluded.last_time,
        last_number = CASE WHEN excluded.last_number = '' THEN till_book.last_number ELSE excluded.last_number END,
        entries = till_book.entries + excluded.entries, sales = till_book.sales + excluded.sales,
        total = till_book.total + excluded.total, skewed = till_book.skewed + excluded.skewed"""
_POINT = """UPDATE shop_book SET rev = %s, at = now(), entries = entries + %s, unbooked = unbooked + %s,
    sales = sales + %s, total = total + %s, stock_value = stock_value + %s, last_day = greatest(last_day, %s)
    WHERE shop = %s"""


def gather_shop(batch: Batch, at: At) -> None:
    """The last saved shop counts."""
    saved, mark = cast(ShopSaved, at.entry.document), stamp(at.entry)
    if batch.facts is None or mark > batch.facts[0]:
        batch.facts = (mark, saved)


def gather_till(batch: Batch, at: At) -> None:
    """A till takes up its journal; what one to practise at writes is no act of the shop."""
    started = cast(TillStarted, at.entry.document)
    till = batch.till(at.entry)
    till.started, till.started_at = started, at.moment
    batch.started[at.entry.writer, at.entry.epoch] = at.moment
    if started.training:
        batch.training.add((at.entry.writer, at.entry.epoch))


def write(connection: Connection[Any], batch: Batch) -> None:
    """Bring the shop and its tills up to a batch."""
    if batch.facts is not None:
        mark, saved = batch.facts
        connection.execute(
            _FACTS,
            (
                saved.name, saved.pesantren, saved.nspp, saved.address, saved.phone, saved.npwp, saved.ppn, mark,
                batch.shop, mark,
            ),
        )  # fmt: skip
    for (device, epoch), till in sorted(batch.tills.items()):
        begun = till.started
        connection.execute(
            _TILL,
            (
                batch.shop, device, epoch, begun.code if begun else "", begun.reason if begun else "",
                begun.replaces if begun else "", bool(begun and begun.training), till.started_at, till.last_time,
                till.last_number, till.entries, till.sales, till.total, till.skewed,
            ),
        )  # fmt: skip


def move_point(connection: Connection[Any], batch: Batch, rev: int) -> None:
    """Everything up to `rev` is booked, what the batch could not book is noted."""
    tills = batch.tills.values()
    connection.execute(
        _POINT,
        (
            rev, batch.entries, len(batch.unbooked), sum(till.sales for till in tills),
            sum(till.total for till in tills), stock.value(batch), batch.last_day, batch.shop,
        ),
    )  # fmt: skip
