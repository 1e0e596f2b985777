"""Keys: actions that every page shows in the footer, and scans told apart from typing by their rhythm."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

DRAWER_KEY = "Ctrl+O"
"""Tries again to open a drawer that stayed shut; told in words too, beside why it did."""


@dataclass(frozen=True)
class Action:
    """One thing a page can do: its key (`F9`, `Ctrl+P`, `Del`), the word in the footer, and what it does."""

    key: str
    label: str
    act: Callable[[], None]
    footer: bool = True


class ScanFilter(QObject):
    """Watches every key of the application: a burst of characters ended by Enter is a scan, wherever the focus is.

    While a burst runs its keys are held back; typed characters that turn out to be no scan are passed on to the
    widget they were meant for, in order. A scan therefore never lands in a quantity or a PIN. `gap_ms` is the longest
    pause within a scan, `minimum` the fewest characters of one; `prefix`/`suffix` are characters the scanner is set to
    send.
    """

    scanned = Signal(str)

    def __init__(self, *, gap_ms: int = 35, minimum: int = 4, prefix: str = "", suffix: str = "") -> None:
        super().__init__()
        self.gap_ms, self.minimum, self.prefix, self.suffix = gap_ms, minimum, prefix, suffix
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._last = 0.0
        self._passing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._let_go)

    def install(self, application: QApplication) -> None:
        """Begin to watch."""
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hold back characters that may be a scan; see the class."""
        if self._passing or event.type() != QEvent.Type.KeyPress or not watched.isWidgetType():
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._ended(watched)
        text = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not (plain and len(text) == 1 and (text.isprintable() or text == "\x1d")):
            self._let_go()
            return False
        self._after_pause()
        if text == " " and not self._held:
            # No code begins with a space, and a button must see it before it is let go.
            return False
        self._held.append((watched, event.clone()))
        self._pause.start(self.gap_ms)
        return True

    def _after_pause(self) -> None:
        """A pause that the timer slept through, because the windows were busy, ends a burst all the same."""
        now = time.monotonic()
        if self._held and (now - self._last) * 1000 > self.gap_ms:
            self._let_go()
        self._last = now

    def _ended(self, watched: QObject) -> bool:
        self._after_pause()
        text = "".join(event.text() for _, event in self._held)
        if len(text) < self.minimum:
            self._let_go()
            return False
        self._pause.stop()
        self._held.clear()
        if self.prefix and text.startswith(self.prefix):
            text = text[len(self.prefix) :]
        if self.suffix and text.endswith(self.suffix):
            text = text[: -len(self.suffix)]
        self.scanned.emit(text)
        return True

    def _let_go(self) -> None:
        """The held characters were typed by a person: give them to the widgets they were meant for."""
        self._pause.stop()
        held, self._held = self._held, []
        self._passing = True
        try:
            for watched, event in held:
                QApplication.sendEvent(watched, event)
        finally:
            self._passing = False
