"""Customers and members: find, add, change, and take out of the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.persons import PersonRow
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, title
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term, terms


class PersonsPage(Page):
    """The list at the left, the person at the right."""

    name = "persons"
    icon = "mdi6.account-group-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._held: PersonSaved | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(title(_("Customers and members")))
        head.addStretch(1)
        head.addWidget(PrimaryButton(_("New person"), "F4", self.new))
        outer.addLayout(head)
        halves = QHBoxLayout()
        halves.setSpacing(14)
        left = QVBoxLayout()
        self.search = TextField(_("Search people"), placeholder=_("name, number or telephone"))
        self.search.textChanged.connect(lambda text: self.search_people())
        left.addWidget(self.search)
        columns = [
            TableColumn(_("Name"), lambda row: row.name),
            TableColumn(_("Number"), lambda row: row.number, width=110),
            TableColumn(_("Prices"), lambda row: term("tier", row.tier), width=120),
        ]
        self.table = Table(_("People"), columns)
        self.table.chosen.connect(self._chosen)
        left.addWidget(self.table, 1)
        self.nothing = Empty(_("Nobody found. Add the first person with F4."), "mdi6.account-plus-outline")
        left.addWidget(self.nothing, 1)
        halves.addLayout(left, 3)
        halves.addWidget(self._form(), 2)
        outer.addLayout(halves, 1)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Members")

    def _form(self) -> QWidget:
        card = Card()
        self.person_name = TextField(_("Name"))
        self.number = TextField(_("Member number or NIS"))
        self.tier = Choice(_("Prices"), list(terms("tier").items()))
        self.group = TextField(_("Class, room or place"))
        self.phone = TextField(_("Telephone"))
        self.note = TextField(_("Note"))
        self.member = QCheckBox(_("Member of the co-operative (counts for the SHU)"))
        self.name_row = form_row(_("Name"), self.person_name)
        card.body.addWidget(self.name_row)
        for label, field in (
            (_("Member number or NIS"), self.number), (_("Prices"), self.tier), (_("Class, room or place"), self.group),
            (_("Telephone"), self.phone), (_("Note"), self.note),
        ):  # fmt: skip
            card.body.addWidget(form_row(label, field))
        card.body.addWidget(self.member)
        card.body.addStretch(1)
        buttons = QHBoxLayout()
        self.gone = SecondaryButton(_("Take out of the list"), "F8", self.take_out)
        buttons.addWidget(self.gone)
        buttons.addStretch(1)
        buttons.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        card.body.addLayout(buttons)
        return card

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self.search.setFocus),
            Action("F4", _("New"), self.new),
            Action("F8", _("Take out of the list"), self.take_out),
            Action("F9", _("Save"), self.save),
        )

    def shown(self) -> None:
        """Read the list."""
        self.search_people()
        self.search.setFocus()

    def scanned(self, text: str) -> bool:
        """A number on a card finds its person."""
        self.search.setText(text)
        return True

    def search_people(self) -> None:
        """Show the people that fit what was typed."""
        rows = persons.find_persons(self.desk.till, self.search.value(), limit=200)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.table.set_rows(rows, keep=lambda row: row.id)
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        if not rows and self._held is None:
            self.new()

    def _chosen(self, row: PersonRow | None) -> None:
        if row is not None:
            self._show(row.document)
            self.gone.setEnabled(True)

    def _show(self, person: PersonSaved) -> None:
        self._held = person
        for field, text in (
            (self.person_name, person.name), (self.number, person.number), (self.group, person.group),
            (self.phone, person.phone), (self.note, person.note),
        ):  # fmt: skip
            field.setText(text)
        self.tier.set_value(person.tier)
        self.member.setChecked(person.member)
        self.name_row.tell_wrong("")

    def new(self) -> None:
        """An empty form."""
        till = self.desk.till
        self._show(PersonSaved(id=till.new_id(), person=till.new_short_id(), name=""))
        self.gone.setEnabled(False)
        self.person_name.setFocus()

    def save(self) -> None:
        """Keep the person."""
        self._post(active=True)

    def take_out(self) -> None:
        """The person is no longer offered; old receipts keep the name."""
        if self.gone.isEnabled():
            self._post(active=False)

    def _post(self, *, active: bool) -> None:
        if self._held is None:
            return
        till, actor = self.desk.till, self.desk.by
        document = self._held.model_copy(
            update={
                "id": till.new_id(), "name": self.person_name.value(), "number": self.number.value(),
                "tier": self.tier.value(), "group": self.group.value(), "phone": self.phone.value(),
                "note": self.note.value(), "member": self.member.isChecked(), "active": active,
            }
        )  # fmt: skip
        self.desk.do(lambda: persons.save_person(till, document, by=actor), self._saved, self._refused)

    def _saved(self, done: Done[PersonSaved]) -> None:
        self.desk.tell(_("{name} is saved.").format(name=done.value.name))
        self._held = None if not done.value.active else done.value
        self.search_people()

    def _refused(self, refusal: Refusal) -> None:
        if refusal.code == "name_missing":
            self.name_row.tell_wrong(refusal_sentence(refusal))
            self.person_name.setFocus()
        else:
            self.desk.tell_refusal(refusal)
