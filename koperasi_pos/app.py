"""The composition root: opens the till, joins windows, keys, printer and log, starts and stops them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from koperasi_pos import log
from koperasi_pos.devices import counter as devices
from koperasi_pos.operations import machine
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.settings import Settings, changed, read_settings
from koperasi_pos.trade.customer_views import CustomerView
from koperasi_pos.trade.scan_bursts import Rules
from koperasi_pos.ui.dialogs.start_dialog import StartDialog, WayOut
from koperasi_pos.ui.keys import ScanFilter
from koperasi_pos.ui.main_window import MainWindow
from koperasi_pos.ui.runner import SHEET, Desk, Runner
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.customer_feed import CustomerFeed
from koperasi_pos.ui.widgets.customer_window import CustomerDisplay
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
    keeper: Runner
    """Makes backups; no sale and no report waits for one."""
    feed: CustomerFeed
    display: CustomerDisplay
    devices: devices.Counter
    printing: bool = True
    """Whether there is to be a print queue."""
    queue: PrintQueue | None = None

    def stop(self) -> None:
        """Finish acts and backups under way, stop the printer's thread, let the file go."""
        self.window.close()
        self.feed.stop()
        self.display.stop()
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
    desk = Desk(till)
    window = MainWindow(desk)
    scans = ScanFilter(_scan_rules(settings))
    scans.install(application)
    scans.scanned.connect(window.scanned)
    feed, display = CustomerFeed(desk), CustomerDisplay(window, lambda: _customer_screen_shut(running))
    counter = devices.Counter()
    desk.devices = counter
    running = Running(till, desk, window, scans, settings, Runner(desk), feed, display, counter, printing)
    desk.changed.connect(lambda topic: _after(topic, running))
    feed.changed.connect(display.show_view)
    feed.changed.connect(lambda view: _show_on_pole(view, running))
    counter.follow(settings)
    # Once the till's own window has its place.
    QTimer.singleShot(0, window, lambda: _follow_customer(running))
    if printing:
        try:
            running.queue = _start_printing(till)
        except Refusal as refusal:
            desk.tell_refusal(refusal)
    return running


def _customer_screen_shut(running: Running) -> None:
    """Somebody closed the customer's window by hand: it stays away until it is asked for."""
    till = running.till
    wanted = changed(till.settings, customer_screen={"on": False})
    running.desk.do(lambda: machine.save_settings(till, wanted))


def _follow_customer(running: Running) -> None:
    """Whoever looks at the customer's displays sees what is on the counter now."""
    settings = running.till.settings
    running.display.follow(settings.customer_screen)
    running.feed.wanted = settings.customer_screen.on or settings.pole.kind != "none"
    running.feed.tell()


def _show_on_pole(view: CustomerView, running: Running) -> None:
    settings = running.till.settings
    if settings.pole.kind != "none":
        from koperasi_pos.paper.pole_rows import pole_rows

        rows = pole_rows(view, settings.pole.code_page, idle=settings.customer_screen.idle)
        running.devices.show_on_pole(*rows)


def _start_printing(till: Till) -> PrintQueue:
    # Imported when the window already stands: printing pulls in much that selling does not need.
    from koperasi_pos.paper.queue import queue_of

    queue = queue_of(till)
    queue.start()
    return queue


def _scan_rules(settings: Settings) -> Rules:
    scanner = settings.scanner
    return Rules(
        scanner.gap_ms, scanner.minimum, scanner.prefix, scanner.suffix, scanner.ends_with, scanner.aim,
        scanner.separator,
    )  # fmt: skip


def _follow_settings(running: Running) -> None:
    """New settings are in force at once: colours, scanner, and a print queue for another printer or paper."""
    before, now = running.settings, running.till.settings
    running.settings = now
    application = QApplication.instance()
    if before.theme != now.theme and isinstance(application, QApplication):
        apply_theme(application, now.theme)
    running.scans.rules = _scan_rules(now)
    _follow_customer(running)
    if (before.scale, before.pole) != (now.scale, now.pole):
        # Beside the windows: an old port is given back first.
        running.desk.fetch(lambda: running.devices.follow(now))
    if running.printing and (before.printer, before.paper_width) != (now.printer, now.paper_width):
        running.desk.fetch(lambda: _change_printer(running))


def _change_printer(running: Running) -> None:
    """The slip at hand is finished on the old printer; what waits goes to the new one."""
    if running.queue is not None:
        running.queue.stop()
        running.queue = None
    running.queue = _start_printing(running.till)


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

    if shifts.current_shift(till) is None and shifts.latest_shifts(till, limit=1):
        upkeep.automatic_backup(till)


def _no_backup(error: BaseException, desk: Desk) -> None:
    """Without a backup the shop sells on, but its people must know."""
    log.log_bug(error)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    desk.said.emit(
        _("The backup of the day was not made: {reason}. Make one under Settings → Backup and check.").format(
            reason=reason
        ),
        "trouble",
    )


def run(home: Path, *, smoke: bool = False) -> int:
    """Open the till of a folder, or the first-start assistant where there is none; returns the exit status.

    0 it worked and was closed, 1 the till refused to open, 3 it could not. With `smoke` every window closes by itself
    after a second.
    """
    application = build_application()
    reading = read_settings(home)
    set_language(reading.settings.language)
    log.log_to(home)
    bugs = Bugs()
    log.catch_bugs(bugs)
    try:
        sheet = None
        if not (home / STORE_FILE).exists():
            made, sheet = _welcome(home, application, reading.settings, smoke=smoke)
            if not made:
                return 0
        till, status = _open(home, application, reading.settings, smoke=smoke)
        if till is None:
            return status
        running = begin(till, application)
        bugs.desk = running.desk
        if sheet is not None:
            running.desk.pending[SHEET] = str(sheet)
        running.window.showMaximized()
        if reading.trouble is not None:
            running.desk.said.emit(refusal_sentence(Refusal(reading.trouble.code, **reading.trouble.facts)), "trouble")
        try:
            return _work(application, smoke=smoke)
        finally:
            bugs.desk = None
            running.stop()
    finally:
        log.stop()


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
            sentence, status = _opening_trouble(error), 3
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
    from koperasi_pos.ui.pages.welcome_page import WelcomeWindow

    apply_theme(application, settings.theme)
    window = WelcomeWindow(home)
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


def _opening_trouble(error: Exception) -> str:
    if _is_newer(error):
        return _("The shop's file was written by a newer program. Please update this one; nothing was changed.")
    return _("The shop's file could not be opened: {kind}. Nothing was changed; the log says more.").format(
        kind=type(error).__name__
    )


class Bugs:
    """Tells people about bugs, on whatever thread they happen, once there is a window to tell it in."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    def __call__(self, place: str) -> None:
        """A bug was logged."""
        if self.desk is not None:
            self.desk.said.emit(_("Something went wrong in the program; it is written in the log."), "trouble")
