"""A price that changes between shelf and payment: nobody pays another sum than that on the screen, nor an old one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.operations import baskets, products, sales, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, shop_in


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path)
    counter.begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    """Something to sell, alone or by the dozen."""
    return counter.stock_up(till, "Teh", 0, packs=packs(4_500))


def packs(price: int, *, dozen: int = 12) -> list[Pack]:
    """A pack of one and, where `dozen` is not 0, one of so many."""
    single = Pack(unit="pcs", prices=[Price(tier="retail", price=Rupiah(price))])
    return [single, Pack(unit="dus", factor=Quantity.of(dozen))] if dozen else [single]


def change(till: Till, product: ProductSaved, **fields: object) -> None:
    """The head saves the product otherwise."""
    changed = product.model_copy(update={"id": till.new_id(), **fields})
    products.save_product(till, changed, by=HEAD)


def test_a_price_that_changed_is_shown_before_it_is_paid(till: Till, tea: ProductSaved) -> None:
    basket = baskets.new_basket(till).add(tea, quantity=Quantity.of(2))
    shown = baskets.counter(till).price(basket).total
    change(till, tea, packs=packs(5_000))
    with pytest.raises(Refusal, match="total_changed") as refusal:
        sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=CASHIER, expected_total=shown)
    assert refusal.value.facts == {"total": 10_000, "seen": 9_000}
    sold = sales.complete_sale(till, basket, cash(Rupiah(10_000)), by=CASHIER, expected_total=Rupiah(10_000))
    assert sold.value.sale.lines[0].price == 5_000


def test_a_rounding_that_changed_counts_at_once(till: Till, tea: ProductSaved) -> None:
    change(till, tea, packs=packs(4_530))
    shop = shops.shop(till).model_copy(update={"id": till.new_id(), "cash_rounding": 0})
    assert shops.save_shop(till, shop, by=HEAD).changed
    sale = sales.complete_sale(till, baskets.new_basket(till).add(tea), cash(Rupiah(5_000)), by=CASHIER).value.sale
    assert (sale.total, sale.rounding, sale.change) == (4_530, 0, 470)


def test_a_basket_on_hold_comes_back_at_the_price_of_the_day(till: Till, tea: ProductSaved) -> None:
    basket = baskets.new_basket(till).add(tea)
    baskets.hold_basket(till, basket, label="Titip", total=4_500, by=CASHIER)
    change(till, tea, packs=packs(5_000), name="Teh Celup")
    back = baskets.call_back(till, basket.id).value
    assert baskets.counter(till).price(back).total == 5_000
    assert back.lines[0].product.name == "Teh Celup"
    assert baskets.remembered_basket(till) == back


def test_the_basket_from_before_a_crash_too(till: Till, tea: ProductSaved) -> None:
    baskets.remember_basket(till, baskets.new_basket(till).add(tea), 4_500)
    change(till, tea, packs=packs(5_000))
    back = baskets.remembered_basket(till)
    assert back is not None
    assert baskets.counter(till).price(back).total == 5_000


def test_a_typed_price_stays_as_it_was_typed(till: Till, tea: ProductSaved) -> None:
    basket = baskets.new_basket(till).add(tea, price=Rupiah(4_000))
    change(till, tea, packs=packs(5_000))
    line = sales.complete_sale(till, basket, cash(Rupiah(4_000)), by=HEAD).value.sale.lines[0]
    assert (line.price, line.old_price) == (4_000, 5_000)


@pytest.mark.parametrize("dozen", [0, 10])
def test_goods_in_a_pack_that_is_gone_are_sold_as_they_lie_there(till: Till, tea: ProductSaved, dozen: int) -> None:
    basket = baskets.new_basket(till).add(tea, pack=1)
    change(till, tea, packs=packs(5_000, dozen=dozen))
    line = sales.complete_sale(till, basket, cash(Rupiah(54_000)), by=CASHIER).value.sale.lines[0]
    assert (line.unit, line.base, line.total) == ("dus", 12 * ONE, 54_000)
    assert products.stock_of(till, tea.product)[0] == 88 * ONE


def test_goods_that_were_rung_up_before_and_after_cost_the_same(till: Till) -> None:
    rice = counter.stock_up(till, "Beras", 14_000, unit="kg", by_weight=True)
    new = [rice.packs[0].model_copy(update={"prices": [Price(tier="retail", price=Rupiah(15_000))]})]
    basket = baskets.new_basket(till).add(rice)
    change(till, rice, packs=new)
    basket = basket.add(products.product(till, rice.product).document)
    for mixed in (basket, basket.model_copy(update={"id": till.new_id(), "lines": basket.lines[::-1]})):
        sale = sales.complete_sale(till, mixed, cash(Rupiah(50_000)), by=CASHIER).value.sale
        assert [line.price for line in sale.lines] == [15_000, 15_000]
