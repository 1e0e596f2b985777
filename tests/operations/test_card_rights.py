"""One rupiah, one holder: rights move by documents, are taken once, and go over from the dead by a decision."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Limit, ProductSaved
from koperasi_pos.operations import card_money, card_reports, card_rights, cards, shifts, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store.books import rights
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy, limits, put_on, view
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up
from tests.store.exchange import books_by_id, second_till, send

TWO = tuple[Till, Till, ProductSaved, AccountView]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[TWO]:
    """K1 and K2 of one shop, goods at 5.000 each, and a santri with 50.000 that K1 holds."""
    clock = Clock()
    first = shop_in(tmp_path / "k1", clock)
    tea = stock_up(first, "Teh", 5_000)
    who = account(first, money=50_000)
    first.close()
    second = second_till(tmp_path / "k1", tmp_path / "k2", clock)
    first = open_till(tmp_path / "k1", clock=clock)
    begin_shift(first)
    begin_shift(second)
    yield first, second, tea, who
    for till in (first, second):
        assert not upkeep.check(till).trouble
        till.close()


def point(till: Till) -> tuple[str, int]:
    """Device and epoch of a till."""
    with till.reading() as connection:
        me = till.writer(connection)
        return me.device, me.epoch


def give(giver: Till, taker: Till, account_id: str, amount: int, *, home: bool = False) -> str:
    device, epoch = point(taker)
    return card_rights.give_rights(
        giver, account_id, Rupiah(amount), device=device, epoch=epoch, home=home, id=giver.new_id(), by=HEAD
    ).value.id


def refused(till: Till, who: AccountView, tea: ProductSaved, count: int) -> Refusal:
    with pytest.raises(Refusal) as found:
        buy(till, who, (tea, count))
    return found.value


def test_a_till_spends_only_what_it_holds(two: TWO) -> None:
    first, second, tea, who = two
    no = refused(second, who, tea, 1)
    assert (no.code, no.facts["here"], no.facts["balance"]) == ("card_rights_elsewhere", 0, 50_000)
    transfer = give(first, second, who.account, 10_000)
    assert (view(first, who.account).here, view(first, who.account).balance) == (40_000, 50_000)
    send(first, second)
    assert [waiting.id for waiting in card_rights.rights_waiting(second)] == [transfer]
    card_rights.take_rights(second, transfer, by=CASHIER)
    buy(second, who, (tea, 2))
    assert refused(second, who, tea, 1).code == "card_rights_elsewhere"
    buy(first, who, (tea, 8))
    assert refused(first, who, tea, 1).code == "card_rights_elsewhere"
    send(first, second)
    send(second, first)
    assert refused(first, who, tea, 1).code == "card_short"
    send(first, second)
    assert books_by_id(first) == books_by_id(second)


def test_a_transfer_is_taken_once_and_by_its_addressee(two: TWO) -> None:
    first, second, _tea, who = two
    transfer = give(first, second, who.account, 10_000)
    with pytest.raises(Refusal) as found:
        card_rights.take_rights(first, transfer, by=CASHIER)
    assert found.value.code == "transfer_elsewhere"
    with pytest.raises(Refusal) as found:
        card_rights.take_rights(second, transfer, by=CASHIER)
    assert found.value.code == "transfer_unknown"
    send(first, second)
    assert card_rights.take_rights(second, transfer, by=CASHIER).changed
    assert not card_rights.take_rights(second, transfer, by=CASHIER).changed
    assert view(second, who.account).here == 10_000
    with pytest.raises(Refusal) as found:
        give(first, second, who.account, 40_001)
    assert found.value.code == "rights_not_here"


def test_what_is_topped_up_at_a_till_is_spent_there(two: TWO) -> None:
    _first, second, tea, who = two
    put_on(second, who.account, 10_000)
    buy(second, who, (tea, 2))
    assert view(second, who.account).balance == 50_000


def test_limits_hold_over_two_tills_that_do_not_hear_each_other(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    transfer = give(first, second, who.account, 30_000)
    send(first, second)
    given = card_rights.take_rights(second, transfer, by=CASHIER).value
    assert (given.amount, given.allowed) == (30_000, 20_000)
    assert refused(first, who, tea, 1).code == "card_limit"
    buy(second, who, (tea, 3))
    assert refused(first, who, tea, 1).code == "card_limit"
    assert refused(second, who, tea, 2).code in ("card_limit", "card_limit_elsewhere")
    second.clock.forward(days=1)  # type: ignore[attr-defined]
    assert refused(second, who, tea, 2).code == "card_limit_elsewhere"
    buy(second, who, (tea, 1))
    send(second, first)
    assert view(first, who.account).left_today == 15_000


def test_the_home_of_the_limits_goes_along(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    buy(first, who, (tea, 1))
    transfer = give(first, second, who.account, 30_000, home=True)
    assert refused(first, who, tea, 1).code == "card_limit_elsewhere"
    send(first, second)
    card_rights.take_rights(second, transfer, by=CASHIER)
    buy(second, who, (tea, 3))
    assert refused(second, who, tea, 1).code == "card_limit"
    send(second, first)
    assert books_by_id(first) == books_by_id(second)


def test_a_restored_till_starts_with_nothing_until_a_person_decides(tmp_path: Path) -> None:
    clock = Clock()
    home = tmp_path / "shop"
    till = shop_in(home, clock)
    begin_shift(till)
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=50_000)
    upkeep.make_backup(till, tmp_path / "b.backup")
    buy(till, who, (tea, 2))
    lost = shutil.copytree(home, tmp_path / "lost")
    till.close()
    till = upkeep.restore(home, tmp_path / "b.backup", clock=clock, keyring_allowed=False)
    assert (view(till, who.account).here, view(till, who.account).balance) == (0, 50_000)
    assert refused(till, who, tea, 1).code == "card_rights_elsewhere"
    (exposed,) = card_rights.exposures(till)
    assert (exposed.own, exposed.accounts, exposed.amount) == (True, 1, 50_000)
    with pytest.raises(Refusal):
        card_rights.reclaim_rights(
            till, exposed.device, exposed.epoch, reason="Dipulihkan", id=till.new_id(), by=CASHIER
        )
    card_rights.reclaim_rights(till, exposed.device, exposed.epoch, reason="Dipulihkan", id=till.new_id(), by=HEAD)
    buy(till, who, (tea, 10))
    assert not card_rights.exposures(till)
    assert not upkeep.check(till).trouble
    # What the dead life sold comes to light: the santri stays at nothing, the guarantee account bears it.
    dead = open_till(lost, clock=clock)
    send(dead, till)
    dead.close()
    assert (view(till, who.account).balance, card_money.float_state(till).guarantee) == (0, 10_000)
    closed = shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=CASHIER).value.figures
    assert (closed.on_cards, closed.guarantee) == (0, 10_000)
    assert not upkeep.check(till).trouble
    till.close()


def test_the_order_of_news_of_a_dead_holder_does_not_matter(two: TWO, tmp_path: Path) -> None:
    """K1 declares K2 dead with a transfer on its way; what K2 did comes to a third file before and after."""
    first, second, tea, who = two
    transfer = give(first, second, who.account, 20_000)
    send(first, second)
    card_rights.take_rights(second, transfer, by=CASHIER)
    buy(second, who, (tea, 3))
    device, epoch = point(second)
    card_rights.reclaim_rights(first, device, epoch, reason="Komputer K2 terbakar", id=first.new_id(), by=HEAD)
    assert view(first, who.account).here == 50_000
    buy(first, who, (tea, 10))
    send(second, first)
    assert (view(first, who.account).balance, card_money.float_state(first).guarantee) == (0, 15_000)
    send(first, second)
    assert refused(second, who, tea, 1).code == "till_is_dead"
    with pytest.raises(Refusal) as found:
        put_on(second, who.account, 5_000)
    assert found.value.code == "till_is_dead"
    assert books_by_id(first) == books_by_id(second)


def test_what_a_dead_holder_took_in_unheard_is_taken_over_when_it_comes_to_light(two: TWO) -> None:
    first, second, tea, who = two
    put_on(second, who.account, 10_000)
    send(second, first)
    device, epoch = point(second)
    card_rights.reclaim_rights(first, device, epoch, reason="Komputer K2 hilang", id=first.new_id(), by=HEAD)
    put_on(second, who.account, 7_000)
    send(second, first)
    (late,) = card_rights.exposures(first)
    assert (late.amount, view(first, who.account).here, view(first, who.account).balance) == (7_000, 60_000, 67_000)
    card_rights.reclaim_rights(first, device, epoch, reason="Kabar terlambat", id=first.new_id(), by=HEAD)
    assert view(first, who.account).here == 67_000
    buy(first, who, (tea, 13))
    send(first, second)
    assert books_by_id(first) == books_by_id(second)


def test_who_takes_over_from_a_dead_till_answers_for_its_limits_too(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    buy(first, who, (tea, 1))
    send(first, second)
    device, epoch = point(first)
    card_rights.reclaim_rights(second, device, epoch, reason="Terbakar", id=second.new_id(), by=HEAD)
    buy(second, who, (tea, 3))
    assert refused(second, who, tea, 1).code == "card_limit"
    send(second, first)
    assert refused(first, who, tea, 1).code == "till_is_dead"


def test_where_two_people_decided_the_first_of_them_counts_in_every_file(two: TWO, tmp_path: Path) -> None:
    first, second, _tea, who = two
    give(first, second, who.account, 1_000)
    gone = ("9" * 16, 1)
    card_rights.give_rights(
        first, who.account, Rupiah(5_000), device=gone[0], epoch=1, home=True, id=first.new_id(), by=HEAD
    )
    send(first, second)
    for till in (second, first):
        card_rights.reclaim_rights(till, *gone, reason="Tidak pernah ada", id=till.new_id(), by=HEAD)
        till.clock.forward(minutes=1)  # type: ignore[attr-defined]
    for source, target in ((first, second), (second, first)):
        send(source, target)
    homes = []
    for till in (first, second):
        with till.reading() as connection:
            homes.append(rights.home_of(connection, gone[0]))
    assert homes == [point(second)[0]] * 2


def test_money_on_its_way_to_a_till_that_never_took_anything_is_seen(two: TWO) -> None:
    first, second, _tea, who = two
    send(second, first)
    give(first, second, who.account, 30_000)
    (found,) = card_rights.exposures(first)
    assert ((found.device, found.epoch), found.till, found.accounts, found.amount) == (point(second), "K2", 1, 30_000)
    card_rights.reclaim_rights(first, *point(second), reason="Terbakar", id=first.new_id(), by=HEAD)
    assert view(first, who.account).here == 50_000


def test_two_tills_refuse_the_same_card_on_the_same_day(two: TWO) -> None:
    first, second, _tea, who = two
    cards.lose_card(first, who.card, id=first.new_id(), by=CASHIER)
    send(first, second)
    token = cards.printed_token(first, who.card)
    for till in (first, second, first):
        with pytest.raises(Refusal):
            cards.tap(till, token)
    send(first, second)
    send(second, first)
    assert books_by_id(first) == books_by_id(second)
    assert len(card_reports.card_refusals(first, "2026-11-24", "2026-11-24")) == 2


def test_a_dead_home_that_holds_nothing_is_seen_and_decided_about(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    send(second, first)
    give(first, second, who.account, 50_000)
    send(first, second)
    card_rights.take_rights(second, card_rights.rights_waiting(second)[0].id, by=CASHIER)
    buy(second, who, (tea, 4))
    second.clock.forward(days=1)  # type: ignore[attr-defined]
    assert refused(second, who, tea, 1).code == "card_limit_elsewhere"
    (home,) = card_rights.exposures(second)
    assert ((home.device, home.epoch), home.till, home.amount, home.homes) == (point(first), "K1", 0, 1)
    card_rights.reclaim_rights(second, *point(first), reason="Terbakar", id=second.new_id(), by=HEAD)
    assert not card_rights.exposures(second)
    buy(second, who, (tea, 4))
    assert refused(second, who, tea, 1).code == "card_limit"


def test_what_a_dead_till_without_money_was_allowed_is_given_back_to_the_limits(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    transfer = give(first, second, who.account, 20_000)
    send(first, second)
    card_rights.take_rights(second, transfer, by=CASHIER)
    card_money.cash_out(second, who.account, Rupiah(20_000), id=second.new_id(), by=HEAD)
    send(second, first)
    assert refused(first, who, tea, 1).code == "card_limit"
    (dead,) = card_rights.exposures(first)
    assert ((dead.device, dead.epoch), dead.amount, dead.allowed) == (point(second), 0, 20_000)
    card_rights.reclaim_rights(first, *point(second), reason="Hilang", id=first.new_id(), by=HEAD)
    assert not card_rights.exposures(first)
    buy(first, who, (tea, 4))


def test_a_home_on_its_way_to_a_dead_till_comes_to_who_decides(two: TWO) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    send(second, first)
    card_rights.give_rights(
        first, who.account, Rupiah(0), device=point(second)[0], epoch=1, home=True, id=first.new_id(), by=HEAD
    )
    assert refused(first, who, tea, 1).code == "card_limit_elsewhere"
    (dead,) = card_rights.exposures(first)
    assert ((dead.device, dead.epoch), dead.amount, dead.homes) == (point(second), 0, 1)
    card_rights.reclaim_rights(first, *point(second), reason="Terbakar", id=first.new_id(), by=HEAD)
    buy(first, who, (tea, 4))
    assert refused(first, who, tea, 1).code == "card_limit"
    send(first, second)
    send(second, first)
    assert books_by_id(first) == books_by_id(second)


def test_where_people_declared_each_others_tills_dead_a_third_one_answers_for_limits(two: TWO, tmp_path: Path) -> None:
    first, second, tea, who = two
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    put_on(second, who.account, 5_000)
    send(first, second)
    send(second, first)
    first.close()
    third = second_till(first.home, tmp_path / "k3", first.clock, "K3", "3" * 16)  # type: ignore[arg-type]
    first = open_till(first.home, clock=first.clock)
    for one, other in ((first, second), (second, first)):
        card_rights.reclaim_rights(one, *point(other), reason="Salah paham", id=one.new_id(), by=HEAD)
    for one in (first, second):
        send(one, third)
    begin_shift(third)
    put_on(third, who.account, 20_000)
    assert refused(third, who, tea, 1).code == "card_limit_elsewhere"
    for found in card_rights.exposures(third):
        card_rights.reclaim_rights(third, found.device, found.epoch, reason="Benar", id=third.new_id(), by=HEAD)
    buy(third, who, (tea, 4))
    assert refused(third, who, tea, 1).code == "card_limit"
    first.close()
    third.close()
