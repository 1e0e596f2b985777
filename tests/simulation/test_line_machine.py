"""Tills and province over a line that misbehaves: nothing is lost, nothing is doubled, every queue runs empty."""

from __future__ import annotations

import itertools
import logging
import os
import random
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import pytest

from koperasi_pos.operations import line_receiving
from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.simulators.line import FAULTS
from koperasi_pos.values import Refusal
from tests.counter import Clock, begin_shift, shop_in, stock_up
from tests.province.shops import add_shop
from tests.simulation.line_ends import SHOP, LineBug, province_app
from tests.simulation.line_mutants import MUTANTS, Mutant
from tests.simulation.line_province import Backup, Province
from tests.simulation.line_world import World, Wrong

SCHEDULES, SOAK_SCHEDULES, STEPS = 40, 10_000, 60
KEPT_SEED, KEPT = "901", 40
"""`make test` plays so many schedules of this seed (fewer than `SCHEDULES`: others of a fresh seed beside them),
`make soak` always other ones.
Mutants are looked for in kept ones: whether they are found says something of the schedules."""
ONCE_BROKEN = ("99/0", "417867949/6", "1365712594/13")
"""Schedules that found something: what both sides had lost comes late, a code that a forgotten till had is given away,
and so are two machines under one code while the third is cut off."""
MUTANT_SCHEDULES = 60
"""Within so many schedules every mutant must be caught."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: nobody cuts the power of the machine here."""
    memory = Path("/dev/shm")
    name = Path(tempfile.mkdtemp(prefix="koperasi-line-", dir=memory if memory.is_dir() else None))
    yield name
    shutil.rmtree(name, ignore_errors=True)


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The world's clock, which both ends go by."""
    return Clock()


@pytest.fixture(scope="module")
def province(folder: Path, clock: Clock) -> Iterator[Province]:
    """The real program of the province over a real PostgreSQL."""
    postgres = Postgres(folder / "postgres", settings=("fsync=off", "shared_buffers=32MB", "autovacuum=off"))
    postgres.start()
    url = postgres.ensure_database("province")
    schema.upgrade(url)
    pool = Pool(url, 1)
    ensure_identity(pool, "Jawa Timur")
    add_shop(pool, SHOP)
    pool.close()
    home = folder / "province"
    home.mkdir()
    made = Province(url, province_app(clock, home))
    try:
        made.start()  # what is made at its first start is no part of any schedule
        made.stop()
        yield made
    finally:
        made.stop()
        postgres.stop()


@pytest.fixture(scope="module")
def empty(province: Province) -> Backup:
    """The tables before the first schedule."""
    return province.backup()


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    """The till that every schedule begins with: some goods, an open shift, not yet enrolled."""
    home = folder / "template"
    till = shop_in(home)
    for number in range(5):
        stock_up(till, f"Barang {number}", 1_500 + 750 * number, stock=1_000, cost=1_000)
    begin_shift(till)
    till.close()
    return home


@pytest.fixture(autouse=True)
def same_seed_same_schedule(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing but the seed decides: no random keys, no time that a slice of work takes. Warnings are not written."""
    ticks = itertools.count()
    monkeypatch.setattr(line_receiving, "perf_counter", lambda: next(ticks) / 1_000)
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(before)


@pytest.fixture
def seed() -> str:
    """Printed, so that the same schedules come again with KOPERASI_SEED; `SEED/17` plays only the seventeenth."""
    found = os.environ.get("KOPERASI_SEED") or str(random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return found


@pytest.fixture
def kept_seed() -> str:
    """The schedules in which mutants are looked for."""
    return os.environ.get("KOPERASI_SEED") or KEPT_SEED


Parts = tuple[Province, Backup, Path, Path, Clock]


@pytest.fixture
def parts(province: Province, empty: Backup, template: Path, folder: Path, clock: Clock) -> Parts:
    """What a world is made of."""
    return province, empty, template, folder / "home", clock


def names_of(seed: str, schedules: int) -> list[str]:
    """So many schedules of a seed, or the one that it names."""
    return [seed] if "/" in seed else [f"{seed}/{number}" for number in range(schedules)]


def play(
    parts: Parts, names: Sequence[str], monkeypatch: pytest.MonkeyPatch, often: dict[str, int] | None = None
) -> Counter[str]:
    """These schedules; what was done in all of them together. Says how the one that fails is played again."""
    province, empty, template, home, clock = parts
    done: Counter[str] = Counter()
    for name in names:
        keys = random.Random(f"{name}/keys")
        monkeypatch.setattr(secrets, "token_bytes", lambda n=32, keys=keys: keys.randbytes(n))
        world = World(name, province, empty, template, home, clock, done, often or {})
        began = perf_counter()
        try:
            world.play(STEPS)
        except BaseException:
            print(f"KOPERASI_SEED={name}\n{' '.join(world.trace)}")
            raise
        done["schedules"] += 1
        done["longest ms"] = max(done["longest ms"], int((perf_counter() - began) * 1000))
    return done


FAULT_KINDS = (*FAULTS, "partition", "arrived late", "ghost")
WHAT_HAPPENS = (
    "sale", "other act", "second till", "till cut", "till restarted", "till restored", "province cut", "province down",
    "province came back old", "clock wrong",
)  # fmt: skip
SELDOM_KINDS = ("disk went back", "cloned", "replaced", "province came back old without a word", "poison")


def enough(done: Counter[str], schedules: int) -> None:
    """Silence says something only where enough was done, and only so much."""
    print(dict(done))
    if schedules < 40:
        return
    for kind in (*FAULT_KINDS, *WHAT_HAPPENS):
        assert done[kind] >= schedules // 40, f"{kind}: only {done[kind]} times"
    assert sum(done[kind] for kind in SELDOM_KINDS) >= schedules // 40
    if schedules >= 1_000:
        for kind in SELDOM_KINDS:
            assert done[kind] >= schedules // 200, f"{kind}: only {done[kind]} times"
    print(
        f"{done['schedules']} schedules, {done['requests']} requests, {done['sale']} receipts: 0 lost, 0 doubled; with "
        f"95 % certainty fewer than {3 / done['schedules']:.2%} of such schedules would (3/n); done after at most "
        f"{done['most rounds']} rounds"
    )


def test_nothing_is_lost_and_nothing_doubled(parts: Parts, seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = 0 if os.environ.get("KOPERASI_SEED") else KEPT
    names = [*names_of(KEPT_SEED, kept), *names_of(seed, SCHEDULES - kept)]
    enough(play(parts, names, monkeypatch), len(names))


@pytest.mark.parametrize("name", ONCE_BROKEN)
def test_what_once_broke_holds(parts: Parts, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    play(parts, [name], monkeypatch)


def test_the_same_seed_brings_the_same_schedule(parts: Parts, seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a failure could not be played again."""
    once, twice = (play(parts, [f"{seed}/7"], monkeypatch) for _ in range(2))
    once["longest ms"] = twice["longest ms"] = 0
    assert once == twice
    assert once["requests"]


@pytest.mark.soak
@pytest.mark.timeout(12 * 3600)
def test_nothing_is_lost_in_ten_thousand_schedules(parts: Parts, seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """KOPERASI_SCHEDULES changes how many."""
    schedules = int(os.environ.get("KOPERASI_SCHEDULES", SOAK_SCHEDULES))
    enough(play(parts, names_of(seed, schedules), monkeypatch), schedules)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_schedules_see_a_broken_line(
    parts: Parts, kept_seed: str, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """A bug that survives means that the schedules are blind to it. What is seen is not there without the bug."""

    for number in range(MUTANT_SCHEDULES):
        name, caught = f"{kept_seed}/{number}", ""
        with pytest.MonkeyPatch.context() as patch:
            mutant.switch(patch)
            try:
                play(parts, [name], monkeypatch, mutant.often)
            except (Wrong, LineBug, Refusal) as error:
                caught = str(error) or type(error).__name__
        if caught:
            play(parts, [name], monkeypatch, mutant.often)
            print(f"{mutant.name}: caught in schedule {number + 1}: {caught[:300]}")
            return
    pytest.fail(f"{mutant.name} survived {MUTANT_SCHEDULES} schedules")
