"""A till with a print queue and a printer on a socket, for the tests of printing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from koperasi_pos.devices.drawer import PrinterDrawer
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.network import Patience as LinePatience
from koperasi_pos.devices.printer import Printer
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import printing
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.escpos import Abilities
from koperasi_pos.paper.queue import Changed, Patience, PrintQueue
from koperasi_pos.simulators.escpos_paper import Paper, read_paper
from koperasi_pos.simulators.printer import SimulatedPrinter
from tests import counter
from tests.counter import Clock

LINE = LinePatience(connect=5, write=20, answer=5, hang_up=5)
EAGER = Patience(tries=4, first_pause=0.02, longest_pause=0.05, breath=0)
PATIENT = Patience(tries=100_000, first_pause=0.01, longest_pause=0.02, breath=0)


class Desk:
    """A till with a printer and a queue, and what the queue said."""

    def __init__(self, home: Path) -> None:
        self.clock = Clock()
        self.till: Till = counter.shop_in(home, self.clock)
        counter.begin_shift(self.till)
        self.coffee: ProductSaved = counter.stock_up(self.till, "Kopi Sachet", 1_500, stock=10_000)
        self.said: list[Changed] = []
        self._news = threading.Condition()
        self.queues: list[PrintQueue] = []

    def queue(self, printer: Printer | None, patience: Patience = EAGER) -> PrintQueue:
        """A running queue."""
        queue = PrintQueue(
            self.till, printer, drawer=PrinterDrawer(), patience=patience, abilities=Abilities(raster_arabic=False)
        )
        queue.listeners.append(self._hear)
        self.queues.append(queue)
        queue.start()
        return queue

    def _hear(self, change: Changed) -> None:
        with self._news:
            self.said.append(change)
            self._news.notify_all()

    def sell(self, count: int = 1) -> list[str]:
        """Sales in cash; their receipt numbers."""
        return [counter.sell(self.till, counter.one(self.coffee)).sale.number for _ in range(count)]

    def wait(self, happened: Callable[[list[Changed]], bool], seconds: float = 90.0) -> None:
        """Wait until the queue has said something."""
        with self._news:
            assert self._news.wait_for(lambda: happened(self.said), timeout=seconds), self.said

    def wait_for(self, state: str, count: int = 1) -> None:
        """Wait until so many jobs have come to a state."""
        self.wait(lambda said: sum(change.state == state for change in said) >= count)

    def states(self) -> dict[int, str]:
        """Every job that is not done, with its state."""
        return {job.key: job.state for job in printing.print_jobs(self.till)}

    def close(self) -> None:
        """End everything."""
        for queue in self.queues:
            assert queue.stop()
        self.till.close()


class Held:
    """A printer as slow as the test wants it: it holds every slip that has begun until it is let go."""

    def __init__(self, printer: Printer) -> None:
        self._printer, self.go_on = printer, threading.Event()

    @property
    def name(self) -> str:
        """See `Printer`."""
        return self._printer.name

    def check(self) -> None:
        """See `Printer`."""
        self._printer.check()

    def send(self, data: bytes, *, first: bytes = b"", begins: Callable[[], None] | None = None) -> None:
        """See `Printer`."""

        def begun() -> None:
            if begins is not None:
                begins()
            assert self.go_on.wait(120)

        self._printer.send(data, first=first, begins=begun)


def line_to(paper: SimulatedPrinter) -> NetworkPrinter:
    """Our driver for the simulated printer."""
    return NetworkPrinter("127.0.0.1", paper.port, patience=LINE)


def numbers(paper: SimulatedPrinter) -> Counter[str]:
    """How often each receipt is whole on paper, by the bar code at its end."""
    whole = [slip for slip in map(read_paper, paper.slips) if slip.cuts]
    return Counter(code.content for slip in whole for code in slip.codes)


def one_slip(paper: SimulatedPrinter) -> Paper:
    """The only slip there is."""
    (slip,) = paper.slips
    return read_paper(slip)
