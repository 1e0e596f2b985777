"""Limits of cards: each period and category with its own sum; a no names the goods; some are never overridden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Approval, CardRulesSaved, Hours, Limit
from koperasi_pos.operations import card_limits, products, refunds, sales, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import approval
from koperasi_pos.trade.tenders import Tender, TenderPart, by_card, cash
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words.refusals import refusal_sentence
from tests.card_holders import SUPERVISOR, account, buy, limits, view
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up, written


@pytest.fixture
def clock() -> Clock:
    """The shop's clock: a Tuesday, eight in the morning."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A shop with an open shift."""
    till = shop_in(tmp_path, clock)
    begin_shift(till)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


def rules(till: Till, **fields: object) -> None:
    """Rules of the pesantren."""
    card_limits.save_card_rules(till, CardRulesSaved.model_validate({"id": till.new_id(), **fields}), by=HEAD)


def at_most(period: str, amount: int, *categories: str, free: tuple[str, ...] = ()) -> Limit:
    return Limit(period=period, amount=Rupiah(amount), categories=list(categories), free=list(free))


def refused(till: Till, who: AccountView, *goods: tuple[object, int], **fields: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        buy(till, who, *goods, **fields)  # type: ignore[arg-type]
    return found.value


@pytest.mark.parametrize(("period", "days"), [("day", 1), ("week", 4), ("month", 7)])
def test_a_period_begins_anew(till: Till, clock: Clock, period: str, days: int) -> None:
    """Tuesday the 24th: the week of the pesantren begins on Saturday the 28th, the month in a week."""
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    limits(till, who.account, at_most(period, 12_000))
    buy(till, who, (tea, 2))
    assert view(till, who.account).left_today == 2_000
    no = refused(till, who, (tea, 1))
    assert (no.code, no.facts["period"], no.facts["left"], no.facts["goods"]) == ("card_limit", period, 2_000, ["Teh"])
    clock.forward(days=days - 1, hours=15, minutes=59)
    assert refused(till, who, (tea, 1)).code == "card_limit"
    clock.forward(minutes=1)
    buy(till, who, (tea, 2))


def test_a_purchase_of_a_clock_that_ran_ahead_closes_no_account(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    limits(till, who.account, at_most("day", 12_000), at_most("week", 12_000))
    clock.forward(days=800)
    buy(till, who, (tea, 2))
    assert refused(till, who, (tea, 1)).code == "card_limit"
    clock.forward(days=-800)
    buy(till, who, (tea, 2))
    assert refused(till, who, (tea, 1)).code == "card_limit"


def test_a_single_purchase_has_a_limit(till: Till) -> None:
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    rules(till, limits=[at_most("purchase", 10_000)])
    assert refused(till, who, (tea, 3)).code == "card_limit"
    for _again in range(3):
        buy(till, who, (tea, 2))


def test_snacks_have_a_limit_and_books_have_none(till: Till) -> None:
    crisps = stock_up(till, "Keripik", 6_000, category="Jajan")
    sweets = stock_up(till, "Permen", 2_000, category="Jajan")
    book = stock_up(till, "Kitab", 80_000, category="Kitab")
    who = account(till, money=500_000)
    limits(till, who.account, at_most("day", 15_000, "Jajan"), at_most("day", 20_000, free=("Kitab",)))
    buy(till, who, (book, 2), (crisps, 2))
    no = refused(till, who, (crisps, 1), (book, 1))
    assert (no.code, no.facts["over"], no.facts["goods"]) == ("card_limit_category", 3_000, ["Keripik"])
    assert "Keripik" in refusal_sentence(no)
    assert "Jajan" in refusal_sentence(no)
    buy(till, who, (sweets, 1), (book, 1))


def test_the_goods_to_leave_are_the_fewest_that_are_enough(till: Till) -> None:
    tea, rice = stock_up(till, "Teh", 4_000), stock_up(till, "Beras", 15_000)
    soap = stock_up(till, "Sabun", 6_000)
    who = account(till, money=100_000)
    limits(till, who.account, at_most("day", 20_000))
    assert refused(till, who, (tea, 1), (rice, 1), (soap, 1)).facts["goods"] == ["Sabun"]
    assert refused(till, who, (tea, 1), (rice, 2), (soap, 1)).facts["goods"] == ["Beras"]


def test_what_is_never_sold_to_this_card(till: Till) -> None:
    nuts = stock_up(till, "Kacang", 3_000, allergens=["Kacang"])
    cola = stock_up(till, "Kola", 5_000, category="Soda")
    who = account(till, money=100_000, allergens=["kacang"])
    ink = stock_up(till, "Tinta", 3_000)
    limits(till, who.account, blocked_categories=["Soda"], blocked_products=[ink.product])
    for goods, code in ((nuts, "card_allergen"), (cola, "card_blocked_category"), (ink, "card_no_buy")):
        no = refused(till, who, (goods, 1))
        assert (no.code, no.facts["goods"]) == (code, goods.name)
        assert goods.name in refusal_sentence(no)
    basket = till.new_id()
    card_limits.raise_limit(till, who.account, basket, reason="Sakit", id=till.new_id(), by=HEAD)
    assert refused(till, who, (nuts, 1), basket_id=basket).code == "card_allergen"


def test_a_limit_is_raised_once_with_a_reason(till: Till) -> None:
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    limits(till, who.account, at_most("day", 5_000))
    basket = till.new_id()
    with pytest.raises(Refusal) as found:
        card_limits.raise_limit(till, who.account, basket, reason="Sakit", id=till.new_id(), by=CASHIER)
    assert found.value.code == "needs_approval"
    said_yes = approval("card_raise", SUPERVISOR)
    card_limits.raise_limit(
        till, who.account, basket, reason="Sakit", id=till.new_id(), by=CASHIER, approvals=[said_yes]
    )
    buy(till, who, (tea, 4), basket_id=basket)
    assert refused(till, who, (tea, 1)).code == "card_limit"


def test_hours_in_which_cards_are_taken(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    rules(till, hours=[Hours(begins="06:00", ends="07:30"), Hours(begins="09:00", ends="10:00", days=[1])])
    no = refused(till, who, (tea, 1))
    assert (no.code, no.facts["hours"]) == ("card_hours", ["06:00–07:30", "09:00–10:00"])
    clock.forward(hours=1)
    buy(till, who, (tea, 1))
    clock.forward(days=1)
    assert refused(till, who, (tea, 1)).code == "card_hours"


def test_a_refund_makes_room_on_the_day_of_the_sale_only(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Teh", 5_000)
    who = account(till, money=100_000)
    limits(till, who.account, at_most("day", 10_000))
    number = buy(till, who, (tea, 2)).sale.number
    refunds.complete_refund(till, number, [Returning(0)], reason="Rusak", id=till.new_id(), by=HEAD)
    assert view(till, who.account).left_today == 5_000
    clock.forward(days=1)
    refunds.complete_refund(till, number, [Returning(0)], reason="Rusak", id=till.new_id(), by=HEAD)
    assert view(till, who.account).left_today == 10_000


def test_the_wali_stays_below_the_pesantren(till: Till) -> None:
    who = account(till, money=100_000)
    rules(till, limits=[at_most("day", 15_000)])
    with pytest.raises(Refusal) as found:
        limits(till, who.account, at_most("day", 20_000))
    assert found.value.code == "limit_above_rules"
    limits(till, who.account, at_most("day", 10_000))
    assert view(till, who.account).left_today == 10_000


def test_adults_have_no_limits_of_the_pesantren(till: Till) -> None:
    tea = stock_up(till, "Teh", 5_000)
    rules(till, limits=[at_most("day", 5_000)], hours=[Hours(begins="01:00", ends="02:00")])
    who = account(till, "Pak Umar", nis="U1", sort="ustadz", tier="member", money=100_000)
    assert who.sort == "opop"
    buy(till, who, (tea, 5))


def test_allergens_and_the_no_buy_list_hold_in_cash_too(till: Till) -> None:
    nuts = stock_up(till, "Kacang", 2_000)
    nuts = products.save_product(
        till, nuts.model_copy(update={"id": till.new_id(), "allergens": ["Kacang"]}), by=HEAD
    ).value
    cola = stock_up(till, "Kola", 5_000)
    who = account(till, money=50_000, allergens=["kacang"])
    limits(till, who.account, blocked_products=[cola.product])
    basket, handed = till.new_id(), TenderPart(way="cash", received=Rupiah(50_000))
    for goods, code in ((nuts, "card_allergen"), (cola, "card_no_buy")):
        paying = [
            Tender(parts=(handed,)),
            Tender(parts=(by_card(Rupiah(1_000), who.account, who.card), handed)),
            Tender(parts=(TenderPart(way="transfer", amount=Rupiah(5_000), reference="BRI 1"),)),
        ]  # fmt: skip
        for tender in paying:
            word = Approval(what="card_raise", staff="x", name="x")
            laid = Basket(id=basket, customer=who.customer).add(goods).approved(word)
            with pytest.raises(Refusal) as refused:
                sales.complete_sale(till, laid, tender, by=HEAD)
            assert refused.value.code == code
    kinds = [posted.entry.body["code"] for posted in written(till) if posted.entry.kind == "card_refused"]
    assert sorted(set(kinds)) == ["card_allergen", "card_no_buy"]
    assert all(posted.entry.kind != "sale" for posted in written(till))
    other = account(till, "Budi", nis="2024002", money=9_000)
    laid = Basket(id=till.new_id(), customer=who.customer).add(nuts)
    with pytest.raises(Refusal) as refused:
        sales.complete_sale(
            till, laid, Tender(parts=(by_card(Rupiah(2_000), other.account, other.card),)), by=CASHIER
        )  # fmt: skip
    assert refused.value.code == "card_allergen"
    sales.complete_sale(till, Basket(id=till.new_id()).add(nuts), cash(Rupiah(2_000)), by=CASHIER)
