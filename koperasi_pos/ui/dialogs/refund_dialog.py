"""Take goods back: how much of each line, to the shelf or written off, why, and how the money goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QScrollArea, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import refunds
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.refunds import Refundable, RefundReceipt
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.fields import QuantityField, TextField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class RefundDialog(Dialog):
    """Every line that can still come back; nothing is filled in beforehand."""

    def __init__(
        self, desk: Desk, found: Refundable, then: Callable[[str, int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Refund of {number}").format(number=found.sale.number), ok=_("Refund"),
            explain=_("Type how much of each line comes back."), width=880, parent=parent,
        )  # fmt: skip
        self._desk, self._found, self._then = desk, found, then
        self._id = desk.till.new_id()
        self.amounts: dict[int, QuantityField] = {}
        self.damaged: dict[int, QCheckBox] = {}
        self.body.addWidget(self._lines(), 1)
        self.reason = TextField(_("Reason"), placeholder=_("for example: torn, wrong goods"))
        self.body.addWidget(form_row(_("Reason"), self.reason))
        self.back = heading("")
        self.body.addWidget(self.back)
        self._refresh()
        first = next(iter(self.amounts.values()), None)
        if first is not None:
            first.setFocus()

    def _lines(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setHorizontalSpacing(12)
        for column, word in enumerate((_("Goods"), _("Sold"), _("Can come back"), _("Comes back"), "")):
            grid.addWidget(quiet(word), 0, column)
        for number, line in enumerate(self._found.sale.lines):
            left = self._found.left(number)
            grid.addWidget(QLabel(line.name), number + 1, 0)
            grid.addWidget(QLabel(f"{quantity(line.quantity)} {line.unit} · {rupiah(line.total)}"), number + 1, 1)
            grid.addWidget(QLabel(f"{quantity(left)} {line.unit}"), number + 1, 2)
            if left <= 0:
                grid.addWidget(quiet(_("all came back")), number + 1, 3)
                continue
            field = QuantityField(_("{name} comes back").format(name=line.name))
            field.setMaximumWidth(120)
            field.textChanged.connect(lambda text: self._refresh())
            damaged = QCheckBox(_("damaged, not to the shelf"))
            self.amounts[number], self.damaged[number] = field, damaged
            grid.addWidget(field, number + 1, 3)
            grid.addWidget(damaged, number + 1, 4)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(len(self._found.sale.lines) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(box)
        scroll.setMinimumHeight(min(420, 90 + 54 * len(self._found.sale.lines)))
        return scroll

    def returning(self) -> list[Returning]:
        """What was typed."""
        asked = []
        for number, field in self.amounts.items():
            amount = field.quantity()
            if amount:
                asked.append(Returning(number, amount, restock=not self.damaged[number].isChecked()))
        return asked

    def _refresh(self) -> None:
        asked = self.returning()
        self.tell_wrong("")
        if not asked:
            self.back.setText("")
            return
        try:
            payments = refunds.foresee_refund(self._desk.till, self._found.sale.number, asked).payments
        except Refusal as refusal:
            self.back.setText("")
            self.tell_wrong(refusal_sentence(refusal))
            return
        told = " + ".join(f"{term('way', payment.way)} {rupiah(payment.amount)}" for payment in payments)
        self.back.setText(_("Money back: {ways}").format(ways=told or rupiah(0)))

    def finish(self) -> None:
        """Check, ask a second person where needed, post."""
        asked, reason = self.returning(), self.reason.value()
        if not asked:
            self.tell_wrong(_("Type how much comes back."))
            return
        if len(reason) < 3:
            self.tell_wrong(_("Please write a few words."))
            self.reason.setFocus()
            return
        when_allowed(self._desk, "refund", self, lambda approvals: self._post(asked, reason, approvals))

    def _post(self, asked: list[Returning], reason: str, approvals: Sequence[Approval]) -> None:
        till, actor, number, new_id = self._desk.till, self._desk.by, self._found.sale.number, self._id
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: refunds.complete_refund(
                till, number, asked, reason=reason, id=new_id, by=actor, approvals=approvals
            ),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, done: Done[RefundReceipt]) -> None:
        made = done.value.refund
        self.accept()
        self._then(made.number, sum(int(payment.amount) for payment in made.payments))

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))
