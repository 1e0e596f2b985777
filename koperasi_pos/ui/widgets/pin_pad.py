"""The PIN pad: six dots, keys for fingers, digits from the keyboard; what is typed is never shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.ui.widgets.buttons import KeyButton
from koperasi_pos.words import _

DIGITS = 6


class PinPad(QWidget):
    """Collects six digits and hands them over; `clear` forgets them."""

    typed = Signal(str)
    """All six digits are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("PIN, six digits"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.dots = QLabel()
        self.dots.setProperty("kind", "title")
        self.dots.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.dots)
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, text in enumerate(("1", "2", "3", "4", "5", "6", "7", "8", "9", "C", "0", "⌫")):
            button = KeyButton(text, kind="pin")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if not text.isdigit():
                button.setAccessibleName(_("Clear") if text == "C" else _("Delete the last digit"))
            button.clicked.connect(lambda checked=False, text=text: self._press(text))
            grid.addWidget(button, number // 3, number % 3)
        layout.addLayout(grid)
        self._show()

    def clear(self) -> None:
        """Forget what was typed."""
        self._digits = ""
        self._show()

    def _press(self, text: str) -> None:
        if text == "C":
            self._digits = ""
        elif text == "⌫":
            self._digits = self._digits[:-1]
        elif len(self._digits) < DIGITS:
            self._digits += text
        self._show()
        if len(self._digits) == DIGITS:
            done, self._digits = self._digits, ""
            self.typed.emit(done)

    def _show(self) -> None:
        self.dots.setText(" ".join("●" if place < len(self._digits) else "○" for place in range(DIGITS)))
        self.setAccessibleDescription(_("{count} of 6 digits typed").format(count=len(self._digits)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Digits and Backspace from the keyboard."""
        if event.text().isdigit() and event.text().isascii():
            self._press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._press("⌫")
        elif event.key() == Qt.Key.Key_Delete:
            self._press("C")
        else:
            super().keyPressEvent(event)
