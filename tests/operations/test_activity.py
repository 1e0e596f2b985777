"""Who did what on which days: every act once, in its day, by its person, of its kind; found without reading all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from koperasi_pos.operations import reports, shifts
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.values import Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock

FIRST = date(2026, 11, 24)
DAYS = 50


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Fifty days with two acts each: cash in by the cashier, to the safe by the head."""
    clock = Clock()
    opened = counter.shop_in(tmp_path_factory.mktemp("shop"), clock)
    counter.begin_shift(opened)
    for _ in range(DAYS):
        shifts.move_cash(opened, purpose="in", amount=Rupiah(5_000), reason="Kecil", id=opened.new_id(), by=CASHIER)
        shifts.move_cash(opened, purpose="safe", amount=Rupiah(4_000), reason="Setor", id=opened.new_id(), by=HEAD)
        clock.forward(days=1)
    yield opened
    opened.close()


def day(number: int) -> str:
    """The n-th day, from 0."""
    return (FIRST + timedelta(days=number)).isoformat()


@pytest.mark.parametrize("number", [1, 7, 20, 49])
def test_a_day_tells_its_own_acts_the_newest_first(till: Till, number: int) -> None:
    told = reports.activity_of_days(till, day(number), day(number))
    assert [posted.entry.staff for posted in told] == [HEAD.staff, CASHIER.staff]
    assert {posted.entry.time[:10] for posted in told} == {day(number)}


def test_all_days_tell_all_acts(till: Till) -> None:
    told = reports.activity_of_days(till, day(0), day(DAYS), limit=10_000)
    assert told == counter.written(till, limit=10_000)
    assert len(told) >= 2 * DAYS


def test_person_kind_and_page_narrow_it(till: Till) -> None:
    by_head = reports.activity_of_days(till, day(3), day(5), staff=HEAD.staff)
    assert [posted.entry.staff for posted in by_head] == [HEAD.staff] * 3
    moved = reports.activity_of_days(till, day(0), day(0), kinds=("shift_opened", "cash_moved"))
    assert [posted.entry.kind for posted in moved] == ["cash_moved", "cash_moved", "shift_opened"]
    newest = reports.activity_of_days(till, day(3), day(5), limit=4)
    older = reports.activity_of_days(till, day(3), day(5), limit=4, before=newest[-1].position)
    assert newest + older == reports.activity_of_days(till, day(3), day(5))
    assert reports.activity_of_days(till, day(DAYS + 3), day(DAYS + 9)) == []


@pytest.mark.parametrize("number", [0, 1, 25, DAYS])
def test_the_place_of_a_day_is_found_by_halving(till: Till, number: int) -> None:
    with till.reading() as connection:
        me = till.writer(connection).key
        place = journal.position_before(connection, me, day(number))
        times = {posted.position: posted.entry.time[:10] for posted in journal.latest(connection, 10_000)}
    assert all((time < day(number)) == (position <= place) for position, time in times.items())
