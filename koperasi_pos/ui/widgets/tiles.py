"""Tiles of goods that are sold often: one touch, or Alt with a digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from koperasi_pos.ui.theme.style import colours
from koperasi_pos.ui.widgets.cards import clear_layout
from koperasi_pos.words.numbers import rupiah

COLUMNS = 6
MOST = 12
KEYED = 9
"""Tiles with a key of their own."""


class Tile(QPushButton):
    """Name and price of one product."""

    def __init__(self, row: Any, take: Callable[[Any], None], number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._key = f"Alt+{number}" if number <= KEYED else ""
        self.setProperty("kind", "tile")
        self.setFixedHeight(62)
        self.setAccessibleName(f"{row.name} {rupiah(row.price)}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(row.name)
        self.clicked.connect(lambda: take(row))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of the style sheet, then name above price."""
        super().paintEvent(event)
        use = colours()
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(13)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(use.ink))
        inner = self.rect().adjusted(10, 7, -10, -6)
        name = QFontMetrics(font).elidedText(self.row.name, Qt.TextElideMode.ElideRight, 2 * inner.width() - 24)
        wrapped = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(inner.left(), inner.top() - 2, inner.width(), 38), wrapped, name)
        font.setBold(False)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(use.ink2))
        price = rupiah(self.row.price, symbol=False)
        painter.drawText(QRect(inner.left(), inner.bottom() - 15, inner.width(), 20), Qt.AlignmentFlag.AlignLeft, price)
        if self._key:
            font.setPixelSize(10)
            painter.setFont(font)
            foot = QRect(inner.left(), inner.bottom() - 14, inner.width(), 18)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight, self._key)
        painter.end()


class Tiles(QWidget):
    """Up to twelve tiles in rows of six; hidden where there are none."""

    def __init__(self, take: Callable[[Any], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._rows: list[Any] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(8)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these products."""
        wanted = list(rows)[:MOST]
        if wanted == self._rows:
            return
        self._rows = wanted
        clear_layout(self.grid)
        for number, row in enumerate(wanted):
            self.grid.addWidget(Tile(row, self._take, number + 1), number // COLUMNS, number % COLUMNS)
        for column in range(COLUMNS):
            self.grid.setColumnStretch(column, 1)
        self.setVisible(bool(wanted))

    def press(self, number: int) -> None:
        """Take the tile with this number, from 1."""
        if 0 < number <= len(self._rows):
            self._take(self._rows[number - 1])
