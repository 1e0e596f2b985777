"""What needs somebody's attention: forks, machines with one file, sums that differ, tills not heard of, clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer

OFFLINE_HOURS = 24
SKEW_SECONDS = 600
CLONED_TIMES, CLONED_DAYS = 2, 7
"""A till that begins anew so often because its file was an older copy: two machines with one file, in turns."""
_CLONED = (
    "JOIN (SELECT b.shop, b.device, count(*) AS times, min(w.first_at) AS since FROM till_book b"  # noqa: S608
    " JOIN writer w ON w.shop = b.shop AND w.device = b.device AND w.epoch = b.epoch"
    f" WHERE b.reason = 'copy' AND w.first_at > now() - interval '{CLONED_DAYS} days'"
    f" GROUP BY b.shop, b.device HAVING count(*) >= {CLONED_TIMES}) b ON b.shop = t.shop AND b.device = t.device"
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One reason to look at a shop; `count` is what it is about (documents, seconds, entries, new beginnings)."""

    kind: Literal["fork", "cloned", "differs", "quarantine", "offline", "clock"]
    shop: str
    shop_name: str
    kabupaten: str
    device: str
    till: str
    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """How many shops, tills and documents there are, as tills last said."""

    shops: int
    active: int
    """Shops with a till heard of within a day."""
    tills: int
    waiting_tills: int
    backlog: int
    unseen: int


def state(connection: Connection, viewer: Officer) -> State:
    """The province, the kabupaten or the shop in a few numbers."""
    shop_seen, shop_gaps = viewer.sees("s.id")
    till_seen, till_gaps = viewer.sees("t.shop")
    kept_seen, kept_gaps = viewer.sees("q.shop")
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM shop s WHERE s.state = 'active' AND {shop_seen}),"  # noqa: S608
        f" count(DISTINCT t.shop) FILTER (WHERE t.last_seen > now() - interval '{OFFLINE_HOURS} hours'), count(*),"
        " count(*) FILTER (WHERE t.backlog > 0), coalesce(sum(t.backlog), 0)::bigint,"
        f" (SELECT count(*) FROM quarantine q WHERE q.seen_at IS NULL AND {kept_seen})"
        " FROM till t JOIN shop s ON s.id = t.shop AND s.state = 'active'"
        f" WHERE t.state = 'active' AND {till_seen}",
        (*shop_gaps, *kept_gaps, *till_gaps),
    ).fetchone()
    assert row is not None
    return State(*row)


def alarms(connection: Connection, viewer: Officer, limit: int = 50) -> list[Alarm]:
    """What needs attention, the gravest first and of the same kind the oldest."""
    seen, gaps = viewer.sees("t.shop")
    till = (
        "t.shop, s.name, coalesce(k.name, ''), t.device, t.code, {count}::bigint, {since} FROM till t"
        " JOIN shop s ON s.id = t.shop LEFT JOIN kabupaten k ON k.code = s.kabupaten {join}"
        f" WHERE s.state = 'active' AND {seen} AND {{where}}"
    )
    parts = (
        "SELECT 1 AS grade, 'fork' AS kind, "
        + till.format(
            count="w.fork_seq", since="w.frozen_at", where="true",
            join="JOIN writer w ON w.shop = t.shop AND w.device = t.device AND w.frozen",
        ),
        "SELECT 2, 'cloned', "
        + till.format(
            count="b.times", since="b.since", where="t.state = 'active'",
            join=_CLONED,
        ),
        "SELECT 3, 'differs', "  # noqa: S608
        + till.format(
            count="jsonb_array_length(c.differs)", since="c.at", where="t.state = 'active' AND NOT c.agrees",
            join="JOIN LATERAL (SELECT * FROM compare WHERE shop = t.shop AND device = t.device"
            " ORDER BY day DESC LIMIT 1) c ON true",
        ),
        "SELECT 4, 'quarantine', "  # noqa: S608
        + till.format(
            count="q.unseen", since="q.since", where="true",
            join="JOIN (SELECT shop, device, count(*) AS unseen, min(received_at) AS since FROM quarantine"
            " WHERE seen_at IS NULL AND reason <> 'fork' GROUP BY shop, device) q"
            " ON q.shop = t.shop AND q.device = t.device",
        ),
        "SELECT 5, 'offline', "
        + till.format(
            count="t.backlog", since="t.last_seen", join="",
            where="t.state = 'active' AND coalesce(t.last_seen, t.enrolled_at)"
            f" < now() - interval '{OFFLINE_HOURS} hours'",
        ),
        "SELECT 6, 'clock', "
        + till.format(
            count="t.skew_seconds", since="t.last_seen", join="",
            where=f"t.state = 'active' AND abs(t.skew_seconds) > {SKEW_SECONDS}",
        ),
    )  # fmt: skip
    rows = connection.execute(
        " UNION ALL ".join(f"({part})" for part in parts) + " ORDER BY grade, 8 NULLS FIRST LIMIT %s",
        (*(gaps * len(parts)), limit),
    )
    return [Alarm(*row[1:]) for row in rows]
