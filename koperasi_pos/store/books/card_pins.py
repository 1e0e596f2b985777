"""PINs that were locked at another pesantren's shop, until somebody at home lets them go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PinLocked
from koperasi_pos.store.connections import Connection


def apply_pin_locked(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Elsewhere too many wrong PINs were typed, or somebody here let it go on, in whatever order it is heard."""
    said = cast(PinLocked, entry.document)
    release(connection, said.releases)
    if said.locked:
        connection.run(
            """INSERT INTO card_pin_lock (id, account) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET account = excluded.account""",
            (said.id, said.account),
        )


def release(connection: Connection, locks: Sequence[str]) -> None:
    """They are over, also where they are heard of later."""
    connection.run_many(
        "INSERT INTO card_pin_lock (id, released) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET released = 1",
        [(lock,) for lock in locks],
    )


def locks_of(connection: Connection, account_id: str) -> list[str]:
    """Ids of the words by which the PIN of an account is locked, and which nobody let go on."""
    rows = connection.run("SELECT id FROM card_pin_lock WHERE account = ? AND released = 0 ORDER BY id", (account_id,))
    return [row[0] for row in rows]
