"""How much of a card a till should hold, what it gives up, and when a card has moved on: plain rules, no clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import CardRulesSaved, Limit, LimitsSaved
from koperasi_pos.trade.card_limits import CardLimits
from koperasi_pos.trade.card_rights import GIVE_BACK, a_day, daily_limit, given_up, has_moved_on, parts
from koperasi_pos.values import Rupiah

sums = st.integers(0, 10**9)


def limits(*limit: Limit) -> CardLimits:
    return CardLimits(CardRulesSaved(id=""), LimitsSaved(id="", account="", name="", limits=list(limit)), ())


@given(asked=sums, now=sums, here=sums, keep=sums)
def test_nobody_gives_more_than_is_held_or_asked_for(asked: int, now: int, here: int, keep: int) -> None:
    given = given_up(asked, now, here, keep)
    assert 0 <= given <= here
    assert given <= max(asked, now)
    assert given >= min(now, here)
    if given > now:
        assert here - given >= keep


@given(need=sums, held=st.lists(sums, max_size=5))
def test_no_more_is_asked_for_than_is_needed_and_held(need: int, held: list[int]) -> None:
    holders = [(rights, (f"{n}", 1)) for n, rights in enumerate(held)]
    found = dict(parts(need, holders))
    assert sum(found.values()) == min(need, sum(held))
    assert all(0 < part <= held[int(device)] for (device, _epoch), part in found.items())


def test_a_day_is_what_the_limit_says_or_what_was_spent() -> None:
    assert daily_limit(limits()) is None
    assert a_day(limits(), 12_000) == 12_000
    day = Limit(period="day", amount=Rupiah(15_000))
    snacks = Limit(period="day", amount=Rupiah(5_000), categories=["Jajan"])
    week = Limit(period="week", amount=Rupiah(10_000))
    assert a_day(limits(snacks, week, day), 12_000) == 15_000


@pytest.mark.parametrize(
    ("here", "first", "last", "moved"),
    [
        (20261124, 20261101, 20261124 + GIVE_BACK - 1, False),
        (20261123, 20261101, 20261130, True),
        (0, 20261124, 20261130, False),
        (0, 20261123, 20261130, True),
        (20261130, 20261001, 20261120, False),
        (0, 0, 0, False),
        (20261225, 20261101, 20270101, True),
    ],
)
def test_a_card_moves_on_by_the_days_of_its_purchases(here: int, first: int, last: int, moved: bool) -> None:
    assert has_moved_on(here, first, last) is moved
