"""Shifts: one at a time, the drawer to the rupiah, X and Z from the same figures."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlcipher3 import IntegrityError

from koperasi_pos.journal.documents import Approval, Denomination, ProductSaved, ShiftOpened
from koperasi_pos.operations import printing, refunds, shifts, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import Actor, approval
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.counter import CASHIER, HEAD, TREASURER, begin_shift, one, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    return stock_up(till, "Es teh", 2_030, cost=900)


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code


def close(till: Till, counted: int) -> shifts.ShiftReport:
    return shifts.close_shift(till, counted=Rupiah(counted), id=till.new_id(), by=CASHIER).value


def test_only_one_shift_is_open(till: Till) -> None:
    begin_shift(till)
    refused("shift_open", lambda: begin_shift(till))
    close(till, 100_000)
    begin_shift(till)
    current = shifts.current_shift(till)
    assert current is not None
    assert current.number == 2
    refused("amount_out_of_range", lambda: shifts.open_shift(till, float_=Rupiah(-1), id=till.new_id(), by=HEAD))


def test_two_who_open_at_once_open_one_shift(till: Till) -> None:
    ready = threading.Barrier(2)

    def open_it(_number: int) -> str:
        ready.wait(90)
        try:
            shifts.open_shift(till, float_=Rupiah(100_000), id=till.new_id(), by=CASHIER)
        except Refusal as refusal:
            return refusal.code
        return "opened"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(open_it, range(2))) == ["opened", "shift_open"]
    assert len(shifts.latest_shifts(till)) == 1


def test_the_books_themselves_hold_no_second_open_shift(till: Till) -> None:
    begin_shift(till)
    second = ShiftOpened(id=till.new_id(), number=2, day=till.today(), cashier="Siti", float=Rupiah(0))
    with pytest.raises(IntegrityError, match=r"shift\.writer"), till.writing() as connection:
        till.post(connection, second, by=CASHIER)
    assert len(shifts.latest_shifts(till)) == 1


def test_a_sale_beside_the_close_is_on_its_z_or_refused(till: Till, tea: ProductSaved) -> None:
    begin_shift(till)
    sold: list[int] = []
    enough = threading.Semaphore(0)

    def sell_until_refused(_number: int) -> str:
        while True:
            try:
                sold.append(int(sell(till, one(tea)).sale.total))
            except Refusal as refusal:
                return refusal.code
            finally:
                enough.release()

    with ThreadPoolExecutor(3) as hands:
        refusals = hands.map(sell_until_refused, range(3))
        for _n in range(20):
            assert enough.acquire(timeout=90)
        z = close(till, 0).figures
        assert list(refusals) == ["no_open_shift"] * 3
    assert (z.sales, z.total) == (len(sold), sum(sold))
    assert z.last_number == f"K1-{len(sold):06d}"
    assert upkeep.check(till).trouble == []


def test_the_drawer_to_the_rupiah(till: Till, tea: ProductSaved) -> None:
    begin_shift(till, 150_000)
    for _n in range(3):
        sell(till, one(tea))
    transfer = (TenderPart(way="transfer", amount=Rupiah(2_030), reference="BJ-1"),)
    sell(till, one(tea), tender=Tender(parts=transfer))
    refunds.complete_refund(till, "K1-000001", [Returning(0)], reason="tumpah", id=till.new_id(), by=HEAD)
    move = {"reason": "uang receh", "by": HEAD}
    shifts.move_cash(till, purpose="in", amount=Rupiah(50_000), id=till.new_id(), **move)  # type: ignore[arg-type]
    shifts.move_cash(till, purpose="out", amount=Rupiah(10_000), id=till.new_id(), **move)  # type: ignore[arg-type]
    shifts.move_cash(till, purpose="safe", amount=Rupiah(100_000), id=till.new_id(), **move)  # type: ignore[arg-type]
    shifts.open_drawer(till, reason="tukar uang", id=till.new_id(), by=HEAD)
    x = shifts.x_report(till).figures
    z = close(till, 93_000).figures
    assert x.expected == z.expected == 150_000 + 3 * 2_000 - 2_000 + 50_000 - 10_000 - 100_000
    assert z.difference == 93_000 - z.expected
    assert (z.sales, z.refunds, z.total, z.refunded) == (4, 1, 8_120, 2_030)
    assert (z.cash_in, z.cash_out, z.to_safe, z.no_sale_opens) == (50_000, 10_000, 100_000, 1)
    assert z.rounding == -90 + 30
    assert [(way.way, way.amount) for way in z.ways] == [("cash", 4_000), ("transfer", 2_030)]
    assert sum(way.amount for way in z.ways) == z.total - z.refunded + z.rounding + z.sedekah
    assert (z.first_number, z.last_number) == ("K1-000001", "K1-000004")
    row = shifts.latest_shifts(till)[0]
    assert (row.expected, row.counted, row.difference) == (z.expected, 93_000, z.difference)


def test_the_running_total_never_goes_back(till: Till, tea: ProductSaved) -> None:
    totals = []
    for number in range(1, 4):
        begin_shift(till)
        sell(till, one(tea))
        last = f"K1-{number:06d}"
        refunds.complete_refund(till, last, [Returning(0)], reason="tumpah", id=till.new_id(), by=HEAD)
        totals.append(int(close(till, 0).figures.grand_total))
    assert totals == [2_030, 4_060, 6_090]


def test_closing_twice_closes_once(till: Till) -> None:
    begin_shift(till)
    closing = till.new_id()
    first = shifts.close_shift(till, counted=Rupiah(100_000), id=closing, by=CASHIER)
    second = shifts.close_shift(till, counted=Rupiah(5), id=closing, by=CASHIER)
    assert (first.changed, second.changed) == (True, False)
    assert second.value.figures == first.value.figures
    refused("no_open_shift", lambda: close(till, 0))
    assert shifts.z_report(till).figures == first.value.figures
    refused("shift_unknown", lambda: shifts.z_report(till, 7))


def test_a_count_by_note_and_coin(till: Till) -> None:
    begin_shift(till)
    counted = [Denomination(value=Rupiah(50_000), count=1), Denomination(value=Rupiah(20_000), count=2)]
    done = shifts.close_shift(till, denominations=counted, id=till.new_id(), by=CASHIER)
    assert (done.value.figures.counted, done.value.figures.difference) == (90_000, -10_000)
    begin_shift(till)
    wrong = [Denomination(value=Rupiah(50_000), count=-1)]
    refused("count_negative", lambda: shifts.close_shift(till, denominations=wrong, id=till.new_id(), by=CASHIER))
    refused("count_missing", lambda: shifts.close_shift(till, id=till.new_id(), by=CASHIER))


def test_cash_out_and_the_drawer_need_a_right_or_an_approval(till: Till) -> None:
    begin_shift(till)

    def out(approvals: Sequence[Approval] = ()) -> object:
        return shifts.move_cash(
            till, purpose="out", amount=Rupiah(1_000), reason="beli es", id=till.new_id(), by=CASHIER,
            approvals=approvals,
        )  # fmt: skip

    refused("needs_approval", out)
    assert out([approval("cash_out", TREASURER)])
    refused("may_not_approve", lambda: approval("cash_out", CASHIER))
    refused("needs_approval", lambda: shifts.open_drawer(till, reason="tukar uang", id=till.new_id(), by=CASHIER))
    refused(
        "reason_missing",
        lambda: shifts.move_cash(till, purpose="in", amount=Rupiah(1), reason=" ", id=till.new_id(), by=HEAD),
    )
    refused(
        "purpose_unknown",
        lambda: shifts.move_cash(till, purpose="x", amount=Rupiah(1), reason="abc", id=till.new_id(), by=HEAD),
    )


def test_another_cashier_goes_on_with_the_drawer(till: Till, tea: ProductSaved) -> None:
    begin_shift(till)
    shifts.change_cashier(till, id=till.new_id(), by=TREASURER)
    assert sell(till, one(tea), by=TREASURER).sale.cashier == TREASURER.name
    assert close(till, 102_000).figures.cashier == TREASURER.name


def test_paper_follows_the_acts(till: Till, tea: ProductSaved) -> None:
    begin_shift(till)
    sell(till, one(tea))
    shifts.open_drawer(till, reason="tukar uang", id=till.new_id(), by=HEAD)
    close(till, 0)
    assert [(job.form, job.kick) for job in printing.print_jobs(till)] == [
        ("receipt", True), ("drawer", True), ("shift", False),
    ]  # fmt: skip


def test_refunds_over_several_papers(till: Till, tea: ProductSaved) -> None:
    begin_shift(till)
    sell(till, (tea, 3_000))
    back = {"reason": "tumpah", "by": HEAD}
    first = refunds.complete_refund(till, "K1-000001", [Returning(0, Quantity.of(2))], id=till.new_id(), **back)  # type: ignore[arg-type]
    assert first.value.refund.number == "K1-R000001"
    assert refunds.refundable(till, "K1-000001").left(0) == 1_000
    refused(
        "refund_more_than_sold",
        lambda: refunds.complete_refund(till, "K1-000001", [Returning(0, Quantity.of(2))], id=till.new_id(), **back),  # type: ignore[arg-type]
    )
    refused(
        "needs_approval",
        lambda: refunds.complete_refund(
            till, "K1-000001", [Returning(0)], reason="tumpah", id=till.new_id(), by=CASHIER
        ),
    )
    last = refunds.complete_refund(
        till, "K1-000001", [Returning(0, restock=False)], reason="tumpah", id=till.new_id(), by=CASHIER,
        approvals=[approval("refund", HEAD)],
    )  # fmt: skip
    paid = sum(int(payment.amount) for done in (first, last) for payment in done.value.refund.payments)
    assert paid == 6_100
    from koperasi_pos.operations import products

    assert products.stock_of(till, tea.product) == (99_000, 99 * 900)


def test_whose_sales_are_whose(till: Till, tea: ProductSaved) -> None:
    zidan = Actor("dddddddddddddddd", "Zidan", "cashier")
    begin_shift(till)
    sell(till, one(tea))
    sell(till, one(tea))
    shifts.change_cashier(till, id=till.new_id(), by=zidan)
    sell(till, one(tea), by=zidan)
    refunds.complete_refund(till, "K1-000001", [Returning(0)], reason="tumpah", id=till.new_id(), by=HEAD)
    so_far = shifts.x_report(till).figures
    closed = close(till, 100_000).figures
    told = [(one.staff, one.name, one.sales, one.total, one.refunds, one.refunded) for one in closed.cashiers]
    assert told == [
        (CASHIER.staff, "Kasir", 2, 4_060, 0, 0), (HEAD.staff, "Kepala", 0, 0, 1, 2_030),
        (zidan.staff, "Zidan", 1, 2_030, 0, 0),
    ]  # fmt: skip
    assert so_far.cashiers == closed.cashiers
    assert sum(one.total for one in closed.cashiers) == closed.total
    assert (closed.cashier, closed.till, closed.restored) == ("Zidan", "K1", False)


def test_who_signs_in_takes_up_the_shift(till: Till) -> None:
    zidan = Actor("dddddddddddddddd", "Zidan", "cashier")

    def takes_up(actor: Actor) -> bool:
        return shifts.take_up(till, id=till.new_id(), by=actor).changed

    assert not takes_up(zidan), "no shift is open"
    begin_shift(till)
    assert not takes_up(CASHIER), "the own shift"
    assert not takes_up(HEAD), "only looks in"
    assert not takes_up(TREASURER)
    assert takes_up(zidan)
    assert not takes_up(zidan)
    row = shifts.current_shift(till)
    assert row is not None
    assert row.cashier == "Zidan"
