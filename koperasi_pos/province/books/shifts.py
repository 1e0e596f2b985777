"""Shifts and refunds as rows: who had the drawer, what was expected and counted, what came back and why."""

from __future__ import annotations

from typing import Any, cast

from psycopg import Connection

from koperasi_pos.journal.documents import CashierChanged, ShiftClosed, ShiftOpened
from koperasi_pos.province.books.batch import At, Batch, day_of
from koperasi_pos.province.books.sums import LARGEST
from koperasi_pos.values import from_iso

_OPENED = """INSERT INTO shift (shop, id, device, number, day, cashier, opened, float)
    VALUES (%(shop)s, %(id)s, %(device)s, %(number)s, %(day)s, %(cashier)s, %(opened)s, %(float)s)
    ON CONFLICT (shop, id) DO UPDATE SET device = excluded.device, number = excluded.number, day = excluded.day,
        opened = excluded.opened, float = excluded.float,
        cashier = CASE WHEN shift.cashier = '' THEN excluded.cashier ELSE shift.cashier END"""
_CASHIER = """INSERT INTO shift (shop, id, device, cashier) VALUES (%(shop)s, %(id)s, %(device)s, %(cashier)s)
    ON CONFLICT (shop, id) DO UPDATE SET cashier = excluded.cashier"""
_CLOSED = """INSERT INTO shift (shop, id, device, till, number, day, cashier, opened, closed, closed_day, float, sales,
        total, refunded, cash_in, cash_out, to_safe, expected, counted, difference, restored, note)
    VALUES (%(shop)s, %(id)s, %(device)s, %(till)s, %(number)s, %(day)s, %(cashier)s, %(opened)s, %(closed)s, %(day)s,
        %(float)s, %(sales)s, %(total)s, %(refunded)s, %(cash_in)s, %(cash_out)s, %(to_safe)s, %(expected)s,
        %(counted)s, %(difference)s, %(restored)s, %(note)s)
    ON CONFLICT (shop, id) DO UPDATE SET till = excluded.till, number = excluded.number, cashier = excluded.cashier,
        closed = excluded.closed, closed_day = excluded.closed_day, float = excluded.float, sales = excluded.sales,
        total = excluded.total, refunded = excluded.refunded, cash_in = excluded.cash_in,
        cash_out = excluded.cash_out, to_safe = excluded.to_safe, expected = excluded.expected,
        counted = excluded.counted, difference = excluded.difference, restored = excluded.restored,
        note = excluded.note
    WHERE shift.closed IS NULL OR excluded.closed >= shift.closed"""
# A till that was restored from a backup closes a shift again that it had closed before: the later count is in force.
_REFUND = """INSERT INTO refund (shop, id, device, day, at, number, sale_number, total, written_off, reason)
    VALUES (%(shop)s, %(id)s, %(device)s, %(day)s, %(at)s, %(number)s, %(sale_number)s, %(total)s, %(written_off)s,
        %(reason)s)
    ON CONFLICT (shop, id) DO NOTHING"""


def gather_opened(batch: Batch, at: At) -> None:
    """A shift begins."""
    opened = cast(ShiftOpened, at.entry.document)
    columns = {
        "id": opened.id, "device": at.entry.writer, "number": opened.number, "day": day_of(opened.day),
        "cashier": opened.cashier, "opened": at.moment, "float": _sound(opened.float),
    }  # fmt: skip
    batch.shifts.append((_OPENED, columns))


def gather_cashier(batch: Batch, at: At) -> None:
    """Somebody else goes on with the drawer."""
    changed = cast(CashierChanged, at.entry.document)
    columns = {"id": changed.shift, "device": at.entry.writer, "cashier": changed.cashier}
    batch.shifts.append((_CASHIER, columns))


def gather_closed(batch: Batch, at: At) -> None:
    """A shift ends with its count; its figures are those of the document."""
    closed = cast(ShiftClosed, at.entry.document)
    columns: dict[str, Any] = {
        "id": closed.shift, "device": at.entry.writer, "till": closed.till, "number": closed.number,
        "day": day_of(closed.day), "cashier": closed.cashier, "opened": from_iso(closed.opened), "closed": at.moment,
        "restored": closed.restored, "note": closed.note,
    }  # fmt: skip
    for name in (
        "float", "sales", "total", "refunded", "cash_in", "cash_out", "to_safe", "expected", "counted", "difference",
    ):  # fmt: skip
        columns[name] = _sound(getattr(closed, name))
    batch.shifts.append((_CLOSED, columns))


def _sound(figure: int) -> int:
    if not -LARGEST < figure < LARGEST:
        raise ValueError("a figure that no shop has")
    return int(figure)


def write(connection: Connection[Any], batch: Batch) -> None:
    """Bring the shifts and refunds of a shop up to a batch, in the order in which things happened."""
    for statement, columns in batch.shifts:
        connection.execute(statement, {"shop": batch.shop, **columns})
    if batch.refunds:
        with connection.cursor() as cursor:
            cursor.executemany(_REFUND, [{"shop": batch.shop, **refund} for refund in batch.refunds])
