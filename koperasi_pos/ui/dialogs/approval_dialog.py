"""A second person approves with the own PIN what the role at the till may not do alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import staff
from koperasi_pos.trade.staff import RIGHTS
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, form_row
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term


class ApprovalDialog(Dialog):
    """Who approves, and the PIN. A scan never lands in the PIN."""

    def __init__(self, desk: Desk, right: str, then: Callable[[Approval], None], parent: QWidget | None = None) -> None:
        super().__init__(_("Approval by a second person"), ok=_("Approve"), explain=term("right", right), parent=parent)
        self._desk, self._right, self._then = desk, right, then
        able = [member for member in staff.people(desk.till) if member.role in RIGHTS[right]]
        self.person = Choice(_("Who approves"), [(member.id, member.name) for member in able])
        self.body.addWidget(form_row(_("Who approves"), self.person))
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        self.body.addWidget(self.pad)
        self.ok_button.hide()
        if not able:
            self.tell_wrong(_("Nobody who works here may approve this."))
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Only the sixth digit finishes."""

    def _typed(self, pin: str) -> None:
        person = self.person.value()
        self.setEnabled(False)
        self._desk.do(
            lambda: staff.approve(self._desk.till, self._right, person, pin), self.while_open(self._approved),
            self.while_open(self._refused), self.while_open(self._ready),
        )  # fmt: skip

    def _approved(self, approval: Approval) -> None:
        self.accept()
        self._then(approval)

    def _refused(self, refusal: Refusal) -> None:
        self._ready()
        self.tell_wrong(refusal_sentence(refusal))

    def _ready(self) -> None:
        """Digits are awaited."""
        self.setEnabled(True)
        self.pad.clear()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_approval(desk: Desk, right: str, parent: QWidget, then: Callable[[Approval], None]) -> ApprovalDialog:
    """Ask a second person; `then` gets the approval."""
    dialog = ApprovalDialog(desk, right, then, parent)
    dialog.open()
    return dialog
