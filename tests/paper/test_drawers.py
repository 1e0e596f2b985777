"""The cash drawer: on a port of its own it needs no printer, no sale waits for it, and a person may try it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.drawer import Drawer, PortDrawer, PrinterDrawer
from koperasi_pos.devices.printer import Printer
from koperasi_pos.operations import machine, printing, shifts
from koperasi_pos.paper.queue import PrintQueue
from koperasi_pos.settings import changed
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.simulators.serial_printer import SerialPrinter
from koperasi_pos.values import Refusal
from tests.counter import CASHIER, HEAD
from tests.paper.desk import PATIENT, Desk, line_to, numbers

KICK = PrinterDrawer().pulse()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[SerialPrinter]:
    """The adapter of a drawer at its port: what arrives there opens it."""
    with SerialPrinter(tmp_path / "ttyLaci") as found:
        yield found


def queue(desk: Desk, printer: Printer | None, drawer: Drawer) -> PrintQueue:
    """A running queue with this drawer."""
    made = PrintQueue(desk.till, printer, drawer=drawer, patience=PATIENT)
    made.listeners.append(desk._hear)
    desk.queues.append(made)
    made.start()
    return made


def test_it_opens_though_the_printer_is_off_and_once_a_sale(
    desk: Desk, paper: SimulatedPrinter, box: SerialPrinter
) -> None:
    paper.refuse()
    queue(desk, line_to(paper), PortDrawer(str(box.port)))
    sold = desk.sell()
    assert box.wait_until(lambda one: one.arrived == KICK)
    desk.wait(lambda said: sum(change.trouble == "printer_refused" for change in said) >= 3)
    paper.come_back()
    desk.wait_for("done")
    assert box.arrived == KICK, "it is not opened again when the slip is tried again"
    assert numbers(paper) == Counter(sold)
    assert not any(change.shut for change in desk.said)


def test_a_shop_without_a_printer_has_a_drawer_all_the_same(desk: Desk, box: SerialPrinter) -> None:
    queue(desk, None, PortDrawer(str(box.port)))
    desk.sell()
    desk.wait_for("dropped")
    shifts.open_drawer(desk.till, reason="Tukar uang", id=desk.till.new_id(), by=HEAD)
    desk.wait_for("done")
    assert box.arrived == KICK * 2
    assert desk.states() == {}


@pytest.mark.parametrize(
    "again",
    [
        lambda desk, key: printing.print_again(desk.till, key, by=CASHIER),
        lambda desk, key: printing.kick_again(desk.till, by=CASHIER),
    ],
    ids=["on the printer page", "at the till"],
)
def test_one_that_stays_shut_is_told_and_opened_at_a_key(
    desk: Desk, paper: SimulatedPrinter, box: SerialPrinter, again: Callable[[Desk, int], object]
) -> None:
    box.pull_out()
    queue(desk, line_to(paper), PortDrawer(str(box.port)))
    set_up(desk, drawer="port", drawer_port=str(box.port))
    (number,) = desk.sell()
    desk.wait_for("done")
    assert numbers(paper) == Counter([number]), "the receipt does not wait for the drawer"
    (shut,) = [change for change in desk.said if change.shut]
    (job,) = printing.print_jobs(desk.till)
    assert (job.key, job.form, job.state, job.trouble) == (shut.key, "drawer", "stuck", "printer_drawer_port")
    assert printing.number_of(desk.till, job) == number
    box.plug_in()
    desk.clock.forward(minutes=2)
    again(desk, job.key)
    desk.wait_for("done", 2)
    assert box.wait_until(lambda one: one.arrived == KICK)
    assert desk.states() == {}, "nothing hangs any more"


def test_a_drawer_without_a_cable_is_opened_by_hand(desk: Desk) -> None:
    desk.sell()
    for printer in ({"drawer": "none"}, {"drawer": "printer", "kind": "none"}):
        set_up(desk, **printer)
        with pytest.raises(Refusal, match="drawer_by_hand"):
            printing.kick_again(desk.till, by=CASHIER)


def set_up(desk: Desk, **printer: object) -> None:
    """Other settings of the printer."""
    machine.save_settings(desk.till, changed(desk.till.settings, printer=printer))


def test_it_is_tried_again_for_the_last_sale_and_not_long_after(desk: Desk, paper: SimulatedPrinter) -> None:
    set_up(desk, kind="network", host="127.0.0.1", port=paper.port)
    queue(desk, line_to(paper), PrinterDrawer(5))
    with pytest.raises(Refusal, match="drawer_again_late"):
        printing.kick_again(desk.till, by=CASHIER)
    desk.sell()
    desk.wait_for("done")
    desk.clock.forward(minutes=3)
    printing.kick_again(desk.till, by=CASHIER)
    desk.wait_for("done", 2)
    assert paper.wait_until(lambda one: len(one.slips) == 2)
    assert paper.slips[-1] == PrinterDrawer(5).pulse()
    desk.clock.forward(minutes=3)
    with pytest.raises(Refusal, match="drawer_again_late"):
        printing.kick_again(desk.till, by=CASHIER)


def test_one_sale_is_no_key_to_the_drawer_for_minutes(desk: Desk, paper: SimulatedPrinter) -> None:
    set_up(desk, kind="network", host="127.0.0.1", port=paper.port)
    queue(desk, line_to(paper), PrinterDrawer())
    desk.sell()
    for _ in range(printing.KICKS_AGAIN):
        printing.kick_again(desk.till, by=CASHIER)
    with pytest.raises(Refusal, match="drawer_again_late"):
        printing.kick_again(desk.till, by=CASHIER)
    desk.sell()
    printing.kick_again(desk.till, by=CASHIER)
    desk.wait(lambda _said: not desk.states())


def test_a_stuck_drawer_is_no_key_for_later(desk: Desk, box: SerialPrinter) -> None:
    box.pull_out()
    queue(desk, None, PortDrawer(str(box.port)))
    shifts.open_drawer(desk.till, reason="Tukar uang", id=desk.till.new_id(), by=HEAD)
    desk.wait_for("stuck")
    (job,) = printing.print_jobs(desk.till)
    box.plug_in()
    desk.clock.forward(minutes=6)
    with pytest.raises(Refusal, match="drawer_again_late"):
        printing.print_again(desk.till, job.key, by=CASHIER)
    assert box.arrived == b""


def test_a_printer_that_does_not_answer_leaves_the_drawer_shut_which_is_told_once(
    desk: Desk, paper: SimulatedPrinter
) -> None:
    paper.refuse()
    queue(desk, line_to(paper), PrinterDrawer())
    desk.sell()
    desk.wait(lambda said: sum(change.trouble == "printer_refused" for change in said) >= 4)
    assert sum(change.shut for change in desk.said) == 1
