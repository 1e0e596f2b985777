"""Money refuses floats, keeps its type, rounds the same way for plus and minus, and is shared without loss."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.values import Rupiah, share_out

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("wrong", [1.5, 1.0, True, "1000", None])
def test_only_whole_numbers_make_money(wrong: object) -> None:
    with pytest.raises(TypeError):
        Rupiah(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "act",
    [
        lambda: Rupiah(1) + 0.5,
        lambda: Rupiah(0.5 + Rupiah(1)),  # type: ignore[arg-type]
        lambda: Rupiah(1) * 1.5,
        lambda: Rupiah(3) / 2,
        lambda: 3 / Rupiah(2),
        lambda: Rupiah(3) - 0.5,
        lambda: Rupiah(3).fraction(1.5, 2),  # type: ignore[arg-type]
    ],
)
def test_floats_never_touch_money(act: object) -> None:
    with pytest.raises(TypeError):
        act()  # type: ignore[operator]


@given(AMOUNTS, AMOUNTS)
def test_sums_stay_money(first: int, second: int) -> None:
    for result, plain in (
        (Rupiah(first) + second, first + second),
        (first + Rupiah(second), first + second),
        (Rupiah(first) - Rupiah(second), first - second),
        (first - Rupiah(second), first - second),
        (-Rupiah(first), -first),
        (sum([Rupiah(first), Rupiah(second)], Rupiah(0)), first + second),
    ):
        assert type(result) is Rupiah
        assert result == plain
    assert json.dumps(Rupiah(first)) == str(first)


@given(AMOUNTS, st.sampled_from([1, 50, 100, 500, 1000]))
def test_rounding_is_symmetric_and_nearest(amount: int, unit: int) -> None:
    rounded = Rupiah(amount).to_nearest(unit)
    assert rounded % unit == 0
    assert 2 * abs(rounded - amount) <= unit
    assert Rupiah(-amount).to_nearest(unit) == -rounded


@pytest.mark.parametrize(("amount", "rounded"), [(12_749, 12_700), (12_750, 12_800), (-12_750, -12_800), (49, 0)])
def test_rounding_to_a_hundred(amount: int, rounded: int) -> None:
    assert Rupiah(amount).to_nearest(100) == rounded


@given(AMOUNTS, st.integers(1, 10**6), st.integers(1, 10**6))
def test_fractions_are_within_half_a_rupiah(amount: int, numerator: int, denominator: int) -> None:
    exact = Fraction(amount * numerator, denominator)
    assert abs(int(Rupiah(amount).fraction(numerator, denominator)) - exact) <= Fraction(1, 2)


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_shares_lose_nothing(amount: int, weights: list[int]) -> None:
    shares = share_out(Rupiah(amount), weights)
    assert sum(shares) == amount
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert abs(int(share) - Fraction(amount * weight, whole)) < 1
        assert share * amount >= 0


def test_nothing_is_shared_over_nobody() -> None:
    assert share_out(Rupiah(0), []) == []
    with pytest.raises(ValueError, match="nothing to share"):
        share_out(Rupiah(1), [])
