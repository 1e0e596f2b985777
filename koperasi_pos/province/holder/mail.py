"""Entries that the province has to act on: noted in the transaction that takes them, gone when it has acted."""

from __future__ import annotations

from collections.abc import Iterable

from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import identity


def keep(connection: Connection, shop: str, revs: Iterable[int]) -> bool:
    """Note entries of a shop's feed by their positions; whether there were any. What asks for nothing is dropped when
    it is looked at.
    """
    rows = [(shop, rev) for rev in revs]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO holding_mail (shop, rev) VALUES (%s, %s) ON CONFLICT DO NOTHING", rows)
    return bool(rows)


def waits(connection: Connection, shop: str) -> bool:
    """Whether the province has something to act on in a shop."""
    return connection.execute("SELECT 1 FROM holding_mail WHERE shop = %s LIMIT 1", (shop,)).fetchone() is not None


def heard(connection: Connection, shop: str, device: str, epoch: int, seq: int) -> None:
    """A till has said hello to the life of today: what it had sent before is here again, or comes next.

    Up to where it had written when it first did so is kept: that much may have been answered by an earlier life.
    """
    row = connection.execute(
        "SELECT epoch, acked FROM writer WHERE shop = %s AND device = %s ORDER BY epoch DESC LIMIT 1", (shop, device)
    ).fetchone()
    point = max((epoch, seq), (int(row[0]), int(row[1]))) if row else (epoch, seq)
    connection.execute(
        "INSERT INTO till_heard (shop, device, epoch, writer_epoch, seq) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (shop, device, identity(connection).server_epoch, *point),
    )


def is_from_before(connection: Connection, shop: str, life: int, device: str, epoch: int, seq: int) -> bool:
    """Whether an entry of a till was written before it first heard of this life of the province."""
    if life == 1:
        return False
    row = connection.execute(
        "SELECT writer_epoch, seq FROM till_heard WHERE shop = %s AND device = %s AND epoch = %s", (shop, device, life)
    ).fetchone()
    return row is not None and (epoch, seq) <= (int(row[0]), int(row[1]))
