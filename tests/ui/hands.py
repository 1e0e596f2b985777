"""Hands for tests of windows: press, type and scan as a person would, wait for what should come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos.app import Running
from koperasi_pos.operations import staff
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.main_window import open_dialog

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Hands:
    """Works on a running application."""

    def __init__(self, running: Running, qtbot: QtBot) -> None:
        self.running, self.qtbot = running, qtbot

    def focus(self) -> QWidget:
        """Where keys go."""
        window: QWidget = open_dialog() or self.running.window
        found: QWidget | None = window.focusWidget()
        return window if found is None else found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """One key."""
        QTest.keyClick(self.focus(), key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Characters as slow as a person's; each has reached its field before the next."""
        for character in text:
            QTest.keyClicks(self.focus(), character)
            self.wait(lambda: not self.running.scans._held)

    def scan(self, code: str) -> None:
        """All characters at once, then Enter; a scan stays one also where this machine has much else to do."""
        scans = self.running.scans
        rules, reader = scans.rules, scans.reader
        scans.rules = replace(rules, gap_ms=100_000)
        scans.reader = None if reader is None else replace(reader, gap_ms=100_000)
        QTest.keyClicks(self.focus(), code)
        QTest.keyClick(self.focus(), Qt.Key.Key_Return)
        scans.rules, scans.reader = rules, reader
        QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(until, timeout=90_000)

    def settle(self) -> None:
        """Until every act came back."""
        desk = self.running.desk
        self.wait(lambda: not desk.runner.busy and not desk.side_runner.busy)
        QApplication.processEvents()

    def dialog(self) -> QDialog:
        """The question that is open."""
        self.wait(lambda: open_dialog() is not None)
        found = open_dialog()
        assert found is not None
        return found

    def no_dialog(self) -> None:
        """Every question is answered and every act came back."""
        self.wait(lambda: open_dialog() is None)
        self.settle()

    def stand_in(self, name: str) -> None:
        """Somebody who works here is signed in already; no PIN is asked for, which saves half a second a test."""
        (member,) = [member for member in staff.people(self.running.till) if member.name == name]
        self.running.desk.sign(Actor(member.id, member.name, member.role))
        self.settle()

    def sign_in(self, name: str, pin: str) -> None:
        """Choose a name, type the PIN."""
        page = self.running.window.page("sign_in")
        page.choose(name)  # type: ignore[attr-defined]
        page.pad.setFocus()  # type: ignore[attr-defined]
        self.type(pin)
        self.wait(lambda: self.running.desk.actor is not None)
        self.settle()

    def save_in(self, folder: Path) -> Path:
        """Keep the file that is asked about under the name that is offered, in a folder."""
        dialog = self.dialog()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit)
        assert isinstance(name, QLineEdit)
        place = folder / Path(name.text()).name
        name.setText(str(place))
        dialog.accept()
        self.no_dialog()
        return place

    def open_file(self, file: Path) -> None:
        """Choose the file that is asked for; what it leads to has begun."""
        dialog = self.dialog()
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(file))
        dialog.reject()
        self.settle()

    def said(self) -> str:
        """What the message strip says."""
        return self.running.window.strip.words.text()
