"""The USB printer against a stand-in at pyusb's backend: claimed and given back, told exactly what hinders it."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from koperasi_pos.devices.line import LinePatience, LinePrinter
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.usb_port import UsbAddress, usb_address, usb_printer
from koperasi_pos.simulators.printer import Mood, SimulatedPrinter
from koperasi_pos.simulators.usb_printer import PRODUCT, SERIAL, VENDOR, Trouble, UsbStandIn

SLIP = b"\x1b@" + bytes(range(32, 127)) * 60 + b"\n"
KICK = b"\x1bp\x00\x32\x32"
HERE = UsbAddress(VENDOR, PRODUCT, SERIAL)
PATIENCE = LinePatience(write=60, leave=60, answer=60)


@pytest.fixture
def paper() -> Iterator[SimulatedPrinter]:
    """A printer that is well."""
    with SimulatedPrinter() as printer:
        yield printer


def driver(bus: UsbStandIn, patience: LinePatience = PATIENCE, address: UsbAddress = HERE) -> LinePrinter:
    """Our driver for the printer on the bus."""
    return usb_printer(address, backend=bus, patience=patience)


def trouble_of(printer: LinePrinter, slip: bytes = SLIP, **more: object) -> PrinterTrouble:
    """The trouble that sending a slip meets."""
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(slip, **more)  # type: ignore[arg-type]
    return caught.value


def test_a_slip_arrives_behind_the_pulse_and_the_system_gets_its_printer_back(paper: SimulatedPrinter) -> None:
    bus = UsbStandIn(paper.port)
    began: list[bytes] = []
    driver(bus).send(SLIP, first=KICK, begins=lambda: began.append(paper.arrived))
    assert paper.arrived == KICK + SLIP
    assert began == [b""]
    assert (bus.detached, bus.attached, bus.released) == (1, 1, 1)


@pytest.mark.parametrize("mood", [Mood(answers=False), Mood(bytes_a_second=60_000)])
def test_a_dumb_or_slow_one_gets_it_too(paper: SimulatedPrinter, mood: Mood) -> None:
    paper.mood = mood
    printer = driver(UsbStandIn(paper.port), LinePatience(write=20, leave=5, answer=0.2))
    for _ in range(2):
        printer.send(SLIP)
    assert paper.wait_until(lambda one: one.arrived == SLIP + SLIP)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Trouble(open=errno.EACCES), "forbidden"),
        (Trouble(claim=errno.EBUSY, lent=False), "busy"),
        (Trouble(claim=errno.ENODEV), "missing"),
        (Trouble(claim=errno.ENOENT), "missing"),
        (Trouble(open=errno.ENOSYS), "no_library"),
        (Trouble(status=0b0011_1000), "paper_out"),
    ],
)
def test_what_hinders_it_is_told_before_anything_is_sent(paper: SimulatedPrinter, trouble: Trouble, kind: str) -> None:
    bus = UsbStandIn(paper.port, trouble)
    # Without a serial number it need not be opened to be recognised.
    found = trouble_of(driver(bus, address=UsbAddress(VENDOR, PRODUCT)), begins=lambda: pytest.fail("not ready"))
    assert (found.kind, found.sent) == (kind, 0)
    assert paper.arrived == b""
    assert bus.detached == bus.attached


def test_one_that_is_not_there(paper: SimulatedPrinter) -> None:
    assert trouble_of(driver(UsbStandIn(paper.port), address=UsbAddress(1, 2))).kind == "missing"
    assert trouble_of(driver(UsbStandIn(paper.port), address=UsbAddress(VENDOR, PRODUCT, "OTHER"))).kind == "missing"
    paper.refuse()
    assert trouble_of(driver(UsbStandIn(paper.port))).kind == "missing"


def test_the_systems_own_usb_has_no_such_printer() -> None:
    """Down through libusb: a computer (or a container) may have no USB at all, which is told as such."""
    assert trouble_of(usb_printer(UsbAddress(0xFFFE, 0xFFFD))).kind in ("missing", "no_library")


@pytest.mark.parametrize("status", [None, 0b0001_1000, 0])
def test_a_port_status_that_is_well_or_unknown_does_not_hinder(paper: SimulatedPrinter, status: int | None) -> None:
    driver(UsbStandIn(paper.port, Trouble(status=status))).send(SLIP)
    assert paper.arrived == SLIP


def test_it_vanishes_half_way(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(dies_after=1_500)
    trouble = trouble_of(driver(UsbStandIn(paper.port)))
    assert trouble.kind == "broken"
    assert trouble.sent > 0
    assert paper.arrived == SLIP[:1_500]


def test_it_stalls_half_way(paper: SimulatedPrinter) -> None:
    paper.mood = Mood(answers=False, silent_after=1_000)
    big = SLIP * 2_000
    trouble = trouble_of(driver(UsbStandIn(paper.port, most=65_536), LinePatience(write=0.5, answer=0.2)), big)
    assert trouble.kind == "timeout"
    assert 0 < trouble.sent < len(big)


def test_an_address_as_it_is_written() -> None:
    assert str(usb_address(" 0416:5011 ")) == "0416:5011"
    assert usb_address("04B8:0e15:A:B").serial == "A:B"
    for text in ("", "0416", "0416:", "xyzw:0001"):
        with pytest.raises(ValueError, match="no USB address"):
            usb_address(text)
