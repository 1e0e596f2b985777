"""The tiles of the sell page: which goods, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from koperasi_pos.operations import products
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.ui.widgets.tiles import MOST
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class TilesDialog(Dialog):
    """Goods are added by a search or a scan; Alt with the arrows moves one, Del takes it out."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        explain = _("The first {n} stand on the till page; Alt with a digit takes one of the first nine.")
        super().__init__(_("Tiles on the till"), ok=_("Save"), explain=explain.format(n=MOST), width=620, parent=parent)
        self._desk = desk
        self.search = SearchField(lambda text: products.find_products(desk.till, text, limit=12), self)
        self.search.setPlaceholderText(_("Add: type part of a name, or scan"))
        self.search.picked.connect(self.add)
        self.search.entered.connect(self.enter)
        self.body.addWidget(self.search)
        columns = [
            TableColumn("", self._place, right=True, width=56),
            TableColumn(_("Goods"), lambda row: row.name),
            TableColumn(_("Price"), lambda row: rupiah(row.price), right=True, width=120),
        ]
        self.table = Table(_("Tiles"), columns)
        self.table.setMinimumHeight(270)
        self.table.activated_row.connect(lambda row: self.finish())
        self.table.installEventFilter(self)
        self.body.addWidget(self.table)
        row = QHBoxLayout()
        for button in (
            SecondaryButton(_("Up"), "Alt+↑", lambda: self.move_by(-1)),
            SecondaryButton(_("Down"), "Alt+↓", lambda: self.move_by(1)),
            SecondaryButton(_("Take out"), "Del", self.take_out),
        ):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._show(products.favourites(desk.till), 0)
        self.table.setFocus()

    def _place(self, row: ProductRow) -> str:
        return str(self.table.rows_model.rows.index(row) + 1)

    def _show(self, rows: Sequence[ProductRow], cursor: int) -> None:
        self.table.set_rows(rows)
        if rows:
            self.table.selectRow(max(0, min(cursor, len(rows) - 1)))

    def add(self, row: ProductRow) -> None:
        """One more tile at the end; the cursor goes to it."""
        rows = list(self.table.rows_model.rows)
        at = next((place for place, held in enumerate(rows) if held.id == row.id), None)
        if at is None:
            rows.append(row)
            at = len(rows) - 1
        self._show(rows, at)
        self.tell_wrong("")

    def enter(self, text: str) -> None:
        """A code that was scanned or typed."""
        found = {match.product.id: match.product for match in products.by_code(self._desk.till, text)}
        if len(found) == 1:
            self.add(next(iter(found.values())))
        else:
            self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))

    def scanned(self, text: str) -> bool:
        """Scanned goods become a tile."""
        self.enter(text)
        return True

    def move_by(self, step: int) -> None:
        """Move the tile under the cursor."""
        rows, at = list(self.table.rows_model.rows), self.table.currentIndex().row()
        if 0 <= at < len(rows) and 0 <= at + step < len(rows):
            rows[at], rows[at + step] = rows[at + step], rows[at]
            self._show(rows, at + step)

    def take_out(self) -> None:
        """The goods under the cursor are no tile any more."""
        rows, at = list(self.table.rows_model.rows), self.table.currentIndex().row()
        if 0 <= at < len(rows):
            del rows[at]
            self._show(rows, at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """In the list Alt with an arrow moves the tile, Del takes it out."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.take_out()
                return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Keep the tiles and their order."""
        till, actor, new_id = self._desk.till, self._desk.by, self._desk.till.new_id()
        wanted = [row.id for row in self.table.rows_model.rows]
        desk = self._desk
        self.accept()
        desk.do(
            lambda: products.order_favourites(till, wanted, id=new_id, by=actor),
            lambda done: desk.tell(_("The tiles are saved.")),
        )
