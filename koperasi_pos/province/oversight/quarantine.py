"""Entries that were kept but not booked: listed, read as they came, marked as looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry in quarantine."""

    shop: str
    shop_name: str
    device: str
    till: str
    epoch: int
    seq: int
    hash: bytes
    reason: str
    detail: str
    received_at: datetime
    seen_by: str
    seen_at: datetime | None
    size: int

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.device}/{self.epoch}/{self.seq}/{self.hash.hex()}/{self.reason}"


_KEPT = (
    "SELECT q.shop, coalesce(s.name, q.shop), q.device, coalesce(t.code, ''), q.epoch, q.seq, q.hash, q.reason,"
    " q.detail, q.received_at, q.seen_by, q.seen_at, octet_length(q.line){more} FROM quarantine q"
    " LEFT JOIN shop s ON s.id = q.shop LEFT JOIN till t ON t.shop = q.shop AND t.device = q.device"
)


def kept(
    connection: Connection,
    viewer: Officer,
    *,
    reason: str = "",
    seen: bool | None = False,
    device: str = "",
    limit: int = 100,
    offset: int = 0,
) -> list[Kept]:
    """Entries that the viewer sees, newest first; `seen` is `None` for both kinds."""  # fmt: skip
    condition, gaps = viewer.sees("q.shop")
    looked = "true" if seen is None else f"q.seen_at IS {'NOT ' if seen else ''}NULL"
    rows = connection.execute(
        f"{_KEPT.format(more='')} WHERE {condition} AND {looked} AND (%s = '' OR q.reason = %s)"
        " AND (%s = '' OR q.device = %s) ORDER BY q.received_at DESC, q.seq DESC LIMIT %s OFFSET %s",
        (*gaps, reason, reason, device, device, limit, offset),
    )
    return [Kept(*row) for row in rows]


def one(
    connection: Connection, viewer: Officer, device: str, epoch: int, seq: int, digest: bytes, reason: str
) -> tuple[Kept, bytes] | None:
    """An entry and its exact bytes, `None` where there is none or it is not the viewer's."""
    condition, gaps = viewer.sees("q.shop")
    row = connection.execute(
        f"{_KEPT.format(more=', q.line')} WHERE {condition} AND q.device = %s AND q.epoch = %s AND q.seq = %s"
        " AND q.hash = %s AND q.reason = %s",
        (*gaps, device, epoch, seq, digest, reason),
    ).fetchone()
    return (Kept(*row[:-1]), bytes(row[-1])) if row else None


def booked_beside(connection: Connection, entry: Kept) -> bytes | None:
    """The entry that stands in the journal under the same number: with a fork, the other machine's."""
    row = connection.execute(
        "SELECT line FROM entry WHERE shop = %s AND device = %s AND epoch = %s AND seq = %s AND hash <> %s",
        (entry.shop, entry.device, entry.epoch, entry.seq, entry.hash),
    ).fetchone()
    return bytes(row[0]) if row else None


def carried(connection: Connection, shop: str, device: str) -> int:
    """How many entries another till brought of this one without its signature, that nobody has vouched for."""
    row = connection.execute(
        "SELECT count(*) FROM quarantine WHERE shop = %s AND device = %s AND reason = 'carried' AND seen_at IS NULL",
        (shop, device),
    ).fetchone()
    assert row is not None
    return int(row[0])


def mark(connection: Connection, by: Officer, entry: Kept) -> None:
    """Somebody has looked at it; it stays where it is."""
    by.check("quarantine")
    connection.execute(
        "UPDATE quarantine SET seen_by = %s, seen_at = now() WHERE shop = %s AND device = %s AND epoch = %s"
        " AND seq = %s AND hash = %s AND reason = %s AND seen_at IS NULL",
        (by.login, entry.shop, entry.device, entry.epoch, entry.seq, entry.hash, entry.reason),
    )
    audit.note(
        connection, by.login, "quarantine_seen", entry.shop, device=entry.device, seq=entry.seq,
        quarantine_reason=entry.reason,
    )  # fmt: skip
