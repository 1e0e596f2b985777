"""Cash into the drawer, out of it or to the safe: how much and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import MoneyField, TextField, form_row
from koperasi_pos.values import Rupiah
from koperasi_pos.words import N_, _
from koperasi_pos.words.terms import term

REASONS = {
    "in": (N_("Small change"), N_("From the office"), N_("Money found")),
    "out": (N_("Shop needs"), N_("Paid a supplier"), N_("Transport")),
    "safe": (N_("Deposit at noon"), N_("Too much in the drawer"), N_("Deposit at the end of the day")),
    "no_sale": (N_("Exchange money"), N_("Test of the drawer"), N_("Check the money")),
}
"""Reasons that one key writes; looked up with `_` where they are shown."""


class CashDialog(Dialog):
    """Asks for an amount and a reason; for `no_sale` only for the reason."""

    def __init__(self, purpose: str, then: Callable[[Rupiah, str], None], parent: QWidget | None = None) -> None:
        super().__init__(
            term("purpose", purpose),
            ok=_("Open the drawer") if purpose == "no_sale" else "",
            explain=_("Who and why is written down."),
            parent=parent,
        )
        self._then, self._with_amount = then, purpose != "no_sale"
        self.amount = MoneyField(_("Amount"))
        if self._with_amount:
            self.body.addWidget(form_row(_("Amount"), self.amount))
        self.reason = TextField(_("Reason"), placeholder=_("At least a few letters"))
        self.body.addWidget(form_row(_("Reason"), self.reason))
        self.reasons: list[SecondaryButton] = []
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, english in enumerate(REASONS[purpose]):
            sentence = _(english)
            button = SecondaryButton(sentence, f"Alt+{number + 1}", partial(self._take, sentence))
            self.reasons.append(button)
            grid.addWidget(button, 0, number)
        press_by_keys(self, self.reasons)
        self.body.addLayout(grid)
        (self.amount if self._with_amount else self.reason).setFocus()

    def _take(self, sentence: str) -> None:
        self.reason.setText(sentence)
        self.ok_button.setFocus()

    def finish(self) -> None:
        """Check both, then give them on."""
        amount = self.amount.rupiah() if self._with_amount else Rupiah(0)
        if amount is None or (self._with_amount and amount <= 0):
            self.tell_wrong(_("Please type an amount in rupiah."))
            self.amount.setFocus()
            return
        if len(self.reason.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.reason.setFocus()
            return
        self.accept()
        self._then(amount, self.reason.value())


def ask_cash(parent: QWidget, purpose: str, then: Callable[[Rupiah, str], None]) -> CashDialog:
    """Ask how much and why for `in`, `out` or `safe`, and why alone for `no_sale`."""
    dialog = CashDialog(purpose, then, parent)
    dialog.open()
    return dialog
