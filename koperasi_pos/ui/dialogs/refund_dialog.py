"""Take goods back: how much of each line, to the shelf or written off, why, and how the money goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QWidget

from koperasi_pos.journal.documents import Approval, Payment
from koperasi_pos.operations import refunds
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.refunds import MoneyBack, Refundable, RefundReceipt
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import FlatButton, SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.cards import heading, quiet
from koperasi_pos.ui.widgets.fields import QuantityField, TextField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import N_, _
from koperasi_pos.words.numbers import quantity, rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

REASONS = (N_("Wrong goods"), N_("Damaged"), N_("Past its date"), N_("Not wanted any more"))
"""Reasons that one press writes."""


class RefundDialog(Dialog):
    """Every line that can still come back; nothing is filled in beforehand."""

    def __init__(
        self, desk: Desk, found: Refundable, then: Callable[[RefundReceipt], None], parent: QWidget | None = None
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
        quick = QHBoxLayout()
        quick.setSpacing(8)
        self.reasons = [
            SecondaryButton(_(english), f"Alt+{number}", partial(self._take_reason, _(english)))
            for number, english in enumerate(REASONS, 1)
        ]
        for button in self.reasons:
            quick.addWidget(button)
        press_by_keys(self, self.reasons)
        self.body.addLayout(quick)
        self.back = heading("")
        self.by_hand = quiet()
        self.body.addWidget(self.back)
        self.body.addWidget(self.by_hand)
        self._refresh()
        first = next(iter(self.amounts.values()), None)
        if first is not None:
            first.setFocus()

    def _lines(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setHorizontalSpacing(12)
        words = (_("Goods"), _("Sold"), _("Can come back"), _("Comes back"))
        for column, word in enumerate(words):
            label = quiet(word)
            label.setWordWrap(False)
            grid.addWidget(label, 0, column)
        everything = FlatButton(_("Everything"), "F5", self.take_everything)
        grid.addWidget(everything, 0, len(words), Qt.AlignmentFlag.AlignRight)
        for number in range(len(self._found.sale.lines)):
            self._line(grid, number)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(len(self._found.sale.lines) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box)
        scroll.setMinimumHeight(min(330, 70 + 54 * len(self._found.sale.lines)))
        return scroll

    def _line(self, grid: QGridLayout, number: int) -> None:
        line, left, row = self._found.sale.lines[number], self._found.left(number), number + 1
        name = QLabel(line.name)
        name.setWordWrap(True)
        grid.addWidget(name, row, 0)
        grid.addWidget(QLabel(f"{quantity(line.quantity)} {line.unit} · {rupiah(line.total)}"), row, 1)
        grid.addWidget(QLabel(f"{quantity(left)} {line.unit}"), row, 2)
        if left <= 0:
            grid.addWidget(quiet(_("all came back")), row, 3)
            return
        field = QuantityField(_("{name} comes back").format(name=line.name))
        field.setFixedWidth(110)
        field.textChanged.connect(lambda text: self._refresh())
        damaged = QCheckBox(_("damaged, not to the shelf"))
        damaged.setEnabled(line.stocked)
        self.amounts[number], self.damaged[number] = field, damaged
        grid.addWidget(field, row, 3)
        grid.addWidget(damaged, row, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F5 takes everything."""
        if event.key() == Qt.Key.Key_F5:
            self.take_everything()
            return
        super().keyPressEvent(event)

    def take_everything(self) -> None:
        """All that is left of every line comes back."""
        for number, field in self.amounts.items():
            field.set_quantity(self._found.left(number))
        self.reason.setFocus()

    def _take_reason(self, sentence: str) -> None:
        self.reason.setText(sentence)
        self.ok_button.setFocus()

    def returning(self) -> list[Returning] | None:
        """What was typed; `None` where a field holds no quantity."""
        asked = []
        for number, field in self.amounts.items():
            amount = field.quantity()
            if amount is None and field.value():
                return None
            if amount:
                asked.append(Returning(number, amount, restock=not self.damaged[number].isChecked()))
        return asked

    def _refresh(self) -> None:
        """What would go back for what is typed so far."""
        asked = self.returning()
        self.tell_wrong("" if asked is not None else _("That is no quantity."))
        found: MoneyBack | None = None
        if asked:
            try:
                found = refunds.foresee_refund(self._desk.till, self._found.sale.number, asked)
            except Refusal as refusal:
                self.tell_wrong(refusal_sentence(refusal))
        payments = found.payments if found is not None else []
        told = " + ".join(f"{term('way', payment.way)} {rupiah(payment.amount)}" for payment in payments)
        if found is not None and found.rounding:
            told += " · " + _("rounding {amount}").format(amount=rupiah(found.rounding))
        self.back.setText(_("Money back: {ways}").format(ways=told or rupiah(0)) if found is not None else " ")
        self.by_hand.setText(_by_hand(payments))
        self.by_hand.setVisible(bool(self.by_hand.text()))

    def finish(self) -> None:
        """Check, ask a second person where needed, post."""
        asked, reason = self.returning(), self.reason.value()
        if not asked:
            self.tell_wrong(_("Type how much comes back.") if asked is not None else _("That is no quantity."))
            return
        if len(reason) < 3:
            self.tell_wrong(_("Write a reason."))
            self.reason.setFocus()
            return
        try:
            refunds.foresee_refund(self._desk.till, self._found.sale.number, asked)
        except Refusal as refusal:
            self.tell_wrong(refusal_sentence(refusal))
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
        if not self.over:
            self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        if self.over:
            self._desk.tell_refusal(refusal)
            return
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))


def _by_hand(payments: Sequence[Payment]) -> str:
    """What a person has to do for money that does not go back in cash; a card gets its own back by itself."""
    told = [
        _("Give {amount} back by {way} yourself (reference {reference}).").format(
            amount=rupiah(payment.amount), way=term("way", payment.way), reference=payment.reference or "–"
        )
        for payment in payments
        if payment.way not in ("cash", "visit") and not payment.account
    ]
    told += [
        _("{amount} goes back onto the card of {name}.").format(amount=rupiah(payment.amount), name=payment.holder)
        for payment in payments
        if payment.account or payment.way == "visit"
    ]
    return " ".join(told)
