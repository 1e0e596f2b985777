"""Consigned goods by consignor, product and day: what came, was sold, given back, lost, and what of it is settled.

Every figure is a sum, so it comes out the same in whatever order writers come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from koperasi_pos.journal.documents import (
    ConsignmentMoved,
    ConsignmentSettled,
    CountedLine,
    RefundCompleted,
    SaleLine,
    SettledDay,
)
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.consignment import DayOf
from koperasi_pos.values import Quantity, Rupiah

_FIGURES = (
    "brought", "returned", "lost", "sold", "amount", "due", "loss",
    "settled_sold", "settled_amount", "settled_due", "settled_loss",
)  # fmt: skip
_ADD = (
    f"INSERT INTO consigned (consignor, product, day, {', '.join(_FIGURES)})"  # noqa: S608 - our own names
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (consignor, day, product) DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _FIGURES)
)
OPEN = "(sold <> settled_sold OR amount <> settled_amount OR due <> settled_due OR loss <> settled_loss)"
"""What no settlement took in yet, or too much of it."""

Keys = Mapping[str, int]


def _add(connection: Connection, rows: Iterable[tuple[str, int, int, dict[str, int]]]) -> None:
    """Add to the rows of (consignor, product, day)."""
    connection.run_many(
        _ADD,
        [(owner, product, day, *(int(more.get(name, 0)) for name in _FIGURES)) for owner, product, day, more in rows],
    )


def sold(connection: Connection, day: int, lines: Sequence[SaleLine], keys: Keys) -> None:
    """Goods of consignors among the lines of a sale."""
    _add(
        connection,
        [
            (line.owner, keys[line.product], day, {"sold": line.base, "amount": line.gross, "due": line.cost})
            for line in lines
        ],
    )


def came_back(connection: Connection, day: int, refund: RefundCompleted, keys: Keys) -> None:
    """Goods of consignors that a customer brought back: on the day of the refund, whenever they were settled."""
    _add(
        connection,
        [
            (
                line.owner, keys[line.product], day,
                {
                    "sold": -line.base, "amount": -line.gross, "due": -line.cost, "loss": line.loss,
                    "lost": 0 if line.restock else line.base,
                },
            )
            for line in refund.lines
            if line.owner
        ],
    )  # fmt: skip


def moved(connection: Connection, day: int, changed: ConsignmentMoved, keys: Keys) -> None:
    """Goods brought, given back or lost."""
    _add(
        connection,
        [
            (
                changed.consignor, keys[line.product], day,
                {changed.reason: line.quantity, "loss": line.due if changed.reason == "lost" else 0},
            )
            for line in changed.lines
        ],
    )  # fmt: skip


def counted(connection: Connection, day: int, lines: Sequence[CountedLine], keys: Keys) -> None:
    """A count of the shelf: what is missing is lost, what is too much was brought."""
    _add(
        connection,
        [
            (
                line.owner, keys[line.product], day,
                {"lost": max(-line.difference, 0), "brought": max(line.difference, 0), "loss": line.loss},
            )
            for line in lines
            if line.difference
        ],
    )  # fmt: skip


def settled(connection: Connection, day: int, done: ConsignmentSettled, keys: Keys) -> None:
    """What a settlement took in, day by day, and what it found: goods that went home and goods that were gone."""
    rows: list[tuple[str, int, int, dict[str, int]]] = []
    for line in done.lines:
        product = keys[line.product]
        for part in line.days:
            took_in = {
                "settled_sold": part.sold, "settled_amount": part.amount, "settled_due": part.due,
                "settled_loss": part.loss,
            }  # fmt: skip
            rows.append((done.consignor, product, int(part.day.replace("-", "")), took_in))
        if line.back or line.gone:
            found = {"returned": line.back, "lost": line.gone, "loss": line.gone_due}
            rows.append((done.consignor, product, day, found))
    _add(connection, rows)


def iso(day: int) -> str:
    """20261124 as `2026-11-24`."""
    text = str(day)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def days_of(connection: Connection, consignor: str, first: int, last: int) -> dict[str, list[DayOf]]:
    """Product → its days from one to another, and those before that an earlier settlement took in not quite right.

    Goods that came back after their day was settled stand there, and sales of a till that was cut off.
    """
    rows = connection.run(
        f"""SELECT product.id, day, {", ".join(_FIGURES)} FROM consigned JOIN product ON product.key = product
        WHERE consignor = ?1 AND (day BETWEEN ?2 AND ?3 OR day < ?2 AND {OPEN} AND EXISTS (
            SELECT 1 FROM consignment_event AS done WHERE done.consignor = ?1 AND done.kind = 'settled'
            AND consigned.day BETWEEN done.first AND done.last))
        ORDER BY product.id, day""",  # noqa: S608 - our own names
        (consignor, first, last),
    )
    found: dict[str, list[DayOf]] = {}
    for product, day, brought, returned, lost, sold, amount, due, loss, *took_in in rows:
        done = SettledDay(
            day=iso(day), sold=Quantity(took_in[0]), amount=Rupiah(took_in[1]), due=Rupiah(took_in[2]),
            loss=Rupiah(took_in[3]),
        )  # fmt: skip
        one = DayOf(iso(day), brought, returned, lost, sold, amount, due, loss, done)
        found.setdefault(product, []).append(one)
    return found


def first_open_day(connection: Connection, consignor: str) -> str:
    """The first day with goods that no settlement was about yet, ISO; empty where there is none."""
    spans = connection.run(
        "SELECT DISTINCT first, last FROM consignment_event WHERE consignor = ? AND kind = 'settled' ORDER BY first",
        (consignor,),
    ).fetchall()
    after = 0
    for first, last in spans:
        if first > after and (found := _first_between(connection, consignor, after, first)):
            return iso(found)
        after = max(after, last)
    found = _first_between(connection, consignor, after, 99_999_999)
    return iso(found) if found else ""


def _first_between(connection: Connection, consignor: str, after: int, before: int) -> int:
    """The first day with goods between two days, neither included; 0 where there is none."""
    row = connection.run(
        "SELECT min(day) FROM consigned WHERE consignor = ? AND day > ? AND day < ?", (consignor, after, before)
    ).fetchone()
    return int(row[0]) if row and row[0] else 0
