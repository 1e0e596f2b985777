"""The shop's encrypted SQLite file: one writer, readers a thread, one process a file."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3

from koperasi_pos.store import backup, books, replay, schema
from koperasi_pos.store.connections import Connection, ProcessLock, assert_sqlite, connect
from koperasi_pos.values import Refusal

_log = logging.getLogger(__name__)


class CommitUnknown(Exception):
    """COMMIT raised an error: the work may or may not be in the file. Look the document up by its id."""


class Database:
    """Opens the file, hands out the writer and the readers. Close it when done.

    Raises `Refusal("till_in_use")` where another process holds the file, `schema.NewerFile` where the file was
    written by a newer program.
    """

    def __init__(self, path: Path, key: bytes, *, writable: bool = True) -> None:
        assert_sqlite()
        if not path.exists() and not writable:
            raise Refusal("no_shop_here", folder=path.parent)
        self.path = path
        self.key = key
        self._readers = threading.local()
        self._open_readers: list[Connection] = []
        self._guard = threading.RLock()
        self._lock = ProcessLock(path.with_suffix(".lock")) if writable else None
        self._writer: Connection | None = None
        try:
            if writable:
                self._open_writer()
            else:
                self._look_at_version()
        except BaseException:
            self.close()
            raise

    def _look_at_version(self) -> None:
        """Refuse a newer file; bring an older one up to date first, as a till does that is opened for writing."""
        with self.read() as connection:
            found, kept = schema.version_of(connection), replay.version_of(connection)
        if found is not None and found > schema.HEAD:
            raise schema.NewerFile(found)
        if (found, kept) != (schema.HEAD, books.version()):
            Database(self.path, self.key).close()

    def _open_writer(self) -> None:
        if not self.path.exists():
            self._provision()
        self._writer = connect(self.path, self.key)
        found = schema.version_of(self._writer)
        if found is not None and found > schema.HEAD:
            raise schema.NewerFile(found)
        if found != schema.HEAD:
            if found is not None:
                backup.before_upgrade(self.path, self.key, found)
            with contextlib.closing(connect(self.path, self.key)) as upgrading:
                schema.upgrade(upgrading)
        if replay.version_of(self._writer) != books.version():
            with self.write() as connection:
                entries = replay.remake(connection, note=_log.warning)
            _log.info("the books were made anew from %d entries", entries)

    def _provision(self) -> None:
        """Make an empty file that keeps a WAL. EXTRA meanwhile: a strict file system could bring back a journal."""
        self.path.touch(mode=0o600)
        with contextlib.closing(connect(self.path, self.key)) as connection:
            connection.run("PRAGMA synchronous = EXTRA")
            connection.run("PRAGMA journal_mode = WAL")

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction (`BEGIN IMMEDIATE`) on the writer; all or nothing. Raises `CommitUnknown`."""
        with self._guard:
            if self._lock is None or not self._lock.held:
                raise RuntimeError("this database was opened for reading only, or closed")
            if self._writer is None:
                self._writer = connect(self.path, self.key)
            connection = self._writer
            connection.run("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                # SQLite may have rolled back by itself already (disk full); what was raised is what counts.
                if connection.in_transaction:
                    self._roll_back(connection)
                raise
            try:
                connection.run("COMMIT")
            except sqlcipher3.Error as error:
                self._drop_writer()
                raise CommitUnknown(str(error)) from error

    def _roll_back(self, connection: Connection) -> None:
        try:
            connection.run("ROLLBACK")
        except sqlcipher3.Error:
            self._drop_writer()

    def _drop_writer(self) -> None:
        """A connection that failed is not to be trusted: the next act starts from the file, once the disk lets it."""
        if self._writer is not None:
            with contextlib.suppress(sqlcipher3.Error):
                self._writer.close()
        self._writer = None

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent reading of the file (`query_only`), on this thread's own connection."""
        connection: Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._readers.connection = connect(self.path, self.key, query_only=True)
            with self._guard:
                self._open_readers.append(connection)
        if connection.in_transaction:
            yield connection
            return
        connection.run("BEGIN")
        try:
            yield connection
        finally:
            try:
                connection.run("ROLLBACK")
            except sqlcipher3.Error:
                self._drop_reader(connection)

    def _drop_reader(self, connection: Connection) -> None:
        """A reading that does not end would show this thread the same old state for ever: the next one starts anew."""
        self._readers.connection = None
        with self._guard, contextlib.suppress(ValueError):
            self._open_readers.remove(connection)
        with contextlib.suppress(sqlcipher3.Error):
            connection.close()

    @contextlib.contextmanager
    def outside_transaction(self) -> Iterator[Connection]:
        """A connection without an open transaction, for statements that SQLite refuses inside one (ATTACH, VACUUM)."""
        with self._guard, contextlib.closing(connect(self.path, self.key)) as connection:
            yield connection

    def empty_wal(self) -> None:
        """Write what waits in the log into the file, so that nothing older can be read there; busy is fine."""
        with self._guard:
            if self._writer is not None:
                self._writer.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every connection and let the file go."""
        with self._guard:
            for connection in (self._writer, *self._open_readers):
                if connection is not None:
                    connection.close()
            self._writer = None
            self._open_readers.clear()
            self._readers = threading.local()
            if self._lock is not None:
                self._lock.release()
