"""Goods are counted in thousandths, refuse floats, and cost what they should."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.values import ONE, Quantity, Rupiah


@pytest.mark.parametrize("wrong", [0.75, True, "1", None])
def test_only_thousandths_make_a_quantity(wrong: object) -> None:
    with pytest.raises(TypeError):
        Quantity(wrong)  # type: ignore[arg-type]


def test_no_float_and_no_money_mixes_in() -> None:
    for act in (lambda: Quantity(1) + 0.5, lambda: Quantity(1) / 2, lambda: Quantity(1) + Rupiah(5)):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(TypeError):
        float(Quantity(1500))


@given(st.integers(-(10**8), 10**8), st.integers(0, 10**8))
def test_price_times_quantity_is_nearest_and_symmetric(thousandths: int, price: int) -> None:
    cost = Quantity(thousandths).times(Rupiah(price))
    assert abs(int(cost) - Fraction(thousandths * price, 1000)) <= Fraction(1, 2)
    assert Quantity(-thousandths).times(Rupiah(price)) == -cost


@pytest.mark.parametrize(
    ("thousandths", "text"), [(750, "0.75"), (1000, "1"), (12_500, "12.5"), (-1, "-0.001"), (0, "0")]
)
def test_plain_text(thousandths: int, text: str) -> None:
    assert Quantity(thousandths).plain() == text


def test_packs_in_base_units() -> None:
    assert Quantity.of(3).in_units_of(Quantity.of(40)) == Quantity.of(120)
    assert Quantity(500).in_units_of(Quantity.of(12)) == Quantity.of(6)
    assert ONE.is_whole
    assert not Quantity(1500).is_whole
