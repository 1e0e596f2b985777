"""Baskets count up, keep what was removed, price every line, and their shares lose no rupiah."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Pack, Price, ProductSaved, SaleCustomer, ShopSaved
from koperasi_pos.trade.baskets import Basket, price_basket
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah

SHOP = ShopSaved(id="0" * 32, name="An-Nur")


def product(price: int = 3000, key: str = "1", **fields: object) -> ProductSaved:
    packs = [
        Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(price))]),
        Pack(unit="dus", factor=Quantity.of(40), prices=[Price(tier="retail", price=Rupiah(price * 38))]),
    ]
    made = {"id": "0" * 32, "product": key * 16, "name": f"Barang {key}", "packs": packs}
    return ProductSaved.model_validate({**made, **fields})


def basket(*goods: ProductSaved) -> Basket:
    filled = Basket(id="9" * 32)
    for item in goods:
        filled = filled.add(item)
    return filled


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code


def test_the_same_goods_count_up_their_line() -> None:
    twice = basket(product(), product())
    assert [line.quantity for line in twice.lines] == [Quantity.of(2)]
    assert len(basket(product(), product(key="2")).lines) == 2
    assert len(basket(product()).add(product(), pack=1).lines) == 2


def test_weighed_goods_get_a_line_each_time() -> None:
    eggs = product(by_weight=True)
    twice = Basket(id="9" * 32).add(eggs, quantity=Quantity(750)).add(eggs, quantity=Quantity(250))
    assert [line.quantity for line in twice.lines] == [750, 250]


def test_the_old_basket_stays_what_it_was() -> None:
    before = basket(product())
    before.with_quantity(1, Quantity.of(5))
    assert before.lines[0].quantity == ONE


def test_what_is_taken_out_is_remembered() -> None:
    left = basket(product(), product(key="2")).without(1)
    assert [line.product.product for line in left.lines] == ["2" * 16]
    assert [(gone.product, gone.total) for gone in left.removed] == [("1" * 16, 3000)]
    assert basket(product()).with_quantity(1, Quantity(0)).removed


def test_what_a_line_gets_less_is_remembered_too() -> None:
    three = basket(product()).with_quantity(1, Quantity.of(3))
    assert three.removed == ()
    one = three.with_quantity(1, Quantity.of(2)).with_quantity(1, ONE)
    assert [(gone.quantity, gone.total) for gone in one.removed] == [(ONE, 3000), (ONE, 3000)]
    assert [(gone.quantity, gone.total) for gone in one.without(1).removed][2:] == [(ONE, 3000)]
    eggs = Basket(id="9" * 32).add(product(28_000, by_weight=True), quantity=Quantity(1250))
    lighter = eggs.with_quantity(1, Quantity(750))
    assert [(gone.quantity, gone.total) for gone in lighter.removed] == [(Quantity(500), 14_000)]


def test_a_label_that_is_weighed_again_leaves_what_it_lost() -> None:
    labelled = Basket(id="9" * 32).add(product(28_000, by_weight=True), label=Rupiah(35_000))
    assert labelled.lines[0].quantity == Quantity(1250)
    (gone,) = labelled.with_quantity(1, Quantity(1000)).removed
    assert (gone.quantity, gone.total) == (Quantity(250), 7_000)


def test_refused_quantities_and_prices() -> None:
    refused("quantity_not_whole", lambda: basket(product()).with_quantity(1, Quantity(1500)))
    refused("quantity_not_positive", lambda: basket(product()).with_quantity(1, Quantity(-1000)))
    refused("quantity_too_large", lambda: basket(product()).with_quantity(1, Quantity.of(100_000)))
    refused("price_out_of_range", lambda: basket(product()).with_price(1, Rupiah(-1)))
    refused("price_needed", lambda: basket(product(open_price=True)))
    refused("product_inactive", lambda: basket(product(active=False)))
    refused("discount_out_of_range", lambda: basket(product()).with_discount(points=10_001))
    refused("line_gone", lambda: basket(product()).without(7))


def test_a_customers_tier_changes_the_prices() -> None:
    prices = [Price(tier="retail", price=Rupiah(3000)), Price(tier="santri", price=Rupiah(2500))]
    goods = product(packs=[Pack(unit="pcs", prices=prices)])
    assert price_basket(basket(goods), SHOP).total == 3000
    santri = SaleCustomer(person="p", name="Santri", tier="santri")
    assert price_basket(basket(goods).with_customer(santri), SHOP).total == 2500


def test_discounts_come_off_one_after_the_other() -> None:
    filled = basket(product(10_000), product(5_000, key="2")).with_line_discount(1, points=1000)
    priced = price_basket(filled.with_discount(amount=Rupiah(1_000)), SHOP)
    assert priced.gross == 15_000
    assert priced.total == 9_000 + 5_000 - 1_000
    assert priced.by_hand == 2_000
    assert sum(line.share for line in priced.lines) == 1_000


def test_a_discount_never_goes_below_nothing() -> None:
    filled = basket(product(3_000)).with_line_discount(1, amount=Rupiah(9_000)).with_discount(amount=Rupiah(9_000))
    assert price_basket(filled, SHOP).total == 0


LINES = st.lists(
    st.tuples(st.integers(1, 500_000), st.integers(1, 40), st.integers(0, 200_000), st.integers(0, 10_000)),
    min_size=1, max_size=10,
)  # fmt: skip


@given(LINES, st.integers(0, 10**6), st.integers(0, 10_000), st.booleans())
def test_every_figure_adds_up(rows: list[tuple[int, int, int, int]], whole: int, points: int, ppn: bool) -> None:
    filled = Basket(id="9" * 32)
    for index, (price, units, discount, share) in enumerate(rows):
        filled = filled.add(product(price, key="abcdefghij"[index]), quantity=Quantity.of(units))
        filled = filled.with_line_discount(index + 1, amount=Rupiah(discount), points=share if discount % 2 else 0)
    filled = filled.with_discount(amount=Rupiah(whole), points=points if whole % 2 else 0)
    priced = price_basket(filled, SHOP.model_copy(update={"ppn": ppn}))
    for line in priced.lines:
        assert line.total == line.gross - line.discount - line.promo - line.share
        assert 0 <= line.total <= line.gross
    assert priced.total == sum(line.total for line in priced.lines) == priced.gross - priced.discount
    assert priced.tax == sum(line.tax for line in priced.lines) <= priced.total


def test_a_basket_comes_back_from_text_as_it_was() -> None:
    filled = basket(product(), product(key="2")).without(1).with_discount(points=500).with_basket_note("lekas")
    assert Basket.model_validate_json(filled.model_dump_json(exclude_defaults=True)) == filled
