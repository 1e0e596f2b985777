"""What the province told the shop: messages, recommended prices, what is blocked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import BlockListSaved, MessageSent, PriceRecommended, Withdrawn
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection

_NAMED = "name:"
"""Before the name of goods that the province knows no code of."""


class MessageRow(NamedTuple):
    """A message of the province; `read` is empty until somebody at this till has read it."""

    id: str
    at: str
    title: str
    text: str
    sender: str
    read: str


class RecommendedRow(NamedTuple):
    """A price that the province recommends."""

    unit: str
    price: int
    at: str
    note: str
    sender: str


class BlockedRow(NamedTuple):
    """A code that is blocked, and why."""

    code: str
    reason: str


def apply_message(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A message came."""
    sent = cast(MessageSent, entry.document)
    connection.run(
        "INSERT INTO message (position, id, at, title, text, sender) VALUES (?, ?, ?, ?, ?, ?)",
        (position, entry.id, entry.time, sent.title, sent.text, sent.sender),
    )


def apply_prices(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Prices came; the latest of each of the goods that was not withdrawn counts."""
    recommended = cast(PriceRecommended, entry.document)
    for one in recommended.prices:
        goods = one.code or _NAMED + one.name.strip().casefold()
        connection.run(
            "INSERT OR IGNORE INTO recommended_price (goods, document, unit, price, at, note, sender, stamp)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                goods, entry.id, one.unit, int(one.price), entry.time, recommended.note, recommended.sender,
                stamp(entry),
            ),
        )  # fmt: skip


def apply_block_list(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A list came; the last one of its kind that was not withdrawn is in force, whole."""
    saved = cast(BlockListSaved, entry.document)
    connection.run(
        "INSERT INTO block_list (id, what, sender, stamp) VALUES (?, ?, ?, ?)",
        (entry.id, saved.what, saved.sender, stamp(entry)),
    )
    connection.run_many(
        "INSERT OR REPLACE INTO blocked (list, code, reason) VALUES (?, ?, ?)",
        [(entry.id, one.code, one.reason) for one in saved.blocked],
    )


def apply_withdrawn(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Something is as if it had never been told, whichever of the two is heard first."""
    gone = cast(Withdrawn, entry.document)
    connection.run(
        """INSERT INTO withdrawn (id, at, reason, sender, stamp) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET at = excluded.at, reason = excluded.reason, sender = excluded.sender,
            stamp = excluded.stamp
        WHERE excluded.stamp < withdrawn.stamp""",
        (gone.withdraws, entry.time, gone.reason, gone.sender, stamp(entry)),
    )


def messages(connection: Connection, limit: int = 100) -> list[MessageRow]:
    """The newest messages first."""
    rows = connection.run(
        """SELECT message.id, message.at, title, text, sender, coalesce(message_read.at, '') FROM message
        LEFT JOIN message_read USING (id) WHERE message.id NOT IN (SELECT id FROM withdrawn)
        ORDER BY message.at DESC, message.position DESC LIMIT ?""",
        (limit,),
    )
    return [MessageRow(*row) for row in rows]


def unread(connection: Connection) -> int:
    """How many messages nobody has read here."""
    row = connection.run(
        """SELECT count(*) FROM message WHERE id NOT IN (SELECT id FROM withdrawn)
        AND NOT EXISTS (SELECT 1 FROM message_read WHERE message_read.id = message.id)"""
    ).fetchone()
    return int(row[0]) if row else 0


def note_read(connection: Connection, message: str, at: str, staff: str) -> bool:
    """Somebody has read a message; whether that is news. Only this machine remembers it."""
    written = connection.run(
        "INSERT OR IGNORE INTO message_read (id, at, staff) VALUES (?, ?, ?)", (message, at, staff)
    )
    return written.rowcount > 0


def recommended(connection: Connection, codes: Sequence[str], name: str) -> RecommendedRow | None:
    """The price recommended for goods with one of these codes, or with this name."""
    for goods in (*codes, _NAMED + name.strip().casefold()):
        row = connection.run(
            """SELECT unit, price, at, note, sender FROM recommended_price
            WHERE goods = ? AND document NOT IN (SELECT id FROM withdrawn) ORDER BY stamp DESC LIMIT 1""",
            (goods,),
        ).fetchone()
        if row is not None:
            return RecommendedRow(*row)
    return None


def is_blocking(connection: Connection, what: str) -> bool:
    """Whether a list of this kind is in force and names anything at all: asked at every sale."""
    return bool(_in_force(connection, what))


def blocked(connection: Connection, what: str, codes: Sequence[str]) -> list[BlockedRow]:
    """Those of the codes that are on the list in force."""
    found = _in_force(connection, what)
    if not found:
        return []
    marks = ",".join("?" * len(codes))
    asked = f"SELECT code, reason FROM blocked WHERE list = ? AND code IN ({marks})"  # noqa: S608 - marks alone
    return [BlockedRow(*row) for row in connection.run(asked, (found, *codes))]


def block_list(connection: Connection, what: str) -> list[BlockedRow]:
    """The whole list in force."""
    found = _in_force(connection, what)
    return [BlockedRow(*row) for row in connection.run("SELECT code, reason FROM blocked WHERE list = ?", (found,))]


def _in_force(connection: Connection, what: str) -> str:
    """The id of the list in force, empty where nothing is blocked."""
    row = connection.run(
        """SELECT id, EXISTS (SELECT 1 FROM blocked WHERE list = block_list.id) FROM block_list
        WHERE what = ? AND id NOT IN (SELECT id FROM withdrawn) ORDER BY stamp DESC LIMIT 1""",
        (what,),
    ).fetchone()
    return str(row[0]) if row and row[1] else ""
