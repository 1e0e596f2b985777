"""Both ends of the line in one process: the till's real worker, the province's real program, no time, no socket."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.operations.line import overview
from koperasi_pos.operations.till import Till
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.enrolment import make_code
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.settings import LineSettings
from koperasi_pos.simulators.line import FarEnd, Silence
from koperasi_pos.sync.enrolment import fetch_shop
from koperasi_pos.sync.transport import Transport, Unreachable
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import Refusal
from tests.counter import Clock
from tests.simulation.line_province import App, Province
from tests.simulation.line_tills import Machine, TillPlug

SHOP = "toko-an-nur"
ADDRESS = "https://province.invalid"
MOST_STEPS = 80


@dataclass
class Cable:
    """The till's transport over a line; the power may fail before a request leaves and after its answer came."""

    far: FarEnd
    plug: TillPlug

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask; what the line does to it is `Unreachable` to the till."""
        self.plug.point()
        try:
            answer = self.far(method, target, headers, body, timeout)
        except Silence as silence:
            raise Unreachable("timeout", str(silence)) from silence
        except OSError as broken:
            raise Unreachable("cut", str(broken)) from broken
        self.plug.point()
        status, found, content = answer
        fields = {name.lower(): value for name, value in found.items()}
        if fields.get("content-encoding") == "gzip":
            content = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content)
        return status, fields, content

    def close(self) -> None:
        """There is nothing to let go of."""


class LineBug(AssertionError):
    """The worker met an error that nobody had thought of."""


@dataclass
class LineWorker:
    """A till's real worker without its thread: it works when the schedule says so."""

    machine: Machine
    worker: Worker

    def round(self, steps: int = MOST_STEPS) -> None:
        """Work until it would wait, or so many pieces."""
        for _ in range(steps):
            delay = self.worker.step()
            if self.worker.state().code == "line_bug":
                raise LineBug("the line stumbled")
            if delay > 0:
                return

    def is_done(self) -> bool:
        """Nothing waits to be sent, nothing that came waits to be posted, nobody has to do anything."""
        state, seen = self.worker.state(), overview(self.machine.till)
        return state.waiting == 0 and seen.put_off == 0 and state.mood == "online" and not state.code

    def says(self) -> str:
        """How it is, for whoever looks for what is wrong."""
        state, seen = self.worker.state(), overview(self.machine.till)
        return f"{state.mood} {state.code} {dict(state.facts)} waiting {state.waiting} put off {seen.put_off}"


def seconds_of(clock: Clock) -> Callable[[], float]:
    """The world's time as a counter."""
    began = datetime(2026, 1, 1, tzinfo=UTC)

    def seconds() -> float:
        return (clock() - began).total_seconds()

    return seconds


def worker_of(machine: Machine, far: FarEnd) -> LineWorker:
    """A fresh worker of a machine, as after the start of its program."""
    cable = Cable(far, machine.plug)
    return LineWorker(
        machine,
        Worker(
            machine.till, connect=lambda address, settings: cable, monotonic=seconds_of(machine.clock.world),
            chance=machine.dice, way_out=lambda: "192.0.2.2", pause=lambda seconds: None,
        ),
    )  # fmt: skip


def province_app(clock: Callable[[], datetime], home: Path) -> Callable[[Pool], App]:
    """Makes the real program of the province, with the world's clock and nobody asking too much."""
    settings = ProvinceSettings(home=home, requests_per_second=1e9, burst=10**9)

    def make(pool: Pool) -> App:
        return build_app(settings, pool, clock=lambda: clock().astimezone(UTC))

    return make


def code_for(province: Province, clock: Callable[[], datetime], purpose: str, replaces: str = "") -> str:
    """An officer makes a code; at this moment nobody pulls the province's power."""
    province.plug.commits = 0
    with province.pool.writing() as connection:
        return make_code(connection, SHOP, purpose, now=clock(), replaces=replaces, by="officer").code


def enrol(worker: LineWorker, province: Province, purpose: str, replaces: str = "") -> bool:
    """Enrol a till that has its shop's file; asked again and again over a bad line. Whether it went well."""
    code = code_for(province, worker.machine.clock.world, purpose, replaces)
    for _ in range(40):
        try:
            worker.worker.enrol(ADDRESS, code)
        except Refusal as refusal:
            if not _passes(refusal):
                raise
            worker.machine.clock.world.forward(minutes=1)
            continue
        return True
    return False


def fetch(machine: Machine, province: Province, far: FarEnd, purpose: str, replaces: str = "") -> bool:
    """Make an empty machine the second till, or one in the place of a lost one; `purpose` is empty where a fetch that
    broke off goes on. Whether it went well.
    """
    code = code_for(province, machine.clock.world, purpose, replaces) if purpose else ""
    cable = Cable(far, machine.plug)

    def connect(_address: str, _settings: LineSettings) -> Transport:
        return cable

    for _ in range(60):
        try:
            till: Till = fetch_shop(
                machine.home, ADDRESS, code, connect=connect, clock=machine.clock, keyring_allowed=False
            )
        except Refusal as refusal:
            if refusal.code == "line_fetch_empty":
                return False  # the first till has not sent the shop yet; people come back another day
            if not _passes(refusal):
                raise
            machine.clock.world.forward(minutes=1)
            continue
        machine.hold(till)
        return True
    return False


_PASSING = (
    "line_timeout", "line_cut", "line_offline", "line_not_ready", "line_too_many", "line_not_the_province",
    "line_bad_signature", "line_not_understood", "line_nonce_reused", "line_clock_skew",
)  # fmt: skip


def _passes(refusal: Refusal) -> bool:
    """Whether a person would try again: the line's fault, not the code's."""
    return refusal.code in _PASSING
