"""Buttons and boxes that show their key at the right, large enough for a finger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QWidget

from koperasi_pos.ui.theme.style import TOUCH, colours

KEYED_PADDING = 52
"""What the style sheet leaves free at the right of a button with a key."""

GAP = 8


def _cap_font(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(11)
    font.setBold(False)
    return font


def cap_width(widget: QWidget, key: str) -> int:
    """Pixels that the cap of a key takes on a widget."""
    return QFontMetrics(_cap_font(widget)).horizontalAdvance(key) + 13


def paint_cap(
    widget: QWidget, key: str, margin: int, *, on_colour: bool = False, top: int | None = None
) -> None:  # fmt: skip
    """Paint the cap of a key at the right of a widget, so far from its edge; `on_colour` on a coloured ground."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(_cap_font(widget))
    width, use = cap_width(widget, key), colours()
    cap = QRect(widget.width() - width - margin, (widget.height() - 20) // 2 if top is None else top, width, 20)
    painter.setPen(QColor(255, 255, 255, 90) if on_colour else QColor(use.line))
    painter.setBrush(QColor(255, 255, 255, 40) if on_colour else QColor(use.card))
    painter.drawRoundedRect(cap, 5, 5)
    painter.setPen(QColor("#ffffff" if on_colour else use.ink2))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
    painter.end()


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
        """Another key presses it, or none: then no room is kept for a cap."""
        self.key = key
        if self.property("keyed") != ("true" if key else ""):
            self.setProperty("keyed", "true" if key else "")
            self.style().unpolish(self)
            self.style().polish(self)
        self.updateGeometry()
        self.update()

    def _cap_width(self) -> int:
        return cap_width(self, self.key)

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
        if self.key:
            on_colour = self.isEnabled() and self.property("kind") in ("primary", "pay")
            paint_cap(self, self.key, 12, on_colour=on_colour)


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


class KeyBox(QCheckBox):
    """A box that does something at once (what a list shows, what is done with the change): it has a key as well."""

    def __init__(self, text: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.key = key
        self.setMinimumHeight(TOUCH)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the words and the cap."""
        return super().sizeHint() + QSize(cap_width(self, self.key) + GAP, 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: nothing is cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The box and its words, then the cap right behind them."""
        super().paintEvent(event)
        paint_cap(self, self.key, max(0, self.width() - self.sizeHint().width()))


def press_by_keys(window: QWidget, buttons: Iterable[KeyButton | KeyBox]) -> None:
    """In a dialog, where no footer does it: the key that a button shows presses it, unless it is hidden or off."""
    for button in buttons:
        QShortcut(QKeySequence(button.key), window, partial(_press_shown, button))


def _press_shown(button: QAbstractButton) -> None:
    if button.isVisible():
        button.click()
