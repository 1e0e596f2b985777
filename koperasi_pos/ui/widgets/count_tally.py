"""Counting at a shelf, blind: what was scanned last stands large, below it everything that was found so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, quiet
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.fields import QuantityField, form_row
from koperasi_pos.ui.widgets.search_field import Hit, SearchField
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Quantity
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity


class CountTally(QWidget):
    """`typed` tells how many there are altogether of what was scanned last."""

    typed = Signal(object)
    undo = Signal()

    def __init__(self, find: Callable[[str], Sequence[Hit]], ground: QWidget) -> None:
        super().__init__()
        self.last: ProductRow | None = None
        self.search = SearchField(find, ground)
        self.name = ElidedLabel(_("Scan the first goods"), least=160)
        self.name.setProperty("kind", "title")
        self.found = QLabel("")
        self.found.setProperty("kind", "huge")
        self.found.setAccessibleName(_("Found on the shelf"))
        self.many = QuantityField(_("How many altogether"), grouped=True)
        self.many.setFixedWidth(150)
        self.many.returnPressed.connect(self._typed)
        self.undo_button = SecondaryButton(_("Undo"), "F6", self.undo.emit)
        self.undo_button.setEnabled(False)
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(14)
        words = QVBoxLayout()
        words.addWidget(self.name)
        words.addWidget(self.found)
        row.addLayout(words, 1)
        row.addWidget(form_row(_("How many altogether"), self.many))
        row.addWidget(self.undo_button)
        card.body.addLayout(row)
        columns = [
            TableColumn(
                _("Goods"), lambda line: line[0].name,
                small=lambda line: " · ".join(filter(None, (line[0].category, line[0].code))) or "–",
            ),
            TableColumn(
                _("Found on the shelf"), lambda line: f"{quantity(line[1])} {line[0].unit}", right=True, width=160,
            ),
        ]  # fmt: skip
        self.table = Table(_("Found on the shelf"), columns)
        self.nothing = Empty(
            _("Walk along the shelf and scan. 12* before a code counts twelve."), "mdi6.barcode-scan"
        )  # fmt: skip
        self.count = quiet()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(card)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.count)

    def show_last(self, row: ProductRow | None, counted: int) -> None:
        """What was scanned last, and how many of it were found by now."""
        self.last = row
        self.name.setText(row.name if row is not None else _("Scan the first goods"))
        self.found.setText(f"{quantity(counted)} {row.unit}" if row is not None else "")
        self.many.setEnabled(row is not None)
        if not self.many.hasFocus():
            self.many.setText("")

    def show_found(self, lines: Sequence[tuple[ProductRow, int]]) -> None:
        """Everything that was found so far, by anybody."""
        self.table.set_rows(lines, keep=lambda line: line[0].id)
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self.count.setText(n_("{n} product counted", "{n} products counted", len(lines)).format(n=len(lines)))

    def _typed(self) -> None:
        many = self.many.quantity()
        if many is not None and many >= 0 and self.last is not None:
            self.many.setText("")
            self.typed.emit(Quantity(many))
        self.search.setFocus()

    def begin(self) -> None:
        """The cursor waits for the next scan."""
        self.search.setFocus()
