"""Goods under each other with fields to type into; Enter and the arrows go from row to row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from koperasi_pos.ui.theme.style import TOUCH
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.fields import QuantityField

ROW = 52
TALLEST = 360


class GoodsGrid(QScrollArea):
    """A grid that scrolls. `finished` is told when Enter is pressed in the last field."""

    finished = Signal()
    changed = Signal()

    def __init__(self, heads: Sequence[str], rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: list[QuantityField] = []
        self._columns = len(heads)
        self._next = 1
        box = QWidget()
        self.grid = QGridLayout(box)
        self.grid.setContentsMargins(4, 4, 10, 4)
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(6)
        for column, word in enumerate(heads):
            label = quiet(word)
            label.setWordWrap(False)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(label, 0, column)
        self.grid.setColumnStretch(0, 1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(box)
        self.setMinimumHeight(min(TALLEST, 44 + ROW * max(rows, 1)))

    def head(self, text: str) -> None:
        """A heading across the grid."""
        self.grid.addWidget(heading(text), self._next, 0, 1, self._columns)
        self._next += 1

    def row(self, name: str, figures: Sequence[str], field: QuantityField, *more: QWidget) -> None:
        """A name, figures against the right, the field and what stands beside it."""
        label = QLabel(name)
        label.setWordWrap(True)
        label.setMinimumHeight(TOUCH)
        self.grid.addWidget(label, self._next, 0)
        for column, text in enumerate(figures, 1):
            figure = QLabel(text)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(figure, self._next, column)
        field.setFixedWidth(104)
        field.installEventFilter(self)
        field.textChanged.connect(lambda text: self.changed.emit())
        self.fields.append(field)
        self.grid.addWidget(field, self._next, len(figures) + 1, Qt.AlignmentFlag.AlignRight)
        for column, widget in enumerate(more, len(figures) + 2):
            self.grid.addWidget(widget, self._next, column)
        self._next += 1

    def close_up(self) -> None:
        """No more rows come: what room is left stays below."""
        self.grid.setRowStretch(self._next, 1)

    def go_to(self, number: int) -> None:
        """Put the focus on a field and bring it into view."""
        field = self.fields[number]
        field.setFocus()
        field.selectAll()
        self.ensureWidgetVisible(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and ↓ go to the next field, ↑ to the one before."""
        if event.type() == QEvent.Type.KeyPress and watched in self.fields:
            assert isinstance(event, QKeyEvent)
            at = self.fields.index(watched)
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and at + 1 == len(self.fields):
                self.finished.emit()
                return True
            if enter or event.key() == Qt.Key.Key_Down:
                self.go_to(min(at + 1, len(self.fields) - 1))
                return True
            if event.key() == Qt.Key.Key_Up:
                self.go_to(max(at - 1, 0))
                return True
        return super().eventFilter(watched, event)
