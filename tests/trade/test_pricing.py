"""Prices by tier and quantity, packs without own prices, and the tax that is inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.trade.pricing import retail_price, tax_inside, unit_price
from koperasi_pos.values import Quantity, Rupiah


def product(*prices: tuple[str, int, int], pack_prices: tuple[tuple[str, int, int], ...] = ()) -> ProductSaved:
    """A product with (tier, from, price) of the piece and of a dus of 40."""

    def made(rows: tuple[tuple[str, int, int], ...]) -> list[Price]:
        return [Price(tier=tier, price=Rupiah(price), from_quantity=Quantity.of(start)) for tier, start, price in rows]

    packs = [Pack(unit="pcs", prices=made(prices)), Pack(unit="dus", factor=Quantity.of(40), prices=made(pack_prices))]
    return ProductSaved(id="0" * 32, product="1" * 16, name="Mi goreng", packs=packs)


@pytest.mark.parametrize(
    ("tier", "quantity", "price", "source"),
    [
        ("retail", 1, 3100, "retail"),
        ("retail", 11, 3100, "retail"),
        ("retail", 12, 2900, "wholesale"),
        ("member", 1, 3000, "member"),
        ("member", 12, 2900, "wholesale"),
        ("santri", 1, 3100, "retail"),
    ],
)
def test_the_lowest_valid_price_counts(tier: str, quantity: int, price: int, source: str) -> None:
    goods = product(("retail", 1, 3100), ("wholesale", 12, 2900), ("member", 1, 3000), ("santri", 5, 2000))
    assert unit_price(goods, 0, tier, Quantity.of(quantity)) == (price, source)


def test_the_customers_tier_can_win() -> None:
    goods = product(("retail", 1, 3100), ("wholesale", 12, 2900), ("member", 1, 3000))
    assert unit_price(goods, 0, "member", Quantity.of(12), tier_wins="tier") == (3000, "member")
    assert unit_price(goods, 0, "santri", Quantity.of(12), tier_wins="tier") == (2900, "wholesale")


def test_a_pack_costs_what_it_says_or_what_is_in_it() -> None:
    goods = product(("retail", 1, 3100), ("wholesale", 12, 2900))
    assert unit_price(goods, 1, "retail", Quantity.of(1)) == (40 * 2900, "wholesale")
    own = product(("retail", 1, 3100), pack_prices=(("retail", 1, 110_000),))
    assert unit_price(own, 1, "retail", Quantity.of(1)) == (110_000, "retail")


def test_half_a_kilogram_has_the_kilograms_price() -> None:
    assert unit_price(product(("retail", 1, 28_000)), 0, "retail", Quantity(500)) == (28_000, "retail")


def test_no_price_at_all_is_nothing() -> None:
    assert unit_price(product(), 0, "retail", Quantity.of(1)) == (0, "retail")
    assert retail_price(product()) == 0


def test_tax_is_eleven_of_a_hundred_and_eleven() -> None:
    assert tax_inside(Rupiah(111_000), "taxed", ppn=True) == 11_000
    assert tax_inside(Rupiah(111_000), "exempt", ppn=True) == 0
    assert tax_inside(Rupiah(111_000), "taxed", ppn=False) == 0
    assert tax_inside(Rupiah(112_000), "luxury", ppn=True) == 12_000


@given(st.integers(0, 10**9))
def test_tax_of_a_refund_is_the_tax_of_the_sale(total: int) -> None:
    assert tax_inside(Rupiah(-total), "taxed", ppn=True) == -tax_inside(Rupiah(total), "taxed", ppn=True)
