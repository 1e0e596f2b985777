"""A till with a line to a plain province, moved step by step."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from koperasi_pos.journal.documents import ShiftClosed
from koperasi_pos.operations import shifts
from koperasi_pos.operations.shifts import ShiftRow
from koperasi_pos.operations.till import Till
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import Rupiah
from tests.counter import HEAD, Clock, shop_in
from tests.sync.plain_province import PlainProvince


@dataclass
class Time:
    """Seconds that pass when told."""

    now: float = 1000.0
    paused: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        """Note a pause; time goes on."""
        self.paused.append(seconds)
        self.now += seconds


def worker_of(till: Till, province: PlainProvince, time: Time | None = None, seed: int = 1) -> Worker:
    """A worker that is moved by hand."""
    time = time or Time()
    return Worker(
        till, connect=lambda address, settings: province, monotonic=time, chance=random.Random(seed),
        way_out=lambda: "10.0.0.2", pause=time.pause,
    )  # fmt: skip


def drain(worker: Worker, steps: int = 400) -> int:
    """Step until nothing is left to do at once; how many steps that took."""
    for step in range(1, steps + 1):
        if worker.step() > 0:
            return step
    raise AssertionError("the line does not come to rest")


def open_drawer(till: Till) -> ShiftRow | None:
    """The shift whose drawer stands at a till."""
    return shifts.current_shift(till)


def count_drawer(till: Till) -> ShiftClosed:
    """Close that shift; the figures of its paper, which is there to be printed again."""
    closed = shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=HEAD).value.figures
    assert shifts.z_report(till).figures == closed
    return closed


def enrolled_till(home: Path, province: PlainProvince, clock: Clock) -> Till:
    """A shop's till that is enrolled."""
    till = shop_in(home, clock)
    province.codes["AAAA2222"] = ("new", "K1", "")
    enrolment.enrol_till(till, "https://province.test", "AAAA-2222", connect=lambda address, settings: province)
    return till
