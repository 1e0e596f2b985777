"""Mistakes of the province as a holder of rights that must be noticed: each breaks one rule of its pool."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from koperasi_pos.province.holder import answering
from koperasi_pos.province.holder.rights_pool import Held, RightsPool
from tests.simulation.card_hub import Hub, Tables
from tests.simulation.card_pool import MemoryPool


def an_ask_is_answered_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool forgets whom it has answered, and answers under an id of its own."""
    ids = iter(f"{n:032x}" for n in itertools.count(1))
    monkeypatch.setattr(answering, "answer_id", lambda ask: next(ids))
    monkeypatch.setattr(MemoryPool, "drop_ask", lambda pool, id: None)


def spares_are_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a till gave back is taken whenever it is heard of, and it is heard of twice."""
    act, ids = Hub.act, iter(f"{n:032x}" for n in itertools.count(1))

    def twice(hub: Hub) -> None:
        hub.tables.mail *= 2
        act(hub)

    monkeypatch.setattr(Hub, "act", twice)
    monkeypatch.setattr("koperasi_pos.province.holder.rights_pool.taking_id", lambda transfer: next(ids))


def more_is_taken_than_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes to the pool counts double in its rows."""
    take, more = RightsPool.take, MemoryPool.more

    def double(pool: MemoryPool, transfer: str, account: str, amount: int, *given: Any, **named: Any) -> Any:
        more(pool, account, amount)
        return take(pool, transfer, account, amount, *given, **named)

    monkeypatch.setattr(MemoryPool, "take", double)


def what_was_given_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool gives and keeps."""
    monkeypatch.setattr(MemoryPool, "less", lambda pool, account, rights: None)


def a_restored_pool_goes_on_giving(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier lives held counts as the pool's own."""
    held = MemoryPool.held

    def every_life(pool: MemoryPool, account: str) -> Held:
        now = held(pool, account)
        earlier = sum(sums[0] for (one, life), sums in pool.rows.held.items() if one == account and life < pool.epoch)
        return replace(now, rights=now.rights + earlier)

    def less(pool: MemoryPool, account: str, rights: int) -> None:
        for life in range(pool.epoch, 0, -1):
            there = pool.rows.held.get((account, life), (0, 0, 0))
            part = min(rights, there[0])
            pool.rows.held[account, life] = (there[0] - part, *there[1:])
            rights -= part

    monkeypatch.setattr(MemoryPool, "held", every_life)
    monkeypatch.setattr(MemoryPool, "less", less)


def a_late_transfer_to_an_earlier_life_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given to a life that is over goes to the life of today, without a person's word."""
    monkeypatch.setattr(
        answering, "strand", lambda pool, given: pool.take(given.id, given.account, int(given.amount)),
    )  # fmt: skip


def a_new_life_answers_old_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asks to the life before are answered by the life of today, whether that one had answered them or not."""

    def bring_back(hub: Hub, backup: Tables) -> None:
        hub.tables, hub.epoch = backup.copy(), hub.epoch + 1

    monkeypatch.setattr(Hub, "bring_back", bring_back)


def decisions_of_tills_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody at a till took over what an earlier life held; the province lets an officer take it over again."""
    monkeypatch.setattr(MemoryPool, "forget_held", lambda pool, epoch: None)


def a_decision_takes_over_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was on its way to a life that is over stays there after somebody has decided."""
    monkeypatch.setattr(MemoryPool, "settle_stranded", lambda pool, transfer, epoch, account: None)


def a_dead_province_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was declared dead at a till, and gives as before."""
    monkeypatch.setattr(MemoryPool, "is_dead", lambda pool, device, epoch: False)


def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ask that finds nothing is forgotten, and nobody is given anything when something comes."""
    keep = MemoryPool.keep_ask
    monkeypatch.setattr(
        MemoryPool, "keep_ask", lambda pool, ask: keep(pool, ask) if pool.held(ask.account).rights else None,
    )  # fmt: skip


def an_allowance_is_handed_out_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be spent without asking the home of the limits is given to everybody who asks."""
    allow = MemoryPool.allow
    monkeypatch.setattr(
        MemoryPool, "allow",
        lambda pool, account, allowed, edition: allow(pool, account, max(allowed, pool.held(account).allowed), edition),
    )  # fmt: skip


OF_THE_POOL = (
    an_ask_is_answered_twice, spares_are_counted_twice, more_is_taken_than_was_given, what_was_given_is_still_there,
    a_restored_pool_goes_on_giving, a_late_transfer_to_an_earlier_life_is_taken, a_new_life_answers_old_asks,
    decisions_of_tills_are_not_heard, a_decision_takes_over_twice, a_dead_province_goes_on, nobody_waits,
    an_allowance_is_handed_out_again_and_again,
)  # fmt: skip
WANTED = {
    "a_restored_pool_goes_on_giving": "restored_often",
    "a_late_transfer_to_an_earlier_life_is_taken": "restored_often",
    "a_new_life_answers_old_asks": "restored_often",
    "decisions_of_tills_are_not_heard": "restored_often",
    "a_decision_takes_over_twice": "restored_often",
    "a_dead_province_goes_on": "mistaken",
}
"""Kinds of schedules in which these show soon."""
