"""How much one asks for: a bucket of tokens each, kept in PostgreSQL for all workers and servers together."""

from __future__ import annotations

import hashlib
import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import psycopg

from koperasi_pos.province.database import NotReady, Pool

_log = logging.getLogger(__name__)

LENT_FOR = 60.0
"""Seconds for which a worker may hold tokens that it took and did not need."""
ALONE_FOR = 5.0
"""Seconds for which a worker counts by itself once PostgreSQL did not answer."""

_TAKE = """
INSERT INTO pace AS p (subject, spent_until)
VALUES (%(subject)s, clock_timestamp() + make_interval(secs => %(take)s))
ON CONFLICT (subject) DO UPDATE
    SET spent_until = greatest(p.spent_until, clock_timestamp()) + make_interval(secs => %(take)s)
    WHERE greatest(p.spent_until, clock_timestamp()) + make_interval(secs => %(take)s)
        <= clock_timestamp() + make_interval(secs => %(most)s)
RETURNING true
"""
# A bucket as one moment: until when what was taken is spent, at the pace at which it fills. Seconds stand for tokens.
_WAIT = """
SELECT extract(epoch FROM spent_until - clock_timestamp()) + %(take)s - %(most)s FROM pace WHERE subject = %(subject)s
"""


class Ledger:
    """The buckets of all workers and servers; connections of its own, so that nobody waits for one who holds one.

    They are closed with the pool beside which they are.
    """

    def __init__(self, beside: Pool, connections: int = 2) -> None:
        self._pool = Pool(beside.url, connections, patience=2.0)
        beside.beside.append(self._pool)

    def take(self, subject: bytes, tokens: int, rate: float, burst: float) -> float:
        """Take so many tokens of a subject: 0 where they were there, else the seconds until they are."""
        asked = {"subject": subject, "take": tokens / rate, "most": burst / rate}
        with self._pool.writing() as connection:
            if connection.execute(_TAKE, asked).fetchone() is not None:
                return 0.0
            row = connection.execute(_WAIT, asked).fetchone()
        return max(0.001, float(row[0])) if row else 0.001


class Limiter:
    """Lets `burst` requests of one key through at once and `rate` a second in the long run.

    With a ledger that holds over every worker and server: a few tokens are taken from there at a time and spent here,
    so that most requests ask nobody. `name` keeps the keys of two limiters apart.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        *,
        ledger: Ledger | None = None,
        name: str = "",
        most_keys: int = 100_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._ledger = ledger
        self._name = name
        self._most_keys = most_keys
        self._clock = clock
        self._at_once = max(1, burst // 20)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lent: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._alone_until = -math.inf
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """0 where the request may go on, else the whole seconds after which to ask again.

        May ask PostgreSQL: not on the loop that answers everybody.
        """
        ledger, now = self._ledger, self._clock()
        if ledger is None or now < self._alone_until:
            return self._alone(key, now)
        with self._lock:
            tokens, until = self._lent.pop(key, (0, -math.inf))
            if now < until:
                if tokens != 1:
                    self._hold(key, max(0, tokens - 1), until)
                return 0 if tokens else max(1, math.ceil(until - now))
        return self._taken(ledger, key, now)

    def forget(self) -> None:
        """Begin anew, as far as this worker counts by itself."""
        with self._lock:
            self._buckets.clear()
            self._lent.clear()

    def _taken(self, ledger: Ledger, key: str, now: float) -> int:
        subject = hashlib.sha256(f"{self._name} {key}".encode()).digest()
        try:
            tokens = self._at_once
            wait = ledger.take(subject, tokens, self._rate, self._burst)
            if wait and tokens > 1:  # the bucket is nearly empty
                tokens = 1
                wait = ledger.take(subject, tokens, self._rate, self._burst)
        except (NotReady, psycopg.Error):
            _log.info("requests are counted by each worker alone for a while")
            with self._lock:
                self._alone_until = now + ALONE_FOR
            return self._alone(key, now)
        with self._lock:
            if wait:
                self._hold(key, 0, now + wait)
            elif tokens > 1:
                more, until = self._lent.pop(key, (0, -math.inf))  # a thread beside us may have taken some, too
                self._hold(key, tokens - 1 + (more if now < until else 0), now + LENT_FOR)
        return math.ceil(wait)

    def _hold(self, key: str, tokens: int, until: float) -> None:
        """Remember what is held of a key; no tokens until a moment mean that none are to be had before. Under lock."""
        self._lent[key] = (tokens, until)
        if len(self._lent) > self._most_keys:
            self._lent.popitem(last=False)

    def _alone(self, key: str, now: float) -> int:
        with self._lock:
            tokens, then = self._buckets.pop(key, (self._burst, now))
            tokens = min(self._burst, tokens + max(0.0, now - then) * self._rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > self._most_keys:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self._rate))
