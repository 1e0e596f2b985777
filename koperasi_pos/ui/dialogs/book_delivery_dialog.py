"""The end of a delivery: the sum is held against the supplier's bill, and it is paid now or later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.cards import Chip
from koperasi_pos.ui.widgets.fields import MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.span_bar import DayField
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

LATER = "later"


@dataclass(frozen=True)
class Settled:
    """How a delivery is paid: nothing now (`paid` 0), or so much of a way; `due` is the day for what is left."""

    paid: Rupiah
    way: str
    reference: str
    due: str


class BookDeliveryDialog(Dialog):
    """Nothing is booked while the bill says something else, unless a person says so."""

    def __init__(
        self, total: Rupiah, terms: int, today: str, then: Callable[[Settled], None], parent: QWidget
    ) -> None:  # fmt: skip
        super().__init__(_("Book the delivery"), ok=_("Book"), width=520, parent=parent)
        self._total, self._then, self._warned = total, then, -1
        sum_label = QLabel(rupiah(total))
        sum_label.setProperty("kind", "huge")
        sum_label.setAccessibleName(_("To be paid"))
        self.body.addWidget(sum_label)
        self.bill = MoneyField(_("Sum on the supplier's bill"))
        self.difference = Chip()
        row = QHBoxLayout()
        row.addWidget(form_row(_("Sum on the supplier's bill"), self.bill), 1)
        row.addWidget(self.difference)
        self.body.addLayout(row)
        self.ways = Segments(
            [(LATER, _("Pay later")), *((way, term("pay_way", way)) for way in ("drawer", "safe", "transfer"))],
            name=_("Payment"),
        )
        self.body.addWidget(self.ways)
        self.paid = MoneyField(_("Paid now"), int(total))
        self.reference = TextField(_("Reference of the transfer"))
        self.due = DayField(_("Due on"), lambda: today)
        self.due.setFixedWidth(170)
        self.due.set_day((date.fromisoformat(today) + timedelta(days=terms)).isoformat() if terms else "")
        self.paid_row = form_row(_("Paid now"), self.paid)
        self.reference_row = form_row(_("Reference of the transfer"), self.reference)
        self.due_row = form_row(_("Due on"), self.due, hint=_("empty: as agreed with the supplier"))
        for form in (self.paid_row, self.reference_row, self.due_row):
            self.body.addWidget(form)
        self.bill.textChanged.connect(lambda text: self._compare())
        self.ways.chosen.connect(lambda way: self._show_way())
        self._compare()
        self._show_way()
        self.bill.setFocus()

    def _compare(self) -> None:
        bill = self.bill.rupiah()
        self.tell_wrong("")
        if bill is None:
            self.difference.show_state("")
        elif bill == self._total:
            self.difference.show_state(_("agrees"))
        else:
            self.difference.show_state(
                _("differs by {amount}").format(amount=rupiah(bill - self._total)), "red"
            )  # fmt: skip

    def _show_way(self) -> None:
        way = self.ways.key()
        self.paid_row.setVisible(way != LATER)
        self.reference_row.setVisible(way == "transfer")

    def _wrong(self) -> str:
        bill, way, paid = self.bill.rupiah(), self.ways.key(), self.paid.rupiah()
        if not self.bill.reads():
            return _("Please type an amount in rupiah.")
        if bill is not None and bill != self._total and self._warned != int(bill):
            self._warned = int(bill)
            return _("The bill says {amount}. Look the lines over; Enter once more books them as they are.").format(
                amount=rupiah(bill)
            )
        if way != LATER and (paid is None or not 0 < paid <= self._total):
            return _("Please type an amount from 1 to {most}.").format(most=rupiah(self._total))
        if way == "transfer" and not self.reference.value():
            return _("Please type the reference of the transfer.")
        if self.due.day() is None:
            return _("Please write days as 24/11/2026.")
        return ""

    def finish(self) -> None:
        """Check, then give it on."""
        wrong = self._wrong()
        self.tell_wrong(wrong)
        if wrong:
            return
        way, due = self.ways.key(), self.due.day() or ""
        later = way == LATER
        settled = Settled(
            Rupiah(0) if later else self.paid.rupiah() or Rupiah(0), "drawer" if later else way,
            self.reference.value() if way == "transfer" else "", due,
        )  # fmt: skip
        self.accept()
        self._then(settled)
