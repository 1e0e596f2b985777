"""Another cashier takes over the drawer, with the own PIN."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import staff
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import Choice, form_row
from koperasi_pos.ui.widgets.pin_pad import PinPad
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence


class CashierDialog(Dialog):
    """Who goes on, and the PIN. The sixth digit finishes."""

    def __init__(self, desk: Desk, then: Callable[[Actor], None], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Change of cashier"), explain=_("The shift and its drawer go on under another name."), parent=parent
        )
        self._desk, self._then = desk, then
        others = [member for member in staff.people(desk.till) if member.id != desk.by.staff]
        self.person = Choice(_("Who takes over"), [(member.id, member.name) for member in others])
        self.body.addWidget(form_row(_("Who takes over"), self.person))
        self.pad = PinPad()
        self.pad.typed.connect(self._typed)
        self.body.addWidget(self.pad)
        self.ok_button.hide()
        if not others:
            self.tell_wrong(_("Nobody else works at this till yet. The head of the shop can add people."))
        self.pad.setFocus()

    def finish(self) -> None:
        """Only the sixth digit finishes."""

    def _typed(self, pin: str) -> None:
        person = self.person.value()
        self.setEnabled(False)
        self._desk.do(
            lambda: staff.sign_in(self._desk.till, person, pin), self.while_open(self._signed_in),
            self.while_open(self._refused), self.while_open(self._ready),
        )  # fmt: skip

    def _signed_in(self, actor: Actor) -> None:
        self.accept()
        self._then(actor)

    def _refused(self, refusal: Refusal) -> None:
        self._ready()
        self.tell_wrong(refusal_sentence(refusal))

    def _ready(self) -> None:
        """Digits are awaited."""
        self.setEnabled(True)
        self.pad.clear()
        self.pad.setFocus()


def ask_cashier(desk: Desk, parent: QWidget, then: Callable[[Actor], None]) -> CashierDialog:
    """Ask who takes over; `then` gets the person whose PIN was right."""
    dialog = CashierDialog(desk, then, parent)
    dialog.open()
    return dialog
