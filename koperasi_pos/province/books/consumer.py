"""The consumer: takes shops with entries to book in turn, beside as many others of its kind as there are."""

from __future__ import annotations

import logging
import threading
import time

from koperasi_pos.province.books import booking, tallies
from koperasi_pos.province.database import NotReady, Pool

_log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
"""How long nothing is asked after nothing was found."""
TROUBLE_SECONDS = 10.0


class Consumer:
    """Books shop after shop until it is told to stop; whatever it was at when it died is as if it had not begun."""

    def __init__(self, pool: Pool, *, entries_at_once: int = booking.ENTRIES_AT_ONCE) -> None:
        self._pool = pool
        self._entries_at_once = entries_at_once
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._resting: dict[str, float] = {}

    def start(self) -> None:
        """Go on by itself, on a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="books", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 30.0) -> None:
        """End after the batch that is under way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(patience)

    def stop_soon(self) -> None:
        """End after the batch that is under way, without waiting for it. May be called from a signal's handler."""
        self._stopped.set()

    def run(self) -> None:
        """Book, and wait a moment whenever everything is booked. What goes wrong is told, and tried again later."""
        while not self._stopped.is_set():
            try:
                busy = self.turn() > 0
                self._stopped.wait(0 if busy else PAUSE_SECONDS)
            except NotReady:
                self._stopped.wait(TROUBLE_SECONDS)
            except Exception:  # noqa: BLE001 - the books go on whatever happened
                _log.exception("the books stand still for a moment")
                self._stopped.wait(TROUBLE_SECONDS)

    def drain(self) -> int:
        """Book until nothing is left that nobody else is at; how many entries."""
        entries = 0
        while found := self.turn():
            entries += found
        return entries

    def turn(self) -> int:
        """One batch of every shop that waits, then the sums across shops; how many entries were booked."""
        with self._pool.reading() as connection:
            shops = booking.waiting(connection)
        entries = 0
        for shop, known in shops:
            if self._stopped.is_set():
                break
            if self._rested(shop):
                entries += self._shop(shop, known=known)
        while self._fold():
            pass
        return entries

    def _rested(self, shop: str) -> bool:
        return time.monotonic() >= self._resting.get(shop, 0.0)

    def _shop(self, shop: str, *, known: bool) -> int:
        try:
            if not known:
                with self._pool.writing() as connection:
                    booking.ensure_row(connection, shop)
            with self._pool.writing() as connection:
                return booking.book(connection, shop, limit=self._entries_at_once).entries
        except NotReady:
            raise
        except Exception:  # noqa: BLE001 - one shop's trouble is not that of all the others
            _log.exception("the books of a shop stand still for a moment")
            self._resting[shop] = time.monotonic() + TROUBLE_SECONDS
            return 0

    def _fold(self) -> bool:
        with self._pool.writing() as connection:
            return tallies.fold(connection) >= tallies.FOLDED_AT_ONCE
