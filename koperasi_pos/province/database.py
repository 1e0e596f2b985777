"""The province's way to PostgreSQL: a small pool of connections, one transaction each time one is lent."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]


class NotReady(Exception):
    """PostgreSQL cannot be reached, or every connection stays in use for too long."""


class Pool:
    """Lends connections to threads; opens them when they are first needed and drops those that broke."""

    def __init__(self, url: str, size: int = 10, *, patience: float = 10.0) -> None:
        self.url = url
        self.size = size
        self.beside: list[Pool] = []
        """Pools that are closed with this one."""
        self._patience = patience
        self._free: deque[Connection] = deque()
        self._places = threading.BoundedSemaphore(size)
        self._closed = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that is committed at the end, or rolled back by an error.

        An error of the commit itself means that nobody knows whether it took place.
        """
        with self._lent() as connection:
            try:
                yield connection
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of all tables and writes nothing."""
        with self._lent() as connection:
            try:
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield connection
            finally:
                with suppress(psycopg.Error):
                    connection.rollback()

    def close(self) -> None:
        """Close what is not in use; what is in use is closed when it comes back."""
        self._closed = True
        for pool in self.beside:
            pool.close()
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        if not self._places.acquire(timeout=self._patience):
            raise NotReady("every connection is in use")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._places.release()

    def _take(self) -> Connection:
        while True:
            try:
                connection = self._free.pop()
            except IndexError:
                return connect(self.url)
            if _alive(connection):
                return connection
            connection.close()

    def _give_back(self, connection: Connection) -> None:
        idle = connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if self._closed or connection.broken or not idle:
            connection.close()
        else:
            self._free.append(connection)


def connect(url: str, *, autocommit: bool = False) -> Connection:
    """One connection outside of any pool; `NotReady` where PostgreSQL does not answer."""
    try:
        return psycopg.connect(url, autocommit=autocommit, connect_timeout=10, application_name="koperasi-pos")
    except psycopg.OperationalError as error:
        raise NotReady("no connection to PostgreSQL") from error


def _alive(connection: Connection) -> bool:
    """Whether the server still holds the other end; a server that was started again does not."""
    if connection.closed:
        return False
    try:
        connection.pgconn.consume_input()
    except psycopg.Error:
        return False
    return connection.pgconn.status == psycopg.pq.ConnStatus.OK
