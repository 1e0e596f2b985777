"""What the journal kept here tells of people who were forgotten is taken out of its bytes; its chain still holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from koperasi_pos.journal import Entry, read_entry
from koperasi_pos.journal.entry import bare_line

FOR_EVER = "~"
"""The stamp of a person who was forgotten: behind all others, so that nothing heard later brings a name back."""

_GONE = "SELECT person, name FROM card_person WHERE shop = %s AND person = ANY(%s) AND stamp = %s"
_TOLD = """SELECT device, epoch, seq, line FROM entry WHERE shop = %s AND kind = 'person'
    AND convert_from(line, 'UTF8')::jsonb #>> '{body,person}' = %s"""
_SHARED = "SELECT 1 FROM card_person WHERE shop = %s AND photo = %s LIMIT 1"
_PICTURE = """SELECT entry.device, entry.epoch, entry.seq, line FROM picture JOIN entry USING (shop, device, epoch, seq)
    WHERE shop = %s AND picture.hash = %s"""
_KEEP = "UPDATE entry SET line = %s WHERE shop = %s AND device = %s AND epoch = %s AND seq = %s"

Row = tuple[str, int, int, bytes]


def make_bare(connection: Connection[Any], shop: str, people: Iterable[str]) -> None:
    """Make the entries of those of `people` bare who were forgotten, whichever of it was heard first."""
    wanted = list(people)
    if not wanted:
        return
    for person, token in connection.execute(_GONE, (shop, wanted, FOR_EVER)).fetchall():
        photos = set()
        for row in connection.execute(_TOLD, (shop, person)).fetchall():
            photos.add(str(_keep(connection, shop, row, token).body.get("photo", "")))
        for photo in photos - {""}:
            if connection.execute(_SHARED, (shop, photo)).fetchone() is None:
                _drop(connection, shop, photo, token)


def _drop(connection: Connection[Any], shop: str, photo: str, token: str) -> None:
    for row in connection.execute(_PICTURE, (shop, photo)).fetchall():
        _keep(connection, shop, row, token)
    connection.execute("DELETE FROM picture WHERE shop = %s AND hash = %s", (shop, photo))


def _keep(connection: Connection[Any], shop: str, row: Row, token: str) -> Entry:
    """Write the entry bare; the entry as it was."""
    device, epoch, seq, line = row
    entry = read_entry(bytes(line))
    bare = bare_line(entry, token)
    if bare != entry.line:
        connection.execute(_KEEP, (bare, shop, device, epoch, seq))
    return entry
