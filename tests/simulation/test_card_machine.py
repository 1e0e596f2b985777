"""Santri pay by card at random at two tills: nothing is overdrawn, lost or doubled, and limits hold while cut off."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.card_chance import printed_seed
from tests.simulation.card_mutants import IN_THE_MACHINE, Mutant
from tests.simulation.card_shop import Template, make_template
from tests.simulation.card_tills import CardTills

EXAMPLES, SOAK_EXAMPLES, MUTANT_EXAMPLES = 50, 20_000, 200

Made = tuple[Path, Template]


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """The two tills that every example begins with, in memory where there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name), make_template(Path(name) / "template")


def play(made: Made, examples: int) -> Counter[str]:
    """So many days at two tills; what was done in all of them together."""
    done: Counter[str] = Counter()

    class Day(CardTills):
        def __init__(self) -> None:
            super().__init__(made[0] / "template", made[0] / "shop", made[1], done)

    run_state_machine_as_test(
        seed(int(printed_seed()))(Day),
        settings=settings(
            max_examples=examples, stateful_step_count=40, phases=PHASES, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return done


PHASES = (Phase.generate,)
"""Nothing is made smaller: the printed seed brings a failure back, and an hour of shrinking brings a time-out."""


def enough(done: Counter[str], examples: int) -> None:
    """Silence says something only where enough was done."""
    print(dict(done), f"n = {examples}, 3/n = {3 / examples:.2g}")
    often = ("bought", "put on", "given", "heard", "closed", "limits", "lost")
    seldom = ("came back", "taken", "restored", "decided", "card_rights_elsewhere", "moved", "paid out",
              "by itself rights_asked", "by itself rights_out", "by itself rights_in")  # fmt: skip
    for act in often:
        assert done[act] >= examples // 4, f"{act}: {done[act]}"
    for act in seldom:
        assert done[act] >= max(examples // 50, 1), f"{act}: {done[act]}"


def test_nothing_is_overdrawn_lost_or_doubled(made: Made) -> None:
    enough(play(made, EXAMPLES), EXAMPLES)


@pytest.mark.soak
@pytest.mark.timeout(20 * 3600)
def test_nothing_is_overdrawn_in_very_many_days(made: Made) -> None:
    enough(play(made, SOAK_EXAMPLES), SOAK_EXAMPLES)


@pytest.mark.parametrize("broken", IN_THE_MACHINE)
def test_the_machine_sees_a_broken_rule(made: Made, monkeypatch: pytest.MonkeyPatch, broken: Mutant) -> None:
    broken(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, BaseExceptionGroup, Exception)):
        play(made, MUTANT_EXAMPLES)
