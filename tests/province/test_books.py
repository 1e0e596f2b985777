"""Figures of the province from real tills: a sale, a day's edges, wrong clocks, what is taken back, two tills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import AllowanceSettled, TillStarted
from koperasi_pos.operations import accounts, baskets, card_money, products, refunds, sales, shifts
from koperasi_pos.province import figures
from koperasi_pos.province.books import tallies
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.figures import Scope
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import WIB, Quantity, Rupiah
from tests.bench.large_shop import ean13
from tests.card_holders import account
from tests.counter import CASHIER, HEAD, Clock, begin_shift, one, sell, stock_up
from tests.province.many_sales import BusyShop
from tests.province.plain_books import PlainBooks, books_of
from tests.province.shops import add_shop, add_till, keep_entries, new_till


def test_a_sale_is_in_the_figures(pool: Pool, tmp_path: Path) -> None:
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000, pillar="santripreneur")))
    add_shop(pool, "toko-1", kabupaten="3578")
    add_till(pool, made)
    keep_entries(pool, "toko-1", made.lines())
    assert Consumer(pool).drain() == len(made.lines())
    day = date(2026, 11, 24)
    with pool.reading() as connection:
        at_a_glance = figures.overview(connection, day)
        kabupatens = figures.kabupatens(connection, day, day, day)
        shops = figures.shops(connection, day, day)
        page = figures.shop_page(connection, "toko-1", day, day)
        rank = figures.ranking(connection, day, day, pillar="santripreneur")
        till = figures.till_page(connection, "toko-1", made.device)
        assert not figures.refunds(connection, day, day)
    assert page is not None
    assert at_a_glance.net(1) == 5_000
    assert kabupatens[0].net == shops[0].net == page.days[0].net == rank.goods[0].total == 5_000
    assert till is not None
    assert till.health.last_number == "K1-000001"
    made.till.close()


DAY = date(2026, 11, 24)


class Told:
    """A shop with one till, and the province that hears of it when told to."""

    def __init__(self, pool: Pool, home: Path, *, moment: datetime | None = None, kabupaten: str = "3578") -> None:
        self.pool = pool
        self.clock = Clock(moment) if moment else Clock()
        self.made = new_till(home, "toko-1", clock=self.clock)
        self.till = self.made.till
        self.sent = 0
        add_shop(pool, "toko-1", kabupaten=kabupaten)
        add_till(pool, self.made)
        begin_shift(self.till)

    def tell(self, *, received: datetime | None = None) -> None:
        """Everything new arrives and is booked."""
        lines = self.made.lines(self.sent)
        self.sent += len(lines)
        keep_entries(self.pool, "toko-1", lines, received=received or self.clock.moment)
        Consumer(self.pool).drain()
        with self.pool.reading() as connection:
            assert books_of(connection, "toko-1") == PlainBooks(self.made.lines()).books()
            assert tallies.differing(connection) == []


@pytest.fixture
def told(pool: Pool, tmp_path: Path) -> Iterator[Told]:
    """A shop of which nothing has arrived yet."""
    made = Told(pool, tmp_path / "k1")
    yield made
    made.till.close()


def test_a_minute_before_midnight_is_another_day_than_a_minute_after(told: Told) -> None:
    soap = stock_up(told.till, "Sabun", 5_000)
    told.clock.moment = datetime(2026, 11, 24, 23, 59, 30, tzinfo=WIB)
    sell(told.till, one(soap))
    told.clock.forward(minutes=1)
    sell(told.till, one(soap), one(soap))
    told.tell()
    with told.pool.reading() as connection:
        days = figures.days(connection, DAY, date(2026, 11, 25))
        assert [(day.sales, day.net, day.shops) for day in days] == [(1, 5_000, 1), (1, 10_000, 1)]
        assert [hour.hour for hour in figures.hours(connection, DAY, DAY) if hour.sales] == [23]
        after = figures.hours(connection, date(2026, 11, 25), date(2026, 11, 25))
        assert [hour.hour for hour in after if hour.sales] == [0]


def test_a_clock_two_years_ahead_is_booked_on_its_day_and_told(told: Told) -> None:
    soap = stock_up(told.till, "Sabun", 5_000)
    sell(told.till, one(soap))
    true = told.clock.moment
    told.clock.moment = true.replace(year=2028)
    sell(told.till, one(soap))
    told.clock.moment = true + timedelta(minutes=5)
    receipt = sell(told.till, one(soap))
    assert receipt.sale.flags == ["clock_back"]
    told.tell(received=true + timedelta(minutes=10))
    with told.pool.reading() as connection:
        page = figures.shop_page(connection, "toko-1", DAY, date(2028, 11, 24))
        at_a_glance = figures.overview(connection, DAY)
        till = figures.till_page(connection, "toko-1", told.made.device)
        shop = figures.shops(connection, DAY, DAY)[0]
    assert page is not None
    assert till is not None
    assert [(day.day, day.sales) for day in page.days if day.sales] == [(DAY, 2), (date(2028, 11, 24), 1)]
    assert page.skewed == 2
    assert till.health.skewed_entries == 2
    assert at_a_glance.net(1) == 10_000
    assert (at_a_glance.active_shops, shop.last_day) == (1, DAY), "a day that has not come is not the last one"


def test_a_clock_two_years_behind_is_booked_on_its_day_and_told(told: Told) -> None:
    soap = stock_up(told.till, "Sabun", 5_000)
    true = told.clock.moment
    told.clock.moment = true.replace(year=2024)
    sell(told.till, one(soap))
    told.tell(received=true)
    with told.pool.reading() as connection:
        page = figures.shop_page(connection, "toko-1", date(2024, 11, 24), DAY)
        at_a_glance = figures.overview(connection, DAY)
    assert page is not None
    assert (page.days[0].net, page.skewed) == (5_000, 1)
    assert at_a_glance.net(30) == 0


def test_a_backlog_of_a_month_is_booked_on_its_days_and_is_no_wrong_clock(told: Told) -> None:
    soap = stock_up(told.till, "Sabun", 5_000)
    for _ in range(30):
        sell(told.till, one(soap))
        told.clock.forward(days=1)
    told.tell()
    with told.pool.reading() as connection:
        days = figures.days(connection, DAY, DAY + timedelta(days=29))
        page = figures.shop_page(connection, "toko-1", DAY, DAY)
    assert [day.net for day in days] == [5_000] * 30
    assert page is not None
    assert page.skewed == 0


def test_what_comes_back_and_what_was_taken_out_of_baskets(told: Told) -> None:
    soap, tea = stock_up(told.till, "Sabun", 5_000, cost=4_000), stock_up(told.till, "Teh", 2_000, cost=1_500)
    receipt = sell(told.till, (soap, 3_000), (tea, 2_000))
    back = [Returning(0, Quantity.of(1), restock=True), Returning(1, Quantity.of(1), restock=False)]
    refunds.complete_refund(told.till, receipt.sale.number, back, reason="Rusak", id=told.till.new_id(), by=HEAD)
    basket = baskets.new_basket(told.till).add(soap).add(tea)
    basket = basket.without(basket.lines[1].key)
    sales.complete_sale(told.till, basket, cash(Rupiah(5_000)), by=CASHIER)
    let_go = baskets.new_basket(told.till).add(soap)
    baskets.drop_basket(told.till, let_go, reason="Batal", id=told.till.new_id(), by=CASHIER)
    told.tell()
    with told.pool.reading() as connection:
        page = figures.shop_page(connection, "toko-1", DAY, DAY)
        back_rows = figures.refunds(connection, DAY, DAY)
        row = connection.execute("SELECT removed, removed_total FROM sale_day").fetchone()
    assert page is not None
    day = page.days[0]
    assert (day.total, day.refunded, day.net, day.margin) == (24_000, 7_000, 17_000, 17_000 - 15_000 - 4_000 + 5_500)
    assert [(one.total, one.written_off, one.reason) for one in back_rows] == [(7_000, 1_500, "Rusak")]
    assert (page.dropped, page.dropped_total, row) == (1, 5_000, (1, 2_000))
    assert {(goods.name, goods.quantity, goods.total) for goods in page.goods} == {
        ("Sabun", 3_000, 15_000), ("Teh", 1_000, 2_000),
    }  # fmt: skip


def test_shifts_tell_what_was_expected_and_counted(told: Told) -> None:
    sell(told.till, one(stock_up(told.till, "Sabun", 5_000)))
    shifts.close_shift(told.till, counted=Rupiah(104_000), id=told.till.new_id(), by=CASHIER)
    begin_shift(told.till)
    told.tell()
    with told.pool.reading() as connection:
        found = figures.shifts(connection, DAY, DAY, differing=True)
        sums = figures.shift_sums(connection, DAY, DAY)
        still_open = figures.open_shifts(connection)
    assert [(one.till, one.expected, one.counted, one.difference) for one in found] == [
        ("K1", 105_000, 104_000, -1_000)
    ]
    assert (sums.closed, sums.differing, sums.over, sums.short) == (1, 1, 0, -1_000)
    assert [(one.till, one.number, one.counted) for one in still_open] == [("K1", 2, None)]


def test_goods_that_change_their_pillar_take_what_was_sold_with_them(told: Told) -> None:
    chips = stock_up(told.till, "Keripik", 7_000, pillar="santripreneur")
    sell(told.till, one(chips))
    told.tell()
    pesantren = chips.model_copy(update={"id": told.till.new_id(), "pillar": "pesantrenpreneur"})
    products.save_product(told.till, pesantren, by=HEAD)
    sell(told.till, one(pesantren))
    told.tell()
    with told.pool.reading() as connection:
        across = figures.pillars(connection, DAY, DAY)
        own = figures.pillars(connection, DAY, DAY, Scope(shop="toko-1"))
        ranked = figures.ranking(connection, DAY, DAY, pillar="pesantrenpreneur")
        assert figures.ranking(connection, DAY, DAY, pillar="santripreneur").goods == []
    assert across == own
    assert [(one.pillar, one.total) for one in across] == [("pesantrenpreneur", 14_000)]
    assert (ranked.first, ranked.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert [(one.name, one.total, one.shop) for one in ranked.goods] == [("Keripik", 14_000, "toko-1")]


def test_a_shop_that_comes_to_another_kabupaten_takes_its_figures_with_it(told: Told) -> None:
    sell(told.till, one(stock_up(told.till, "Sabun", 5_000)))
    told.tell()
    with told.pool.writing() as connection:
        connection.execute("UPDATE shop SET kabupaten = '3515'")
    Consumer(told.pool).drain()
    with told.pool.reading() as connection:
        assert [(one.code, one.net) for one in figures.kabupatens(connection, DAY, DAY, DAY)] == [("3515", 5_000)]
        assert figures.overview(connection, DAY, Scope(kabupaten="3515")).net(1) == 5_000
        assert figures.overview(connection, DAY, Scope(kabupaten="3578")).net(1) == 0
        assert tallies.differing(connection) == []


def test_the_same_goods_of_two_shops_stand_together_by_the_makers_bar_code(pool: Pool, tmp_path: Path) -> None:
    for n in (1, 2):
        made = new_till(tmp_path / f"k{n}", f"toko-{n}", clock=Clock())
        begin_shift(made.till)
        noodles = stock_up(made.till, f"Mi goreng {n}", 3_000, codes=(ean13(5),))
        weighed = stock_up(made.till, "Timbang", 500, codes=("2000000000008",))
        sell(made.till, one(noodles), one(stock_up(made.till, "Keripik", 1_000)), one(weighed))
        add_shop(pool, f"toko-{n}")
        keep_entries(pool, f"toko-{n}", made.lines())
        made.till.close()
    Consumer(pool).drain()
    with pool.reading() as connection:
        goods = figures.ranking(connection, DAY, DAY).goods
    assert [(one.kin, one.name, one.total) for one in goods[:1]] == [(ean13(5), "Mi goreng 1", 6_000)]
    assert sorted((one.name, one.shop) for one in goods[1:]) == [
        ("Keripik", "toko-1"), ("Keripik", "toko-2"), ("Timbang", "toko-1"), ("Timbang", "toko-2"),
    ]  # fmt: skip


def test_a_till_to_practise_at_adds_nothing(told: Told) -> None:
    practice = BusyShop(1, products=5)
    lines = [practice.line(TillStarted(id=told.till.new_id(), code="L1", training=True)), *practice.beginning()[1:]]
    keep_entries(told.pool, "toko-1", [*lines, *practice.sales(3)])
    Consumer(told.pool).drain()
    with told.pool.reading() as connection:
        assert books_of(connection, "toko-1") == PlainBooks().books()
        assert tallies.differing(connection) == []


def test_officers_see_within_their_scope_only(told: Told) -> None:
    sell(told.till, one(stock_up(told.till, "Sabun", 5_000)))
    told.tell()
    elsewhere = Scope(kabupaten="50%")
    with told.pool.reading() as connection:
        assert figures.shops(connection, DAY, DAY, elsewhere) == []
        assert figures.shops(connection, DAY, DAY, text="nur%") == []
        assert len(figures.shops(connection, DAY, DAY, text="NUR")) == 1
        assert figures.health(connection, elsewhere) == []
        assert figures.open_shifts(connection, elsewhere) == []
        assert figures.payments(connection, DAY, DAY, elsewhere) == []
        assert figures.kabupatens(connection, DAY, DAY, DAY, elsewhere) == []
        both = Scope(kabupaten="3515", shop="toko-1")
        assert figures.days(connection, DAY, DAY, both)[0].net == 0
        assert figures.alarms(connection, elsewhere) == figures.Alarms()


def test_tills_in_trouble_are_told_first(told: Told) -> None:
    told.tell()
    with told.pool.writing() as connection:
        assert figures.health(connection, troubled=True) == []
        connection.execute("UPDATE till SET last_seen = now() - interval '9 days', skew_seconds = -63072000")
        connection.execute("UPDATE writer SET frozen = true, fork_seq = 3")
        connection.execute(
            "INSERT INTO compare (shop, device, day, agrees, asked, differs)"
            " VALUES ('toko-1', %s, %s, false, '[]', '[]')",
            (told.made.device, DAY),
        )
    with told.pool.reading() as connection:
        assert figures.alarms(connection) == figures.Alarms(frozen=1, differing=1, silent=1, skewed=1)
        (sick,) = figures.health(connection, troubled=True)
        page = figures.till_page(connection, "toko-1", told.made.device)
    assert (sick.silent, sick.frozen, sick.agrees, sick.skew_seconds) == (True, True, False, -63_072_000)
    assert page is not None
    assert (page.epochs[0].fork_seq, page.compared[0].agrees) == (3, False)


def test_an_allowance_that_is_taken_back_leaves_the_account_here_too(told: Told) -> None:
    till = told.till
    who = account(till, "Muhammad Zidan", money=20_000)
    put = card_money.allow_all([(who.account, Rupiah(50_000))], till, label="November", by=HEAD).value
    back = AllowanceSettled(
        id=till.new_id(), document=put.id, account=who.account, name=who.name, amount=Rupiah(50_000), word="Dicek",
        day=till.today(),
    )  # fmt: skip
    till.post_once(back.id, lambda connection: back, by=HEAD)
    told.tell()
    with told.pool.reading() as connection:
        row = connection.execute("SELECT balance FROM card_account WHERE account = %s", (who.account,)).fetchone()
    assert row == (20_000,) == (int(accounts.account_view(till, who.account).balance),)
