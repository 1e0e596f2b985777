"""Sales as rows: found by number, day, amount or product; their lines and payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import BasketDropped, SaleCompleted
from koperasi_pos.store.books import card_payments, consigned, movements, products, stock
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.movements import bought_of_owners

_SALE = """INSERT INTO sale (position, number, shift, day, at, person, member, gross, discount, total, tax, rounding,
    sedekah, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_LINE = """INSERT INTO sale_line (sale, line, product, quantity, discount, total, cost, stocked)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_PAYMENT = "INSERT INTO payment (position, n, way, amount) VALUES (?, ?, ?, ?)"
_COUNT = """UPDATE counter SET last_sale = max(last_sale, ?), grand_total = grand_total + ? WHERE till = ?"""


@dataclass(frozen=True)
class SaleRow:
    """A sale as lists show it; amounts in rupiah. `position` finds the document in the journal."""

    position: int
    number: str
    day: int
    at: str
    total: int
    rounding: int
    sedekah: int


def day_number(day: str) -> int:
    """`2026-11-24` as 20261124, the form that rows carry."""
    return int(day.replace("-", ""))


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A sale: its rows, the stock that left, the till's counters."""
    sale = cast(SaleCompleted, entry.document)
    keys = products.keys(connection, [line.product for line in sale.lines])
    code, _, serial = sale.number.rpartition("-")
    customer = sale.customer
    person = _person_key(connection, customer.person) if customer else None
    shift, shift_closed = _shift(connection, sale.shift)
    connection.run(
        _SALE,
        (
            position, sale.number, shift, day_number(sale.day), entry.time, person,
            int(bool(customer and customer.member)), int(sale.gross), int(sale.discount), int(sale.total),
            int(sale.tax), int(sale.rounding), int(sale.sedekah), sum(int(line.cost) for line in sale.lines),
        ),
    )  # fmt: skip
    connection.run_many(
        _LINE,
        [
            (
                position, n, keys[line.product], int(line.base), int(line.gross) - int(line.total), int(line.total),
                int(line.cost), int(line.stocked),
            )
            for n, line in enumerate(sale.lines)
        ],
    )  # fmt: skip
    connection.run_many(_PAYMENT, [(position, n, paid.way, int(paid.amount)) for n, paid in enumerate(sale.payments)])
    stock.move(
        connection,
        [
            (keys[line.product], -int(line.base), 0 if line.owner else -int(line.cost))
            for line in sale.lines
            if line.stocked
        ],
    )
    if owned := [line for line in sale.lines if line.owner]:
        consigned.sold(connection, day_number(sale.day), owned, keys)
        movements.keep(connection, position, entry.time, bought_of_owners(sale), keys, len(sale.lines))
    card_payments.from_visits(connection, sale.payments)
    if any(paid.account for paid in sale.payments):
        day = day_number(sale.day)
        card_payments.paid(connection, writer, card_payments.When(position, entry.time, day, day), sale.payments, -1)
    if shift_closed:
        movements.close_shift(connection, shift)
    connection.run(_COUNT, (int(serial), int(sale.total), code))


def apply_dropped(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A basket that was let go."""
    dropped = cast(BasketDropped, entry.document)
    connection.run(
        "INSERT INTO dropped_basket (position, shift, day, total) VALUES (?, ?, ?, ?)",
        (position, shift_key(connection, dropped.shift), day_number(dropped.day), int(dropped.total)),
    )


def _shift(connection: Connection, shift_id: str) -> tuple[int, bool]:
    """(key, whether it is closed already): a sale of a shift can come after its close only from a lost file."""
    row = connection.run("SELECT key, closed IS NOT NULL FROM shift WHERE id = ?", (shift_id,)).fetchone()
    return (int(row[0]), bool(row[1])) if row else (0, False)


def shift_key(connection: Connection, shift_id: str) -> int:
    """The key of a shift by its id; 0 where this file does not know it."""
    row = connection.run("SELECT key FROM shift WHERE id = ?", (shift_id,)).fetchone()
    return int(row[0]) if row else 0


def _person_key(connection: Connection, person_id: str) -> int | None:
    row = connection.run("SELECT key FROM person WHERE id = ?", (person_id,)).fetchone()
    return int(row[0]) if row else None


_ROW = "SELECT position, number, day, at, total, rounding, sedekah FROM sale"


def _rows(rows: Any) -> list[SaleRow]:
    return [SaleRow(*row) for row in rows]


def by_number(connection: Connection, number: str) -> SaleRow | None:
    """The sale with this receipt number."""
    row = connection.run(f"{_ROW} WHERE number = ?", (number,)).fetchone()
    return SaleRow(*row) if row else None
