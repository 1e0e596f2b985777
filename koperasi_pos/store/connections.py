"""Bare connections to an encrypted file, the version of SQLite that is safe, and the lock of a process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import sqlcipher3

from koperasi_pos.values import Refusal

NEEDED_SQLITE = (3, 51, 3)
"""Older SQLite can corrupt a WAL file when two connections checkpoint at once (WAL-reset bug)."""

_SAFETY = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Without it REPLACE takes a row away unseen by the triggers that keep the journal.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",
)


class Rows(Protocol):
    """What a statement brings: rows as tuples, and what an INSERT or UPDATE did."""

    lastrowid: int
    rowcount: int

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one."""


class Connection:
    """A thin hand on a sqlcipher3 connection. Statements are SQL we write; there is nothing between them and SQLite.

    A layer of result objects on top cost as much as the commit itself (see CONTRIBUTING, "Why no ORM in the till").
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Run one statement with its values."""
        rows: Rows = self.raw.execute(statement, values)
        return rows

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows of values."""
        self.raw.executemany(statement, rows)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.raw.in_transaction)

    def close(self) -> None:
        """Let the file go."""
        self.raw.close()


def connect(path: Path, key: bytes, *, query_only: bool = False) -> Connection:
    """Open an encrypted file with our pragmas, transactions by hand; `key` is 32 raw bytes.

    Raises `Refusal("wrong_key")` where the key does not open the file.
    """
    connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=512)
    # A wrong key or a damaged page is raised and told; the library would also write its own lines beside the answers.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _SAFETY:
            connection.execute(pragma)
    except sqlcipher3.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise Refusal("wrong_key", file=path) from error
        raise
    if query_only:
        connection.execute("PRAGMA query_only = ON")
    return Connection(connection)


def assert_sqlite() -> None:
    """Refuse to run on a SQLite that can lose data."""
    version = tuple(int(part) for part in sqlcipher3.sqlite_version.split("."))
    if version < NEEDED_SQLITE:
        raise RuntimeError(f"SQLite {sqlcipher3.sqlite_version} is older than 3.51.3 and can corrupt the shop's file")


class ProcessLock:
    """Holds an operating system's lock on a file for as long as the process lives."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise Refusal("till_in_use", folder=path.parent) from error

    @property
    def held(self) -> bool:
        """Whether it still is ours."""
        return self._file >= 0

    def release(self) -> None:
        """Let the file go; twice is harmless."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
