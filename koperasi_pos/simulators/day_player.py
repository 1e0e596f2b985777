"""Hands and eyes at the till: presses keys, scans, waits until the windows answer, keeps pictures of what is seen."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from koperasi_pos.operations.till import Till
from koperasi_pos.ui.keys import ScanFilter
from koperasi_pos.ui.main_window import MainWindow, open_dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import WIB

PATIENCE_SECONDS = 20.0
STUCK_PICTURE = "macet.png"
"""What was to be seen where the day did not go on."""

Kind = TypeVar("Kind", bound=QDialog)


class Running(Protocol):
    """A till with its windows, as the composition root joins them."""

    desk: Desk
    window: MainWindow
    scans: ScanFilter

    def stop(self) -> None:
        """End everything."""


Begin = Callable[[Till, QApplication], Running]


class DayStuck(Exception):
    """The windows did not come to where the day should go on; the sentence says where."""


@dataclass
class Clock:
    """The day's own clock: every reading is a moment later, so that receipts spread over the hours."""

    moment: datetime = datetime(2026, 11, 24, 7, 2, tzinfo=WIB)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=200)
        return self.moment

    def pass_time(self, minutes: int) -> None:
        """Time goes by between customers."""
        self.moment += timedelta(minutes=minutes)


@dataclass
class Player:
    """Hands at the till: presses keys, scans, waits until the windows answer."""

    application: QApplication
    running: Running
    folder: Path
    clock: Clock
    chance: random.Random
    pictures: list[Path] = field(default_factory=list)

    def wait(self, until: Callable[[], bool], where: str) -> None:
        """Let the windows work until something is so; `DayStuck` when it never is."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > ends:
                widget: QWidget = open_dialog() or self.running.window
                widget.grab().save(str(self.folder / STUCK_PICTURE))
                raise DayStuck(where)
            self.application.processEvents()
            QTest.qWait(2)

    def settle(self) -> None:
        """Wait until every act came back."""
        self.application.processEvents()
        self.wait(lambda: not self.running.desk.runner.busy and not self.running.desk.side_runner.busy, "an act")
        self.application.processEvents()

    def focus(self) -> QWidget:
        """Where keys go. The window in front is made the active one, as a desktop does when a dialog closes."""
        window: QWidget = open_dialog() or self.running.window
        if not window.isActiveWindow():
            window.activateWindow()
            self.application.processEvents()
        found: QWidget | None = window.focusWidget()
        return window if found is None else found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        QTest.keyClick(self.focus(), key, modifier)
        self.application.processEvents()

    def write(self, text: str) -> None:
        """Characters with the pauses of a person, so that they are no scan."""
        pause = self.running.desk.till.settings.scanner.gap_ms + 5
        for character in text:
            QTest.keyClicks(self.focus(), character)
            QTest.qWait(pause)
            # The wait may end before the pause was noticed; the character would then reach a field that was left.
            self.application.processEvents()

    def scan(self, code: str) -> None:
        """A scanner: all characters at once, then Enter; a scan stays one where this machine has much else to do."""
        scans = self.running.scans
        rules = scans.rules
        scans.rules = replace(rules, gap_ms=10_000)
        QTest.keyClicks(self.focus(), code)
        QTest.keyClick(self.focus(), Qt.Key.Key_Return)
        scans.rules = rules
        self.application.processEvents()

    def dialog(self, kind: type[Kind]) -> Kind:
        """The dialog that should be open now; waits until it is, and until nothing is under way any more."""
        self.wait(lambda: isinstance(open_dialog(), kind), kind.__name__)
        self.settle()
        found = open_dialog()
        assert isinstance(found, kind)
        return found

    def fill(self, field: QLineEdit, text: str) -> None:
        """Go to a field and type in place of what stands there."""
        field.setFocus()
        field.selectAll()
        self.write(text)

    def go(self, name: str) -> None:
        """Another page, by its tile at the side; what the last one said was read."""
        self.read_message()
        self.running.desk.go.emit(name)
        self.settle()

    def no_dialog(self, where: str) -> None:
        """Every question is answered."""
        self.wait(lambda: open_dialog() is None, where)
        self.settle()

    def picture(self, name: str) -> None:
        """Keep what is to be seen."""
        self.settle()
        widget: QWidget = open_dialog() or self.running.window
        file = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        widget.grab().save(str(file))
        self.pictures.append(file)

    def read_message(self) -> None:
        """The message at the foot was read: a finger closes it, so that the keys below can be seen."""
        strip = self.running.window.strip
        if not strip.isHidden():
            strip.close_button.click()
            self.settle()

    def sign_in(self, name: str, pin: str) -> None:
        """Choose a name, type the PIN."""
        page = self.running.window.page("sign_in")
        page.choose(name)  # type: ignore[attr-defined]
        page.pad.setFocus()  # type: ignore[attr-defined]
        self.write(pin)
        self.wait(lambda: self.running.desk.actor is not None, f"sign-in of {name}")
        self.settle()
