"""Days on the packages: how much of which day came and was taken out by day; what is left is what leaves last.

Sales say nothing of days: the shop sells what expires first (FEFO). So of what is on hand the latest days are left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from koperasi_pos.store.connections import Connection


class Dated(NamedTuple):
    """What came of a product with a day on it, less what left by that day, in thousandths; `on_hand` of all days."""

    product: str
    name: str
    unit: str
    category: str
    expiry: str
    quantity: int
    on_hand: int
    value: int


def change(connection: Connection, changes: Iterable[tuple[int, str, int]]) -> None:
    """Add (product key, day, thousandths); what has no day is nothing to know here."""
    rows = [one for one in changes if one[1]]
    if rows:
        connection.run_many(
            """INSERT INTO batch (product, expiry, quantity) VALUES (?, ?, ?)
            ON CONFLICT (product, expiry) DO UPDATE SET quantity = quantity + excluded.quantity""",
            rows,
        )


_DATED = """SELECT product.id, product.name, product.unit, product.category, batch.expiry, batch.quantity,
    coalesce(stock.quantity, 0), coalesce(stock.value, 0)
    FROM batch JOIN product ON product.key = batch.product LEFT JOIN stock ON stock.product = batch.product
    WHERE batch.quantity > 0"""


def dated(connection: Connection, product_ids: Iterable[str] | None = None) -> list[Dated]:
    """Every batch of the goods, or of all goods, by product and day."""
    values: tuple[str, ...] = ()
    among = ""
    if product_ids is not None:
        values = tuple(product_ids)
        among = f" AND product.id IN ({','.join('?' * len(values))})"
    rows = connection.run(f"{_DATED}{among} ORDER BY product.id, batch.expiry", values)
    return [Dated(*row) for row in rows]
