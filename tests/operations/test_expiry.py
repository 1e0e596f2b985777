"""Days on packages and goods below nothing, from the delivery to the counter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CategorySaved, ProductSaved, SupplierSaved
from koperasi_pos.operations import categories, expiry, orders, receiving, stock_moves, stock_policy, suppliers, upkeep
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.suppliers import Returning
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open; afterwards its books are sound."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    assert upkeep.check(opened).trouble == []
    opened.close()


@pytest.fixture
def bread(till: Till) -> ProductSaved:
    """Bread, none there."""
    return stock_up(till, "Roti", 5_000, stock=0, cost=3_000, category="Roti")


@pytest.fixture
def supplier(till: Till) -> str:
    """A bakery."""
    saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name="Pabrik Roti")
    suppliers.save_supplier(till, saved, by=HEAD)
    return saved.supplier


def come(till: Till, supplier: str, bread: ProductSaved, units: int, day: str) -> str:
    """So many come with a day on them; the number of the delivery."""
    line = Coming(bread, Quantity.of(units), price=Rupiah(3_000), expiry=day)
    arrival = Arrival(supplier, Delivery([line]))
    return receiving.receive_goods(till, arrival, id=till.new_id(), by=HEAD).value.document.number


def left(till: Till) -> dict[str, int]:
    """Day → pieces that are left of it."""
    return {one.expiry: one.quantity // 1000 for one in expiry.expiring_goods(till, every=True)}


def to_day(till: Till, days: int) -> None:
    """So many days go by."""
    clock = till.clock
    assert isinstance(clock, Clock)
    clock.forward(days=days)


def test_what_expires_first_is_sold_first_and_never_after(till: Till, bread: ProductSaved, supplier: str) -> None:
    come(till, supplier, bread, 10, "2026-11-26")
    number = come(till, supplier, bread, 10, "2026-11-30")
    sell(till, (bread, 4_000))
    assert left(till) == {"2026-11-26": 6, "2026-11-30": 10}
    to_day(till, 3)
    assert [(one.expiry, one.warning, one.value) for one in expiry.expiring_goods(till)] == [
        ("2026-11-26", 0, 18_000), ("2026-11-30", 7, 30_000),
    ]  # fmt: skip
    sell(till, (bread, 10_000))
    assert left(till) == {"2026-11-30": 6}  # by the books the old ones went first
    suppliers.return_goods(
        till, supplier, [Returning(bread.product, Quantity.of(2), expiry="2026-11-30")], reason="Hampir basi",
        id=till.new_id(), by=HEAD, purchase=number,
    )  # fmt: skip
    assert left(till) == {"2026-11-30": 4}


def test_goods_past_their_day_are_refused_until_they_are_gone(till: Till, bread: ProductSaved, supplier: str) -> None:
    come(till, supplier, bread, 5, "2026-11-26")
    come(till, supplier, bread, 3, "2026-12-30")
    to_day(till, 3)
    with pytest.raises(Refusal, match="goods_expired") as refused:
        sell(till, (bread, 4_000))
    assert refused.value.facts["fresh"] == 3_000
    gone = [Moving(bread.product, Quantity.of(5), "2026-11-26")]
    stock_moves.write_off(till, "expired", gone, note="Berjamur", id=till.new_id(), by=HEAD)
    assert left(till) == {"2026-12-30": 3}
    sell(till, (bread, 3_000))
    sell(till, (bread, 1_000))


def test_days_are_set_right(till: Till, bread: ProductSaved, supplier: str) -> None:
    come(till, supplier, bread, 5, "2026-11-26")
    expiry.date_goods(till, bread.product, "2026-11-26", Quantity(0), id=till.new_id(), by=HEAD)
    expiry.date_goods(till, bread.product, "2027-01-31", Quantity.of(4), id=till.new_id(), by=HEAD)
    assert left(till) == {"2027-01-31": 4}
    assert expiry.expiring_goods(till) == []
    rules = CategorySaved(id=till.new_id(), category="Roti", warn_days=[90])
    categories.save_category(till, rules, by=HEAD)
    assert [one.warning for one in expiry.expiring_goods(till)] == [90]
    for day, quantity, code in (("besok", 0, "day_form"), ("2027-01-31", 6_000, "more_than_there")):
        with pytest.raises(Refusal, match=code):
            expiry.date_goods(till, bread.product, day, Quantity(quantity), id=till.new_id(), by=HEAD)


def test_the_shop_says_what_happens_where_nothing_is_there(till: Till, bread: ProductSaved) -> None:
    assert sell(till, (bread, 1_000)).sale.flags == []
    stock_policy.set_role_policy(till, "cashier", "ask", id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="needs_approval") as asked:
        sell(till, (bread, 1_000))
    assert asked.value.facts["right"] == "negative_stock"
    assert sell(till, (bread, 1_000), by=HEAD).sale.flags == []
    to_day(till, 1)
    stock_policy.set_product_policy(till, bread.product, "sell", id=till.new_id(), by=HEAD)
    assert sell(till, (bread, 1_000)).sale.flags == ["negative_stock"]
    stock_policy.set_product_policy(till, bread.product, "refuse", id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="stock_none"):
        sell(till, (bread, 1_000), by=HEAD)
    with pytest.raises(Refusal, match="stock_policy_unknown"):
        stock_policy.set_product_policy(till, bread.product, "kadang", id=till.new_id(), by=HEAD)


def test_goods_below_nothing_and_why(till: Till, bread: ProductSaved, supplier: str) -> None:
    tea = stock_up(till, "Teh", 3_000, stock=1, cost=1_000, codes=("8991234567892",))
    stock_up(till, "Teh celup", 3_000, stock=9, cost=1_000, codes=("8991234567892",))
    rice = stock_up(till, "Beras", 12_000, stock=0)
    line = Coming(rice, ONE, price=Rupiah(300_000))  # a sack that was received as a kilogram
    receiving.receive_goods(till, Arrival(supplier, Delivery([line])), id=till.new_id(), by=HEAD)
    orders.order_goods(till, supplier, [Ordering(bread.product, Quantity.of(20))], id=till.new_id(), by=HEAD)
    sell(till, (tea, 2_000), (rice, 5_000), (bread, 3_000))
    causes = {one.name: one.causes for one in stock_policy.negative_stock(till)}
    assert causes == {
        "Beras": ("wrong_unit", "never_counted"),
        "Roti": ("never_received", "on_its_way", "never_counted"),
        "Teh": ("code_twice", "never_counted"),
    }


def test_a_cashier_sets_no_rules(till: Till, bread: ProductSaved) -> None:
    with pytest.raises(Refusal, match="needs_approval"):
        stock_policy.set_role_policy(till, "cashier", "sell", id=till.new_id(), by=CASHIER)
    with pytest.raises(Refusal, match="needs_approval"):
        expiry.date_goods(till, bread.product, "2027-01-01", Quantity(0), id=till.new_id(), by=CASHIER)
