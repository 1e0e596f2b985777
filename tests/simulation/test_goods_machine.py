"""Goods at random at two tills of a shop: no rupiah of what they cost is lost, whoever hears of it when."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from koperasi_pos.journal.documents import ConsignmentSettled, ProductSaved
from koperasi_pos.operations import stock_moves
from koperasi_pos.store.books import counts as count_book
from koperasi_pos.store.books import movements as movement_book
from koperasi_pos.trade import movements as movement_rules
from koperasi_pos.trade import receiving as receiving_rules
from koperasi_pos.trade.movements import Movement
from koperasi_pos.values import ZERO, Rupiah
from tests.simulation.consigning_tills import ConsigningTills, make_consigning_template

EXAMPLES, SOAK_EXAMPLES = 200, 20_000

Template = tuple[Path, list[ProductSaved]]


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    """The two tills that every example begins with, in memory where there is one: nobody cuts the power here."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name) / "template", make_consigning_template(Path(name) / "template")


def play(template: Template, examples: int, phases: tuple[Phase, ...], steps: int) -> Counter[str]:
    """So many days at two tills; what was done in all of them together."""
    done: Counter[str] = Counter()

    class Day(ConsigningTills):
        def __init__(self) -> None:
            super().__init__(template[0], template[0].with_name("shop"), template[1], done)

    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, phases=phases, suppress_health_check=list(HealthCheck)
        ),
    )
    return done


EVERY_PHASE = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)


def enough(done: Counter[str], examples: int) -> None:
    """Silence says something only where enough was done."""
    print(dict(done))
    done["fetched or lost"] = done["returned"] + done["lost"]
    acts = (
        "sale", "delivery", "count", "close", "exchange", "loss", "turn", "refund", "place", "payment",
        "sale of an owner's", "brought", "fetched or lost", "settlement", "owner paid",
    )  # fmt: skip
    for act in (*acts, "too much refused", "expired"):
        assert done[act] >= examples // 40, f"{act}: {done[act]}"


def test_no_rupiah_of_the_goods_is_lost(template: Template) -> None:
    enough(play(template, EXAMPLES, EVERY_PHASE, steps=10), EXAMPLES)


@pytest.mark.soak
@pytest.mark.timeout(10 * 3600)
def test_no_rupiah_of_the_goods_is_lost_in_very_many_days(template: Template) -> None:
    enough(play(template, SOAK_EXAMPLES, EVERY_PHASE, steps=30), SOAK_EXAMPLES)


def a_shift_is_never_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(movement_book, "close_shift", lambda connection, shift: None)


def shares_lose_a_rupiah(monkeypatch: pytest.MonkeyPatch) -> None:
    def rounded_down(amount: Rupiah, weights: Sequence[int]) -> list[Rupiah]:
        return [Rupiah(int(amount) * weight // max(sum(weights), 1)) for weight in weights]

    monkeypatch.setattr(receiving_rules, "share_out", rounded_down)


def what_is_made_costs_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_moves, "shared_cost", lambda cost, made: [Rupiah(int(cost) // len(made))] * len(made))


def counts_forget_what_was_sold_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(count_book, "moved_after", lambda *asked: {})


def a_movement_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    keep = movement_book.keep

    def all_but_the_last(connection: Any, position: int, at: str, moved: Any, *others: Any) -> None:
        keep(connection, position, at, moved[:-1] if len(moved) > 1 else moved, *others)

    monkeypatch.setattr(movement_book, "keep", all_but_the_last)


def a_settlement_forgets_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_what_went_home(settled: ConsignmentSettled) -> list[Movement]:
        return [Movement("taken_home", line.product, -line.back, ZERO) for line in settled.lines if line.back]

    monkeypatch.setattr(movement_rules, "_of_settled", only_what_went_home)


@pytest.mark.parametrize(
    "broken",
    [
        a_shift_is_never_summed_up, shares_lose_a_rupiah, what_is_made_costs_less, counts_forget_what_was_sold_since,
        a_movement_is_forgotten, a_settlement_forgets_what_is_gone,
    ],
)  # fmt: skip
def test_the_machine_sees_a_broken_rule(
    template: Template, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    broken(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, BaseExceptionGroup)):
        play(template, EXAMPLES, (Phase.generate,), steps=10)
