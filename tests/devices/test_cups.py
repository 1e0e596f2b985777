"""A queue of a real CUPS: what it says before a slip is handed over, and what becomes of one that hangs in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.cups import CupsQueue, cups_printer, queues
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.spool import SpoolPatience, SpoolPrinter
from koperasi_pos.simulators.printer import Mood, SimulatedPrinter
from tests.own_cups import OwnCups, own_cups

SLIP = b"\x1b@" + bytes(range(32, 127)) * 20 + b"\n"
KICK = b"\x1bp\x00\x32\x32"
QUICK = SpoolPatience(leave=0.6)


@pytest.fixture(scope="module")
def running() -> Iterator[OwnCups]:
    """A CUPS of these tests' own."""
    with own_cups() as found:
        yield found


@pytest.fixture
def service(running: OwnCups, monkeypatch: pytest.MonkeyPatch) -> OwnCups:
    """The one that this computer's programs find."""
    monkeypatch.setenv("CUPS_SERVER", running.server)
    return running


@pytest.fixture
def paper(service: OwnCups) -> Iterator[SimulatedPrinter]:
    """A printer that is well, behind the queue `struk`."""
    with SimulatedPrinter() as printer:
        service.queue_to("struk", printer.port)
        yield printer
        service.command("lpadmin", "-x", "struk")


def trouble_of(printer: SpoolPrinter, **more: object) -> PrinterTrouble:
    """The trouble that sending a slip meets."""
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(SLIP, **more)  # type: ignore[arg-type]
    return caught.value


def test_a_slip_goes_through_untouched_and_is_there_when_send_comes_back(paper: SimulatedPrinter) -> None:
    printer = cups_printer("struk")
    printer.check()
    began: list[bytes] = []
    printer.send(SLIP, first=KICK, begins=lambda: began.append(paper.arrived))
    assert paper.arrived == KICK + SLIP
    assert began == [b""]
    assert queues() == ["struk"]


@pytest.mark.parametrize(
    ("command", "kind"), [("cupsdisable", "queue_stopped"), ("cupsreject", "queue_refused")]
)  # fmt: skip
def test_a_queue_that_does_not_go_on_gets_nothing(
    service: OwnCups, paper: SimulatedPrinter, command: str, kind: str
) -> None:
    service.command(command, "struk")
    trouble = trouble_of(cups_printer("struk"), begins=lambda: pytest.fail("it was not ready"))
    assert (trouble.kind, trouble.sent) == (kind, 0)
    service.command("cupsenable", "struk")
    service.command("cupsaccept", "struk")
    cups_printer("struk").send(SLIP)
    assert paper.arrived == SLIP


def test_a_queue_that_is_not_there_and_a_name_that_cannot_be(service: OwnCups) -> None:
    assert trouble_of(cups_printer("tiada")).kind == "queue_unknown"
    for name in ("", "a b", "-o", "x/y"):
        with pytest.raises(ValueError, match="no name"):
            CupsQueue(name)


def test_without_cups_or_its_client(service: OwnCups, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody"))
    assert trouble_of(cups_printer("struk")).kind == "no_cups"
    assert queues() == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert trouble_of(cups_printer("struk")).kind == "no_cups"
    assert queues() == []


def test_a_printer_that_is_off_has_nothing_on_paper(service: OwnCups, paper: SimulatedPrinter) -> None:
    paper.refuse()
    trouble = trouble_of(cups_printer("struk", patience=QUICK))
    assert (trouble.kind, trouble.sent) == ("queue_stuck", 0)
    paper.come_back()
    assert service.command("lpstat", "-W", "not-completed", "-o") == "", "it was taken back: it does not come later"
    cups_printer("struk").send(SLIP)
    assert paper.arrived == SLIP


def test_a_slip_that_hangs_half_way_is_taken_back_and_left_to_a_person(
    service: OwnCups, paper: SimulatedPrinter
) -> None:
    paper.mood = Mood(silent_after=500)
    trouble = trouble_of(cups_printer("struk", patience=QUICK), first=KICK)
    assert (trouble.kind, trouble.sent, trouble.kicked) == ("queue_stuck", len(SLIP), True)
    assert service.command("lpstat", "-W", "not-completed", "-o") == ""
    paper.mood = Mood()
    cups_printer("struk").send(SLIP)
    assert paper.slips[-1] == SLIP
    assert len(paper.slips) == 2, "CUPS did not begin the other one anew"


def test_a_queue_stopped_within_a_slip_does_not_begin_it_anew(service: OwnCups, paper: SimulatedPrinter) -> None:
    """CUPS prints such a job from its beginning when the queue goes on: by then nobody wants it twice."""
    paper.mood = Mood(silent_after=500)
    found: list[PrinterTrouble] = []
    # So patient that only what CUPS says of the job can end the wait.
    sender = threading.Thread(target=lambda: found.append(trouble_of(cups_printer("struk"))))
    sender.start()
    assert paper.wait_until(lambda one: len(one.arrived) == 500)
    service.command("cupsdisable", "struk")
    sender.join(90)
    assert not sender.is_alive()
    assert [(trouble.kind, trouble.sent) for trouble in found] == [("queue_stopped", len(SLIP))]
    paper.mood = Mood()
    service.command("cupsenable", "struk")
    cups_printer("struk").send(b"Kopi\n")
    assert paper.slips[1:] == [b"Kopi\n"]


def test_a_job_behind_a_stopped_queue_never_began(service: OwnCups, paper: SimulatedPrinter) -> None:
    queue = CupsQueue("struk")
    service.command("cupsdisable", "struk")
    job = queue.hand_over(SLIP)
    seen = queue.look(job)
    assert (seen.state, seen.begun, seen.hindrance, seen.fell_back) == ("open", False, "queue_stopped", True)
    gone = queue.take_back(job)
    assert (gone.state, gone.begun) == ("given_up", False)
    service.command("cupsenable", "struk")
    cups_printer("struk").send(b"Kopi\n")
    assert paper.slips == [b"Kopi\n"]


def test_a_job_that_somebody_cancels_is_not_printed(service: OwnCups, paper: SimulatedPrinter) -> None:
    paper.mood = Mood(reads=False)
    queue = CupsQueue("struk")
    job = queue.hand_over(SLIP)
    assert queue.look(job).state == "open"
    service.command("cancel", job)
    assert queue.look(job).state == "given_up"
    service.command("cupsdisable", "struk")
    job = queue.hand_over(SLIP)
    service.command("cancel", job)
    assert queue.look(job).state == "given_up", "also one that never began"
    service.command("cupsenable", "struk")


def test_what_goes_wrong_between_the_look_and_the_hand_over(
    service: OwnCups, paper: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    queue = CupsQueue("struk")

    def handed() -> tuple[str, int]:
        with pytest.raises(PrinterTrouble) as caught:
            queue.hand_over(SLIP)
        return caught.value.kind, caught.value.sent

    service.command("cupsreject", "struk")
    assert handed() == ("queue_refused", 0)
    service.command("cupsaccept", "struk")
    service.command("cupsdisable", "struk")
    job = queue.hand_over(SLIP)
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody"))
    assert handed() == ("no_cups", 0)
    with pytest.raises(PrinterTrouble) as caught:
        queue.look(job)
    assert (caught.value.kind, caught.value.sent) == ("no_cups", 1), "it lies in the queue: only a person can tell"
    monkeypatch.setenv("CUPS_SERVER", service.server)
    queue.take_back(job)
    service.command("cupsenable", "struk")
    assert paper.arrived == b""
