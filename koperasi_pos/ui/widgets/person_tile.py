"""A tile with a person who works at the till: first letter in a disc, name, role."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from koperasi_pos.ui.theme.style import colours

HEIGHT = 64
DISC = 40


class PersonTile(QPushButton):
    """Checked while it is the person's turn to type a PIN; `staff` is the short id."""

    def __init__(self, staff: str, name: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.staff, self.name, self.role = staff, name, role
        self.setProperty("kind", "person")
        self.setCheckable(True)
        self.setAccessibleName(f"{name}, {role}")
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(HEIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a name of usual length; a longer one ends in dots."""
        return QSize(180, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same; two stand beside each other."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, then disc, name and role."""
        super().paintEvent(event)
        use = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRect(12, (self.height() - DISC) // 2, DISC, DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.green if self.isChecked() else use.mint))
        painter.drawEllipse(disc)
        painter.setPen(QColor(use.on_green if self.isChecked() else use.on_mint))
        painter.setFont(self._sized(17, bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self.name[:1].upper())
        left, room = disc.right() + 13, self.width() - disc.right() - 25
        name, role = self._sized(16, bold=True), self._sized(13, bold=False)
        middle = self.height() // 2
        for text, font, colour, top in (
            (self.name, name, use.ink, middle - 23),
            (self.role, role, use.ink2, middle + 1),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            fits = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(
                QRect(left, top, room, 22), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fits
            )
        painter.end()

    def _sized(self, pixels: int, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font
