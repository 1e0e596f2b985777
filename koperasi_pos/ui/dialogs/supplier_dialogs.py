"""A supplier is paid, or goods go back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.operations.suppliers import PAY_WAYS, Debt, Returning
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.goods_picker import GoodsPicker, Picked
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


class PaySupplierDialog(Dialog):
    """How much of a debt is paid, and from where; `then` gets (amount, way, reference)."""

    def __init__(self, debt: Debt, then: Callable[[Rupiah, str, str], None], parent: QWidget) -> None:
        explain = _("{supplier}, {number}: still owed {amount}.").format(
            supplier=debt.name, number=debt.invoice or debt.number, amount=rupiah(debt.open)
        )
        super().__init__(_("Pay a supplier"), ok=_("Pay"), explain=explain, width=500, parent=parent)
        self._then, self._open = then, debt.open
        self.amount = MoneyField(_("Amount"), debt.open)
        self.ways = Segments([(way, term("pay_way", way)) for way in PAY_WAYS], name=_("Payment"))
        self.reference = TextField(_("Reference of the transfer"))
        self.reference_row = form_row(_("Reference of the transfer"), self.reference)
        self.body.addWidget(form_row(_("Amount"), self.amount))
        self.body.addWidget(self.ways)
        self.body.addWidget(self.reference_row)
        self.ways.chosen.connect(lambda way: self.reference_row.setVisible(way == "transfer"))
        self.reference_row.hide()
        self.amount.setFocus()
        self.amount.selectAll()

    def finish(self) -> None:
        """Check, then give it on."""
        amount, way = self.amount.rupiah(), self.ways.key()
        if amount is None or not 0 < amount <= self._open:
            self.tell_wrong(_("Please type an amount from 1 to {most}.").format(most=rupiah(self._open)))
            self.amount.setFocus()
            return
        if way == "transfer" and not self.reference.value():
            self.tell_wrong(_("Please type the reference of the transfer."))
            self.reference.setFocus()
            return
        self.accept()
        self._then(amount, way, self.reference.value() if way == "transfer" else "")


class ReturnGoodsDialog(Dialog):
    """What goes back, why, and which debt its worth lowers; `then` gets (goods, reason, purchase)."""

    def __init__(
        self, desk: Desk, supplier: str, debts: Sequence[Debt], purchase: str,
        then: Callable[[list[Returning], str, str], None], parent: QWidget,
    ) -> None:  # fmt: skip
        explain = _("Goods go back to {name} at what they cost the shop.").format(name=supplier)
        super().__init__(_("Return goods"), ok=_("Return"), explain=explain, width=640, parent=parent)
        self._then = then
        self.goods = GoodsPicker(desk, self, name=_("Goods"), counted=True)
        self.goods.table.setMinimumHeight(180)
        self.goods.unclear.connect(
            lambda text: self.tell_wrong(_("It is not clear which goods {code} means.").format(code=text))
        )
        self.goods.changed.connect(lambda: self.tell_wrong(""))
        self.body.addWidget(self.goods, 1)
        self.purchase = Choice(
            _("Its worth lowers"),
            [("", _("no debt: the money comes back another way")), *((debt.id, _debt_words(debt)) for debt in debts)],
            purchase,
        )
        self.reason = TextField(_("Reason"), placeholder=_("damaged, past its date, wrong goods …"))
        self.body.addWidget(form_row(_("Its worth lowers"), self.purchase))
        self.body.addWidget(form_row(_("Reason"), self.reason))
        self.goods.search.installEventFilter(self)
        self.goods.search.setFocus()

    def scanned(self, text: str) -> bool:
        """One more of what was scanned goes back."""
        self.goods.enter(text)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter in the empty search goes on to the reason once goods are picked."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not self.goods.search.text()
            and self.goods.picked()
        ):
            self.reason.setFocus()
            return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Check, then give it on."""
        picked: list[Picked] = self.goods.picked()
        if not picked:
            self.tell_wrong(_("Choose the goods first."))
            self.goods.search.setFocus()
            return
        if len(self.reason.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.reason.setFocus()
            return
        self.accept()
        self._then(
            [Returning(one.row.id, Quantity(one.count)) for one in picked], self.reason.value(), self.purchase.value()
        )


def _debt_words(debt: Debt) -> str:
    day = date_short(debt.due) if debt.due else _("at once")
    return _("{number}, due {day}: {amount}").format(
        number=debt.invoice or debt.number, day=day, amount=rupiah(debt.open)
    )
