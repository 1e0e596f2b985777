"""Completing a sale: once, with every check before, and with every figure kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import DiscountCap, Pack, Price, SaleCustomer
from koperasi_pos.operations import baskets, printing, products, reports, sales, shifts, shops
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.staff import Actor, approval
from koperasi_pos.trade.tenders import Tender, TenderPart, cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, TREASURER, Clock, begin_shift, one, sell, shop_in, stock_up


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop", clock)
    yield till
    till.close()


def refused(code: str, act: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code
    return refusal.value


def test_nothing_of_a_sale_is_planned_anew(till: Till) -> None:
    """SQLite plans some statements at every run where a table was analysed; that cost more than all it asks."""
    goods = [stock_up(till, f"Barang {n}", 1_000 + n) for n in range(30)]
    begin_shift(till)
    with till.database.outside_transaction() as connection:
        connection.run("ANALYZE")
    planned: list[object] = []

    def sell_five(start: int) -> None:
        sell(till, *(one(product) for product in goods[start : start + 5]))

    def note(*asked: object) -> int:
        planned.append(asked)
        return 0

    for start in (0, 5):
        sell_five(start)
    with till.writing() as writer:
        writer.raw.set_authorizer(note)
    sell_five(10)  # a connection that is watched forgets its plans once
    planned.clear()
    sell_five(15)
    writer.raw.set_authorizer(None)
    assert planned == []


def test_asked_twice_it_sells_once(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000, cost=900, stock=10)
    begin_shift(till)
    basket = baskets.new_basket(till).add(tea, quantity=Quantity.of(3))
    first = sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=CASHIER)
    second = sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=CASHIER)
    assert (first.changed, second.changed) == (True, False)
    assert second.value == first.value
    assert products.stock_of(till, tea.product) == (7_000, 7 * 900)
    assert len(printing.print_jobs(till)) == 1
    assert first.value.sale.lines[0].cost == 2_700


def test_no_shift_no_sale(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    refused("no_open_shift", lambda: sell(till, one(tea)))
    assert find_receipts(till) == []


def test_the_sum_on_the_screen_is_the_sum_that_is_paid(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    basket = baskets.new_basket(till).add(tea)
    refusal = refused(
        "total_changed",
        lambda: sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER, expected_total=Rupiah(1_900)),
    )
    assert refusal.facts == {"total": 2_000, "seen": 1_900}


def test_a_discount_over_the_cap_needs_approval(till: Till) -> None:
    kitab = stock_up(till, "Kitab", 20_000)
    begin_shift(till)
    basket = baskets.new_basket(till).add(kitab).with_discount(points=1_000)
    refused("discount_over_cap", lambda: sales.complete_sale(till, basket, cash(Rupiah(20_000)), by=CASHIER))
    approved = basket.approved(approval("discount", HEAD))
    sold = sales.complete_sale(till, approved, cash(Rupiah(20_000)), by=CASHIER).value.sale
    assert (sold.total, sold.discount) == (18_000, 2_000)
    assert sold.approvals[0].name == HEAD.name
    shop = shops.shop(till)
    wider = shop.model_copy(
        update={"id": till.new_id(), "discount_caps": [DiscountCap(role="cashier", basis_points=2_000)]}
    )
    shops.save_shop(till, wider, by=HEAD)
    again = baskets.new_basket(till).add(kitab).with_discount(points=1_000)
    assert sales.complete_sale(till, again, cash(Rupiah(20_000)), by=CASHIER).value.sale.total == 18_000


@pytest.mark.parametrize("who", [CASHIER, HEAD, TREASURER], ids=lambda who: who.role)
def test_every_role_has_a_cap_of_its_own(till: Till, who: Actor) -> None:
    """The shop's caps differ by role: each may give just so much and not a hundredth of a percent more."""
    caps = {"cashier": 300, "treasurer": 700, "head": 1_100}
    given = [DiscountCap(role=role, basis_points=points) for role, points in caps.items()]
    shop = shops.shop(till).model_copy(update={"id": till.new_id(), "discount_caps": given})
    shops.save_shop(till, shop, by=HEAD)
    kitab = stock_up(till, "Kitab", 20_000)
    begin_shift(till)
    cap, allowed = caps[who.role], baskets.new_basket(till).add(kitab).with_discount(points=caps[who.role])
    over = baskets.new_basket(till).add(kitab).with_discount(points=cap + 1)
    refusal = refused("discount_over_cap", lambda: sales.complete_sale(till, over, cash(Rupiah(20_000)), by=who))
    assert refusal.facts["basis_points"] == cap
    sold = sales.complete_sale(till, allowed, cash(Rupiah(20_000)), by=who).value.sale
    assert sold.discount == 20_000 * cap // 10_000


def test_an_approved_discount_in_rupiah_is_approved_anew_when_goods_go(till: Till) -> None:
    kitab, pen = stock_up(till, "Kitab", 20_000), stock_up(till, "Pena", 5_000)
    member = SaleCustomer(person="x" * 16, name="Siti", tier="member", member=True)
    begin_shift(till)
    full = baskets.new_basket(till).add(kitab, quantity=Quantity.of(2)).add(pen)
    approved = full.with_discount(amount=Rupiah(5_000)).approved(approval("discount", HEAD))
    for shrunk in (
        approved.without(1), approved.with_quantity(1, Quantity.of(1)), approved.with_quantity(1, Quantity(0)),
        approved.with_price(2, Rupiah(1_000)), approved.with_customer(member),
    ):  # fmt: skip
        assert shrunk.approvals == ()
    assert approved.with_quantity(1, Quantity.of(3)).approvals == approved.approvals, "more goods: it weighs less"
    assert approved.add(pen).approvals == approved.approvals
    refused(
        "discount_over_cap", lambda: sales.complete_sale(till, approved.without(1), cash(Rupiah(20_000)), by=CASHIER)
    )
    in_percent = full.with_discount(points=1_000).approved(approval("discount", HEAD))
    assert in_percent.without(1).approvals == in_percent.approvals, "a share of less is less"
    prices = [Price(tier="retail", price=Rupiah(10_000))]
    cheaper = kitab.model_copy(update={"id": till.new_id(), "packs": [Pack(unit="pcs", prices=prices)]})
    products.save_product(till, cheaper, by=HEAD)
    refused("discount_over_cap", lambda: sales.complete_sale(till, approved, cash(Rupiah(50_000)), by=CASHIER))


def test_another_price_needs_approval(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    basket = baskets.new_basket(till).add(tea).with_price(1, Rupiah(1_000))
    refused("needs_approval", lambda: sales.complete_sale(till, basket, cash(Rupiah(2_000)), by=CASHIER))
    sold = sales.complete_sale(till, basket, cash(Rupiah(2_000)), by=HEAD).value.sale
    assert (sold.lines[0].price, sold.lines[0].old_price) == (1_000, 2_000)


def test_goods_can_be_sold_before_they_were_counted(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000, cost=900, stock=1)
    begin_shift(till)
    assert sell(till, (tea, 3_000)).sale.lines[0].cost == 2_700
    assert products.stock_of(till, tea.product) == (-2_000, -1_800)


def test_a_clock_that_went_back_is_flagged_and_sells(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    assert sell(till, one(tea)).sale.flags == []
    clock.forward(days=-800)
    assert sell(till, one(tea)).sale.flags == ["clock_back"]
    assert [row.number for row in find_receipts(till)] == ["K1-000002", "K1-000001"]


def test_a_new_shop_charges_no_tax_until_it_is_switched_on(till: Till) -> None:
    soap = stock_up(till, "Sabun", 11_100)
    begin_shift(till)
    sold = sell(till, one(soap)).sale
    assert (sold.tax, [line.tax for line in sold.lines]) == (0, [0])
    shops.save_shop(till, shops.shop(till).model_copy(update={"id": till.new_id(), "ppn": True}), by=HEAD)
    sold = sell(till, one(soap)).sale
    assert (sold.tax, sold.total) == (1_100, 11_100)


def test_the_day_is_the_shops(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    clock.forward(hours=15, minutes=59)
    assert sell(till, one(tea)).sale.day == "2026-11-24"
    clock.forward(minutes=1)
    assert sell(till, one(tea)).sale.day == "2026-11-25"
    assert reports.day_figures(till, "2026-11-24").sales == 1
    assert reports.day_figures(till, "2026-11-24", "2026-11-25").total == 4_000


def test_ways_and_hours_of_a_day(till: Till, clock: Clock) -> None:
    tea = stock_up(till, "Es teh", 2_040)
    begin_shift(till)
    sell(till, one(tea))
    clock.forward(hours=3)
    parts = (TenderPart(way="transfer", amount=Rupiah(2_040), reference="BJ-1"),)
    sell(till, one(tea), tender=Tender(parts=parts))
    figures = reports.day_figures(till)
    assert figures.ways == [("cash", 2_000, 1), ("transfer", 2_040, 1)]
    assert [(hour, count) for hour, count, _total in figures.hours] == [(8, 1), (11, 1)]
    assert figures.rounding == -40
    (item,) = reports.item_figures(till)
    assert (item.name, item.quantity, item.total) == ("Es teh", 2_000, 4_080)


def test_held_baskets_survive_a_crash(tmp_path: Path) -> None:
    till = shop_in(tmp_path / "shop")
    tea = stock_up(till, "Es teh", 2_000)
    held = baskets.new_basket(till).add(tea, quantity=Quantity.of(4)).with_basket_note("Bu Ani")
    baskets.hold_basket(till, held, label="Bu Ani", total=8_000, by=CASHIER)
    current = baskets.new_basket(till).add(tea)
    baskets.remember_basket(till, current, 2_000)
    till.database.close()
    again = open_till(till.home, clock=till.clock)
    assert baskets.remembered_basket(again) == current
    assert [basket.label for basket in baskets.held(again)] == ["Bu Ani"]
    assert baskets.call_back(again, held.id).value == held
    refused("basket_gone", lambda: baskets.call_back(again, held.id))
    again.close()


def test_a_dropped_basket_leaves_a_trace_once(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    basket = baskets.new_basket(till).add(tea).add(tea).without(1)
    trace = till.new_id()
    assert baskets.drop_basket(till, basket, id=trace, by=CASHIER).changed
    assert not baskets.drop_basket(till, basket, id=trace, by=CASHIER).changed
    assert not baskets.drop_basket(till, baskets.new_basket(till), id=till.new_id(), by=CASHIER).changed
    assert shifts.x_report(till).figures.dropped == 1


def test_services_keep_no_stock_and_packs_count_in_base_units(till: Till) -> None:
    from koperasi_pos.journal.documents import Pack, Price

    packs = [
        Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(3_000))]),
        Pack(unit="dus", factor=Quantity.of(40), prices=[Price(tier="retail", price=Rupiah(110_000))]),
    ]
    noodles = stock_up(till, "Mi", 3_000, packs=packs, stock=100, cost=2_500)
    copy = stock_up(till, "Fotokopi", 250, stocked=False)
    begin_shift(till)
    basket = baskets.new_basket(till).add(noodles, pack=1).add(copy, quantity=Quantity.of(10))
    sold = sales.complete_sale(till, basket, cash(Rupiah(200_000)), by=CASHIER).value.sale
    assert [(line.unit, line.base, line.total) for line in sold.lines] == [
        ("dus", 40_000, 110_000), ("pcs", 10_000, 2_500),
    ]  # fmt: skip
    assert products.stock_of(till, noodles.product)[0] == 60_000
    assert products.stock_of(till, copy.product)[0] == 0
