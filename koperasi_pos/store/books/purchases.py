"""Orders and deliveries as rows: what is on its way, what was last paid for goods, which days are on the packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import GoodsOrdered, GoodsReceived, OrderClosed
from koperasi_pos.store.books import products, stock
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.connections import Connection


class OrderRow(NamedTuple):
    """An order: `base` and `received` are thousandths of base units over all lines."""

    position: int
    id: str
    number: str
    supplier: str
    name: str
    day: int
    expected: str
    total: int
    closed: bool
    base: int
    received: int


class LastPrice(NamedTuple):
    """How a product was bought the last time: the supplier's unit, thousandths in it, rupiah a pack."""

    supplier: str
    unit: str
    factor: int
    price: int
    cost: int


def apply_ordered(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """An order and its lines."""
    ordered = cast(GoodsOrdered, entry.document)
    connection.run(
        """INSERT INTO goods_order (position, id, number, supplier, name, day, expected, total)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            position, ordered.id, ordered.number, ordered.supplier, ordered.name, day_number(ordered.day),
            ordered.expected, int(ordered.total),
        ),
    )  # fmt: skip
    keys = products.keys(connection, [line.product for line in ordered.lines])
    connection.run_many(
        "INSERT INTO goods_order_line (product, goods_order, n, quantity) VALUES (?, ?, ?, ?)",
        [(keys[line.product], position, n, int(line.base)) for n, line in enumerate(ordered.lines)],
    )


def apply_order_closed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Nothing more comes of an order."""
    closed = cast(OrderClosed, entry.document)
    connection.run("INSERT OR IGNORE INTO goods_order_close (goods_order) VALUES (?)", (closed.order,))


def apply_received(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods come onto the shelf, a debt into the book."""
    received = cast(GoodsReceived, entry.document)
    stock.apply_moved(connection, writer, position, entry)
    connection.run(
        """INSERT INTO purchase (position, id, number, goods_order, supplier, name, day, at, invoice, due, total)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            position, received.id, received.number, received.order, received.supplier, received.name,
            day_number(received.day), entry.time, received.invoice, received.due, int(received.total),
        ),
    )  # fmt: skip
    keys = stock.keys_of(connection, [line.product for line in received.lines])
    connection.run_many(
        """INSERT INTO purchase_line (product, at, purchase, n, quantity, value, cost, unit, factor, price)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                keys[line.product], entry.time, position, n, int(line.base), int(line.value),
                int(line.value.fraction(1000, int(line.base))), line.unit, int(line.factor), int(line.price),
            )
            for n, line in enumerate(received.lines)
        ],
    )  # fmt: skip


_ORDERS = """SELECT position, id, number, supplier, name, day, expected, total,
    EXISTS (SELECT 1 FROM goods_order_close WHERE goods_order_close.goods_order = goods_order.id),
    (SELECT coalesce(sum(quantity), 0) FROM goods_order_line WHERE goods_order_line.goods_order = position),
    (SELECT coalesce(sum(line.quantity), 0) FROM purchase JOIN purchase_line AS line
        ON line.purchase = purchase.position WHERE purchase.goods_order = goods_order.id)
    FROM goods_order"""


def _order(row: tuple[object, ...]) -> OrderRow:
    values = list(row)
    values[8] = bool(values[8])
    return OrderRow(*values)  # type: ignore[arg-type]


def orders(connection: Connection, *, limit: int = 100) -> list[OrderRow]:
    """The newest orders first."""
    return [_order(row) for row in connection.run(f"{_ORDERS} ORDER BY position DESC LIMIT ?", (limit,))]


def order(connection: Connection, which: str) -> OrderRow | None:
    """An order by its id or number."""
    row = connection.run(f"{_ORDERS} WHERE id = ?1 OR number = ?1 LIMIT 1", (which,)).fetchone()
    return _order(row) if row else None


def received_of(connection: Connection, order_id: str) -> dict[str, int]:
    """Short id → thousandths that came of an order."""
    rows = connection.run(
        """SELECT product.id, sum(line.quantity) FROM purchase JOIN purchase_line AS line
        ON line.purchase = purchase.position JOIN product ON product.key = line.product
        WHERE purchase.goods_order = ? GROUP BY product.id""",
        (order_id,),
    )
    return {row[0]: row[1] for row in rows}


def on_its_way(connection: Connection) -> dict[str, int]:
    """Short id → thousandths that are ordered and have not come, over all orders that are open."""
    rows = connection.run(
        """SELECT product.id, sum(awaited) FROM (
            SELECT line.product, goods_order.id, max(sum(line.quantity) - coalesce((
                SELECT sum(came.quantity) FROM purchase JOIN purchase_line AS came ON came.purchase = purchase.position
                WHERE purchase.goods_order = goods_order.id AND came.product = line.product), 0), 0) AS awaited
            FROM goods_order JOIN goods_order_line AS line ON line.goods_order = goods_order.position
            WHERE NOT EXISTS (SELECT 1 FROM goods_order_close WHERE goods_order_close.goods_order = goods_order.id)
            GROUP BY line.product, goods_order.id
        ) AS open JOIN product ON product.key = open.product GROUP BY product.id HAVING sum(awaited) > 0"""
    )
    return {row[0]: row[1] for row in rows}


def last_prices(connection: Connection, product_ids: Iterable[str] | None = None) -> dict[str, LastPrice]:
    """Short id → how it was bought the last time it was paid for."""
    wanted = None if product_ids is None else set(product_ids)
    rows = connection.run(
        """SELECT product.id, purchase.supplier, line.unit, line.factor, line.price, line.cost, max(line.at)
        FROM purchase_line AS line JOIN purchase ON purchase.position = line.purchase
        JOIN product ON product.key = line.product WHERE line.value > 0 GROUP BY line.product"""
    )
    return {row[0]: LastPrice(*row[1:6]) for row in rows if wanted is None or row[0] in wanted}


def invoice_known(connection: Connection, supplier: str, invoice: str) -> str:
    """The number of the delivery that was booked with this invoice of a supplier; empty where there is none."""
    row = connection.run(
        "SELECT number FROM purchase WHERE supplier = ? AND invoice = ? AND invoice <> ''", (supplier, invoice)
    ).fetchone()
    return str(row[0]) if row else ""


def latest(connection: Connection, *, limit: int = 100) -> list[tuple[int, str, str, str, int]]:
    """(position, number, time, supplier's name, total) of the newest deliveries first."""
    rows = connection.run("SELECT position, number, at, name, total FROM purchase ORDER BY at DESC LIMIT ?", (limit,))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
