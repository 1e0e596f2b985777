"""Consignors as rows, their history, what is owed to them and what is still to be settled."""

from __future__ import annotations

from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    ConsignmentMoved,
    ConsignmentSettled,
    ConsignorPaid,
    ConsignorSaved,
    ProductSaved,
)
from koperasi_pos.store.books import consigned, products, shifts, stock
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.values import Quantity, Rupiah

_EVENT = """INSERT INTO consignment_event (position, consignor, day, at, kind, first, last, amount, owed, paid, way)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

DRAWER = "consignor"
"""The purpose under which money for consignors leaves the drawer."""


class Event(NamedTuple):
    """Something in the history of a consignor. `owed` came to what the shop owes, `paid` went off it, in rupiah."""

    position: int
    day: int
    at: str
    kind: str
    first: int
    last: int
    amount: int
    owed: int
    paid: int
    way: str


class Standing(NamedTuple):
    """How shop and consignor stand: goods on the shelf, what was sold and is not settled, what is owed from before."""

    id: str
    name: str
    sort: str
    phone: str
    active: bool
    on_shelf: int
    amount: int
    due: int
    loss: int
    balance: int
    last: int
    """The last day that was settled, 0 before the first."""

    @property
    def payable(self) -> int:
        """Everything that would be to be paid today."""
        return self.due + self.loss + self.balance

    @property
    def settled_until(self) -> str:
        """The last day that was settled, ISO; empty before the first."""
        return consigned.iso(self.last) if self.last else ""


def apply_consignor(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a consignor counts."""
    saved, mark = cast(ConsignorSaved, entry.document), stamp(entry)
    connection.run(
        """INSERT INTO consignor (id, name, sort, phone, active, body, stamp) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort = excluded.sort, phone = excluded.phone,
            active = excluded.active, body = excluded.body, stamp = excluded.stamp
        WHERE excluded.stamp > consignor.stamp""",
        (
            saved.consignor, saved.name, saved.sort, saved.phone, int(saved.active),
            saved.model_dump_json(exclude_defaults=True), mark,
        ),
    )  # fmt: skip


def apply_moved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods are brought, given back or lost."""
    moved = cast(ConsignmentMoved, entry.document)
    stock.apply_moved(connection, writer, position, entry)
    day = day_number(moved.day)
    consigned.moved(connection, day, moved, products.keys(connection, [line.product for line in moved.lines]))
    worth = sum(int(line.quantity.times(line.price)) for line in moved.lines)
    connection.run(_EVENT, (position, moved.consignor, day, entry.time, moved.reason, 0, 0, worth, 0, 0, ""))


def apply_settled(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Shop and consignor are even; what is not paid at once stays owed."""
    done = cast(ConsignmentSettled, entry.document)
    stock.apply_moved(connection, writer, position, entry)
    day = day_number(done.day)
    if done.lines:
        keys = products.keys(connection, [line.product for line in done.lines])
        consigned.settled(connection, day, done, keys)
    connection.run(
        _EVENT,
        (
            position, done.consignor, day, entry.time, "settled", day_number(done.first), day_number(done.last),
            int(done.amount), int(done.due + done.loss), int(done.paid), done.way,
        ),
    )  # fmt: skip
    if done.way == "cash":
        shifts.cash_left(connection, position, entry, done, DRAWER, -int(done.paid), done.name)


def apply_paid(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Money that was owed is paid."""
    paid = cast(ConsignorPaid, entry.document)
    connection.run(
        _EVENT,
        (
            position, paid.consignor, day_number(paid.day), entry.time, "paid", 0, 0, 0, 0, int(paid.amount), paid.way,
        ),
    )  # fmt: skip
    if paid.way == "cash":
        shifts.cash_left(connection, position, entry, paid, DRAWER, -int(paid.amount), paid.name)


def consignor(connection: Connection, consignor_id: str) -> ConsignorSaved | None:
    """The consignor with this short id."""
    row = connection.run("SELECT body FROM consignor WHERE id = ?", (consignor_id,)).fetchone()
    return ConsignorSaved.model_validate_json(row[0]) if row else None


_STANDING = f"""SELECT consignor.id, name, sort, phone, consignor.active,
    coalesce((SELECT sum(max(stock.quantity, 0)) FROM product JOIN stock ON stock.product = product.key
        WHERE product.body ->> '$.owner' = consignor.id), 0),
    coalesce(sum(amount - settled_amount), 0), coalesce(sum(due - settled_due), 0),
    coalesce(sum(loss - settled_loss), 0),
    coalesce((SELECT sum(owed - paid) FROM consignment_event WHERE consignor = consignor.id), 0),
    coalesce((SELECT max(last) FROM consignment_event WHERE consignor = consignor.id AND kind = 'settled'), 0)
    FROM consignor LEFT JOIN consigned ON consigned.consignor = consignor.id AND {consigned.OPEN}"""  # noqa: S608


def standings(connection: Connection, text: str = "", *, active_only: bool = True) -> list[Standing]:
    """Consignors whose name or telephone contains every part of `text`, by name."""
    conditions, values = ["(consignor.active = 1 OR ?)"], [int(not active_only)]  # type: list[str], list[object]
    for part in products.search_parts(text):
        conditions.append("(name || ' ' || phone) LIKE ? ESCAPE '\\'")
        values.append("%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    rows = connection.run(
        f"{_STANDING} WHERE {' AND '.join(conditions)} GROUP BY consignor.id"
        " ORDER BY name COLLATE NOCASE, consignor.id",
        tuple(values),
    )
    return [Standing(*row) for row in rows]


def standing(connection: Connection, consignor_id: str) -> Standing | None:
    """How shop and one consignor stand."""
    row = connection.run(f"{_STANDING} WHERE consignor.id = ? GROUP BY consignor.id", (consignor_id,)).fetchone()
    return Standing(*row) if row else None


def balance(connection: Connection, consignor_id: str) -> Rupiah:
    """What is owed from settlements so far; below zero where too much was paid."""
    row = connection.run(
        "SELECT coalesce(sum(owed - paid), 0) FROM consignment_event WHERE consignor = ?", (consignor_id,)
    ).fetchone()
    return Rupiah(row[0] if row else 0)


def history(connection: Connection, consignor_id: str, *, limit: int = 200) -> list[Event]:
    """What happened between shop and consignor, the newest first."""
    rows = connection.run(
        """SELECT position, day, at, kind, first, last, amount, owed, paid, way FROM consignment_event
        WHERE consignor = ? ORDER BY position DESC LIMIT ?""",
        (consignor_id, limit),
    )
    return [Event(*row) for row in rows]


class OwnedRow(NamedTuple):
    """A product of a consignor and what is on the shelf of it."""

    product: ProductSaved
    on_hand: Quantity


_OWNED = """SELECT product.body, coalesce(stock.quantity, 0) FROM product
    LEFT JOIN stock ON stock.product = product.key"""


def goods_of(connection: Connection, consignor_id: str) -> list[OwnedRow]:
    """The goods of a consignor by name, on sale or still on the shelf."""
    rows = connection.run(
        f"{_OWNED} WHERE product.body ->> '$.owner' = ? AND (product.active = 1 OR stock.quantity <> 0)"
        " ORDER BY product.name, product.id",
        (consignor_id,),
    )
    return [OwnedRow(ProductSaved.model_validate_json(row[0]), Quantity(row[1])) for row in rows]


def other_goods(connection: Connection, consignor_id: str, known: list[str]) -> list[OwnedRow]:
    """Goods that are no longer the consignor's, of which something is still to be settled."""
    rows = connection.run(
        f"""{_OWNED} WHERE product.key IN (SELECT product FROM consigned WHERE consignor = ? AND {consigned.OPEN})
        ORDER BY product.name, product.id""",  # noqa: S608 - our own names
        (consignor_id,),
    )
    found = [OwnedRow(ProductSaved.model_validate_json(row[0]), Quantity(0)) for row in rows]
    return [row for row in found if row.product.product not in known]
