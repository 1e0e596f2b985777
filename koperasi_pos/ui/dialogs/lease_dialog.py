"""Sums for cards of another pesantren: drawn with a line, spent without one, given back when the guests leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import visits
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.visits import TypedPin, VisitView
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.visit_dialog import is_online
from koperasi_pos.ui.dialogs.visit_pin_dialog import VisitPinDialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import MoneyField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import ZERO, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence

USUAL = 30_000
"""Rupiah that stand in the field: pocket money of a few days."""


class LeaseDialog(Dialog):
    """Type the sum, tap the card; below it everything that this till has reserved, to be given back."""

    def __init__(self, desk: Desk, approvals: Sequence[Approval], parent: QWidget) -> None:
        super().__init__(
            _("Cards of another pesantren"), cancel=_("Close"), width=680, parent=parent,
            explain=_(
                "Draw a sum while there is a line: type it, then tap the card. It can be spent here without a line, and"
                " goes back when you give it back."
            ),
        )  # fmt: skip
        self._desk, self._approvals = desk, approvals
        self._tap: Tap | None = None
        self._asked_for = ZERO
        self._pin_asked = ""
        self.ok_button.hide()
        self.amount = MoneyField(_("Amount"))
        self.amount.set_amount(USUAL)
        self.body.addWidget(form_row(_("Amount"), self.amount))
        self.table = Table(
            _("Reserved at this till"),
            [
                TableColumn(_("Name"), _who),
                TableColumn(_("Kind"), lambda row: _("drawn") if row.lease else _("for a basket"), False, 130),
                TableColumn(_("Left of it"), lambda row: rupiah(row.left), True, 130),
            ],
        )
        self.table.setMinimumHeight(180)
        self.body.addWidget(self.table)
        self.back_button = SecondaryButton(_("Give it back"), "F8", self.give_back)
        self.body.addWidget(self.back_button)
        press_by_keys(self, (self.back_button,))
        desk.changed.connect(self._topic)
        self._show()
        self.amount.setFocus()

    def tapped(self, tap: Tap) -> bool:
        """The card that the sum is drawn for."""
        amount, desk = self.amount.rupiah(), self._desk
        if amount is None or amount <= 0:
            self.tell_wrong(_("Please type an amount in rupiah."))
        elif not is_online(desk):
            self.tell_wrong(refusal_sentence(Refusal("visit_offline")))
        else:
            self._tap, self._asked_for = tap, Rupiah(amount)
            self._draw(tap, Rupiah(amount), None)
        return True

    def _draw(self, tap: Tap, amount: Rupiah, pin: TypedPin | None) -> None:
        desk, till, actor, approvals = self._desk, self._desk.till, self._desk.by, self._approvals
        desk.do(
            lambda: visits.draw_lease(till, tap, amount, by=actor, approvals=approvals, pin=pin), self._asked,
            self.while_open(self._refused),
        )  # fmt: skip

    def _ask_pin(self, visit: VisitView) -> None:
        """Its home wants the PIN before a sum is drawn, once for all of it."""
        tap, amount = self._tap, self._asked_for
        if tap is None or self._pin_asked == visit.id or visit.refusal is None:
            return
        self._pin_asked = visit.id
        wrong = refusal_sentence(visit.refusal) if visit.refusal.code == "visit_pin_wrong" else ""
        VisitPinDialog(
            visit, amount, lambda pin: self._draw(tap, amount, TypedPin(pin, visit.pin_challenge)), lambda: None, self,
            wrong=wrong,
        ).open()  # fmt: skip

    def _asked(self, done: Done[VisitView]) -> None:
        self._desk.line.send_now()
        if not self.over:
            self.tell_wrong("")
            self._show()

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))

    def _topic(self, topic: str) -> None:
        if topic == "visits" and not self.over:
            self._show()

    def _show(self) -> None:
        found = visits.open_visits(self._desk.till)
        newest = next((one for one in visits.last_asks(self._desk.till) if one.refusal is not None), None)
        self.table.set_rows(found)
        self.back_button.setEnabled(bool(found))
        if found:
            self.table.selectRow(0)
        if newest is not None and newest.refusal is not None:
            self._refused(newest.refusal)
            if newest.pin_challenge:
                self._ask_pin(newest)

    def give_back(self) -> None:
        """What is left of the chosen one goes back to its home."""
        row: VisitView | None = self.table.current()
        if row is None:
            return
        till, actor, id = self._desk.till, self._desk.by, row.id
        self._desk.do(
            lambda: visits.end(till, id, reason="given_back", by=actor), lambda done: self._desk.line.send_now(),
            self.while_open(self._refused),
        )  # fmt: skip


def _who(row: VisitView) -> str:
    if not row.name:
        return _("The home of the card is being asked …")
    return " · ".join(word for word in (row.name, row.group, row.home) if word)
