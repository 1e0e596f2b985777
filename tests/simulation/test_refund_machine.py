"""Sales and refunds at random at two tills of a shop: never more goods or money come back than were sold."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from koperasi_pos.journal.documents import Payment, ProductSaved, SaleCompleted
from koperasi_pos.operations import refunds
from koperasi_pos.store import Connection
from koperasi_pos.store.books import refunds as refund_book
from koperasi_pos.store.books import shops as shops_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.trade import shifts as shift_rules
from koperasi_pos.trade.refunds import money_back
from koperasi_pos.trade.shifts import ShiftFigures, expected_cash
from koperasi_pos.values import Rupiah
from tests.simulation.two_tills import TwoTills, make_template

EXAMPLES, SOAK_EXAMPLES = 300, 30_000

Template = tuple[Path, list[ProductSaved]]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: nobody cuts the power here, and a disk is waited for at every act."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def template(folder: Path) -> Template:
    """The two tills that every example begins with."""
    return folder / "template", make_template(folder / "template")


def play(template: Template, examples: int, phases: tuple[Phase, ...]) -> Counter[str]:
    """So many days at two tills; what was done in all of them together."""
    done: Counter[str] = Counter()

    class Day(TwoTills):
        def __init__(self) -> None:
            super().__init__(template[0], template[0].with_name("shop"), template[1], done)

    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=examples, stateful_step_count=25, phases=phases, suppress_health_check=list(HealthCheck)
        ),
    )
    return done


EVERY_PHASE = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)


def enough(done: Counter[str], examples: int) -> None:
    """Silence says something only where enough was done."""
    print(dict(done))
    refused = ("too much refused", "refund_other_till", "receipt_unknown")
    for act in ("sale", "refund", "all back", "exchange", "close", *refused):
        assert done[act] >= examples // 4, f"{act}: {done[act]}"


def test_never_more_back_than_was_sold(template: Template) -> None:
    enough(play(template, EXAMPLES, EVERY_PHASE), EXAMPLES)


@pytest.mark.soak
@pytest.mark.timeout(10 * 3600)
def test_never_more_back_than_was_sold_in_very_many_days(template: Template) -> None:
    enough(play(template, SOAK_EXAMPLES, EVERY_PHASE), SOAK_EXAMPLES)


def no_refund_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refund_book, "returned", lambda connection, position: {})


def any_till_takes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refunds, "_check_till", lambda connection, me, found: None)


def refunds_round_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def rounded_down(*given: Any, everything: bool) -> tuple[list[Payment], Rupiah]:
        return money_back(*given, everything=False)

    monkeypatch.setattr(refunds, "money_back", rounded_down)


def sedekah_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_cash(sale: SaleCompleted, *given: Any, everything: bool) -> tuple[list[Payment], Rupiah]:
        return money_back(sale.model_copy(update={"sedekah": Rupiah(0)}), *given, everything=everything)

    monkeypatch.setattr(refunds, "money_back", all_cash)


def the_safe_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def expected(float_: Rupiah, figures: ShiftFigures) -> Rupiah:
        return expected_cash(float_, figures) + figures.to_safe

    monkeypatch.setattr(shift_rules, "expected_cash", expected)


def the_running_total_sinks(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, grand_total = shops_book.counts, shops_book.grand_total

    def sinking(connection: Connection, writer: int) -> int:
        refunds = counts(connection, shops_book.till_code(connection, writer))[1]
        return grand_total(connection, writer) - refunds

    monkeypatch.setattr(shops_book, "grand_total", sinking)


def goods_come_back_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    move = stock_book.move

    def twice(connection: Connection, changes: Iterable[tuple[int, int, int]]) -> None:
        rows = list(changes)
        move(connection, rows + [row for row in rows if row[1] > 0])

    monkeypatch.setattr(stock_book, "move", twice)


@pytest.mark.parametrize(
    "broken",
    [
        no_refund_is_remembered, any_till_takes_back, refunds_round_down, sedekah_is_given_back, the_safe_is_forgotten,
        the_running_total_sinks,
        goods_come_back_twice,
    ],
)  # fmt: skip
def test_the_machine_sees_a_broken_rule(
    template: Template,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
) -> None:
    broken(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, BaseExceptionGroup)):
        play(template, EXAMPLES, (Phase.generate,))
