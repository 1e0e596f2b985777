"""Buttons that show their key at the right, large enough for a finger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from koperasi_pos.ui.theme.style import TOUCH, colours

KEYED_PADDING = 52
"""What the style sheet leaves free at the right of a button with a key."""

GAP = 8


class KeyButton(QPushButton):
    """A button with the cap of its key; `kind` names its look in the style sheet."""

    def __init__(
        self,
        text: str,
        key: str = "",
        act: Callable[[], None] | None = None,
        *,
        kind: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.key = key
        if kind:
            self.setProperty("kind", kind)
        self.setMinimumHeight(TOUCH)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        if act is not None:
            self._act = act
            self.clicked.connect(self._press)
        if key:
            self.setProperty("keyed", "true")

    def _press(self) -> None:
        self._act()

    def set_key(self, key: str) -> None:
        """Another key presses it."""
        self.key = key
        self.updateGeometry()
        self.update()

    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(False)
        return font

    def _cap_width(self) -> int:
        return QFontMetrics(self._cap_font()).horizontalAdvance(self.key) + 13

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the text and, at the right, for the cap, however long the name of the key is."""
        hint = super().sizeHint()
        return hint + QSize(max(self._cap_width() + 12 + GAP - KEYED_PADDING, 0), 0) if self.key else hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a button is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button, then the cap."""
        super().paintEvent(event)
        if not self.key:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._cap_font())
        width = self._cap_width()
        cap = QRect(self.width() - width - 12, (self.height() - 20) // 2, width, 20)
        use = colours()
        dark = self.isEnabled() and self.property("kind") in ("primary", "pay")
        text = QColor("#ffffff" if dark else use.ink2)
        painter.setPen(QColor(255, 255, 255, 90) if dark else QColor(use.line))
        painter.setBrush(QColor(255, 255, 255, 40) if dark else QColor(use.card))
        painter.drawRoundedRect(cap, 5, 5)
        painter.setPen(text)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)
        painter.end()


class PrimaryButton(KeyButton):
    """The one thing to do next."""

    def __init__(self, text: str, key: str = "", act: Callable[[], None] | None = None, parent: QWidget | None = None):
        super().__init__(text, key, act, kind="primary", parent=parent)


class SecondaryButton(KeyButton):
    """Everything else that can be done."""

    def __init__(self, text: str, key: str = "", act: Callable[[], None] | None = None, parent: QWidget | None = None):
        super().__init__(text, key, act, parent=parent)


class FlatButton(KeyButton):
    """Something that is done seldom."""

    def __init__(self, text: str, key: str = "", act: Callable[[], None] | None = None, parent: QWidget | None = None):
        super().__init__(text, key, act, kind="flat", parent=parent)
