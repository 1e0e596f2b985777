"""Cost by moving average: whatever leaves and whatever stays add up to what was there, to the rupiah."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.trade.stock import OnHand, cost_of, costs_in_turn
from koperasi_pos.values import Quantity, Rupiah


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.lists(st.integers(1, 10**5), max_size=30))
def test_what_left_and_what_stays_is_what_was_there(quantity: int, value: int, leaving: list[int]) -> None:
    shelf = OnHand(Quantity(quantity), Rupiah(value))
    costs, left = costs_in_turn([("p", Quantity(part), True) for part in leaving], {"p": shelf})
    held = left["p"]
    assert sum(costs) + held.value == value
    assert held.quantity == quantity - sum(leaving)
    if held.quantity == 0:
        assert held.value == 0


def test_an_empty_shelf_costs_the_last_known_price() -> None:
    assert cost_of(Quantity.of(2), OnHand(Quantity(0), Rupiah(0), Rupiah(2_500))) == 5_000
    assert cost_of(Quantity.of(3), OnHand(Quantity.of(1), Rupiah(3_000), Rupiah(9))) == 9_000


def test_services_leave_no_stock() -> None:
    costs, left = costs_in_turn(
        [("copy", Quantity.of(4), False)], {"copy": OnHand(Quantity(0), Rupiah(0), Rupiah(100))}
    )
    assert costs == [400]
    assert left["copy"].quantity == 0
