"""The print queue against a real printer on a socket: every receipt whole and once, whatever the printer does."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from koperasi_pos.devices.drawer import PrinterDrawer
from koperasi_pos.devices.file import FilePrinter
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.operations import printing, shifts, shops
from koperasi_pos.paper import slips
from koperasi_pos.paper.layout import Layout
from koperasi_pos.paper.queue import Changed, Patience
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.simulators.printer import Mood, SimulatedPrinter, moods_of
from koperasi_pos.store import Connection, print_jobs
from koperasi_pos.values import Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD
from tests.paper.desk import EAGER, PATIENT, Desk, Held, line_to, numbers, one_slip


def test_a_sale_is_printed_once_and_opens_the_drawer_first(desk: Desk, paper: SimulatedPrinter) -> None:
    desk.queue(line_to(paper))
    (number,) = desk.sell()
    desk.wait_for("done")
    slip = one_slip(paper)
    assert [pulse.at for pulse in slip.pulses] == [0]
    assert [code.content for code in slip.codes] == [number]
    assert slip.cuts == 1
    assert [change.state for change in desk.said] == ["sending", "done"]
    assert desk.states() == {}


def test_what_waited_before_the_start_is_printed(desk: Desk, paper: SimulatedPrinter) -> None:
    sold = desk.sell(3)
    desk.queue(line_to(paper))
    desk.wait_for("done", 3)
    assert numbers(paper) == Counter(sold)


def test_a_printer_that_comes_back_prints_everything_once(desk: Desk, paper: SimulatedPrinter) -> None:
    paper.refuse()
    desk.queue(line_to(paper), PATIENT)
    sold = desk.sell(5)
    desk.wait(lambda said: sum(change.trouble == "printer_refused" for change in said) >= 6)
    assert set(desk.states().values()) == {"waiting"}
    paper.come_back()
    desk.wait_for("done", 5)
    assert numbers(paper) == Counter(sold)
    assert desk.states() == {}


def test_a_printer_that_dies_half_way_leaves_an_unsure_job_that_is_not_repeated(
    desk: Desk, paper: SimulatedPrinter
) -> None:
    paper.mood = Mood(dies_after=300)
    desk.queue(line_to(paper))
    first, second = desk.sell(2)
    desk.wait_for("unsure", 2)
    paper.mood = Mood()
    (third,) = desk.sell()
    desk.wait_for("done")
    assert numbers(paper) == Counter([third])
    assert list(desk.states().values()) == ["unsure", "unsure"]
    assert {job.trouble for job in printing.print_jobs(desk.till)} == {"printer_broken"}
    assert [len(slip) for slip in paper.slips[:2]] == [300, 300]
    # The cashier looks at the paper and decides: one again, which says that it is a copy; the other one never.
    again, never = desk.states()
    fresh = printing.print_again(desk.till, again, by=CASHIER).value
    printing.drop_print(desk.till, never, by=CASHIER)
    desk.wait(lambda said: Changed(fresh, "done") in said)
    assert desk.states() == {}
    assert numbers(paper) == Counter([third, first])
    assert "SALINAN 1" in read_paper(paper.slips[-1]).text(32)
    assert not read_paper(paper.slips[-1]).pulses
    assert second not in numbers(paper)


def test_after_some_tries_a_person_is_asked_and_can_print_again(desk: Desk, paper: SimulatedPrinter) -> None:
    paper.refuse()
    desk.queue(line_to(paper))
    (number,) = desk.sell()
    desk.wait_for("stuck")
    (job,) = printing.print_jobs(desk.till)
    assert (job.state, job.tries, job.trouble) == ("stuck", EAGER.tries, "printer_refused")
    paper.come_back()
    assert printing.print_again(desk.till, job.key, by=CASHIER).value == job.key
    desk.wait_for("done")
    assert numbers(paper) == Counter([number])
    assert "SALINAN" not in one_slip(paper).text(32), "it was never on paper: this is the first print"


def test_a_person_who_asks_does_not_wait_for_the_pause(desk: Desk, paper: SimulatedPrinter) -> None:
    paper.refuse()
    desk.queue(line_to(paper), Patience(tries=1, first_pause=3_000, longest_pause=3_000))
    desk.sell()
    desk.wait_for("stuck")
    paper.come_back()
    printing.print_again(desk.till, *desk.states(), by=CASHIER)
    desk.wait_for("done")


def test_no_paper_waits_without_a_byte_sent(desk: Desk, paper: SimulatedPrinter) -> None:
    paper.mood = Mood(paper_out=True)
    desk.queue(line_to(paper), PATIENT)
    (number,) = desk.sell()
    desk.wait(lambda said: Changed(said[0].key, "waiting", "printer_paper_out") in said if said else False)
    assert paper.slips == []
    paper.mood = Mood()
    desk.wait_for("done")
    assert numbers(paper) == Counter([number])


def test_a_dropped_job_is_not_printed_though_it_was_about_to_be(
    desk: Desk, paper: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dropped,) = desk.sell()
    (key,) = desk.states()

    def drop_while_laying_out(order: printing.PrintOrder, *, width: int, training: bool) -> Layout | None:
        if order.job.key == key:
            printing.drop_print(desk.till, key, by=CASHIER)
        return slips.slip_of(order, width=width, training=training)

    monkeypatch.setattr("koperasi_pos.paper.queue.slip_of", drop_while_laying_out)
    desk.queue(line_to(paper))
    (printed,) = desk.sell()
    desk.wait_for("done")
    assert numbers(paper) == Counter([printed])
    assert dropped != printed


def test_two_hundred_receipts_in_a_row(desk: Desk, paper: SimulatedPrinter) -> None:
    desk.queue(line_to(paper))
    sold = desk.sell(200)
    desk.wait_for("done", 200)
    assert [code.content for slip in paper.slips for code in read_paper(slip).codes] == sold
    assert desk.states() == {}


def test_sales_do_not_wait_for_a_slow_printer(desk: Desk, paper: SimulatedPrinter) -> None:
    printer = Held(line_to(paper))
    desk.queue(printer)
    sold = desk.sell(6)
    # All six are sold while the printer still holds the first.
    assert not any(change.state == "done" for change in desk.said)
    assert len(desk.states()) == 6
    printer.go_on.set()
    desk.wait_for("done", 6)
    assert numbers(paper) == Counter(sold)


def test_a_close_waits_for_no_printer(desk: Desk, paper: SimulatedPrinter) -> None:
    printer = Held(line_to(paper))
    desk.queue(printer)
    (number,) = desk.sell()
    desk.wait_for("sending")
    closed = shifts.close_shift(
        desk.till, counted=Rupiah(101_500), id=desk.till.new_id(), by=CASHIER
    ).value.figures  # fmt: skip
    assert (closed.total, closed.difference) == (1_500, 0)
    counter.begin_shift(desk.till)
    assert sorted(desk.states().values()) == ["sending", "waiting"], "the receipt is still being printed, the Z waits"
    printer.go_on.set()
    desk.wait_for("done", 2)
    assert numbers(paper)[number] == 1
    assert "LAPORAN Z 1" in read_paper(paper.slips[-1]).text(32)


@pytest.mark.parametrize("seed", [1, 7, 20_261_124])
def test_whatever_the_printer_does_nothing_is_printed_twice_by_itself(desk: Desk, seed: int) -> None:
    with SimulatedPrinter(moods=moods_of(seed)) as paper:
        desk.queue(line_to(paper), PATIENT)
        sold = desk.sell(40)

        def settled(said: list[Changed]) -> bool:
            last = {change.key: change.state for change in said}
            return sum(state in {"done", "unsure"} for state in last.values()) == 40

        desk.wait(settled)
        printed = numbers(paper)
        ended = Counter({change.key: change.state for change in desk.said}.values())
    assert max(printed.values()) == 1, f"seed {seed}"
    assert ended["done"] <= len(printed) <= 40
    assert set(printed) <= set(sold)
    assert Counter(desk.states().values()) == Counter({"unsure": ended["unsure"]})
    assert ended["unsure"] > 0, "the seed should bring some trouble"
    assert ended["done"] > 10


def test_a_shop_without_a_printer_piles_nothing_up(desk: Desk) -> None:
    desk.queue(None)
    desk.sell(2)
    desk.wait_for("dropped", 2)
    assert desk.states() == {}


def test_the_drawer_opens_for_the_sale_at_hand_and_never_later(desk: Desk, paper: SimulatedPrinter) -> None:
    desk.sell()
    shifts.open_drawer(desk.till, reason="Tukar uang", id=desk.till.new_id(), by=HEAD)
    desk.clock.forward(minutes=5)
    desk.queue(line_to(paper))
    desk.wait_for("done")
    desk.wait_for("dropped")
    assert not one_slip(paper).pulses
    shifts.open_drawer(desk.till, reason="Tukar uang", id=desk.till.new_id(), by=HEAD)
    desk.wait_for("done", 2)
    assert [read_paper(slip).items for slip in paper.slips[1:]] == [read_paper(PrinterDrawer().pulse()).items]


class LostBehindThePulse:
    """A printer whose line breaks once between the pulse and the slip: too short a moment to hit with a socket."""

    name = "lost"

    def __init__(self) -> None:
        self.pulses: list[bytes] = []

    def check(self) -> None:
        """It is well."""

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """The first time only the pulse goes out."""
        assert begins is not None
        begins()
        self.pulses.append(first)
        if len(self.pulses) == 1:
            raise PrinterTrouble("broken", kicked=True)


def test_the_drawer_is_not_kicked_again_when_the_slip_is_tried_again(desk: Desk) -> None:
    printer = LostBehindThePulse()
    desk.queue(printer)
    desk.sell()
    desk.wait_for("done")
    assert printer.pulses == [PrinterDrawer().pulse(), b""]
    shifts.open_drawer(desk.till, reason="Tukar uang", id=desk.till.new_id(), by=HEAD)
    desk.wait_for("done", 2)
    assert printer.pulses[2:] == [PrinterDrawer().pulse()]


def test_what_waited_a_night_is_left_to_a_person(desk: Desk, paper: SimulatedPrinter) -> None:
    desk.sell()
    desk.clock.forward(hours=12)
    desk.queue(line_to(paper))
    desk.wait_for("stuck")
    (job,) = printing.print_jobs(desk.till)
    assert job.trouble == "print_late"
    printing.print_again(desk.till, job.key, by=CASHIER)
    desk.wait_for("done")
    assert not one_slip(paper).pulses


def test_a_slip_that_cannot_be_laid_out_does_not_hold_up_the_next(
    desk: Desk, paper: SimulatedPrinter, expected_log: Callable[[str], None]
) -> None:
    expected_log("could not be laid out")
    with desk.till.writing() as connection:
        print_jobs.add(connection, form="poster", time=desk.till.now())
    desk.queue(line_to(paper))
    (number,) = desk.sell()
    desk.wait_for("done")
    assert numbers(paper) == Counter([number])
    assert [(job.state, job.trouble) for job in printing.print_jobs(desk.till)] == [("stuck", "print_broken")]


def test_a_failing_disk_is_logged_and_printing_goes_on(
    desk: Desk, paper: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    expected_log("the print queue stumbled")
    failed = threading.Event()
    whole = print_jobs.next_waiting

    def failing_once(connection: Connection) -> print_jobs.PrintJob | None:
        if not failed.is_set():
            failed.set()
            raise OSError("the disk is gone")
        return whole(connection)

    monkeypatch.setattr(print_jobs, "next_waiting", failing_once)
    desk.queue(line_to(paper))
    (number,) = desk.sell()
    desk.wait_for("done")
    assert failed.is_set()
    assert numbers(paper) == Counter([number])


def test_every_form_comes_out(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "kertas"
    folder.mkdir()
    desk.queue(FilePrinter(folder))
    till = desk.till
    sold = counter.sell(till, counter.one(desk.coffee))
    desk.wait_for("done", 1)
    wanted: list[Callable[[], object]] = [
        lambda: printing.queue_reprint(till, sold.position, by=CASHIER),
        lambda: shifts.move_cash(
            till, purpose="in", amount=Rupiah(5_000), reason="Receh", id=till.new_id(), by=CASHIER
        ),
        lambda: printing.queue_x_report(till, by=CASHIER),
        lambda: printing.queue_labels(till, [(desk.coffee.product, 2)], by=CASHIER),
        lambda: printing.queue_test(till, by=CASHIER),
        lambda: shifts.close_shift(till, counted=Rupiah(1_000), id=till.new_id(), by=CASHIER),
    ]
    for count, ask in enumerate(wanted, start=2):
        ask()
        desk.wait_for("done", count)
    texts = [read_paper(file.read_bytes()).text(32) for file in sorted(folder.iterdir())]
    marks = [sold.sale.number, "SALINAN 1", "Kas masuk", "LAPORAN X", "Rp1.500", "1234567890", "LAPORAN Z 1"]
    assert len(texts) == len(marks)
    for text, mark in zip(texts, marks, strict=True):
        assert mark in text
    assert texts[4].count("Kopi Sachet") == 2


def test_the_shop_on_the_slip_is_the_one_in_force_when_it_is_printed(desk: Desk, paper: SimulatedPrinter) -> None:
    desk.sell()
    shop = shops.shop(desk.till)
    shops.save_shop(desk.till, shop.model_copy(update={"id": desk.till.new_id(), "name": "Toko Baru"}), by=HEAD)
    desk.queue(line_to(paper))
    desk.wait_for("done")
    assert "Toko Baru" in one_slip(paper).text(32)


def test_a_queue_starts_once_and_stops_while_it_pauses(desk: Desk, paper: SimulatedPrinter) -> None:
    paper.refuse()
    queue = desk.queue(line_to(paper), dataclasses.replace(EAGER, first_pause=3_000, longest_pause=3_000))
    with pytest.raises(RuntimeError, match="started before"):
        queue.start()
    desk.sell()
    desk.wait(lambda said: len(said) == 1)
    assert queue.stop(5)
    assert set(desk.states().values()) == {"waiting"}
