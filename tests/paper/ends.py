"""Four real ends of a printer's line, each with the same handles: TCP, a queue of CUPS, a serial line, USB."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from koperasi_pos.devices.cups import cups_printer
from koperasi_pos.devices.line import LinePatience
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.network import Patience as NetworkPatience
from koperasi_pos.devices.printer import Printer
from koperasi_pos.devices.serial_port import SerialPort, serial_printer
from koperasi_pos.devices.spool import SpoolPatience
from koperasi_pos.devices.usb_port import UsbAddress, usb_printer
from koperasi_pos.simulators.printer import WELL, Mood, SimulatedPrinter
from koperasi_pos.simulators.serial_printer import SerialPrinter
from koperasi_pos.simulators.usb_printer import PRODUCT, VENDOR, UsbStandIn
from tests.own_cups import OwnCups

ENDS = ("tcp", "cups", "serial", "usb")
_QUEUES = itertools.count(1)

_LINE = LinePatience(write=20, leave=20, answer=5)


class End:
    """A printer at the end of its line. `expression` makes the same driver in another process."""

    expression: str

    def __init__(self, paper: SimulatedPrinter | SerialPrinter) -> None:
        self.paper = paper

    def driver(self) -> Printer:
        """Our driver for it, patient."""
        raise LookupError(self)

    @property
    def arrived(self) -> bytes:
        """Everything that was printed."""
        return self.paper.arrived

    def mend(self) -> None:
        """All is well again."""
        self.paper.mood = WELL

    def slow(self) -> None:
        """So slow that one can stop the till while it prints."""
        self.paper.mood = Mood(bytes_a_second=400)

    def take_paper_out(self) -> None:
        """The roll is at its end."""
        self.paper.mood = Mood(paper_out=True)

    def cut_after(self, count: int) -> None:
        """The next slip ends after so many bytes: its cable is cut."""
        self.paper.mood = Mood(dies_after=count)

    def let_roll_end_after(self, count: int) -> None:
        """The roll ends within the next slip."""
        self.paper.mood = Mood(paper_for=count)

    def wait_until(self, happened: Callable[[bytes], bool], seconds: float = 90.0) -> bool:
        """Wait for what arrived to be so; False when it did not come in time."""
        if isinstance(self.paper, SerialPrinter):
            return self.paper.wait_until(lambda paper: happened(paper.arrived), seconds)
        return self.paper.wait_until(lambda paper: happened(paper.arrived), seconds)

    def go_away(self) -> None:
        """It is switched off."""
        assert isinstance(self.paper, SimulatedPrinter)
        self.paper.refuse()

    def come_back(self) -> None:
        """It is switched on."""
        assert isinstance(self.paper, SimulatedPrinter)
        self.paper.come_back()


class TcpEnd(End):
    """The network printer."""

    def __init__(self, paper: SimulatedPrinter) -> None:
        super().__init__(paper)
        self.expression = f"NetworkPrinter('127.0.0.1', {paper.port})"
        self._port = paper.port

    def driver(self) -> Printer:
        """Our driver."""
        return NetworkPrinter(
            "127.0.0.1", self._port, patience=NetworkPatience(connect=5, write=20, answer=5, hang_up=5)
        )

    def slow(self) -> None:
        """It stands still within the slip: however late the till is stopped, the slip is not through before."""
        self.paper.mood = Mood(silent_after=300)


class CupsEnd(End):
    """A raw queue of a real CUPS in front of the network printer.

    CUPS asks the printer nothing: without paper it simply takes no bytes. And a line that is cut behind the last byte
    that CUPS handed to the network counts for CUPS as printed, so here the cable is pulled: nobody says anything.
    """

    def __init__(self, paper: SimulatedPrinter, service: OwnCups) -> None:
        super().__init__(paper)
        self.queue = f"struk{next(_QUEUES)}"
        service.queue_to(self.queue, paper.port)
        self.expression = f"cups_printer('{self.queue}')"
        self.leave = 30.0

    def driver(self) -> Printer:
        """Our driver; less patient while something is wrong, so that the test does not wait for long."""
        return Hurried(self)

    def mend(self) -> None:
        """All is well again, and there is time."""
        super().mend()
        self.leave = 30.0

    def come_back(self) -> None:
        """It is switched on."""
        super().come_back()
        self.leave = 30.0

    def take_paper_out(self) -> None:
        """It takes nothing."""
        self.leave = 1.0
        self.paper.mood = Mood(reads=False)

    def cut_after(self, count: int) -> None:
        """It falls silent."""
        self.leave = 1.0
        self.paper.mood = Mood(silent_after=count)

    def let_roll_end_after(self, count: int) -> None:
        """It takes nothing more, and CUPS does not ask why."""
        self.cut_after(count)

    def go_away(self) -> None:
        """It is switched off."""
        self.leave = 1.0
        super().go_away()


class Hurried:
    """The driver of a queue, as patient as its end is at that moment."""

    def __init__(self, end: CupsEnd) -> None:
        self._end = end

    def _driver(self) -> Printer:
        return cups_printer(self._end.queue, patience=SpoolPatience(leave=self._end.leave))

    @property
    def name(self) -> str:
        """The queue."""
        return self._end.queue

    def check(self) -> None:
        """See `Printer`."""
        self._driver().check()

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """See `Printer`."""
        self._driver().send(data, first=first, begins=begins)


class SerialEnd(End):
    """A pseudo-terminal as serial line."""

    def __init__(self, paper: SerialPrinter) -> None:
        super().__init__(paper)
        self._port = SerialPort(str(paper.port), 115_200, "xonxoff")
        self.expression = f"serial_printer(SerialPort({str(paper.port)!r}, 115_200, 'xonxoff'))"
        self.unplugged = False

    def driver(self) -> Printer:
        """Our driver."""
        return serial_printer(self._port, patience=_LINE)

    def mend(self) -> None:
        """A cut cable is plugged in anew."""
        assert isinstance(self.paper, SerialPrinter)
        self.paper.pull_out()
        super().mend()
        self.paper.plug_in()

    def go_away(self) -> None:
        """The cable is out."""
        assert isinstance(self.paper, SerialPrinter)
        self.paper.pull_out()

    def come_back(self) -> None:
        """The cable is in."""
        assert isinstance(self.paper, SerialPrinter)
        self.paper.plug_in()


class UsbEnd(End):
    """A stand-in for USB in front of the printer on its socket."""

    def __init__(self, paper: SimulatedPrinter) -> None:
        super().__init__(paper)
        self._backend = UsbStandIn(paper.port)
        self.expression = f"usb_printer(UsbAddress({VENDOR}, {PRODUCT}), backend=UsbStandIn({paper.port}))"

    def driver(self) -> Printer:
        """Our driver."""
        return usb_printer(UsbAddress(VENDOR, PRODUCT), backend=self._backend, patience=_LINE)

    def slow(self) -> None:
        """It stands still within the slip: however late the till is stopped, the slip is not through before."""
        self.paper.mood = Mood(silent_after=300)


@contextlib.contextmanager
def end_of(kind: str, folder: Path, service: OwnCups | None) -> Iterator[End]:
    """An end, well and with paper."""
    if kind == "serial":
        with SerialPrinter(folder / "ttyStruk") as line:
            yield SerialEnd(line)
        return
    with SimulatedPrinter() as paper:
        if kind == "cups":
            assert service is not None
            yield CupsEnd(paper, service)
        else:
            yield TcpEnd(paper) if kind == "tcp" else UsbEnd(paper)
