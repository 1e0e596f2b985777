"""The form of a customer or member."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.ui.widgets.cards import Card
from koperasi_pos.ui.widgets.fields import Choice, FormRow, TextField, form_row, split_names, tab_through
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms


class PersonForm(Card):
    """`value` gives the document, `place` puts a refusal at its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._held: PersonSaved | None = None
        self._shown: PersonSaved | None = None
        self.person_name = TextField(_("Name"))
        self.number = TextField(_("Member number"))
        self.nis = TextField(_("NIS (santri)"))
        self.tier = Choice(_("Prices"), list(terms("tier").items()))
        self.sort = Choice(_("Who"), list(terms("person_sort").items()))
        self.group = TextField(_("Class or place"))
        self.room = TextField(_("Room (asrama)"))
        self.wali = TextField(_("Guardian (wali)"))
        self.wali_phone = TextField(_("Telephone of the wali"))
        self.allergens = TextField(_("Allergens"), placeholder=_("peanut, milk"))
        self.phone = TextField(_("Telephone"))
        self.note = TextField(_("Note"))
        self.member = QCheckBox(_("Member of the co-operative (counts for the SHU)"))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.rows: dict[str, FormRow] = {}
        for key, label, field, row, column in (
            ("name", _("Name"), self.person_name, 0, 0), ("sort", _("Who"), self.sort, 0, 1),
            ("tier", _("Prices"), self.tier, 1, 0), ("phone", _("Telephone"), self.phone, 1, 1),
            ("number", _("Member number"), self.number, 2, 0), ("nis", _("NIS (santri)"), self.nis, 2, 1),
            ("group", _("Class or place"), self.group, 3, 0), ("room", _("Room (asrama)"), self.room, 3, 1),
            ("wali", _("Guardian (wali)"), self.wali, 4, 0),
            ("wali_phone", _("Telephone of the wali"), self.wali_phone, 4, 1),
            ("allergens", _("Allergens"), self.allergens, 5, 0), ("note", _("Note"), self.note, 5, 1),
        ):  # fmt: skip
            field.setMinimumWidth(100)
            self.rows[key] = form_row(label, field)
            grid.addWidget(self.rows[key], row, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.name_row = self.rows["name"]
        self.body.addLayout(grid)
        self.body.addWidget(self.member)
        self.body.addStretch(1)
        tab_through([*(row.field for row in self.rows.values()), self.member])

    @property
    def person(self) -> str:
        """The short id of the person in the form, also of a new one; empty before there is any."""
        return self._held.person if self._held is not None else ""

    @property
    def changed(self) -> bool:
        """Whether anything is typed here that is not kept yet."""
        return self._held is not None and self.value("") != self._shown

    def show_person(self, person: PersonSaved) -> None:
        """Fill the form; the focus stays where it is."""
        self._held = person
        for field, text in (
            (self.person_name, person.name), (self.number, person.number), (self.nis, person.nis),
            (self.group, person.group), (self.phone, person.phone), (self.note, person.note),
            (self.room, person.room), (self.wali, person.wali), (self.wali_phone, person.wali_phone),
            (self.allergens, ", ".join(person.allergens)),
        ):  # fmt: skip
            field.setText(text)
        self.tier.set_value(person.tier)
        self.sort.set_value(person.sort)
        self.member.setChecked(person.member)
        self.clear_wrong()
        self._shown = self.value("")

    def value(self, id: str) -> PersonSaved:
        """The person as typed, as a document with this id; what the form does not show stays."""
        assert self._held is not None
        return self._held.model_copy(
            update={
                "id": id, "name": self.person_name.value(), "number": self.number.value(),
                "nis": self.nis.value(), "tier": self.tier.value(),
                "group": self.group.value(), "phone": self.phone.value(), "note": self.note.value(),
                "member": self.member.isChecked(), "sort": self.sort.value(), "room": self.room.value(),
                "wali": self.wali.value(), "wali_phone": self.wali_phone.value(),
                "allergens": split_names(self.allergens.value()),
            }
        )  # fmt: skip

    def clear_wrong(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.tell_wrong("")

    def place(self, refusal: Refusal) -> bool:
        """Put a refusal at the field it concerns; False where none is meant."""
        row = {"name_missing": self.rows["name"], "tier_unknown": self.rows["tier"]}.get(refusal.code)
        if row is None:
            return False
        row.tell_wrong(refusal_sentence(refusal))
        row.field.setFocus()
        return True
