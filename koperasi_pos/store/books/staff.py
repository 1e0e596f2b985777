"""People who work at the till."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import StaffSaved
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class StaffMember:
    """A person with a role; `pin_hash` is argon2id."""

    id: str
    name: str
    role: str
    pin_hash: str
    active: bool


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a person counts."""
    member = cast(StaffSaved, entry.document)
    connection.run(
        """INSERT INTO staff (id, name, role, pin_hash, active, stamp) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, pin_hash = excluded.pin_hash,
            active = excluded.active, stamp = excluded.stamp
        WHERE excluded.stamp > staff.stamp""",
        (member.staff, member.name, member.role, member.pin_hash, int(member.active), stamp(entry)),
    )


def everyone(connection: Connection, *, active_only: bool = True) -> list[StaffMember]:
    """The people, by name."""
    rows = connection.run(
        "SELECT id, name, role, pin_hash, active FROM staff WHERE active >= ? ORDER BY name", (int(active_only),)
    )
    return [StaffMember(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def member(connection: Connection, staff: str) -> StaffMember | None:
    """The person with this short id."""
    row = connection.run("SELECT id, name, role, pin_hash, active FROM staff WHERE id = ?", (staff,)).fetchone()
    return StaffMember(row[0], row[1], row[2], row[3], bool(row[4])) if row else None


def failures(connection: Connection, staff: str) -> tuple[int, str]:
    """(wrong PINs in a row, time of the last try) of a person on this machine."""
    row = connection.run("SELECT failures, last FROM pin_attempt WHERE staff = ?", (staff,)).fetchone()
    return (row[0], row[1]) if row else (0, "")


def count_attempt(connection: Connection, staff: str, time: str) -> None:
    """Count a try before it is checked, so that pulling the plug does not give a free one."""
    connection.run(
        """INSERT INTO pin_attempt (staff, failures, last) VALUES (?, 1, ?)
        ON CONFLICT (staff) DO UPDATE SET failures = failures + 1, last = excluded.last""",
        (staff, time),
    )


def clear_attempts(connection: Connection, staff: str) -> None:
    """The PIN was right, or the head of the shop released the person."""
    connection.run("DELETE FROM pin_attempt WHERE staff = ?", (staff,))
