"""What this computer has: printers on USB by their class, queues, serial ports; a look never raises."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from koperasi_pos.devices import cups
from koperasi_pos.devices.finding import Found, found_here, serial_ports, usb_printers
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.simulators.usb_printer import PRODUCT, SERIAL, VENDOR, Trouble, UsbStandIn


@pytest.fixture
def paper() -> Iterator[SimulatedPrinter]:
    """A printer that is well."""
    with SimulatedPrinter() as printer:
        yield printer


class Bus(UsbStandIn):
    """A bus with so many of the same printer, and devices that are none."""

    def __init__(self, port: int, trouble: Trouble | None = None, *, count: int = 1, kind: int = 7) -> None:
        super().__init__(port, trouble)
        self.count, self.kind = count, kind

    def enumerate_devices(self) -> Iterator[int]:
        """All of them."""
        return iter(range(self.count))

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        """Of this class."""
        found = super().get_interface_descriptor(dev, intf, alt, config)
        found.bInterfaceClass = self.kind
        return found


def test_a_printer_on_usb_is_found_by_its_class(paper: SimulatedPrinter) -> None:
    assert usb_printers(Bus(paper.port)) == [Found("usb", "0416:5011", "Koperasi Thermal Printer (0416:5011)")]
    assert usb_printers(Bus(paper.port, kind=8)) == [], "a memory stick is no printer"
    assert usb_printers(Bus(paper.port, count=0)) == []
    assert paper.arrived == b"", "nothing is printed by looking"


def test_two_of_the_same_are_told_apart(paper: SimulatedPrinter) -> None:
    found = usb_printers(Bus(paper.port, count=2))
    assert [one.address for one in found] == [f"{VENDOR:04x}:{PRODUCT:04x}:{SERIAL}"] * 2


def test_one_that_we_may_not_open_is_offered_all_the_same(paper: SimulatedPrinter) -> None:
    """The trouble is told when it is tried: then somebody can do something about it."""
    found = usb_printers(Bus(paper.port, Trouble(open=errno.EACCES)))
    assert [one.address for one in found] == ["0416:5011"]


def test_everything_is_offered_together(paper: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cups, "queues", lambda: ["struk"])
    port = SimpleNamespace(device="/dev/ttyUSB0", description="USB-Serial")
    bare = SimpleNamespace(device="/dev/ttyS1", description="n/a")
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [port, bare])
    assert serial_ports() == [
        Found("serial", "/dev/ttyS1", "/dev/ttyS1"),
        Found("serial", "/dev/ttyUSB0", "/dev/ttyUSB0 · USB-Serial"),
    ]
    assert [one.kind for one in found_here(bus=Bus(paper.port))] == ["usb", "cups", "serial", "serial"]


class Broken(UsbStandIn):
    """A computer whose USB cannot be looked at."""

    def enumerate_devices(self) -> Iterator[int]:
        """It fails."""
        raise OSError(errno.EIO, "no bus")


def test_a_computer_without_usb_has_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cups, "queues", lambda: ["struk"])
    assert usb_printers(Broken(1)) == []
    assert Found("cups", "struk", "struk") in found_here(bus=Broken(1))
