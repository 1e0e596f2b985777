"""Decisions about dead holders, account by account: the same holder declared dead twice, unheard, stands out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import ReclaimSettled, RightsReclaimed
from koperasi_pos.store.books.holder_rows import change, holder_key
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.trade.card_doubles import Decision

_ROWS = """SELECT document, r.account, w.device, w.epoch, r.amount, r.transfers, r.before, r.day, r.stamp, r.given,
        r.settled, h.device, h.epoch, coalesce(held.short, 0), coalesce(person.name, ''),
        coalesce((SELECT code FROM till WHERE till.writer = r.writer), ''),
        coalesce((SELECT code FROM till WHERE till.writer = r.holder), '')
    FROM card_reclaim AS r JOIN writer AS w ON w.key = r.writer JOIN writer AS h ON h.key = r.holder
    LEFT JOIN card_rights AS held ON held.account = r.account AND held.holder = r.holder
    LEFT JOIN card_account ON card_account.id = r.account LEFT JOIN person ON person.id = card_account.person
    WHERE r.holder IN (SELECT holder FROM card_reclaim GROUP BY holder HAVING count(DISTINCT document) > 1)
    ORDER BY r.stamp, r.document, r.account"""


@dataclass(frozen=True)
class Reclaim:
    """What one decision took over of one account, and what became of it."""

    decision: Decision
    account: str
    name: str
    device: str
    """Who decided, with its life and the code of its till."""
    epoch: int
    till: str
    day: int
    dead_device: str
    dead_epoch: int
    dead_till: str
    short: int
    """What the guarantee bears now for what the dead holder is said to have spent of the account."""
    settled: bool


def keep(connection: Connection, writer: int, dead: int, entry: Entry, done: RightsReclaimed) -> None:
    """Remember a decision, row by row; that it was settled may have been heard before."""
    before, mark = json.dumps(done.before), stamp(entry)
    connection.run_many(
        """INSERT INTO card_reclaim (document, account, holder, writer, amount, transfers, before, day, stamp)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (document, account) DO UPDATE SET holder = excluded.holder, writer = excluded.writer,
            amount = excluded.amount, transfers = excluded.transfers, before = excluded.before, day = excluded.day,
            stamp = excluded.stamp""",
        [
            (
                done.id, line.account, dead, writer, int(line.amount),
                json.dumps({part.transfer: int(part.amount) for part in line.transfers}, sort_keys=True), before,
                int(done.day.replace("-", "")), mark,
            )
            for line in done.lines
        ],
    )  # fmt: skip


def _settle(connection: Connection, done: ReclaimSettled) -> None:
    """A person gave something back, or left the rest as it is. Raises `KeyError` before the decision is known here."""
    if (
        connection.run("SELECT 1 FROM card_reclaim WHERE document = ? AND writer > 0", (done.document,)).fetchone()
        is None
    ):
        raise KeyError(done.document)
    connection.run_many(
        """INSERT INTO card_reclaim (document, account, given) VALUES (?, ?, ?)
        ON CONFLICT (document, account) DO UPDATE SET given = given + excluded.given""",
        [(done.document, line.account, int(line.amount)) for line in done.lines],
    )
    if not done.lines:
        connection.run("UPDATE card_reclaim SET settled = 1 WHERE document = ?", (done.document,))


def apply_reclaim_settled(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """What was taken over a second time goes back to where it was taken from: the guarantee bears so much less."""
    done = cast(ReclaimSettled, entry.document)
    _settle(connection, done)
    dead = holder_key(connection, done.device, done.epoch)
    for line in done.lines:
        change(connection, line.account, writer, -int(line.amount))
        change(connection, line.account, dead, int(line.amount), taken=-int(line.amount))


def of_dead_twice(connection: Connection) -> list[Reclaim]:
    """Every row of every decision about holders that were declared dead more than once, the earliest first."""
    found = []
    for row in connection.run(_ROWS):
        # What the province decided counts as earlier: it is a till that gives back.
        rank = f"{1 if row[15] else 0}{row[8]}"
        decision = Decision(row[0], row[2], row[4], row[9], json.loads(row[5]), frozenset(json.loads(row[6])), rank)
        found.append(
            Reclaim(
                decision, row[1], row[14], row[2], row[3], row[15], row[7], row[11], row[12], row[16], row[13],
                bool(row[10]),
            )
        )  # fmt: skip
    return found


def decisions_about(connection: Connection, device: str, epoch: int) -> list[str]:
    """Ids of the decisions about a holder that were heard of here."""
    rows: Iterable[tuple[str]] = connection.run(
        """SELECT DISTINCT document FROM card_reclaim JOIN writer ON writer.key = holder
        WHERE device = ? AND epoch = ? ORDER BY document""",
        (device, epoch),
    )
    return [row[0] for row in rows]
