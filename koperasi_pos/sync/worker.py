"""The worker of the line: a thread of its own that sends and fetches, and never stands in the way of a sale."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from koperasi_pos.operations import line
from koperasi_pos.operations.line import Enrolling, LineRow, LineState
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import LineSettings
from koperasi_pos.sync import enrolment, route
from koperasi_pos.sync.client import NotTheProvince, Refused
from koperasi_pos.sync.exchange import Exchange, Step, told
from koperasi_pos.sync.listener import Listener, News
from koperasi_pos.sync.transport import HttpTransport, Leaving, Stopped, Transport, Unreachable

_log = logging.getLogger(__name__)

SHORTEST, LONGEST = 5.0, 900.0
"""Seconds of the back-off: a random time up to 5, 10, 20 … 900."""
SPREAD = 60.0
"""A thousand shops that get their line back at once do not ask at once."""
GATHER, GATHER_METERED = 2.0, 300.0
"""So long a new entry waits for others to go with it."""
EVERY, EVERY_METERED, EVERY_HEARD = 30.0, 900.0, 900.0
"""So often others are asked for their news: by themselves, where every byte is paid for, where the ear hears them."""
HELLO_EVERY = 900.0
YIELD_BUSY, YIELD_IDLE, BUSY_FOR = 8.0, 0.5, 30.0
"""A backlog rests eight times as long as it works while somebody acts at the till, and for half a minute after."""
LOOK_EVERY = 5.0
"""So often the way out is looked at; that sends nothing."""

_UNHEARD = frozenset({"line", "print", "print_now", "printing", "held", "basket"})
_AWAY = frozenset(
    {"line_offline", "line_name", "line_timeout", "line_cut", "line_not_ready", "line_too_many", "line_stopped"}
)
"""What passes by itself: shown as offline, not as trouble."""

Connect = Callable[[str, LineSettings], Transport]


class Worker:
    """Keeps a till and its province the same. `step` does one piece of work; the thread does nothing but call it.

    `connect(address, settings)` makes the transport; `monotonic`, `chance`, `way_out` and `pause` are the world, so
    that a simulation runs without time.
    """

    leave_after = 3.0
    """So many seconds a till that is closed waits for what the line has in hand."""

    def __init__(
        self,
        till: Till,
        *,
        connect: Connect = HttpTransport,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
        way_out: Callable[[], str] = route.way_out,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.till = till
        self.due = monotonic()
        """When the next step is to be made, by `monotonic`."""
        self.failures = 0
        self._connect = connect
        self._monotonic = monotonic
        self._chance = chance or random.Random()  # noqa: S311 - spreads tries, guards nothing
        self._way_out = way_out
        self._pause = pause
        self._exchange: Exchange | None = None
        self._state = LineState()
        self._fetched = self._greeted = -math.inf
        self._way = ""
        self._asked = math.inf
        """When something new is to be sent, however late the next step would be else."""
        self._urgent = False
        """Somebody wants it now; asked while a step is under way, the next one follows at once."""
        self._pressed = threading.Event()
        """Somebody waits for what the line does: it takes no rest until nothing is left to do."""
        self._acted = -math.inf
        """When somebody last did something at this till."""
        self._exchange_is_old = False
        self._guard = threading.Lock()
        self._talking = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._listener: Listener | None = None
        self._news: News | None = None
        self._rested = False
        """Whether the line is there and everything was sent and read, so that somebody may listen."""

    # -- the world's side

    def start(self) -> None:
        """Begin; a till for practice has no line."""
        if self.till.training or self._thread is not None:
            return
        self.till.listeners.append(self._changed)
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()
        self._listener = Listener(
            self.till, connect=lambda row: self._transport(row, self.till.settings.line), ready=self._may_listen,
            heard=self._heard, lost=self._ear_lost, monotonic=self._monotonic,
        )  # fmt: skip
        self._listener.start()

    def stop(self) -> None:
        """Finish the piece under way and end; what is not sent waits in the file."""
        self._stopping = True
        self._woken.set()
        self._pressed.set()
        if self._listener is not None:
            self._listener.stop()
        if self._thread is not None:
            self.till.listeners.remove(self._changed)
            # An answer that is still out is not waited for: when it comes it finds nobody, and touches nothing.
            self._thread.join(self.leave_after)
            self._thread = None
        self._drop()

    def state(self) -> LineState:
        """How the line is."""
        if self._state.mood == line.QUIET:
            return self._state
        ear = self._listener
        hears = ear is not None and ear.hears and not self.till.settings.line.metered
        return replace(
            self._state, waiting=line.waiting(self.till), listening=hears, idle_hour=ear.idle_hour if ear else 0
        )

    def send_now(self) -> None:
        """Ask at once, whatever was waited for."""
        with self._guard:
            self._urgent = True
            self.due = self._monotonic()
        self._pressed.set()
        self._woken.set()

    def enrol(self, address: str, code: str) -> Enrolling:
        """Enrol this till; raises a Refusal with what to do."""
        with self._talking:
            done = enrolment.enrol_till(self.till, address, code, connect=self._connect)
            self._drop()
        self._show(line.ONLINE)
        self.send_now()
        return done

    def _changed(self, topic: str) -> None:
        """Something was committed; on the thread that committed, so only a word is left here."""
        if topic in _UNHEARD:
            return
        self._acted = self._monotonic()
        if topic == "settings":
            self._exchange_is_old = True
            if self._listener is not None:
                self._listener.wake(renew=True)
        gather = GATHER_METERED if self.till.settings.line.metered else GATHER
        with self._guard:
            if not self.failures:
                self._soon(gather)
        self._woken.set()

    def _run(self) -> None:
        self._way = self._way_out()
        while not self._stopping:
            left = self.due - self._monotonic()
            if left > 0:
                self._pressed.clear()
                self._woken.wait(min(left, LOOK_EVERY))
                self._woken.clear()
                self.look_around()
                continue
            began = time.thread_time()
            if self.step() == 0:
                self.rest(time.thread_time() - began)

    def rest(self, worked: float) -> None:
        """After so many seconds of a backlog's work leave the machine to whoever sells.

        A sale ends no rest: every one of them would, and a month's backlog would then go beside them without a break.
        """
        if not self._stopping:
            self._pressed.wait(min(2.0, self._yield * worked))

    @property
    def _yield(self) -> float:
        """How many times as long as the line was busy it rests: much where somebody sells, little where nobody does."""
        return YIELD_BUSY if self._monotonic() - self._acted < BUSY_FOR else YIELD_IDLE

    def look_around(self) -> None:
        """Another way out of this machine means that the line may be back: ask, but not with everybody at once."""
        way = self._way_out()
        if way and way != self._way and self.failures:
            with self._guard:
                self.failures = 0
                self.due = min(self.due, self._monotonic() + self._chance.uniform(0, SPREAD))
        self._way = way

    # -- the work

    def step(self) -> float:
        """Do one piece of work; returns the seconds until the next one, `due` knows the moment."""
        with self._guard:
            self._asked = math.inf
            if self._urgent:
                self._urgent, self.failures = False, 0
                self._fetched = self._greeted = -math.inf
        try:
            with self._talking:
                delay = self._work()
        except Stopped:
            return LONGEST
        except (Unreachable, NotTheProvince, Refused) as error:
            delay = self._failed(error)
        except Exception:  # noqa: BLE001 - logged and shown; the thread of the line never ends by itself
            _log.exception("the line stumbled")
            self._show(line.TROUBLE, "line_bug")
            delay = self._back_off()
        with self._guard:
            self.due = self._monotonic() + (0.0 if self._urgent else delay)
            if not self.failures:
                self.due = min(self.due, self._asked)
        return delay

    def _work(self) -> float:
        exchange = self._opened()
        if exchange is None:
            self._show(line.QUIET)
            return EVERY_METERED
        now = self._monotonic()
        every = self._every
        if self._news is not None:
            exchange.news, self._news = self._news, None
            exchange.fetch = True
        if now - self._fetched >= every:
            exchange.fetch = True
        if now - self._greeted >= HELLO_EVERY:
            exchange.greeted = False
        exchange.compare = self._compare_due()
        step = exchange.step()
        if step.what == "hello":
            self._greeted = now
        if step.what == "pull" and not exchange.fetch:
            self._fetched = now
        return self._went_well(step, every)

    def _went_well(self, step: Step, every: float) -> float:
        back = self.failures > 1
        self.failures = 0
        if not step.more:
            if self._listener is not None:
                self._listener.wake(back=not self._rested)
            self._rested = True
        if step.code or not step.more:
            self._show(line.TROUBLE if step.code else line.ONLINE, step.code)
        else:
            self._show({"push": line.SENDING, "pull": line.FETCHING}.get(step.what, line.ONLINE))
        if step.entries:
            self.till.tell("line")
        if back:
            return self._chance.uniform(0, SPREAD)
        return 0.0 if step.more else every

    @property
    def _every(self) -> float:
        if self.till.settings.line.metered:
            return EVERY_METERED
        return EVERY_HEARD if self._listener is not None and self._listener.hears else EVERY

    def _may_listen(self) -> bool:
        """Whether the ear may ask: nothing is to be read, the line is there, and bytes are not paid for one by one."""
        exchange = self._exchange
        return (
            self._rested and not self.failures and self._news is None and not self.till.settings.line.metered
            and exchange is not None and exchange.news is None and not exchange.fetch
        )  # fmt: skip

    def _heard(self, news: News) -> None:
        """Something came; on the ear's thread."""
        with self._guard:
            self._news = news
            self._soon(0.0)
        self._pressed.set()
        self._woken.set()

    def _ear_lost(self) -> None:
        """A long question failed: ask a short one soon, but not with every other till at once."""
        with self._guard:
            self._fetched = -math.inf
            self._soon(self._chance.uniform(0, SHORTEST))
        self._woken.set()

    def _soon(self, seconds: float) -> None:
        """A step is wanted, also where one is under way that will have set another moment at its end. Under guard."""
        self._asked = min(self._asked, self._monotonic() + seconds)
        self.due = min(self.due, self._asked)

    def _failed(self, error: Unreachable | NotTheProvince | Refused) -> float:
        self._rested = False
        code, facts = told(error, self.till)
        self._show(line.OFFLINE if code in _AWAY else line.TROUBLE, code, facts)
        wait = self._back_off()
        return max(wait, error.retry_after) if isinstance(error, Refused) else wait

    def _back_off(self) -> float:
        """Full jitter: any time up to a bound that doubles, so that many tills never get into step."""
        bound = min(LONGEST, SHORTEST * 2 ** min(self.failures, 20))
        self.failures += 1
        return self._chance.uniform(0, bound)

    def _compare_due(self) -> bool:
        row = line.enrolled(self.till)
        return row is not None and row.compared[:10] != self.till.today()

    def _opened(self) -> Exchange | None:
        row = line.enrolled(self.till)
        if row is None or self.till.training:
            return None
        if self._exchange_is_old:
            self._exchange_is_old = False
            self._drop()
        if self._exchange is None:
            settings = self.till.settings.line
            transport = self._transport(row, settings)
            self._exchange = Exchange(self.till, transport, signing_key(self.till), breathe=self._breathe)
        return self._exchange

    def _transport(self, row: LineRow, settings: LineSettings) -> Transport:
        return Leaving(self._connect(settings.address or row.address, settings), lambda: self._stopping)

    def _breathe(self, took: float) -> None:
        """So much longer than the file was busy with others' entries it is left to whoever sells."""
        if self._stopping:
            raise Stopped
        self._pause(max(0.002, self._yield * took))

    def _drop(self) -> None:
        if self._exchange is not None:
            self._exchange.transport.close()
            self._exchange = None

    def _show(self, mood: str, code: str = "", facts: dict[str, str] | None = None) -> None:
        before = self._state
        if (before.mood, before.code) == (mood, code):
            return
        self._state = LineState(mood, 0, self.till.now(), code, facts or {})
        self.till.tell("line")
