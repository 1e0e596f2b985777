"""The province within one process: its real program over a real PostgreSQL; it can die, come back, come back old."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.province.lines import CARRIED
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.oversight.carried import vouch
from koperasi_pos.simulators.line import Answer, LineBroken

OFFICER = Officer("pejabat", "pejabat", "Pejabat", "province", "", False, True, "id")
App = Callable[[Any, Any, Any], Any]
_LATER = ("audit", "nonce")
"""Tables of which a backup need not be true to the row: they are emptied."""


class ServerDied(BaseException):
    """The process of the province is gone in the middle of what it did."""


@dataclass
class Backup:
    """What stood in the tables at some moment."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass
class Held:
    """How far a province reaches: its epoch, each writer's number, and (position, device, epoch, number) of entries."""

    epoch: int
    acked: dict[tuple[str, int], int]
    entries: list[tuple[Any, ...]]


class AsgiDoor:
    """Asks an ASGI program without any socket."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """Let go of the loop."""
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def __call__(self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        return self._loop.run_until_complete(self._ask(method, target, headers, body))

    async def _ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path, _, query = target.partition("?")
        fields = {"host": "province", "content-length": str(len(body)), **headers}
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 80),
            "headers": [(name.lower().encode(), str(value).encode()) for name, value in fields.items()],
        }  # fmt: skip
        questions = [{"type": "http.request", "body": body, "more_body": False}]
        said: dict[str, Any] = {"status": 0, "headers": {}, "body": b""}

        async def receive() -> dict[str, Any]:
            if questions:
                return questions.pop()
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                said["status"] = message["status"]
                said["headers"] = {name.decode(): value.decode() for name, value in message["headers"]}
            elif message["type"] == "http.response.body":
                said["body"] += message.get("body", b"")

        await self.app(scope, receive, send)
        return said["status"], said["headers"], said["body"]


@dataclass
class Plug:
    """Pulls the province's power at one of the next commits: just before it, or just after it."""

    commits: int = 0
    after: bool = False
    pulled: int = 0

    def arm(self, dice: random.Random) -> None:
        """Pull it at one of the next few commits."""
        self.commits, self.after = dice.randint(1, 4), dice.random() < 0.5

    def commit(self, *, after: bool) -> None:
        """A commit comes, or has just been."""
        if not self.commits or self.after is not after:
            return
        self.commits -= 1
        if not self.commits:
            self.pulled += 1
            raise ServerDied


@dataclass
class Province:
    """The real program in this process. `make` makes its ASGI program over a pool of connections."""

    url: str
    make: Callable[[Pool], App]
    plug: Plug = field(default_factory=Plug)
    down: bool = False
    _pool: Pool | None = None
    _door: AsgiDoor | None = None

    def start(self) -> None:
        """Start the program; nothing is remembered but what stands in the tables."""
        self._pool = Pool(self.url, 4)
        _watch_commits(self._pool, self.plug)
        self._door = AsgiDoor(self.make(self._pool))
        self.down = False

    def stop(self) -> None:
        """End the program; open transactions are rolled back."""
        pool, door, self._pool, self._door = self._pool, self._door, None, None
        self.down = True
        if pool is not None:
            pool.close()
        if door is not None:
            door.close()

    @property
    def pool(self) -> Pool:
        """Connections of the running program."""
        assert self._pool is not None
        return self._pool

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        """Ask it as a till does; `LineBroken` where it is down or dies of the question."""
        if self.down or self._door is None:
            raise LineBroken("connection refused")
        try:
            return self._door(method, target, headers, body, seconds)
        except ServerDied:
            self.stop()
            raise LineBroken("the connection was reset") from None

    def backup(self) -> Backup:
        """All rows of all tables, as a backup holds them."""
        with psycopg.connect(self.url) as connection:
            return Backup({table: _rows(connection, table) for table in _tables(connection) if table not in _LATER})

    def bring_back(self, backup: Backup, *, announced: bool = True) -> None:
        """Put an older backup in the tables' place, and say so, as the officer should; it was down meanwhile."""
        self.stop()
        with psycopg.connect(self.url) as connection:
            identity = connection.execute("SELECT server_epoch FROM province").fetchone()
            _replace(connection, backup)
            # Epochs never go back: the officer's command counts on from the highest that any till may have seen.
            connection.execute("UPDATE province SET server_epoch = %s", identity)
        if announced:
            pool = Pool(self.url, 1)
            next_epoch(pool)
            pool.close()
        self.start()

    def begin_anew(self, backup: Backup) -> None:
        """The tables as they were, epochs too; the program starts."""
        self.stop()
        with psycopg.connect(self.url) as connection:
            _replace(connection, backup)
        self.start()

    def lines(self) -> list[bytes]:
        """The entries it holds of the shop, byte for byte, in the order of the feed."""
        with psycopg.connect(self.url) as connection:
            return [bytes(row[0]) for row in connection.execute("SELECT line FROM entry ORDER BY rev").fetchall()]

    def holds(self) -> Held:
        """How far it reaches: what it may have told anybody."""
        with psycopg.connect(self.url) as connection:
            epoch = connection.execute("SELECT server_epoch FROM province").fetchone()
            writers = connection.execute("SELECT device, epoch, acked FROM writer").fetchall()
            entries = connection.execute(
                "SELECT rev, device, epoch, seq FROM entry WHERE flag IS DISTINCT FROM %s ORDER BY rev", (CARRIED,)
            ).fetchall()
        assert epoch is not None
        return Held(epoch[0], {(device, number): acked for device, number, acked in writers}, entries)

    def code_of(self, device: str) -> str:
        """The code of a till, empty where it knows none of this device."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute("SELECT code FROM till WHERE device = %s", (device,)).fetchone()
        return str(row[0]) if row else ""

    def declare_lost(self, devices: list[str]) -> None:
        """What an officer does who hears that machines are no more, should the province have forgotten it."""
        with psycopg.connect(self.url) as connection:
            connection.execute("UPDATE till SET state = 'lost' WHERE device = ANY(%s) AND state = 'active'", (devices,))

    def vouch(self) -> int:
        """What an officer does who looks at what others carried here: all of it is taken; how many entries."""
        with psycopg.connect(self.url) as connection:
            devices = connection.execute("SELECT DISTINCT device FROM entry WHERE flag = %s", (CARRIED,)).fetchall()
            return sum(vouch(connection, OFFICER, device, "dari perangkat lain") for (device,) in devices)

    def knows_tills(self) -> bool:
        """Whether any till is enrolled."""
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT 1 FROM till LIMIT 1").fetchone() is not None

    def aside(self) -> list[bytes]:
        """What it keeps for a person to look at."""
        with psycopg.connect(self.url) as connection:
            return [bytes(row[0]) for row in connection.execute("SELECT line FROM quarantine").fetchall()]


def _watch_commits(pool: Pool, plug: Plug) -> None:
    """Let the plug see every commit of this pool."""
    writing = pool.writing

    @contextmanager
    def watched() -> Iterator[Connection]:
        with writing() as connection:
            yield connection
            plug.commit(after=False)
        plug.commit(after=True)

    pool.writing = watched  # type: ignore[method-assign]


def _tables(connection: Connection) -> list[str]:
    found = connection.execute(
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> 'alembic_version' ORDER BY relname"""
    )
    return [row[0] for row in found.fetchall()]


def _rows(connection: Connection, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    names = connection.execute(
        """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' ORDER BY attnum""",
        (table,),
    ).fetchall()
    columns = [row[0] for row in names]
    asked = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT text)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    )
    with connection.cursor().copy(asked) as reading:
        return columns, [(bytes(piece),) for piece in reading]


def _replace(connection: Connection, backup: Backup) -> None:
    """Empty all tables and fill them with what the backup holds."""
    connection.execute("SET session_replication_role = replica")
    for table in _tables(connection):
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    for table, (columns, pieces) in backup.rows.items():
        asked = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT text)").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor().copy(asked) as writing:
            for (piece,) in pieces:
                writing.write(piece)
