"""Receipts as lists show them: sales and refunds together, found by number, amount, day or product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt or a refund slip; amounts in rupiah. `back` is what came back of a sale so far."""

    position: int
    kind: str
    """`sale` or `refund`."""
    number: str
    day: int
    at: str
    total: int
    back: int
    cashier: str = ""
    """Name of who sold or took back, where it was read (`with_cashiers`)."""


_SALE = """SELECT position, 'sale', number, day, at, total,
    (SELECT coalesce(sum(refund.total), 0) FROM refund WHERE refund.sale = sale.position) FROM sale"""
_REFUND = "SELECT position, 'refund', number, day, at, total, 0 FROM refund"


def _found(rows: Any) -> list[ReceiptRow]:
    return [ReceiptRow(*row) for row in rows]


def _merged(sales: list[ReceiptRow], refunds: list[ReceiptRow], limit: int) -> list[ReceiptRow]:
    return sorted(sales + refunds, key=lambda row: row.position, reverse=True)[:limit]


def by_numbers(connection: Connection, numbers: Sequence[str]) -> list[ReceiptRow]:
    """The receipts and refund slips with these numbers, the newest first."""
    marks = ", ".join("?" * len(numbers))
    sales = _found(connection.run(f"{_SALE} WHERE number IN ({marks})", numbers))
    refunds = _found(connection.run(f"{_REFUND} WHERE number IN ({marks})", numbers))
    return _merged(sales, refunds, len(sales) + len(refunds))


def latest(connection: Connection, *, limit: int) -> list[ReceiptRow]:
    """The newest of all."""
    return _merged(
        _found(connection.run(f"{_SALE} ORDER BY position DESC LIMIT ?", (limit,))),
        _found(connection.run(f"{_REFUND} ORDER BY position DESC LIMIT ?", (limit,))),
        limit,
    )


def within(connection: Connection, first_day: int, last_day: int, *, limit: int) -> list[ReceiptRow]:
    """The newest of the days, both included."""
    # `+position`: the rows of the days come from the index by day and are sorted; walking all sales would be slow.
    tail = "WHERE day BETWEEN ? AND ? ORDER BY +position DESC LIMIT ?"
    span = (first_day, last_day, limit)
    return _merged(
        _found(connection.run(f"{_SALE} {tail}", span)), _found(connection.run(f"{_REFUND} {tail}", span)), limit
    )


def by_amount(connection: Connection, amount: int, first_day: int, last_day: int, *, limit: int) -> list[ReceiptRow]:
    """Those of the days whose total is `amount`, the newest first."""
    tail = """WHERE day IN (SELECT DISTINCT day FROM {table} WHERE day BETWEEN ? AND ?) AND total = ?
        ORDER BY +position DESC LIMIT ?"""
    span = (first_day, last_day, amount, limit)
    return _merged(
        _found(connection.run(f"{_SALE} {tail.format(table='sale')}", span)),
        _found(connection.run(f"{_REFUND} {tail.format(table='refund')}", span)),
        limit,
    )


def by_products(
    connection: Connection, product_keys: Sequence[int], first_day: int, last_day: int, *, limit: int
) -> list[ReceiptRow]:
    """Sales of the days with any of these products (keys within this file), the newest first."""
    marks = ", ".join("?" * len(product_keys))
    return _found(
        connection.run(
            f"""{_SALE} WHERE day BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM sale_line
            WHERE sale_line.sale = sale.position AND sale_line.product IN ({marks}))
            ORDER BY position DESC LIMIT ?""",  # noqa: S608
            (first_day, last_day, *product_keys, limit),
        )
    )


def by_staff(
    connection: Connection, people: Sequence[str], first_day: int, last_day: int, *, limit: int
) -> list[ReceiptRow]:
    """Sales and refunds of the days that these people (short ids) wrote, the newest first."""
    marks = ", ".join("?" * len(people))
    tail = f"""WHERE day BETWEEN ? AND ? AND (SELECT line ->> '$.staff' FROM journal
        WHERE journal.position = {{table}}.position) IN ({marks}) ORDER BY position DESC LIMIT ?"""  # noqa: S608
    span = (first_day, last_day, *people, limit)
    return _merged(
        _found(connection.run(f"{_SALE} {tail.format(table='sale')}", span)),
        _found(connection.run(f"{_REFUND} {tail.format(table='refund')}", span)),
        limit,
    )


def by_persons(
    connection: Connection, person_keys: Sequence[int], first_day: int, last_day: int, *, limit: int
) -> list[ReceiptRow]:
    """Sales of the days to these people (keys within this file), with what came back of them, the newest first."""
    marks = ", ".join("?" * len(person_keys))
    bought = f"day BETWEEN ? AND ? AND person IN ({marks})"
    sales = connection.run(
        f"{_SALE} WHERE {bought} ORDER BY +position DESC LIMIT ?",
        (first_day, last_day, *person_keys, limit),
    )
    refunds = connection.run(
        f"""{_REFUND} WHERE day BETWEEN ? AND ? AND (SELECT person FROM sale WHERE sale.position = refund.sale)
        IN ({marks}) ORDER BY +position DESC LIMIT ?""",  # noqa: S608
        (first_day, last_day, *person_keys, limit),
    )
    return _merged(_found(sales), _found(refunds), limit)


def with_cashiers(connection: Connection, rows: Sequence[ReceiptRow]) -> list[ReceiptRow]:
    """The rows with the names of who wrote them, read for these few alone."""
    marks = ", ".join("?" * len(rows))
    names = dict(
        connection.run(
            f"SELECT position, line ->> '$.body.cashier' FROM journal WHERE position IN ({marks})",  # noqa: S608
            [row.position for row in rows],
        ).fetchall()
    )
    return [replace(row, cashier=names.get(row.position) or "") for row in rows]
