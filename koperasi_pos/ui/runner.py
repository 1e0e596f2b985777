"""The desk: what every page stands on. Acts run on one thread behind the windows and come back to them."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from koperasi_pos.operations.baskets import Counter, counter
from koperasi_pos.operations.counter_devices import CounterDevices, NoDevices
from koperasi_pos.operations.line import Line, NoLine
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal
from koperasi_pos.words import _

T = TypeVar("T")
logger = logging.getLogger(__name__)

SHEET = "items_sheet"
"""What is pending for the import page: the path of a sheet of goods that was chosen at the first start."""

CARD = "stock_card"
"""What is pending for the stock card: the short id of its product."""


class Runner(QObject):
    """Runs acts one after the other on a thread of its own, and hands the outcome back to the windows' thread."""

    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="till")
        self._waiting = 0
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an act is under way or its outcome not yet delivered."""
        return self._waiting > 0

    def ask(
        self,
        act: Callable[[], T],
        then: Callable[[T], None],
        refused: Callable[[Refusal], None],
        trouble: Callable[[BaseException], None],
    ) -> None:
        """Run `act` behind the windows; exactly one of the three answers is called on the windows' thread."""
        self._waiting += 1

        def finished(future: Future[T]) -> None:
            self._came_back.emit((future, then, refused, trouble))

        self._threads.submit(act).add_done_callback(finished)

    def _deliver(self, outcome: tuple[Future[Any], Any, Any, Any]) -> None:
        future, then, refused, trouble = outcome
        self._waiting -= 1
        error = future.exception()
        if error is None:
            then(future.result())
        elif isinstance(error, Refusal):
            refused(error)
        else:
            trouble(error)

    def stop(self) -> None:
        """Finish what is under way and stop the thread."""
        self._threads.shutdown(wait=True)


class Sweeper(QObject):
    """Sweeps Python's circular garbage on the windows' thread only, and never within a sale.

    Python sweeps on whatever thread happens to allocate; a window that lies in a circle of references would then be
    destroyed on the thread behind the windows, and Qt crashes.
    """

    EVERY_MS = 500

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.sweep)
        self._timer.start(self.EVERY_MS)

    def sweep(self) -> None:
        """Sweep the generations that are due, as Python itself would have."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the sweeping back to Python."""
        self._timer.stop()
        if self._was_on:
            gc.enable()


class Desk(QObject):
    """The till, who works at it, and the way to act. Pages read through it and act through `do`.

    `changed` tells a topic (`sale`, `shift`, `products`, `persons`, `promotions`, `shop`, `staff`, `held`, `print`,
    `basket`, `refund`, `line`, `messages`) after it was committed; `actor_changed` that somebody signed in or locked
    the till; `said` carries (sentence, kind) for the message strip, kind is `good`, `refused` or `trouble`.
    """

    changed = Signal(str)
    actor_changed = Signal()
    said = Signal(str, str)
    closing = Signal()
    """The till closes: what is not kept yet must be kept now."""
    basket = Signal(object)
    """The basket on the counter changed, to this one."""
    train = Signal(object, bool)
    """Somebody (a `Trainee`) goes to the training till, afresh or where it was left."""
    leave_training = Signal()
    go = Signal(str)
    """Ask the main window for a page by its name."""
    on_counter = Signal(object, object, bool)
    """(`PricedBasket` on the counter, key of the line that changed or `None`, whether it is being paid for)."""
    on_card = Signal(object)
    """The `ShownCard` that belongs to the basket on the counter, or `None`."""
    tapped = Signal(object)
    """A card was tapped: a `Tap`, from the reader's thread. The main window hands it on; pages override `tapped`."""
    misread = Signal(object)
    """A card was there and could not be read: a `Refusal`."""
    card_gone = Signal()
    """The card was taken off the reader."""
    paid = Signal(object)
    """The `SaleCompleted` of the basket that was on the counter."""

    def __init__(self, till: Till, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.till = till
        self.runner = Runner(self)
        self.sweeper = Sweeper(self)
        self.side_runner = Runner(self)
        self.actor: Actor | None = None
        self.devices: CounterDevices = NoDevices()
        """Scale, pole display and card reader; whoever starts the program puts the real ones here."""
        self.line: Line = NoLine()
        """The line to the province; whoever starts the program puts the worker here."""
        self.pending: dict[str, str] = {}
        """What one page hands over to the next: `new_product_code`, `receipt`, `SHEET`."""
        self._counter: Counter | None = None
        self.changed.connect(self._forget)
        till.listeners.append(self._heard)

    def _heard(self, topic: str) -> None:
        # Signals cross threads safely: emitted on the writer's thread, delivered on the windows'.
        self.changed.emit(topic)

    def _forget(self, topic: str) -> None:
        if topic in ("shop", "promotions"):
            self._counter = None

    @property
    def counter(self) -> Counter:
        """The rules of the day; read again when the shop, a promotion or the day changed."""
        if self._counter is None or self._counter.day != self.till.today():
            self._counter = counter(self.till)
        return self._counter

    @property
    def by(self) -> Actor:
        """Who works here; `Refusal("sign_in_first")` on a locked till."""
        if self.actor is None:
            raise Refusal("sign_in_first")
        return self.actor

    def sign(self, actor: Actor | None) -> None:
        """Somebody signed in, or the till was locked."""
        self.actor = actor
        self.actor_changed.emit()

    def do(
        self,
        act: Callable[[], T],
        then: Callable[[T], None] | None = None,
        refused: Callable[[Refusal], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Act behind the windows. Without `refused` a refusal is told in the message strip.

        Trouble (a disk that fails, a bug) is told in any case; `failed` puts back what was taken off the screen.
        """
        self._ask(self.runner, act, then, refused, failed)

    def fetch(
        self,
        act: Callable[[], T],
        then: Callable[[T], None] | None = None,
        refused: Callable[[Refusal], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> None:
        """As `do`, on a thread beside: for long readings and files (reports, PDF, searches) that no sale waits for."""
        self._ask(self.side_runner, act, then, refused, failed)

    def _ask(
        self,
        runner: Runner,
        act: Callable[[], T],
        then: Callable[[T], None] | None,
        refused: Callable[[Refusal], None] | None,
        failed: Callable[[], None] | None,
    ) -> None:
        def trouble(error: BaseException) -> None:
            if failed is not None:
                failed()
            self._tell_trouble(error)

        runner.ask(act, then or (lambda value: None), refused or self.tell_refusal, trouble)

    def tell_refusal(self, refusal: Refusal) -> None:
        """Say why not, in the user's language."""
        from koperasi_pos.words.refusals import refusal_sentence

        self.said.emit(refusal_sentence(refusal), "refused")

    def tell(self, sentence: str) -> None:
        """Say what was done."""
        self.said.emit(sentence, "good")

    def _tell_trouble(self, error: BaseException) -> None:
        logger.error("an act failed", exc_info=error)
        self.said.emit(_("That did not work and nothing was kept. It is written in the log."), "trouble")

    def close(self) -> None:
        """Let pages keep what they still hold, finish acts under way and stop listening."""
        self.closing.emit()
        self.runner.stop()
        self.side_runner.stop()
        self.sweeper.stop()
        if self._heard in self.till.listeners:
            self.till.listeners.remove(self._heard)


class Bugs:
    """Tells people about bugs, on whatever thread they happen, once there is a window to tell it in."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    def __call__(self, place: str) -> None:
        """A bug was logged."""
        if self.desk is not None:
            self.desk.said.emit(_("Something went wrong in the program; it is written in the log."), "trouble")
