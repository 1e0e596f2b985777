"""Stock on hand as (quantity, total rupiah): what writers add comes out the same in any order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import StockAdjusted
from koperasi_pos.store.books import products
from koperasi_pos.store.connections import Connection

_ADD = """INSERT INTO stock (product, quantity, value) VALUES (?, ?, ?)
    ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity, value = value + excluded.value"""


def move(connection: Connection, changes: Iterable[tuple[int, int, int]]) -> None:
    """Add (product key, thousandths, rupiah) to the stock; negative amounts leave it."""
    rows = [change for change in changes if change[1] or change[2]]
    if rows:
        connection.run_many(_ADD, rows)


def apply_adjusted(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods come or go as the document says."""
    adjusted = cast(StockAdjusted, entry.document)
    for start in range(0, len(adjusted.lines), 500):
        lines = adjusted.lines[start : start + 500]
        keys = products.keys(connection, [line.product for line in lines])
        move(connection, [(keys[line.product], int(line.quantity), int(line.value)) for line in lines])


def on_hand(connection: Connection, product_ids: list[str]) -> dict[str, tuple[int, int, int]]:
    """Short id → (thousandths on hand, their value in rupiah, last known cost of a unit).

    The last cost is read only where nothing is on hand: it lies in the product's wide row, far from the index.
    """
    marks = ",".join("?" * len(product_ids))
    rows = connection.run(
        f"""SELECT product.id, product.key, coalesce(stock.quantity, 0), coalesce(stock.value, 0)
        FROM product LEFT JOIN stock ON stock.product = product.key WHERE product.id IN ({marks})""",  # noqa: S608
        tuple(product_ids),
    ).fetchall()
    return {
        product: (quantity, value, 0 if quantity > 0 else _last_cost(connection, key))
        for product, key, quantity, value in rows
    }


def _last_cost(connection: Connection, key: int) -> int:
    row = connection.run("SELECT cost FROM product WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else 0


def value(connection: Connection) -> tuple[int, int]:
    """(products with stock, value of all stock in rupiah)."""
    row = connection.run("SELECT count(*), coalesce(sum(value), 0) FROM stock WHERE quantity <> 0")
    found = row.fetchone()
    return (found[0], found[1]) if found else (0, 0)
