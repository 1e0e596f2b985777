"""The composition root: opens the till, joins windows, keys, printer and log, starts and stops them."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMessageBox

from koperasi_pos import log
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.settings import Settings, read_settings
from koperasi_pos.ui.keys import ScanFilter
from koperasi_pos.ui.main_window import MainWindow
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, set_language
from koperasi_pos.words.refusals import refusal_sentence

if TYPE_CHECKING:
    from koperasi_pos.paper.queue import PrintQueue

logger = logging.getLogger(__name__)


@dataclass
class Running:
    """A till with its windows; `stop` ends everything in the right order."""

    till: Till
    desk: Desk
    window: MainWindow
    scans: ScanFilter
    settings: Settings
    """The settings that windows and printer go by now."""
    queue: PrintQueue | None = None

    def stop(self) -> None:
        """Finish acts under way, stop the printer's thread, let the file go."""
        self.window.close()
        self.desk.close()
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
    desk = Desk(till)
    window = MainWindow(desk)
    scanner = settings.scanner
    scans = ScanFilter(gap_ms=scanner.gap_ms, minimum=scanner.minimum, prefix=scanner.prefix, suffix=scanner.suffix)
    scans.install(application)
    scans.scanned.connect(window.scanned)
    running = Running(till, desk, window, scans, settings)
    desk.changed.connect(lambda topic: _after(topic, running))
    if printing:
        try:
            running.queue = _start_printing(till)
        except Refusal as refusal:
            desk.tell_refusal(refusal)
    return running


def _start_printing(till: Till) -> PrintQueue:
    # Imported when the window already stands: printing pulls in much that selling does not need.
    from koperasi_pos.paper.queue import queue_of

    queue = queue_of(till)
    queue.start()
    return queue


def _follow_settings(running: Running) -> None:
    """New settings are in force at once: colours, scanner, and a print queue for another printer or paper."""
    before, now = running.settings, running.till.settings
    running.settings = now
    application = QApplication.instance()
    if before.theme != now.theme and isinstance(application, QApplication):
        apply_theme(application, now.theme)
    scanner, scans = now.scanner, running.scans
    scans.gap_ms, scans.minimum, scans.prefix, scans.suffix = (
        scanner.gap_ms, scanner.minimum, scanner.prefix, scanner.suffix,
    )  # fmt: skip
    if running.queue is not None and (before.printer, before.paper_width) != (now.printer, now.paper_width):
        running.desk.fetch(lambda: _change_printer(running))


def _change_printer(running: Running) -> None:
    """The slip at hand is finished on the old printer; what waits goes to the new one."""
    if running.queue is not None:
        running.queue.stop()
    running.queue = _start_printing(running.till)


def _after(topic: str, running: Running) -> None:
    """New settings are followed; the backup of the day follows the close of a shift, on a thread of its own."""
    if topic == "settings":
        _follow_settings(running)
    if topic == "shift":
        till = running.till

        def back_up() -> None:
            from koperasi_pos.operations import shifts, upkeep

            try:
                if shifts.current_shift(till) is None and shifts.latest_shifts(till, limit=1):
                    upkeep.automatic_backup(till)
            except (Refusal, OSError) as trouble:
                logger.warning("the backup of the day was not made: %s", type(trouble).__name__)

        running.desk.runner.ask(back_up, lambda done: None, lambda refusal: None, _note)


def _note(error: BaseException) -> None:
    log.log_bug(error)


def run(home: Path, *, smoke: bool = False) -> int:
    """Open the till of a folder, or the first-start assistant where there is none; returns the exit status.

    With `smoke` every window closes by itself after a second.
    """
    application = build_application()
    reading = read_settings(home)
    set_language(reading.settings.language)
    log.log_to(home)
    log.catch_bugs(_tell_bug)
    if not (home / STORE_FILE).exists() and not _welcome(home, application, reading.settings, smoke=smoke):
        return 0
    try:
        till = open_till(home)
    except Refusal as refusal:
        _box(refusal_sentence(refusal))
        return 1
    except Exception as error:
        logger.exception("the till did not open")
        _box(_opening_trouble(error))
        return 3
    running = begin(till, application)
    running.window.showMaximized()
    if reading.trouble is not None:
        running.desk.said.emit(refusal_sentence(Refusal(reading.trouble.code, **reading.trouble.facts)), "trouble")
    try:
        return _work(application, smoke=smoke)
    finally:
        running.stop()
        log.stop()


def _work(application: QApplication, *, smoke: bool) -> int:
    """Let the windows work until they are closed."""
    if smoke:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(1000, application.quit)
    return application.exec()


def _welcome(home: Path, application: QApplication, settings: Settings, *, smoke: bool) -> bool:
    """Run the first-start assistant; False where the person closed it without making a shop."""
    from koperasi_pos.ui.pages.welcome_page import WelcomeWindow

    apply_theme(application, settings.theme)
    window = WelcomeWindow(home)
    window.finished.connect(application.quit)
    window.show()
    _work(application, smoke=smoke)
    window.close()
    return window.made


def _opening_trouble(error: Exception) -> str:
    from koperasi_pos.store.schema import NewerFile

    if isinstance(error, NewerFile):
        return _("The shop's file was written by a newer program. Please update this one; nothing was changed.")
    return _("The shop's file could not be opened: {kind}. Nothing was changed; the log says more.").format(
        kind=type(error).__name__
    )


def _box(sentence: str) -> None:
    QMessageBox.critical(None, "Koperasi POS", sentence)


def _tell_bug(place: str) -> None:
    # May be called on any thread; the message strip is reached through Qt's queue only where a window stands.
    if threading.current_thread() is threading.main_thread():
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow):
                widget.desk.said.emit(_("Something went wrong in the program; it is written in the log."), "trouble")
