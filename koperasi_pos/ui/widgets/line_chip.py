"""The chip of the line to the province in the head line: how it is, in a word; a click leads to its page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.operations.line import OFFLINE, TROUBLE, LineState
from koperasi_pos.ui.widgets.cards import Chip
from koperasi_pos.words import _
from koperasi_pos.words.line import chip_words, state_words


class LineChip(Chip):
    """Quiet where the till was never enrolled; unread messages of the province come first."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(30)

    def show_line(self, state: LineState, unread: int) -> None:
        """Say how the line is, and whether there is something to read."""
        words = chip_words(state)
        kind = "red" if state.mood == TROUBLE else "gold" if state.mood == OFFLINE else "good"
        if unread and words:
            words, kind = f"{words} · ✉ {unread}", kind if kind == "red" else "gold"
        self.setToolTip(state_words(state) if words else "")
        if (words, f"chip-{kind}" if kind != "good" else "chip") != (self.text(), self.property("kind")):
            self.show_state(words, kind)
            self.setAccessibleDescription(_("Line to the province"))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """To the page."""
        self.pressed.emit()
        event.accept()
