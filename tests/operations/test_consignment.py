"""Consigned goods from the basket on the counter to the money in the consignor's hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import (
    baskets,
    consignment,
    consignment_closing,
    consignors,
    products,
    refunds,
    reports,
    sales,
    shifts,
    shops,
    stock,
    upkeep,
)  # fmt: skip
from koperasi_pos.operations.consignment import Counted
from koperasi_pos.operations.consignment_closing import Leftover
from koperasi_pos.operations.till import Till
from koperasi_pos.store import print_jobs
from koperasi_pos.store.rebuild import rebuild
from koperasi_pos.trade.consignment import Terms
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import approval
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests.consignors import bring, goods_of, somebody
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def clock() -> Clock:
    """The clock of the till."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A till with a shift open; whatever was done, its file is sound in the end."""
    opened = shop_in(tmp_path / "shop", clock)
    begin_shift(opened)
    yield opened
    findings = upkeep.check(opened)
    assert findings.trouble == []
    assert findings.goods.difference == 0
    before = consignors.consignors(opened, active_only=False)
    rebuild(opened.database)
    assert consignors.consignors(opened, active_only=False) == before
    opened.close()


@pytest.fixture
def siti(till: Till) -> str:
    """A neighbour who leaves a tenth of the price to the shop."""
    return somebody(till, commission=1_000)


def settle(till: Till, owner: str, **more: object) -> consignment.Settled:
    """Settle since the last time, in cash."""
    given: dict[str, object] = {"way": "cash", **more}
    return consignment.settle(till, owner, id=till.new_id(), by=CASHIER, **given).value  # type: ignore[arg-type]


def test_a_day_with_nasi_bungkus(till: Till, siti: str) -> None:
    rice = goods_of(till, siti, daily=True)
    bring(till, siti, (rice, 20))
    assert stock.value_proof(till).left == 0
    sale = sell(till, (rice, 12_000)).sale
    assert (sale.lines[0].owner, sale.lines[0].cost) == (siti, 54_000)
    made = settle(till, siti, counted={rice.product: Counted(Quantity.of(8), home=True)}).settlement
    assert (made.amount, made.commission, made.due, made.payable, made.paid) == (60_000, 6_000, 54_000, 54_000, 54_000)
    (line,) = made.lines
    assert (line.brought, line.sold, line.returned, line.lost, line.left) == (20_000, 12_000, 8_000, 0, 0)
    assert products.stock_of(till, rice.product) == (0, 0)
    figures = shifts.x_report(till).figures
    assert figures.to_consignors == 54_000
    assert figures.expected == 100_000 + 60_000 - 54_000
    assert consignors.standing(till, siti).payable == 0
    with pytest.raises(Refusal, match="nothing_to_settle"):
        settle(till, siti)
    assert reports.day_figures(till).cost == 54_000


def test_the_shop_s_stock_leaves_consigned_goods_out(till: Till, siti: str) -> None:
    tea = stock_up(till, "Teh", 3_000, stock=10, cost=2_000)
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 20))
    assert reports.standing(till).stock_value == 20_000
    sell(till, (rice, 3_000), (tea, 1_000))
    assert reports.standing(till).stock_value == 18_000
    proof = stock.value_proof(till)
    assert (proof.bought, proof.sold, proof.left) == (20_000 + 13_500, 2_000 + 13_500, 18_000)
    kinds = [line.row.kind for line in stock.stock_card(till, rice.product).lines]
    assert sorted(kinds) == ["brought", "consigned", "sale"]
    assert [held.value for held in stock.stock_at(till, till.now()) if held.product == rice.product] == [0]


def test_a_fixed_margin_and_discounts_that_are_the_shop_s(till: Till, siti: str) -> None:
    cake = goods_of(till, siti, "Kue", 2_000, margin=300)
    bring(till, siti, (cake, 10))
    basket = baskets.new_basket(till).add(cake, quantity=Quantity.of(4))
    basket = basket.with_line_discount(basket.lines[0].key, amount=Rupiah(1_500))
    sale = sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=HEAD).value.sale
    assert (sale.total, sale.lines[0].cost) == (6_500, 6_800)
    made = settle(till, siti).settlement
    assert (made.amount, made.commission, made.due) == (8_000, 1_200, 6_800)


def test_a_refund_after_the_settlement_is_carried_to_the_next(till: Till, siti: str, clock: Clock) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 20))
    number = sell(till, (rice, 4_000)).sale.number
    assert settle(till, siti).settlement.paid == 18_000
    refunds.complete_refund(
        till, number, [Returning(0, Quantity.of(1))], reason="Salah", id=till.new_id(), by=HEAD
    )  # fmt: skip
    assert consignors.standing(till, siti).payable == -4_500
    clock.forward(days=1)
    sell(till, (rice, 3_000))
    made = settle(till, siti).settlement
    assert (made.first, made.last) == ("2026-11-25", "2026-11-25")
    assert [(day.day, day.sold, day.due) for day in made.lines[0].days] == [
        ("2026-11-24", -1_000, -4_500), ("2026-11-25", 3_000, 13_500),
    ]  # fmt: skip
    assert (made.amount, made.due, made.paid) == (10_000, 9_000, 9_000)


def test_more_came_back_than_was_sold_is_owed_by_the_consignor(till: Till, siti: str, clock: Clock) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 5))
    number = sell(till, (rice, 2_000)).sale.number
    settle(till, siti)
    refunds.complete_refund(
        till, number, [Returning(0, Quantity.of(2), restock=False)], reason="Basi", id=till.new_id(), by=HEAD
    )  # fmt: skip
    clock.forward(days=1)
    made = settle(till, siti).settlement
    assert (made.payable, made.paid, made.way, made.lines[0].lost) == (-9_000, 0, "later", 0)
    assert consignors.standing(till, siti).balance == -9_000
    sell(till, (rice, 3_000))
    made = settle(till, siti).settlement
    assert (made.due, made.before, made.payable, made.paid) == (13_500, -9_000, 4_500, 4_500)


@pytest.mark.parametrize(("bearer", "owed"), [("consignor", 0), ("shop", 9_000), ("shared", 4_500)])
def test_who_bears_a_loss(till: Till, bearer: str, owed: int) -> None:
    owner = somebody(till, bears_loss=bearer, commission=1_000)
    rice = goods_of(till, owner)
    bring(till, owner, (rice, 10))
    sell(till, (rice, 3_000))
    with pytest.raises(Refusal, match="needs_approval"):
        settle(till, owner, counted={rice.product: Counted(Quantity.of(5))})
    said_yes = [approval("consigned_loss", HEAD)]
    made = settle(till, owner, counted={rice.product: Counted(Quantity.of(5))}, approvals=said_yes).settlement
    (line,) = made.lines
    assert (line.lost, line.gone, line.left, line.loss) == (2_000, 2_000, 5_000, owed)
    assert (made.due, made.loss, made.paid) == (13_500, owed, 13_500 + owed)
    assert stock.value_proof(till).written_off == owed
    assert stock.value_proof(till).left == 0


@pytest.mark.parametrize(("bearer", "owed"), [("consignor", 0), ("shop", 4_500)])
def test_goods_a_customer_brought_back_spoiled(till: Till, bearer: str, owed: int) -> None:
    owner = somebody(till, bears_loss=bearer, commission=1_000)
    rice = goods_of(till, owner)
    bring(till, owner, (rice, 10))
    number = sell(till, (rice, 3_000)).sale.number
    refunds.complete_refund(
        till, number, [Returning(0, ONE, restock=False)], reason="Basi", id=till.new_id(), by=HEAD
    )  # fmt: skip
    made = settle(till, owner).settlement
    (line,) = made.lines
    assert (line.sold, line.lost, line.left, made.due, made.loss) == (2_000, 1_000, 7_000, 9_000, owed)
    assert stock.value_proof(till).left == 0


def test_losses_told_before_are_settled_once(till: Till) -> None:
    owner = somebody(till, bears_loss="shop", commission=1_000)
    rice = goods_of(till, owner)
    bring(till, owner, (rice, 10))
    bring(till, owner, (rice, 2), reason="lost")
    assert settle(till, owner).settlement.loss == 9_000
    assert consignors.standing(till, owner).payable == 0


def test_noted_as_owed_and_paid_in_parts(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 10))
    sell(till, (rice, 10_000))
    made = settle(till, siti, way="later").settlement
    assert (made.paid, made.way, made.shift) == (0, "later", "")
    assert consignors.standing(till, siti).balance == 45_000
    paid = consignment.pay_consignor(
        till, siti, amount=Rupiah(20_000), id=till.new_id(), by=CASHIER
    ).value  # fmt: skip
    assert (paid.left, paid.way) == (25_000, "cash")
    with pytest.raises(Refusal, match="owed_less"):
        consignment.pay_consignor(till, siti, amount=Rupiah(25_001), id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="reference_missing"):
        consignment.pay_consignor(till, siti, way="transfer", id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="payout_unknown"):
        consignment.pay_consignor(till, siti, way="gold", id=till.new_id(), by=CASHIER)
    consignment.pay_consignor(till, siti, way="transfer", reference="TRF-1", id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="nothing_owed"):
        consignment.pay_consignor(till, siti, id=till.new_id(), by=CASHIER)
    assert shifts.x_report(till).figures.to_consignors == 20_000
    kinds = [event.kind for event in consignors.consignor_history(till, siti)]
    assert kinds == ["paid", "paid", "settled", "brought"]


def test_cash_is_paid_in_coins_and_the_rest_stays_owed(till: Till, siti: str) -> None:
    shop = shops.shop(till)
    shops.save_shop(till, shop.model_copy(update={"id": till.new_id(), "cash_rounding": 100}), by=HEAD)
    cake = goods_of(till, siti, "Kue", 1_550)
    bring(till, siti, (cake, 5))
    sell(till, (cake, 1_000))
    made = settle(till, siti).settlement
    assert (made.payable, made.paid) == (1_395, 1_300)
    assert consignors.standing(till, siti).balance == 95


def test_any_span_and_what_a_cut_off_till_brings_later(till: Till, siti: str, clock: Clock) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 50))
    for pieces in (1, 2, 4):
        sell(till, (rice, pieces * 1_000))
        clock.forward(days=1)
    later = consignment.settle(
        till, siti, "2026-11-25", "2026-11-25", id=till.new_id(), by=CASHIER
    ).value.settlement  # fmt: skip
    assert (later.amount, [day.day for day in later.lines[0].days]) == (10_000, ["2026-11-25"])
    rest = consignment.settle(till, siti, "2026-11-24", "2026-11-26", id=till.new_id(), by=CASHIER).value.settlement
    assert (rest.amount, [day.day for day in rest.lines[0].days]) == (25_000, ["2026-11-24", "2026-11-26"])
    for days in (("2026-11-28", "2026-11-28"), ("2026-11-24", "2027-01-01")):
        with pytest.raises(Refusal, match="days_future"):
            consignment.foresee_settlement(till, siti, *days)
    with pytest.raises(Refusal, match="days_order"):
        consignment.foresee_settlement(till, siti, "2026-11-26", "2026-11-25")


def test_asked_twice_it_settles_once(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 5))
    sell(till, (rice, 1_000))
    new_id = till.new_id()
    for changed in (True, False):
        done = consignment.settle(till, siti, way="cash", id=new_id, by=CASHIER)
        assert (done.changed, done.value.settlement.paid) == (changed, 4_500)
    assert shifts.x_report(till).figures.to_consignors == 4_500


def test_what_was_sold_between_looking_and_paying_is_told(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 5))
    sell(till, (rice, 1_000))
    seen = consignment.foresee_settlement(till, siti).payable
    sell(till, (rice, 1_000))
    with pytest.raises(Refusal, match="settlement_changed"):
        settle(till, siti, expected=seen)


def test_gone_at_closing_but_paid_for(till: Till, siti: str) -> None:
    """Two are missing: one was sold and never rung up, the other is lost."""
    rice = goods_of(till, siti, daily=True)
    bring(till, siti, (rice, 10))
    sell(till, (rice, 5_000))
    (row,) = consignment_closing.daily_goods(till)
    assert (row.brought, row.sold, row.left) == (10_000, 5_000, 5_000)
    number = consignment_closing.sell_unrecorded(till, [(rice.product, ONE)], id=till.new_id(), by=CASHIER).value
    assert number == "K1-000002"
    made = settle(
        till, siti, counted={rice.product: Counted(Quantity.of(3), home=True)},
        approvals=[approval("consigned_loss", HEAD)],
    ).settlement  # fmt: skip
    (line,) = made.lines
    assert (line.sold, line.lost, line.returned) == (6_000, 1_000, 3_000)
    assert shifts.x_report(till).figures.expected == 100_000 + 30_000 - 27_000
    assert [one.left for one in consignment_closing.daily_goods(till)] == [0]


def test_the_end_of_the_day_with_several_owners(till: Till, siti: str) -> None:
    other, third = somebody(till, "Pak Umar", commission=0), somebody(till, "Santri Ali")
    rice, fried = goods_of(till, siti, daily=True), goods_of(till, other, "Gorengan", 1_000, daily=True)
    cake = goods_of(till, third, "Kue", 2_000, daily=True)
    bring(till, siti, (rice, 20))
    bring(till, other, (fried, 50))
    sell(till, (rice, 10_000), (fried, 30_000))
    found = [
        Leftover(siti, rice.product, Quantity.of(9), unrecorded=ONE),
        Leftover(other, fried.product, Quantity.of(20)),
        Leftover(third, cake.product, Quantity(0)),
    ]
    ids = {key: till.new_id() for key in ("", siti, other, third)}
    for _ in range(2):
        made = consignment_closing.close_day(till, found, way="cash", ids=ids, by=CASHIER)
        assert [(one.settlement.name, one.settlement.paid) for one in made] == [
            ("Bu Siti", 11 * 4_500), ("Pak Umar", 30_000),
        ]  # fmt: skip
    assert products.stock_of(till, rice.product) == (0, 0)
    assert shifts.x_report(till).figures.sales == 2
    missing = [Leftover(siti, rice.product, Quantity(0), unrecorded=Quantity.of(-1))]
    with pytest.raises(Refusal, match="quantity_not_positive"):
        consignment_closing.close_day(till, missing, way="cash", ids=ids, by=CASHIER)


def test_more_left_than_there_should_be_is_refused(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 2))
    with pytest.raises(Refusal, match="consigned_more_left"):
        settle(till, siti, counted={rice.product: Counted(Quantity.of(3))})
    with pytest.raises(Refusal, match="consigned_not_there"):
        bring(till, siti, (rice, 3), reason="returned")


def test_cash_needs_a_drawer(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 2))
    sell(till, (rice, 1_000))
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="no_open_shift"):
        settle(till, siti)
    assert settle(till, siti, way="later").settlement.payable == 4_500


def test_whose_goods_they_are(till: Till, siti: str) -> None:
    other = somebody(till, "Pak Umar", commission=0)
    tea = stock_up(till, "Teh", 3_000, stock=2, cost=2_000)
    soap = stock_up(till, "Sabun", 4_000, stock=0, cost=3_000)
    with pytest.raises(Refusal, match="consigned_in_stock"):
        consignors.consign_goods(till, siti, tea.product, id=till.new_id(), by=HEAD)
    taken = consignors.consign_goods(
        till, siti, soap.product, terms=Terms(margin=Rupiah(500)), id=till.new_id(), by=HEAD
    )
    assert (taken.value.owner, taken.value.margin, taken.value.cost) == (siti, 500, 0)
    with pytest.raises(Refusal, match="consigned_to_other"):
        consignors.consign_goods(till, other, soap.product, id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="not_consigned"):
        bring(till, other, (soap, 1))
    with pytest.raises(Refusal, match="consignment_terms"):
        consignors.consign_goods(till, siti, soap.product, terms=Terms(10_001), id=till.new_id(), by=HEAD)
    bring(till, siti, (soap, 1))
    with pytest.raises(Refusal, match="consigned_on_shelf"):
        consignors.release_goods(till, siti, soap.product, id=till.new_id(), by=HEAD)
    held = consignors.consignor(till, siti)
    with pytest.raises(Refusal, match="consignor_has_goods"):
        consignors.save_consignor(till, held.model_copy(update={"id": till.new_id(), "active": False}), by=HEAD)
    sell(till, (soap, 1_000))
    released = consignors.release_goods(till, siti, soap.product, id=till.new_id(), by=HEAD).value
    assert (released.owner, released.margin) == ("", 0)
    assert settle(till, siti).settlement.due == 3_500
    with pytest.raises(Refusal, match="needs_approval"):
        consignors.release_goods(till, siti, soap.product, id=till.new_id(), by=CASHIER)


def test_found_by_name(till: Till, siti: str) -> None:
    somebody(till, "Bu Siti Aminah")
    assert consignors.consignor_named(till, "bu siti").consignor == siti
    with pytest.raises(Refusal, match="consignor_several"):
        consignors.consignor_named(till, "Siti ")
    with pytest.raises(Refusal, match="consignor_unknown"):
        consignors.consignor_named(till, "Pak Umar")


def test_slips_and_the_drawer(till: Till, siti: str) -> None:
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 2))
    sell(till, (rice, 1_000))
    settle(till, siti, way="later")
    consignment.pay_consignor(till, siti, id=till.new_id(), by=CASHIER)
    with till.reading() as connection:
        jobs = [(job.form, job.kick) for job in print_jobs.open_jobs(connection)]
    assert jobs == [("consigned", False), ("receipt", True), ("settlement", False), ("payout", True)]
