"""Cards of another pesantren: whose are taken, what was asked and reserved, what was paid of it, what was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import (
    SettlementPaid,
    SettlementWithdrawn,
    VisitAnswered,
    VisitAsked,
    VisitClosed,
    VisitEnded,
    VisitPaid,
    VisitsAgreed,
    VisitsSettled,
    VisitStopped,
)
from koperasi_pos.store.books import rights
from koperasi_pos.store.books.card_payments import When, spent_on, take
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class Partner:
    """A shop whose cards are taken here."""

    shop: str
    name: str
    pesantren: str


@dataclass(frozen=True)
class Visit:
    """A card of another pesantren: what was asked for it, and what the province said."""

    id: str
    asker: int
    position: int
    token: str
    asked: int
    sale: str
    lease: bool
    answer: VisitAnswered | None
    reserved: int
    paid: int
    ended: bool
    stopped: str
    closed: bool

    @property
    def left(self) -> int:
        """What may still be paid from it."""
        over = self.ended or self.closed or self.stopped or self.answer is None or self.answer.code
        return 0 if over else max(0, self.reserved - self.paid)


@dataclass(frozen=True)
class SettledDay:
    """What was netted with a partner; `nth` counts further nettings of the same day."""

    partner: str
    name: str
    day: int
    nth: int
    claim: int
    debt: int
    net: int
    purchases: int


@dataclass(frozen=True)
class PaidBetween:
    """A payment between this shop and another: `amount` above 0 came here, below it went there."""

    id: str
    partner: str
    name: str
    day: int
    amount: int
    way: str
    proof: str
    said: str
    withdrawn: str


def apply_agreed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Two shops agreed, or one of them ended it; the last word counts."""
    said = cast(VisitsAgreed, entry.document)
    connection.run(
        """INSERT INTO visit_partner (shop, name, pesantren, active, stamp) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (shop) DO UPDATE SET name = excluded.name, pesantren = excluded.pesantren,
            active = excluded.active, stamp = excluded.stamp WHERE excluded.stamp > visit_partner.stamp""",
        (said.partner, said.name, said.pesantren, int(said.active), stamp(entry)),
    )


def apply_asked(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A till asked; the answer may have come here before."""
    asked = cast(VisitAsked, entry.document)
    connection.run(
        """INSERT INTO visit (id, asker, position, token, asked, sale, lease) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET asker = excluded.asker, position = excluded.position, token = excluded.token,
            asked = excluded.asked, sale = excluded.sale, lease = excluded.lease""",
        (asked.id, writer, position, asked.token_hash, int(asked.amount), asked.sale, int(asked.lease)),
    )


def apply_answered(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The province reserved something, or said why not; one that was restored does not take back what it had said."""
    answer = cast(VisitAnswered, entry.document)
    connection.run(
        """INSERT INTO visit (id, answer, reserved) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, reserved = excluded.reserved
        WHERE visit.answer = '' OR (visit.reserved = 0 AND visit.answer ->> '$.code' = 'visit_restored')
            OR (visit.reserved = 0 AND excluded.reserved > 0)""",
        (answer.visit, answer.model_dump_json(exclude_defaults=True), int(answer.amount)),
    )


def apply_ended(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The till needs it no more."""
    _mark(connection, cast(VisitEnded, entry.document).visit, "ended", 1)


def apply_closed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The province says that it is over."""
    _mark(connection, cast(VisitClosed, entry.document).visit, "closed", 1)


def apply_stopped(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """At home the card was lost, frozen or closed."""
    done = cast(VisitStopped, entry.document)
    _mark(connection, done.visit, "stopped", done.reason)


def _mark(connection: Connection, visit: str, column: str, value: str | int) -> None:
    connection.run(
        f"INSERT INTO visit (id, {column}) VALUES (?, ?)"  # noqa: S608 - our own names
        f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
        (visit, value),
    )


def apply_paid(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """One of our cards paid at another pesantren's shop, out of a transfer that the province keeps for it."""
    done = cast(VisitPaid, entry.document)
    if told_before(connection, f"paid/{done.transfer}/{done.sale}", writer, entry.epoch) is not None:
        return
    rights.pay_from(connection, done.transfer, done.account, int(done.amount))
    day = day_number(done.day)
    when = When(position, entry.time, day, day)
    take(connection, when, 0, done.account, writer, "sale", -int(done.amount), way="visit", reference="")
    spent_on(connection, when, done.account, done.categories)


def told_before(connection: Connection, what: str, writer: int, epoch: int) -> tuple[int, int] | None:
    """The writers (of the earlier life, of the later one) where this very act was told of before: a province that was
    restored may do it once more. `None` where it is new.
    """
    row = connection.run("SELECT writer, epoch FROM visit_act WHERE what = ?", (what,)).fetchone()
    if row is None:
        connection.run("INSERT INTO visit_act (what, writer, epoch) VALUES (?, ?, ?)", (what, writer, epoch))
        return None
    if epoch > row[1]:
        connection.run("UPDATE visit_act SET writer = ?, epoch = ? WHERE what = ?", (writer, epoch, what))
        return int(row[0]), writer
    return writer, int(row[0])


def apply_settled(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The province netted a day; what a later life of it says of the same day counts."""
    done = cast(VisitsSettled, entry.document)
    connection.run(
        """INSERT INTO visit_settled (partner, day, nth, epoch, position, name, claim, debt, net, purchases)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (partner, day, nth) DO UPDATE SET epoch = excluded.epoch, position = excluded.position,
            claim = excluded.claim, debt = excluded.debt, net = excluded.net, purchases = excluded.purchases
        WHERE excluded.epoch > visit_settled.epoch""",
        (
            done.partner, day_number(done.day), done.nth, entry.epoch, position, done.name, int(done.claim),
            int(done.debt), done.net, done.purchases,
        ),
    )  # fmt: skip


def apply_settlement_paid(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """One pesantren paid the other; that it was withdrawn may have been heard before."""
    done = cast(SettlementPaid, entry.document)
    amount = int(done.amount) if done.received else -int(done.amount)
    connection.run(
        """INSERT INTO visit_payment (id, partner, name, day, amount, way, proof, said)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET partner = excluded.partner, name = excluded.name, day = excluded.day,
            amount = excluded.amount, way = excluded.way, proof = excluded.proof, said = excluded.said""",
        (done.payment, done.partner, done.name, day_number(done.day), amount, done.way, done.proof, done.by),
    )


def apply_settlement_withdrawn(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """It was written down wrongly: it is owed again."""
    done = cast(SettlementWithdrawn, entry.document)
    connection.run(
        """INSERT INTO visit_payment (id, withdrawn) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET withdrawn = excluded.withdrawn""",
        (done.payment, done.reason or "-"),
    )


def partners(connection: Connection) -> list[Partner]:
    """Shops whose cards are taken here now, by name."""
    rows = connection.run("SELECT shop, name, pesantren FROM visit_partner WHERE active = 1 ORDER BY name, shop")
    return [Partner(*row) for row in rows]


_VISIT = """SELECT id, asker, position, token, asked, sale, lease, answer, reserved, paid, ended, stopped, closed
    FROM visit"""


def visit(connection: Connection, visit_id: str) -> Visit | None:
    """One reservation, or what was asked for."""
    row = connection.run(f"{_VISIT} WHERE id = ?", (visit_id,)).fetchone()
    return _read(row) if row else None


def of_token(connection: Connection, token: str, asker: int) -> list[Visit]:
    """Everything that one till ever asked for a card, the newest first."""
    rows = connection.run(f"{_VISIT} WHERE token = ? AND asker = ? ORDER BY position DESC", (token, asker))
    return [_read(row) for row in rows]


def open_visits(connection: Connection, asker: int) -> list[Visit]:
    """What one till asked for and has not ended, whether it was answered or not; the newest first."""
    rows = connection.run(
        f"""{_VISIT} WHERE asker = ? AND ended = 0 AND closed = 0 AND (answer = '' OR reserved > paid)
        ORDER BY position DESC""",
        (asker,),
    )
    return [_read(row) for row in rows]


def asked_for(connection: Connection, sale: str) -> list[str]:
    """Ids of what was asked for a basket and has not ended; a short question, because every sale puts it."""
    return [row[0] for row in connection.run("SELECT id FROM visit WHERE sale = ? AND ended = 0", (sale,))]


def newest(connection: Connection, asker: int, limit: int = 1) -> list[Visit]:
    """What one till asked for last."""
    rows = connection.run(f"{_VISIT} WHERE asker = ? ORDER BY position DESC LIMIT ?", (asker, limit))
    return [_read(row) for row in rows]


def _read(row: Sequence[object]) -> Visit:
    values = list(row)
    values[6], values[10], values[12] = bool(row[6]), bool(row[10]), bool(row[12])
    values[7] = VisitAnswered.model_validate_json(str(row[7])) if row[7] else None
    return Visit(*values)  # type: ignore[arg-type]


def settled_days(connection: Connection, limit: int = 200) -> list[SettledDay]:
    """What was netted, the newest first."""
    rows = connection.run(
        """SELECT partner, name, day, nth, claim, debt, net, purchases FROM visit_settled
        ORDER BY day DESC, partner, nth DESC LIMIT ?""",
        (limit,),
    )
    return [SettledDay(*row) for row in rows]


def payments(connection: Connection) -> list[PaidBetween]:
    """What was paid between this shop and others, the oldest first, withdrawn ones too."""
    rows = connection.run(
        """SELECT id, partner, name, day, amount, way, proof, said, withdrawn FROM visit_payment
        WHERE partner <> '' ORDER BY day, id"""
    )
    return [PaidBetween(*row) for row in rows]
