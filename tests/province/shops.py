"""Shops for tests of the province: a real till's file beside what the province knows of it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.operations import shops
from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.store import journal, keys
from koperasi_pos.store.books import shops as shop_books
from tests.counter import HEAD_PIN, Clock


@dataclass
class ShopTill:
    """An open till and who it is at the province."""

    shop: str
    till: Till
    device: str
    epoch: int
    signing: bytes
    public_key: str
    code: str

    def lines(self, after: int = 0) -> list[bytes]:
        """The exact lines of its own journal, from the one after number `after`."""
        with self.till.reading() as connection:
            own = [line for _, line in journal.lines(connection) if json.loads(line)["writer"] == self.device]
        return own[after:]


def new_till(
    home: Path, shop: str, *, code: str = "K1", clock: Clock | None = None, name: str = "Koperasi"
) -> ShopTill:
    """A real till's file in an empty folder; the province knows nothing of it yet."""
    till = shops.make_shop(
        home, name=name, till_code=code, head_name="Kepala", head_pin=HEAD_PIN, clock=clock or Clock(),
        keyring_allowed=False,
    )  # fmt: skip
    with till.reading() as connection:
        writer = till.writer(connection)
        code = shop_books.till_code(connection, writer.key)
    signing = keys.find(home).signing
    return ShopTill(shop, till, writer.device, writer.epoch, signing, keys.public_half(signing).hex(), code)


def add_shop(pool: Pool, shop: str, *, name: str = "Koperasi An-Nur", kabupaten: str = "") -> None:
    """A shop as an officer has made it."""
    with pool.writing() as connection:
        connection.execute(
            "INSERT INTO shop (id, name, pesantren, kabupaten) VALUES (%s, %s, %s, %s)",
            (shop, name, "An-Nur", kabupaten),
        )


def add_till(pool: Pool, one: ShopTill, *, purpose: str = "new") -> None:
    """A till as it stands in the tables once it is enrolled."""
    with pool.writing() as connection:
        connection.execute("INSERT INTO device (device, shop) VALUES (%s, %s)", (one.device, one.shop))
        connection.execute(
            "INSERT INTO till (shop, device, code, public_key, purpose) VALUES (%s, %s, %s, %s, %s)",
            (one.shop, one.device, one.code, one.public_key, purpose),
        )
        connection.execute(
            "INSERT INTO till_key (shop, device, public_key) VALUES (%s, %s, %s)",
            (one.shop, one.device, one.public_key),
        )


def keep_entries(pool: Pool, shop: str, lines: Sequence[bytes], *, received: datetime | None = None) -> None:
    """Put entries straight into the tables, as the intake would: in order, with their place in the shop's feed."""
    with pool.writing() as connection:
        for line in lines:
            _keep(connection, shop, line, received or datetime.now(UTC))


def _keep(connection: Connection, shop: str, line: bytes, received: datetime) -> None:
    fields, digest = json.loads(line), hashlib.sha256(line).digest()
    row = connection.execute("UPDATE shop SET rev = rev + 1 WHERE id = %s RETURNING rev", (shop,)).fetchone()
    assert row is not None
    body = fields["body"]
    connection.execute(
        "INSERT INTO entry (shop, device, epoch, seq, rev, kind, id, time, received_at, amount, hash, line)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            shop, fields["writer"], fields["epoch"], fields["seq"], row[0], fields["kind"], uuid.UUID(body["id"]),
            fields["time"], received, body.get("total", 0) if fields["kind"] == "sale" else None, digest, line,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO writer (shop, device, epoch, acked, head) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (shop, device, epoch) DO UPDATE SET acked = excluded.acked, head = excluded.head",
        (shop, fields["writer"], fields["epoch"], fields["seq"], digest),
    )
