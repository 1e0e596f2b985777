"""What this machine remembers of its line to the province; no book, so `rebuild` leaves it alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from koperasi_pos.store.connections import Connection
from koperasi_pos.store.journal import Writer

KEPT_EXCHANGES = 1_000


@dataclass(frozen=True)
class LineRow:
    """Who this till is at the province, and how far it has read there. `own`: entries of this device are read too."""

    address: str
    code: str
    shop: str
    shop_name: str
    till_code: str
    purpose: str
    replaces: str
    province: str
    province_key: str
    enrolled: str
    device: str
    epoch: int
    server_epoch: int
    cursor: int
    own: bool
    skew: int
    """Milliseconds that the province's clock is ahead of this machine's."""
    heard: str
    """When the province was heard last, by this machine's clock."""
    compared: str
    """When both sides were last compared."""
    differs: str
    """Writers that were not the same then, in words for the support."""
    membership: str = ""
    """The province's signed word that this is a till of the shop (JSON), empty where it never gave one."""


_FIELDS = tuple(LineRow.__annotations__)
_SELECT = f"SELECT {', '.join(_FIELDS)} FROM line"  # noqa: S608 - our own column names


@dataclass(frozen=True)
class Exchanged:
    """One exchange with the province; `code` is empty where it went well."""

    at: str
    what: str
    entries: int
    bytes_out: int
    bytes_in: int
    code: str = ""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class DaySum:
    """What went over the line on a day."""

    sent: int = 0
    received: int = 0
    bytes_out: int = 0
    bytes_in: int = 0


@dataclass(frozen=True)
class WaitingRow:
    """An entry from the feed that cannot be posted yet."""

    n: int
    device: str
    epoch: int
    seq: int
    reason: str
    line: bytes


def find(connection: Connection) -> LineRow | None:
    """Who this till is at the province, `None` where it was never enrolled."""
    row = connection.run(_SELECT).fetchone()
    if row is None:
        return None
    found = dict(zip(_FIELDS, row, strict=True))
    return LineRow(**{**found, "own": bool(found["own"])})


def keep(connection: Connection, row: LineRow) -> None:
    """Remember who this till is."""
    values = [getattr(row, name) for name in _FIELDS]
    connection.run(
        f"INSERT OR REPLACE INTO line (only, {', '.join(_FIELDS)}) VALUES (1{', ?' * len(_FIELDS)})",  # noqa: S608
        [int(value) if isinstance(value, bool) else value for value in values],
    )


def change(connection: Connection, **values: str | int) -> None:
    """Change some fields of what is remembered."""
    assert set(values) <= set(_FIELDS)
    connection.run(f"UPDATE line SET {', '.join(f'{name} = ?' for name in values)}", tuple(values.values()))  # noqa: S608


def forget_points(connection: Connection) -> None:
    """Nothing is known any more of what the province holds."""
    connection.run("DELETE FROM line_acked")


def acked(connection: Connection, writer: int) -> int:
    """The number up to which the province durably holds a writer's entries, as far as this till was told."""
    row = connection.run("SELECT seq FROM line_acked WHERE writer = ?", (writer,)).fetchone()
    return int(row[0]) if row else 0


def set_acked(connection: Connection, writer: int, seq: int) -> None:
    """The province holds 1..`seq` of a writer."""
    connection.run("INSERT OR REPLACE INTO line_acked (writer, seq) VALUES (?, ?)", (writer, seq))


def own_writers(connection: Connection, device: str) -> list[Writer]:
    """Every epoch of a device, the oldest first."""
    rows = connection.run("SELECT key, device, epoch FROM writer WHERE device = ? ORDER BY epoch", (device,))
    return [Writer(*row) for row in rows]


def all_writers(connection: Connection) -> list[Writer]:
    """Every writer with an entry in this file."""
    rows = connection.run(
        "SELECT key, device, epoch FROM writer WHERE EXISTS (SELECT 1 FROM journal WHERE writer = key) ORDER BY key"
    )
    return [Writer(*row) for row in rows]


def entries_above(connection: Connection, writer: int, seq: int, limit: int) -> list[bytes]:
    """The next entries of a writer above a number, in order."""
    rows = connection.run(
        "SELECT line FROM journal WHERE writer = ? AND seq > ? ORDER BY seq LIMIT ?", (writer, seq, limit)
    )
    return [row[0].encode() for row in rows]


def hash_at(connection: Connection, writer: int, seq: int) -> str:
    """The hash of an entry, empty where there is none."""
    row = connection.run("SELECT hash FROM journal WHERE writer = ? AND seq = ?", (writer, seq)).fetchone()
    return row[0].hex() if row else ""


def sum_of(connection: Connection, writer: int, first: int, last: int) -> tuple[int, int]:
    """(entries, rupiah of sales) of a writer's numbers `first`..`last`, from the journal itself."""
    row = connection.run(
        """SELECT count(*), coalesce(sum(CASE WHEN kind = 'sale' THEN line ->> '$.body.total' END), 0)
        FROM journal WHERE writer = ? AND seq BETWEEN ? AND ?""",
        (writer, first, last),
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def put_off(connection: Connection, device: str, epoch: int, seq: int, reason: str, line: bytes) -> None:
    """Keep an entry that cannot be posted yet."""
    connection.run(
        "INSERT OR IGNORE INTO line_waiting (device, epoch, seq, reason, line) VALUES (?, ?, ?, ?, ?)",
        (device, epoch, seq, reason, line.decode()),
    )


def put_offs(connection: Connection, after: int = 0, limit: int = 100) -> list[WaitingRow]:
    """Entries that wait, in the order in which they came."""
    rows = connection.run(
        "SELECT n, device, epoch, seq, reason, line FROM line_waiting WHERE n > ? ORDER BY n LIMIT ?", (after, limit)
    )
    return [WaitingRow(row[0], row[1], row[2], row[3], row[4], row[5].encode()) for row in rows]


def number_put_off(connection: Connection) -> int:
    """How many entries wait."""
    row = connection.run("SELECT count(*) FROM line_waiting").fetchone()
    return int(row[0]) if row else 0


def has_hole(connection: Connection) -> bool:
    """Whether entries wait for others of their own writer that never came."""
    row = connection.run(
        """SELECT 1 FROM (SELECT device, epoch, min(seq) AS first FROM line_waiting WHERE device <> '' GROUP BY 1, 2)
        AS waiting LEFT JOIN writer USING (device, epoch)
        WHERE first > 1 + coalesce((SELECT max(seq) FROM journal WHERE journal.writer = writer.key), 0) LIMIT 1"""
    ).fetchone()
    return row is not None


def is_behind(connection: Connection, device: str, epoch: int) -> bool:
    """Whether an entry of this writer waits already, so that its next ones must wait too."""
    row = connection.run("SELECT 1 FROM line_waiting WHERE device = ? AND epoch = ? LIMIT 1", (device, epoch))
    return row.fetchone() is not None


def taken_up(connection: Connection, n: int) -> None:
    """An entry does not wait any more."""
    connection.run("DELETE FROM line_waiting WHERE n = ?", (n,))


def note(connection: Connection, one: Exchanged, *, day: str, sent: int = 0, received: int = 0) -> None:
    """Write an exchange into the log and into the sums of the day; the oldest of the log go."""
    cursor = connection.run(
        "INSERT INTO line_exchange (at, what, entries, bytes_out, bytes_in, code, facts) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (one.at, one.what, one.entries, one.bytes_out, one.bytes_in, one.code, json.dumps(dict(one.facts or {}))),
    )
    connection.run("DELETE FROM line_exchange WHERE n <= ?", (cursor.lastrowid - KEPT_EXCHANGES,))
    connection.run(
        """INSERT INTO line_day (day, sent, received, bytes_out, bytes_in) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET sent = sent + excluded.sent, received = received + excluded.received,
            bytes_out = bytes_out + excluded.bytes_out, bytes_in = bytes_in + excluded.bytes_in""",
        (day, sent, received, one.bytes_out, one.bytes_in),
    )


def day_sum(connection: Connection, day: str) -> DaySum:
    """What went over the line on a day."""
    row = connection.run("SELECT sent, received, bytes_out, bytes_in FROM line_day WHERE day = ?", (day,)).fetchone()
    return DaySum(*row) if row else DaySum()


def exchanges(connection: Connection, limit: int) -> list[Exchanged]:
    """The newest exchanges first."""
    rows = connection.run(
        "SELECT at, what, entries, bytes_out, bytes_in, code, facts FROM line_exchange ORDER BY n DESC LIMIT ?",
        (limit,),
    )
    return [Exchanged(row[0], row[1], row[2], row[3], row[4], row[5], json.loads(row[6])) for row in rows]


def taken_over(connection: Connection) -> list[Writer]:
    """Writers whose point at the province this till keeps: its own, and those of a device that it took the place of."""
    rows = connection.run(
        "SELECT key, device, epoch FROM line_acked JOIN writer ON writer.key = line_acked.writer ORDER BY key"
    )
    return [Writer(*row) for row in rows]


def reach(connection: Connection, device: str, epoch: int) -> int:
    """The number of the last entry that this file has of a writer, 0 where it knows none."""
    row = connection.run(
        "SELECT max(seq) FROM journal WHERE writer = (SELECT key FROM writer WHERE device = ? AND epoch = ?)",
        (device, epoch),
    ).fetchone()
    return int(row[0] or 0) if row else 0
