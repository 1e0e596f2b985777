"""The shop and its tills as the journal knows them."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import ShopSaved, TillStarted
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection
from koperasi_pos.values import from_iso


def apply_shop(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved shop counts."""
    shop = cast(ShopSaved, entry.document)
    connection.run(
        """INSERT INTO shop (only, name, body, stamp) VALUES (1, ?, ?, ?)
        ON CONFLICT (only) DO UPDATE SET name = excluded.name, body = excluded.body, stamp = excluded.stamp
        WHERE excluded.stamp > shop.stamp""",
        (shop.name, shop.model_dump_json(exclude_defaults=True), stamp(entry)),
    )


def apply_till(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """A till and its receipt numbers begin; an epoch that goes on under the same code goes on counting."""
    till = cast(TillStarted, entry.document)
    connection.run(
        "INSERT INTO till (writer, code, public_key, started) VALUES (?, ?, ?, ?)",
        (writer, till.code, till.public_key, entry.time),
    )
    connection.run("INSERT OR IGNORE INTO counter (till) VALUES (?)", (till.code,))


def shop(connection: Connection) -> ShopSaved | None:
    """The shop in force, `None` before it was made."""
    row = connection.run("SELECT body FROM shop").fetchone()
    return _read_shop(row[0]) if row else None


@lru_cache(maxsize=4)
def _read_shop(body: str) -> ShopSaved:
    # Every sale asks for the shop, and it is the same for months; the text is the key, so a change is never missed.
    return ShopSaved.model_validate_json(body)


def till_code(connection: Connection, writer: int) -> str:
    """The code (`K1`) a writer numbers its receipts with."""
    row = connection.run("SELECT code FROM till WHERE writer = ?", (writer,)).fetchone()
    if row is None:
        raise LookupError(f"writer {writer} never started as a till")
    return str(row[0])


def counts(connection: Connection, code: str) -> tuple[int, int, int, int]:
    """(last sale, last refund, last shift, grand total in rupiah) of a till's code."""
    row = connection.run(
        "SELECT last_sale, last_refund, last_shift, grand_total FROM counter WHERE till = ?", (code,)
    ).fetchone()
    return (row[0], row[1], row[2], row[3]) if row else (0, 0, 0, 0)


def till_counts(connection: Connection, writer: int) -> tuple[str, int, int, int, int]:
    """(code, last sale, last refund, last shift, grand total) of the till that a writer is."""
    row = connection.run(
        """SELECT code, last_sale, last_refund, last_shift, grand_total FROM till JOIN counter ON counter.till = code
        WHERE writer = ?""",
        (writer,),
    ).fetchone()
    if row is None:
        raise LookupError(f"writer {writer} never started as a till")
    return (row[0], row[1], row[2], row[3], row[4])


def grand_total(connection: Connection, writer: int) -> int:
    """Rupiah that the till a writer is has ever sold, under every code it numbered with: it never goes back."""
    row = connection.run(
        """SELECT coalesce(sum(grand_total), 0) FROM counter WHERE till IN (
            SELECT code FROM till JOIN writer ON writer.key = till.writer
            WHERE device = (SELECT device FROM writer WHERE key = ?))""",
        (writer,),
    ).fetchone()
    return int(row[0]) if row else 0


def codes(connection: Connection) -> list[str]:
    """The codes of every till that this file knows, `K1`, `K1B`, `K2`."""
    return [str(row[0]) for row in connection.run("SELECT till FROM counter ORDER BY till")]


def shared_codes(connection: Connection) -> list[str]:
    """Codes under which more than one machine has begun."""
    rows = connection.run(
        """SELECT code FROM till JOIN writer ON writer.key = till.writer
        GROUP BY code HAVING count(DISTINCT device) > 1 ORDER BY code"""
    )
    return [str(row[0]) for row in rows]


def living(connection: Connection) -> list[tuple[str, str, int]]:
    """(code, device, epoch) of the tills as they live now, under their newest epoch."""
    rows = connection.run(
        """SELECT code, device, epoch FROM till JOIN writer ON writer.key = till.writer
        WHERE epoch = (SELECT max(epoch) FROM writer AS other WHERE other.device = writer.device) ORDER BY code"""
    )
    return [(row[0], row[1], row[2]) for row in rows]


def began_earlier(connection: Connection, writer: int) -> bool:
    """Whether another device began under the code of this one before it did; the device tells apart who began at once.

    Epochs of one device may share a code: the later ones go on counting.
    """
    row = connection.run(
        """SELECT 1 FROM till AS mine JOIN writer AS me ON me.key = mine.writer
        JOIN till AS other ON other.code = mine.code JOIN writer AS they ON they.key = other.writer
        WHERE mine.writer = ? AND they.device <> me.device
            AND (other.started, they.device) < (mine.started, me.device) LIMIT 1""",
        (writer,),
    ).fetchone()
    return row is not None


def begun_since(connection: Connection, device: str, reason: str, since: str) -> int:
    """How many epochs of a device began for a reason since a moment."""
    rows = connection.run(
        """SELECT till.started FROM till JOIN writer ON writer.key = till.writer
        JOIN journal ON journal.writer = till.writer AND journal.seq = 1
        WHERE device = ? AND journal.line ->> '$.body.reason' = ?""",
        (device, reason),
    ).fetchall()
    return sum(from_iso(row[0]) >= from_iso(since) for row in rows)


def took_over(connection: Connection, writer: int) -> set[str]:
    """Devices in whose place the device of a writer began, and those in whose place they began."""
    found: set[str] = set()
    asked = [row[0] for row in connection.run("SELECT device FROM writer WHERE key = ?", (writer,))]
    while asked:
        rows = connection.run(
            """SELECT before.device FROM writer AS mine
            JOIN journal ON journal.writer = mine.key AND journal.seq = 1 AND journal.kind = 'till'
            JOIN till ON till.code = journal.line ->> '$.body.replaces'
            JOIN writer AS before ON before.key = till.writer WHERE mine.device = ?""",
            (asked.pop(),),
        ).fetchall()
        new = {row[0] for row in rows} - found
        found |= new
        asked += new
    return found
