"""A serial line (RS-232, a USB or Bluetooth adapter that makes one): a printer on it, or a drawer by itself."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from koperasi_pos.devices.line import LinePatience, LinePrinter
from koperasi_pos.devices.printer import Kind, PrinterTrouble

if TYPE_CHECKING:
    from serial import Serial

Flow = Literal["none", "xonxoff", "rtscts", "dsrdtr"]

_PIECE = 256
_BETWEEN_LOOKS = 0.005

_KINDS: dict[int, Kind] = {
    errno.ENOENT: "missing", errno.ENODEV: "missing", errno.ENXIO: "missing", errno.EIO: "missing",
    errno.EACCES: "forbidden", errno.EPERM: "forbidden", errno.EBUSY: "busy", errno.EAGAIN: "busy",
}  # fmt: skip
"""What the system says when a port is opened → what hinders; Windows says 'no access' for one that is in use."""


@dataclass(frozen=True)
class SerialPort:
    """A port (`/dev/ttyUSB0`, `COM3`), its speed and what holds the bytes back while the printer cannot take any."""

    port: str
    baud: int = 9600
    flow: Flow = "none"


class SerialLine:
    """The open port; see `Line`."""

    def __init__(self, port: Serial) -> None:
        self._port = port
        self._doubtful = 0

    def write(self, piece: bytes, seconds: float) -> int:
        """What the system takes now, for at most so long."""
        if os.name == "nt":
            return self._write_windows(piece, seconds)
        handle = self._port.fileno()
        _, ready, _ = select.select([], [handle], [], seconds)
        if not ready:
            raise TimeoutError
        try:
            return os.write(handle, piece)
        except BlockingIOError:
            return 0

    def _write_windows(self, piece: bytes, seconds: float) -> int:
        """Windows tells nothing of a piece that was not taken in time: some of it may be gone."""
        from serial import SerialTimeoutException

        self._port.write_timeout = seconds
        try:
            return cast(int, self._port.write(piece))
        except SerialTimeoutException as error:
            self._doubtful = len(piece)
            raise TimeoutError from error

    def read(self, seconds: float) -> bytes:
        """What lies there, or the first that comes in time."""
        self._port.timeout = seconds
        return self._port.read(max(self._port.in_waiting, 1))

    def leave(self, seconds: float) -> None:
        """Waiting for the system to do it (tcdrain) would wait for ever where the printer holds the line back."""
        until = time.monotonic() + seconds
        while self._port.out_waiting:
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(_BETWEEN_LOOKS)

    def unsent(self) -> int:
        """What is left is thrown away: a slip that was given up must not come out later by itself."""
        left = max(self._port.out_waiting - self._doubtful, 0)
        self._port.reset_output_buffer()
        return left

    def hindrance(self) -> Kind | None:
        """The line itself says nothing."""
        return None


@contextlib.contextmanager
def opened(port: SerialPort) -> Iterator[SerialLine]:
    """The port, held by nobody else meanwhile; raises `PrinterTrouble` with what hinders it."""
    from serial import Serial, SerialException

    try:
        device = Serial(
            port.port, port.baud, timeout=0, exclusive=True if os.name != "nt" else None,
            xonxoff=port.flow == "xonxoff", rtscts=port.flow == "rtscts", dsrdtr=port.flow == "dsrdtr",
        )  # fmt: skip
    except (SerialException, OSError, ValueError) as error:
        raise PrinterTrouble(_hindrance(error), printer=port.port) from error
    try:
        yield SerialLine(device)
    finally:
        with contextlib.suppress(OSError):  # a port that was pulled out cannot be closed in peace
            device.close()


def _hindrance(error: Exception) -> Kind:
    number = getattr(error, "errno", None)
    if number in _KINDS:
        return "busy" if number == errno.EACCES and os.name == "nt" else _KINDS[number]
    told = str(error)
    if "exclusively lock" in told:
        return "busy"
    if "PermissionError" in told:  # so pyserial says it on Windows
        return "busy"
    return "missing"


def serial_printer(port: SerialPort, *, patience: LinePatience | None = None) -> LinePrinter:
    """The driver of a printer on a serial line."""
    return LinePrinter(port.port, lambda: opened(port), patience=patience, piece=_PIECE)
