"""What the province told the shop: messages, recommended prices, what is blocked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import BlockListSaved, MessageSent, PriceRecommended
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
    """The latest price of each of the goods counts."""
    recommended = cast(PriceRecommended, entry.document)
    for one in recommended.prices:
        goods = one.code or _NAMED + one.name.strip().casefold()
        connection.run(
            """INSERT INTO recommended_price (goods, unit, price, at, note, sender, stamp) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (goods) DO UPDATE SET unit = excluded.unit, price = excluded.price, at = excluded.at,
                note = excluded.note, sender = excluded.sender, stamp = excluded.stamp
            WHERE excluded.stamp > recommended_price.stamp""",
            (goods, one.unit, int(one.price), entry.time, recommended.note, recommended.sender, stamp(entry)),
        )


def apply_block_list(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last list of its kind is in force, whole."""
    saved = cast(BlockListSaved, entry.document)
    row = connection.run("SELECT stamp FROM block_list WHERE what = ?", (saved.what,)).fetchone()
    if row is not None and row[0] >= stamp(entry):
        return
    connection.run("DELETE FROM blocked WHERE what = ?", (saved.what,))
    connection.run(
        """INSERT INTO block_list (what, sender, stamp) VALUES (?, ?, ?)
        ON CONFLICT (what) DO UPDATE SET sender = excluded.sender, stamp = excluded.stamp""",
        (saved.what, saved.sender, stamp(entry)),
    )
    connection.run_many(
        "INSERT OR REPLACE INTO blocked (what, code, reason) VALUES (?, ?, ?)",
        [(saved.what, one.code, one.reason) for one in saved.blocked],
    )


def messages(connection: Connection, limit: int = 100) -> list[MessageRow]:
    """The newest messages first."""
    rows = connection.run(
        """SELECT message.id, message.at, title, text, sender, coalesce(message_read.at, '') FROM message
        LEFT JOIN message_read USING (id) ORDER BY message.at DESC, message.position DESC LIMIT ?""",
        (limit,),
    )
    return [MessageRow(*row) for row in rows]


def unread(connection: Connection) -> int:
    """How many messages nobody has read here."""
    row = connection.run(
        "SELECT count(*) FROM message WHERE NOT EXISTS (SELECT 1 FROM message_read WHERE message_read.id = message.id)"
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
            "SELECT unit, price, at, note, sender FROM recommended_price WHERE goods = ?", (goods,)
        ).fetchone()
        if row is not None:
            return RecommendedRow(*row)
    return None


def blocked(connection: Connection, what: str, codes: Sequence[str]) -> list[BlockedRow]:
    """Those of the codes that are on the list in force; one question, because every sale asks."""
    marks = ",".join("?" * len(codes))
    asked = f"SELECT code, reason FROM blocked WHERE what = ? AND code IN ({marks})"  # noqa: S608 - marks alone
    rows = connection.run(asked, (what, *codes))
    return [BlockedRow(*row) for row in rows]


def block_list(connection: Connection, what: str) -> list[BlockedRow]:
    """The whole list in force."""
    return [BlockedRow(*row) for row in connection.run("SELECT code, reason FROM blocked WHERE what = ?", (what,))]
