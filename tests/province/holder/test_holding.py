"""The province holds rights: transfers arrive there, a till that asks is answered from it at once and once."""

from __future__ import annotations

import pytest

from koperasi_pos.journal.documents import Limit
from koperasi_pos.operations import card_asks
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy, limits, put_on
from tests.province.holder.conftest import HolderWorld
from tests.sync.shop_line import count_drawer


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


def test_when_the_drawer_is_counted_what_is_not_needed_goes_to_the_province(world: HolderWorld) -> None:
    put_on(world.first, world.santri.account, 300_000)
    world.rest(world.first)
    assert world.held() == 0  # the shift is open: everything stays at hand
    count_drawer(world.first)
    world.rest(world.first)
    assert (world.here(world.first), world.held()) == (50_000, 250_000)
    world.rest(world.first)
    assert (world.here(world.first), world.held()) == (50_000, 250_000)


def test_a_week_of_the_limit_stays_at_home_and_another_till_gives_all_it_has_not_used(world: HolderWorld) -> None:
    limits(world.first, world.santri.account, Limit(period="day", amount=Rupiah(20_000)))
    put_on(world.first, world.santri.account, 300_000)
    second = world.another()
    with pytest.raises(Refusal):
        buy(second, world.santri, (world.goods, 2))
    world.rest(second, world.first, second)
    assert world.here(second) == 10_000
    world.clock.forward(days=20)
    for till in (second, world.first):
        count_drawer(till)
    world.settle()
    assert world.here(second) == 0
    assert (world.here(world.first), world.held()) == (140_000, 160_000)
