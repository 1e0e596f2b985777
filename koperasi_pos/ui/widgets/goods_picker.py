"""Several goods picked by a search or scans, each with how many where that counts: for labels and promotions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from koperasi_pos.operations import products
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.fields import QuantityField
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ONE, Quantity
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah


@dataclass(frozen=True)
class Picked:
    """One product and how many of it, in thousandths of its unit."""

    row: ProductRow
    count: Quantity = ONE


class GoodsPicker(QWidget):
    """A search above the list of what was picked. `+`, `−` and Del work in the list.

    Names and codes are looked up in the shop; hits open over `ground`, which must hold this widget.
    """

    changed = Signal()
    unclear = Signal(str)
    """A code of no product, or of several."""

    def __init__(self, desk: Desk, ground: QWidget, *, name: str, counted: bool) -> None:
        super().__init__()
        self._desk = desk
        self.search = SearchField(lambda text: products.find_products(desk.till, text, limit=12), ground)
        self.search.setPlaceholderText(_("Add: type part of a name, or scan"))
        self.search.picked.connect(self.add)
        self.search.entered.connect(self.enter)
        columns = [
            TableColumn(
                _("Goods"), lambda picked: picked.row.name,
                small=lambda picked: f"{rupiah(picked.row.price)} / {picked.row.unit}",
            ),
            TableColumn(_("How many"), lambda picked: quantity(picked.count), right=True, width=110),
        ]  # fmt: skip
        self.table = Table(name, columns)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.installEventFilter(self)
        self.table.chosen.connect(lambda picked: self._show_count())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons())
        self.set_counted(counted)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.fewer = SecondaryButton("−", "-", lambda: self.step(-1))
        self.more = SecondaryButton("+", "+", lambda: self.step(1))
        self.fewer.setAccessibleName(_("One fewer"))
        self.more.setAccessibleName(_("One more"))
        self.count_label = QLabel(_("How many"))
        self.count = QuantityField(_("How many"), grouped=True)
        self.count.setFixedWidth(90)
        self.count_label.setBuddy(self.count)
        self.count.textEdited.connect(lambda text: self._typed())
        self.out = SecondaryButton(_("Take out"), "Del", self.take_out)
        for widget in (self.fewer, self.more, self.count_label, self.count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.out)
        return row

    def set_counted(self, counted: bool) -> None:
        """Whether it matters how many of each."""
        self.counted = counted
        self.table.setColumnHidden(1, not counted)
        for widget in (self.fewer, self.more, self.count_label, self.count):
            widget.setVisible(counted)

    def picked(self) -> list[Picked]:
        """What is picked, in the order in which it was."""
        return list(self.table.rows_model.rows)

    def set_picked(self, picked: Sequence[Picked], cursor: int = 0) -> None:
        """Show other goods."""
        self.table.set_rows(picked)
        if picked:
            self.table.selectRow(max(0, min(cursor, len(picked) - 1)))
        self._show_count()

    def add(self, row: ProductRow) -> None:
        """One more of this product; the cursor goes to it."""
        picked = self.picked()
        at = next((place for place, held in enumerate(picked) if held.row.id == row.id), len(picked))
        if at == len(picked):
            picked.append(Picked(row))
        elif self.counted:
            picked[at] = replace(picked[at], count=picked[at].count + ONE)
        self.set_picked(picked, at)
        self.changed.emit()

    def enter(self, text: str) -> None:
        """A code that was scanned, or what was typed and ended with Enter."""
        found = {match.product.id: match.product for match in products.by_code(self._desk.till, text)}
        if not found:
            named = products.find_products(self._desk.till, text, limit=2)
            found = {row.id: row for row in named}
        if len(found) == 1:
            self.add(next(iter(found.values())))
        else:
            self.unclear.emit(text)

    def step(self, by: int) -> None:
        """More or fewer of the product under the cursor, at least one."""
        held = self.table.current()
        if held is not None and self.counted and held.count + ONE * by > 0:
            self._set_count(held.count + ONE * by)

    def _set_count(self, count: Quantity) -> None:
        at, picked = self.table.currentIndex().row(), self.picked()
        picked[at] = replace(picked[at], count=count)
        self.table.blockSignals(True)
        self.table.set_rows(picked)
        self.table.selectRow(at)
        self.table.blockSignals(False)
        if not self.count.hasFocus():
            self._show_count()
        self.changed.emit()

    def _typed(self) -> None:
        count = self.count.quantity()
        if count is not None and count > 0 and self.table.current() is not None:
            self._set_count(count)

    def _show_count(self) -> None:
        held = self.table.current()
        self.count.setEnabled(held is not None)
        self.out.setEnabled(held is not None)
        self.count.setText("")
        if held is not None:
            self.count.set_quantity(held.count)

    def take_out(self) -> None:
        """The product under the cursor is not picked any more."""
        at, picked = self.table.currentIndex().row(), self.picked()
        if 0 <= at < len(picked):
            del picked[at]
            self.set_picked(picked, at)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """`+`, `−` and Del in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Delete:
                self.take_out()
                return True
            if self.counted and event.text() in ("+", "-"):
                self.step(1 if event.text() == "+" else -1)
                return True
        return super().eventFilter(watched, event)
