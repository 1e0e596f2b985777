"""The till that operations act on: its file, its clock, its settings, and the way a document is posted once."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from koperasi_pos.journal.documents import Document, TillStarted
from koperasi_pos.operations.outcome import Done
from koperasi_pos.settings import Settings, read_settings
from koperasi_pos.store import CommitUnknown, Connection, Database, journal, keys
from koperasi_pos.store.journal import Posted, Writer
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import WIB, Refusal, business_day, from_iso, short_id, to_iso, uuid7

STORE_FILE = "toko.db"


class OutcomeUnknown(Exception):
    """The disk failed while the act was being kept, and it is not in the journal: nothing was done."""


def wall_clock() -> datetime:
    """This machine's clock."""
    return datetime.now(WIB)


@dataclass
class Till:
    """One till. `clock` gives the moment with offset; `randomness(n)` gives n random bytes.

    `listeners` hear the topics that a committed act changed (`sale`, `shift`, `products` …), on the thread
    that committed.
    """

    home: Path
    database: Database
    settings: Settings
    clock: Callable[[], datetime] = wall_clock
    randomness: Callable[[int], bytes] = secrets.token_bytes
    listeners: list[Callable[[str], None]] = field(default_factory=list)
    training: bool = False
    """Whether this is a till to practise at: its paper is marked, its drawer stays shut, its receipts count nowhere."""
    _writer: Writer | None = None
    _last_time: str | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def new_id(self) -> str:
        """A document's id, made before the first try to post it."""
        return uuid7(int(self.clock().timestamp() * 1000), self.randomness(10))

    def new_short_id(self) -> str:
        """The id of a product, a person, a promotion."""
        return short_id(self.randomness(8))

    def now(self) -> str:
        """The moment as entries carry it."""
        return to_iso(self.clock())

    def today(self) -> str:
        """The business day, `2026-11-24`."""
        return business_day(self.clock()).isoformat()

    def writer(self, connection: Connection) -> Writer:
        """Who writes here; `Refusal("no_shop_yet")` before `make_shop`."""
        if self._writer is None:
            self._writer = journal.this_till(connection)
        if self._writer is None:
            raise Refusal("no_shop_yet")
        return self._writer

    def forget_writer(self) -> None:
        """A new epoch began: read anew who writes here."""
        self._writer = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent reading of the books on this thread's own connection."""
        with self.database.read() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction for what only this machine remembers (held baskets, print jobs, PIN tries)."""
        with self.database.write() as connection:
            yield connection

    def tell(self, *topics: str) -> None:
        """Tell the listeners what changed."""
        for topic in topics:
            for listener in list(self.listeners):
                listener(topic)

    def post_once(
        self,
        document_id: str,
        make: Callable[[Connection], Document],
        *,
        by: Actor,
        topics: tuple[str, ...] = (),
        after: Callable[[Connection, Posted], None] | None = None,
    ) -> Done[Posted]:
        """Post one document in one transaction; a second time with the same id finds the first.

        `make` runs inside the transaction (it asks the rules and may raise a Refusal), `after` adds what belongs
        to the act on this machine, such as a print job. A failed COMMIT is looked up before anybody is told.
        """
        try:
            with self.database.write() as connection:
                held = journal.find(connection, document_id)
                if held is not None:
                    return Done(held, changed=False)
                posted = self.post(connection, make(connection), by=by)
                if after is not None:
                    after(connection, posted)
        except CommitUnknown as error:
            posted = self._look_up(document_id, error)
        self.tell(*topics)
        return Done(posted)

    def _look_up(self, document_id: str, error: CommitUnknown) -> Posted:
        with self.database.write() as connection:
            held = journal.find(connection, document_id)
        if held is None:
            raise OutcomeUnknown(str(error)) from error
        return held

    def post(self, connection: Connection, document: Document, *, by: Actor) -> Posted:
        """Post one document inside an open transaction."""
        posted = journal.post(connection, self.writer(connection), document, staff=by.staff, time=self.now())
        self._last_time = posted.entry.time
        return posted

    def clock_flags(self, connection: Connection) -> list[str]:
        """`clock_back` where the clock stands before our last entry by more than a minute: sold all the same."""
        if self._last_time is None:
            self._last_time = journal.last_time(connection, self.writer(connection).key)
        if self._last_time is not None and self.clock() < from_iso(self._last_time) - timedelta(minutes=1):
            return ["clock_back"]
        return []

    def clock_is_back(self) -> bool:
        """Whether this machine's clock was set back: what is written now would get a day that is past."""
        with self.reading() as connection:
            return bool(self.clock_flags(connection))

    def close(self) -> None:
        """Let the file go."""
        self.database.close()


def open_till(home: Path, *, clock: Callable[[], datetime] = wall_clock, writable: bool = True) -> Till:
    """Open the till in a folder. Raises `Refusal` (`no_shop_here`, `till_in_use`, `key_missing`, `wrong_key`)."""
    file = home / STORE_FILE
    if not file.exists():
        raise Refusal("no_shop_here", folder=home)
    database = Database(file, keys.find(home).store, writable=writable)
    try:
        training = _is_for_training(database)
    except BaseException:
        database.close()
        raise
    return Till(home, database, read_settings(home).settings, clock=clock, training=training)


def _is_for_training(database: Database) -> bool:
    """What the first entry of the journal says; it goes wherever the file goes."""
    with database.read() as connection:
        try:
            first = journal.at(connection, 1).entry.document
        except KeyError:
            return False
    return isinstance(first, TillStarted) and first.training
