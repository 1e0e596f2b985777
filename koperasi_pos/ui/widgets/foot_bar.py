"""The foot of the window: every action of the page with its key, to read and to touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.theme.style import TOUCH, colours
from koperasi_pos.ui.widgets.cards import clear_layout

CAPS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Return": "Enter"}
"""Keys whose cap carries a sign instead of their English name."""

WIDE, NARROW = 11, 4
"""Free pixels at each side of an action: where there is room, and where there is little."""


class FootButton(QPushButton):
    """A key cap and a word; a press does the same as the key."""

    def __init__(self, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action = action
        self.cap = CAPS.get(action.key, action.key)
        self.margin = WIDE
        self.setProperty("kind", "foot")
        self.setAccessibleName(f"{action.label} ({action.key})")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(TOUCH)
        self.clicked.connect(lambda checked=False: self.action.act())

    def _font(self, size: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(False)
        return font

    def _cap_width(self) -> int:
        return QFontMetrics(self._font(12)).horizontalAdvance(self.cap) + 14

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as cap and word."""
        word = QFontMetrics(self._font(13)).horizontalAdvance(self.action.label)
        return QSize(self.margin * 2 + self._cap_width() + 6 + word, TOUCH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never cut."""
        return self.sizeHint()

    def spread(self, margin: int) -> None:
        """Stand with so much room at each side."""
        self.margin = margin
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, the cap, the word."""
        super().paintEvent(event)
        use, width = colours(), self._cap_width()
        cap = QRect(self.margin, (self.height() - 22) // 2, width, 22)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(use.foot_line))
        painter.setBrush(QColor(use.foot_key))
        painter.drawRoundedRect(cap, 5, 5)
        painter.setPen(QColor(use.on_foot))
        painter.setFont(self._font(12))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.cap)
        painter.setFont(self._font(13))
        word = QRect(cap.right() + 7, 0, self.width() - cap.right() - 7, self.height())
        painter.drawText(word, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.action.label)
        painter.end()


class FootBar(QFrame):
    """The actions of the page in front, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "foot")
        self.setFixedHeight(TOUCH)
        self.buttons: list[FootButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(7, 0, 7, 0)
        self._row.setSpacing(0)

    def show_actions(self, actions: Sequence[Action]) -> None:
        """Show those that belong in the foot; where only what they do changed, nothing is laid out anew."""
        wanted = [action for action in actions if action.footer]
        if self.buttons and _names(button.action for button in self.buttons) == _names(wanted):
            for button, action in zip(self.buttons, wanted, strict=True):
                button.action = action
            return
        clear_layout(self._row)
        self.buttons = [FootButton(action) for action in wanted]
        for button in self.buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._spread()

    def needed(self) -> int:
        """Pixels that the actions take where they stand closest."""
        return sum(button.sizeHint().width() - 2 * (button.margin - NARROW) for button in self.buttons) + 14

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The foot never makes the window wider."""
        return QSize(0, TOUCH)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Closer together where the window is narrow."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        if not self.buttons:
            return
        free = (self.width() - self.needed()) // (2 * len(self.buttons))
        margin = max(NARROW, min(WIDE, NARROW + free))
        for button in self.buttons:
            if button.margin != margin:
                button.spread(margin)


def _names(actions: Iterable[Action]) -> list[tuple[str, str]]:
    return [(action.key, action.label) for action in actions]
