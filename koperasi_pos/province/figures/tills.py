"""How tills are: last heard of, backlog, clock, program, fork, comparison."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.places import SILENT_DAYS, SKEW_SECONDS, of_shops
from koperasi_pos.province.figures.rows import EVERYTHING, Alarms, ComparedDay, EpochRow, Scope, TillHealth, TillPage

_SILENT = f"""(till.state = 'active' AND shop.state = 'active'
    AND coalesce(till.last_seen, till.enrolled_at) < now() - interval '{SILENT_DAYS} days')"""
_SKEWED = f"(till.state = 'active' AND abs(till.skew_seconds) > {SKEW_SECONDS})"
_IS_LAST = """NOT EXISTS (SELECT 1 FROM compare AS later WHERE later.shop = compare.shop
    AND later.device = compare.device AND later.day > compare.day)"""
_HEALTH = f"""SELECT till.shop, shop.name, shop.kabupaten, till.device, till.code, till.state, till.program,
        till.schema_version, till.last_seen, till.last_push, till.backlog, till.skew_seconds,
        coalesce(newest.epoch, 0), coalesce(newest.acked, 0), coalesce(newest.frozen, false),
        compared.day, compared.agrees, coalesce(books.last_number, ''), coalesce(books.training, false),
        coalesce(books.skewed, 0)::bigint, {_SILENT}
    FROM till JOIN shop ON shop.id = till.shop
    LEFT JOIN LATERAL (SELECT max(epoch) AS epoch, (array_agg(acked ORDER BY epoch DESC))[1] AS acked,
            bool_or(frozen) AS frozen
        FROM writer WHERE writer.shop = till.shop AND writer.device = till.device) AS newest ON true
    LEFT JOIN LATERAL (SELECT day, agrees FROM compare WHERE compare.shop = till.shop
            AND compare.device = till.device ORDER BY day DESC LIMIT 1) AS compared ON true
    LEFT JOIN LATERAL (SELECT (array_agg(last_number ORDER BY epoch DESC) FILTER (WHERE last_number <> ''))[1]
                AS last_number, bool_or(training) AS training, sum(skewed) AS skewed
        FROM till_book WHERE till_book.shop = till.shop AND till_book.device = till.device) AS books ON true"""  # noqa: S608
_TROUBLED = f"({_SILENT} OR {_SKEWED} OR newest.frozen OR compared.agrees = false)"
_ALARMS = f"""SELECT
    (SELECT count(*) FROM writer JOIN shop ON shop.id = writer.shop WHERE {{where}} AND writer.frozen),
    (SELECT count(*) FROM till JOIN shop ON shop.id = till.shop
        JOIN compare ON compare.shop = till.shop AND compare.device = till.device
        WHERE {{where}} AND till.state = 'active' AND NOT agrees AND {_IS_LAST}),
    (SELECT count(*) FROM till JOIN shop ON shop.id = till.shop WHERE {{where}} AND {_SILENT}),
    (SELECT count(*) FROM till JOIN shop ON shop.id = till.shop WHERE {{where}} AND {_SKEWED}),
    quarantined.every, quarantined.unbooked
    FROM (SELECT count(*) AS every, count(*) FILTER (WHERE reason = 'books') AS unbooked
        FROM quarantine JOIN shop ON shop.id = quarantine.shop
        WHERE {{where}} AND quarantine.seen_at IS NULL) AS quarantined"""  # noqa: S608 - our own words


def health(
    connection: Connection, scope: Scope = EVERYTHING, *, troubled: bool = False, limit: int = 200, offset: int = 0
) -> list[TillHealth]:
    """Tills, those in trouble first; with `troubled` only these."""
    statement = sql.SQL(_HEALTH + " WHERE {where} AND {only} ORDER BY {troubled} IS TRUE DESC, backlog DESC,"
        " shop.name, till.code LIMIT %s OFFSET %s").format(
        where=of_shops(scope),
        only=sql.SQL(_TROUBLED) if troubled else sql.SQL("true"),
        troubled=sql.SQL(_TROUBLED),
    )  # fmt: skip
    return [TillHealth(*row) for row in connection.execute(statement, (limit, offset))]


def alarms(connection: Connection, scope: Scope = EVERYTHING) -> Alarms:
    """How much a person should look at."""
    row = connection.execute(sql.SQL(_ALARMS).format(where=of_shops(scope)), ()).fetchone()
    assert row is not None
    return Alarms(*map(int, row))


def till_page(connection: Connection, shop: str, device: str) -> TillPage | None:
    """Everything about one till; `None` where there is none."""
    statement = sql.SQL(_HEALTH + " WHERE till.shop = %s AND till.device = %s")
    row = connection.execute(statement, (shop, device)).fetchone()
    if row is None:
        return None
    enrolled: Any = connection.execute(
        "SELECT enrolled_at, replaces FROM till WHERE shop = %s AND device = %s", (shop, device)
    ).fetchone()
    return TillPage(
        TillHealth(*row),
        enrolled[0],
        enrolled[1],
        _epochs(connection, shop, device),
        _compared(connection, shop, device),
    )


def _epochs(connection: Connection, shop: str, device: str) -> list[EpochRow]:
    rows = connection.execute(
        """SELECT writer.epoch, coalesce(reason, ''), started, last_time, acked, coalesce(entries, 0),
            coalesce(sales, 0), coalesce(total, 0), frozen, fork_seq, coalesce(skewed, 0)
        FROM writer LEFT JOIN till_book AS book ON book.shop = writer.shop AND book.device = writer.device
            AND book.epoch = writer.epoch
        WHERE writer.shop = %s AND writer.device = %s ORDER BY writer.epoch DESC""",
        (shop, device),
    )
    return [EpochRow(*row) for row in rows]


def _compared(connection: Connection, shop: str, device: str) -> list[ComparedDay]:
    rows = connection.execute(
        "SELECT day, at, agrees FROM compare WHERE shop = %s AND device = %s ORDER BY day DESC LIMIT 30", (shop, device)
    )
    return [ComparedDay(*row) for row in rows]
