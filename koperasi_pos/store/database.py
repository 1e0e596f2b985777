"""The shop's encrypted SQLite file: one writer, readers a thread, one process a file."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from koperasi_pos.store import backup, schema
from koperasi_pos.store.connections import ProcessLock, assert_sqlite, connect
from koperasi_pos.values import Refusal


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
        self._reading = self._engine(query_only=True, opening="BEGIN")
        self._writer: Connection | None = None
        if writable:
            try:
                self._open_writer()
            except BaseException:
                self.close()
                raise

    def _open_writer(self) -> None:
        if not self.path.exists():
            self._provision()
        connection = self._writer = self._engine(query_only=False).connect()
        found = schema.version_of(connection)
        connection.rollback()
        if found is not None and found > schema.HEAD:
            raise schema.NewerFile(found)
        if found != schema.HEAD:
            if found is not None:
                backup.before_upgrade(self.path, self.key, found)
            with connection.begin():
                schema.upgrade(connection)

    def _provision(self) -> None:
        """Make an empty file that keeps a WAL. EXTRA meanwhile: a strict file system could bring back a journal."""
        self.path.touch(mode=0o600)
        connection = connect(self.path, self.key)
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()

    def _engine(self, *, query_only: bool, opening: str = "BEGIN IMMEDIATE") -> Engine:
        def begin(connection: Connection) -> None:
            if opening:
                connection.exec_driver_sql(opening)

        engine = create_engine(
            "sqlite://",
            creator=lambda: connect(self.path, self.key, query_only=query_only),
            module=sqlcipher3.dbapi2,
            poolclass=NullPool,
        )
        event.listen(engine, "begin", begin)
        return engine

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction (`BEGIN IMMEDIATE`) on the writer; all or nothing. Raises `CommitUnknown`."""
        with self._guard:
            if self._writer is None:
                raise RuntimeError("this database was opened for reading only")
            connection = self._writer
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                self._reopen_writer()
                raise CommitUnknown(str(error.orig)) from error

    def _reopen_writer(self) -> None:
        """After a failed COMMIT the connection's state is not to be trusted: start from the file."""
        if self._writer is not None:
            with contextlib.suppress(DBAPIError):
                self._writer.invalidate()
                self._writer.close()
        self._writer = self._engine(query_only=False).connect()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent reading of the file (`query_only`), on this thread's own connection."""
        connection: Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._readers.connection = self._reading.connect()
            with self._guard:
                self._open_readers.append(connection)
        if connection.in_transaction():
            yield connection
            return
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()

    @contextlib.contextmanager
    def outside_transaction(self) -> Iterator[Connection]:
        """A connection without an open transaction, for statements that SQLite refuses inside one (ATTACH, VACUUM)."""
        with self._guard, self._engine(query_only=False, opening="").connect() as connection:
            yield connection

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
