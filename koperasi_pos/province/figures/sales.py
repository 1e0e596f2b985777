"""Turnover by day and hour, ways to pay, pillars: of one shop from its own books, else from the sums across shops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from psycopg import sql

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.places import of_rows, of_tallies
from koperasi_pos.province.figures.rows import (
    EVERYTHING,
    DayFigures,
    HourFigures,
    PillarFigures,
    Scope,
    WayFigures,
)

_DAYS_OF_A_SHOP = """SELECT day, sales, total, cost, refunds, refunded, refund_cost, (sales > 0)::int
    FROM sale_day WHERE {where} AND day BETWEEN %s AND %s"""
_DAYS = """SELECT day,
        coalesce(sum(count) FILTER (WHERE subject = 'sales'), 0),
        coalesce(sum(amount) FILTER (WHERE subject = 'sales'), 0),
        coalesce(sum(cost) FILTER (WHERE subject = 'sales'), 0),
        coalesce(sum(count) FILTER (WHERE subject = 'refunds'), 0),
        coalesce(sum(amount) FILTER (WHERE subject = 'refunds'), 0),
        coalesce(sum(cost) FILTER (WHERE subject = 'refunds'), 0),
        coalesce(sum(count) FILTER (WHERE subject = 'shops'), 0)
    FROM tallied WHERE {where} AND subject IN ('sales', 'refunds', 'shops') AND day BETWEEN %s AND %s GROUP BY day"""
_HOURS_OF_A_SHOP = """SELECT hour, sum(sales), sum(total) FROM sale_hour
    WHERE {where} AND day BETWEEN %s AND %s GROUP BY hour"""
_HOURS = """SELECT name::int, sum(count), sum(amount) FROM tallied
    WHERE {where} AND subject = 'hour' AND day BETWEEN %s AND %s GROUP BY name"""
_WAYS_OF_A_SHOP = """SELECT way, sum(amount), sum(count) FROM payment_day
    WHERE {where} AND day BETWEEN %s AND %s GROUP BY way ORDER BY 2 DESC, way"""
_WAYS = """SELECT name, sum(amount), sum(count) FROM tallied
    WHERE {where} AND subject = 'way' AND day BETWEEN %s AND %s
    GROUP BY name HAVING sum(count) <> 0 ORDER BY 2 DESC, name"""
_PILLARS_OF_A_SHOP = """SELECT pillar, sum(lines), sum(total), sum(sold.cost)
    FROM sale_goods AS sold JOIN goods USING (shop, product)
    WHERE {where} AND day BETWEEN %s AND %s GROUP BY pillar ORDER BY 3 DESC, pillar"""
_PILLARS = """SELECT pillar, sum(count), sum(amount), sum(cost) FROM tallied
    WHERE {where} AND subject = 'pillar' AND day BETWEEN %s AND %s GROUP BY pillar
    HAVING (sum(count), sum(amount), sum(cost)) <> (0, 0, 0) ORDER BY 3 DESC, pillar"""


def _rows(
    connection: Connection, of_a_shop: str, across: str, scope: Scope, first: date, last: date
) -> list[tuple[Any, ...]]:
    if scope.shop:
        statement = sql.SQL(of_a_shop).format(where=of_rows(scope))
    else:
        statement = sql.SQL(across).format(where=of_tallies(scope))
    return connection.execute(statement, (first, last)).fetchall()


def days(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[DayFigures]:
    """Every day of a span, the oldest first; days without a sale too."""
    found = {row[0]: row for row in _rows(connection, _DAYS_OF_A_SHOP, _DAYS, scope, first, last)}
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [DayFigures(day, *map(int, found[day][1:])) if day in found else DayFigures(day) for day in every]


def hours(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[HourFigures]:
    """The 24 hours of the day over a span."""
    found = {row[0]: row for row in _rows(connection, _HOURS_OF_A_SHOP, _HOURS, scope, first, last)}
    return [HourFigures(hour, *map(int, found[hour][1:])) if hour in found else HourFigures(hour) for hour in range(24)]


def payments(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[WayFigures]:
    """Ways to pay over a span, the largest first."""
    rows = _rows(connection, _WAYS_OF_A_SHOP, _WAYS, scope, first, last)
    return [WayFigures(way, int(amount), int(count)) for way, amount, count in rows]


def pillars(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[PillarFigures]:
    """The pillars of OPOP over a span, the largest first; goods count under the pillar that they have today."""
    rows = _rows(connection, _PILLARS_OF_A_SHOP, _PILLARS, scope, first, last)
    return [PillarFigures(pillar, int(lines), int(total), int(cost)) for pillar, lines, total, cost in rows]
