"""The composition root: opens the till, joins windows, keys, printer and log, starts and stops them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from koperasi_pos import log
from koperasi_pos.devices import counter as devices
from koperasi_pos.devices.card_reader import Ears
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.settings import Settings, read_settings
from koperasi_pos.ui.dialogs.start_dialog import StartDialog, WayOut, opening_trouble
from koperasi_pos.ui.keys import DRAWER_KEY, ScanFilter
from koperasi_pos.ui.main_window import MainWindow
from koperasi_pos.ui.runner import SHEET, Bugs, Desk, Runner
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.customer_displays import CustomerDisplays
from koperasi_pos.ui.widgets.tap_router import TapRouter
from koperasi_pos.ui.widgets.training_band import show_training
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, set_language
from koperasi_pos.words.refusals import refusal_sentence

if TYPE_CHECKING:
    from koperasi_pos.operations.training import Stock, Trainee
    from koperasi_pos.paper.queue import Changed, PrintQueue
    from koperasi_pos.sync.worker import Worker

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """A training till that somebody asked for."""

    trainee: Trainee
    afresh: bool = False


@dataclass
class Running:
    """A till with its windows; `stop` ends everything in the right order."""

    till: Till
    desk: Desk
    window: MainWindow
    scans: ScanFilter
    settings: Settings
    """The settings that windows and printer go by now."""
    keeper: Runner
    """Makes backups; no sale and no report waits for one."""
    customer: CustomerDisplays
    devices: devices.Counter
    taps: TapRouter
    printing: bool = True
    """Whether there is to be a print queue."""
    queue: PrintQueue | None = None
    line: Worker | None = None
    wanted: Wanted | None = None
    """Who goes to the training till once this one is closed."""

    def stop(self) -> None:
        """Finish acts and backups under way, stop the printer's thread, let the file go."""
        self.window.close()
        if self.line is not None:
            self.line.stop()
        self.customer.stop()
        self.desk.close()
        self.devices.stop()
        self.keeper.stop()
        if self.queue is not None:
            self.queue.stop()
        self.till.close()


def build_application(arguments: Sequence[str] = ()) -> QApplication:
    """The one Qt application of this process."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("Koperasi POS")
    application.setOrganizationName("OPOP")
    return application


def begin(till: Till, application: QApplication, *, printing: bool = True) -> Running:
    """Join the windows to an open till."""
    settings = till.settings
    set_language(settings.language)
    apply_theme(application, settings.theme)
    show_training(on=till.training)
    desk = Desk(till)
    window = MainWindow(desk)
    scans = ScanFilter()
    scans.install(application)
    taps = TapRouter(desk, window, scans)
    # Signals cross threads safely: emitted on the reader's thread, delivered on the windows'.
    counter = devices.Counter(Ears(desk.tapped.emit, desk.misread.emit, desk.card_gone.emit))
    desk.devices = counter
    customer = CustomerDisplays(desk, window, counter.show_on_pole)
    running = Running(till, desk, window, scans, settings, Runner(desk), customer, counter, taps, printing)
    desk.changed.connect(lambda topic: _after(topic, running))
    desk.train.connect(lambda trainee, afresh: _to_training(running, Wanted(trainee, afresh)))
    desk.leave_training.connect(window.close)
    counter.follow(settings)
    if not till.training:
        from koperasi_pos.sync.worker import Worker

        desk.line = running.line = Worker(till)
        running.line.start()
    if printing:
        try:
            running.queue = _start_printing(till, desk)
        except Refusal as refusal:
            desk.tell_refusal(refusal)
    return running


def _to_training(running: Running, wanted: Wanted) -> None:
    """This till is closed; what it did not keep yet is kept, and nothing of it is open while somebody practises."""
    running.wanted = wanted
    running.desk.sign(None)
    running.window.close()


def _start_printing(till: Till, desk: Desk) -> PrintQueue:
    # Imported when the window already stands: printing pulls in much that selling does not need.
    from koperasi_pos.paper.queue import queue_of

    queue = queue_of(till)
    queue.listeners.append(lambda change: _tell_trouble(change, desk))
    queue.start()
    return queue


def _tell_trouble(change: Changed, desk: Desk) -> None:
    """A drawer that stayed shut and a slip that hangs are told at once, on whatever page; the sale is finished."""
    if not change.trouble:
        return
    reason = refusal_sentence(Refusal(change.trouble))
    if change.shut:
        desk.said.emit(refusal_sentence(Refusal("drawer_shut", key=DRAWER_KEY, reason=reason)), "trouble")
    elif change.state in ("stuck", "unsure"):
        desk.said.emit(_("A slip hangs, see Printer. {reason}").format(reason=reason), "refused")


def _follow_settings(running: Running) -> None:
    """New settings are in force at once: colours, scanner, and a print queue for another printer or paper."""
    before, now = running.settings, running.till.settings
    running.settings = now
    application = QApplication.instance()
    if before.theme != now.theme and isinstance(application, QApplication):
        apply_theme(application, now.theme)
    running.taps.follow(now)
    running.customer.follow()
    if (before.scale, before.pole, before.card_reader) != (now.scale, now.pole, now.card_reader):
        # Beside the windows: an old port is given back first.
        running.desk.fetch(lambda: running.devices.follow(now))
    if running.printing and (before.printer, before.paper_width) != (now.printer, now.paper_width):
        running.desk.fetch(lambda: _change_printer(running))


def _change_printer(running: Running) -> None:
    """The slip at hand is finished on the old printer; what waits goes to the new one."""
    if running.queue is not None:
        running.queue.stop()
        running.queue = None
    running.queue = _start_printing(running.till, running.desk)


def _after(topic: str, running: Running) -> None:
    """New settings are followed; the backup of the day follows the close of a shift."""
    if topic == "settings":
        _follow_settings(running)
    if topic == "shift":
        till, desk = running.till, running.desk
        running.keeper.ask(
            lambda: _back_up(till), lambda made: None, desk.tell_refusal, lambda error: _no_backup(error, desk)
        )


def _back_up(till: Till) -> None:
    """The backup of the day, once the shift is closed."""
    from koperasi_pos.operations import shifts, upkeep

    if not till.training and shifts.current_shift(till) is None and shifts.latest_shifts(till, limit=1):
        upkeep.automatic_backup(till)


def _no_backup(error: BaseException, desk: Desk) -> None:
    """Without a backup the shop sells on, but its people must know."""
    log.log_bug(error)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    sentence = _("The backup of the day was not made: {reason}. Make one under Settings → Backup and check.")
    desk.said.emit(sentence.format(reason=reason), "trouble")


def run(home: Path, *, smoke: bool = False, trainee: str | None = None) -> int:
    """Open the till of a folder, or the first-start assistant where there is none; returns the exit status.

    0 it worked and was closed, 1 the till refused to open, 3 it could not. With `smoke` every window closes by itself
    after a second. With the name of a `trainee` the training till comes first, and the real one where it is left.
    """
    application = build_application()
    reading = read_settings(home)
    set_language(reading.settings.language)
    log.log_to(home)
    bugs = Bugs()
    log.catch_bugs(bugs)
    try:
        return _Sessions(home, application, bugs, smoke=smoke).run(trainee)
    finally:
        log.stop()


class _Sessions:
    """One till after the other: the real one, a training till, the real one again; never two at once."""

    def __init__(self, home: Path, application: QApplication, bugs: Bugs, *, smoke: bool) -> None:
        self._home, self._application, self._bugs, self._smoke = home, application, bugs, smoke
        self._said = ""
        """What the real till has to tell when it is open again."""

    def run(self, trainee: str | None) -> int:
        """Until a real till is closed and nobody goes on to train."""
        if trainee is not None and (ended := self._straight_to_training(trainee)) is not None:
            return ended
        while True:
            status, wanted, stock = self._real()
            if wanted is None:
                return status
            assert stock is not None
            self._train(wanted, stock)
            if self._smoke:
                return 0

    def _straight_to_training(self, name: str) -> int | None:
        """Train before the real till is opened; the exit status where there is none to go on with."""
        from koperasi_pos.operations import lessons, training

        if not (self._home / STORE_FILE).exists():
            self._train(Wanted(lessons.guest_named(self._home, name)), training.Stock(settings=self._settings()))
            return 1 if self._said else 0
        till, status = _open(self._home, self._application, self._settings(), smoke=self._smoke)
        if till is None:
            return status
        try:
            trainee, stock = lessons.trainee_named(till, name), training.look_at_shop(till)
        finally:
            till.close()
        self._train(Wanted(trainee), stock)
        return 0 if self._smoke else None

    def _settings(self) -> Settings:
        return read_settings(self._home).settings

    def _real(self) -> tuple[int, Wanted | None, Stock | None]:
        """The real till until it is closed: exit status, who goes on to train, and the shop as it then is."""
        reading = read_settings(self._home)
        sheet = None
        if not (self._home / STORE_FILE).exists():
            made, sheet = _welcome(self._home, self._application, reading.settings, smoke=self._smoke)
            if not made:
                return 0, None, None
        till, status = _open(self._home, self._application, reading.settings, smoke=self._smoke)
        if till is None:
            return status, None, None
        running = begin(till, self._application)
        if sheet is not None:
            running.desk.pending[SHEET] = str(sheet)
        running.window.showMaximized()
        if reading.trouble is not None:
            trouble = Refusal(reading.trouble.code, **reading.trouble.facts)
            running.desk.said.emit(refusal_sentence(trouble), "trouble")
        if self._said:
            running.desk.said.emit(self._said, "trouble")
            self._said = ""
        stock = None
        try:
            status = self._until_closed(running)
            if running.wanted is not None:
                from koperasi_pos.operations import training

                running.desk.close()  # what is still to be kept is kept before the shop is looked at
                stock = training.look_at_shop(till)
        finally:
            self._end(running)
        return status, running.wanted, stock

    def _train(self, wanted: Wanted, stock: Stock) -> None:
        """The training till until it is left; trouble with it is told at the real one."""
        from koperasi_pos.operations import training

        waiting = _waiting(self._application)
        try:
            till = training.open_training(self._home, wanted.trainee, stock, afresh=wanted.afresh)
        except Refusal as refusal:
            self._said = refusal_sentence(refusal)
            sys.stderr.write(f"{self._said}\n")
            return
        except Exception as error:
            logger.exception("the training till did not open")
            self._said = _("The training till could not be opened: {kind}. The real one is as it was.").format(
                kind=type(error).__name__
            )
            return
        finally:
            waiting.close()
            waiting.deleteLater()
        running = begin(till, self._application)
        running.window.showMaximized()
        try:
            self._until_closed(running)
        finally:
            self._end(running)
            show_training(on=False)

    def _until_closed(self, running: Running) -> int:
        self._bugs.desk = running.desk
        try:
            return _work(self._application, smoke=self._smoke)
        finally:
            self._bugs.desk = None

    def _end(self, running: Running) -> None:
        self._application.removeEventFilter(running.scans)
        running.stop()
        running.window.deleteLater()


def _waiting(application: QApplication) -> QLabel:
    """Words to look at while a large shop's goods are filled into a training till."""
    words = QLabel(_("The training till is being made ready …"))
    words.setProperty("kind", "title")
    words.setMargin(40)
    words.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    words.setWindowTitle(_("TRAINING"))
    words.show()
    application.processEvents()
    return words


def _open(home: Path, application: QApplication, settings: Settings, *, smoke: bool) -> tuple[Till | None, int]:
    """The open till, or the exit status after people were told why it does not open; a backup may be put in place."""
    while True:
        try:
            return open_till(home), 0
        except Refusal as refusal:
            sentence, status = refusal_sentence(refusal), 1
            way = WayOut.NONE if refusal.code == "till_in_use" else WayOut.CODE
        except Exception as error:
            logger.exception("the till did not open")
            sentence, status = opening_trouble(type(error).__name__, newer=_is_newer(error)), 3
            way = WayOut.NONE if _is_newer(error) else WayOut.BACKUP
        sys.stderr.write(f"{sentence}\n")
        apply_theme(application, settings.theme)
        dialog = StartDialog(home, sentence, way)
        if smoke:
            QTimer.singleShot(1000, dialog.reject)
        dialog.exec()
        if not dialog.restored:
            return None, status


def _work(application: QApplication, *, smoke: bool) -> int:
    """Let the windows work until they are closed."""
    if smoke:
        QTimer.singleShot(1000, application.quit)
    return application.exec()


def _welcome(home: Path, application: QApplication, settings: Settings, *, smoke: bool) -> tuple[bool, Path | None]:
    """Run the first-start assistant; whether a shop was made, and the sheet of goods to look at."""
    from koperasi_pos.sync.enrolment import fetch_here
    from koperasi_pos.ui.pages.welcome_page import WelcomeWindow

    apply_theme(application, settings.theme)
    window = WelcomeWindow(home, fetch=fetch_here)
    window.finished.connect(application.quit)
    window.show()
    _work(application, smoke=smoke)
    window.close()
    made, sheet = window.made, window.sheet
    window.deleteLater()
    return made, sheet


def _is_newer(error: Exception) -> bool:
    from koperasi_pos.store.schema import NewerFile

    return isinstance(error, NewerFile)
