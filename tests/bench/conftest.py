"""Benchmarks: each beside its raw cost in the same run, told as a ratio at the end."""

from __future__ import annotations

import gc
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.province.postgres import Postgres
from tests.bench.large_shop import LargeShop


@dataclass
class Ratio:
    """A measured pair in milliseconds (or another unit) with its budget; `ours / raw` must not pass `budget`."""

    name: str
    ours: float
    raw: float
    budget: float
    unit: str = "ms"
    note: str = ""

    @property
    def times(self) -> float:
        """How many times the raw cost ours is."""
        return self.ours / self.raw if self.raw else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the budget holds."""
        return self.times <= self.budget


_FOUND: list[Ratio] = []


def percentile(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


class Bench:
    """Measures an act beside its raw counterpart, one after the other in turn, so that both meet the same machine."""

    def __init__(self, benchmark: Any) -> None:
        self._benchmark = benchmark
        self._measured = False

    def beside(
        self,
        name: str,
        ours: Callable[[], object],
        raw: Callable[[], object],
        *,
        budget: float,
        rounds: int,
        share: float = 0.5,
        warm: int = 5,
    ) -> Ratio:
        """Alternate both `rounds` times; compare the `share` percentile (0.5: the median) in milliseconds."""
        mine: list[float] = []
        theirs: list[float] = []
        for _ in range(warm):
            ours()
            raw()
        gc.collect()
        gc.disable()
        try:
            for _ in range(rounds):
                mine.append(_timed(ours))
                theirs.append(_timed(raw))
        finally:
            gc.enable()
        ratio = Ratio(name, percentile(mine, share), percentile(theirs, share), budget)
        ratio.note = f"p50 {statistics.median(mine):.3f} p95 {percentile(mine, 0.95):.3f} n={rounds}"
        self.measured(ours)
        self.keep(ratio)
        return ratio

    def against(
        self, name: str, ours: Callable[[], object], limit: float, *, rounds: int, share: float = 0.95
    ) -> Ratio:
        """Measure an act that the issue gives a limit in milliseconds."""
        ours()
        times = [_timed(ours) for _ in range(rounds)]
        self.measured(ours)
        ratio = Ratio(name, percentile(times, share), limit, 1.0, note=f"limit; p50 {statistics.median(times):.3f}")
        self.keep(ratio)
        return ratio

    def measured(self, act: Callable[[], object]) -> None:
        """Let pytest-benchmark have one round of something that was measured by hand; it takes one a test."""
        if not self._measured:
            self._measured = True
            self._benchmark.pedantic(act, rounds=1, iterations=1)

    def keep(self, ratio: Ratio) -> None:
        """Put a figure into the closing table."""
        _FOUND.append(ratio)
        self._benchmark.extra_info[ratio.name] = {"ours": ratio.ours, "raw": ratio.raw, "times": ratio.times}


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


@pytest.fixture
def bench(benchmark: Any) -> Bench:
    """Measure here."""
    return Bench(benchmark)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder on this machine's disk, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="koperasi-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def large_catalogue(folder: Path) -> Iterator[LargeShop]:
    """100,000 products and 100,000 sales."""
    shop = LargeShop.build(folder / "catalogue", products=100_000, sales=100_000)
    yield shop
    shop.till.close()


@pytest.fixture(scope="session")
def long_history(folder: Path) -> Iterator[LargeShop]:
    """20,000 products and 1,000,000 sales."""
    shop = LargeShop.build(folder / "history", products=20_000, sales=1_000_000)
    yield shop
    shop.till.close()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL that comes with the program, with the settings that it comes with: it syncs every commit."""
    folder = Path(tempfile.mkdtemp(prefix="koperasi-bench-"))
    server = Postgres(folder / "postgres")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table of ratios."""
    if not _FOUND:
        return
    terminalreporter.section("beside the raw cost")
    for ratio in _FOUND:
        mark = "holds" if ratio.holds else "OVER "
        terminalreporter.write_line(
            f"{mark} {ratio.name:58} {ratio.ours:10.3f} {ratio.unit:5} raw {ratio.raw:10.3f}"
            f"  {ratio.times:6.2f}x of {ratio.budget:g}x  {ratio.note}"
        )
