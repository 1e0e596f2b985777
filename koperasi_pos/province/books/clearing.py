"""Taking a shop out of the books, so that it can be booked from its first entry."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from koperasi_pos.province.books import VERSION, cards, tallies
from koperasi_pos.province.books.sums import TABLES

_ROWS = (*(table.name for table in TABLES), *cards.TABLES, "goods", "refund", "shift", "till_book")


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
