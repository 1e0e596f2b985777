"""The queue of Windows as far as it goes without a Windows: what follows from what winspool says of a job."""

from __future__ import annotations

import ctypes

import pytest

from koperasi_pos.devices.printer import PrinterTrouble
from koperasi_pos.devices.spool import SpoolPatience
from koperasi_pos.devices.windows_queue import (
    JobRow,
    QueueRow,
    RawDocument,
    WindowsError,
    queues,
    windows_printer,
)

SLIP = b"\x1b@Kopi\n"
PRINTING, OFFLINE, PAPEROUT, PRINTED, DELETED = 16, 32, 64, 128, 256


class Calls:
    """Windows as the test wants it: the states of a job one after the other, the last one again and again."""

    def __init__(self, *states: int | None, printer: int = 0, fails: int = 0) -> None:
        self.states = list(states)
        self.printer, self.fails = printer, fails
        self.written: list[bytes] = []
        self.deleted: list[int] = []

    def queues(self) -> list[str]:
        """One."""
        return ["POS-58"]

    def state(self, queue: str) -> int:
        """How the printer is."""
        if queue != "POS-58":
            raise WindowsError(1801)
        return self.printer

    def write(self, queue: str, title: str, data: bytes) -> int:
        """Keep it, or fail."""
        if self.fails:
            raise WindowsError(self.fails)
        self.written.append(data)
        return 7

    def job(self, queue: str, number: int) -> int | None:
        """The next state."""
        assert number == 7
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def delete(self, queue: str, number: int) -> None:
        """Note it."""
        self.deleted.append(number)


def trouble_of(calls: Calls, queue: str = "POS-58") -> PrinterTrouble:
    """The trouble that a slip meets."""
    printer = windows_printer(queue, calls=calls, patience=SpoolPatience(leave=0.05, first_look=0.01))
    with pytest.raises(PrinterTrouble) as caught:
        printer.send(SLIP, first=b"K")
    return caught.value


@pytest.mark.parametrize("states", [(None,), (0, PRINTING, None), (PRINTING, PRINTED)])
def test_a_slip_that_leaves_the_queue_is_printed(states: tuple[int | None, ...]) -> None:
    calls = Calls(*states)
    windows_printer("POS-58", calls=calls).send(SLIP, first=b"K")
    assert calls.written == [b"K" + SLIP]
    assert calls.deleted == []


@pytest.mark.parametrize(
    ("state", "kind", "begun"),
    [
        (OFFLINE, "refused", False),
        (PAPEROUT | PRINTING, "paper_out", True),
        (PRINTING, "queue_stuck", True),
        (0, "queue_stuck", True),
        (1, "queue_stopped", False),
    ],
)
def test_a_slip_that_hangs_is_taken_back(state: int, kind: str, begun: bool) -> None:
    calls = Calls(state)
    trouble = trouble_of(calls)
    assert (trouble.kind, bool(trouble.sent), trouble.kicked) == (kind, begun, begun)
    assert calls.deleted == [7]


def test_what_windows_refuses() -> None:
    assert trouble_of(Calls(DELETED)).kind == "queue_failed"
    assert trouble_of(Calls(0), "tiada").kind == "queue_unknown"
    paused = Calls(0, printer=1)
    assert (trouble_of(paused).kind, paused.written) == ("queue_stopped", [])
    assert trouble_of(Calls(0, printer=16)).kind == "paper_out"
    denied = trouble_of(Calls(0, fails=5))
    assert (denied.kind, denied.sent) == ("forbidden", 0)
    unsure = trouble_of(Calls(0, fails=1223))
    assert (unsure.kind, unsure.sent) == ("queue_failed", len(SLIP) + 1)


def test_elsewhere_there_is_no_queue_of_windows() -> None:
    assert queues() == []
    with pytest.raises(PrinterTrouble) as caught:
        windows_printer("POS-58").check()
    assert caught.value.kind == "no_library"


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes are those of 64 bits")
def test_the_structures_have_the_sizes_that_windows_gives_them() -> None:
    assert [ctypes.sizeof(one) for one in (RawDocument, QueueRow, JobRow)] == [24, 24, 96]
    assert JobRow.status.offset == 56
