"""An open ask that nobody can answer hides no later need: who stands at a till is louder than a till that runs low."""

from __future__ import annotations

from koperasi_pos.journal.documents import Limit
from koperasi_pos.operations import card_asks, card_limits, card_money, card_rights
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_asks import settle_rights
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Rupiah
from tests.card_holders import buy, limits, put_on
from tests.counter import HEAD
from tests.operations.test_card_asks import MANY, everybody_hears, refused, tills, who_is
from tests.store.exchange import send

__all__ = ["tills"]


def test_an_ask_for_money_that_nobody_answers_keeps_no_allowance_from_being_asked_back(tills: MANY) -> None:
    (first, second, _third), tea, who = tills
    lend(first, second, who, 25_000)
    buy(second, who, (tea, 1))
    first.clock.forward(days=1)  # type: ignore[attr-defined]
    send(second, first)
    buy(first, who, (tea, 1))
    card_money.cash_out(first, who.account, Rupiah(10_000), id=first.new_id(), by=HEAD)
    assert settle_rights(first).asked == 1  # it runs low; the other till needs what it has itself
    send(first, second)
    assert settle_rights(second).answered == 0
    assert [(ask.now, ask.allowed) for ask in card_asks.open_asks(first)] == [(0, 0)]
    # There is money for it here; the other till may spend what the limit leaves today.
    assert refused(first, who, tea, 1) == "card_limit"
    send(first, second)
    assert settle_rights(second).answered == 1
    send(second, first)
    settle_rights(first)
    buy(first, who, (tea, 1))
    assert refused(second, who, tea, 1) == "card_limit_elsewhere"


def test_who_stands_here_asks_the_home_once_more_though_an_ask_about_running_low_is_open(tills: MANY) -> None:
    (first, second, third), tea, who = tills
    lend(first, second, who, 20_000)
    buy(second, who, (tea, 3))
    first.clock.forward(days=1)  # type: ignore[attr-defined]
    put_on(second, who.account, 15_000)
    send(second, first)
    lend(first, third, who, 20_000)
    everybody_hears([first, second, third])
    assert settle_rights(second).asked == 1
    send(second, first)
    assert settle_rights(first) == card_asks.Settled(position=settle_rights(first).position)
    assert [(ask.asker, ask.now) for ask in card_asks.open_asks(first)] == [(who_is(second), 0)]
    # The third till may spend the whole limit of today; nobody asks it back for a till that only runs low.
    assert refused(second, who, tea, 2) == "card_limit_elsewhere"
    for _round in range(3):
        everybody_hears([first, second, third])
        for till in (first, third, second):
            settle_rights(till)
    everybody_hears([first, second, third])
    settle_rights(second)
    buy(second, who, (tea, 2))
    assert refused(third, who, tea, 2) in ("card_limit", "card_limit_elsewhere")


def test_nobody_is_asked_back_for_its_own_greater_need(tills: MANY) -> None:
    (first, second, third), tea, who = tills
    lend(first, second, who, 25_000)
    assert refused(second, who, tea, 4) == "card_limit"
    everybody_hears([first, second, third])
    assert [(ask.asker, bool(ask.allowed)) for ask in card_asks.open_asks(first)] == [(who_is(second), True)]
    # All that the limit leaves is at the asking till already: giving it up and getting it again would go on for ever.
    assert settle_rights(first).asked == 0
    for _round in range(3):
        everybody_hears([first, second, third])
        assert [settle_rights(till).asked for till in (first, second, third)] == [0, 0, 0]
    buy(second, who, (tea, 3))


def lend(first: Till, other: Till, who: AccountView, amount: int) -> None:
    """The home, with a limit of 15.000 a day, gives another till so much, and lets it spend what the limit leaves."""
    if not card_limits.wali_limits(first, who.account).limits:
        limits(first, who.account, Limit(period="day", amount=Rupiah(15_000)))
    card_rights.give_rights(
        first, who.account, Rupiah(amount), device=who_is(other), epoch=1, id=first.new_id(), by=HEAD
    )
    send(first, other)
    settle_rights(other)
