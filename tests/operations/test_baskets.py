"""Baskets before payment: remembered through a crash, held and called back, let go with a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import BasketDropped, ProductSaved
from koperasi_pos.operations import baskets, sales, shifts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock, shop_in


@pytest.fixture
def clock() -> Clock:
    """The till's clock."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path, clock)
    counter.begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    """Something to sell."""
    return counter.stock_up(till, "Teh", 4_500)


def crashed(till: Till, clock: Clock) -> Till:
    """The same till after the program went away without a word."""
    till.close()
    return open_till(till.home, clock=clock)


def test_the_basket_on_the_counter_survives_a_crash(till: Till, tea: ProductSaved, clock: Clock) -> None:
    basket = baskets.new_basket(till).add(tea, quantity=Quantity.of(3)).with_basket_note("untuk besok")
    baskets.remember_basket(till, basket, 13_500)
    again = crashed(till, clock)
    assert baskets.remembered_basket(again) == basket
    assert baskets.held(again) == []
    assert sales.complete_sale(again, basket, cash(Rupiah(20_000)), by=CASHIER).value.sale.total == 13_500
    assert baskets.remembered_basket(again) is None
    again.close()


def test_a_basket_that_was_sold_before_the_crash_is_not_brought_back(till: Till, tea: ProductSaved) -> None:
    basket = baskets.new_basket(till).add(tea)
    sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER)
    baskets.remember_basket(till, basket, 4_500)
    assert baskets.remembered_basket(till) is None


def test_an_empty_basket_is_forgotten(till: Till, tea: ProductSaved) -> None:
    basket = baskets.new_basket(till).add(tea)
    baskets.remember_basket(till, basket, 4_500)
    baskets.remember_basket(till, baskets.new_basket(till), 0)
    assert baskets.remembered_basket(till) is None
    # One that lost its only line has something to answer for, so it stays.
    emptied = basket.without(basket.lines[0].key)
    baskets.remember_basket(till, emptied, 0)
    assert baskets.remembered_basket(till) == emptied


def test_baskets_are_held_and_called_back(till: Till, tea: ProductSaved, clock: Clock) -> None:
    heard: list[str] = []
    till.listeners.append(heard.append)
    made = []
    for label in ("Ibu berkerudung biru", " "):
        basket = baskets.new_basket(till).add(tea)
        baskets.remember_basket(till, basket, 4_500)
        baskets.hold_basket(till, basket, label=label, total=4_500, by=CASHIER)
        baskets.hold_basket(till, basket, label=label, total=4_500, by=CASHIER)
        made.append(basket)
        clock.forward(minutes=1)
    assert baskets.remembered_basket(till) is None
    assert set(heard) == {"held"}
    again = crashed(till, clock)
    assert [(held.label, held.total) for held in baskets.held(again)] == [
        ("Ibu berkerudung biru", 4_500), ("Kasir", 4_500),
    ]  # fmt: skip
    assert baskets.call_back(again, made[0].id).value == made[0]
    assert [held.id for held in baskets.held(again)] == [made[1].id]
    # It is on the counter now: another crash brings it back there.
    assert baskets.remembered_basket(again) == made[0]
    with pytest.raises(Refusal, match="basket_gone"):
        baskets.call_back(again, made[0].id)
    again.close()


def test_an_empty_basket_is_not_held(till: Till) -> None:
    with pytest.raises(Refusal, match="basket_empty"):
        baskets.hold_basket(till, baskets.new_basket(till), label="x", total=0, by=CASHIER)
    assert baskets.held(till) == []


def test_a_basket_let_go_leaves_a_trace(till: Till, tea: ProductSaved) -> None:
    soap = counter.stock_up(till, "Sabun", 7_000)
    basket = baskets.new_basket(till).add(tea, quantity=Quantity.of(2)).add(soap)
    basket = basket.without(basket.lines[1].key)
    baskets.remember_basket(till, basket, 9_000)
    id = till.new_id()
    assert baskets.drop_basket(till, basket, reason=" Uang kurang ", id=id, by=CASHIER).changed
    assert not baskets.drop_basket(till, basket, reason="Uang kurang", id=id, by=CASHIER).changed
    newest = counter.written(till, limit=1)[0].entry
    trace = newest.document
    assert isinstance(trace, BasketDropped)
    assert [(line.name, line.total) for line in trace.lines] == [("Sabun", 7_000), ("Teh", 9_000)]
    assert (trace.total, trace.reason, newest.staff) == (9_000, "Uang kurang", CASHIER.staff)
    assert shifts.x_report(till).figures.dropped == 1
    assert baskets.remembered_basket(till) is None


def test_an_empty_basket_leaves_none(till: Till, tea: ProductSaved) -> None:
    before = len(counter.written(till))
    assert not baskets.drop_basket(till, baskets.new_basket(till), id=till.new_id(), by=CASHIER).changed
    assert len(counter.written(till)) == before
    # What was put in and taken out again is a trace all the same.
    basket = baskets.new_basket(till).add(tea)
    emptied = basket.without(basket.lines[0].key)
    assert baskets.drop_basket(till, emptied, id=till.new_id(), by=CASHIER).changed
    assert len(counter.written(till)) == before + 1


def test_a_basket_is_let_go_without_a_shift(till: Till, tea: ProductSaved) -> None:
    shifts.close_shift(till, counted=Rupiah(100_000), id=till.new_id(), by=HEAD)
    assert baskets.drop_basket(till, baskets.new_basket(till).add(tea), id=till.new_id(), by=CASHIER).changed
    trace = counter.written(till, limit=1)[0].entry.document
    assert isinstance(trace, BasketDropped)
    assert trace.shift == ""


def test_held_baskets_are_this_machines_alone(till: Till, tea: ProductSaved) -> None:
    before = len(counter.written(till))
    basket = baskets.new_basket(till).add(tea)
    baskets.hold_basket(till, basket, label="x", total=4_500, by=CASHIER)
    baskets.call_back(till, basket.id)
    assert len(counter.written(till)) == before
