"""A device on a serial port behind a thread: opened, lost, opened again; nobody waits for it."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from koperasi_pos.operations.counter_devices import DeviceState, FoundPort

if TYPE_CHECKING:
    from serial import Serial

logger = logging.getLogger(__name__)

OPEN_AGAIN = 2.0
"""Seconds until a device that is not there is tried again."""


@dataclass(frozen=True)
class Line:
    """Port, speed, and data bits, parity and stop bits as people write them (`8N1`)."""

    port: str
    baud: int = 9600
    frame: str = "8N1"


def open_line(line: Line, *, read_seconds: float, write_seconds: float) -> Serial:
    """Open the port for this program alone; raises `OSError`, which `serial.SerialException` is."""
    # Imported on the thread of the device: a till without one never pays for it.
    from serial import Serial

    # Its own exception where a port takes no such parity; other systems know no termios.
    refused: type[Exception] = OSError
    with contextlib.suppress(ImportError):
        from termios import error as refused

    bits, parity, stop = line.frame[0], line.frame[1], line.frame[2]
    # Windows knows no locking of ports and is exclusive by itself.
    try:
        return Serial(
            line.port, line.baud, bytesize=int(bits), parity=parity, stopbits=int(stop), timeout=read_seconds,
            write_timeout=write_seconds, exclusive=True,
        )  # fmt: skip
    except refused as error:
        if isinstance(error, OSError):
            raise
        raise ValueError(str(error)) from error


class SerialDevice:
    """Keeps a port open on its own thread; a device says what to do with it in `work`."""

    name = "device"
    read_seconds = 0.1
    write_seconds = 1.0

    def __init__(self, line: Line, *, open_again: float = OPEN_AGAIN) -> None:
        self.line = line
        self._open_again = open_again
        self._stopping = threading.Event()
        self._state = DeviceState(line.port, "device_opening")
        self._thread = threading.Thread(target=self._run, name=f"counter-{self.name}", daemon=True)

    @property
    def state(self) -> DeviceState:
        """How it is right now."""
        return self._state

    @property
    def stopping(self) -> bool:
        """Whether the thread is to end."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and give the port back; waits no longer than a write may take."""
        self._stopping.set()
        self.wake()
        self._thread.join(self.write_seconds + 2.0)

    def wake(self) -> None:
        """Something is to be done at once."""

    def work(self, port: Serial) -> None:
        """Serve the open port until `stopping`; raises `OSError` where it is lost."""
        raise AssertionError("a device says what to do with its port")

    def lost(self) -> None:
        """The port is gone: what was known of the device no longer holds."""

    def tell(self, code: str, reason: str = "") -> None:
        """Say how it is; a change is written to the log."""
        state = DeviceState(self.line.port, code, reason)
        if state != self._state:
            self._state = state
            logger.info("%s at %s: %s %s", self.name, self.line.port, code or "well", reason)

    def _run(self) -> None:
        while not self.stopping:
            try:
                port = open_line(self.line, read_seconds=self.read_seconds, write_seconds=self.write_seconds)
            except (OSError, ValueError) as error:
                self.tell(*_why(error))
                self._stopping.wait(self._open_again)
                continue
            try:
                with port:
                    self.work(port)
            except OSError as error:
                self.lost()
                self.tell("device_lost", _reason(error))
                self._stopping.wait(self._open_again)
        self.lost()


def _why(error: OSError | ValueError) -> tuple[str, str]:
    """(code, reason): not there, somebody else's, or set up wrong."""
    text = _reason(error).lower()
    if isinstance(error, ValueError):
        return "device_setting", _reason(error)
    if getattr(error, "errno", None) in (13, 16) or "lock" in text or "denied" in text or "busy" in text:
        return "device_busy", _reason(error)
    return "device_absent", _reason(error)


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:160]


def serial_ports() -> Sequence[FoundPort]:
    """The serial ports of this machine; those of USB adapters first."""
    from serial.tools.list_ports import comports

    found = sorted(comports(), key=lambda port: (port.vid is None, port.device))
    return [FoundPort(port.device, _port_name(port.device, port.description)) for port in found]


def _port_name(device: str, description: str | None) -> str:
    return f"{device} · {description}" if description and description not in ("n/a", device) else device
