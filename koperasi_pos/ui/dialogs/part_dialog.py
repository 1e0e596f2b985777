"""One way to pay besides cash and cards: which, how much, its reference."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.trade.tenders import Tender, TenderPart, settle
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, TextField, form_row
from koperasi_pos.ui.widgets.totals_panel import OTHER_WAYS
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class PartDialog(Dialog):
    """One way to pay besides cash: which, how much, its reference."""

    def __init__(self, left: Rupiah, then: Callable[[TenderPart], None], parent: QWidget | None = None) -> None:
        super().__init__(_("Another way to pay"), parent=parent)
        self._then = then
        self.way = Choice(_("Way"), [(code, term("way", code)) for code in OTHER_WAYS])
        self.amount = MoneyField(_("Amount"), int(left))
        self.reference = TextField(_("Reference"), placeholder=_("number on the transfer or the EDC slip"))
        for label, field in ((_("Way"), self.way), (_("Amount"), self.amount), (_("Reference"), self.reference)):
            self.body.addWidget(form_row(label, field))
        self.reference.setFocus()

    def finish(self) -> None:
        """Give the part on; the rules check it with all the others."""
        amount = self.amount.rupiah()
        part = TenderPart(way=self.way.value(), amount=amount or ZERO, reference=self.reference.value())
        try:
            settle(part.amount if part.amount > 0 else Rupiah(1), Tender(parts=(part,)), 0)
        except Refusal as refusal:
            self.tell_wrong(refusal_sentence(refusal))
            return
        self.accept()
        self._then(part)
