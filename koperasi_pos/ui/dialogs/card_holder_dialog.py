"""A person declares a till dead for good: what it may have spent unheard, and what this till takes over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from koperasi_pos.operations import card_rights
from koperasi_pos.operations.card_rights import Exposure
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence


class DeadHolderDialog(Dialog):
    """Never by a timer: only where somebody knows that the machine will not come back."""

    def __init__(self, desk: Desk, found: Sequence[Exposure], parent: QWidget) -> None:
        super().__init__(
            _("A till is dead"), ok=_("Take over"), width=680, parent=parent,
            explain=_(
                "Only where the machine never comes back. What it sold by card and nobody heard of is then borne by the"
                " guarantee account: at most the sum that is shown."
            ),
        )  # fmt: skip
        self._desk = desk
        self.table = Table(
            _("Tills"),
            [
                TableColumn(_("Till"), _till),
                TableColumn(_("Accounts"), lambda row: str(row.accounts), True, 100),
                TableColumn(_("Answers for limits of"), lambda row: str(row.homes) if row.homes else "", True, 170),
                TableColumn(_("At most"), lambda row: rupiah(row.amount), True, 150),
            ],
        )
        self.table.setMinimumHeight(180)
        self.table.set_rows(found)
        self.table.selectRow(0)
        self.reason = TextField(_("Why"), placeholder=_("for example: stolen, disk broken"))
        self.body.addWidget(self.table)
        self.body.addWidget(form_row(_("Why"), self.reason))
        self.reason.setFocus()

    def finish(self) -> None:
        """Ask once more, then take over."""
        row: Exposure | None = self.table.current()
        reason = self.reason.value()
        if row is None or len(reason) < 3:
            self.tell_wrong(_("Write a reason."))
            self.reason.setFocus()
            return
        question = _("{till} is dead for good, and what it held ({amount}) may be spent here?")
        if not row.amount:
            question = _("{till} is dead for good, and this till answers for the limits that it answered for?")
        ask_yes(
            self, _("A till is dead"), question.format(till=_till(row), amount=rupiah(row.amount)),
            lambda: self._take(row, reason), yes=_("It is dead"), safe=True,
        )  # fmt: skip

    def _take(self, row: Exposure, reason: str) -> None:
        till, actor, new_id = self._desk.till, self._desk.by, self._desk.till.new_id()

        def done(_reclaimed: object) -> None:
            self.accept()
            told = _("{amount} can be spent here now.") if row.amount else _("This till answers for the limits now.")
            self._desk.tell(told.format(amount=rupiah(row.amount)))

        self._desk.do(
            lambda: card_rights.reclaim_rights(till, row.device, row.epoch, reason=reason, id=new_id, by=actor),
            self.while_open(done), self.while_open(self._refused),
        )  # fmt: skip

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


def _till(row: Exposure) -> str:
    if row.province:
        return _("Province") if row.province == "now" else _("Province, before it was restored")
    name = row.till or row.device[:6]
    return _("{till} (this till before it was restored)").format(till=name) if row.own else name
