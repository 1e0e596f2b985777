"""Stock on hand as (quantity, total rupiah): what writers add comes out the same in any order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from koperasi_pos.journal import Entry
from koperasi_pos.store.books import batches, movements, products
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.movements import movements_of

_ADD = """INSERT INTO stock (product, quantity, value) VALUES (?, ?, ?)
    ON CONFLICT (product) DO UPDATE SET quantity = quantity + excluded.quantity, value = value + excluded.value"""


def move(connection: Connection, changes: Iterable[tuple[int, int, int]]) -> None:
    """Add (product key, thousandths, rupiah) to the stock; negative amounts leave it."""
    rows = [change for change in changes if change[1] or change[2]]
    if rows:
        connection.run_many(_ADD, rows)


def apply_moved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods come or go as the document says, and each movement is kept for the stock card."""
    moved = movements_of(entry.document)
    for start in range(0, len(moved), 500):
        part = moved[start : start + 500]
        keys = products.keys(connection, [movement.product for movement in part])
        move(connection, [(keys[one.product], int(one.quantity), int(one.value)) for one in part])
        movements.keep(connection, position, entry.time, part, keys, start)
        batches.change(
            connection, [(keys[one.product], one.expiry, int(one.quantity) + int(one.dated)) for one in part]
        )


def keys_of(connection: Connection, product_ids: list[str]) -> dict[str, int]:
    """Short id → key, for any number of products."""
    found: dict[str, int] = {}
    for start in range(0, len(product_ids), 500):
        found.update(products.keys(connection, product_ids[start : start + 500]))
    return found


def on_hand(connection: Connection, product_ids: list[str]) -> dict[str, tuple[int, int, int]]:
    """Short id → (thousandths on hand, their value in rupiah, last known cost of a unit).

    The last cost is read only where nothing is on hand (0 otherwise): what was paid for the last delivery, before the
    first one what the product says.
    """
    if not product_ids:
        return {}
    rows = connection.run(f"SELECT product.id, {_ON_HAND} {_among(product_ids)}", product_ids)
    return {product: (quantity, value, cost) for product, quantity, value, cost in rows}


class OnCounter(NamedTuple):
    """Goods about to be sold: the id of the document that says how they are now, and what is on hand of them."""

    document: str
    quantity: int
    value: int
    cost: int
    expired: int = 0
    """Whether some of it bears a day that is over."""


def on_counter(connection: Connection, product_ids: list[str], day: str = "") -> dict[str, OnCounter]:
    """Short id → what a sale asks of its goods, in one question; amounts as in `on_hand`."""
    # A body begins with the document's id. Did it begin otherwise, the product would only be read without need.
    if not product_ids:
        return {}
    rows = connection.run(
        f"SELECT product.id, substr(body, 8, 32), {_ON_HAND}, {_EXPIRED} {_among(product_ids)}",
        (day, *product_ids),
    ).fetchall()
    return {row[0]: OnCounter._make(row[1:]) for row in rows}


class OnShelf(NamedTuple):
    """A product of which stock is kept, as long lists need it: thousandths; codes and packs lie in its document."""

    product: str
    name: str
    category: str
    unit: str
    minimum: int
    quantity: int


def on_shelves(connection: Connection) -> list[OnShelf]:
    """Every product on sale of which stock is kept, by category and name, without opening their documents."""
    rows = connection.run(
        """SELECT product.id, product.name, product.category, product.unit,
            coalesce(product.body ->> '$.minimum', 0), coalesce(stock.quantity, 0)
        FROM product LEFT JOIN stock ON stock.product = product.key
        WHERE product.active = 1 AND product.stocked = 1 ORDER BY product.category, product.name, product.id"""
    )
    return [OnShelf(*row) for row in rows]


_ON_HAND = """coalesce(stock.quantity, 0), coalesce(stock.value, 0),
    CASE WHEN stock.quantity > 0 THEN 0 ELSE coalesce((SELECT cost FROM purchase_line
        WHERE purchase_line.product = product.key AND value > 0 ORDER BY at DESC LIMIT 1), product.cost) END"""


_EXPIRED = "EXISTS (SELECT 1 FROM batch WHERE batch.product = product.key AND expiry < ? AND batch.quantity > 0)"


def _among(product_ids: list[str]) -> str:
    return f"FROM {products.asked_for(len(product_ids))} LEFT JOIN stock ON stock.product = product.key"


def value(connection: Connection) -> tuple[int, int]:
    """(products with stock, value of all stock in rupiah)."""
    row = connection.run("SELECT count(*), coalesce(sum(value), 0) FROM stock WHERE quantity <> 0")
    found = row.fetchone()
    return (found[0], found[1]) if found else (0, 0)
