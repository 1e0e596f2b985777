"""Labels of the scale that carry a sum: sold to the rupiah, taken back, on the receipt, in books and check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Pack, Price, ProductSaved, PromotionSaved
from koperasi_pos.operations import baskets, products, refunds, sales, shops, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.receipts import sale_receipt
from koperasi_pos.paper.text import preview
from koperasi_pos.trade.baskets import Basket, price_basket
from koperasi_pos.trade.codes import DEFAULT_LAYOUTS, check_digit, label_layouts, read_scan
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, shop_in
from tests.paper import samples
from tests.trade.test_baskets import SHOP


def label(prefix: str, item: str, size: str) -> str:
    """A label of the scale."""
    digits = f"{prefix}{item}{size}"
    return digits + str(check_digit(digits))


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "k1")
    counter.begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def fish(till: Till) -> ProductSaved:
    """Ten kilograms at 32.500, cost 24.000."""
    return counter.stock_up(till, "Ikan asin", 32_500, code="00023", stock=10, cost=24_000, unit="kg", by_weight=True)


def labelled(till: Till, product: ProductSaved, *sums: int) -> Basket:
    """A basket with one line a label."""
    basket = baskets.new_basket(till)
    for amount in sums:
        basket = basket.add(product, code="x", label=Rupiah(amount))
    return basket


def test_a_prefix_carries_what_the_shop_says() -> None:
    layouts = label_layouts(["21"], 5)
    found = read_scan(label("21", "00023", "21030"), layouts)
    assert (found.kind, found.item, found.price, found.quantity) == ("weighed", "00023", Rupiah(21_030), None)
    found = read_scan(label("22", "00023", "00647"), layouts)
    assert (found.item, found.price, found.quantity) == ("00023", None, Quantity(647))
    six = read_scan(label("21", "0023", "121030"), label_layouts(["21"], 6))
    assert (six.item, six.price) == ("0023", Rupiah(121_030))
    assert "00023" in six.item_forms
    assert label_layouts([]) == DEFAULT_LAYOUTS
    assert read_scan(label("21", "00023", "00000"), layouts).kind == "gtin"


def test_sold_to_the_rupiah_and_all_that_follows(till: Till, fish: ProductSaved) -> None:
    basket = labelled(till, fish, 21_030, 5_000)
    priced = baskets.counter(till).price(basket)
    sold = sales.complete_sale(till, basket, cash(Rupiah(30_000)), by=CASHIER, expected_total=priced.total).value
    sale = sold.sale
    assert [(int(line.quantity), int(line.price), int(line.total)) for line in sale.lines] == [
        (647, 32_500, 21_030), (154, 32_500, 5_000),
    ]  # fmt: skip
    assert all(line.labelled for line in sale.lines)
    assert sale.total == 26_030
    assert products.stock_of(till, fish.product)[0] == 10_000 - 647 - 154
    assert upkeep.check(till).trouble == []
    receipt = preview(sale_receipt(sale, shops.shop(till), samples.on(32)))
    assert "21.030" in receipt
    assert receipt.count("harga dari label") == 2
    half = refunds.complete_refund(
        till, sale.number, [Returning(0, Quantity(300))], reason="Basi", id=till.new_id(), by=HEAD
    ).value.refund
    rest = refunds.complete_refund(
        till, sale.number, [Returning(0, Quantity(347)), Returning(1, Quantity(154))], reason="Basi",
        id=till.new_id(), by=HEAD,
    ).value.refund  # fmt: skip
    assert half.total + rest.total == 26_030
    assert products.stock_of(till, fish.product)[0] == 10_000
    assert upkeep.check(till).trouble == []
    before = upkeep.rebuild_books(till, by=HEAD)
    assert before.changed
    assert upkeep.check(till).trouble == []


def test_a_line_without_a_label_writes_no_byte_more(till: Till, fish: ProductSaved) -> None:
    sold = counter.sell(till, (fish, 500))
    assert b"labelled" not in sold.entry.line
    assert b"sum_" not in counter.written(till)[-1].entry.line


def test_the_label_outlives_a_new_price_and_a_crash(till: Till, fish: ProductSaved) -> None:
    basket = labelled(till, fish, 21_030)
    baskets.remember_basket(till, basket, 21_030)
    dearer = fish.model_copy(
        update={"id": till.new_id(), "packs": [Pack(unit="kg", prices=[Price(tier="retail", price=Rupiah(40_000))])]}
    )
    products.save_product(till, dearer, by=HEAD)
    found = baskets.remembered_basket(till)
    assert found is not None
    sale = sales.complete_sale(till, found, cash(Rupiah(30_000)), by=CASHIER).value.sale
    (line,) = sale.lines
    assert (line.total, line.price, line.quantity) == (21_030, 32_500, Quantity(647))


def test_another_quantity_or_price_leaves_the_label(till: Till, fish: ProductSaved) -> None:
    basket = labelled(till, fish, 21_030)
    assert basket.with_quantity(1, ONE).lines[0].label is None
    assert basket.with_quantity(1, Quantity(647)).lines[0].label == 21_030
    assert basket.with_price(1, Rupiah(30_000)).lines[0].label is None
    rules = baskets.counter(till)
    assert rules.price(basket.with_quantity(1, ONE)).total == 32_500
    assert rules.price(basket.with_line_discount(1, amount=Rupiah(30))).total == 21_000


def test_no_promotion_on_what_the_label_says(fish: ProductSaved) -> None:
    promotion = PromotionSaved(
        id="1" * 32, promotion="p" * 16, name="Diskon", form="percent", products=[fish.product], basis_points=1000
    )
    empty = Basket(id="9" * 32)
    assert price_basket(empty.add(fish), SHOP, [promotion]).total == 29_250
    assert price_basket(empty.add(fish, label=Rupiah(21_030)), SHOP, [promotion]).total == 21_030


@pytest.mark.parametrize(
    ("fields", "amount", "code"),
    [
        ({"by_weight": False}, 5_000, "label_not_weighed"),
        ({"open_price": True}, 5_000, "label_no_price"),
        ({"packs": [Pack(unit="kg")]}, 5_000, "label_no_price"),
        ({}, 0, "label_sum"),
        ({}, 10, "label_sum"),
    ],
)
def test_what_a_label_cannot_be(fish: ProductSaved, fields: dict[str, object], amount: int, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        Basket(id="9" * 32).add(fish.model_copy(update=fields), label=Rupiah(amount))
    assert refusal.value.code == code


@pytest.mark.parametrize(("prefixes", "digits"), [(["19"], 5), (["2"], 5), (["21", "abc"], 5), (["21"], 4)])
def test_prefixes_that_cannot_be(till: Till, prefixes: list[str], digits: int) -> None:
    wanted = shops.shop(till).model_copy(update={"id": till.new_id(), "sum_prefixes": prefixes, "sum_digits": digits})
    with pytest.raises(Refusal, match="label_prefix_form"):
        shops.save_shop(till, wanted, by=HEAD)


@given(st.integers(1, 999_999), st.integers(100, 400_000), st.booleans())
def test_the_sum_is_the_labels_whatever_the_price(amount: int, price: int, ppn: bool) -> None:
    product = ProductSaved.model_validate({
        "id": "0" * 32, "product": "1" * 16, "name": "Daging", "by_weight": True,
        "packs": [Pack(unit="kg", prices=[Price(tier="retail", price=Rupiah(price))])],
    })  # fmt: skip
    try:
        basket = Basket(id="9" * 32).add(product, label=Rupiah(amount))
    except Refusal as refusal:
        assert refusal.code in ("label_sum", "quantity_too_large")  # noqa: PT017
        return
    priced = price_basket(basket, SHOP.model_copy(update={"ppn": ppn}))
    assert priced.total == priced.gross == amount
    weight = int(basket.lines[0].quantity)
    assert abs(weight * price - amount * 1000) * 2 <= price
