"""A button of the side bar: an icon above a word."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from koperasi_pos.ui.theme.style import colours, icon


class SideButton(QPushButton):
    """Checked while its page is in front."""

    def __init__(self, word: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.word, self.icon_name = word, icon_name
        self.setProperty("kind", "page")
        self.setCheckable(True)
        self.setFixedHeight(62)
        self.setAccessibleName(word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the bar."""
        return QSize(84, 62)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, then icon and word."""
        super().paintEvent(event)
        use = colours()
        colour = use.on_mint if self.isChecked() else use.ink2
        painter = QPainter(self)
        pixmap = icon(self.icon_name, colour).pixmap(24, 24)
        painter.drawPixmap((self.width() - 24) // 2, 9, pixmap)
        font = QFont(self.font())
        font.setPixelSize(12)
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QRect(2, 36, self.width() - 4, 20), Qt.AlignmentFlag.AlignCenter, self.word)
        painter.end()
