"""The ear of the line: a thread of its own that stands in a long question to the feed while there is nothing to do."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from koperasi_pos.journal.protocol import FeedAnswer
from koperasi_pos.operations import line
from koperasi_pos.operations.line import Exchanged, LineRow
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.sync.client import Client, NotTheProvince, Refused
from koperasi_pos.sync.transport import Stopped, Transport, Unreachable

_log = logging.getLogger(__name__)

WAIT, FEWEST = 25, 5
"""Seconds that a question stays out; over a line that cuts long ones they shrink down to this."""
ANSWER_WITHIN = 15.0
"""So much later than asked for an answer may come before the line counts as away."""
DEAF_FOR = 900.0
"""So long nobody listens over a line that lets no long question through; then it is tried again."""
WELL = 40
"""After so many good answers longer questions are tried again."""
REST, REST_EARLY = 5.0, 30.0
"""A question that failed, or was answered early (the province is being stopped), is not asked again by all at once."""
LOOK_EVERY = 5.0
NOTED_EVERY = 300.0
"""So often the bytes of idle listening are written into the file; asking alone writes nothing."""


@dataclass(frozen=True)
class News:
    """An answer with something in it. It holds as long as the till has read up to `base` and no further."""

    base: int
    answer: FeedAnswer
    sizes: tuple[int, int]


class Listener:
    """Asks the feed with patience and hands what comes to the worker; decides nothing and posts nothing.

    `ready()`: the till is at rest and healthy; `connect(row)` makes the transport; `heard(news)` takes what came;
    `lost()` hears that a question failed. Whether the line is away the worker finds out by asking itself.
    """

    def __init__(
        self,
        till: Till,
        *,
        connect: Callable[[LineRow], Transport],
        ready: Callable[[], bool],
        heard: Callable[[News], None],
        lost: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.till = till
        self.patience = WAIT
        self._connect, self._ready, self._heard, self._lost = connect, ready, heard, lost
        self._monotonic = monotonic
        self._chance = chance or random.Random()  # noqa: S311 - spreads tries, guards nothing
        self._client: Client | None = None
        self._asked_for = (0, 0)
        """(up to where the till has read, up to where nothing but its own entries follows)."""
        self._good = 0
        self._fresh_until = self._deaf_until = -math.inf
        self._idle = (0, 0.0)
        """Bytes and seconds of questions that nothing came of."""
        self._unnoted = (0, 0)
        self._noted = monotonic()
        self._renewed = False
        self._stopping = False
        self._woken = threading.Event()

    @property
    def hears(self) -> bool:
        """Whether news would arrive at once."""
        return self._monotonic() < self._fresh_until

    @property
    def idle_hour(self) -> int:
        """Bytes that an hour of listening takes, as measured; 0 before there was anything to measure."""
        count, seconds = self._idle
        return round(count * 3600 / seconds) if seconds >= 1 else 0

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="listener", daemon=True).start()

    def stop(self) -> None:
        """End. A question that is out is not waited for: its answer finds nobody, and touches nothing."""
        self._stopping = True
        self._woken.set()

    def wake(self, *, renew: bool = False, back: bool = False) -> None:
        """Look again whether there is something to ask.

        `renew`: address, proxy or certificates changed. `back`: the line was away; what failed meanwhile says nothing
        about long questions.
        """
        self._renewed = self._renewed or renew
        if back:
            self.patience, self._deaf_until = WAIT, -math.inf
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping:
            pause = LOOK_EVERY
            try:
                if self._ready() and self._monotonic() >= self._deaf_until:
                    pause = self.step()
            except Stopped:
                break
            except Exception:  # noqa: BLE001 - logged; the worker goes on asking by itself
                _log.exception("the line's ear stumbled")
                self._fresh_until = -math.inf
            if pause and not self._stopping:
                self._woken.wait(pause)
            self._woken.clear()
        self._drop()

    def step(self) -> float:
        """Ask once, with patience; the seconds to rest before the next question."""
        row = line.enrolled(self.till)
        if row is None or row.own:
            return LOOK_EVERY
        client = self._speaker(row)
        after = self._asked_for[1] if self._asked_for[0] == row.cursor else row.cursor
        began = self._monotonic()
        self._fresh_until = began + self.patience + ANSWER_WITHIN
        try:
            answer = client.feed(after, wait=self.patience, patience=ANSWER_WITHIN)
        except (Unreachable, NotTheProvince, Refused) as error:
            self._count(client.sizes)
            return self._fell(error)
        took = self._monotonic() - began
        if answer.lines or answer.more or answer.server_epoch != row.server_epoch:
            # Its bytes are noted with the entries.
            self._heard(News(row.cursor, answer, client.sizes))
            return 0.0
        self._asked_for = (row.cursor, max(after, answer.cursor))
        self._count(client.sizes, took)
        if took < self.patience - 1:
            return self._chance.uniform(0, REST_EARLY)
        self._good += 1
        if self._good >= WELL and self.patience < WAIT:
            self._good, self.patience = 0, min(WAIT, self.patience * 2)
        return 0.0

    def _fell(self, error: Unreachable | NotTheProvince | Refused) -> float:
        """A line that is away, a network that asks for a password, a proxy that cuts what takes long."""
        self._fresh_until = -math.inf
        self._good = 0
        self._drop()
        self.patience //= 2
        if self.patience < FEWEST:
            self.patience = WAIT
            self._deaf_until = self._monotonic() + DEAF_FOR
        self._lost()
        asked = error.retry_after if isinstance(error, Refused) else 0.0
        return max(asked, self._chance.uniform(0, REST))

    def _speaker(self, row: LineRow) -> Client:
        if self._renewed:
            self._renewed = False
            self._drop()
        client = self._client
        if client is None or (client.device, client.province) != (row.device, row.province):
            self._drop()
            client = self._client = Client(
                self._connect(row), device=row.device, private=signing_key(self.till), clock=self.till.clock,
                randomness=self.till.randomness, province=row.province, ahead=timedelta(milliseconds=row.skew),
            )  # fmt: skip
        return client

    def _count(self, sizes: tuple[int, int], seconds: float = 0.0) -> None:
        out, into = sizes
        if seconds:
            self._idle = (self._idle[0] + out + into, self._idle[1] + seconds)
        self._unnoted = (self._unnoted[0] + out, self._unnoted[1] + into)
        if not self._stopping and self._monotonic() - self._noted >= NOTED_EVERY:
            out, into = self._unnoted
            line.note_listened(self.till, Exchanged(self.till.now(), "listen", 0, out, into))
            self._unnoted, self._noted = (0, 0), self._monotonic()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.transport.close()
            self._client = None
