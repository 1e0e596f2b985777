"""The list of goods: a search as you type, a category, also goods off sale, with price and stock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import products
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox
from koperasi_pos.ui.widgets.cards import Empty, quiet
from koperasi_pos.ui.widgets.fields import Choice, TextField, offer_clearing
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah

MOST_ROWS = 300
MOST_LISTED = 100_000


class ProductList(QWidget):
    """`chosen` tells the product under the cursor when a person moved it."""

    chosen = Signal(object)
    narrowed = Signal()
    """Something else was looked for; the list is read already."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setMinimumWidth(384)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.search = TextField(_("Search goods"), placeholder=_("name, code or bar code"))
        offer_clearing(self.search)
        self.search.textChanged.connect(lambda text: self._narrow())
        column.addWidget(self.search)
        row = QHBoxLayout()
        self.category = Choice(_("Category"), [("", _("all categories"))])
        self.category.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.category.setMinimumContentsLength(8)
        self.category.chosen.connect(lambda value: self._narrow())
        self.inactive = KeyBox(_("also off sale"), "F12")
        self.inactive.toggled.connect(lambda on: self._narrow())
        row.addWidget(self.category, 1)
        row.addWidget(self.inactive)
        column.addLayout(row)
        columns = [
            TableColumn(_("Goods"), _name, small=_small, tone=lambda row: "" if row.active else "quiet"),
            TableColumn(_("Price"), _price, right=True, width=84),
            TableColumn(_("Stock"), _stock, right=True, width=90, tone=_stock_tone),
        ]
        self.table = Table(_("Goods"), columns)
        self.search.returnPressed.connect(self.table.enter)
        self.table.chosen.connect(self._moved)
        column.addWidget(self.table, 1)
        self.nothing = Empty("", "mdi6.package-variant")
        column.addWidget(self.nothing, 1)
        self.count = quiet()
        column.addWidget(self.count)

    def _narrow(self) -> None:
        self.read()
        self.narrowed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """From the search the arrow leads into the list."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.enter()
            return
        super().keyPressEvent(event)

    def _moved(self, row: ProductRow | None) -> None:
        if row is not None:
            self.chosen.emit(row)

    def read(self, *, keep: str = "") -> None:
        """Read the list again. The cursor stays on the product `keep`, or on the one it was on; nothing is told."""
        rows = self.rows(limit=MOST_ROWS + 1)
        more, rows = len(rows) > MOST_ROWS, rows[:MOST_ROWS]
        held = self.table.current()
        wanted = keep or (held.id if held is not None else "")
        self.table.show_quietly(rows)
        self.table.point_at(lambda row: row.id == wanted)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        filtered = bool(self.search.value() or self.category.value())
        self.nothing.words.setText(
            _("Nothing found.") if filtered else _("No goods yet. Add the first ones, or import a sheet.")
        )
        self.count.setText(
            _("The first {n}. Type more to find others.").format(n=MOST_ROWS)
            if more
            else n_("{n} product", "{n} products", len(rows)).format(n=len(rows))
        )

    def read_categories(self) -> list[str]:
        """Offer the categories that are in use; returns them."""
        names = products.categories(self._desk.till)
        chosen = self.category.value()
        self.category.blockSignals(True)
        self.category.set_options([("", _("all categories")), *((name, name) for name in names)])
        self.category.set_value(chosen)
        self.category.blockSignals(False)
        return names

    def rows(self, *, limit: int = MOST_LISTED) -> list[ProductRow]:
        """The goods that fit what was typed and chosen, also those that the list has no room for."""
        return products.find_products(
            self._desk.till, self.search.value(), limit=limit, active_only=not self.inactive.isChecked(),
            category=self.category.value(),
        )  # fmt: skip

    def point_at(self, product: str) -> bool:
        """Put the cursor on a product, without telling; False where the list does not show it."""
        return self.table.point_at(lambda row: row.id == product)


def _name(row: ProductRow) -> str:
    return row.name if row.active else _("{name} (off sale)").format(name=row.name)


def _small(row: ProductRow) -> str:
    code = row.code or next((code for pack in row.document.packs for code in pack.codes), "")
    return " · ".join(part for part in (row.category, code) if part) or "–"


def _price(row: ProductRow) -> str:
    return _("typed") if row.document.open_price and not row.price else rupiah(row.price, symbol=False)


def _stock(row: ProductRow) -> str:
    return f"{quantity(row.stock_quantity)} {row.unit}" if row.document.stocked else "–"


def _stock_tone(row: ProductRow) -> str:
    product = row.document
    if not product.stocked:
        return "quiet"
    return "red" if row.stock_quantity < 0 or row.stock_quantity < product.minimum else ""
