"""The list of what lies on the shelves, with how fast it goes; the days of one product for its plot."""

from __future__ import annotations

from typing import NamedTuple

from koperasi_pos.store.books.movements import OWNED
from koperasi_pos.store.connections import Connection


class Shelf(NamedTuple):
    """A product that is kept in stock: thousandths of `unit`, rupiah; `packs` as JSON."""

    id: str
    name: str
    code: str
    category: str
    pillar: str
    unit: str
    price: int
    active: bool
    quantity: int
    value: int
    minimum: int
    packs: str
    first: str
    """The day from which the shop knows it, `2026-11-24`."""
    owner: str
    """Short id of the consignor whose goods these are; empty for the shop's own."""
    owner_name: str
    rack: str
    """Where it stands (rak); empty where nobody said."""


def shelves(connection: Connection) -> list[Shelf]:
    """Everything that is kept in stock by name: what is on sale, and what is still there though it is not."""
    rows = connection.run(
        f"""WITH {OWNED} SELECT product.id, product.name, product.code, product.category, product.pillar, product.unit,
            product.price, product.active, coalesce(stock.quantity, 0), coalesce(stock.value, 0),
            coalesce(json_extract(product.body, '$.minimum'), 0), json_extract(product.body, '$.packs'),
            substr(json_extract(journal.line, '$.time'), 1, 10),
            coalesce(owned.owner, ''), coalesce(owned.name, ''), coalesce(product.body ->> '$.shelf', '')
        FROM product LEFT JOIN stock ON stock.product = product.key
        LEFT JOIN journal ON journal.position = product.key
        LEFT JOIN owned ON owned.key = product.key
        WHERE product.stocked = 1 AND (product.active = 1 OR stock.quantity <> 0 OR stock.value <> 0)
        ORDER BY product.name, product.id"""  # noqa: S608 - our own names
    )
    return [Shelf(*row) for row in rows]


class Moved(NamedTuple):
    """What happened to a product on a day, in thousandths: sold less what came back, and altogether."""

    day: str
    sold: int
    moved: int


def days_of(connection: Connection, product: str, first_day: str) -> list[Moved]:
    """The days of a product (short id) from a day on, in order; days on which nothing happened are missing."""
    first = int(first_day.replace("-", ""))
    rows = connection.run(
        """SELECT day, sum(sold), sum(moved) FROM (
            SELECT substr(sale.at, 1, 10) AS day, sale_line.quantity AS sold,
                -sale_line.quantity * sale_line.stocked AS moved
            FROM sale CROSS JOIN sale_line ON sale_line.sale = sale.position
            WHERE sale.day >= ?2 AND sale_line.product = (SELECT key FROM product WHERE id = ?1)
            UNION ALL
            SELECT substr(at, 1, 10), CASE WHEN kind = 'refund' THEN -quantity ELSE 0 END, quantity FROM movement
            WHERE product = (SELECT key FROM product WHERE id = ?1) AND at >= ?3
        ) WHERE day >= ?3 GROUP BY day ORDER BY day""",
        (product, first, first_day),
    )
    return [Moved(*row) for row in rows]
