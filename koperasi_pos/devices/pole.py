"""The pole display: two rows of twenty characters, written on its own thread as soon as they change.

`cd5220`: ESC @ clears and initialises, `ESC Q A … CR` writes the upper row and `ESC Q B … CR` the lower one (CD5220
user's manual, "standard mode command list": 1B 51 41 [n]x20 0D; 0C leaves the string mode again). Displays that speak
ESC/POS or PTC commands know these too. `plain`: form feed clears, then both rows as text.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

from koperasi_pos.devices.serial_line import OPEN_AGAIN, Line, SerialDevice

if TYPE_CHECKING:
    from serial import Serial

COLUMNS = 20
CLEAR = b"\x0c"
_INITIALISE, _UPPER, _LOWER = b"\x1b@", b"\x1bQA", b"\x1bQB"

LOOK_EVERY = 1.0
"""Seconds between two looks whether it is still there."""

SAY_AGAIN = 10.0
"""Seconds after which the rows are written again: a display that was switched off and on is empty."""

KINDS = ("cd5220", "plain")


def pole_bytes(kind: str, rows: tuple[str, str], codec: str) -> bytes:
    """The bytes that show both rows, each cut or filled to twenty characters."""
    upper, lower = (row[:COLUMNS].ljust(COLUMNS).encode(codec, "replace") for row in rows)
    if kind == "plain":
        return CLEAR + upper + lower
    return _UPPER + upper + b"\r" + _LOWER + lower + b"\r"


class Pole(SerialDevice):
    """One display at a port. `show` never waits; only the latest rows are written."""

    name = "pole"
    read_seconds = 0.0

    def __init__(
        self, line: Line, kind: str = "cd5220", codec: str = "cp437", *, open_again: float = OPEN_AGAIN,
        say_again: float = SAY_AGAIN,
    ) -> None:  # fmt: skip
        super().__init__(line, open_again=open_again)
        self._kind, self._codec, self._say_again = kind, codec, say_again
        self._wanted: tuple[str, str] = ("", "")
        self._fresh = threading.Event()

    def show(self, upper: str, lower: str) -> None:
        """Show these rows as soon as the display takes them."""
        self._wanted = (upper, lower)
        self._fresh.set()

    def wake(self) -> None:
        """The thread is to end."""
        self._fresh.set()

    def work(self, port: Serial) -> None:
        """Write what is wanted; look now and then whether the display is still there."""
        if self._kind == "cd5220":
            port.write(_INITIALISE)
        shown: tuple[str, str] | None = None
        said = 0.0
        while not self.stopping:
            self._fresh.clear()
            wanted = self._wanted
            if wanted != shown or time.monotonic() - said > self._say_again:
                port.write(pole_bytes(self._kind, wanted, self._codec))
                shown, said = wanted, time.monotonic()
                self.tell("")
            # A port that was pulled out says so when it is read; a display has nothing to say.
            port.read(max(1, port.in_waiting))
            self._fresh.wait(LOOK_EVERY)
        with contextlib.suppress(OSError):  # the program ends: an empty display is good manners, no more
            port.write(CLEAR)
