"""The day on packages is set right: how many of a product bear which day."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import products
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import heading
from koperasi_pos.ui.widgets.fields import QuantityField, form_row
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.values import Quantity
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity


class DatedDialog(Dialog):
    """`then` gets (product, day, how many)."""

    def __init__(
        self, desk: Desk, row: ProductRow | None, day: str, many: int | None,
        then: Callable[[ProductRow, str, Quantity], None], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(
            _("Days on packages"), ok=_("Save"), width=520, parent=parent,
            explain=_("So many of what is there bear this day. Nothing comes or goes."),
        )  # fmt: skip
        self._desk, self._then, self.row = desk, then, row
        self.search = SearchField(lambda text: products.find_products(desk.till, text, limit=8), self)
        self.search.picked.connect(lambda found, times: self._take(found))
        self.search.entered.connect(self.enter)
        self.goods = heading("")
        self.many = QuantityField(_("How many"), many, grouped=True)
        self.day = DayField(_("Best before"), desk.till.today)
        self.day.setFixedWidth(170)
        self.day.set_day(day)
        self.body.addWidget(self.search)
        self.body.addWidget(self.goods)
        self.body.addWidget(form_row(_("How many"), self.many))
        self.body.addWidget(form_row(_("Best before"), self.day))
        self._show()
        (self.many if row is not None else self.search).setFocus()

    def _show(self) -> None:
        row = self.row
        if row is None:
            self.goods.setText(_("Which product?"))
        else:
            self.goods.setText(
                _("{name}: {quantity} {unit} are there").format(
                    name=row.name, quantity=quantity(row.stock_quantity), unit=row.unit
                )
            )

    def _take(self, row: ProductRow) -> None:
        self.row = row
        self._show()
        self.many.setFocus()

    def enter(self, text: str) -> None:
        """A code that was scanned, or part of a name that only one product has."""
        found = {match.product.id: match.product for match in products.by_code(self._desk.till, text)}
        if not found:
            found = {row.id: row for row in products.find_products(self._desk.till, text, limit=2)}
        if len(found) == 1:
            self.tell_wrong("")
            self._take(next(iter(found.values())))
        else:
            self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))

    def scanned(self, text: str) -> bool:
        """A scan chooses the product."""
        self.enter(text)
        return True

    def finish(self) -> None:
        """Check, then give it on."""
        many, day = self.many.quantity(), self.day.day()
        if self.row is None:
            self.tell_wrong(_("Choose the goods first."))
            self.search.setFocus()
        elif many is None or many < 0:
            self.tell_wrong(_("Please type how many there are."))
            self.many.setFocus()
        elif not day:
            self.tell_wrong(_("Please write days as 24/11/2026."))
            self.day.setFocus()
        else:
            self.accept()
            self._then(self.row, day, Quantity(many))
