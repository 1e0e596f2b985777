"""Customers and members: find, add, change, take out of the list and bring back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.persons import PersonRow
from koperasi_pos.ui.dialogs.unsaved import when_kept
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import KeyBox, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import title
from koperasi_pos.ui.widgets.fields import TextField
from koperasi_pos.ui.widgets.found_list import FoundList
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.person_form import PersonForm
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _, n_
from koperasi_pos.words.terms import term

MOST_ROWS = 300


class PersonsPage(Page):
    """The list at the left, the person at the right."""

    name = "persons"
    icon = "mdi6.account-group-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._held: PersonSaved | None = None
        """The person in the form as read; `None` for a new one."""
        self._saving = False
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
        halves.addWidget(self._list(), 3)
        halves.addLayout(self._right(), 2)
        outer.addLayout(halves, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Members")

    def _list(self) -> FoundList:
        self.search = TextField(_("Search people"), placeholder=_("name, number or telephone"))
        self.inactive = KeyBox(_("Also people taken out of the list"), "F12")
        self.inactive.toggled.connect(lambda on: self.search_people())
        columns = [
            TableColumn(_("Name"), _name, small=_small, tone=lambda row: "" if row.active else "quiet"),
            TableColumn(_("Number"), lambda row: row.number or row.document.nis or "–", width=120),
            TableColumn(
                _("Prices"), lambda row: term("tier", row.tier), width=140,
                small=lambda row: _("co-operative member") if row.member else "",
            ),
        ]  # fmt: skip
        self.table = Table(_("People"), columns)
        self.table.chosen.connect(self._chosen)
        self.table.activated_row.connect(lambda row: self.form.person_name.setFocus())
        self.list = FoundList(self.search, self.table, "mdi6.account-plus-outline", between=[self.inactive])
        self.list.column.setSpacing(14)
        self.list.wanted.connect(self.search_people)
        return self.list

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        self.form = PersonForm()
        right.addWidget(self.form, 1)
        buttons = QHBoxLayout()
        self.gone = SecondaryButton(_("Take out of the list"), "F8", self.take_out)
        buttons.addWidget(self.gone)
        buttons.addStretch(1)
        buttons.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        right.addLayout(buttons)
        return right

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F2", _("Search"), self.list.to_search),
            Action("F4", _("New"), self.new),
            Action("F8", _("Take out or back"), self.take_out),
            Action("F9", _("Save"), self.save),
            Action("F12", _("Taken out"), self.inactive.click),
        )

    def shown(self) -> None:
        """Read the list."""
        self.search_people()
        if self._held is None and not self.form.changed and not self.table.rows_model.rows:
            self._begin()
        elif not self.form.changed:
            self.list.to_search()

    def _topic(self, topic: str) -> None:
        if topic == "persons" and self.isVisible():
            self.search_people()

    def scanned(self, text: str) -> bool:
        """A number on a card finds its person, or fills the number of a new one."""
        field = next((field for field in (self.form.number, self.form.nis) if field.hasFocus()), None)
        if self._held is None and field is not None:
            field.setText(text)
        else:
            self.search.setText(text)
        return True

    def search_people(self) -> None:
        """Show the people that fit what was typed; the form follows unless something is typed in it."""
        rows = persons.find_persons(
            self.desk.till, self.search.value(), limit=MOST_ROWS + 1, active_only=not self.inactive.isChecked()
        )
        more, rows = len(rows) > MOST_ROWS, rows[:MOST_ROWS]
        self.list.show_rows(
            rows,
            count=_("The first {n}. Type more to find others.").format(n=MOST_ROWS)
            if more
            else n_("{n} person", "{n} people", len(rows)).format(n=len(rows)),
            nothing=_("Nobody found.") if self.search.value() else _("Nobody yet. Add the first person with F4."),
        )
        held = self._held
        there = held is not None and self.table.point_at(lambda row: row.id == held.person)
        if rows and not there and not self.form.changed and not (held is None and self.form.person):
            self._take(rows[0])

    def _chosen(self, row: PersonRow | None) -> None:
        if row is None or row.id == self.form.person:
            return
        if not self.form.changed:
            self._take(row)
            return
        held = self._held
        if held is None or not self.table.point_at(lambda other: other.id == held.person):
            self.table.clearSelection()
        when_kept(self, self.form.person_name.value(), lambda: self._take(row), changed=True)

    def _take(self, row: PersonRow) -> None:
        self._held = row.document
        self.table.point_at(lambda other: other.id == row.id)
        self.form.show_person(row.document)
        self._show_gone()

    def _show_gone(self) -> None:
        self.gone.setEnabled(self._held is not None)
        out = self._held is not None and not self._held.active
        self.gone.setText(_("Back into the list") if out else _("Take out of the list"))

    def new(self) -> None:
        """An empty form."""
        when_kept(self, self.form.person_name.value(), self._begin, changed=self.form.changed)

    def _begin(self) -> None:
        self._held = None
        self.table.clearSelection()
        self.table.setCurrentIndex(self.table.rootIndex())
        self.form.show_person(PersonSaved(id="", person=self.desk.till.new_short_id(), name=""))
        self._show_gone()
        self.form.person_name.setFocus()

    def save(self) -> None:
        """Keep the person."""
        if self.form.person:
            self._post(self.form.value(self.desk.till.new_id()))

    def take_out(self) -> None:
        """The person is no longer offered, or offered again; old receipts keep the name."""
        if self._held is None:
            return
        if self.form.changed:
            self.desk.said.emit(_("Save or drop the changes first."), "refused")
            return
        self._post(self._held.model_copy(update={"id": self.desk.till.new_id(), "active": not self._held.active}))

    def _post(self, document: PersonSaved) -> None:
        if self._saving:
            return
        self._saving = True
        till, actor = self.desk.till, self.desk.by
        self.form.clear_wrong()
        self.desk.do(lambda: persons.save_person(till, document, by=actor), self._saved, self._refused)

    def _saved(self, done: Done[PersonSaved]) -> None:
        self._saving = False
        saved = done.value
        if not saved.active:
            self.desk.tell(_("{name} is no longer in the list.").format(name=saved.name))
        elif not (sharing := self._who_shares(saved)):
            self.desk.tell(_("{name} is saved.").format(name=saved.name))
        else:
            self.desk.tell(
                _("{name} is saved. {other} has the number {number} too.").format(
                    name=saved.name, other=sharing, number=saved.number
                )
            )
        if self.form.person == saved.person:
            self._held = saved
            self.form.show_person(saved)
            self._show_gone()
        self.search_people()

    def _who_shares(self, saved: PersonSaved) -> str:
        """The name of another person with the same number; the till asks then who is meant."""
        if not saved.number:
            return ""
        found = persons.find_persons(self.desk.till, saved.number, limit=20)
        return next((row.name for row in found if row.number == saved.number and row.id != saved.person), "")

    def _refused(self, refusal: Refusal) -> None:
        self._saving = False
        if not self.form.place(refusal):
            self.desk.tell_refusal(refusal)


def _name(row: PersonRow) -> str:
    return row.name if row.active else _("{name} (taken out)").format(name=row.name)


def _small(row: PersonRow) -> str:
    person = row.document
    return " · ".join(part for part in (person.group, person.phone) if part)
