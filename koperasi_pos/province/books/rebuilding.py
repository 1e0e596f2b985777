"""Books made again from the journal: a shop at a time, unseen by anybody until all of it is there."""

from __future__ import annotations

from koperasi_pos.province.books import booking, tallies
from koperasi_pos.province.books.clearing import empty
from koperasi_pos.province.database import Pool


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


def fold(pool: Pool) -> None:
    """Put what waits into the sums across shops."""
    while True:
        with pool.writing() as connection:
            if tallies.fold(connection) < tallies.FOLDED_AT_ONCE:
                return


def shops_of(pool: Pool) -> list[str]:
    """Every shop that may have books."""
    with pool.reading() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM shop ORDER BY id")]
