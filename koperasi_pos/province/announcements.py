"""Documents of the province for its shops: written as a writer of its own, one chain a shop, into the shop's feed."""

from __future__ import annotations

import os
import uuid
from datetime import datetime

from koperasi_pos.journal import GENESIS, Entry, write_entry
from koperasi_pos.journal.documents import Document
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import Identity, identity
from koperasi_pos.values import Refusal, to_iso
from koperasi_pos.values.identifiers import uuid7

STAFF = "province"
"""Who wrote it where no officer is named."""


def new_id(now: datetime) -> str:
    """An id for a document of the province."""
    return uuid7(int(now.timestamp() * 1000), os.urandom(10))


def announce(
    connection: Connection,
    shop: str,
    document: Document,
    *,
    now: datetime,
    staff: str = STAFF,
    who: Identity | None = None,
) -> Entry:
    """Write a document for one shop; the caller commits. `Refusal("shop_unknown")`."""
    who = who or identity(connection)
    device, epoch = province_device(who.id, shop), who.server_epoch
    if connection.execute("SELECT 1 FROM shop WHERE id = %s", (shop,)).fetchone() is None:
        raise Refusal("shop_unknown", shop=shop)
    key = (shop, device, epoch)
    connection.execute("INSERT INTO writer (shop, device, epoch) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", key)
    row = connection.execute(
        "SELECT acked, head FROM writer WHERE shop = %s AND device = %s AND epoch = %s FOR UPDATE", key
    ).fetchone()
    assert row is not None
    entry = write_entry(
        document, writer=device, epoch=epoch, seq=row[0] + 1, time=to_iso(now), staff=staff,
        prev=row[1].hex() if row[1] else GENESIS,
    )  # fmt: skip
    digest = bytes.fromhex(entry.hash)
    rev = connection.execute("UPDATE shop SET rev = rev + 1 WHERE id = %s RETURNING rev", (shop,)).fetchone()
    assert rev is not None
    connection.execute(
        "INSERT INTO entry (shop, device, epoch, seq, rev, kind, id, time, received_at, hash, line)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (*key, entry.seq, rev[0], entry.kind, uuid.UUID(document.id), now, now, digest, entry.line),
    )
    connection.execute(
        "UPDATE writer SET acked = %s, head = %s, last_at = %s WHERE shop = %s AND device = %s AND epoch = %s",
        (entry.seq, digest, now, *key),
    )
    return entry


def announce_to(
    connection: Connection,
    document: Document,
    *,
    now: datetime,
    shop: str = "",
    kabupaten: str = "",
    staff: str = STAFF,
) -> int:
    """Write a document for one shop, for those of a kabupaten, or for all that take part; for how many.

    `Refusal`: `shop_unknown`, `kabupaten_unknown`.
    """
    if shop:
        announce(connection, shop, document, now=now, staff=staff)
        return 1
    if kabupaten and not connection.execute("SELECT 1 FROM kabupaten WHERE code = %s", (kabupaten,)).fetchone():
        raise Refusal("kabupaten_unknown", kabupaten=kabupaten)
    # Always in the same order: two announcements at once wait for each other and never crosswise.
    shops = connection.execute(
        "SELECT id FROM shop WHERE state = 'active' AND (%s = '' OR kabupaten = %s) ORDER BY id",
        (kabupaten, kabupaten),
    ).fetchall()
    who = identity(connection)
    for (one,) in shops:
        announce(connection, one, document, now=now, staff=staff, who=who)
    return len(shops)
