"""A person gets an account: somebody on the list, or a santri written down now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import accounts, persons
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.persons import PersonRow
from koperasi_pos.ui.dialogs.card_dialog import beside
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

MOST_ROWS = 50


class NewAccountDialog(Dialog):
    """Choose who; `then` gets the account, to which a card is issued next."""

    def __init__(self, desk: Desk, then: Callable[[AccountView], None], parent: QWidget) -> None:
        super().__init__(
            _("New account"), ok=_("Open the account"), width=640, parent=parent,
            explain=_("Choose the person. A new santri: type name and NIS, then F6."),
        )  # fmt: skip
        self._desk, self._then = desk, then
        self.search = TextField(_("Name"), placeholder=_("name or number"))
        self.nis = TextField(_("NIS (santri)"))
        self.school_class = TextField(_("Class"))
        self.new_button = SecondaryButton(_("New santri with this name"), "F6", self._new)
        columns = [
            TableColumn(_("Name"), lambda row: row.name, small=_place),
            TableColumn(_("Number"), lambda row: row.document.nis or row.number or "–", width=120),
            TableColumn(_("Prices"), lambda row: term("tier", row.tier), width=120),
        ]
        self.table = Table(_("People"), columns)
        self.table.setMinimumHeight(220)
        self.body.addWidget(form_row(_("Name"), self.search))
        self.body.addWidget(self.table, 1)
        self.body.addLayout(beside(form_row(_("NIS (santri)"), self.nis), form_row(_("Class"), self.school_class)))
        self.body.addWidget(self.new_button)
        press_by_keys(self, (self.new_button,))
        self.search.textChanged.connect(self._find)
        self._find("")
        self.search.setFocus()

    def _find(self, text: str) -> None:
        rows = persons.find_persons(self._desk.till, text, limit=MOST_ROWS)
        self.table.set_rows([row for row in rows if accounts.account_of(self._desk.till, row.id) is None])
        if self.table.rows_model.rows:
            self.table.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move among the people while the name is typed."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        row = self.table.currentIndex().row() + step
        if step and self.search.hasFocus():
            if 0 <= row < len(self.table.rows_model.rows):
                self.table.selectRow(row)
            return
        super().keyPressEvent(event)

    def _new(self) -> None:
        name, nis = self.search.value(), self.nis.value()
        if not name or not nis:
            self.tell_wrong(_("A new santri needs a name and a NIS."))
            (self.nis if name else self.search).setFocus()
            return
        till, actor = self._desk.till, self._desk.by
        saved = PersonSaved(
            id=till.new_id(), person=till.new_short_id(), name=name, nis=nis, tier="santri", sort="santri",
            group=self.school_class.value(),
        )  # fmt: skip

        def act() -> Done[AccountView]:
            persons.save_person(till, saved, by=actor)
            return accounts.open_account(till, saved.person, id=till.new_id(), by=actor)

        self._send(act)

    def finish(self) -> None:
        """Open an account for the person under the cursor."""
        row: PersonRow | None = self.table.current()
        if row is None:
            self.tell_wrong(_("Nobody is called that."))
            return
        till, actor, new_id = self._desk.till, self._desk.by, self._desk.till.new_id()
        self._send(lambda: accounts.open_account(till, row.id, id=new_id, by=actor))

    def _send(self, act: Callable[[], Done[AccountView]]) -> None:
        def refused(refusal: Refusal) -> None:
            self.ok_button.setEnabled(True)
            self.tell_wrong(refusal_sentence(refusal))

        self.ok_button.setEnabled(False)
        self._desk.do(act, self.while_open(self._opened), self.while_open(refused))

    def _opened(self, done: Done[AccountView]) -> None:
        self.accept()
        self._then(done.value)


def _place(row: PersonRow) -> str:
    person = row.document
    return " · ".join(part for part in (person.group, person.room, person.phone) if part)
