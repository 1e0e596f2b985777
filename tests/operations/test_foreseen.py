"""What is told before an act: the money a refund would give back; and this machine's settings, locked PINs, drawer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import machine, refunds, shifts, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed, read_settings
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import LOCKED_AFTER
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock


@pytest.fixture
def clock() -> Clock:
    """The till's clock."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A till with a shift open."""
    opened = counter.shop_in(tmp_path, clock)
    counter.begin_shift(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("back", [[(0, 1_000)], [(0, 2_000), (1, 250)], [(0, 3_000), (1, 500)]])
def test_a_refund_gives_back_what_was_foreseen(till: Till, back: list[tuple[int, int]]) -> None:
    coffee = counter.stock_up(till, "Kopi Sachet", 1_530)
    sugar = counter.stock_up(till, "Gula", 14_070, unit="kg", by_weight=True)
    tender = Tender(
        parts=(
            TenderPart(way="transfer", amount=Rupiah(4_000), reference="TRX1"),
            TenderPart(way="cash", received=Rupiah(50_000)),
        )
    )
    sold = counter.sell(till, (coffee, 3_000), (sugar, 500), tender=tender)
    returning = [Returning(line, Quantity(quantity)) for line, quantity in back]
    before = len(counter.written(till))
    foreseen = refunds.foresee_refund(till, sold.sale.number, returning)
    assert len(counter.written(till)) == before
    done = refunds.complete_refund(
        till, sold.sale.number, returning, reason="Salah ambil", id=till.new_id(), by=HEAD
    ).value.refund
    assert (done.lines, done.total, done.rounding, done.payments) == (
        foreseen.lines, foreseen.total, foreseen.rounding, foreseen.payments,
    )  # fmt: skip
    assert sum(payment.amount for payment in foreseen.payments) == foreseen.total + foreseen.rounding
    with pytest.raises(Refusal, match="refund_more_than_sold"):
        refunds.foresee_refund(till, sold.sale.number, [Returning(0, Quantity(3_000)), Returning(1, Quantity(400))])


def test_the_drawer_tells_what_happened_to_it_in_its_shift(till: Till, clock: Clock) -> None:
    shifts.move_cash(till, purpose="in", amount=Rupiah(5_000), reason="Uang kecil", id=till.new_id(), by=CASHIER)
    clock.forward(minutes=5)
    shifts.move_cash(till, purpose="safe", amount=Rupiah(50_000), reason="Setor", id=till.new_id(), by=HEAD)
    shifts.open_drawer(till, reason="Tukar uang", id=till.new_id(), by=HEAD)
    shift = shifts.current_shift(till)
    assert shift is not None
    told = [(event.purpose, event.amount, event.reason) for event in shifts.drawer_events(till, shift)]
    assert told == [("no_sale", 0, "Tukar uang"), ("safe", -50_000, "Setor"), ("in", 5_000, "Uang kecil")]
    shifts.close_shift(till, counted=Rupiah(55_000), id=till.new_id(), by=CASHIER)
    counter.begin_shift(till)
    fresh = shifts.current_shift(till)
    assert fresh is not None
    assert shifts.drawer_events(till, fresh) == []


def test_settings_are_kept_and_in_force_at_once(till: Till) -> None:
    heard: list[str] = []
    till.listeners.append(heard.append)
    wider = changed(till.settings, paper_width=48, printer={"host": "127.0.0.1"})
    assert machine.save_settings(till, wider).changed
    assert heard == ["settings"]
    assert till.settings.paper_width == 48
    assert read_settings(till.home).settings == wider
    assert not machine.save_settings(till, wider).changed
    assert heard == ["settings"]


def test_a_locked_pin_is_told_and_released(till: Till, clock: Clock) -> None:
    helper = staff.save_staff(till, id=till.new_id(), name="Pengganti", role="cashier", pin="246813", by=HEAD).value
    assert staff.locked_out(till) == set()
    for _ in range(LOCKED_AFTER):
        clock.forward(hours=24)
        with pytest.raises(Refusal, match="pin_wrong"):
            staff.sign_in(till, helper.id, "864209")
    assert staff.locked_out(till) == {helper.id}
    staff.release(till, helper.id, by=HEAD)
    assert staff.locked_out(till) == set()
