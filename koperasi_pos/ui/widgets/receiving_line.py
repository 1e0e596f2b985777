"""The figures of one line of a delivery: in which pack it came, how many, free ones, price, discount, expiry."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from koperasi_pos.trade.receiving_drafts import DraftLine
from koperasi_pos.ui.widgets.cards import Card
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.fields import MoneyField, QuantityField, SuggestField, form_row, tab_through
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.values import ONE, Quantity, Rupiah
from koperasi_pos.words import _


class ReceivingLine(Card):
    """`changed` tells (key of the line, its new figures) while a person types; `done` that Enter was pressed."""

    changed = Signal(int, dict)
    done = Signal()

    def __init__(self, today: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._line: DraftLine | None = None
        self._filling = False
        self.heading = ElidedLabel(least=120)
        self.heading.setProperty("kind", "head")
        self.unit = SuggestField(_("Supplier's unit"))
        self.factor = QuantityField(_("Contents"), grouped=True)
        self.quantity = QuantityField(_("How many"), grouped=True)
        self.free = QuantityField(_("Free"), grouped=True)
        self.price = MoneyField(_("Price each"))
        self.discount = MoneyField(_("Discount"))
        self.expiry = DayField(_("Best before"), today)
        self.expiry.setMinimumWidth(100)
        self.expiry.setMaximumWidth(16_777_215)
        self.body.setSpacing(6)
        self.body.addWidget(self.heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.fields: list[QWidget] = [
            self.quantity, self.unit, self.factor, self.price, self.discount, self.free, self.expiry,
        ]  # fmt: skip
        for field, label, row, column, wide in (
            (self.quantity, _("How many"), 0, 0, 1), (self.unit, _("Supplier's unit"), 0, 1, 1),
            (self.factor, _("Contents"), 0, 2, 1), (self.price, _("Price each"), 1, 0, 2),
            (self.discount, _("Discount"), 1, 2, 1), (self.free, _("Free"), 2, 0, 1),
            (self.expiry, _("Best before"), 2, 1, 2),
        ):  # fmt: skip
            field.setMinimumWidth(84)
            grid.addWidget(form_row(label, field), row, column, 1, wide)
        self.body.addLayout(grid)
        tab_through(self.fields)
        self._listen()
        self.show_line(None)

    def _listen(self) -> None:
        for field in (self.quantity, self.factor, self.free, self.price, self.discount):
            field.textEdited.connect(lambda text: self._tell())
            field.returnPressed.connect(self.done)
        self.unit.currentTextChanged.connect(lambda text: self._unit_named())
        self.expiry.editingFinished.connect(self._tell)
        self.expiry.stepped.connect(self._tell)
        self.expiry.returnPressed.connect(self.done)
        edit = self.unit.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self.done)

    def show_line(self, line: DraftLine | None) -> None:
        """Show a line; a field that is typed in keeps its text while it reads the same."""
        other = line is None or self._line is None or line.key != self._line.key
        self._line = line
        self.setEnabled(line is not None)
        self.heading.setText(line.product.name if line is not None else _("Scan the first goods"))
        self._filling = True
        if other:
            self.unit.set_options([pack.unit for pack in line.product.packs] if line is not None else [])
        for field, amount in (
            (self.quantity, line.quantity if line else None), (self.free, (line.free or None) if line else None),
            (self.factor, line.factor if line else None),
        ):  # fmt: skip
            self._show_quantity(field, amount)
        for money, shown in ((self.price, line.price if line else None), (self.discount, line and line.discount)):
            if not money.hasFocus() or other:
                money.set_amount(int(shown) if shown else None)
        if not self.unit.hasFocus() or other:
            self.unit.setCurrentText(line.unit if line is not None else "")
        if not self.expiry.hasFocus() or other:
            self.expiry.set_day(line.expiry if line is not None else "")
        self._filling = False

    def _show_quantity(self, field: QuantityField, amount: Quantity | None) -> None:
        if amount is None:
            if field.quantity() != 0 or not field.hasFocus():
                field.setText("")
        elif field.quantity() != amount or not field.hasFocus():
            field.set_quantity(amount)
        field.mark(wrong=False)

    def _unit_named(self) -> None:
        """A pack of the product brings its contents along."""
        if self._filling or self._line is None:
            return
        named = self.unit.value().casefold()
        pack = next((pack for pack in self._line.product.packs if pack.unit.casefold() == named), None)
        if pack is not None:
            self._filling = True
            self.factor.set_quantity(pack.factor)
            self._filling = False
        self._tell()

    def _tell(self) -> None:
        if self._filling or self._line is None:
            return
        day = self.expiry.day()
        fields: dict[str, object] = {
            "unit": self.unit.value() or self._line.unit, "factor": self.factor.quantity() or ONE,
            "quantity": self.quantity.quantity() or Quantity(0), "free": self.free.quantity() or Quantity(0),
            "price": self.price.rupiah() or Rupiah(0), "discount": self.discount.rupiah() or Rupiah(0),
        }  # fmt: skip
        if day is not None:
            fields["expiry"] = day
        self.changed.emit(self._line.key, fields)

    def wrong(self) -> QWidget | None:
        """The first field whose text cannot be read."""
        for field in (self.quantity, self.factor, self.free, self.price, self.discount):
            if not field.reads():
                return field
        return self.expiry if self.expiry.day() is None else None

    def begin(self) -> None:
        """The cursor goes to how many there are."""
        if self._line is not None:
            self.quantity.setFocus()
            self.quantity.selectAll()
