"""Movements of goods as a book: every one but sales has a row, sales are read from their lines.

A sale writes nothing here. When its shift closes, the goods sold in it are summed up once (`shift_goods`), so that a
stock card knows in which shifts to look, and what was there at a past moment needs no look at every line ever sold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.movements import SOLD, Movement, Proof, group_of, proof
from koperasi_pos.values import Rupiah

_KEEP = "INSERT INTO movement (product, at, position, n, kind, quantity, value) VALUES (?, ?, ?, ?, ?, ?, ?)"

_SPAN = """INSERT INTO shift_span (shift, first, last, first_position, last_position)
    SELECT shift, min(at), max(at), min(position), max(position) FROM sale
    WHERE position > ?1 AND shift = ?1 HAVING count(*) > 0"""
_GOODS = """INSERT INTO shift_goods (product, shift, quantity, cost)
    SELECT sale_line.product, ?1, sum(sale_line.quantity), sum(sale_line.cost)
    FROM shift_span AS span
    JOIN sale ON sale.position BETWEEN span.first_position AND span.last_position AND sale.shift = ?1
    JOIN sale_line ON sale_line.sale = sale.position
    WHERE span.shift = ?1 AND sale_line.stocked = 1 GROUP BY sale_line.product"""


def keep(
    connection: Connection, position: int, at: str, moved: Sequence[Movement], keys: Mapping[str, int], first: int
) -> None:
    """Keep the movements of an entry; `first` is the number of the first one within it."""
    connection.run_many(
        _KEEP,
        [
            (keys[one.product], at, position, n, one.kind, int(one.quantity), int(one.value))
            for n, one in enumerate(moved, first)
        ],
    )


def close_shift(connection: Connection, shift: int) -> None:
    """Sum up what was sold in a shift; again where a sale of it came later from a till that had lost its file."""
    connection.run("DELETE FROM shift_goods WHERE shift = ?", (shift,))
    connection.run("DELETE FROM shift_span WHERE shift = ?", (shift,))
    connection.run(_SPAN, (shift,))
    connection.run(_GOODS, (shift,))


class CardRow(NamedTuple):
    """One movement of a product: thousandths of its base unit, rupiah; `number` is its document's or a count's name."""

    at: str
    position: int
    n: int
    kind: str
    number: str
    quantity: int
    value: int


Place = tuple[str, int, int]
"""Where on a card: (time, position, line)."""

LAST: Place = ("~", 2**62, 0)


def card(connection: Connection, product: int, *, before: Place = LAST, limit: int = 50) -> list[CardRow]:
    """The movements of a product before a place on its card, the newest first."""
    found = _kept(connection, product, before, limit)
    for shift in _shifts(connection, product, before[0]):
        if len(found) >= limit and shift.last < found[limit - 1].at:
            break
        found += _sold(connection, product, shift, before)
        found.sort(reverse=True)
    return found[:limit]


def _kept(connection: Connection, product: int, before: Place, limit: int) -> list[CardRow]:
    rows = connection.run(
        """SELECT at, position, n, kind, coalesce(
            (SELECT number FROM purchase WHERE purchase.position = movement.position),
            (SELECT number FROM goods_return WHERE goods_return.position = movement.position),
            (SELECT number FROM refund WHERE refund.position = movement.position),
            (SELECT name FROM stock_counted JOIN stock_count ON stock_count.id = stock_counted.stock_count
                WHERE stock_counted.position = movement.position), ''), quantity, value
        FROM movement WHERE product = ? AND (at, position, n) < (?, ?, ?)
        ORDER BY at DESC, position DESC, n DESC LIMIT ?""",
        (product, *before, limit),
    )
    return [CardRow(*row) for row in rows]


class _Shift(NamedTuple):
    key: int
    last: str
    low: int
    high: int


def _shifts(connection: Connection, product: int, before: str) -> Iterator[_Shift]:
    """The shifts in which a product may have been sold before a time: those still open, then the latest first."""
    opened = connection.run("SELECT key, '~', key, ? FROM shift WHERE closed IS NULL", (2**62,))
    yield from [_Shift(*row) for row in opened]
    closed = connection.run(
        """SELECT span.shift, span.last, span.first_position, span.last_position
        FROM shift_goods JOIN shift_span AS span ON span.shift = shift_goods.shift
        WHERE shift_goods.product = ? AND span.first <= ? ORDER BY span.last DESC""",
        (product, before),
    )
    yield from [_Shift(*row) for row in closed]


def _sold(connection: Connection, product: int, shift: _Shift, before: Place) -> list[CardRow]:
    rows = connection.run(
        """SELECT sale.at, sale.position, sale_line.line, 'sale', sale.number, -sale_line.quantity, -sale_line.cost
        FROM sale_line CROSS JOIN sale ON sale.position = sale_line.sale
        WHERE sale_line.sale BETWEEN ? AND ? AND sale_line.product = ? AND sale_line.stocked = 1 AND sale.shift = ?
        AND (sale.at, sale.position, sale_line.line) < (?, ?, ?)""",
        (shift.low, shift.high, product, shift.key, *before),
    )
    return [CardRow(*row) for row in rows]


_AT = """
    SELECT product, sum(quantity) AS quantity, sum(value) AS value FROM movement WHERE at <= ?1 GROUP BY product
    UNION ALL
    SELECT product, -sum(quantity), -sum(cost) FROM shift_goods
    WHERE shift IN (SELECT shift FROM shift_span WHERE last <= ?1) GROUP BY product
    UNION ALL
    SELECT sale_line.product, -sum(sale_line.quantity), -sum(sale_line.cost) FROM (
        SELECT shift, first_position, last_position FROM shift_span WHERE first <= ?1 AND last > ?1
        UNION ALL SELECT key, key, ?2 FROM shift WHERE closed IS NULL
    ) AS span
    CROSS JOIN sale ON sale.position BETWEEN span.first_position AND span.last_position
        AND sale.shift = span.shift AND sale.at <= ?1
    CROSS JOIN sale_line ON sale_line.sale = sale.position
    WHERE sale_line.stocked = 1 GROUP BY sale_line.product"""


def day_before(moment: str) -> int:
    """The day before a moment as rows carry it: a sale at midnight may bear the day on which it was begun."""
    return int((date.fromisoformat(moment[:10]) - timedelta(days=1)).strftime("%Y%m%d"))


class Held(NamedTuple):
    """What was there of a product at a moment: thousandths of its unit, and what they had cost."""

    product: str
    name: str
    unit: str
    category: str
    quantity: int
    value: int
    owner: str = ""
    """The consignor whose goods these are today; empty for the shop's own."""


OWNED = """owned AS MATERIALIZED (
    SELECT product.key, product.body ->> '$.owner' AS owner, coalesce(consignor.name, '') AS name
    FROM product LEFT JOIN consignor ON consignor.id = product.body ->> '$.owner'
    WHERE product.body ->> '$.owner' IS NOT NULL)"""
"""The few goods that others left for sale, found by their index: nobody looks for an owner in every product."""


def held_at(connection: Connection, moment: str = "") -> list[Held]:
    """Goods that were there at a moment (as entries write it; now where it is empty), by category and name."""
    moved = _AT if moment else "SELECT product, quantity, value FROM stock"
    values: tuple[object, ...] = (moment, 2**62) if moment else ()
    rows = connection.run(
        f"""WITH {OWNED} SELECT product.id, product.name, product.unit, product.category, there.quantity, there.value,
            coalesce(owned.name, '')
        FROM (SELECT product, sum(quantity) AS quantity, sum(value) AS value FROM ({moved}) GROUP BY product) AS there
        JOIN product ON product.key = there.product
        LEFT JOIN owned ON owned.key = product.key
        WHERE there.quantity <> 0 OR there.value <> 0
        ORDER BY product.category, product.name, product.id""",  # noqa: S608 - our own words
        values,
    )
    return [Held(*row) for row in rows]


_EVERY = """SELECT product, quantity, value FROM movement
    UNION ALL SELECT product, -quantity, -cost FROM sale_line WHERE stocked = 1"""


def unproven(connection: Connection, *, limit: int = 20) -> list[tuple[str, int, int]]:
    """(name, thousandths, rupiah) of goods whose stock is not the sum of their movements, by how much."""
    rows = connection.run(
        f"""SELECT product.name, sum(quantity), sum(value) FROM (
            SELECT product, quantity, value FROM stock UNION ALL SELECT product, -quantity, -value FROM ({_EVERY})
        ) AS moved JOIN product ON product.key = moved.product
        GROUP BY moved.product HAVING sum(quantity) <> 0 OR sum(value) <> 0 LIMIT ?""",  # noqa: S608
        (limit,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def proven(connection: Connection) -> Proof:
    """Bought, sold at cost, written off and left, over all goods, in rupiah."""
    sums = [
        (group_of(kind, quantity), value)
        for kind, quantity, value in connection.run(
            "SELECT kind, max(quantity), sum(value) FROM movement GROUP BY kind, quantity >= 0"
        )
    ]
    sold = connection.run("SELECT coalesce(sum(cost), 0) FROM sale_line WHERE stocked = 1").fetchone()
    left = connection.run("SELECT coalesce(sum(value), 0) FROM stock").fetchone()
    assert sold is not None
    assert left is not None
    return proof([*sums, (SOLD, -int(sold[0]))], Rupiah(left[0]))
