"""Refunds as rows, and how much of a sale's line already came back."""

from __future__ import annotations

from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import RefundCompleted
from koperasi_pos.store.books import card_payments, consigned, products, stock
from koperasi_pos.store.books.sales import _PAYMENT, day_number, shift_key
from koperasi_pos.store.connections import Connection


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A refund: its rows, goods back on the shelf, money out (payments count negative), the till's counter."""
    refund = cast(RefundCompleted, entry.document)
    keys = products.keys(connection, [line.product for line in refund.lines])
    sale = connection.run("SELECT position FROM journal WHERE id = ?", (bytes.fromhex(refund.sale),)).fetchone()
    sale_position = int(sale[0]) if sale else 0
    code, _, serial = refund.number.rpartition("-R")
    connection.run(
        """INSERT INTO refund (position, number, sale, shift, day, at, member, total, tax, rounding, cost)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            position, refund.number, sale_position, shift_key(connection, refund.shift), day_number(refund.day),
            entry.time, int(bool(refund.customer and refund.customer.member)), int(refund.total), int(refund.tax),
            int(refund.rounding), sum(int(line.cost) for line in refund.lines),
        ),
    )  # fmt: skip
    connection.run_many(
        """INSERT INTO refund_line (refund, n, sale, line, product, quantity, total, cost, tax, restock)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                position, n, sale_position, line.line, keys[line.product], int(line.base), int(line.total),
                int(line.cost), int(line.tax), int(line.restock),
            )
            for n, line in enumerate(refund.lines)
        ],
    )  # fmt: skip
    connection.run_many(
        _PAYMENT, [(position, n, paid.way, -int(paid.amount)) for n, paid in enumerate(refund.payments)]
    )
    stock.apply_moved(connection, writer, position, entry)
    if any(line.owner for line in refund.lines):
        consigned.came_back(connection, day_number(refund.day), refund, keys)
    if any(paid.account for paid in refund.payments):
        day = day_number(refund.day)
        sold = day_number(refund.sale_day) if refund.sale_day else _sold_on(connection, sale_position)
        when = card_payments.When(position, entry.time, day, sold or day)
        card_payments.paid(connection, writer, when, refund.payments, 1)
    connection.run("UPDATE counter SET last_refund = max(last_refund, ?) WHERE till = ?", (int(serial), code))


def _sold_on(connection: Connection, sale_position: int) -> int:
    """The day of the sale: what comes back makes room in the limits of that day, not of today."""
    row = connection.run("SELECT day FROM sale WHERE position = ?", (sale_position,)).fetchone()
    return int(row[0]) if row else 0


def returned(connection: Connection, sale_position: int) -> dict[int, tuple[int, int, int, int]]:
    """Line index → (base thousandths, rupiah, cost, tax) that already came back over all refunds together."""
    rows = connection.run(
        """SELECT line, sum(quantity), sum(total), sum(cost), sum(tax) FROM refund_line WHERE sale = ?
        GROUP BY line""",
        (sale_position,),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def returned_payments(connection: Connection, sale_position: int) -> dict[str, int]:
    """Way → rupiah that already went back for a sale."""
    rows = connection.run(
        """SELECT payment.way, -sum(payment.amount) FROM refund JOIN payment ON payment.position = refund.position
        WHERE refund.sale = ? GROUP BY payment.way""",
        (sale_position,),
    )
    return {row[0]: row[1] for row in rows}


def of_sale(connection: Connection, sale_position: int) -> list[tuple[int, str, int]]:
    """(position, number, total) of the refunds of a sale."""
    rows = connection.run(
        "SELECT position, number, total FROM refund WHERE sale = ? ORDER BY position", (sale_position,)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def by_number(connection: Connection, number: str) -> int | None:
    """The journal position of the refund with this number."""
    row = connection.run("SELECT position FROM refund WHERE number = ?", (number,)).fetchone()
    return int(row[0]) if row else None
