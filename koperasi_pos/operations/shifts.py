"""Open a shift, move cash, change cashier, close with a count; X and Z figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    Approval,
    CashierChanged,
    CashMoved,
    Denomination,
    DrawerOpened,
    ShiftClosed,
    ShiftOpened,
)
from koperasi_pos.operations.line import unsent
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, print_jobs
from koperasi_pos.store.books import rights, shifts, shops
from koperasi_pos.store.books.shifts import DrawerEvent, ShiftRow
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.shifts import (
    PURPOSES,
    OnCards,
    ShiftHead,
    check_float,
    check_reason,
    counted_cash,
    shift_closed,
)
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = [
    "DrawerEvent",
    "ShiftReport",
    "ShiftRow",
    "change_cashier",
    "close_shift",
    "current_shift",
    "drawer_events",
    "is_restored",
    "latest_shifts",
    "move_cash",
    "open_drawer",
    "open_shift",
    "take_up",
    "x_report",
    "z_report",
]


@dataclass(frozen=True)
class ShiftReport:
    """The Z (closed) or X figures of a shift, with the closing entry where there is one."""

    figures: ShiftClosed
    entry: Entry | None
    position: int | None


def current_shift(till: Till) -> ShiftRow | None:
    """The open shift of this till."""
    with till.reading() as connection:
        return shifts.open_shift(connection, till.writer(connection).key)


def latest_shifts(till: Till, *, limit: int = 30) -> list[ShiftRow]:
    """The newest shifts first."""
    with till.reading() as connection:
        return shifts.latest(connection, limit=limit)


def drawer_events(till: Till, shift: ShiftRow) -> list[DrawerEvent]:
    """Cash in and out, deposits and openings without a sale within a shift, the newest first."""
    with till.reading() as connection:
        return shifts.events(connection, shift)


def open_shift(till: Till, *, float_: Rupiah, id: str, by: Actor) -> Done[ShiftRow]:
    """Begin a shift with a float in the drawer; `Refusal("shift_open")` where one is open already."""
    require(by, "shift")
    check_float(float_)

    def make(connection: Connection) -> ShiftOpened:
        me = till.writer(connection)
        held = shifts.open_shift(connection, me.key)
        if held is not None:
            raise Refusal("shift_open", cashier=held.cashier)
        number = shops.counts(connection, shops.till_code(connection, me.key))[2] + 1
        return ShiftOpened(id=id, number=number, day=till.today(), cashier=by.name, float=float_)

    done = till.post_once(id, make, by=by, topics=("shift",))
    with till.reading() as connection:
        row = shifts.by_id(connection, id)
    assert row is not None
    return Done(row, done.changed)


def _needed(till: Till, connection: Connection) -> ShiftRow:
    row = shifts.open_shift(connection, till.writer(connection).key)
    if row is None:
        raise Refusal("no_open_shift")
    return row


def change_cashier(till: Till, *, id: str, by: Actor) -> Done[None]:
    """`by` (signed in with the own PIN) takes over the drawer of the open shift."""
    require(by, "shift")

    def make(connection: Connection) -> CashierChanged:
        return CashierChanged(id=id, shift=_needed(till, connection).id, cashier=by.name)

    done = till.post_once(id, make, by=by, topics=("shift",))
    return Done(None, done.changed)


def take_up(till: Till, *, id: str, by: Actor) -> Done[None]:
    """A cashier who signs in while another one's shift is open takes it over; head and treasurer only look in."""
    row = current_shift(till)
    if row is None or row.staff == by.staff or by.role != "cashier":
        return Done(None, changed=False)
    return change_cashier(till, id=id, by=by)


def is_restored(till: Till, shift: ShiftRow) -> bool:
    """Whether a backup was put back, or another machine took this till's place, while this shift was open."""
    with till.reading() as connection:
        return shift.writer != till.writer(connection).key


def move_cash(
    till: Till, *, purpose: str, amount: Rupiah, reason: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[CashMoved]:
    """Cash into the drawer (`in`), out of it (`out`) or to the safe (`safe`), with a reason; `amount` > 0."""
    if purpose not in PURPOSES:
        raise Refusal("purpose_unknown", purpose=purpose)
    if not ZERO < amount <= 1_000_000_000:
        raise Refusal("amount_out_of_range")
    require(by, "cash_in" if purpose == "in" else "cash_out", approvals)
    clean = check_reason(reason)

    def make(connection: Connection) -> CashMoved:
        shift = _needed(till, connection)
        signed = amount if purpose == "in" else -amount
        return CashMoved(
            id=id, shift=shift.id, day=till.today(), amount=signed, purpose=purpose, reason=clean,
            approvals=list(approvals), cashier=by.name,
        )  # fmt: skip

    def afterwards(connection: Connection, posted: Posted) -> None:
        print_jobs.add(connection, form="cash", time=posted.entry.time, document=posted.position, kick=True)

    done = till.post_once(id, make, by=by, topics=("shift", "print"), after=afterwards)
    return Done(cast(CashMoved, done.value.entry.document), done.changed)


def open_drawer(
    till: Till, *, reason: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[DrawerOpened]:
    """Open the drawer without a sale; who and why is written down."""
    require(by, "drawer", approvals)
    clean = check_reason(reason)

    def make(connection: Connection) -> DrawerOpened:
        shift = _needed(till, connection)
        return DrawerOpened(id=id, shift=shift.id, day=till.today(), reason=clean, approvals=list(approvals))

    def afterwards(connection: Connection, posted: Posted) -> None:
        print_jobs.add(connection, form="drawer", time=posted.entry.time, document=posted.position, kick=True)

    done = till.post_once(id, make, by=by, topics=("shift", "print"), after=afterwards)
    return Done(cast(DrawerOpened, done.value.entry.document), done.changed)


def _figures(
    till: Till,
    connection: Connection,
    row: ShiftRow,
    *,
    id: str,
    counted: Rupiah | None,
    denominations: Sequence[Denomination] = (),
    blind: bool = True,
    note: str = "",
) -> ShiftClosed:
    figures = shifts.figures(connection, row)
    head = ShiftHead(
        row.id, row.number, row.opened, row.cashier, Rupiah(row.float), till=row.till,
        restored=row.writer != till.writer(connection).key, cards=_on_cards(till, connection),
        unsent=unsent(connection),
    )  # fmt: skip
    grand = Rupiah(shops.grand_total(connection, row.writer))
    closing = shift_closed(
        head, figures, id=id, day=till.today(), counted=counted if counted is not None else ZERO, grand_total=grand,
        denominations=denominations, blind=blind, note=note,
    )  # fmt: skip
    if counted is None:
        return closing.model_copy(update={"counted": closing.expected, "difference": ZERO})
    return closing


def _on_cards(till: Till, connection: Connection) -> OnCards:
    mine, every, on_the_way, short = rights.totals(connection, till.writer(connection).key)
    return OnCards(every + on_the_way, mine, short)


def x_report(till: Till) -> ShiftReport:
    """The figures of the open shift right now; nothing is closed. `Refusal("no_open_shift")`."""
    with till.reading() as connection:
        row = _needed(till, connection)
        return ShiftReport(_figures(till, connection, row, id=row.id, counted=None), None, None)


def close_shift(
    till: Till,
    *,
    counted: Rupiah | None = None,
    denominations: Sequence[Denomination] = (),
    blind: bool = True,
    note: str = "",
    id: str,
    by: Actor,
) -> Done[ShiftReport]:
    """Close the open shift with a count (a sum, or by denomination); the difference is part of the document.

    Waits for neither line nor printer. Asked twice with the same id it closes once.
    """
    require(by, "shift")
    if counted is None and not denominations:
        raise Refusal("count_missing")
    sum_ = counted_cash(denominations) if denominations else counted

    def make(connection: Connection) -> ShiftClosed:
        row = _needed(till, connection)
        return _figures(till, connection, row, id=id, counted=sum_, denominations=denominations, blind=blind, note=note)

    def afterwards(connection: Connection, posted: Posted) -> None:
        print_jobs.add(connection, form="shift", time=posted.entry.time, document=posted.position)

    done = till.post_once(id, make, by=by, topics=("shift", "print"), after=afterwards)
    closed = cast(ShiftClosed, done.value.entry.document)
    return Done(ShiftReport(closed, done.value.entry, done.value.position), done.changed)


def z_report(till: Till, number: int | None = None) -> ShiftReport:
    """The Z figures of a closed shift of this till, the last one without a number; `Refusal("shift_unknown")`."""
    with till.reading() as connection:
        me = till.writer(connection).key
        row = shifts.closed(connection, me, number)
        if row is None or row.close_position is None:
            raise Refusal("shift_unknown", number=number or 0)
        posted = journal.at(connection, row.close_position)
    return ShiftReport(cast(ShiftClosed, posted.entry.document), posted.entry, posted.position)
