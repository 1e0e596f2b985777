"""The serial printer and the drawer with a port of its own against a pseudo-terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import socket
import struct
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from serial import Serial

from koperasi_pos.devices.drawer import PortDrawer, PrinterDrawer
from koperasi_pos.devices.line import LinePatience, LinePrinter
from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.serial_port import Flow, SerialLine, SerialPort, opened, serial_printer
from koperasi_pos.devices.state import ASK
from koperasi_pos.simulators.printer import Mood
from koperasi_pos.simulators.serial_printer import SerialPrinter

SLIP = b"\x1b@" + bytes(range(32, 127)) * 60 + b"\n"
KICK = PrinterDrawer().pulse()
CALM = LinePatience(write=60, leave=60, answer=60)
QUICK = LinePatience(write=0.3, leave=0.3, answer=0.2)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[SerialPrinter]:
    """A printer that is well."""
    with SerialPrinter(tmp_path / "ttyUSB0") as printer:
        yield printer


def driver(paper: SerialPrinter, patience: LinePatience = CALM, flow: Flow = "xonxoff") -> LinePrinter:
    """Our driver for it."""
    return serial_printer(SerialPort(str(paper.port), 19_200, flow), patience=patience)


def trouble_of(printer: LinePrinter, slip: bytes = SLIP, **more: object) -> PrinterTrouble:
    """The trouble that sending a slip meets."""
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(slip, **more)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("flow", ["none", "xonxoff", "rtscts", "dsrdtr"])
def test_a_slip_arrives_byte_for_byte(paper: SerialPrinter, flow: Flow) -> None:
    driver(paper, flow=flow).send(SLIP, first=KICK)
    assert paper.wait_until(lambda one: one.arrived == KICK + SLIP)


@pytest.mark.parametrize("mood", [Mood(answers=False), Mood(bytes_a_second=20_000)])
def test_a_dumb_or_slow_one_gets_it_too(paper: SerialPrinter, mood: Mood) -> None:
    paper.mood = mood
    printer = driver(paper, LinePatience(write=20, leave=20, answer=0.3))
    for _ in range(2):
        printer.send(SLIP)
    assert paper.wait_until(lambda one: one.arrived == SLIP + SLIP)


def test_a_port_that_is_not_there_and_one_that_is_held(paper: SerialPrinter, tmp_path: Path) -> None:
    assert trouble_of(serial_printer(SerialPort(str(tmp_path / "ttyUSB9")))).kind == "missing"
    assert trouble_of(serial_printer(SerialPort(str(tmp_path)))).kind == "missing"
    with opened(SerialPort(str(paper.port))):
        trouble = trouble_of(driver(paper), begins=lambda: pytest.fail("it was not ready"))
    assert (trouble.kind, trouble.sent) == ("busy", 0)
    driver(paper).send(SLIP)


def test_a_port_that_the_system_keeps_from_us(paper: SerialPrinter) -> None:
    paper.port.resolve().chmod(0)
    printer, me = driver(paper), os.geteuid()
    if me == 0:
        os.seteuid(65_534)  # whoever runs the test may open everything, so somebody else opens it
    try:
        trouble = trouble_of(printer)
    finally:
        os.seteuid(me)
    assert (trouble.kind, trouble.sent) == ("forbidden", 0)


@pytest.mark.parametrize(("mood", "kind"), [(Mood(paper_out=True), "paper_out"), (Mood(cover_open=True), "cover_open")])
def test_it_says_what_it_lacks(paper: SerialPrinter, mood: Mood, kind: str) -> None:
    paper.mood = mood
    trouble = trouble_of(driver(paper), begins=lambda: pytest.fail("it was not ready"))
    assert (trouble.kind, trouble.sent) == (kind, 0)
    assert paper.arrived == b""


def test_the_plug_is_pulled_half_way(paper: SerialPrinter) -> None:
    paper.mood = Mood(dies_after=1_000)
    trouble = trouble_of(driver(paper), SLIP * 4)
    assert trouble.kind == "broken"
    assert trouble.sent > 0
    assert paper.arrived == (SLIP * 4)[:1_000]


def test_a_line_held_back_before_the_first_byte_sends_nothing(paper: SerialPrinter) -> None:
    """A printer that is off line holds the line back with XOFF: nothing is on paper, so it may be tried again."""
    printer = driver(paper, QUICK)
    trouble = trouble_of(printer, begins=paper.hold)
    assert (trouble.kind, trouble.sent) == ("timeout", 0)
    paper.pull_out()
    paper.plug_in()
    driver(paper).send(SLIP)
    assert paper.arrived == SLIP, "what was held back did not come out later"


def test_a_line_held_back_and_let_go_loses_nothing(paper: SerialPrinter) -> None:
    import threading

    def hold() -> None:
        paper.hold()
        timer.start()

    timer = threading.Timer(0.3, lambda: paper.hold(back=False))
    driver(paper).send(SLIP, begins=hold)
    timer.join()
    assert paper.arrived == SLIP


def test_one_that_takes_nothing_any_more(paper: SerialPrinter) -> None:
    paper.mood = Mood(reads=False)
    big = SLIP * 20
    trouble = trouble_of(driver(paper, QUICK), big)
    assert trouble.kind == "timeout"
    assert 0 < trouble.sent < len(big)


class Wire:
    """What pyserial shows of a port, over TCP: there the system counts what has not left yet, for a pty it does not."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.timeout = 0.0
        self.forgotten = 0

    def fileno(self) -> int:
        return self._line.fileno()

    @property
    def out_waiting(self) -> int:
        return asked(self._line, termios.TIOCOUTQ)

    @property
    def in_waiting(self) -> int:
        return asked(self._line, termios.FIONREAD)

    def read(self, count: int) -> bytes:
        ready, _, _ = select.select([self._line], [], [], self.timeout)
        return self._line.recv(count) if ready else b""

    def reset_output_buffer(self) -> None:
        self.forgotten = self.out_waiting


def asked(line: socket.socket, question: int) -> int:
    """How many bytes the system holds of a line."""
    (count,) = struct.unpack("i", fcntl.ioctl(line, question, bytes(4)))
    return int(count)


def test_what_has_not_left_this_computer_was_not_printed() -> None:
    """Everything was handed to the system, but the printer takes no more: only what left can be on paper."""
    slip = SLIP * 4
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        with socket.create_connection(server.getsockname()) as line, server.accept()[0] as printer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * len(slip))
            line.setblocking(False)
            wire = Wire(line)
            port = SerialLine(cast(Serial, wire))
            trouble = trouble_of(LinePrinter("COM1", lambda: contextlib.nullcontext(port), patience=QUICK), slip)
            assert trouble.kind == "timeout"
            assert 0 < trouble.sent < len(slip)
            assert trouble.sent == asked(printer, termios.FIONREAD) - len(ASK)
            assert wire.forgotten == len(slip) - trouble.sent, "the rest never comes out by itself"


def test_a_drawer_with_a_port_of_its_own_needs_no_printer(paper: SerialPrinter, tmp_path: Path) -> None:
    drawer = PortDrawer(str(paper.port))
    assert drawer.pulse() == b""
    assert drawer.open_apart()
    assert paper.wait_until(lambda one: one.arrived == KICK)
    with pytest.raises(PrinterTrouble) as caught:
        PortDrawer(str(tmp_path / "COM9")).open_apart()
    assert caught.value.kind == "drawer_port"
    assert not PrinterDrawer().open_apart()
