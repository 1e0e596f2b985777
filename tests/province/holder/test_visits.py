"""Cards of another pesantren: asked for online, reserved, paid or given back, each once; netted by the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Limit
from koperasi_pos.operations import accounts, baskets, cards, receipts, refunds, sales, upkeep, visits
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.province.visits import agreements, paying, settling
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.card_holders import buy, limits, put_on, view
from tests.conftest import ExpectedLog
from tests.counter import CASHIER, HEAD, stock_up
from tests.province.asking import Serving
from tests.province.holder import two_shops
from tests.province.holder.two_shops import HOME, THERE, TwoShops, owner


@pytest.fixture
def both(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[TwoShops]:
    """Two shops; sound at the end, and the money of the card is where it was put or paid."""
    made = two_shops.make(tmp_path, pool, serving.address)
    yield made
    made.rest()
    made.rest()
    for till in (made.home, made.there):
        assert not upkeep.check(till).trouble
        till.close()


def test_nothing_is_asked_before_both_have_agreed(both: TwoShops) -> None:
    basket = both.basket(2)
    with pytest.raises(Refusal) as refused:
        both.ask(basket)
    assert refused.value.code == "visit_none"
    with both.pool.writing() as connection:
        agreements.confirm(connection, owner(HOME), HOME, THERE, words="", legal=True, now=both.clock())
    both.rest()
    assert visits.partners(both.there) == []
    with pytest.raises(Refusal) as legal, both.pool.writing() as connection:
        agreements.confirm(connection, owner(THERE), THERE, HOME, words="", legal=False, now=both.clock())
    assert legal.value.code == "visit_legal"
    with pytest.raises(Refusal), both.pool.writing() as connection:
        agreements.confirm(connection, owner(HOME), THERE, HOME, words="", legal=True, now=both.clock())
    both.agree()
    assert [one.shop for one in visits.partners(both.there)] == [HOME]
    with pytest.raises(Refusal) as tapped:
        cards.tapped(both.there, both.tap())
    assert tapped.value.code == "card_elsewhere"


def test_reserved_paid_and_seen_at_home(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    basket = both.basket(2)
    found = both.ask(basket)
    assert (found.state, found.left, found.name, found.home) == ("reserved", 10_000, "Ahmad", "An-Nur")
    assert both.held() == 40_000
    both.rest(both.home)
    assert both.balance() == 50_000, "what is reserved is still on the card"
    paid = both.pay(basket, found.id)
    assert (paid.holder, paid.account) == ("Ahmad", "")
    both.rest(both.there)
    both.rest(both.home)
    assert (both.balance(), both.held()) == (40_000, 40_000)
    both.rest(both.there)
    assert visits.look(both.there, found.id).state == "over"
    with pytest.raises(Refusal) as again:
        both.pay(both.basket(2), found.id)
    assert again.value.code == "visit_over"


def test_a_restored_province_asks_the_tills_at_home_anew(both: TwoShops) -> None:
    """What its earlier life had asked for would be given to that one, which is over."""
    both.agree()
    put_on(both.home, both.santri.account, 30_000)
    both.rest(both.home)
    both.ask(both.basket(1))
    assert both.held() == 0  # the till at home was asked, and has not heard of it
    next_epoch(both.pool)
    both.rest()
    both.ask(both.basket(2))
    both.rest(both.home)
    assert both.held() == 10_000
    basket = both.basket(2)
    both.pay(basket, both.ask(basket).id)
    both.rest()
    assert both.balance() == 20_000


def test_goods_that_come_back_put_the_money_back_onto_the_card(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    basket = both.basket(2)
    both.pay(basket, both.ask(basket).id)
    sold = receipts.find_receipts(both.there)[0]
    for _again in range(2):
        both.rest()
    refunds.complete_refund(
        both.there, sold.number, [Returning(0, Quantity.of(1))], reason="Rusak", id=both.there.new_id(),
        by=HEAD,
    )  # fmt: skip
    for _again in range(2):
        both.rest()
    assert (both.balance(), both.held()) == (45_000, 45_000)
    with both.pool.reading() as connection:
        (waits,) = settling.open_claims(connection, THERE)
    assert (waits.claim, waits.debt, waits.net) == (10_000, 5_000, 5_000)


def test_a_basket_that_is_dropped_gives_it_back_also_before_the_answer(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    for line in (True, False):
        basket = both.basket(2)
        both.ask(basket, line=line)
        baskets.drop_basket(both.there, basket, id=both.there.new_id(), by=CASHIER)
        both.rest(both.there)
        assert both.held() == 50_000
    assert visits.open_visits(both.there) == []
    both.rest(both.home)
    assert both.balance() == 50_000


def test_a_basket_that_is_paid_another_way_gives_it_back(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    for line in (True, False):
        basket = both.basket(2)
        both.ask(basket, line=line)
        sales.complete_sale(both.there, basket, cash(Rupiah(100_000)), by=CASHIER)
        assert visits.open_visits(both.there) == []
        both.rest(both.there)
        assert both.held() == 50_000


def test_what_binds_the_card_at_home_binds_it_there(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    limits(both.home, both.santri.account, Limit(period="purchase", amount=Rupiah(8_000)))
    both.rest(both.home)
    found = both.ask(both.basket(2))
    assert found.refusal is not None
    assert (found.refusal.code, found.refusal.facts["card_refusal"]) == ("visit_refused", "card_limit")
    limits(both.home, both.santri.account, blocked_products=[])
    accounts.save_account_state(
        both.home, both.santri.account, "frozen", reason="leave", id=both.home.new_id(), by=HEAD
    )
    both.rest(both.home)
    found = both.ask(both.basket(1))
    assert found.refusal is not None
    assert found.refusal.facts["card_refusal"] == "account_frozen"
    assert both.held() == 50_000


def test_a_daily_limit_holds_over_home_and_elsewhere(both: TwoShops) -> None:
    """The home of the limits is a till: the province asks it for what it may let others spend."""
    both.agree()
    limits(both.home, both.santri.account, Limit(period="day", amount=Rupiah(12_000)))
    put_on(both.home, both.santri.account, 50_000)
    both.rest()
    first = both.ask(both.basket(2))
    assert first.refusal is not None
    assert first.refusal.code == "visit_waits"
    both.rest(both.home)
    basket = both.basket(2)
    assert both.ask(basket).state == "reserved"
    both.pay(basket, visits.open_visits(both.there)[0].id)
    both.rest()
    nuts = stock_up(both.home, "Kacang", 3_000)
    with pytest.raises(Refusal) as refused:
        buy(both.home, view(both.home, both.santri.account), (nuts, 1), by=HEAD)
    assert refused.value.code == "card_limit"
    again = both.ask(both.basket(1))
    assert again.refusal is not None
    assert both.balance() == 40_000


def test_what_nobody_ended_stays_until_a_person_decides_and_a_late_sale_is_not_lost(
    both: TwoShops, expected_log: ExpectedLog
) -> None:
    both.agree()
    both.top_up(10_000)
    basket = both.basket(2)
    found = both.ask(basket)
    both.pay(basket, found.id)  # the till's line is down from here on
    with pytest.raises(Refusal) as stranger, both.pool.writing() as connection:
        paying.decide(connection, owner("toko-lain"), HOME, found.id, reason="Hilang", now=both.clock())
    assert stranger.value.code == "visit_unknown"
    with both.pool.writing() as connection:
        paying.decide(connection, owner(THERE), HOME, found.id, reason="Kasir hilang", now=both.clock())
    assert both.held() == 10_000
    both.rest(both.there)  # and yet it was sold: what is there pays for it
    both.rest(both.home)
    assert (both.held(), both.balance()) == (0, 0)
    both.top_up(10_000)
    basket = both.basket(2)
    found = both.ask(basket)
    both.pay(basket, found.id)
    with both.pool.writing() as connection:
        paying.decide(connection, owner(THERE), HOME, found.id, reason="Kasir hilang", now=both.clock())
    both.rest(both.home)
    noodles = stock_up(both.home, "Mi", 8_000)
    with pytest.raises(Refusal) as elsewhere:
        buy(both.home, view(both.home, both.santri.account), (noodles, 1))
    assert elsewhere.value.code == "card_rights_elsewhere"
    both.rest(both.home)
    assert both.held() == 2_000  # spent at home meanwhile, so that nothing is left for the sale there
    expected_log("is not paid for: given_back")
    both.rest(both.there)
    with both.pool.reading() as connection:
        (open_one,) = settling.unpaid(connection, THERE)
    assert (open_one.amount, open_one.reason) == (10_000, "given_back")


def test_a_lease_is_spent_without_a_line_and_stopped_when_the_card_is_lost(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    drawn = visits.draw_lease(both.there, both.tap(), Rupiah(30_000), by=HEAD).value
    both.rest(both.there)
    assert (visits.look(both.there, drawn.id).left, both.held()) == (30_000, 20_000)
    for left in (20_000, 10_000):
        lease = visits.lease_for(both.there, both.tap())
        assert lease is not None
        both.pay(both.basket(2), lease.id)
        assert visits.look(both.there, drawn.id).left == left
    with pytest.raises(Refusal) as short:
        both.pay(both.basket(3), drawn.id)
    assert short.value.code == "visit_short"
    both.rest(both.there)
    both.rest(both.home)
    assert both.balance() == 30_000
    cards.lose_card(both.home, accounts.cards_of(both.home, both.santri.account)[0].id, id=both.home.new_id(), by=HEAD)
    both.rest(both.home)
    both.rest(both.there)
    assert visits.lease_for(both.there, both.tap()) is None
    visits.end(both.there, drawn.id, by=HEAD)
    both.rest()
    assert (both.held(), both.balance()) == (30_000, 30_000)


def test_days_are_netted_and_stand_in_both_journals(both: TwoShops) -> None:
    both.agree()
    both.top_up(50_000)
    for count in (1, 2):
        basket = both.basket(count)
        both.pay(basket, both.ask(basket).id)
    both.rest()
    assert settling.settle_due(both.pool, both.clock()) == 0
    with both.pool.reading() as connection:
        (waits,) = settling.open_claims(connection, THERE)
    assert (waits.claim, waits.debt) == (15_000, 0)
    both.clock.forward(days=1)
    tomorrow = max(both.clock(), both.clock())
    with both.pool.reading() as connection:
        row = connection.execute("SELECT max(heard) FROM visit_claim").fetchone()
    assert row is not None
    while tomorrow.date() <= row[0]:
        both.clock.forward(days=1)
        tomorrow = both.clock()
    assert settling.settle_due(both.pool, tomorrow) == 1
    assert settling.settle_due(both.pool, tomorrow) == 0
    both.rest()
    (there,), (home,) = visits.settled_days(both.there), visits.settled_days(both.home)
    assert (there.claim, there.debt, there.net, there.purchases) == (15_000, 0, 15_000, 2)
    assert (home.claim, home.debt, home.net) == (0, 15_000, -15_000)
