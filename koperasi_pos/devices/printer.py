"""The receipt printer as the program sees it: bytes go in, or trouble comes back that says how much went out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

Kind = Literal[
    "refused", "unreachable", "timeout", "broken", "paper_out", "cover_open", "fault", "disk", "missing", "forbidden",
    "busy", "no_library", "no_cups", "queue_unknown", "queue_stopped", "queue_refused", "queue_stuck", "queue_failed",
    "drawer_port",
]  # fmt: skip
"""`refused`: nobody listens; `unreachable`: no such address or file; `broken`: the line was cut; `disk`: a file driver
could not write; `missing`: not plugged in; `forbidden`: the system does not let us; `busy`: another program has it;
`no_library`, `no_cups`: this computer lacks what the driver stands on. Of a queue of the system (CUPS, Windows):
`queue_unknown`: not there; `queue_stopped`: a person stopped it; `queue_refused`: it takes no job; `queue_stuck`: the
job did not leave it in time and was taken back; `queue_failed`: it gave the job up. `drawer_port`: a drawer's own port
does not take the command."""


class PrinterTrouble(Exception):
    """The printer did not take everything.

    `sent` is how many bytes of the slip may have reached it: with 0 nothing is on paper and it may be tried again,
    else only a person can tell. `kicked` says whether the drawer was opened. `code` names the sentence in
    `words/refusals.py`, `facts` fill its gaps.
    """

    def __init__(self, kind: Kind, *, sent: int = 0, kicked: bool = False, **facts: Any) -> None:
        super().__init__(kind, sent, facts)
        self.kind = kind
        self.sent = sent
        self.kicked = kicked
        self.code = f"printer_{kind}"
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.kind} after {self.sent} bytes"


class Printer(Protocol):
    """A driver. One slip at a time, from one thread."""

    @property
    def name(self) -> str:
        """Where it prints to, for people: `192.168.1.50:9100`, a file."""
        ...

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """Print one slip and come back when the printer has taken it; raises `PrinterTrouble`.

        `begins` is called when the printer is ready, just before the first byte; what it raises stops the print
        with nothing sent. `first` (the pulse for the drawer) goes out before `data`, by itself.
        """
        ...

    def check(self) -> None:
        """Look whether it could print now, without printing; raises `PrinterTrouble`."""
        ...
