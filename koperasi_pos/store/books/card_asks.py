"""Who asked whom for rights and was not answered yet, and where a card was seen: what rights follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import RightsAsked
from koperasi_pos.store.connections import Connection


@dataclass(frozen=True)
class Ask:
    """One till asks another one; `asker` and `asker_epoch` say who, `device` and `epoch` whom."""

    id: str
    position: int
    account: str
    asker: str
    asker_epoch: int
    device: str
    epoch: int
    amount: int
    now: int
    allowed: int
    edition: int
    """Of the limits that the asking till knew."""


@dataclass(frozen=True)
class Seen:
    """Where an account was last paid with: at this till and at others, as days (20261124), 0 for never."""

    here: int
    first: int
    last: int
    device: str
    """Of the other till that saw it last."""


def apply_asked(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Somebody asks; the answer may have come here before."""
    asked = cast(RightsAsked, entry.document)
    connection.run(
        """INSERT INTO card_ask (id, position, account, asker, device, epoch, amount, now, allowed, edition)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, account = excluded.account,
            asker = excluded.asker, device = excluded.device, epoch = excluded.epoch, amount = excluded.amount,
            now = excluded.now, allowed = excluded.allowed, edition = excluded.edition""",
        (
            entry.id, position, asked.account, writer, asked.device, asked.epoch, int(asked.amount), int(asked.now),
            int(asked.allowed), asked.edition,
        ),
    )  # fmt: skip


def answered(connection: Connection, ask: str) -> None:
    """Whoever was asked has given; the ask itself may still be on its way here."""
    connection.run(
        "INSERT INTO card_ask (id, answered) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET answered = 1", (ask,)
    )


_ASK = """SELECT card_ask.id, position, account, writer.device, writer.epoch, card_ask.device, card_ask.epoch, amount,
    now, allowed, edition FROM card_ask JOIN writer ON writer.key = asker WHERE answered = 0"""


def ask(connection: Connection, ask_id: str) -> Ask | None:
    """The ask with this id while nobody has answered it."""
    row = connection.run(f"{_ASK} AND card_ask.id = ?", (ask_id,)).fetchone()
    return Ask(*row) if row else None


def asks_to(connection: Connection, device: str, epoch: int) -> list[Ask]:
    """Asks that one holder has not answered, in the order in which they came."""
    rows = connection.run(f"{_ASK} AND card_ask.device = ? AND card_ask.epoch = ? ORDER BY position", (device, epoch))
    return [Ask(*row) for row in rows]


def asks_of(connection: Connection, account: str, asker: int) -> list[Ask]:
    """What one till has asked for an account and nobody has answered."""
    return [Ask(*row) for row in connection.run(f"{_ASK} AND account = ? AND asker = ?", (account, asker))]


def open_asks(connection: Connection) -> list[Ask]:
    """Every ask that nobody has answered."""
    return [Ask(*row) for row in connection.run(f"{_ASK} ORDER BY position")]


def asked_so_often(connection: Connection, account: str, asker: int) -> int:
    """How many asks one till ever wrote for an account."""
    row = connection.run("SELECT count(*) FROM card_ask WHERE account = ? AND asker = ?", (account, asker)).fetchone()
    return int(row[0]) if row else 0


def paid_here(connection: Connection, holder: int, day: int, after: int) -> list[str]:
    """Accounts that were paid with at one till on the days from `day` on, in entries that came after a position."""
    rows = connection.run(
        """SELECT DISTINCT account FROM card_movement
        WHERE position > ? AND day >= ? AND holder = ? AND kind = 'sale' ORDER BY account""",
        (after, day, holder),
    )
    return [row[0] for row in rows]


def paid_elsewhere(connection: Connection, holder: int, day: int, after: int) -> list[str]:
    """The same of other tills, where this one holds rights of the account."""
    rows = connection.run(
        """SELECT DISTINCT account FROM card_movement JOIN card_rights USING (account)
        WHERE position > ?3 AND day >= ?1 AND card_movement.holder <> ?2 AND kind = 'sale'
            AND card_rights.holder = ?2 AND rights > 0 ORDER BY account""",
        (day, holder, after),
    )
    return [row[0] for row in rows]


def held_here(connection: Connection, holder: int, after: str, limit: int) -> list[str]:
    """Accounts of which a holder has rights, in the order of their ids behind one of them."""
    rows = connection.run(
        "SELECT account FROM card_rights WHERE holder = ? AND account > ? AND rights > 0 ORDER BY account LIMIT ?",
        (holder, after, limit),
    )
    return [row[0] for row in rows]


def moved_here(connection: Connection, account: str, device: str, day: int) -> bool:
    """Whether money of an account came or went at one till on the days from `day` on."""
    row = connection.run(
        """SELECT 1 FROM card_movement JOIN writer ON writer.key = holder
        WHERE account = ? AND counted >= ? AND device = ? LIMIT 1""",
        (account, day, device),
    ).fetchone()
    return row is not None


def most_in_a_day(connection: Connection, account: str, device: str, day: int) -> int:
    """The most that was spent of an account at one till on one of the days from `day` on."""
    row = connection.run(
        """SELECT coalesce(max(spent), 0) FROM (SELECT -sum(amount) AS spent FROM card_movement
            JOIN writer ON writer.key = holder
            WHERE account = ? AND counted >= ? AND kind = 'sale' AND device = ? GROUP BY day)""",
        (account, day, device),
    ).fetchone()
    return int(row[0]) if row else 0


def seen(connection: Connection, account: str, device: str) -> Seen:
    """Where an account was paid with, by the days of the sales themselves."""
    rows = connection.run(
        """SELECT device, min(day), max(day), max(position) FROM card_movement JOIN writer ON writer.key = holder
        WHERE account = ? AND kind = 'sale' GROUP BY device""",
        (account,),
    ).fetchall()
    here = max((row[2] for row in rows if row[0] == device), default=0)
    others = [row for row in rows if row[0] != device]
    last = max(others, key=lambda row: (row[2], row[3]), default=None)
    if last is None:
        return Seen(here, 0, 0, "")
    return Seen(here, min(row[1] for row in others), last[2], last[0])


def paid_since(connection: Connection, account: str, holder: int, position: int) -> bool:
    """Whether an account was paid with at one till since an entry came there."""
    row = connection.run(
        "SELECT 1 FROM card_movement WHERE account = ? AND holder = ? AND position > ? AND kind = 'sale' LIMIT 1",
        (account, holder, position),
    ).fetchone()
    return row is not None
