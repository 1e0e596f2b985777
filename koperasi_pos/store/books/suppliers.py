"""Suppliers as rows, what was paid to them, what went back, and what is still owed."""

from __future__ import annotations

from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import GoodsReturned, SupplierPaid, SupplierSaved
from koperasi_pos.store.books import stock
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection


class Debt(NamedTuple):
    """What is still owed for a purchase; amounts in rupiah, days as ISO text (`due` empty: at once)."""

    id: str
    number: str
    supplier: str
    name: str
    day: int
    invoice: str
    due: str
    total: int
    open: int


def apply_saved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a supplier counts."""
    saved = cast(SupplierSaved, entry.document)
    connection.run(
        """INSERT INTO supplier (id, name, active, body, stamp) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, body = excluded.body,
            stamp = excluded.stamp WHERE excluded.stamp > supplier.stamp""",
        (
            saved.supplier, saved.name, int(saved.active), saved.model_dump_json(exclude_defaults=True), stamp(entry),
        ),
    )  # fmt: skip


_PAID = """INSERT INTO debt_paid (position, n, purchase, supplier, day, way, amount) VALUES (?, ?, ?, ?, ?, ?, ?)"""


def apply_paid(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A payment lowers what is owed for its purchases."""
    paid = cast(SupplierPaid, entry.document)
    day = day_number(paid.day)
    connection.run_many(
        _PAID,
        [
            (position, n, part.purchase, paid.supplier, day, paid.way, int(part.amount))
            for n, part in enumerate(paid.parts)
        ],
    )


def apply_returned(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods leave; the credit counts as paid for the purchase it belongs to."""
    back = cast(GoodsReturned, entry.document)
    stock.apply_moved(connection, writer, position, entry)
    day = day_number(back.day)
    connection.run(
        "INSERT INTO goods_return (position, number, supplier, day, value, credit) VALUES (?, ?, ?, ?, ?, ?)",
        (position, back.number, back.supplier, day, sum(int(line.value) for line in back.lines), int(back.credit)),
    )
    if back.purchase and back.credit:
        connection.run(_PAID, (position, 0, back.purchase, back.supplier, day, "returned", int(back.credit)))


def suppliers(connection: Connection, *, active_only: bool = True) -> list[SupplierSaved]:
    """Every supplier by name."""
    rows = connection.run(
        f"SELECT body FROM supplier {'WHERE active = 1' if active_only else ''} ORDER BY name, id"  # noqa: S608
    )
    return [SupplierSaved.model_validate_json(row[0]) for row in rows]


def supplier(connection: Connection, supplier_id: str) -> SupplierSaved | None:
    """The supplier with this short id."""
    row = connection.run("SELECT body FROM supplier WHERE id = ?", (supplier_id,)).fetchone()
    return SupplierSaved.model_validate_json(row[0]) if row else None


_DEBT = """SELECT id, number, supplier, name, day, invoice, due, total, total - coalesce(
        (SELECT sum(amount) FROM debt_paid WHERE debt_paid.purchase = purchase.id), 0) AS open FROM purchase"""


def debts(connection: Connection, *, supplier: str = "", open_only: bool = True) -> list[Debt]:
    """What is owed, what is due first at the top; of one supplier where it is given."""
    rows = connection.run(
        f"""SELECT * FROM ({_DEBT} WHERE supplier = ?1 OR ?1 = '') WHERE open <> 0 OR ?2 = 0
        ORDER BY CASE due WHEN '' THEN '0' ELSE due END, day, id""",  # noqa: S608
        (supplier, int(open_only)),
    )
    return [Debt(*row) for row in rows]


def debt(connection: Connection, purchase: str) -> Debt | None:
    """What is owed for one purchase, by id or number."""
    row = connection.run(f"{_DEBT} WHERE id = ?1 OR number = ?1 LIMIT 1", (purchase,)).fetchone()
    return Debt(*row) if row else None


def last_return_number(connection: Connection, code: str) -> int:
    """The highest number a till gave to a return."""
    return highest(connection, "goods_return", f"{code}-RB")


def highest(connection: Connection, table: str, series: str) -> int:
    """The highest number of a series (`K1-B`) in a table; 0 before the first."""
    row = connection.run(
        f"SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM {table} WHERE number GLOB ?",  # noqa: S608
        (len(series) + 1, f"{series}[0-9]*"),
    ).fetchone()
    return int(row[0] or 0) if row else 0
