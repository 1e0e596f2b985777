"""Card money in very many schedules: nothing is overdrawn, lost or doubled, whatever happens to tills and province."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import line_receiving
from tests.counter import Clock
from tests.simulation.card_chance import printed_seed
from tests.simulation.card_hub import Hub
from tests.simulation.card_mutants import EVERY, Mutant
from tests.simulation.card_street import Street, make_street
from tests.simulation.card_world import World
from tests.simulation.pool_mutants import OF_THE_POOL
from tests.simulation.pool_mutants import WANTED as WANTED_OF_THE_POOL

SCHEDULES, SOAK_SCHEDULES, STEPS = 300, 20_000, 60
MUTANT_SCHEDULES = 150
"""Within so many schedules every mutant must be caught."""
OFTEN = (
    "bought", "put on", "given", "limits", "limits of a wali", "lost", "frozen", "talked", "talk broken off",
    "card_rights_elsewhere", "card_limit", "card_blocked_category", "limit held", "receipts that hold",
    "by itself rights_asked", "by itself rights_out", "by itself rights_in", "clock wrong", "arrived late", "ghost",
    "put on at the province", "province rights_out", "drawer counted",
)  # fmt: skip
"""What happens about once in two schedules at least."""
SELDOM = (
    "came back", "paid out", "moved", "raised", "helped", "card_limit_elsewhere", "card_limit_category", "card_lost",
    "account_frozen", "till restored", "decided", "guarantee paid", "province came back old", "had all of it",
    "not for this till", "province rights_in", "waits at the province",
)  # fmt: skip
"""What happens once in ten schedules at least."""
RARE = (
    "burnt",
    "replaced",
    "another till",
    "cloned",
    "disk went back",
    "mistaken",
    "till_is_dead",
    "let go on",
    "decided at the province",
)
"""What happens once in three hundred schedules at least."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: nobody cuts the power of the machine here."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def street(folder: Path) -> Street:
    """What every schedule begins with."""
    return make_street(folder / "street")


@pytest.fixture(autouse=True)
def same_seed_same_schedule(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing but the seed decides, no time that a slice of work takes. Warnings are not written."""
    ticks = itertools.count()
    monkeypatch.setattr(line_receiving, "perf_counter", lambda: next(ticks) / 1_000)
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(before)


def play(street: Street, folder: Path, schedules: int, *, steps: int = STEPS, wanted: str = "") -> Counter[str]:
    """So many schedules; what happened in all of them. `KOPERASI_SEED=SEED/17` plays only the seventeenth."""
    done: Counter[str] = Counter()
    clock = Clock()
    hub = Hub(clock)
    seed, _, only = printed_seed().partition("/")
    for number in [int(only)] if only else range(schedules):
        world = World(f"{seed}/{number}", hub, street, folder / "home", clock, done, wanted)
        try:
            world.play(steps)
        except BaseException:
            print(f"KOPERASI_SEED={seed}/{number}", world.kind, *world.trace)
            raise
        finally:
            shutil.rmtree(folder / "home", ignore_errors=True)
    return done


WANTED = {
    "the_dead_go_on": "mistaken",
    "a_restored_till_goes_on_as_itself": "restored_often",
    "a_restored_till_goes_on_spending": "restored_often",
    "a_restored_province_gets_nothing_again": "restored_often",
    "a_restored_province_says_nothing": "restored_often",
    "the_guarantee_forgets": "restored_often",
    **WANTED_OF_THE_POOL,
}
"""Kinds of schedules in which a mistake shows soon."""


def enough(done: Counter[str]) -> None:
    """Silence says something only where enough was done."""
    schedules = done["schedules"]
    print(f"n = {schedules}, 3/n = {3 / schedules:.2g}", dict(done))
    for acts, least in ((OFTEN, schedules // 2), (SELDOM, schedules // 10), (RARE, schedules // 300)):
        for act in acts:
            assert done[act] >= least, f"{act}: {done[act]} of {least}"


@pytest.mark.timeout(1_800)
def test_nothing_is_overdrawn_lost_or_doubled(street: Street, folder: Path) -> None:
    done = play(street, folder, int(os.environ.get("KOPERASI_SCHEDULES") or SCHEDULES))
    if done["schedules"] >= SCHEDULES:
        enough(done)


@pytest.mark.soak
@pytest.mark.timeout(24 * 3600)
def test_nothing_is_overdrawn_in_very_many_schedules(street: Street, folder: Path) -> None:
    enough(play(street, folder, int(os.environ.get("KOPERASI_SCHEDULES") or SOAK_SCHEDULES)))


def test_the_same_seed_is_the_same_schedule(street: Street, folder: Path) -> None:
    assert play(street, folder, 2) == play(street, folder, 2)


@pytest.mark.parametrize("broken", [*EVERY, *OF_THE_POOL])
def test_the_schedules_see_a_broken_rule(
    street: Street, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: Mutant
) -> None:
    broken(monkeypatch)
    with pytest.raises(Exception):  # noqa: B017 - the oracle's sentence, or the file's own refusal
        play(street, folder, MUTANT_SCHEDULES, wanted=WANTED.get(broken.__name__, ""))
