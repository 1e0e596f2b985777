"""Printing through a queue of the system (CUPS, Windows): a slip handed over is not a slip printed, so it is followed.

A slip that does not leave the system's queue in time is taken back out of it: else it would come out by itself some
time later, beside the copy that somebody asked for meanwhile. Whether anything of it can be on paper decides whether
it is tried again (nothing) or left to a person (something).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from koperasi_pos.devices.printer import Kind, PrinterTrouble


@dataclass(frozen=True)
class SpoolPatience:
    """Seconds: in which a slip must have left the system's queue, and between two looks at it."""

    leave: float = 30.0
    first_look: float = 0.03
    longest_look: float = 0.5


@dataclass(frozen=True)
class SpoolJob:
    """How a slip stands in the system's queue.

    `state`: `open` while it waits or prints, `printed`, `given_up` where the system will not go on with it by itself
    or somebody cancelled it. `begun` says whether bytes of it may have reached the printer, `hindrance` what the
    system tells of the printer. `fell_back`: it had begun and waits again, so that the system would print it anew.
    """

    state: Literal["open", "printed", "given_up"]
    begun: bool = True
    hindrance: Kind | None = None
    fell_back: bool = False


class Spool(Protocol):
    """One queue of the system. Everything raises `PrinterTrouble` where the system itself cannot be reached."""

    @property
    def name(self) -> str:
        """The queue's name."""
        ...

    def check(self) -> None:
        """Raise what keeps the queue from printing now."""
        ...

    def hand_over(self, data: bytes) -> str:
        """Put a slip into the queue, raw; the system's name for the job."""
        ...

    def look(self, job: str) -> SpoolJob:
        """How it stands with a job."""
        ...

    def take_back(self, job: str) -> SpoolJob:
        """Cancel a job; how it stood at its end."""
        ...


class SpoolPrinter:
    """The driver over such a queue."""

    def __init__(self, spool: Spool, patience: SpoolPatience | None = None) -> None:
        self._spool = spool
        self._patience = patience or SpoolPatience()

    @property
    def name(self) -> str:
        """The queue's name."""
        return self._spool.name

    def check(self) -> None:
        """Whether the queue is there and goes on."""
        self._spool.check()

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """Print one slip; see `Printer.send`. The pulse goes before it in the same job: the queue keeps their order."""
        self._spool.check()
        if begins is not None:
            begins()
        whole = first + data
        job = self._spool.hand_over(whole)
        seen = self._followed(job)
        if seen.state == "open":
            hindrance = seen.hindrance
            seen = self._spool.take_back(job)
            if seen.state != "printed":
                raise self._trouble(hindrance or "queue_stuck", seen, len(data), pulsed=bool(first))
        if seen.state == "given_up":
            raise self._trouble(seen.hindrance or "queue_failed", seen, len(data), pulsed=bool(first))

    def _followed(self, job: str) -> SpoolJob:
        """How the job stands when it has left the queue, or when time ran out."""
        until = time.monotonic() + self._patience.leave
        pause = self._patience.first_look
        while True:
            seen = self._spool.look(job)
            if seen.state != "open" or seen.fell_back or time.monotonic() > until:
                return seen
            time.sleep(pause)
            pause = min(pause * 2, self._patience.longest_look)

    def _trouble(self, kind: Kind, seen: SpoolJob, size: int, *, pulsed: bool) -> PrinterTrouble:
        return PrinterTrouble(
            kind, sent=size if seen.begun else 0, kicked=pulsed and seen.begun, printer=self._spool.name
        )
