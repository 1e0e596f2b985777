"""Limits that change while several tills hold what older ones allowed: after all have heard, only the new ones hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardRulesSaved, Limit, LimitsSaved, ProductSaved
from koperasi_pos.operations import card_asks, card_limits, card_rights, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.trade.limit_editions import part_of
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import account, buy, limits
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in, stock_up, written
from tests.store.exchange import books_by_id, second_till, send

SNACKS = "Jajan"


class Shop:
    """K1, the home of the limits, K2 and K3; goods at 1.000 each; a santri with 300.000, a third of it at each till."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        first = shop_in(folder / "k1", self.clock)
        self.tea = stock_up(first, "Teh", 1_000, stock=999)
        self.crisps = stock_up(first, "Keripik", 1_000, category=SNACKS, stock=999)
        self.who = account(first, money=300_000)
        first.close()
        second = second_till(folder / "k1", folder / "k2", self.clock)
        third = second_till(folder / "k1", folder / "k3", self.clock, "K3", "3" * 16)
        self.tills = [open_till(folder / "k1", clock=self.clock), second, third]
        for till in self.tills:
            begin_shift(till)
        self.all_hear()

    def all_hear(self) -> None:
        """Everybody knows what anybody knows, and did about it what a till does by itself."""
        for _ in range(4):
            for source in self.tills:
                for target in self.tills:
                    if source is not target:
                        send(source, target)
            for till in self.tills:
                card_asks.settle_rights(till)

    def limit(self, till: int, most: int, categories: Sequence[str] = ()) -> LimitsSaved:
        """The wali lays down so much for a day."""
        self.clock.forward(seconds=1)
        wanted = Limit(period="day", amount=Rupiah(most), categories=list(categories))
        return limits(self.tills[till], self.who.account, wanted)

    def give(self, till: int, amount: int) -> None:
        """K1 lets another till spend so much, and that one takes it."""
        with self.tills[till].reading() as connection:
            me = self.tills[till].writer(connection)
        given = card_rights.give_rights(
            self.tills[0], self.who.account, Rupiah(amount), device=me.device, epoch=me.epoch,
            id=self.tills[0].new_id(), by=HEAD,
        ).value  # fmt: skip
        send(self.tills[0], self.tills[till])
        card_rights.take_rights(self.tills[till], given.id, by=CASHIER)

    def sells(self, till: int, goods: ProductSaved | None = None) -> int:
        """As many pieces as the till sells of something before it refuses, in rupiah."""
        sold = 0
        while sold < 100_000:
            try:
                buy(self.tills[till], self.who, (goods or self.tea, 1))
            except Refusal as refusal:
                if not refusal.code.startswith("card_limit"):
                    raise
                return sold
            sold += 1_000
        raise AssertionError("no limit holds")

    def everywhere(self) -> int:
        """What all tills sell together while nobody hears of another."""
        return sum(self.sells(till) for till in (1, 2, 0))


def send_own(source: Till, target: Till) -> None:
    """Bring only what `source` wrote itself: what it had heard of others stays on its way."""
    with source.reading() as connection:
        me = source.writer(connection).device.encode()
        lines = [line for _position, line in journal.lines(connection) if b'"writer":"' + me in line]
    with target.writing() as connection:
        for line in lines:
            journal.receive(connection, line)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    for till in shop.tills:
        assert not upkeep.check(till).trouble
    shop.all_hear()
    first, *others = [books_by_id(till) for till in shop.tills]
    assert all(one == first for one in others)
    for till in shop.tills:
        till.close()


def test_after_all_have_heard_of_lower_limits_they_sell_that_much_together(shop: Shop) -> None:
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    buy(shop.tills[1], shop.who, (shop.tea, 5))
    shop.limit(0, 18_000)
    shop.all_hear()
    assert shop.everywhere() == 13_000


def test_a_till_is_bound_at_the_moment_it_hears(shop: Shop) -> None:
    """K2 and K3 hear and nobody hears of them: neither spends what the old limits allowed, K1 gives nothing anew."""
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    shop.limit(0, 18_000)
    for till in (1, 2):
        send(shop.tills[0], shop.tills[till])
    assert shop.everywhere() == 0
    shop.all_hear()
    assert shop.everywhere() == 18_000


@pytest.mark.parametrize("taken_is_heard_of", [False, True])
def test_who_is_cut_off_spends_what_it_was_allowed_and_the_home_counts_it(shop: Shop, taken_is_heard_of: bool) -> None:
    shop.limit(0, 40_000)
    shop.give(1, 15_000)
    shop.give(2, 10_000)
    if taken_is_heard_of:
        send(shop.tills[2], shop.tills[0])
    shop.limit(0, 20_000)
    send(shop.tills[0], shop.tills[1])
    card_asks.settle_rights(shop.tills[1])
    send(shop.tills[1], shop.tills[0])
    assert card_rights.unheard_of(shop.tills[0], shop.who.account) == 10_000
    assert (shop.sells(0), shop.sells(2)) == (10_000, 10_000)
    shop.all_hear()
    assert card_rights.unheard_of(shop.tills[0], shop.who.account) == 0
    assert shop.everywhere() == 0


def test_what_was_on_its_way_under_older_limits_is_taken_without_an_allowance(shop: Shop) -> None:
    shop.limit(0, 40_000)
    shop.all_hear()
    first, second = shop.tills[:2]
    with second.reading() as connection:
        me = second.writer(connection)
    given = card_rights.give_rights(
        first, shop.who.account, Rupiah(30_000), device=me.device, epoch=me.epoch, id=first.new_id(), by=HEAD
    ).value
    shop.limit(1, 18_000)
    send(first, second)
    taken = card_rights.take_rights(second, given.id, by=CASHIER).value
    assert (given.allowed, taken.amount, taken.allowed) == (30_000, 30_000, 0)
    assert shop.sells(1) == 0
    shop.all_hear()
    assert shop.everywhere() == 18_000


def test_raised_limits_are_allowed_anew(shop: Shop) -> None:
    shop.limit(0, 20_000)
    shop.give(1, 20_000)
    buy(shop.tills[1], shop.who, (shop.tea, 8))
    shop.limit(2, 30_000)
    shop.all_hear()
    assert shop.everywhere() == 22_000


def test_raised_and_lowered_again_is_not_what_it_was(shop: Shop) -> None:
    """K2 hears of neither the raise nor the sales under it: what it was allowed at first may not come on top."""
    shop.limit(0, 20_000)
    shop.give(1, 20_000)
    shop.limit(0, 40_000)
    assert shop.sells(0) == 20_000
    send(shop.tills[0], shop.tills[2])
    shop.limit(2, 20_000)
    send_own(shop.tills[2], shop.tills[1])
    assert shop.sells(1) == 0
    shop.all_hear()
    assert shop.everywhere() == 0


def test_a_limit_that_is_taken_away_holds_nowhere(shop: Shop) -> None:
    shop.limit(0, 20_000)
    shop.give(1, 20_000)
    shop.all_hear()
    shop.clock.forward(seconds=1)
    assert limits(shop.tills[2], shop.who.account).number == 2
    shop.all_hear()
    buy(shop.tills[1], shop.who, (shop.tea, 20))
    shop.limit(0, 30_000)
    shop.all_hear()
    assert shop.everywhere() == 10_000


def test_a_limit_of_other_goods_is_another_limit(shop: Shop) -> None:
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    shop.limit(0, 18_000, categories=[SNACKS])
    shop.all_hear()
    assert sum(shop.sells(till, shop.crisps) for till in (1, 2, 0)) == 18_000


def test_a_save_that_leaves_the_sums_alone_may_bring_older_ones_back_into_force(shop: Shop) -> None:
    """K2 raises the limit, K3, who has not heard, blocks goods: the later word counts, also about the sums."""
    shop.limit(0, 10_000)
    shop.all_hear()
    shop.limit(1, 40_000)
    shop.clock.forward(seconds=1)
    limits(shop.tills[2], shop.who.account, Limit(period="day", amount=Rupiah(10_000)), blocked_categories=["Rokok"])
    for till in (0, 2):
        send(shop.tills[1], shop.tills[till])
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    shop.all_hear()
    assert shop.everywhere() == 10_000


def test_rules_of_the_pesantren_bind_like_limits_of_a_wali(shop: Shop) -> None:
    def lay_down(most: int, **fields: object) -> CardRulesSaved:
        rules = CardRulesSaved(
            id=shop.tills[0].new_id(), limits=[Limit(period="day", amount=Rupiah(most))], **fields  # type: ignore[arg-type]
        )  # fmt: skip
        return card_limits.save_card_rules(shop.tills[0], rules, by=HEAD).value

    lay_down(40_000)
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    assert lay_down(40_000, replacement_fee=Rupiah(5_000)).number == 2
    shop.all_hear()
    lay_down(24_000)
    shop.all_hear()
    assert shop.everywhere() == 24_000


def test_the_order_of_news_does_not_matter(shop: Shop) -> None:
    """Limits saved at all three tills at once, heard in every order, very late: the same limits, the same books."""
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    shop.give(2, 20_000)
    shop.limit(1, 15_000)
    shop.limit(2, 30_000)
    shop.limit(0, 24_000)
    send(shop.tills[2], shop.tills[0])
    card_asks.settle_rights(shop.tills[0])
    send(shop.tills[0], shop.tills[1])
    card_asks.settle_rights(shop.tills[1])
    shop.all_hear()
    assert {int(card_limits.wali_limits(till, shop.who.account).limits[0].amount) for till in shop.tills} == {24_000}
    assert shop.everywhere() == 24_000


def test_books_that_are_made_again_say_the_same(shop: Shop) -> None:
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    shop.limit(2, 18_000)
    shop.all_hear()
    before = books_by_id(shop.tills[1])
    upkeep.rebuild_books(shop.tills[1], by=HEAD)
    assert books_by_id(shop.tills[1]) == before
    assert shop.everywhere() == 18_000


def test_a_clock_that_ran_ahead_does_not_hold_limits_for_ever(shop: Shop) -> None:
    shop.clock.forward(days=730)
    shop.limit(1, 90_000)
    shop.all_hear()
    shop.clock.moment -= timedelta(days=730)
    shop.limit(0, 20_000)
    shop.all_hear()
    assert {int(card_limits.wali_limits(till, shop.who.account).limits[0].amount) for till in shop.tills} == {20_000}


def test_rules_of_a_clock_that_ran_ahead_are_followed_by_others(shop: Shop) -> None:
    shop.clock.forward(days=730)
    card_limits.save_card_rules(shop.tills[1], CardRulesSaved(id=shop.tills[1].new_id(), pin="always"), by=HEAD)
    shop.all_hear()
    shop.clock.moment -= timedelta(days=730)
    card_limits.save_card_rules(shop.tills[0], CardRulesSaved(id=shop.tills[0].new_id()), by=HEAD)
    shop.all_hear()
    assert [card_limits.card_rules(till).pin for till in shop.tills] == ["never"] * 3


def test_a_till_says_once_that_it_heard(shop: Shop) -> None:
    shop.limit(0, 40_000)
    shop.give(1, 20_000)
    saved = shop.limit(0, 20_000)
    send(shop.tills[0], shop.tills[1])
    for _ in range(3):
        card_asks.settle_rights(shop.tills[1])
    said = [posted.entry.document for posted in written(shop.tills[1]) if posted.entry.kind == "limits_heard"]
    assert [[one.account for one in document.accounts] for document in said] == [[shop.who.account]]  # type: ignore[attr-defined]
    assert said[0].accounts[0].edition & part_of(saved.id)  # type: ignore[attr-defined]
