"""A printer that misbehaves from a seed, over every kind of line, and a cashier who decides by what lies on paper."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import printing
from koperasi_pos.simulators.printer import Mood
from tests.counter import CASHIER
from tests.own_cups import OwnCups, own_cups
from tests.paper.desk import PATIENT, Desk
from tests.paper.ends import ENDS, End, end_of
from tests.paper.read_back import whole

ROUNDS = 12


@pytest.fixture
def dice() -> random.Random:
    """Printed, so that the same troubles come again with KOPERASI_SEED."""
    found = int(os.environ.get("KOPERASI_SEED") or random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return random.Random(found)


@pytest.fixture(scope="module")
def service() -> Iterator[OwnCups]:
    """A CUPS of these tests' own."""
    with own_cups() as running:
        yield running


@pytest.fixture(params=ENDS)
def end(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[End]:
    """One of the ends."""
    running: OwnCups | None = None
    if request.param == "cups":
        running = request.getfixturevalue("service")
        monkeypatch.setenv("CUPS_SERVER", running.server)
    with end_of(request.param, tmp_path, running) as made:
        yield made


def spoil(end: End, dice: random.Random) -> None:
    """Something happens to the printer, or nothing does."""
    match dice.choice(["well", "well", "paper", "cut", "roll", "slow"]):
        case "paper":
            end.take_paper_out()
        case "cut":
            end.cut_after(dice.randint(0, 700))
        case "roll":
            end.let_roll_end_after(dice.randint(1, 700))
        case "slow":
            end.paper.mood = Mood(bytes_a_second=dice.randint(8_000, 40_000))


def test_every_receipt_is_whole_and_copies_come_only_where_a_person_asked(
    tmp_path: Path, end: End, dice: random.Random
) -> None:
    shop = Desk(tmp_path / "shop")
    sold: list[str] = []
    copies: Counter[str] = Counter()
    try:
        shop.queue(end.driver(), PATIENT)
        for _ in range(ROUNDS):
            spoil(end, dice)
            fresh = dice.randint(1, 3)
            met = len(shop.said)
            sold += shop.sell(fresh)
            # Every slip was tried, or the one in front waits with its trouble and holds up those behind it.
            shop.wait(lambda said, met=met: any(change.trouble for change in said[met:]) or not shop.states())  # type: ignore[misc]
            end.mend()
            shop.wait(lambda _said: not {"waiting", "sending"} & set(shop.states().values()))
            decide(shop, end, copies)
        shop.wait(lambda _said: not shop.states())
        assert end.wait_until(lambda arrived: set(whole(arrived)) >= set(sold))
    finally:
        shop.close()
    found = whole(end.arrived)
    assert set(found) == set(sold), "no receipt is lost, and none comes from nowhere"
    assert all(found[number] <= 1 + copies[number] for number in sold), "none came twice by itself"


def decide(shop: Desk, end: End, copies: Counter[str]) -> None:
    """A person compares what is left in the list with the paper: it is there after all, or it is printed again."""
    for job in printing.print_jobs(shop.till):
        number = printing.number_of(shop.till, job)
        if whole(end.arrived)[number]:
            printing.drop_print(shop.till, job.key, by=CASHIER)
        else:
            printing.print_again(shop.till, job.key, by=CASHIER)
            copies[number] += 1
