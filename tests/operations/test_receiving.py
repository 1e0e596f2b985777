"""Kulakan from the order to the last payment: goods, debts, prices and what is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CategorySaved, Pack, Price, ProductSaved, SupplierSaved
from koperasi_pos.operations import categories, orders, receiving, shifts, stock, suppliers, upkeep
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.receiving import Arrival, Received
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def noodles(till: Till) -> ProductSaved:
    """Noodles by the piece and the dus of 40, none there."""
    packs = [
        Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(3_000))]),
        Pack(unit="dus", factor=Quantity.of(40), prices=[Price(tier="retail", price=Rupiah(116_000))]),
    ]
    return stock_up(till, "Mi goreng", 0, stock=0, packs=packs, category="Mi", minimum=Quantity.of(10))


@pytest.fixture
def supplier(till: Till) -> str:
    """A supplier that is paid after two weeks."""
    saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name=" Toko  Agung ", terms=14)
    assert suppliers.save_supplier(till, saved, by=HEAD).value.name == "Toko Agung"
    return saved.supplier


def receive(till: Till, supplier: str, *lines: Coming, **fields: object) -> Received:
    """Book a delivery."""
    arrival = Arrival(supplier, Delivery(lines), **fields)  # type: ignore[arg-type]
    return receiving.receive_goods(till, arrival, id=till.new_id(), by=HEAD).value


def test_a_delivery_is_on_the_shelf_and_owed(till: Till, noodles: ProductSaved, supplier: str) -> None:
    id = till.new_id()
    line = Coming(noodles, Quantity.of(2), "dus", price=Rupiah(100_000), expiry="2027-06-30")
    arrival = Arrival(supplier, Delivery([line], tax=Rupiah(22_000)), invoice="F-1")
    done, again = [receiving.receive_goods(till, arrival, id=id, by=HEAD) for _ in range(2)]
    assert (done.changed, again.changed, again.value) == (True, False, done.value)
    received = done.value.document
    assert (received.number, received.total, received.due) == ("K1-B000001", 222_000, "2026-12-08")
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(80_000, 222_000)]
    assert [(one.name, one.open, one.due) for one in suppliers.debts(till)] == [("Toko Agung", 222_000, "2026-12-08")]
    assert receiving.delivery(till, "K1-B000001").document == received
    assert [row[1] for row in receiving.deliveries(till)] == ["K1-B000001"]
    (first,) = stock.stock_card(till, noodles.product).lines
    assert (first.row.kind, first.row.number) == ("received", "K1-B000001")
    with pytest.raises(Refusal, match="invoice_known"):
        receive(till, supplier, line, invoice="F-1")
    with pytest.raises(Refusal, match="purchase_unknown"):
        receiving.delivery(till, "K1-B000009")
    assert upkeep.check(till).trouble == []


def test_nothing_is_written_before_it_is_booked(till: Till, noodles: ProductSaved, supplier: str) -> None:
    figured = receiving.foresee_delivery(till, Delivery([Coming(noodles, Quantity.of(5), price=Rupiah(2_000))]))
    assert (figured.total, figured.value) == (10_000, 10_000)
    assert stock.stock_at(till) == []


def test_the_last_price_paid_is_what_goods_cost_that_are_not_there(
    till: Till, noodles: ProductSaved, supplier: str
) -> None:
    receive(till, supplier, Coming(noodles, Quantity.of(1), price=Rupiah(2_500)))
    sold = sell(till, (noodles, 1_000), (noodles, 2_000)).sale
    assert [line.cost for line in sold.lines] == [7_500]
    assert sell(till, (noodles, 3_000)).sale.lines[0].cost == 7_500


def test_paid_in_parts_until_nothing_is_owed(till: Till, noodles: ProductSaved, supplier: str) -> None:
    line = Coming(noodles, Quantity.of(1), "dus", price=Rupiah(100_000))
    received = receive(till, supplier, line, paid=Rupiah(30_000), way="drawer").document
    assert suppliers.debts(till)[0].open == 70_000
    assert shifts.x_report(till).figures.cash_out == 30_000
    with till.reading() as connection:
        assert connection.run("SELECT form, kick FROM print_job").fetchall() == [("cash", 1)]
    id = till.new_id()
    for again in (False, True):
        done = suppliers.pay_supplier(
            till, received.number, Rupiah(50_000), way="transfer", id=id, by=HEAD, reference="T1"
        )
        assert done.changed is not again
    for wrong, fields in (
        ("paid_more_than_owed", {"amount": Rupiah(20_001)}), ("amount_out_of_range", {"amount": Rupiah(0)}),
        ("way_unknown", {"way": "kerang"}), ("reference_missing", {"way": "transfer"}),
        ("purchase_unknown", {"purchase": "K1-B000099"}), ("needs_approval", {"by": CASHIER}),
    ):  # fmt: skip
        asked = {
            "purchase": received.number, "amount": Rupiah(1_000), "way": "safe", "id": till.new_id(), "by": HEAD,
            **fields,
        }  # fmt: skip
        with pytest.raises(Refusal, match=wrong):
            suppliers.pay_supplier(till, **asked)  # type: ignore[arg-type]
    suppliers.pay_supplier(till, received.number, Rupiah(20_000), way="safe", id=till.new_id(), by=HEAD)
    assert suppliers.debts(till) == []
    assert [one.open for one in suppliers.debts(till, open_only=False)] == [0]
    assert upkeep.check(till).trouble == []


def test_cash_out_of_a_closed_till_is_refused_with_all_of_the_delivery(
    till: Till, noodles: ProductSaved, supplier: str
) -> None:
    shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="no_open_shift"):
        receive(till, supplier, Coming(noodles, price=Rupiah(2_000)), paid=Rupiah(2_000))
    assert stock.stock_at(till) == []
    assert suppliers.debts(till) == []


def test_goods_go_back(till: Till, noodles: ProductSaved, supplier: str) -> None:
    received = receive(till, supplier, Coming(noodles, Quantity.of(10), price=Rupiah(2_000))).document
    back = suppliers.return_goods(
        till, supplier, [Returning(noodles.product, Quantity.of(4), Rupiah(7_000))], reason="Penyok", id=till.new_id(),
        by=HEAD, purchase=received.number,
    ).value  # fmt: skip
    assert (back.number, back.credit, back.lines[0].value) == ("K1-RB000001", 7_000, 8_000)
    assert suppliers.debts(till)[0].open == 13_000
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(6_000, 12_000)]

    def again(quantity: int, credit: int, purchase: str = "") -> None:
        goods = [Returning(noodles.product, Quantity.of(quantity), Rupiah(credit))]
        suppliers.return_goods(
            till, supplier, goods, reason="Penyok", id=till.new_id(), by=HEAD, purchase=purchase
        )  # fmt: skip

    with pytest.raises(Refusal, match="more_than_there"):
        again(7, 0)
    with pytest.raises(Refusal, match="credit_more_than_owed"):
        again(1, 13_001, received.number)
    with pytest.raises(Refusal, match="purchase_unknown"):
        again(1, 0, "K1-B000077")
    again(6, 9_000)
    assert {line.row.number for line in stock.stock_card(till, noodles.product).lines} == {
        "K1-B000001", "K1-RB000001", "K1-RB000002",
    }  # fmt: skip
    assert stock.stock_at(till) == []
    assert stock.value_proof(till).difference == 0
    assert upkeep.check(till).trouble == []


def test_an_order_comes_in_parts(till: Till, noodles: ProductSaved, supplier: str) -> None:
    ordered = orders.order_goods(
        till, supplier, [Ordering(noodles.product, Quantity.of(3), "dus", price=Rupiah(100_000))], id=till.new_id(),
        by=HEAD, expected="2026-11-30",
    ).value  # fmt: skip
    assert (ordered.number, ordered.total) == ("K1-PO000001", 300_000)
    assert [one.name for one in orders.buying_list(till)] == []  # enough is on its way
    receive(till, supplier, Coming(noodles, Quantity.of(2), "dus", price=Rupiah(100_000)), order=ordered.number)
    found = orders.order(till, ordered.number)
    assert found.received == {noodles.product: 80_000}
    (rest,) = orders.awaited_lines(till, ordered.number)
    assert (rest.quantity, rest.unit, rest.factor, rest.price) == (Quantity.of(1), "dus", Quantity.of(40), 100_000)
    assert [(row.base, row.received, row.closed) for row in orders.orders(till)] == [(120_000, 80_000, False)]
    orders.close_order(till, ordered.number, reason="Sisanya kosong", id=till.new_id(), by=HEAD)
    assert orders.order(till, ordered.id).row.closed
    assert orders.awaited_lines(till, ordered.number) == []
    with pytest.raises(Refusal, match="order_is_closed"):
        orders.close_order(till, ordered.number, reason="Lagi", id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="order_unknown"):
        receive(till, supplier, Coming(noodles, price=Rupiah(1)), order="K1-PO000009")
    for wrong, goods in (("order_empty", []), ("quantity_not_positive", [Ordering(noodles.product, Quantity(0))])):
        with pytest.raises(Refusal, match=wrong):
            orders.order_goods(till, supplier, goods, id=till.new_id(), by=HEAD)
    assert upkeep.check(till).trouble == []


def test_the_buying_list_knows_pace_and_packs(till: Till, noodles: ProductSaved, supplier: str) -> None:
    receive(till, supplier, Coming(noodles, Quantity.of(1), "dus", price=Rupiah(100_000)))
    sell(till, (noodles, 35_000))
    (wanted,) = orders.buying_list(till, cover_days=28)
    assert (wanted.need.packs, wanted.unit, wanted.price, wanted.need.cover) == (Quantity.of(1), "dus", 100_000, 4)
    assert wanted.supplier == supplier
    assert orders.buying_list(till, supplier="x" * 16) == []
    with pytest.raises(Refusal, match="cover_days_form"):
        orders.buying_list(till, cover_days=0)


def test_prices_follow_and_name_their_labels(till: Till, noodles: ProductSaved, supplier: str) -> None:
    rules = CategorySaved(id=till.new_id(), category="Mi", margin=2_000)
    categories.save_category(till, rules, by=HEAD)
    assert list(categories.category_rules(till)) == ["Mi"]
    received = receive(till, supplier, Coming(noodles, Quantity.of(1), "dus", price=Rupiah(110_000))).document
    (proposal,) = receiving.propose_prices(till, received)
    assert (proposal.cost, proposal.held, proposal.proposed) == (2_750, 3_000, 3_300)
    done = receiving.accept_prices(till, [proposal], by=HEAD)
    assert done.value == [noodles.product]
    assert receiving.propose_prices(till, received) == []
    assert not receiving.accept_prices(till, [proposal], by=HEAD).changed
    with pytest.raises(Refusal, match="needs_approval"):
        receiving.accept_prices(till, [proposal], by=CASHIER)


def test_suppliers_are_told_apart(till: Till, supplier: str) -> None:
    assert suppliers.find_supplier(till, "toko agung").supplier == supplier
    twice = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name="TOKO AGUNG")
    with pytest.raises(Refusal, match="supplier_twice"):
        suppliers.save_supplier(till, twice, by=HEAD)
    with pytest.raises(Refusal, match="terms_form"):
        suppliers.save_supplier(till, twice.model_copy(update={"terms": -1}), by=HEAD)
    with pytest.raises(Refusal, match="supplier_unknown"):
        suppliers.find_supplier(till, "Toko Lain")
    clock = till.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=5)
    held = suppliers.find_supplier(till, supplier)
    suppliers.save_supplier(till, held.model_copy(update={"id": till.new_id(), "active": False}), by=HEAD)
    assert suppliers.suppliers(till) == []
