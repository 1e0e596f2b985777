"""Freezing: the wali's word and the pesantren's stand beside each other, at the province as at every till."""

from __future__ import annotations

import itertools

import pytest

from koperasi_pos.operations import accounts
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal
from tests.card_holders import buy, view
from tests.counter import HEAD
from tests.province.wali.conftest import WaliWorld
from tests.province.web.conftest import send


def states(world: WaliWorld, account: str) -> tuple[str, str]:
    """The state at the till, which must be the province's."""
    at_till = accounts.account_view(world.till, account)
    with world.pool.reading() as connection:
        row = connection.execute(
            "SELECT CASE WHEN state <> 'active' THEN state WHEN wali_frozen THEN 'frozen' ELSE 'active' END,"
            " CASE WHEN state <> 'active' THEN reason WHEN wali_frozen THEN 'wali' ELSE '' END"
            " FROM card_account WHERE account = %s",
            (account,),
        ).fetchone()
    assert row == (at_till.state, at_till.reason)
    return at_till.state, at_till.reason


def say(till: Till, account: str, state: str, reason: str = "") -> None:
    accounts.save_account_state(till, account, state, reason=reason, id=till.new_id(), by=HEAD)


def test_the_wali_freezes_at_once_and_lets_go_on(world: WaliWorld) -> None:
    ahmad = world.santri["Ahmad Fauzi"]
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    path = f"/wali/children/{ahmad.account}"
    world.clock.forward(minutes=1)
    assert send(client, f"{path}/freeze", {}, on=f"{path}/freeze").status_code == 303
    assert "Aktifkan lagi" in client.get(path).text
    heard: list[str] = []
    world.till.listeners.append(heard.append)
    world.sync()
    world.till.listeners.remove(heard.append)
    assert "cards" in heard, "the pages of the till read again"
    with pytest.raises(Refusal) as refused:
        buy(world.till, ahmad, (world.goods["Es teh"], 1))
    assert refused.value.code == "account_frozen"
    assert states(world, ahmad.account) == ("frozen", "wali")
    world.clock.forward(minutes=1)
    assert send(client, f"{path}/go-on", {}, on=path).status_code == 303
    world.sync()
    buy(world.till, view(world.till, ahmad.account), (world.goods["Es teh"], 1))


def test_the_wali_does_not_lift_what_the_pesantren_froze(world: WaliWorld) -> None:
    ahmad = world.santri["Ahmad Fauzi"]
    client = world.signed_in(world.hand_over("Ahmad Fauzi"))
    path = f"/wali/children/{ahmad.account}"
    say(world.till, ahmad.account, "frozen", "punishment")
    world.sync()
    world.clock.forward(minutes=1)
    assert send(client, f"{path}/go-on", {}, on="/wali/account").status_code == 409
    assert send(client, f"{path}/freeze", {}, on=f"{path}/freeze").status_code == 303
    world.clock.forward(minutes=1)
    assert send(client, f"{path}/go-on", {}, on="/wali/account").status_code == 303
    world.sync()
    assert states(world, ahmad.account) == ("frozen", "punishment")


def test_whatever_order_news_come_in_the_state_is_the_same(world: WaliWorld) -> None:
    """The pesantren freezes without a line while the wali freezes and lets go on; then it lets go on too."""
    client = world.signed_in(world.hand_over("Ahmad Fauzi", "Siti Zahra", "Budi Santoso"))
    orders = list(itertools.permutations(("punish", "wali", "go-on")))[:3]
    for (name, santri), order in zip(world.santri.items(), orders, strict=True):
        path = f"/wali/children/{santri.account}"
        for act in order:
            world.clock.forward(minutes=1)
            if act == "punish":
                say(world.till, santri.account, "frozen", "punishment")
            else:
                send(client, f"{path}/{'freeze' if act == 'wali' else 'go-on'}", {}, on="/wali/account")
        world.sync()
        state, reason = states(world, santri.account)
        assert state == "frozen", (name, order)
        assert reason == "punishment", (name, order)
        world.clock.forward(minutes=1)
        say(world.till, santri.account, "active")
        world.sync()
        assert states(world, santri.account) == ("active", ""), (name, order)
