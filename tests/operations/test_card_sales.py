"""Paying by card: what is on it goes down with the sale, comes back with a refund, and is never less than nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Blocked, BlockListSaved, Pack, Price
from koperasi_pos.operations import accounts, card_limits, cards, refunds, sales, shifts, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy, put_on, view
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up, written


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift."""
    till = shop_in(tmp_path, Clock())
    begin_shift(till)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


def test_a_card_pays_and_the_balance_goes_down(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    assert (who.balance, who.here, who.left_today) == (20_000, 20_000, 20_000)
    receipt = buy(till, who, (tea, 2))
    paid = receipt.sale.payments[0]
    assert (paid.way, paid.amount, paid.left, paid.holder) == ("card", 9_000, 11_000, "Ahmad")
    assert [(part.category, part.amount) for part in paid.categories] == [("", 9_000)]
    assert view(till, who.account).balance == 11_000


def test_a_card_and_cash_together(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=5_000)
    sale = buy(till, who, (tea, 2), from_card=5_000, cash=10_000).sale
    assert sorted((paid.way, int(paid.amount)) for paid in sale.payments) == [("card", 5_000), ("cash", 4_000)]
    assert sale.change == 6_000
    assert view(till, who.account).balance == 0


def test_more_than_there_is_is_refused_and_written_down_once(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=5_000)
    basket = till.new_id()
    for _again in range(2):
        with pytest.raises(Refusal) as refused:
            buy(till, who, (tea, 2), basket_id=basket)
        assert refused.value.code == "card_short"
        assert refused.value.facts["missing"] == 4_000
    assert [posted.entry.kind for posted in written(till)].count("card_refused") == 1
    assert view(till, who.account).balance == 5_000


def test_a_sale_by_card_asked_twice_is_one_sale(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=10_000)
    id = till.new_id()
    first = buy(till, who, (tea, 1), basket_id=id)
    assert buy(till, who, (tea, 1), basket_id=id).sale == first.sale
    assert view(till, who.account).balance == 5_500


def test_what_comes_back_goes_to_the_card(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    receipt = buy(till, who, (tea, 3), from_card=10_000, cash=3_500)
    back = refunds.complete_refund(
        till, receipt.sale.number, [Returning(0)], reason="Kemasan rusak", id=till.new_id(), by=HEAD
    ).value.refund
    assert [(paid.way, paid.amount, paid.account, paid.left) for paid in back.payments] == [
        ("card", 4_500, who.account, 14_500)
    ]
    assert view(till, who.account).balance == 14_500


def test_a_lost_card_pays_nothing_and_its_money_stays(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    cards.lose_card(till, who.card, id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal) as refused:
        buy(till, who, (tea, 1))
    assert refused.value.code == "card_lost"
    new = cards.replace_card(till, who.account, id=till.new_id(), by=HEAD).value
    again = cards.tap(till, new.token)
    assert (again.balance, again.name) == (20_000, "Ahmad")
    buy(till, again, (tea, 1))
    with pytest.raises(Refusal) as refused:
        cards.tap(till, cards.printed_token(till, who.card))
    assert refused.value.code == "card_lost"


def test_a_card_is_needed_unless_somebody_approves(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    with pytest.raises(Refusal) as refused:
        cards.card_by_hand(till, "2024001", by=CASHIER)
    assert refused.value.code == "needs_approval"
    by_hand = cards.card_by_hand(till, "2024001", by=HEAD)
    assert (by_hand.account, by_hand.card) == (who.account, "")
    with pytest.raises(Refusal) as refused:
        buy(till, by_hand, (tea, 1))
    assert refused.value.code == "needs_approval"
    buy(till, by_hand, (tea, 1), by=HEAD)


def test_a_card_way_needs_a_card(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    tender = Tender(parts=(TenderPart(way="card", amount=Rupiah(4_500)),))
    basket = Basket(id=till.new_id()).add(tea)
    with pytest.raises(Refusal) as refused:
        sales.complete_sale(till, basket, tender, by=CASHIER)
    assert refused.value.code == "card_missing"


def test_a_pin_is_counted_before_it_is_looked_at(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=50_000)
    rules = card_limits.card_rules(till).model_copy(update={"id": till.new_id(), "pin": "above", "pin_above": 5_000})
    card_limits.save_card_rules(till, rules, by=HEAD)
    accounts.set_card_pin(till, who.account, "246813", id=till.new_id(), by=HEAD)
    buy(till, who, (tea, 1))
    with pytest.raises(Refusal) as refused:
        buy(till, who, (tea, 2))
    assert refused.value.code == "card_pin_needed"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Refusal) as refused:
            buy(till, who, (tea, 2), pin="135790")
        assert (refused.value.code, refused.value.facts) == ("card_pin_wrong", {"left": left})
    with pytest.raises(Refusal) as refused:
        buy(till, who, (tea, 2), pin="246813")
    assert refused.value.code == "card_pin_locked"
    accounts.release_card_pin(till, who.account, by=HEAD)
    assert buy(till, who, (tea, 2), pin="246813").sale.payments[0].left == 50_000 - 3 * 4_500


def test_the_close_says_what_is_owed_to_cards(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who = account(till, money=20_000)
    put_on(till, who.account, 5_000)
    buy(till, who, (tea, 1))
    closed = shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=CASHIER).value.figures
    assert (closed.on_cards, closed.card_rights, closed.guarantee) == (20_500, 20_500, 0)
    assert (closed.expected, closed.difference) == (100_000, 0)


def test_the_card_of_a_member_makes_the_basket_a_member_s(till: Till) -> None:
    prices = [Price(tier="retail", price=Rupiah(4_500)), Price(tier="member", price=Rupiah(4_000))]
    tea = stock_up(till, "Teh", 4_500, packs=[Pack(unit="pcs", prices=prices)])
    who = account(till, "Pak Umar", nis="", number="A-17", sort="member", tier="member", member=True, money=20_000)
    sale = buy(till, who, (tea, 2)).sale
    assert (who.sort, sale.total) == ("opop", 8_000)
    assert sale.customer is not None
    assert (sale.customer.number, sale.customer.member) == ("A-17", True)


def test_only_the_till_that_issued_a_card_prints_it(till: Till) -> None:
    who = account(till)
    (card,) = accounts.cards_of(till, who.account)
    assert cards.tap(till, cards.printable_token(till, card)).account == who.account
    assert cards.printable_token(till, replace(card, token=b"other")) == ""


def test_a_card_that_the_province_blocked_neither_shows_nor_pays(till: Till) -> None:
    tea = stock_up(till, "Teh", 4_500)
    who, other = account(till, money=20_000), account(till, "Budi", nis="2024002", money=20_000)
    token = cards.printed_token(till, accounts.cards_of(till, who.account)[0].id)
    listed = [Blocked(code=token, reason="Dicuri")]
    with till.writing() as connection:
        till.post(connection, BlockListSaved(id=till.new_id(), what="cards", blocked=listed), by=HEAD)
    with pytest.raises(Refusal) as shown:
        cards.tap(till, token)
    assert (shown.value.code, shown.value.facts["reason"]) == ("card_blocked", "Dicuri")
    with pytest.raises(Refusal) as paid:
        buy(till, who, (tea, 1))
    assert paid.value.code == "card_blocked"
    assert buy(till, other, (tea, 1)).sale.payments[0].left == 15_500
    with till.writing() as connection:
        till.post(connection, BlockListSaved(id=till.new_id(), what="cards"), by=HEAD)
    assert buy(till, who, (tea, 1)).sale.payments[0].left == 15_500
