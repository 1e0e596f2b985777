"""The form of a supplier: who it is, how it is reached, when it wants to be paid."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from koperasi_pos.journal.documents import SupplierSaved
from koperasi_pos.ui.widgets.cards import Card
from koperasi_pos.ui.widgets.fields import Choice, FormRow, TextField, form_row, tab_through
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms

LONGEST_TERMS = 365


class SupplierForm(Card):
    """`value` gives the document, `place` puts a refusal at its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._held: SupplierSaved | None = None
        self._shown: SupplierSaved | None = None
        self.supplier_name = TextField(_("Name"))
        self.contact = TextField(_("Contact"))
        self.phone = TextField(_("Telephone"))
        self.address = TextField(_("Address"))
        self.days = TextField(_("Days until payment"))
        self.pillar = Choice(_("Pillar"), list(terms("pillar").items()))
        self.note = TextField(_("Note"))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.rows: dict[str, FormRow] = {}
        for key, label, field, row, column, wide in (
            ("name", _("Name"), self.supplier_name, 0, 0, 2), ("contact", _("Contact"), self.contact, 1, 0, 1),
            ("phone", _("Telephone"), self.phone, 1, 1, 1), ("address", _("Address"), self.address, 2, 0, 2),
            ("days", _("Days until payment"), self.days, 3, 0, 1), ("pillar", _("Pillar"), self.pillar, 3, 1, 1),
            ("note", _("Note"), self.note, 4, 0, 2),
        ):  # fmt: skip
            field.setMinimumWidth(100)
            self.rows[key] = form_row(label, field, hint=_("0 is at once") if key == "days" else "")
            grid.addWidget(self.rows[key], row, column, 1, wide)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        tab_through([row.field for row in self.rows.values()])

    @property
    def supplier(self) -> str:
        """The short id of the supplier in the form, also of a new one; empty before there is any."""
        return self._held.supplier if self._held is not None else ""

    @property
    def changed(self) -> bool:
        """Whether anything is typed here that is not kept yet."""
        return self._held is not None and (self.value("") != self._shown or not self._days_read())

    def _days_read(self) -> bool:
        text = self.days.value()
        return not text or (text.isascii() and text.isdecimal() and int(text) <= LONGEST_TERMS)

    def show_supplier(self, supplier: SupplierSaved) -> None:
        """Fill the form; the focus stays where it is."""
        self._held = supplier
        for field, text in (
            (self.supplier_name, supplier.name), (self.contact, supplier.contact), (self.phone, supplier.phone),
            (self.address, supplier.address), (self.days, str(supplier.terms)), (self.note, supplier.note),
        ):  # fmt: skip
            field.setText(text)
        self.pillar.set_value(supplier.pillar)
        self.clear_wrong()
        self._shown = self.value("")

    def check(self) -> bool:
        """Whether it can be kept; what cannot is marked."""
        self.clear_wrong()
        if self._days_read():
            return True
        self.rows["days"].tell_wrong(_("Please type the days as a number, such as 14."))
        self.days.setFocus()
        return False

    def value(self, id: str) -> SupplierSaved:
        """The supplier as typed, as a document with this id; what the form does not show stays."""
        assert self._held is not None
        text = self.days.value()
        return self._held.model_copy(
            update={
                "id": id, "name": self.supplier_name.value(), "contact": self.contact.value(),
                "phone": self.phone.value(), "address": self.address.value(),
                "terms": int(text) if text and self._days_read() else 0, "pillar": self.pillar.value(),
                "note": self.note.value(),
            }
        )  # fmt: skip

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.tell_wrong("")

    def place(self, refusal: Refusal) -> bool:
        """Put a refusal at the field it concerns; False where none is meant."""
        key = {"name_missing": "name", "supplier_twice": "name", "terms_form": "days"}.get(refusal.code)
        if key is None:
            return False
        self.rows[key].tell_wrong(refusal_sentence(refusal))
        self.rows[key].field.setFocus()
        return True
