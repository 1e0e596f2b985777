"""A button of the side bar: an icon above a word, and the digit of its key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from koperasi_pos.ui.theme.style import colours, icon

WIDTH = 84
LEAST, MOST = 44, 68
"""Heights in pixels; on a low screen all pages keep their place."""

ICON, WORD = 24, 18


class SideButton(QPushButton):
    """Checked while its page is in front; `key` stands small in its corner."""

    def __init__(self, word: str, icon_name: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word, self.icon_name, self.key = word, icon_name, key
        self.setProperty("kind", "page")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST)
        self.setMaximumHeight(MOST)
        self.setAccessibleName(f"{word} ({key})" if key else word)
        self.setToolTip(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the bar."""
        return QSize(WIDTH, MOST)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Lower on a low screen."""
        return QSize(WIDTH, LEAST)

    def _sized(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(self.isChecked())
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, then icon and word in the middle, the digit at the right."""
        super().paintEvent(event)
        use = colours()
        colour = use.on_mint if self.isChecked() else use.ink2
        top = (self.height() - ICON - WORD - 1) // 2
        painter = QPainter(self)
        painter.drawPixmap((self.width() - ICON) // 2, top, icon(self.icon_name, colour).pixmap(ICON, ICON))
        painter.setPen(QColor(colour))
        painter.setFont(self._sized(12))
        word = QRect(3, top + ICON + 1, self.width() - 4, WORD)
        painter.drawText(word, Qt.AlignmentFlag.AlignCenter, self.word)
        if self.key:
            painter.setFont(self._sized(11))
            corner = QRect(0, top - 3, self.width() - 9, 14)
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self.key[-1])
        painter.end()
