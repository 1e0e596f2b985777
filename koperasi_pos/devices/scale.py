"""The scale: a thread that listens, or asks, and always knows the latest weight."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from koperasi_pos.devices.scale_protocols import ScaleProtocol
from koperasi_pos.devices.serial_line import OPEN_AGAIN, Line, SerialDevice
from koperasi_pos.trade.weighing import Weighing

if TYPE_CHECKING:
    from serial import Serial

ASK_EVERY = 0.25
"""Seconds between two questions; an answer that does not come in this time is not waited for."""

HOLDS = 1.2
"""Seconds that a weight holds: what is older may no longer lie on the scale."""

SILENT_AFTER = 2.0


class Scale(SerialDevice):
    """One scale at a port. `weighing` never waits."""

    name = "scale"
    read_seconds = 0.05

    def __init__(self, line: Line, protocol: ScaleProtocol, *, open_again: float = OPEN_AGAIN) -> None:
        super().__init__(line, open_again=open_again)
        self._protocol = protocol
        self._latest: tuple[float, Weighing] | None = None

    def weighing(self) -> Weighing | None:
        """What it shows; `None` where that is older than a moment."""
        latest = self._latest
        return latest[1] if latest is not None and time.monotonic() - latest[0] <= HOLDS else None

    def lost(self) -> None:
        """What lay on it is unknown."""
        self._latest = None

    def work(self, port: Serial) -> None:
        """Read and ask until the thread is to end."""
        self._protocol.forget()
        asked = heard = time.monotonic()
        self.tell("device_waiting")
        port.write(self._protocol.ask())
        while not self.stopping:
            came = port.read(max(1, port.in_waiting))
            found, back = self._protocol.take(came) if came else ([], b"")
            now = time.monotonic()
            if found:
                self._latest = (now, found[-1])
                heard = now
                self.tell("")
            elif now - heard > SILENT_AFTER:
                self.tell("scale_silent")
            if back:
                port.write(back)
            elif now - asked >= ASK_EVERY:
                asked = now
                question = self._protocol.ask()
                if question:
                    self._protocol.forget()
                    port.write(question)
