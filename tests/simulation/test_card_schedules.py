"""Card money in very many schedules: nothing is overdrawn, lost or doubled, whatever happens to tills and province."""

from __future__ import annotations

import itertools
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import line_receiving
from tests.simulation import card_slices
from tests.simulation.card_mutants import EVERY, Mutant
from tests.simulation.card_slices import named, play, play_or_read
from tests.simulation.card_street import Street, make_street
from tests.simulation.pool_mutants import OF_THE_POOL
from tests.simulation.pool_mutants import WANTED as WANTED_OF_THE_POOL

SCHEDULES, SLICES = 300, 2
"""In `make test`, and in how many parts side by side."""
SOAK_SCHEDULES = int(os.environ.get("KOPERASI_SCHEDULES") or 20_000)
SOAK_SLICE = 250
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
"""What happens once in three hundred schedules at least, and in either half of those of the kept seed."""


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


def enough(done: Counter[str], rare: int) -> None:
    """Silence says something only where enough was done."""
    schedules = done["schedules"]
    print(f"n = {schedules}, 3/n = {3 / schedules:.2g}", dict(done))
    for acts, least in ((OFTEN, schedules // 2), (SELDOM, schedules // 10), (RARE, rare)):
        for act in acts:
            assert done[act] >= least, f"{act}: {done[act]} of {least}"


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("part", range(SLICES))
def test_nothing_is_overdrawn_lost_or_doubled(street: Street, folder: Path, part: int) -> None:
    each = SCHEDULES // SLICES
    done = play(street, folder, range(part * each, (part + 1) * each))
    if done["schedules"] == each:
        enough(done, rare=1)


@pytest.mark.soak
@pytest.mark.timeout(24 * 3600)
@pytest.mark.parametrize("first", range(0, SOAK_SCHEDULES, SOAK_SLICE))
def test_nothing_is_overdrawn_in_very_many_schedules(street: Street, folder: Path, first: int) -> None:
    """Played in slices, by as many processes as there are; with `KOPERASI_KEEP` and the same seed it goes on."""
    done = play_or_read(street, folder, range(first, min(first + SOAK_SLICE, SOAK_SCHEDULES)))
    if done["schedules"] >= SOAK_SLICE:
        enough(done, rare=done["schedules"] // 300)


def test_a_slice_is_played_once_for_a_seed(
    street: Street, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOPERASI_KEEP", str(tmp_path))
    monkeypatch.setenv("KOPERASI_SEED", "7")
    first = play_or_read(street, folder, range(2))
    monkeypatch.setattr(card_slices, "play", lambda *given: pytest.fail("it was played again"))
    assert play_or_read(street, folder, range(2)) == first
    monkeypatch.setenv("KOPERASI_SEED", "8")
    with pytest.raises(pytest.fail.Exception):
        play_or_read(street, folder, range(2))


@pytest.mark.parametrize(
    ("said", "numbers"), [("7", range(300)), ("7/17", range(17, 18)), ("7/500-999", range(500, 1000))]
)
def test_a_run_is_named_by_its_seed_and_its_numbers(monkeypatch: pytest.MonkeyPatch, said: str, numbers: range) -> None:
    monkeypatch.setenv("KOPERASI_SEED", said)
    assert named(range(300)) == ("7", numbers)


def test_the_same_seed_is_the_same_schedule(street: Street, folder: Path) -> None:
    assert play(street, folder, range(2)) == play(street, folder, range(2))


@pytest.mark.parametrize("broken", [*EVERY, *OF_THE_POOL])
def test_the_schedules_see_a_broken_rule(
    street: Street, folder: Path, monkeypatch: pytest.MonkeyPatch, broken: Mutant
) -> None:
    broken(monkeypatch)
    with pytest.raises(Exception):  # noqa: B017 - the oracle's sentence, or the file's own refusal
        play(street, folder, range(MUTANT_SCHEDULES), wanted=WANTED.get(broken.__name__, ""))
