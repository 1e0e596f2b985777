"""The print queue's worker: takes waiting jobs, prints each once, and never stands in the way of a sale.

A job goes `waiting` → `sending` just before its first byte → `done` after its last. Trouble before the first byte is
tried again with growing pauses, and after some tries waits for a person (`stuck`). Trouble after it makes the job
`unsure`: whether it is on paper only a person can see, so it is never repeated by itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from koperasi_pos.devices.drawer import Drawer, NoDrawer
from koperasi_pos.devices.drivers import drawer_of, printer_of
from koperasi_pos.devices.printer import Printer, PrinterTrouble
from koperasi_pos.operations.printing import PrintOrder, PrintProgress
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.escpos import Abilities, EscPos
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.values import Refusal

logger = logging.getLogger(__name__)

WAKES = frozenset({"print", "print_now"})
"""Topics after which there may be something to print; `print_now` also ends a pause."""


@dataclass(frozen=True)
class Patience:
    """How often a job is tried before a person is asked, and the pauses between tries in seconds.

    `breath` is taken between two slips. Paper takes longer than that, while making one slip behind the other at full
    speed would slow down whoever sells meanwhile.
    """

    tries: int = 10
    first_pause: float = 0.5
    longest_pause: float = 30.0
    breath: float = 0.05

    def pause(self, failures: int) -> float:
        """The pause after so many failures in a row."""
        return min(self.first_pause * 2.0 ** min(failures - 1, 20), self.longest_pause)


@dataclass(frozen=True)
class Changed:
    """A job that moved: its key, its state now and the code of its trouble, for who listens.

    `shut`: the drawer should have opened for it and did not; told once a job, when it is first tried.
    """

    key: int
    state: str
    trouble: str = ""
    shut: bool = False


class _Withdrawn(Exception):
    """The job was dropped before its first byte."""


def queue_of(till: Till) -> PrintQueue:
    """The queue for the printer, the drawer and the paper in the till's settings; not yet started.

    `Refusal`: `code_page_unknown`, and those of `printer_of`.
    """
    settings = till.settings.printer
    if settings.code_page not in CODE_PAGES:
        raise Refusal("code_page_unknown", page=settings.code_page, known=list(CODE_PAGES))
    return PrintQueue(
        till,
        printer_of(settings),
        drawer=NoDrawer() if till.training else drawer_of(settings),
        width=till.settings.paper_width,
        abilities=Abilities(settings.code_page, cut=settings.cut, raster_arabic=settings.raster_arabic),
        training=till.training,
    )


class PrintQueue:
    """One worker thread for one printer. `printer` is `None` for a shop without one: nothing then piles up.

    `listeners` hear every `Changed`, on the worker's thread.
    """

    def __init__(
        self,
        till: Till,
        printer: Printer | None,
        *,
        drawer: Drawer | None = None,
        width: int = 32,
        abilities: Abilities | None = None,
        patience: Patience | None = None,
        training: bool = False,
    ) -> None:
        self.listeners: list[Callable[[Changed], None]] = []
        self._till = till
        self._progress = PrintProgress(till)
        self._printer = printer
        self._drawer = drawer or NoDrawer()
        self._width = width
        self._paper = EscPos(abilities)
        self._patience = patience or Patience()
        self._training = training
        self._turn = threading.Condition()
        self._work = True
        self._hurry = False
        self._stopping = False
        self._failures = 0
        self._kicked: set[int] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work; jobs that were being sent when the program last stopped are unsure from now on."""
        if self._thread is not None:
            raise RuntimeError("this print queue was started before")
        self._progress.mark_interrupted()
        self._till.listeners.append(self._heard)
        self._thread = threading.Thread(target=self._run, name="print-queue", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 20.0) -> bool:
        """Finish the slip at hand and end; False where the printer held it longer than that.

        Call it before the till is closed.
        """
        with self._turn:
            self._stopping = True
            self._turn.notify_all()
        if self._heard in self._till.listeners:
            self._till.listeners.remove(self._heard)
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def wake(self, *, hurry: bool = False) -> None:
        """There may be work; `hurry` ends a pause, as when a person asks for a print."""
        with self._turn:
            self._work = True
            self._hurry |= hurry
            self._turn.notify_all()

    def _heard(self, topic: str) -> None:
        if topic in WAKES:
            self.wake(hurry=topic == "print_now")

    def _run(self) -> None:
        while self._wait_for_work():
            try:
                self._work_through()
            except Exception:
                # A bug or a failing disk must not end all printing: it is logged, and tried again after a pause.
                logger.exception("the print queue stumbled")
                self._pause()

    def _wait_for_work(self) -> bool:
        """Sleep until there may be something to print; False when it is time to end."""
        with self._turn:
            self._turn.wait_for(lambda: self._work or self._stopping)
            self._work = False
            return not self._stopping

    def _work_through(self) -> None:
        while not self._stopping:
            order = self._progress.next_print()
            if order is None:
                return
            if self._print(order):
                self._breathe()
            else:
                self._pause()

    def _breathe(self) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._stopping, timeout=self._patience.breath)

    def _pause(self) -> None:
        """Wait longer after each failure in a row; a person's wish or the end cuts it short. Then look again."""
        self._failures += 1
        seconds = self._patience.pause(self._failures)
        with self._turn:
            self._turn.wait_for(lambda: self._hurry or self._stopping, timeout=seconds)
            self._hurry = False
            self._work = True

    def _print(self, order: PrintOrder) -> bool:
        """Print one job or put it where it belongs; False where the printer should be left alone for a while."""
        key = order.job.key
        if order.kick and key not in self._kicked and not self._open_apart(order):
            return True
        pulse = self._drawer.pulse() if order.kick and key not in self._kicked else b""
        if order.job.form == "drawer" and key in self._kicked:
            self._kicked.discard(key)
            return self._moved(self._progress.mark_done(key), key, "done")
        if self._printer is None:
            return self._moved(self._progress.mark_dropped(key, "printer_none"), key, "dropped", "printer_none")
        if self._training and not _asked_for(order):
            return self._moved(self._progress.mark_dropped(key, "print_training"), key, "dropped", "print_training")
        if order.late:
            return self._moved(self._progress.mark_stuck(key, "print_late"), key, "stuck", "print_late")
        if order.job.form == "drawer" and not pulse:
            return self._moved(
                self._progress.mark_dropped(key, "drawer_late"), key, "dropped", "drawer_late", shut=not order.kick
            )
        try:
            slip = slip_of(order, width=self._width, training=self._training)
            data = b"" if slip is None else self._paper.render(slip)
        except Exception:
            # One job that cannot be laid out must not hold up those behind it.
            logger.exception("a %s could not be laid out", order.job.form)
            return self._moved(self._progress.mark_stuck(key, "print_broken"), key, "stuck", "print_broken")
        return self._send(order, data, pulse)

    def _open_apart(self, order: PrintOrder) -> bool:
        """Open a drawer that does not hang on the printer: no slip waits for it, and it waits for no printer.

        One that stays shut is a job of its own that a person may try again; False where `order` is that job.
        """
        key = order.job.key
        try:
            if self._drawer.open_apart():
                self._kicked.add(key)
        except PrinterTrouble as trouble:
            logger.info("the drawer did not open: %s", trouble)
            if order.job.form == "drawer":
                if self._progress.mark_stuck(key, trouble.code):
                    self._tell(Changed(key, "stuck", trouble.code, shut=True))
                return False
            self._kicked.add(key)
            shut = self._progress.note_shut(order.job, trouble.code)
            self._tell(Changed(shut, "stuck", trouble.code, shut=True))
        return True

    def _send(self, order: PrintOrder, data: bytes, pulse: bytes) -> bool:
        assert self._printer is not None
        key = order.job.key
        try:
            started = time.monotonic()
            self._printer.send(data, first=pulse, begins=lambda: self._begin(key))
        except _Withdrawn:
            return True
        except PrinterTrouble as trouble:
            self._troubled(order, trouble, shut=bool(pulse) and not trouble.kicked and not order.job.tries)
            return False
        logger.info("printed a %s, %d bytes in %.2f s", order.job.form, len(data), time.monotonic() - started)
        self._failures = 0
        self._kicked.discard(key)
        return self._moved(self._progress.mark_done(key), key, "done")

    def _begin(self, key: int) -> None:
        """Just before the first byte."""
        if not self._progress.mark_sending(key):
            raise _Withdrawn
        self._tell(Changed(key, "sending"))

    def _troubled(self, order: PrintOrder, trouble: PrinterTrouble, *, shut: bool) -> None:
        """Where the job goes after trouble: by whether anything may be on paper, and how often it was tried."""
        key = order.job.key
        logger.info("the printer did not take a %s: %s", order.job.form, trouble)
        if trouble.kicked:
            self._kicked.add(key)
        if trouble.kicked and order.job.form == "drawer":
            self._moved(self._progress.mark_done(key), key, "done")
        elif trouble.sent:
            self._moved(self._progress.mark_unsure(key, trouble.code), key, "unsure", trouble.code, shut=shut)
        elif order.job.tries + 1 >= self._patience.tries:
            self._moved(self._progress.mark_stuck(key, trouble.code), key, "stuck", trouble.code, shut=shut)
        else:
            self._moved(self._progress.mark_waiting(key, trouble.code), key, "waiting", trouble.code, shut=shut)

    def _moved(self, changed: bool, key: int, state: str, trouble: str = "", *, shut: bool = False) -> bool:
        if changed:
            self._tell(Changed(key, state, trouble, shut))
        return True

    def _tell(self, change: Changed) -> None:
        for listener in list(self.listeners):
            listener(change)


def _asked_for(order: PrintOrder) -> bool:
    """Whether a person asked for this paper; slips of documents come by themselves, their copies do not."""
    return order.job.copy > 0 or order.job.document is None
