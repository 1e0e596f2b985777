"""Refunds at the till: approval, never more than was sold, the shelf or the bin, money the way it came, one till."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations import baskets, products, refunds, reports, sales, shifts, upkeep
from koperasi_pos.operations.refunds import RefundReceipt
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.operations.till import OutcomeUnknown, Till, open_till
from koperasi_pos.store import Connection
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import approval
from koperasi_pos.trade.tenders import Tender, TenderPart, cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, TREASURER, Clock, shop_in
from tests.store.exchange import second_till, send


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "k1")
    counter.begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    """Ten on the shelf at a cost of 3.000."""
    return counter.stock_up(till, "Teh", 4_530, stock=10, cost=3_000)


def give_back(till: Till, sold: Receipt, *back: Returning, id: str = "") -> RefundReceipt:
    """A refund by the head of the shop."""
    return refunds.complete_refund(
        till, sold.sale.number, back, reason="Salah ambil", id=id or till.new_id(), by=HEAD
    ).value


def test_a_cashier_needs_a_second_person(till: Till, tea: ProductSaved) -> None:
    sold = counter.sell(till, counter.one(tea))
    for approvals in ([], [approval("discount", HEAD)]):
        with pytest.raises(Refusal, match="needs_approval"):
            refunds.complete_refund(
                till, sold.sale.number, [Returning(0)], reason="Rusak", id=till.new_id(), by=CASHIER,
                approvals=approvals,
            )  # fmt: skip
    with pytest.raises(Refusal, match="may_not_approve"):
        approval("refund", TREASURER)
    done = refunds.complete_refund(
        till, sold.sale.number.lower(), [Returning(0)], reason="Rusak", id=till.new_id(), by=CASHIER,
        approvals=[approval("refund", HEAD)],
    ).value  # fmt: skip
    assert (done.refund.cashier, done.refund.approvals[0].staff) == ("Kasir", HEAD.staff)
    assert done.refund.number == "K1-R000001"
    assert refunds.refund(till, "k1-r000001").refund == done.refund


@pytest.mark.parametrize(
    ("number", "reason", "code"),
    [("K1-000099", "Rusak", "receipt_unknown"), ("K1-000001", " a ", "reason_missing")],
)
def test_what_cannot_be_refunded(till: Till, tea: ProductSaved, number: str, reason: str, code: str) -> None:
    counter.sell(till, counter.one(tea))
    with pytest.raises(Refusal, match=code):
        refunds.complete_refund(till, number, [Returning(0)], reason=reason, id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="receipt_unknown"):
        refunds.refund(till, "K1-R000001")


def test_no_shift_no_refund(till: Till, tea: ProductSaved) -> None:
    sold = counter.sell(till, counter.one(tea))
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="no_open_shift"):
        give_back(till, sold, Returning(0))


def test_never_more_than_was_sold_over_several_refunds(till: Till, tea: ProductSaved) -> None:
    sold = counter.sell(till, (tea, 3_000))
    give_back(till, sold, Returning(0))
    give_back(till, sold, Returning(0))
    assert refunds.refundable(till, sold.sale.number).left(0) == Quantity.of(1)
    with pytest.raises(Refusal, match="refund_more_than_sold"):
        give_back(till, sold, Returning(0, Quantity.of(2)))
    last = give_back(till, sold, Returning(0))
    with pytest.raises(Refusal, match="refund_more_than_sold"):
        give_back(till, sold, Returning(0))
    told = refunds.refunds_of(till, sold.position)
    assert [number for _, number, _ in told] == ["K1-R000001", "K1-R000002", "K1-R000003"]
    assert sum(total for *_, total in told) == sold.sale.total == 13_590
    # What went back in cash is what came in cash, though each piece was rounded.
    figures = shifts.x_report(till).figures
    assert (figures.rounding, figures.expected) == (0, 100_000)
    assert last.refund.total + last.refund.rounding == last.refund.payments[0].amount


def test_the_shelf_and_the_bin(till: Till, tea: ProductSaved) -> None:
    before = products.stock_of(till, tea.product)
    sold = counter.sell(till, (tea, 4_000))
    assert products.stock_of(till, tea.product) == (6_000, 18_000)
    give_back(till, sold, Returning(0, Quantity.of(1), restock=False))
    assert products.stock_of(till, tea.product) == (6_000, 18_000)
    give_back(till, sold, Returning(0, Quantity.of(3)))
    assert products.stock_of(till, tea.product) == (9_000, 27_000)
    assert before == (10_000, 30_000)
    (row,) = reports.item_figures(till)
    assert (row.quantity, row.total, row.cost) == (0, 0, 0)


def test_split_ways_go_back_the_way_they_came(till: Till, tea: ProductSaved) -> None:
    tender = Tender(
        parts=(
            TenderPart(way="transfer", amount=Rupiah(5_000), reference="T7"),
            TenderPart(way="cash", received=Rupiah(10_000)),
        ),
        give_change=Rupiah(900),
    )
    sold = counter.sell(till, (tea, 2_000), tender=tender)
    assert [(paid.way, paid.amount) for paid in sold.sale.payments] == [("cash", 5_000), ("transfer", 5_000)]
    assert (sold.sale.total, sold.sale.rounding, sold.sale.sedekah) == (9_060, 40, 900)
    first = give_back(till, sold, Returning(0))
    assert [(paid.way, paid.amount, paid.reference) for paid in first.refund.payments] == [("transfer", 4_530, "T7")]
    second = give_back(till, sold, Returning(0))
    assert [(paid.way, paid.amount) for paid in second.refund.payments] == [("transfer", 470), ("cash", 4_100)]
    # Sedekah stays given, and stays in the drawer until somebody takes it out.
    assert shifts.x_report(till).figures.expected == 100_900


def test_asked_twice_it_goes_back_once(till: Till, tea: ProductSaved) -> None:
    sold = counter.sell(till, (tea, 2_000))
    id = till.new_id()
    first = give_back(till, sold, Returning(0), id=id)
    again = refunds.complete_refund(till, sold.sale.number, [Returning(0)], reason="Salah", id=id, by=HEAD)
    assert (again.changed, again.value) == (False, first)
    assert refunds.refundable(till, sold.sale.number).returned[0].base == Quantity.of(1)


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_that_fails_is_looked_up(
    till: Till, tea: ProductSaved, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    sold = counter.sell(till, (tea, 2_000))
    run, broken = Connection.run, [True]

    def fragile(self: Connection, statement: str, values: tuple[object, ...] = ()) -> object:
        if statement == "COMMIT" and broken:
            broken.clear()
            if kept:
                run(self, statement, values)
            raise sqlcipher3.OperationalError("disk I/O error")
        return run(self, statement, values)

    monkeypatch.setattr(Connection, "run", fragile)
    id = till.new_id()
    if kept:
        assert give_back(till, sold, Returning(0), id=id).refund.number == "K1-R000001"
    else:
        with pytest.raises(OutcomeUnknown):
            give_back(till, sold, Returning(0), id=id)
        assert refunds.refundable(till, sold.sale.number).returned == {}
    give_back(till, sold, Returning(0), id=id)
    assert [number for _, number, _ in refunds.refunds_of(till, sold.position)] == ["K1-R000001"]
    assert upkeep.check(till).trouble == []


def test_less_than_can_be_weighed_is_refused(till: Till) -> None:
    """A thousandth of a small pack is no thousandth of the base unit: the books could not hold it."""
    price = [Price(tier="retail", price=Rupiah(20_000))]
    packs = [Pack(unit="kg", prices=price), Pack(unit="ons", factor=Quantity(100), prices=price)]
    spice = counter.stock_up(till, "Merica", 0, packs=packs, by_weight=True)
    dust = baskets.new_basket(till).add(spice, pack=1, quantity=Quantity(4))
    with pytest.raises(Refusal, match="quantity_not_positive"):
        sales.complete_sale(till, dust, cash(Rupiah(50_000)), by=CASHIER)
    basket = baskets.new_basket(till).add(spice, pack=1, quantity=Quantity(1_500))
    sold = sales.complete_sale(till, basket, cash(Rupiah(50_000)), by=CASHIER).value
    for quantity in (1, 4):
        with pytest.raises(Refusal, match="quantity_not_positive"):
            give_back(till, sold, Returning(0, Quantity(quantity)))
    assert give_back(till, sold, Returning(0, Quantity(5))).refund.lines[0].base == Quantity(1)


def test_only_the_till_that_sold_takes_back(till: Till, tea: ProductSaved, tmp_path: Path) -> None:
    clock = Clock()
    till.close()
    other = second_till(till.home, tmp_path / "k2", clock)
    first = open_till(till.home, clock=clock)
    counter.begin_shift(other)
    sold = counter.sell(first, (tea, 2_000))
    with pytest.raises(Refusal, match="receipt_unknown"):
        give_back(other, sold, Returning(0))
    send(first, other)
    with pytest.raises(Refusal, match="refund_other_till") as refusal:
        give_back(other, sold, Returning(0))
    assert refusal.value.facts == {"number": "K1-000001", "till": "K1"}
    with pytest.raises(Refusal, match="refund_other_till"):
        refunds.foresee_refund(other, sold.sale.number, [Returning(0)])
    give_back(first, sold, Returning(0))
    send(first, other)
    assert refunds.refundable(other, sold.sale.number).left(0) == Quantity.of(1)
    first.close()
    other.close()


def test_a_restored_till_takes_back_what_it_sold_before(till: Till, tea: ProductSaved, tmp_path: Path) -> None:
    sold = counter.sell(till, (tea, 2_000))
    give_back(till, sold, Returning(0))
    upkeep.make_backup(till, tmp_path / "a.backup")
    till.close()
    back = upkeep.restore(till.home, tmp_path / "a.backup", clock=Clock(), keyring_allowed=False)
    assert give_back(back, sold, Returning(0)).refund.number == "K1B-R000001"
    with pytest.raises(Refusal, match="refund_more_than_sold"):
        give_back(back, sold, Returning(0))
    assert upkeep.check(back).trouble == []
    back.close()
