"""The test field for the scanner: takes every key with its pause and makes bursts of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from koperasi_pos.trade.scan_bursts import Burst, End
from koperasi_pos.ui.keys import MODIFIERS, character_of
from koperasi_pos.words import _

OVER_MS = 300
"""A longer pause ends a burst that no key ended."""

_ENDS: dict[int, End] = {Qt.Key.Key_Return: "enter", Qt.Key.Key_Enter: "enter", Qt.Key.Key_Tab: "tab"}


class ScanProbe(QLineEdit):
    """While it has the cursor, no key it can use reaches anything else; keys of the page still work."""

    came = Signal(object)
    """A `Burst`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clock: Callable[[], float] = time.monotonic
        self.setReadOnly(True)
        self.setProperty("kind", "scan")
        self.setMinimumHeight(50)
        self.setAccessibleName(_("Test field for the scanner"))
        self.setPlaceholderText(_("F7, then scan the same code three times"))
        self._keys: list[tuple[str, float]] = []
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(lambda: self._end("none"))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Listen before everybody else, the scan filter too."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Keys go their usual way again."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._end("none")
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep what a scanner may have sent; let the rest pass."""
        if watched is not self or event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() in MODIFIERS:
            return True
        end = _ENDS.get(event.key())
        if end is not None and (self._keys or end == "enter"):
            self._end(end)
            return True
        character = character_of(event)
        if not character:
            return False
        self._keys.append((character, self.clock()))
        self.setText(visible("".join(one for one, _moment in self._keys)))
        self._over.start(OVER_MS)
        return True

    def _end(self, end: End) -> None:
        self._over.stop()
        keys, self._keys = self._keys, []
        if not keys:
            return
        moments = [moment for _character, moment in keys]
        gaps = [0, *(round((later - sooner) * 1000) for sooner, later in pairwise(moments))]
        last = round((self.clock() - moments[-1]) * 1000)
        self.came.emit(Burst("".join(character for character, _moment in keys), tuple(gaps), end, last))


def visible(text: str) -> str:
    """The separator as a sign, so that people see it."""
    return text.replace("\x1d", "␝")
