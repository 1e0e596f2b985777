"""A till declared dead by two people who had not heard of each other: the second gives back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_reclaims
from koperasi_pos.operations.card_reclaims import DoubleReclaim
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence


class DoubleReclaimsDialog(Dialog):
    """Decision by decision; what is given back eases the guarantee account at once."""

    def __init__(self, desk: Desk, found: Sequence[DoubleReclaim], parent: QWidget) -> None:
        super().__init__(
            _("Taken over twice"), ok=_("Give it back"), cancel=_("Close"), width=860, parent=parent,
            explain=_(
                "Two tills declared the same till dead before they heard of each other, and both got its money. The"
                " guarantee account bears the second part until it is given back at the till that was second."
            ),
        )  # fmt: skip
        self._desk = desk
        self.table = Table(
            _("Taken over twice"),
            [
                TableColumn(_("Dead till"), lambda row: row.dead_till or _("Province"), small=_accounts),
                TableColumn(_("First"), lambda row: _at(row.first_till, row.first_day), width=170),
                TableColumn(_("Second"), lambda row: _at(row.till, row.day), width=170),
                TableColumn(_("Amount"), lambda row: rupiah(Rupiah(row.amount), symbol=False), True, 120),
                TableColumn(
                    _("Can be given back"), lambda row: rupiah(Rupiah(row.here), symbol=False) if row.mine else "–",
                    True, 160, small=lambda row: "" if row.mine else _("at till {till}").format(till=row.till),
                ),
            ],
        )  # fmt: skip
        self.table.setMinimumHeight(200)
        self.word = TextField(_("Why"), placeholder=_("for example: the treasurer knows both decisions"))
        self.leave_button = SecondaryButton(_("Leave it as it is"), "F7", partial(self._decide, back=False))
        self.body.addWidget(self.table)
        self.body.addWidget(form_row(_("Why"), self.word))
        self.body.addWidget(self.leave_button)
        press_by_keys(self, (self.leave_button,))
        self._show(found)

    def _show(self, found: Sequence[DoubleReclaim]) -> None:
        if not found:
            self.accept()
            return
        self.table.set_rows(found)
        self.table.selectRow(next((place for place, row in enumerate(found) if row.mine), 0))
        self.tell_wrong("")
        self.word.setFocus()

    def finish(self) -> None:
        """Enter: what is here goes back."""
        self._decide(back=True)

    def _decide(self, *, back: bool) -> None:
        row: DoubleReclaim | None = self.table.current()
        if row is None:
            return
        if not row.mine:
            self._refused(Refusal("double_elsewhere", till=row.till))
            return
        if len(self.word.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.word.setFocus()
            return
        when_allowed(self._desk, "card_rights", self, lambda approvals: self._send(row, back, approvals))

    def _send(self, row: DoubleReclaim, back: bool, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, word = self._desk.till, self._desk.by, self._desk.till.new_id(), self.word.value()
        settle = card_reclaims.give_back if back else card_reclaims.leave_as_it_is

        def act() -> list[DoubleReclaim]:
            done = settle(till, row.document, word=word, id=new_id, by=actor, approvals=approvals).value
            if back:
                told = _("{amount} given back; {missing} lies elsewhere and is asked for.") if done.missing else _(
                    "{amount} given back: the guarantee account bears so much less."
                )  # fmt: skip
                self._desk.tell(told.format(amount=rupiah(done.amount), missing=rupiah(done.missing)))
            return card_reclaims.double_reclaims(till)

        self._desk.do(act, self.while_open(self._show), self.while_open(self._refused))

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


def _accounts(row: DoubleReclaim) -> str:
    return n_("{count} account", "{count} accounts", len(row.rows)).format(count=len(row.rows))


def _at(till: str, day: int) -> str:
    return f"{till or _('Province')} · {date_short(str(day))}"
