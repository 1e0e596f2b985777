"""Who this province is: its id, its signing key, its epoch; made once, the same for every server beside another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from koperasi_pos.province.database import Connection, Pool

_READ = "SELECT id, name, server_epoch, signing_key, public_key FROM province"


@dataclass(frozen=True)
class Identity:
    """The province as tills know it; `signing` is the private half (32 bytes) of its key."""

    id: str
    name: str
    server_epoch: int
    signing: bytes
    public_key: str


def identity(connection: Connection) -> Identity:
    """The province of these tables; `LookupError` before it was made."""
    row = connection.execute(_READ).fetchone()
    if row is None:
        raise LookupError("no province yet")
    return Identity(row[0], row[1], row[2], bytes(row[3]), row[4])


def ensure_identity(pool: Pool, name: str = "") -> Identity:
    """The province of these tables, made now where there was none."""
    signing = secrets.token_bytes(32)
    public = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw().hex()
    with pool.writing() as connection:
        connection.execute(
            "INSERT INTO province (id, name, signing_key, public_key) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (secrets.token_hex(8), name, signing, public),
        )
        return identity(connection)


def next_epoch(pool: Pool) -> int:
    """Begin a new epoch of the province: its tables are older than what it once acknowledged.

    As a holder of rights it begins anew as well: an ask to the life before may have been answered by it since, and what
    it asked for itself is given to that life. Tills ask the new one again for what they still need.
    """
    with pool.writing() as connection:
        connection.execute("DELETE FROM holding_ask")
        connection.execute("DELETE FROM holding_asked")
        row = connection.execute(
            "UPDATE province SET server_epoch = server_epoch + 1 RETURNING server_epoch"
        ).fetchone()
        assert row is not None
        return int(row[0])
