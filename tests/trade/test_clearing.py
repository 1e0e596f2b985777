"""Days and payments between two pesantren against a plain sum, in whatever order and direction they go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.trade import clearing
from koperasi_pos.trade.clearing import PAYABLE, RECEIVABLE, Owed, booked, paid_lines, rests, sums
from koperasi_pos.values import Refusal, Rupiah

DAYS = st.lists(st.tuples(st.integers(1, 9), st.integers(-50, 50), st.booleans()), max_size=12)


def test_the_oldest_day_is_paid_first() -> None:
    acts = [Owed("a", 1, 10), Owed("b", 2, 20), Owed("p", 3, 15, payment=True)]
    assert rests(acts) == {"a": 0, "b": 15, "p": 0}


def test_days_that_went_the_other_way_are_set_against_each_other() -> None:
    assert rests([Owed("a", 1, 10), Owed("b", 2, -4)]) == {"a": 6, "b": 0}
    assert rests([Owed("a", 1, 10), Owed("p", 1, 12, payment=True), Owed("b", 2, 5)]) == {"a": 0, "p": 0, "b": 3}


@given(DAYS)
def test_what_is_left_is_the_plain_sum_and_goes_one_way(days: list[tuple[int, int, bool]]) -> None:
    acts = [Owed(str(n), day, amount, payment=payment) for n, (day, amount, payment) in enumerate(days)]
    left = rests(acts)
    assert sum(left.values()) == clearing.total(acts)
    assert {rest > 0 for rest in left.values() if rest} in (set(), {True}, {False})
    for act in acts:
        assert abs(left[act.key]) <= abs(act.amount)


@given(st.integers(0, 99), st.integers(0, 99))
def test_both_sides_of_the_ledger_come_to_the_same(claim: int, debt: int) -> None:
    lines = booked("x", claim=claim, debt=debt)
    net = claim - debt
    found = sums(lines)
    assert found.get((RECEIVABLE, "x"), 0) == max(0, net)
    assert found.get((PAYABLE, "x"), 0) == min(0, net)
    if net:
        found = sums((*lines, *paid_lines("x", abs(net), received=net > 0)))
        assert found.get((RECEIVABLE, "x"), 0) == found.get((PAYABLE, "x"), 0) == 0
        both = (*lines, *(line for withdrawn in (False, True)
                          for line in paid_lines("x", abs(net), received=net > 0, withdrawn=withdrawn)))  # fmt: skip
        assert sums(both)[RECEIVABLE if net > 0 else PAYABLE, "x"] == net


@pytest.mark.parametrize(
    ("rest", "amount", "way", "proof", "code"),
    [
        (0, 1, "cash", "abc", "settlement_none"),
        (5, 6, "cash", "abc", "settlement_too_much"),
        (-5, 6, "cash", "abc", "settlement_too_much"),
        (5, 5, "gold", "abc", "way_unknown"),
        (5, 5, "cash", " a ", "settlement_proof"),
    ],
)
def test_a_payment_has_a_way_a_proof_and_is_not_more_than_is_owed(
    rest: int, amount: int, way: str, proof: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        clearing.check_payment(rest, Rupiah(amount), way, proof)
    assert refused.value.code == code
