"""Books made again from the journal: a shop at a time, unseen by anybody until all of it is there."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from koperasi_pos.province.books import VERSION, booking, tallies
from koperasi_pos.province.books.sums import TABLES
from koperasi_pos.province.database import Pool

_ROWS = (*(table.name for table in TABLES), "goods", "refund", "shift", "till_book")


def empty(connection: Connection[Any], shop: str) -> None:
    """Take a shop out of the books, and its part out of the sums across shops; its lock is held."""
    row = connection.execute("SELECT kabupaten FROM shop_book WHERE shop = %s", (shop,)).fetchone()
    assert row is not None
    tallies.move(connection, shop, out_of=row[0], into=None)
    for table in _ROWS:
        connection.execute(sql.SQL("DELETE FROM {} WHERE shop = %s").format(sql.Identifier(table)), (shop,))
    connection.execute("DELETE FROM quarantine WHERE shop = %s AND reason = 'books' AND seen_at IS NULL", (shop,))
    connection.execute(
        """UPDATE shop_book SET rev = 0, version = %s, entries = 0, unbooked = 0, sales = 0, total = 0,
            stock_value = 0, last_day = NULL, name = '', pesantren = '', nspp = '', address = '', phone = '',
            npwp = '', ppn = false, stamp = '' WHERE shop = %s""",
        (VERSION, shop),
    )


def rebuild(pool: Pool, shop: str) -> int:
    """Make the books of a shop again in one transaction; how many entries. Waits for whoever books it now."""
    with pool.writing() as connection:
        booking.ensure_row(connection, shop)
    with pool.writing() as connection:
        connection.execute("SELECT 1 FROM shop_book WHERE shop = %s FOR UPDATE", (shop,))
        held = booking.lock(connection, shop)
        if held is None:
            return 0
        empty(connection, shop)
        entries, rev = 0, 0
        while (turn := booking.book_above(connection, shop, rev)).entries:
            entries += turn.entries
            row = connection.execute("SELECT rev FROM shop_book WHERE shop = %s", (shop,)).fetchone()
            assert row is not None
            rev = row[0]
    return entries


def shops_of(pool: Pool) -> list[str]:
    """Every shop that may have books."""
    with pool.reading() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM shop ORDER BY id")]
