"""Money taken: split ways, the one symmetric rounding of the cash part, change, sedekah only with consent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.trade.tenders import Settled, Tender, TenderPart, cash, quick_amounts, settle
from koperasi_pos.values import Refusal, Rupiah


def handed(received: int) -> TenderPart:
    return TenderPart(way="cash", received=Rupiah(received))


def transfer(amount: int, reference: str = "BJ-1") -> TenderPart:
    return TenderPart(way="transfer", amount=Rupiah(amount), reference=reference)


def figures(settled: Settled) -> tuple[int, int, int, list[tuple[str, int]]]:
    paid = [(payment.way, int(payment.amount)) for payment in settled.payments]
    return int(settled.rounding), int(settled.sedekah), int(settled.change), paid


@pytest.mark.parametrize(
    ("total", "received", "rounding", "change"),
    [(55_000, 100_000, 0, 45_000), (12_740, 20_000, -40, 7_300), (12_750, 12_800, 50, 0), (40, 0, -40, 0)],
)
def test_cash_is_rounded_to_the_nearest_hundred(total: int, received: int, rounding: int, change: int) -> None:
    settled = settle(Rupiah(total), cash(Rupiah(received)), 100)
    assert figures(settled) == (rounding, 0, change, [("cash", total + rounding)])


def test_only_the_cash_part_is_rounded() -> None:
    split = Tender(parts=(handed(20_000), transfer(30_040)))
    settled = settle(Rupiah(50_000), split, 100)
    assert figures(settled) == (40, 0, 0, [("cash", 20_000), ("transfer", 30_040)])
    assert figures(settle(Rupiah(12_345), Tender(parts=(transfer(12_345),)), 500)) == (0, 0, 0, [("transfer", 12_345)])


def test_sedekah_is_given_only_with_consent() -> None:
    plain = settle(Rupiah(12_760), cash(Rupiah(20_000)), 100)
    assert figures(plain) == (40, 0, 7_200, [("cash", 12_800)])
    agreed = settle(Rupiah(12_760), Tender(parts=(handed(20_000),), give_rounding=True), 100)
    assert figures(agreed) == (0, 40, 7_200, [("cash", 12_800)])
    more = settle(Rupiah(12_760), Tender(parts=(handed(20_000),), give_rounding=True, give_change=Rupiah(200)), 100)
    assert figures(more) == (0, 240, 7_000, [("cash", 13_000)])


@pytest.mark.parametrize(
    ("tender", "code"),
    [
        (cash(Rupiah(54_900)), "not_enough_cash"),
        (Tender(parts=()), "not_enough_cash"),
        (Tender(parts=(transfer(60_000),)), "paid_too_much"),
        (Tender(parts=(transfer(55_000), handed(1_000))), "cash_not_needed"),
        (Tender(parts=(transfer(55_000, " "),)), "reference_missing"),
        (Tender(parts=(transfer(0),)), "amount_out_of_range"),
        (Tender(parts=(TenderPart(way="barter", amount=Rupiah(1)),)), "way_unknown"),
        (Tender(parts=(handed(60_000),), give_change=Rupiah(6_000)), "sedekah_too_much"),
        (Tender(parts=(handed(60_000),), give_change=Rupiah(-1)), "sedekah_too_much"),
        (Tender(parts=(handed(-1),)), "amount_out_of_range"),
    ],
)
def test_what_does_not_pay(tender: Tender, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        settle(Rupiah(55_000), tender, 100)
    assert refusal.value.code == code


def test_what_is_free_needs_no_money() -> None:
    assert figures(settle(Rupiah(0), Tender(parts=()), 100)) == (0, 0, 0, [("cash", 0)])


@given(
    st.integers(1, 10**7), st.sampled_from([0, 50, 100, 500]), st.integers(0, 10**7), st.integers(0, 10**6),
    st.booleans(),
)  # fmt: skip
def test_nothing_is_lost_between_due_and_paid(total: int, unit: int, without_cash: int, more: int, give: bool) -> None:
    without_cash = min(without_cash, total)
    parts = [transfer(without_cash)] if without_cash else []
    if without_cash < total:
        parts.append(handed(total - without_cash + unit + more))
    settled = settle(Rupiah(total), Tender(parts=tuple(parts), give_rounding=give), unit)
    paid = sum(payment.amount for payment in settled.payments)
    assert total + settled.rounding + settled.sedekah == paid
    received = sum(payment.received for payment in settled.payments)
    in_cash = sum(payment.amount for payment in settled.payments if payment.way == "cash")
    assert settled.change == received - in_cash >= 0
    if unit:
        assert abs(settled.rounding) * 2 <= unit
        assert in_cash % unit == 0


def test_quick_amounts_begin_with_the_exact_sum() -> None:
    assert quick_amounts(Rupiah(55_000)) == [55_000, 60_000, 100_000]
    assert quick_amounts(Rupiah(12_800)) == [12_800, 15_000, 20_000, 50_000, 100_000]
    assert quick_amounts(Rupiah(0)) == []
