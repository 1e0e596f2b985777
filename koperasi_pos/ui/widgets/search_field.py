"""The one field of the till: a bar code, a shop code, `3*code`, or part of a name with hits below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah


class Hit(Protocol):
    """A product as the list of hits shows it."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def price(self) -> int:
        """Rupiah a unit."""

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def stock_quantity(self) -> int:
        """Thousandths on hand."""


class SearchField(QLineEdit):
    """Emits `entered` for what was typed and ended with Enter, `picked` for a hit that was chosen."""

    entered = Signal(str)
    picked = Signal(object)

    def __init__(self, find: Callable[[str], Sequence[Hit]], parent: QWidget) -> None:
        super().__init__(parent)
        self._find = find
        self.setProperty("kind", "scan")
        self.setAccessibleName(_("Search or scan"))
        self.setPlaceholderText(_("Scan a bar code, or type a code or part of a name …"))
        self.setClearButtonEnabled(True)
        columns = [
            TableColumn(_("Goods"), lambda hit: str(hit.name)),
            TableColumn(_("Price"), lambda hit: rupiah(hit.price), right=True, width=120),
            TableColumn(_("Stock"), lambda hit: f"{quantity(hit.stock_quantity)} {hit.unit}", right=True, width=130),
        ]
        self.hits = Table(_("Hits"), columns, parent)
        self.hits.horizontalHeader().hide()
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.hide()
        self.hits.clicked.connect(lambda index: self._pick(self.hits.rows_model.rows[index.row()]))
        self.nothing = QLabel(_("Nothing found. Enter looks for the code."), parent)
        self.nothing.setProperty("kind", "chip-gold")
        self.nothing.hide()
        self.textEdited.connect(self._edited)

    def _edited(self, text: str) -> None:
        words = text.strip()
        if len(words) < 2 or "*" in words or words.isdigit():
            self.close_hits()
            return
        found = list(self._find(words))
        self.nothing.setVisible(not found)
        if not found:
            self.hits.hide()
            self._place(self.nothing, 30)
            return
        self.hits.set_rows(found)
        self.hits.selectRow(0)
        self._place(self.hits, min(8, len(found)) * 44 + 4)
        self.hits.show()

    def _place(self, widget: QWidget, height: int) -> None:
        parent = widget.parentWidget()
        assert parent is not None
        corner = self.mapTo(parent, QPoint(0, self.height() + 4))
        widget.setGeometry(corner.x(), corner.y(), self.width(), height)
        widget.raise_()

    def close_hits(self) -> None:
        """Take the list away."""
        self.hits.hide()
        self.nothing.hide()

    def reset(self) -> None:
        """Empty the field for the next goods."""
        self.clear()
        self.close_hits()

    @property
    def listing(self) -> bool:
        """Whether hits are shown."""
        return self.hits.isVisible()

    def _pick(self, hit: object) -> None:
        self.reset()
        self.picked.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move in the hits, Enter takes one or enters the text, Escape closes the list first."""
        key = event.key()
        if self.listing and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = self.hits.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            self.hits.selectRow(max(0, min(row, len(self.hits.rows_model.rows) - 1)))
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            hit = self.hits.current() if self.listing else None
            if hit is not None:
                self._pick(hit)
            elif self.text().strip():
                text = self.text().strip()
                self.reset()
                self.entered.emit(text)
            return
        if key == Qt.Key.Key_Escape and (self.text() or self.listing):
            self.reset()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The list goes when the field loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.close_hits()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The list would no longer fit under the field."""
        self.close_hits()
        super().resizeEvent(event)

    def wants_escape(self) -> bool:
        """Whether Escape still has something to do here."""
        return bool(self.text()) or self.listing
