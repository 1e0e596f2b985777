"""The journal read again into the books: at `rebuild`, `check`, and where a program keeps other books than a file."""

from __future__ import annotations

from collections.abc import Callable

import sqlcipher3

from koperasi_pos.journal import read_entry
from koperasi_pos.store import books
from koperasi_pos.store.connections import Connection

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, sqlcipher3.Error)
"""What a line raises that somebody damaged: no JSON, a field that is missing, goods that nobody ever saved."""

UNFIT = (ValueError, TypeError, AttributeError, sqlcipher3.IntegrityError)
"""What an entry of somebody else raises that the disk has no part in: a document of another form, ids that clash."""

Note = Callable[[str], None]


def version_of(connection: Connection) -> int:
    """The version of the books in the file, 0 for one that has none yet."""
    row = connection.run("PRAGMA user_version").fetchone()
    return int(row[0]) if row else 0


def remake(connection: Connection, *, note: Note | None = None) -> int:
    """Empty every book and read the journal again, in the open transaction. Returns the number of entries.

    What cannot be applied is raised, or noted where there is somebody to tell.
    """
    connection.run("PRAGMA defer_foreign_keys = ON")
    for table in books.TABLES:
        connection.run(f"DELETE FROM {table}")  # noqa: S608 - our own table names
    for table in books.SEARCH_TABLES:
        connection.run(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608
    entries = apply_all(connection, note=note)
    connection.run(f"PRAGMA user_version = {books.version()}")
    return entries


def apply_all(connection: Connection, *, note: Note | None = None) -> int:
    """Apply every entry. What cannot be applied is raised, or noted where there is somebody to tell."""
    after, entries = 0, 0
    while True:
        rows = connection.run(
            "SELECT position, writer, line FROM journal WHERE position > ? ORDER BY position LIMIT 2000", (after,)
        ).fetchall()
        for position, writer, line in rows:
            try:
                books.apply(connection, writer, position, read_entry(line.encode()))
            except UNREADABLE as error:
                if note is None:
                    raise
                note(f"books: entry {position} cannot be applied: {type(error).__name__}")
        if not rows:
            return entries
        entries += len(rows)
        after = rows[-1][0]
