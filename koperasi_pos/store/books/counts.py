"""Counts of the stock: what counters found, when, and what the books said at that moment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import CountOpened, StockCounted, StockTallied
from koperasi_pos.store.books import consigned, movements, stock, workshop
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.connections import Connection


class CountRow(NamedTuple):
    """A count; shortage (≤ 0) and surplus in rupiah once it is booked (`booked` lines)."""

    id: str
    position: int
    name: str
    place: str
    opened: str
    tallied: int
    booked: int
    shortage: int
    surplus: int
    closed: bool


class Tally(NamedTuple):
    """What was found of a product altogether, and when: first and last."""

    product: str
    quantity: int
    first: str
    last: str


def apply_opened(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A count begins."""
    opened = cast(CountOpened, entry.document)
    connection.run(
        "INSERT INTO stock_count (id, position, name, place, opened) VALUES (?, ?, ?, ?, ?)",
        (opened.id, position, opened.name, opened.place, entry.time),
    )


def apply_tallied(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A counter found goods."""
    tallied = cast(StockTallied, entry.document)
    keys = stock.keys_of(connection, [line.product for line in tallied.lines])
    connection.run_many(
        "INSERT INTO stock_tally (position, n, stock_count, product, quantity, at, staff) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (position, n, tallied.count, keys[line.product], int(line.quantity), tallied.at or entry.time, entry.staff)
            for n, line in enumerate(tallied.lines)
        ],
    )


def apply_counted(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The differences of a count move the stock."""
    counted = cast(StockCounted, entry.document)
    stock.apply_moved(connection, writer, position, entry)
    if counted.place:
        keys = stock.keys_of(connection, [line.product for line in counted.lines])
        changes = [(counted.place, keys[line.product], int(line.difference)) for line in counted.lines]
        workshop.change_place(connection, entry.time, position, changes)
    if owned := [line for line in counted.lines if line.owner]:
        keys = stock.keys_of(connection, [line.product for line in owned])
        consigned.counted(connection, day_number(counted.day), owned, keys)
    values = [int(line.value) for line in counted.lines]
    connection.run(
        "INSERT INTO stock_counted (stock_count, position, lines, shortage, surplus) VALUES (?, ?, ?, ?, ?)",
        (
            counted.count, position, len(counted.lines), sum(value for value in values if value < 0),
            sum(value for value in values if value > 0),
        ),
    )  # fmt: skip


_COUNTS = """SELECT id, position, name, place, opened,
    (SELECT count(DISTINCT product) FROM stock_tally WHERE stock_tally.stock_count = stock_count.id),
    coalesce((SELECT sum(lines) FROM stock_counted WHERE stock_counted.stock_count = stock_count.id), 0),
    coalesce((SELECT sum(shortage) FROM stock_counted WHERE stock_counted.stock_count = stock_count.id), 0),
    coalesce((SELECT sum(surplus) FROM stock_counted WHERE stock_counted.stock_count = stock_count.id), 0),
    EXISTS (SELECT 1 FROM stock_counted WHERE stock_counted.stock_count = stock_count.id)
    FROM stock_count"""


def _row(values: tuple[Any, ...]) -> CountRow:
    return CountRow._make((*values[:9], bool(values[9])))


def counts(connection: Connection, *, limit: int = 50) -> list[CountRow]:
    """The newest counts first."""
    rows = connection.run(f"{_COUNTS} ORDER BY opened DESC, id LIMIT ?", (limit,))
    return [_row(row) for row in rows]


def count(connection: Connection, count_id: str) -> CountRow | None:
    """A count by its id, or by how the id begins where only one does."""
    rows = connection.run(
        f"{_COUNTS} WHERE id = ?1 OR (length(?1) >= 8 AND id LIKE ?1 || '%') LIMIT 2", (count_id,)
    ).fetchall()
    return _row(rows[0]) if len(rows) == 1 else None


def tallies(connection: Connection, count_id: str) -> dict[str, Tally]:
    """Short id → what was found of it in a count."""
    rows = connection.run(
        """SELECT product.id, sum(quantity), min(at), max(at) FROM stock_tally
        JOIN product ON product.key = stock_tally.product WHERE stock_count = ? GROUP BY product.id""",
        (count_id,),
    )
    return {row[0]: Tally(*row) for row in rows}


def booked_at(connection: Connection, count_id: str) -> list[int]:
    """The positions of the entries that booked a count."""
    rows = connection.run("SELECT position FROM stock_counted WHERE stock_count = ? ORDER BY position", (count_id,))
    return [row[0] for row in rows]


class LastCounted(NamedTuple):
    """When a product was found last (empty: never), and what lies there: thousandths, rupiah."""

    product: str
    name: str
    category: str
    unit: str
    last: str
    quantity: int
    value: int


def longest_ago(connection: Connection, *, limit: int, categories: Sequence[str] = ()) -> list[LastCounted]:
    """Goods on sale of which stock is kept, those never counted first, then the longest ago, the dearest."""
    rows = connection.run(
        """SELECT product.id, product.name, product.category, product.unit, coalesce(tally.last, '') AS last,
            coalesce(stock.quantity, 0), coalesce(stock.value, 0)
        FROM product LEFT JOIN stock ON stock.product = product.key
        LEFT JOIN (SELECT product, substr(max(at), 1, 10) AS last FROM stock_tally GROUP BY product) AS tally
            ON tally.product = product.key
        WHERE product.active = 1 AND product.stocked = 1
            AND (?1 = '[]' OR product.category IN (SELECT value FROM json_each(?1)))
        ORDER BY last, abs(coalesce(stock.value, 0)) DESC, product.name, product.id LIMIT ?2""",
        (json.dumps(list(categories)), limit),
    )
    return [LastCounted(*row) for row in rows]


_MOVED_ON_SHELF = """
    SELECT product, at, quantity FROM movement WHERE at > ?1
    UNION ALL SELECT sale_line.product, sale.at, -sale_line.quantity FROM sale
    JOIN sale_line ON sale_line.sale = sale.position
    WHERE sale.day >= ?2 AND sale.at > ?1 AND sale_line.stocked = 1
    UNION ALL SELECT product, at, -quantity FROM place_movement WHERE at > ?1 AND ?3 = ''"""
_MOVED_IN_PLACE = "SELECT product, at, quantity FROM place_movement WHERE at > ?1 AND place = ?3 AND ?2 > 0"


def moved_after(
    connection: Connection, moments: Mapping[str, tuple[str, str]], place: str = ""
) -> dict[str, tuple[int, int]]:
    """Short id → (thousandths that moved after the last moment, pieces of news between the first and the last).

    `moments` are (first, last) of the products; on the shelf of the shop, or in a place.
    """
    if not moments:
        return {}
    earliest = min(first for first, _ in moments.values())
    rows = connection.run(
        f"""SELECT product.id, moved.at, moved.quantity FROM ({_MOVED_IN_PLACE if place else _MOVED_ON_SHELF}) AS moved
        JOIN product ON product.key = moved.product""",  # noqa: S608 - our own words
        (earliest, movements.day_before(earliest), place),
    )
    found: dict[str, tuple[int, int]] = {}
    for product, at, quantity in rows:
        if product in moments:
            first, last = moments[product]
            after, between = found.get(product, (0, 0))
            found[product] = (after + (quantity if at > last else 0), between + (first < at <= last))
    return found
