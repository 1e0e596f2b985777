"""Counting the drawer: how many of each note and coin, by keys alone, with the sum below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Denomination
from koperasi_pos.trade.shifts import DENOMINATIONS
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

_HALF = (len(DENOMINATIONS) + 1) // 2


class CashCount(QWidget):
    """A field for each note and coin in circulation. Enter and ↓ go to the next, ↑ to the one before."""

    changed = Signal()
    finished = Signal()
    """Enter in the last field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[Rupiah, QLineEdit] = {}
        self._sums: dict[Rupiah, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for number, value in enumerate(DENOMINATIONS):
            self._row(grid, number % _HALF, 4 * (number // _HALF), value)
        grid.setColumnMinimumWidth(3, 16)
        self._total = QLabel(rupiah(0))
        self._total.setProperty("kind", "figure")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(grid)
        rows.addWidget(self._total)

    def _row(self, grid: QGridLayout, row: int, column: int, value: Rupiah) -> None:
        label = QLabel(rupiah(value))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field = QLineEdit()
        field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), field))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setMinimumHeight(44)
        field.setFixedWidth(92)
        field.setPlaceholderText("0")
        field.setAccessibleName(_("Number of {value}").format(value=rupiah(value)))
        field.textChanged.connect(self._added_up)
        field.installEventFilter(self)
        label.setBuddy(field)
        total = QLabel("–")
        total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        total.setMinimumWidth(96)
        self._fields[value], self._sums[value] = field, total
        grid.addWidget(label, row, column)
        grid.addWidget(field, row, column + 1)
        grid.addWidget(total, row, column + 2)

    def denominations(self) -> list[Denomination]:
        """What was counted; values without a count are left out."""
        counted = ((value, int(field.text() or 0)) for value, field in self._fields.items())
        return [Denomination(value=value, count=count) for value, count in counted if count]

    @property
    def touched(self) -> bool:
        """Whether anything was typed at all, be it 0."""
        return any(field.text() for field in self._fields.values())

    def total(self) -> Rupiah:
        """What it comes to."""
        return Rupiah(sum(part.value * part.count for part in self.denominations()))

    def begin(self) -> None:
        """Put the focus where the count begins."""
        first = self._fields[DENOMINATIONS[0]]
        first.setFocus()
        first.selectAll()

    def field(self, value: int) -> QLineEdit:
        """The field of a note or coin."""
        return self._fields[Rupiah(value)]

    def _added_up(self) -> None:
        for value, field in self._fields.items():
            count = int(field.text() or 0)
            self._sums[value].setText(rupiah(value * count, symbol=False) if count else "–")
        self._total.setText(rupiah(self.total()))
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and the arrows move between the fields."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        steps: dict[int, int] = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(event.key())
        if step is None:
            return False
        fields = list(self._fields.values())
        at = next(number for number, field in enumerate(fields) if field is watched) + step
        if at == len(fields):
            if event.key() != Qt.Key.Key_Down:
                self.finished.emit()
        elif at >= 0:
            fields[at].setFocus()
            fields[at].selectAll()
        return True
