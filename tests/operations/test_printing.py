"""The print queue's verbs: reprint, again, drop, and the marks that keep a job from being printed twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ShiftClosed
from koperasi_pos.operations import baskets, printing, products, sales, shifts, shops
from koperasi_pos.operations.printing import PrintProgress
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.operations.till import Till
from koperasi_pos.store import print_jobs as rows
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words.refusals import REFUSALS
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


@pytest.fixture
def sold(till: Till) -> Receipt:
    """A sale whose receipt waits."""
    return counter.sell(till, counter.one(counter.stock_up(till, "Kopi Sachet", 1_500)))


def only(till: Till) -> rows.PrintJob:
    """The only open job."""
    (job,) = printing.print_jobs(till)
    return job


def finished(till: Till) -> PrintProgress:
    """Everything that waits is printed."""
    progress = PrintProgress(till)
    while (order := progress.next_print()) is not None:
        assert progress.mark_sending(order.job.key)
        assert progress.mark_done(order.job.key)
    return progress


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    """A refusal with this code, for which there are words."""
    assert code in REFUSALS
    return pytest.raises(Refusal, match=code)


def test_a_sale_queues_its_receipt_with_everything_to_print_it(till: Till, sold: Receipt) -> None:
    order = PrintProgress(till).next_print()
    assert order is not None
    assert (order.job.form, order.job.copy, order.job.document) == ("receipt", 0, sold.position)
    assert order.entry is not None
    assert order.entry.hash == sold.entry.hash
    assert order.shop.name == "Koperasi An-Nur"
    assert (order.kick, order.late, order.logo) == (True, False, b"")


def test_the_logo_of_the_shop_comes_along(till: Till, sold: Receipt) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    digest = products.save_picture(till, picture, by=HEAD)
    shop = shops.shop(till)
    shops.save_shop(till, shop.model_copy(update={"id": till.new_id(), "logo": digest}), by=HEAD)
    order = PrintProgress(till).next_print()
    assert order is not None
    assert order.logo == picture


@pytest.mark.parametrize(
    ("seconds", "kick", "late"), [(59, True, False), (61, False, False), (1_801, False, True), (-5, False, False)]
)
def test_time_takes_the_drawer_away_and_then_the_slip(
    till: Till, sold: Receipt, clock: Clock, seconds: int, kick: bool, late: bool
) -> None:
    clock.forward(seconds=seconds)
    order = PrintProgress(till).next_print()
    assert order is not None
    assert (order.kick, order.late) == (kick, late)


def test_a_shift_report_is_never_too_late(till: Till, clock: Clock) -> None:
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    clock.forward(hours=12)
    order = PrintProgress(till).next_print()
    assert order is not None
    assert order.job.form == "shift"
    assert not order.late


def test_reprints_are_numbered_copies_that_open_no_drawer(till: Till, sold: Receipt) -> None:
    finished(till)
    for copy in (1, 2):
        done = printing.queue_reprint(till, sold.position, by=CASHIER)
        assert done.changed
        assert (only(till).copy, only(till).kick) == (copy, False)
        finished(till)


def test_a_reprint_that_waits_already_is_not_doubled(till: Till, sold: Receipt) -> None:
    assert printing.queue_reprint(till, sold.position, by=CASHIER).changed is False
    assert only(till).copy == 0


def test_what_has_no_slip_cannot_be_printed(till: Till, sold: Receipt) -> None:
    with refused("not_printable"):
        printing.queue_reprint(till, 1, by=CASHIER)
    with refused("not_printable"):
        printing.queue_reprint(till, 10_000, by=CASHIER)


def test_a_stuck_job_waits_again_as_it_was(till: Till, sold: Receipt) -> None:
    progress, key = PrintProgress(till), only(till).key
    assert progress.mark_waiting(key, "printer_refused")
    assert (only(till).state, only(till).tries, only(till).trouble) == ("waiting", 1, "printer_refused")
    assert progress.mark_stuck(key, "printer_refused")
    assert progress.next_print() is None
    assert printing.print_again(till, key, by=CASHIER).value == key
    assert (only(till).state, only(till).tries, only(till).trouble, only(till).copy) == ("waiting", 0, "", 0)
    assert printing.print_again(till, key, by=CASHIER).changed is False


def test_an_unsure_job_becomes_a_copy(till: Till, sold: Receipt) -> None:
    progress, key = PrintProgress(till), only(till).key
    assert progress.mark_sending(key)
    assert progress.mark_unsure(key, "printer_broken")
    fresh = printing.print_again(till, key, by=CASHIER).value
    assert fresh != key
    assert (only(till).key, only(till).copy, only(till).kick) == (fresh, 1, False)
    with refused("print_gone"):
        printing.print_again(till, key, by=CASHIER)


def test_an_unsure_test_page_simply_waits_again(till: Till) -> None:
    key = printing.queue_test(till, by=CASHIER).value
    progress = PrintProgress(till)
    assert progress.mark_sending(key)
    assert progress.mark_unsure(key, "printer_broken")
    assert printing.print_again(till, key, by=CASHIER).value == key
    assert only(till).state == "waiting"


def test_dropping(till: Till, sold: Receipt) -> None:
    key = only(till).key
    progress = PrintProgress(till)
    assert progress.mark_sending(key)
    with refused("print_under_way"):
        printing.drop_print(till, key, by=CASHIER)
    assert progress.mark_unsure(key, "printer_broken")
    assert printing.drop_print(till, key, by=CASHIER).changed
    assert printing.drop_print(till, key, by=CASHIER).changed is False
    assert printing.print_jobs(till) == []
    with refused("print_gone"):
        printing.drop_print(till, 10_000, by=CASHIER)


def test_marks_follow_only_the_states_they_may(till: Till, sold: Receipt) -> None:
    progress, key = PrintProgress(till), only(till).key
    assert not progress.mark_unsure(key, "x"), "nothing went out yet"
    assert progress.mark_sending(key)
    assert not progress.mark_sending(key)
    assert not progress.mark_dropped(key, "printer_none")
    assert progress.mark_done(key)
    for mark in (progress.mark_waiting, progress.mark_stuck, progress.mark_unsure, progress.mark_dropped):
        assert not mark(key, "x")
    assert not progress.mark_sending(key)


def test_after_a_restart_what_was_being_sent_is_unsure(till: Till, sold: Receipt) -> None:
    progress, key = PrintProgress(till), only(till).key
    assert progress.mark_sending(key)
    assert progress.mark_interrupted() == 1
    assert (only(till).key, only(till).state) == (key, "unsure")
    assert progress.mark_interrupted() == 0


def test_the_queue_is_told_what_is_new_and_people_what_moved(till: Till, sold: Receipt) -> None:
    heard: list[str] = []
    till.listeners.append(heard.append)
    printing.queue_test(till, by=CASHIER)
    assert heard == ["print", "print_now", "printing"]
    heard.clear()
    progress = PrintProgress(till)
    assert progress.mark_sending(only_first(till))
    assert heard == ["printing"]


def only_first(till: Till) -> int:
    """The key of the oldest open job."""
    return printing.print_jobs(till)[0].key


def test_an_x_report_carries_its_figures(till: Till, sold: Receipt) -> None:
    finished(till)
    printing.queue_x_report(till, blind=False, by=CASHIER)
    order = PrintProgress(till).next_print()
    assert order is not None
    assert order.entry is None
    content = json.loads(order.job.content)
    assert content["blind"] is False
    assert ShiftClosed.model_validate(content["figures"]).total == sold.sale.total
    shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
    with refused("no_open_shift"):
        printing.queue_x_report(till, by=CASHIER)


@pytest.mark.parametrize("count", [0, 501])
def test_labels_are_counted(till: Till, count: int) -> None:
    coffee = counter.stock_up(till, "Kopi Sachet", 1_500)
    with refused("label_count"):
        printing.queue_labels(till, [(coffee.product, count)], by=CASHIER)
    with refused("label_count"):
        printing.queue_labels(till, [], by=CASHIER)
    with refused("product_unknown"):
        printing.queue_labels(till, [("f" * 16, 1)], by=CASHIER)
    assert printing.print_jobs(till) == []


def test_a_sale_without_paper_queues_nothing(till: Till) -> None:
    coffee = counter.stock_up(till, "Kopi Sachet", 1_500)
    basket = baskets.new_basket(till).add(coffee)
    receipt = sales.complete_sale(till, basket, cash(Rupiah(5_000)), by=CASHIER, print_receipt=False).value
    assert printing.print_jobs(till) == []
    printing.queue_reprint(till, receipt.position, by=CASHIER)
    assert only(till).copy == 0, "the first print is no copy"
