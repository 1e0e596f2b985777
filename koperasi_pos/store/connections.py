"""Bare connections to an encrypted file, the version of SQLite that is safe, and the lock of a process."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import sqlcipher3

from koperasi_pos.values import Refusal

NEEDED_SQLITE = (3, 51, 3)
"""Older SQLite can corrupt a WAL file when two connections checkpoint at once (WAL-reset bug)."""

_SAFETY = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, key: bytes, *, query_only: bool = False) -> Any:
    """A bare sqlcipher3 connection to an encrypted file with our pragmas; `key` is 32 raw bytes.

    Raises `Refusal("wrong_key")` where the key does not open the file.
    """
    connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=512)
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
    return connection


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

    def release(self) -> None:
        """Let the file go; twice is harmless."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
