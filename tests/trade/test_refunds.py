"""Refunds: never more goods or money than was sold, in whatever pieces they come back; all of it in the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import Payment, SaleCompleted, SaleLine
from koperasi_pos.trade.refunds import Returned, Returning, money_back, refund_lines
from koperasi_pos.values import Quantity, Refusal, Rupiah


def sale(units: int, total: int, payments: list[Payment], rounding: int = 0, sedekah: int = 0) -> SaleCompleted:
    line = SaleLine(
        product="p", name="Es teh", quantity=Quantity.of(units), base=Quantity.of(units), price=Rupiah(1),
        gross=Rupiah(total), total=Rupiah(total), cost=Rupiah(total // 2), tax=Rupiah(total // 10),
    )  # fmt: skip
    return SaleCompleted(
        id="0" * 32, number="K1-000001", shift="1" * 32, day="2026-11-24", lines=[line], gross=Rupiah(total),
        total=Rupiah(total), rounding=Rupiah(rounding), sedekah=Rupiah(sedekah), payments=payments,
    )  # fmt: skip


def paid(way: str, amount: int) -> Payment:
    return Payment(way=way, amount=Rupiah(amount), received=Rupiah(amount if way == "cash" else 0))


def test_more_than_was_sold_is_refused_over_all_refunds_together() -> None:
    sold = sale(3, 3_000, [paid("cash", 3_000)])
    before = {0: Returned(Quantity.of(2), Rupiah(2_000), Rupiah(1_000), Rupiah(200))}
    with pytest.raises(Refusal) as refusal:
        refund_lines(sold, [Returning(0, Quantity.of(2))], before)
    assert refusal.value.code == "refund_more_than_sold"
    assert refusal.value.facts["most"] == Quantity.of(1)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([], "refund_empty"),
        ([Returning(1)], "refund_line_unknown"),
        ([Returning(0), Returning(0)], "refund_line_twice"),
        ([Returning(0, Quantity(500))], "quantity_not_whole"),
        ([Returning(0, Quantity(-1000))], "quantity_not_positive"),
    ],
)
def test_refunds_that_cannot_be(asked: list[Returning], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        refund_lines(sale(3, 3_000, []), asked, {})
    assert refusal.value.code == code


def test_a_part_of_a_weighed_kilogram_comes_back_and_then_the_rest() -> None:
    sold = sale(1, 28_000, [paid("cash", 28_000)])
    weighed = sold.model_copy(update={"lines": [sold.lines[0].model_copy(update={"by_weight": True})]})
    (part,) = refund_lines(weighed, [Returning(0, Quantity(250))], {})
    assert (part.base, part.total) == (250, 7_000)
    before = {0: Returned(part.base, part.total, part.cost, part.tax)}
    (rest,) = refund_lines(weighed, [Returning(0, Quantity(750))], before)
    assert (rest.total, part.cost + rest.cost) == (21_000, 14_000)


def test_money_goes_the_way_it_came() -> None:
    sold = sale(1, 50_000, [paid("cash", 20_000), paid("transfer", 30_000)])
    payments, rounding = money_back(sold, Rupiah(40_000), {}, 100, everything=False)
    assert [(payment.way, payment.amount) for payment in payments] == [("transfer", 30_000), ("cash", 10_000)]
    assert rounding == 0


def test_sedekah_stays_given() -> None:
    sold = sale(1, 12_760, [paid("cash", 13_000)], sedekah=240)
    payments, rounding = money_back(sold, Rupiah(12_760), {}, 100, everything=True)
    assert [payment.amount for payment in payments] == [12_760]
    assert rounding == 0


@given(
    st.integers(1, 12), st.integers(0, 500_000), st.sampled_from([0, 50, 100, 500]), st.integers(0, 100),
    st.lists(st.integers(1, 4), min_size=12, max_size=12),
)  # fmt: skip
def test_in_pieces_everything_comes_back_and_no_more(
    units: int, total: int, unit: int, transfer_share: int, steps: list[int]
) -> None:
    by_transfer = total * transfer_share // 100
    rest = Rupiah(total - by_transfer)
    cash = rest.to_nearest(unit)
    payments = [paid("cash", int(cash))] + ([paid("transfer", by_transfer)] if by_transfer else [])
    sold = sale(units, total, payments, rounding=int(cash - rest))
    returned, back, goods = Returned(), dict[str, int](), 0
    for step in steps:
        take = min(step, units - goods)
        if not take:
            break
        goods += take
        (line,) = refund_lines(sold, [Returning(0, Quantity.of(take))], {0: returned})
        money, rounding = money_back(sold, line.total, back, unit, everything=goods == units)
        assert line.total + rounding == sum(payment.amount for payment in money)
        for payment in money:
            assert payment.amount > 0
            back[payment.way] = back.get(payment.way, 0) + int(payment.amount)
        returned = Returned(
            returned.base + line.base, returned.total + line.total, returned.cost + line.cost, returned.tax + line.tax
        )
        assert back.get("cash", 0) <= cash
        assert back.get("transfer", 0) <= by_transfer
    if goods == units:
        assert returned.total == sold.total
        assert returned.cost == sold.lines[0].cost
        assert returned.tax == sold.lines[0].tax
        assert sum(back.values()) == sum(payment.amount for payment in sold.payments)
