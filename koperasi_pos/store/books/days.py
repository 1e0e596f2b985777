"""A day in figures: turnover, ways to pay, hours and goods, summed from the rows of that day."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class DayFigures:
    """The day's sums in rupiah; refunds as positive numbers."""

    sales: int
    gross: int
    discount: int
    total: int
    tax: int
    rounding: int
    sedekah: int
    cost: int
    member_total: int
    refunds: int
    refunded: int
    refund_tax: int
    refund_rounding: int
    refund_cost: int
    ways: list[tuple[str, int, int]]
    hours: list[tuple[int, int, int]]
    """(hour 0–23, sales, rupiah)."""


@dataclass(frozen=True)
class ItemFigures:
    """What one product did on a day, less what came back: thousandths of its base unit, rupiah."""

    product: str
    name: str
    unit: str
    category: str
    pillar: str
    quantity: int
    total: int
    cost: int


def figures(connection: Connection, first_day: int, last_day: int) -> DayFigures:
    """Sum the days from the first to the last, both included (`20261124`)."""
    span = (first_day, last_day)
    sale = connection.run(
        """SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(discount), 0), coalesce(sum(total), 0),
            coalesce(sum(tax), 0), coalesce(sum(rounding), 0), coalesce(sum(sedekah), 0), coalesce(sum(cost), 0),
            coalesce(sum(total * member), 0)
        FROM sale WHERE day BETWEEN ? AND ?""",
        span,
    ).fetchone()
    back = connection.run(
        """SELECT count(*), coalesce(sum(total), 0), coalesce(sum(tax), 0), coalesce(sum(rounding), 0),
            coalesce(sum(cost), 0) FROM refund WHERE day BETWEEN ? AND ?""",
        span,
    ).fetchone()
    assert sale is not None
    assert back is not None
    ways = connection.run(
        """SELECT way, sum(amount), count(*) FROM payment WHERE position IN (
            SELECT position FROM sale WHERE day BETWEEN ? AND ?
            UNION ALL SELECT position FROM refund WHERE day BETWEEN ? AND ?) GROUP BY way ORDER BY way""",
        span * 2,
    )
    hours = connection.run(
        """SELECT CAST(substr(at, 12, 2) AS INTEGER) AS hour, count(*), sum(total) FROM sale
        WHERE day BETWEEN ? AND ? GROUP BY hour ORDER BY hour""",
        span,
    )
    paid = [(row[0], row[1], row[2]) for row in ways]
    by_hour = [(row[0], row[1], row[2]) for row in hours]
    return DayFigures(
        sales=sale[0], gross=sale[1], discount=sale[2], total=sale[3], tax=sale[4], rounding=sale[5], sedekah=sale[6],
        cost=sale[7], member_total=sale[8], refunds=back[0], refunded=back[1], refund_tax=back[2],
        refund_rounding=back[3], refund_cost=back[4], ways=paid, hours=by_hour,
    )  # fmt: skip


def items(connection: Connection, first_day: int, last_day: int) -> list[ItemFigures]:
    """The products of the days, the largest turnover first."""
    rows = connection.run(
        """SELECT product.id, product.name, product.unit, product.category, product.pillar,
            sum(moved.quantity), sum(moved.total) AS total, sum(moved.cost)
        FROM (
            SELECT sale_line.product, quantity, sale_line.total, sale_line.cost FROM sale
            JOIN sale_line ON sale_line.sale = sale.position WHERE day BETWEEN ? AND ?
            UNION ALL
            SELECT refund_line.product, -quantity, -refund_line.total, -refund_line.cost FROM refund
            JOIN refund_line ON refund_line.refund = refund.position WHERE day BETWEEN ? AND ?
        ) AS moved JOIN product ON product.key = moved.product
        GROUP BY moved.product ORDER BY total DESC, product.name""",
        (first_day, last_day) * 2,
    )
    return [ItemFigures(*row) for row in rows]
