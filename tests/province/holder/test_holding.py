"""The province holds rights: transfers arrive there, a till that asks is answered from it at once and once."""

from __future__ import annotations

import pytest

from koperasi_pos.operations import card_asks
from koperasi_pos.values import Refusal
from tests.card_holders import buy
from tests.province.holder.conftest import HolderWorld


def test_a_transfer_waits_at_the_province_until_a_till_asks_and_is_there_after_one_talk(world: HolderWorld) -> None:
    world.top_up(50_000)
    assert world.held() == 50_000
    world.rest(world.first)
    assert (world.balance(world.first), world.here(world.first)) == (50_000, 0)
    with pytest.raises(Refusal) as refused:
        buy(world.first, world.santri, (world.goods, 2))
    assert refused.value.code == "card_rights_elsewhere"
    world.rest(world.first)
    assert (world.here(world.first), world.held()) == (10_000, 40_000)
    buy(world.first, world.santri, (world.goods, 2))
    assert world.balance(world.first) == 40_000


def test_the_same_transfer_counts_once(world: HolderWorld) -> None:
    world.top_up(50_000, reference="BCA 1", id="1" * 32)
    world.top_up(50_000, reference="BCA 1", id="1" * 32)
    with pytest.raises(Refusal) as refused:
        world.top_up(50_000, reference="BCA  1", id="2" * 32)
    assert refused.value.code == "transfer_known"
    assert world.held() == 50_000


def test_an_ask_that_finds_nothing_is_answered_when_something_comes(world: HolderWorld) -> None:
    world.top_up(5_000)
    second = world.another()
    for till in world.tills:
        with pytest.raises(Refusal):
            buy(till, world.santri, (world.goods, 1))
    world.rest(second)
    assert (world.here(second), world.held()) == (5_000, 0)
    world.rest(world.first)
    assert len(card_asks.open_asks(world.first)) == 1
    world.top_up(20_000)
    world.rest(world.first)
    assert (world.here(world.first), world.held()) == (5_000, 15_000)
