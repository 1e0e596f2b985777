"""Figures of goods over days: what moved, what was lost, when something was sold last."""

from __future__ import annotations

from typing import NamedTuple

from koperasi_pos.store.books import movements
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.connections import Connection


class Moved(NamedTuple):
    """What moved of a product for one reason over days: thousandths and rupiah, + in, − out."""

    product: str
    name: str
    unit: str
    category: str
    kind: str
    quantity: int
    value: int


def moved_between(connection: Connection, first: str, last: str) -> list[Moved]:
    """Every product and reason after one moment and up to another, by category and name; sales of each in one sum."""
    rows = connection.run(
        """SELECT product.id, product.name, product.unit, product.category, moved.kind, sum(moved.quantity),
            sum(moved.value)
        FROM (
            SELECT product, kind, quantity, value FROM movement WHERE at > ?1 AND at <= ?2
            UNION ALL SELECT sale_line.product, 'sale', -sale_line.quantity, -sale_line.cost FROM sale
            JOIN sale_line ON sale_line.sale = sale.position
            WHERE sale.day BETWEEN ?3 AND ?4 AND sale.at > ?1 AND sale.at <= ?2 AND sale_line.stocked = 1
        ) AS moved JOIN product ON product.key = moved.product
        GROUP BY moved.product, moved.kind ORDER BY product.category, product.name, product.id, moved.kind""",
        (first, last, movements.day_before(first), day_number(last[:10])),
    )
    return [Moved(*row) for row in rows]


def last_sold(connection: Connection) -> dict[str, str]:
    """Short id → when it was sold last, to the shift for those that are closed."""
    rows = connection.run(
        """SELECT product.id, max(sold.at) FROM (
            SELECT shift_goods.product, shift_span.last AS at FROM shift_goods
            JOIN shift_span ON shift_span.shift = shift_goods.shift
            UNION ALL SELECT sale_line.product, sale.at FROM shift
            CROSS JOIN sale ON sale.position > shift.key AND sale.shift = shift.key
            CROSS JOIN sale_line ON sale_line.sale = sale.position
            WHERE shift.closed IS NULL AND sale_line.stocked = 1
        ) AS sold JOIN product ON product.key = sold.product GROUP BY sold.product"""
    )
    return {row[0]: row[1] for row in rows}
