"""Who waits for news of a shop, and how they are woken: one query for all of them, no thread for each."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import psycopg
from starlette.concurrency import run_in_threadpool

from koperasi_pos.province.database import NotReady, Pool
from koperasi_pos.province.metrics import WAITING

_log = logging.getLogger(__name__)


class Watch:
    """Tells tills that wait that their shop's feed has grown, whichever server or worker took the entries."""

    def __init__(self, pool: Pool, every: float) -> None:
        self._pool = pool
        self._every = every
        self._waiting: dict[str, dict[asyncio.Event, int]] = defaultdict(dict)
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False

    @property
    def waiting(self) -> int:
        """How many tills wait now."""
        return sum(map(len, self._waiting.values()))

    async def start(self) -> None:
        """Begin to look, on the running loop."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._look())

    def release(self) -> None:
        """The server stops: everybody who waits is answered now. May be called from a signal's handler."""
        self._stopped = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake_all)

    async def stop(self) -> None:
        """Look no longer."""
        self._stopped = True
        self._wake_all()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def grown(self, shop: str) -> None:
        """A transaction of this process has added to the shop's feed and is committed. May be called on any thread."""
        if self._loop is not None and not self._stopped:
            self._loop.call_soon_threadsafe(self._wake, shop)

    async def wait(self, shop: str, above: int, seconds: float) -> bool:
        """Until the shop's feed reaches above a position, the time is up or the server stops; whether to look again.

        What came between the look before and this call is found by the next round, for it holds against `above`.
        """
        if self._stopped:
            return False
        event = asyncio.Event()
        self._waiting[shop][event] = above
        WAITING.inc()
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            WAITING.dec()
            del self._waiting[shop][event]
            if not self._waiting[shop]:
                del self._waiting[shop]
        return not self._stopped

    def _wake(self, shop: str) -> None:
        for event in self._waiting.get(shop, ()):
            event.set()

    def _wake_all(self) -> None:
        for shop in list(self._waiting):
            self._wake(shop)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            shops = list(self._waiting)
            if not shops:
                continue
            try:
                heads = await run_in_threadpool(self._read, shops)
            except (NotReady, psycopg.Error):
                _log.info("the feeds could not be looked at; trying again")
                continue
            for shop, head in heads:
                for event, above in self._waiting.get(shop, {}).items():
                    if head > above:
                        event.set()

    def _read(self, shops: list[str]) -> list[tuple[str, int]]:
        with self._pool.reading() as connection:
            rows = connection.execute("SELECT id, rev FROM shop WHERE id = ANY(%s)", (shops,)).fetchall()
        return [(str(shop), int(rev)) for shop, rev in rows]
