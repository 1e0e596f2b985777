"""The journal in the file: numbers, chains and keeps entries, and posts each to the books in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from koperasi_pos.journal import GENESIS, Entry, link, read_entry, write_entry
from koperasi_pos.journal.documents import Document
from koperasi_pos.store import bare, books
from koperasi_pos.store.connections import Connection

_INSERT = "INSERT INTO journal (writer, seq, kind, id, hash, line) VALUES (?, ?, ?, ?, ?, ?)"
_HEAD = "SELECT seq, hash FROM journal WHERE writer = ? ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True)
class Writer:
    """Who writes here: `key` within this file, device and epoch everywhere."""

    key: int
    device: str
    epoch: int


@dataclass(frozen=True)
class Posted:
    """An entry and where it stands in this file."""

    position: int
    entry: Entry


class TooEarly(Exception):
    """An entry that names goods or a sale of another writer whose entry has not come yet: ask again after that one."""


def writer(connection: Connection, device: str, epoch: int) -> Writer:
    """The writer of (device, epoch), made when it is new to this file."""
    row = connection.run("SELECT key FROM writer WHERE device = ? AND epoch = ?", (device, epoch)).fetchone()
    if row is None:
        row = connection.run(
            "INSERT INTO writer (device, epoch) VALUES (?, ?) RETURNING key", (device, epoch)
        ).fetchone()
        assert row is not None
    return Writer(row[0], device, epoch)


def writer_of(connection: Connection, device: str, epoch: int) -> Writer | None:
    """The writer of (device, epoch) where this file knows it."""
    row = connection.run("SELECT key FROM writer WHERE device = ? AND epoch = ?", (device, epoch)).fetchone()
    return Writer(row[0], device, epoch) if row else None


def this_till(connection: Connection) -> Writer | None:
    """The writer that this machine writes as, `None` before the shop is made."""
    row = connection.run(
        "SELECT writer.key, device, epoch FROM this_till JOIN writer ON writer.key = this_till.writer"
    ).fetchone()
    return Writer(*row) if row else None


def become(connection: Connection, device: str, epoch: int) -> Writer:
    """From now on this machine writes as (device, epoch)."""
    me = writer(connection, device, epoch)
    connection.run("INSERT OR REPLACE INTO this_till (only, writer) VALUES (1, ?)", (me.key,))
    return me


def head(connection: Connection, writer_key: int) -> tuple[int, str]:
    """Number and hash of the writer's last entry; `(0, GENESIS)` before the first."""
    row = connection.run(_HEAD, (writer_key,)).fetchone()
    return (row[0], row[1].hex()) if row else (0, GENESIS)


def post(connection: Connection, me: Writer, document: Document, *, staff: str, time: str) -> Posted:
    """Write a document of our own as the next entry and apply it to the books."""
    seq, prev = head(connection, me.key)
    entry = write_entry(document, writer=me.device, epoch=me.epoch, seq=seq + 1, time=time, staff=staff, prev=prev)
    return _keep(connection, me, entry)


def receive(connection: Connection, line: bytes) -> Posted | None:
    """Keep an entry of another writer, byte for byte; `None` where we have it already.

    Raises `ChainBroken` where it does not follow the writer's last entry, `TooEarly` where it speaks of what a third
    writer has not told us yet, `ValueError` where it is no entry. Then nothing of it is kept, and the open
    transaction may go on with other entries.
    """
    entry = read_entry(line)
    author = writer(connection, entry.writer, entry.epoch)
    held = connection.run("SELECT hash FROM journal WHERE writer = ? AND seq = ?", (author.key, entry.seq)).fetchone()
    if held is not None and held[0].hex() == entry.hash:
        return None
    link(*head(connection, author.key), entry)
    connection.run("SAVEPOINT entry")
    try:
        return _keep(connection, author, entry)
    except BaseException as error:
        connection.run("ROLLBACK TO entry")
        if isinstance(error, KeyError) or "FOREIGN KEY" in str(error):
            raise TooEarly(f"{entry.writer}/{entry.epoch}/{entry.seq}") from error
        raise
    finally:
        connection.run("RELEASE entry")


def keep_unread(connection: Connection, line: bytes) -> Posted:
    """Keep an entry that follows its writer's last one without applying it: this program cannot read its document.

    Raises `ChainBroken` where it does not follow, `ValueError` where it is no entry.
    """
    entry = read_entry(line)
    author = writer(connection, entry.writer, entry.epoch)
    link(*head(connection, author.key), entry)
    return Posted(_insert(connection, author, entry), entry)


def _keep(connection: Connection, author: Writer, entry: Entry) -> Posted:
    position = _insert(connection, author, entry)
    books.apply(connection, author.key, position, entry)
    if entry.kind in bare.KINDS:
        bare.make_bare(connection, entry)
    return Posted(position, entry)


def _insert(connection: Connection, author: Writer, entry: Entry) -> int:
    cursor = connection.run(
        _INSERT,
        (author.key, entry.seq, entry.kind, bytes.fromhex(entry.id), bytes.fromhex(entry.hash), entry.line.decode()),
    )
    return cursor.lastrowid


def find(connection: Connection, document_id: str) -> Posted | None:
    """The entry that carries the document with this id (32 hex digits), if it was ever posted."""
    row = connection.run("SELECT position, line FROM journal WHERE id = ?", (bytes.fromhex(document_id),)).fetchone()
    return _read(connection, [row])[0] if row else None


def _read(connection: Connection, rows: list[tuple[int, str]]) -> list[Posted]:
    """Entries as people may read them, with their positions."""
    found = bare.veiled(connection, [read_entry(line.encode()) for _position, line in rows])
    return [Posted(position, entry) for (position, _line), entry in zip(rows, found, strict=True)]


def at(connection: Connection, position: int) -> Posted:
    """The entry at a position; `KeyError` where there is none."""
    row = connection.run("SELECT line FROM journal WHERE position = ?", (position,)).fetchone()
    if row is None:
        raise KeyError(position)
    return _read(connection, [(position, row[0])])[0]


def lines(connection: Connection, after: int = 0, *, limit: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(position, bytes) of the entries above a position, in the order they came into this file."""
    rows = connection.run(
        "SELECT position, line FROM journal WHERE position > ? ORDER BY position LIMIT ?",
        (after, -1 if limit is None else limit),
    )
    for position, line in rows:
        yield position, line.encode()


def latest(connection: Connection, limit: int = 200, *, before: int | None = None) -> list[Posted]:
    """The newest entries first; who did what."""
    rows = connection.run(
        "SELECT position, line FROM journal WHERE position < ? ORDER BY position DESC LIMIT ?",
        (2**62 if before is None else before, limit),
    )
    return _read(connection, rows.fetchall())


def between(
    connection: Connection,
    first_day: str,
    last_day: str,
    span: tuple[int, int],
    *,
    kinds: Sequence[str] = (),
    staff: str = "",
    limit: int = 200,
) -> list[Posted]:
    """Entries written on the days (ISO, both included) at positions above `span[0]` and below `span[1]`, newest first.

    Where given, only of these kinds and by this person.
    """
    wanted = ["position > ?", "position < ?", "substr(json_extract(line, '$.time'), 1, 10) BETWEEN ? AND ?"]
    values: list[object] = [*span, first_day, last_day]
    if kinds:
        wanted.append(f"kind IN ({', '.join('?' * len(kinds))})")
        values += kinds
    if staff:
        wanted.append("json_extract(line, '$.staff') = ?")
        values.append(staff)
    rows = connection.run(
        f"SELECT position, line FROM journal WHERE {' AND '.join(wanted)} ORDER BY position DESC LIMIT ?",  # noqa: S608
        (*values, limit),
    )
    return _read(connection, rows.fetchall())


def position_before(connection: Connection, writer_key: int, day: str) -> int:
    """The position of a writer's last entry before a day (ISO), 0 where there is none; found by halving its numbers."""
    low, (high, _hash) = 0, head(connection, writer_key)
    while low < high:
        middle = (low + high + 1) // 2
        row = connection.run(
            "SELECT json_extract(line, '$.time') FROM journal WHERE writer = ? AND seq = ?", (writer_key, middle)
        ).fetchone()
        if row is not None and row[0][:10] < day:
            low = middle
        else:
            high = middle - 1
    row = connection.run("SELECT position FROM journal WHERE writer = ? AND seq = ?", (writer_key, low)).fetchone()
    return int(row[0]) if row else 0


def last_time(connection: Connection, writer_key: int) -> str | None:
    """When the writer's last entry was written, by its own clock."""
    row = connection.run(
        "SELECT line ->> '$.time' FROM journal WHERE writer = ? ORDER BY seq DESC LIMIT 1", (writer_key,)
    ).fetchone()
    return str(row[0]) if row else None


def newest_time(connection: Connection, before: str = "9999") -> str | None:
    """The latest time that any entry carries, of those before a moment. Reads the whole journal."""
    row = connection.run("SELECT max(line ->> '$.time') FROM journal WHERE line ->> '$.time' < ?", (before,)).fetchone()
    return str(row[0]) if row and row[0] else None


def last_position(connection: Connection) -> int:
    """Where the entry that came last into this file stands, 0 in an empty one."""
    row = connection.run("SELECT coalesce(max(position), 0) FROM journal").fetchone()
    return int(row[0]) if row else 0
