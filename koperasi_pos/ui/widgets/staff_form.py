"""The people at the till as a list with a form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from koperasi_pos.operations import staff
from koperasi_pos.trade.staff import STAFF_ROLES
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.terms import term


class StaffForm(QWidget):
    """Add, change, give a new PIN, let a locked-out person try again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._person = ""
        self._locked: set[str] = set()
        row = QHBoxLayout(self)
        columns = [
            TableColumn(_("Name"), lambda member: member.name),
            TableColumn(_("Role"), lambda member: term("role", member.role), width=150),
            TableColumn("", self._state, width=110),
        ]
        self.table = Table(_("People at the till"), columns)
        self.table.chosen.connect(self._chosen)
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(SecondaryButton(_("New person"), "F7", self.new))
        left.addWidget(SecondaryButton(_("Let try again after wrong PINs"), "F8", self.release))
        row.addLayout(left, 1)
        card = Card()
        card.setMinimumWidth(400)
        self.person_name = TextField(_("Name"))
        self.role = Choice(_("Role"), [(role, term("role", role)) for role in STAFF_ROLES])
        self.pin, self.again = TextField(_("New PIN")), TextField(_("The same PIN again"))
        for field in (self.pin, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(6)
            field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.active = QCheckBox(_("Works here"))
        card.body.addWidget(form_row(_("Name"), self.person_name))
        card.body.addWidget(form_row(_("Role"), self.role))
        card.body.addWidget(form_row(_("New PIN"), self.pin, hint=_("empty: stays as it is")))
        self.again_row = form_row(_("The same PIN again"), self.again)
        card.body.addWidget(self.again_row)
        card.body.addWidget(self.active)
        card.body.addWidget(quiet(_("Six digits, no run like 123456. After ten wrong tries only a head lets go on.")))
        card.body.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        card.body.addStretch(1)
        row.addWidget(card)

    def _state(self, member: staff.StaffMember) -> str:
        if member.id in self._locked:
            return _("locked")
        return "" if member.active else _("not active")

    def read(self) -> None:
        """Show the people."""
        self._locked = staff.locked_out(self.desk.till)
        rows = staff.people(self.desk.till, active_only=False)
        self.table.set_rows(rows, keep=lambda member: member.id)
        if rows and self.table.current() is None:
            self.table.selectRow(0)

    def _chosen(self, member: object) -> None:
        if isinstance(member, staff.StaffMember):
            self._person = member.id
            self.person_name.setText(member.name)
            self.role.set_value(member.role)
            self.active.setChecked(member.active)
            self._forget_pin()

    def _forget_pin(self) -> None:
        self.pin.clear()
        self.again.clear()
        self.again_row.tell_wrong("")

    def new(self) -> None:
        """An empty form."""
        self._person = ""
        self.person_name.clear()
        self.role.set_value("cashier")
        self.active.setChecked(True)
        self._forget_pin()
        self.person_name.setFocus()

    def save(self) -> None:
        """Keep the person; a mistyped PIN would lock somebody out, so it is typed twice."""
        if self.pin.value() != self.again.value():
            self.again_row.tell_wrong(_("That is another PIN than above."))
            self.again.setFocus()
            return
        till, actor = self.desk.till, self.desk.by
        new_id, person, name, role = till.new_id(), self._person, self.person_name.value(), self.role.value()
        pin, active = self.pin.value(), self.active.isChecked()
        self.desk.do(
            lambda: staff.save_staff(
                till, id=new_id, staff=person, name=name, role=role, pin=pin, active=active, by=actor
            ),
            self._saved,
        )  # fmt: skip

    def _saved(self, done: object) -> None:
        self.desk.tell(_("{name} is saved.").format(name=self.person_name.value()))
        self._forget_pin()
        self.read()

    def release(self) -> None:
        """Wrong PINs are forgotten."""
        person, till, actor = self._person, self.desk.till, self.desk.by
        if person:
            self.desk.do(
                lambda: staff.release(till, person, by=actor),
                lambda done: self._released(),
            )

    def _released(self) -> None:
        self.desk.tell(_("The person may try again."))
        self.read()
