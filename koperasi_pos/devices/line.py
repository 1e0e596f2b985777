"""Printing over a line that this computer holds by itself (USB, serial): the same promises for each of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from koperasi_pos.devices.printer import Kind, PrinterTrouble
from koperasi_pos.devices.state import ASK, answers_in, hindrance

_BETWEEN_LOOKS = 0.01
"""Seconds between two looks at a line that says at once that nothing came."""


@dataclass(frozen=True)
class LinePatience:
    """Seconds to wait: for a piece to be taken, for everything to leave this computer, for an answer."""

    write: float = 15.0
    leave: float = 30.0
    answer: float = 0.7


class Line(Protocol):
    """An open line. Everything raises `TimeoutError` where time ran out and another `OSError` where it was cut."""

    def write(self, piece: bytes, seconds: float) -> int:
        """Hand over some of the piece: how much of it was taken."""
        ...

    def read(self, seconds: float) -> bytes:
        """What came; nothing where nothing came in time."""
        ...

    def leave(self, seconds: float) -> None:
        """Wait until nothing of what was written is left in this computer."""
        ...

    def unsent(self) -> int:
        """How much of what was written did not leave this computer; it never will."""
        ...

    def hindrance(self) -> Kind | None:
        """What the line itself (not the printer's answer) says that keeps it from printing."""
        ...


class LinePrinter:
    """A driver over such a line, opened for every slip and let go after it, so that a plug may be pulled in between.

    `opened` opens the line and raises `PrinterTrouble` for what hinders it.
    """

    def __init__(
        self,
        name: str,
        opened: Callable[[], contextlib.AbstractContextManager[Line]],
        *,
        patience: LinePatience | None = None,
        piece: int = 1024,
    ) -> None:
        self._name = name
        self._opened = opened
        self._patience = patience or LinePatience()
        self._piece = piece
        self._answers: bool | None = None

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return self._name

    def check(self) -> None:
        """Open the line and ask for the state."""
        with self._opened() as line:
            self._look(line)

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """Print one slip; see `Printer.send`."""
        with self._opened() as line:
            self._look(line)
            if begins is not None:
                begins()
            kicked = False
            if first:
                self._write(line, first, kicked=False, counts=False)
                kicked = True
            self._write(line, data, kicked=kicked)
            self._confirm(line, len(data), kicked=kicked)

    def _write(self, line: Line, data: bytes, *, kicked: bool, counts: bool = True) -> None:
        """Hand over `data` piece by piece, and wait until it has left; raises with how much went out."""
        sent = 0
        try:
            while sent < len(data):
                sent += line.write(data[sent : sent + self._piece], self._patience.write)
            line.leave(self._patience.leave)
        except OSError as error:
            gone = max(sent - self._unsent(line), 0) if isinstance(error, TimeoutError) else sent
            kind: Kind = "timeout" if isinstance(error, TimeoutError) else "broken"
            raise self._trouble(kind, sent=gone if counts else 0, kicked=kicked) from error

    def _unsent(self, line: Line) -> int:
        try:
            return line.unsent()
        except OSError:
            return 0  # the line was cut meanwhile: everything may have gone out

    def _look(self, line: Line) -> None:
        """Raise what keeps it from printing; a printer that says nothing is taken to be well."""
        try:
            kind = line.hindrance()
            state = None if kind or self._answers is False else self._ask(line, self._patience.answer)
        except TimeoutError as error:
            raise self._trouble("timeout") from error
        except OSError as error:
            raise self._trouble("broken") from error
        if kind is None and state is not None:
            self._answers = True
            kind = hindrance(state)
        elif kind is None and self._answers:
            kind = "timeout"  # it used to answer: now it hangs
        elif kind is None:
            self._answers = False
        if kind is not None:
            raise self._trouble(kind)

    def _confirm(self, line: Line, sent: int, *, kicked: bool) -> None:
        """Look again when everything is out: paper that ended within the slip, a printer that fell silent."""
        try:
            kind = line.hindrance()
            if kind is None and self._answers:
                state = self._ask(line, self._patience.write)
                kind = hindrance(state) if state is not None else "timeout"
        except TimeoutError as error:
            raise self._trouble("timeout", sent=sent, kicked=kicked) from error
        except OSError as error:
            raise self._trouble("broken", sent=sent, kicked=kicked) from error
        if kind is not None:
            raise self._trouble(kind, sent=sent, kicked=kicked)

    def _ask(self, line: Line, seconds: float) -> tuple[int, int] | None:
        """Both bytes of the answer; `None` where none came in time."""
        line.read(0)  # an answer that came too late for an earlier question is none to this one
        until = time.monotonic() + seconds
        asked = 0
        while asked < len(ASK):
            asked += line.write(ASK[asked:], seconds)
        found: list[int] = []
        while len(found) < 2:
            left = until - time.monotonic()
            if left <= 0:
                return None
            came = line.read(left)
            if not came:
                time.sleep(min(_BETWEEN_LOOKS, left))
            found += answers_in(came)
        return found[-2], found[-1]

    def _trouble(self, kind: Kind, *, sent: int = 0, kicked: bool = False) -> PrinterTrouble:
        return PrinterTrouble(kind, sent=sent, kicked=kicked, printer=self._name)
