"""Shifts with what was expected and counted, and goods that came back."""

from __future__ import annotations

from datetime import date

from psycopg import sql

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.places import of_rows
from koperasi_pos.province.figures.rows import EVERYTHING, RefundRow, Scope, ShiftRow, ShiftSums

_SHIFT = """SELECT shift.shop, shop.name,
        coalesce(nullif(shift.till, ''), (SELECT code FROM till WHERE till.shop = shift.shop
            AND till.device = shift.device), ''),
        number, coalesce(closed_day, day), cashier, opened, closed, sales, total, expected, counted, difference,
        restored, note
    FROM shift JOIN shop ON shop.id = shift.shop WHERE {where} """
_SUMS = """SELECT count(*), count(*) FILTER (WHERE difference <> 0),
        coalesce(sum(difference) FILTER (WHERE difference > 0), 0),
        coalesce(sum(difference) FILTER (WHERE difference < 0), 0)
    FROM shift WHERE {where} AND closed_day BETWEEN %s AND %s"""
_REFUND = """SELECT refund.shop, shop.name, day, at, number, sale_number, total, written_off, reason
    FROM refund JOIN shop ON shop.id = refund.shop WHERE {where} AND day BETWEEN %s AND %s
    ORDER BY day DESC, at DESC LIMIT %s OFFSET %s"""


def shifts(
    connection: Connection,
    first: date,
    last: date,
    scope: Scope = EVERYTHING,
    *,
    differing: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[ShiftRow]:
    """Closed shifts of a span, the latest first; with `differing` only those whose count was not as expected."""
    only = sql.SQL("AND difference <> 0") if differing else sql.SQL("")
    statement = sql.SQL(
        _SHIFT + " {only} AND closed_day BETWEEN %s AND %s ORDER BY closed_day DESC, closed DESC LIMIT %s OFFSET %s"
    ).format(where=of_rows(scope, "shift.shop"), only=only)
    return [ShiftRow(*row) for row in connection.execute(statement, (first, last, limit, offset))]


def open_shifts(connection: Connection, scope: Scope = EVERYTHING, *, limit: int = 200) -> list[ShiftRow]:
    """Shifts that are open, the oldest first."""
    statement = sql.SQL(_SHIFT + " AND closed IS NULL ORDER BY opened LIMIT %s").format(
        where=of_rows(scope, "shift.shop")
    )
    return [ShiftRow(*row) for row in connection.execute(statement, (limit,))]


def shift_sums(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> ShiftSums:
    """Closed shifts of a span, summed up."""
    row = connection.execute(sql.SQL(_SUMS).format(where=of_rows(scope)), (first, last)).fetchone()
    assert row is not None
    return ShiftSums(*map(int, row))


def refunds(
    connection: Connection, first: date, last: date, scope: Scope = EVERYTHING, *, limit: int = 200, offset: int = 0
) -> list[RefundRow]:
    """Goods that came back within a span, the latest first."""
    statement = sql.SQL(_REFUND).format(where=of_rows(scope, "refund.shop"))
    return [RefundRow(*row) for row in connection.execute(statement, (first, last, limit, offset))]
