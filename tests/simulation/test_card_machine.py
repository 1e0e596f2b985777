"""Santri pay by card at random at two tills: nothing is overdrawn, lost or doubled, and limits hold while cut off."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from koperasi_pos.journal.documents import RightsIn
from koperasi_pos.operations import card_asks, card_money, card_payments, card_rights
from koperasi_pos.operations import card_limits as limit_verbs
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards as card_book
from koperasi_pos.store.books import rights as rights_book
from koperasi_pos.trade import card_limits
from koperasi_pos.trade.card_limits import CardLimits
from tests.simulation.card_chance import printed_seed
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


def a_floor_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till lets everybody spend what is on the account, whoever holds it; the file's own check is off as well."""
    monkeypatch.setattr(card_payments, "check_rights", lambda name, here, balance, payment: None)
    monkeypatch.setattr(card_money, "_check_here", lambda till, connection, row, amount, balance: None)
    change = rights_book.change

    def without_check(connection: Connection, *given: Any, **named: Any) -> None:
        connection.run("PRAGMA ignore_check_constraints = ON")
        change(connection, *given, **named)

    monkeypatch.setattr(rights_book, "change", without_check)


def a_transfer_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """No transfer is ever known as taken, every taking is another document."""
    ids = iter(f"{n:032x}" for n in range(1, 10**6))
    monkeypatch.setattr(card_rights, "taking_id", lambda transfer: next(ids))
    transfer = rights_book.transfer

    def untaken(connection: Connection, transfer_id: str) -> Any:
        found = transfer(connection, transfer_id)
        return (found[0], False) if found else None

    def taken(connection: Connection, writer: int, position: int, entry: Any) -> None:
        done: RightsIn = entry.document
        rights_book.change(connection, done.account, writer, int(done.amount))

    from koperasi_pos.store import books

    monkeypatch.setattr(rights_book, "transfer", untaken)
    monkeypatch.setitem(books._APPLY, "rights_in", taken)


def anybody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transfer is taken by whoever hears of it, under an id of its own."""
    take = card_rights.take_rights

    def elsewhere(till: Till, transfer_id: str, *, by: Any) -> Done[RightsIn]:
        transfer = rights_book.transfer
        with till.reading() as connection:
            me = till.writer(connection)

        def ours(connection: Connection, id: str) -> Any:
            found = transfer(connection, id)
            return (replace(found[0], device=me.device, epoch=me.epoch), found[1]) if found else None

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rights_book, "transfer", ours)
            return take(till, transfer_id, by=by)

    monkeypatch.setattr(card_rights, "take_rights", elsewhere)


def no_limit_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_limits, "_check_limit", lambda limits, limit, goods, parts, amount: None)


def limits_know_nothing_of_other_tills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each till answers for the limits with what it has heard, as if it were alone."""
    limits_for = limit_verbs.limits_for

    def alone(*given: Any) -> CardLimits:
        return replace(limits_for(*given), outstanding=0, allowed=None)

    monkeypatch.setattr(limit_verbs, "limits_for", alone)
    monkeypatch.setattr(card_payments, "limits_for", alone)
    monkeypatch.setattr(card_rights, "limits_for", alone)


def an_answer_gives_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks gets it, whatever is held here by now."""
    monkeypatch.setattr(card_asks, "given_up", lambda asked, now, here, keep: asked)


def no_category_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    towards = card_limits._towards
    monkeypatch.setattr(
        card_limits, "_towards",
        lambda limit, total, categories: 0 if limit.categories else towards(limit, total, categories),
    )  # fmt: skip


def blocks_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_limits, "check_goods", lambda limits, goods: None)


def a_lost_card_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_book, "_set_card", lambda connection, card, state, time: None)


def a_restored_till_goes_on_spending(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier life held counts as the till's own."""
    of_holder = rights_book.of_holder

    def every_life(connection: Connection, account: str, holder: int) -> tuple[int, int]:
        row = connection.run(
            """SELECT coalesce(sum(rights), 0) FROM card_rights JOIN writer ON writer.key = holder
            WHERE account = ? AND device = (SELECT device FROM writer WHERE key = ?)""",
            (account, holder),
        ).fetchone()
        return (row[0] if row else 0, of_holder(connection, account, holder)[1])

    monkeypatch.setattr(rights_book, "of_holder", every_life)


def the_guarantee_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead holder had spent unheard is borne by nobody."""
    monkeypatch.setattr(
        rights_book, "_CHANGE",
        "UPDATE card_rights SET rights = max(0, rights + ?1), allowed = max(0, allowed + ?2), taken = taken + ?5"
        " WHERE account = ?3 AND holder = ?4",
    )  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        a_floor_limit, a_transfer_is_taken_twice, anybody_takes, no_limit_is_asked, limits_know_nothing_of_other_tills,
        an_answer_gives_what_is_asked, no_category_is_counted, blocks_are_forgotten, a_lost_card_lives_on,
        a_restored_till_goes_on_spending, the_guarantee_forgets,
    ],
)  # fmt: skip
def test_the_machine_sees_a_broken_rule(
    made: Made, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    broken(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, BaseExceptionGroup, Exception)):
        play(made, MUTANT_EXAMPLES)
