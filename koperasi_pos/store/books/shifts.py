"""Shifts as rows, and the figures of a shift summed from its sales, refunds and drawer events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    CashedOut,
    CashierChanged,
    CashMoved,
    ConsignmentSettled,
    ConsignorPaid,
    DrawerOpened,
    ShiftClosed,
    ShiftOpened,
    ToppedUp,
)
from koperasi_pos.store.books import movements, shops
from koperasi_pos.store.books.sales import day_number, shift_key
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.shifts import ShiftFigures


@dataclass(frozen=True)
class ShiftRow:
    """A shift; amounts in rupiah, `closed` is `None` while it is open."""

    key: int
    id: str
    writer: int
    number: int
    day: int
    opened: str
    staff: str
    cashier: str
    float: int
    closed: str | None
    close_position: int | None
    expected: int | None
    counted: int | None
    difference: int | None
    till: str
    """Code of the till that opened it, `K1`."""


@dataclass(frozen=True)
class DrawerEvent:
    """Cash that moved or a drawer that was opened; `amount` in rupiah, − out of the drawer, 0 without a sale."""

    position: int
    at: str
    purpose: str
    amount: int
    reason: str
    staff: str


def apply_opened(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A shift begins; its key is the position of this entry."""
    opened = cast(ShiftOpened, entry.document)
    connection.run(
        """INSERT INTO shift (key, id, writer, number, day, opened, staff, cashier, float)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            position, opened.id, writer, opened.number, day_number(opened.day), entry.time, entry.staff,
            opened.cashier, int(opened.float),
        ),
    )  # fmt: skip
    connection.run(
        """UPDATE counter SET last_shift = max(last_shift, ?)
        WHERE till = (SELECT code FROM till WHERE writer = ?)""",
        (opened.number, writer),
    )


def apply_cashier(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Another cashier goes on with the drawer."""
    changed = cast(CashierChanged, entry.document)
    connection.run(
        "UPDATE shift SET staff = ?, cashier = ? WHERE id = ?", (entry.staff, changed.cashier, changed.shift)
    )


def apply_moved(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Cash in, cash out, cash to the safe."""
    moved = cast(CashMoved, entry.document)
    _event(connection, position, entry, moved.shift, moved.day, moved.purpose, int(moved.amount), moved.reason)


def apply_drawer(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The drawer was opened without a sale."""
    opened = cast(DrawerOpened, entry.document)
    _event(connection, position, entry, opened.shift, opened.day, "no_sale", 0, opened.reason)


def cash_left(
    connection: Connection, position: int, entry: Entry,
    paid: ConsignmentSettled | ConsignorPaid | ToppedUp | CashedOut, purpose: str, amount: int, reason: str,
) -> None:  # fmt: skip
    """Money left the drawer (−) or came into it for another act of the shop; it counts under a purpose of its own."""
    _event(connection, position, entry, paid.shift, paid.day, purpose, amount, reason)


def _event(
    connection: Connection, position: int, entry: Entry, shift: str, day: str, purpose: str, amount: int, reason: str
) -> None:
    connection.run(
        """INSERT INTO drawer_event (position, shift, day, at, purpose, amount, reason, staff)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (position, shift_key(connection, shift), day_number(day), entry.time, purpose, amount, reason, entry.staff),
    )


def apply_closed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A shift ends with its count.

    Counted twice (by a till that went back to a backup, or died before it told and another took its place), the later
    count is in force, in whatever order the two come.
    """
    closed = cast(ShiftClosed, entry.document)
    before = connection.run(
        """SELECT line ->> '$.time', device, epoch, seq FROM shift JOIN journal ON journal.position = close_position
        JOIN writer ON writer.key = journal.writer WHERE shift.id = ?""",
        (closed.shift,),
    ).fetchone()
    if before is not None and f"{before[0]}|{before[1]}|{before[2]:06d}|{before[3]:012d}" > stamp(entry):
        return
    connection.run(
        """UPDATE shift SET closed = ?, close_position = ?, expected = ?, counted = ?, difference = ? WHERE id = ?""",
        (entry.time, position, int(closed.expected), int(closed.counted), int(closed.difference), closed.shift),
    )
    movements.close_shift(connection, shift_key(connection, closed.shift))


_COLUMNS = """shift.key, id, writer, number, day, opened, staff, cashier, float, closed, close_position, expected,
    counted, difference, (SELECT code FROM till WHERE till.writer = shift.writer)"""
_OF_THE_DEVICE = """FROM writer AS me CROSS JOIN writer AS other ON other.device = me.device
    CROSS JOIN shift ON shift.writer = other.key WHERE me.key = ?"""
"""A till that was restored from a backup is the same device: it goes on with the shift that was open in it."""


def _row(values: Any) -> ShiftRow:
    return ShiftRow(*values)


def open_shift(connection: Connection, writer: int) -> ShiftRow | None:
    """The open shift of a till, also one that was opened before it was restored from a backup.

    Where it has none, the one that the till in whose place it began left open: its drawer is still to be counted.
    """
    row = connection.run(
        f"SELECT {_COLUMNS} {_OF_THE_DEVICE} AND closed IS NULL",
        (writer,),
    ).fetchone()
    if row is None and connection.run("SELECT 1 FROM shift WHERE closed IS NULL LIMIT 1").fetchone():
        row = _left(connection, writer, "closed IS NULL ORDER BY key")
    return _row(row) if row else None


def _left(connection: Connection, writer: int, wanted: str, *values: object) -> Any:
    """The first of the shifts that are wanted, of the tills in whose place this one began."""
    devices = sorted(shops.took_over(connection, writer))
    marks = ", ".join("?" * len(devices))
    return connection.run(
        f"SELECT {_COLUMNS} FROM shift WHERE writer IN (SELECT key FROM writer WHERE device IN ({marks}))"  # noqa: S608
        f" AND {wanted} LIMIT 1",
        (*devices, *values),
    ).fetchone()


def by_id(connection: Connection, shift_id: str) -> ShiftRow | None:
    """The shift with this id."""
    row = connection.run(f"SELECT {_COLUMNS} FROM shift WHERE id = ?", (shift_id,)).fetchone()  # noqa: S608
    return _row(row) if row else None


def latest(connection: Connection, *, limit: int = 30) -> list[ShiftRow]:
    """The newest shifts first."""
    rows = connection.run(f"SELECT {_COLUMNS} FROM shift ORDER BY key DESC LIMIT ?", (limit,))  # noqa: S608
    return [_row(row) for row in rows]


def figures(connection: Connection, shift: ShiftRow) -> ShiftFigures:
    """Sum the shift from its rows. Its sales lie behind its opening in the journal, so no index is needed."""
    last = shift.close_position or 2**62
    span = (shift.key, last, shift.key)
    sale = connection.run(
        """SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(discount), 0), coalesce(sum(total), 0),
            coalesce(sum(tax), 0), coalesce(sum(rounding), 0), coalesce(sum(sedekah), 0), min(position), max(position)
        FROM sale WHERE position > ? AND position < ? AND shift = ?""",
        span,
    ).fetchone()
    back = connection.run(
        """SELECT count(*), coalesce(sum(total), 0), coalesce(sum(rounding), 0), coalesce(sum(tax), 0)
        FROM refund WHERE position > ? AND position < ? AND shift = ?""",
        span,
    ).fetchone()
    ways = connection.run(
        """SELECT way, sum(amount), count(*) FROM payment WHERE position IN (
            SELECT position FROM sale WHERE position > ? AND position < ? AND shift = ?
            UNION ALL SELECT position FROM refund WHERE position > ? AND position < ? AND shift = ?)
        GROUP BY way ORDER BY way""",
        span * 2,
    ).fetchall()
    events = {
        row[0]: (row[1], row[2])
        for row in connection.run(
            "SELECT purpose, count(*), sum(amount) FROM drawer_event"
            " WHERE position > ? AND position < ? AND shift = ? GROUP BY purpose",
            span,
        )
    }
    dropped = connection.run(
        "SELECT count(*) FROM dropped_basket WHERE position > ? AND position < ? AND shift = ?", span
    ).fetchone()
    assert sale is not None
    assert back is not None
    assert dropped is not None
    return ShiftFigures(
        sales=sale[0], gross=sale[1], discount=sale[2], total=sale[3], tax=sale[4] - back[3],
        rounding=sale[5] - back[2], sedekah=sale[6], refunds=back[0], refunded=back[1],
        ways=[(row[0], row[1], row[2]) for row in ways],
        cash_in=events.get("in", (0, 0))[1], cash_out=-events.get("out", (0, 0))[1],
        to_safe=-events.get("safe", (0, 0))[1], to_consignors=-events.get("consignor", (0, 0))[1],
        top_ups=events.get("top_up", (0, 0))[1], card_out=-events.get("card_out", (0, 0))[1],
        no_sale_opens=events.get("no_sale", (0, 0))[0], dropped=dropped[0],
        first_number=_number(connection, sale[7]), last_number=_number(connection, sale[8]),
        cashiers=_cashiers(connection, span),
    )  # fmt: skip


def _cashiers(connection: Connection, span: tuple[int, int, int]) -> list[tuple[str, str, int, int, int, int]]:
    """(short id, name, sales, total, refunds, refunded) of everybody in a shift, by name."""
    # CROSS JOIN: SQLite would go through the whole journal since the shift began, with all that came of other tills.
    found: dict[str, list[Any]] = {}
    for place, table in ((1, "sale"), (3, "refund")):
        rows = connection.run(
            f"""SELECT line ->> '$.staff' AS staff, max(line ->> '$.body.cashier'), count(*), sum(total)
            FROM {table} CROSS JOIN journal ON journal.position = {table}.position
            WHERE {table}.position > ? AND {table}.position < ? AND shift = ? GROUP BY staff""",  # noqa: S608
            span,
        )
        for staff, name, count, total in rows:
            found.setdefault(staff, [name or "", 0, 0, 0, 0])[place : place + 2] = [count, total]
    return [(staff, *found[staff]) for staff in sorted(found, key=lambda staff: found[staff][0])]


def _number(connection: Connection, position: int | None) -> str:
    if position is None:
        return ""
    row = connection.run("SELECT number FROM sale WHERE position = ?", (position,)).fetchone()
    return str(row[0]) if row else ""


def closed(connection: Connection, writer: int, number: int | None) -> ShiftRow | None:
    """A closed shift of a till by its number, or the last one closed, also of the till in whose place it began."""
    wanted = "closed IS NOT NULL AND number = coalesce(?, number) ORDER BY close_position DESC"
    row = connection.run(
        f"SELECT {_COLUMNS} {_OF_THE_DEVICE} AND {wanted} LIMIT 1",
        (writer, number),
    ).fetchone()
    left = _left(connection, writer, wanted, number)
    found = [_row(one) for one in (row, left) if one]
    return max(found, key=lambda shift: shift.close_position or 0, default=None)


def events(connection: Connection, shift: ShiftRow) -> list[DrawerEvent]:
    """What happened to the drawer within a shift beside its sales, the newest first."""
    rows = connection.run(
        """SELECT position, at, purpose, amount, reason, staff FROM drawer_event
        WHERE position > ? AND position < ? AND shift = ? ORDER BY position DESC""",
        (shift.key, shift.close_position or 2**62, shift.key),
    )
    return [DrawerEvent(*row) for row in rows]
