"""A new supplier while goods are received: the name and when it wants to be paid; the rest may wait."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import SupplierSaved
from koperasi_pos.operations import suppliers
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence


class SupplierDialog(Dialog):
    """Name, telephone and terms; `then` gets the supplier once it is kept."""

    def __init__(self, desk: Desk, then: Callable[[SupplierSaved], None], parent: QWidget) -> None:
        super().__init__(_("New supplier"), ok=_("Save"), parent=parent)
        self._desk, self._then = desk, then
        self.supplier_name = TextField(_("Name"))
        self.phone = TextField(_("Telephone"))
        self.terms = TextField(_("Days until payment"), "0")
        self.body.addWidget(form_row(_("Name"), self.supplier_name))
        self.body.addWidget(form_row(_("Telephone"), self.phone))
        self.body.addWidget(form_row(_("Days until payment"), self.terms, hint=_("0 is at once")))
        self.supplier_name.setFocus()

    def finish(self) -> None:
        """Keep it."""
        if not self.terms.value().isdecimal():
            self.tell_wrong(_("Please type the days as a number, such as 14."))
            self.terms.setFocus()
            return
        till, actor = self._desk.till, self._desk.by
        saved = SupplierSaved(
            id=till.new_id(), supplier=till.new_short_id(), name=self.supplier_name.value(),
            phone=self.phone.value(), terms=int(self.terms.value()),
        )  # fmt: skip
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: suppliers.save_supplier(till, saved, by=actor), self._saved, self._refused,
            lambda: self.ok_button.setEnabled(True),
        )  # fmt: skip

    def _saved(self, done: Done[SupplierSaved]) -> None:
        self.accept()
        self._then(done.value)

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))
        self.supplier_name.setFocus()
