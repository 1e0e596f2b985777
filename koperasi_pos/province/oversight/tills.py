"""Tills as the province knows them: when heard of, what waits, their clock, forks and daily comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer


@dataclass(frozen=True, slots=True)
class Till:
    """A till with its health."""

    shop: str
    shop_name: str
    kabupaten: str
    device: str
    code: str
    state: str
    purpose: str
    replaces: str
    enrolled_at: datetime
    state_at: datetime
    program: str
    last_seen: datetime | None
    last_push: datetime | None
    backlog: int
    skew_seconds: int
    acked: int
    frozen: bool
    compare_day: date | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Writer:
    """One journal of a till."""

    epoch: int
    acked: int
    head: bytes | None
    frozen: bool
    fork_seq: int | None
    frozen_at: datetime | None
    waived: bool
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Compare:
    """What a till and the province found when they held their sums against each other."""

    day: date
    at: datetime
    agrees: bool
    differs: list[dict[str, Any]]


_TILL = (
    "SELECT t.shop, s.name, coalesce(k.name, ''), t.device, t.code, t.state, t.purpose, t.replaces, t.enrolled_at,"
    " t.state_at, t.program, t.last_seen, t.last_push, t.backlog, t.skew_seconds, coalesce(w.acked, 0)::bigint,"
    " coalesce(w.frozen, false), c.day, c.agrees"
    " FROM till t JOIN shop s ON s.id = t.shop LEFT JOIN kabupaten k ON k.code = s.kabupaten"
    " LEFT JOIN (SELECT shop, device, sum(acked) AS acked, bool_or(frozen) AS frozen FROM writer"
    " GROUP BY shop, device) w ON w.shop = t.shop AND w.device = t.device"
    " LEFT JOIN (SELECT DISTINCT ON (shop, device) shop, device, day, agrees FROM compare"
    " ORDER BY shop, device, day DESC) c ON c.shop = t.shop AND c.device = t.device"
)
CONDITIONS = {
    "": "true",
    "offline": "t.state = 'active' AND (t.last_seen IS NULL OR t.last_seen < now() - interval '24 hours')",
    "waiting": "t.state = 'active' AND t.backlog > 0",
    "clock": "t.state = 'active' AND abs(t.skew_seconds) > 600",
    "frozen": "w.frozen",
    "differs": "t.state = 'active' AND NOT c.agrees",
    "out": "t.state <> 'active'",
}
"""What the list of tills can be narrowed down to."""


def tills(
    connection: Connection, viewer: Officer, *, shop: str = "", condition: str = "", limit: int = 100, offset: int = 0
) -> list[Till]:
    """Tills that the viewer sees, those not heard of for the longest time first."""
    seen, gaps = viewer.sees("t.shop")
    rows = connection.execute(
        f"{_TILL} WHERE {seen} AND (%s = '' OR t.shop = %s) AND {CONDITIONS.get(condition, 'true')}"  # noqa: S608 - ours
        " ORDER BY t.state <> 'active', t.last_seen NULLS FIRST, s.name, t.code LIMIT %s OFFSET %s",
        (*gaps, shop, shop, limit, offset),
    )
    return [Till(*row) for row in rows]


def till(connection: Connection, viewer: Officer, device: str) -> Till | None:
    """One till, `None` where there is none or it is not the viewer's."""
    seen, gaps = viewer.sees("t.shop")
    row = connection.execute(f"{_TILL} WHERE t.device = %s AND {seen}", (device, *gaps)).fetchone()
    return Till(*row) if row else None


def writers(connection: Connection, one: Till) -> list[Writer]:
    """The journals of a till, the newest first."""
    rows = connection.execute(
        "SELECT epoch, acked, head, frozen, fork_seq, frozen_at, waived, first_at, last_at FROM writer"
        " WHERE shop = %s AND device = %s ORDER BY epoch DESC",
        (one.shop, one.device),
    )
    return [Writer(*row) for row in rows]


def compares(connection: Connection, one: Till, limit: int = 14) -> list[Compare]:
    """The last daily comparisons of a till."""
    rows = connection.execute(
        "SELECT day, at, agrees, differs FROM compare WHERE shop = %s AND device = %s ORDER BY day DESC LIMIT %s",
        (one.shop, one.device, limit),
    )
    return [Compare(*row) for row in rows]
