"""Allowances put on twice at tills that had not heard of each other: a person takes one back, or leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import card_doubles
from koperasi_pos.operations.card_doubles import FoundDouble
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence


class DoublesDialog(Dialog):
    """Row by row: the second one is taken back, or it was right; what was said stands in the journal."""

    def __init__(self, desk: Desk, found: Sequence[FoundDouble], parent: QWidget) -> None:
        super().__init__(
            _("Allowances put on twice"), ok=_("Take the second back"), cancel=_("Close"), width=820, parent=parent,
            explain=_(
                "Two tills put the same allowance on before they heard of each other. It is decided at the till that"
                " was second; what was spent of it cannot be taken back."
            ),
        )  # fmt: skip
        self._desk = desk
        self.table = Table(
            _("Allowances put on twice"),
            [
                TableColumn(_("Name"), lambda row: row.double.name, small=lambda row: row.double.label),
                TableColumn(_("Amount"), lambda row: rupiah(row.double.amount, symbol=False), True, 110),
                TableColumn(
                    _("First"), lambda row: _at(row.double.first_till, row.double.first_day), width=170,
                    small=lambda row: row.double.first_label,
                ),
                TableColumn(_("Second"), lambda row: _at(row.double.till, row.double.day), width=170),
                TableColumn(
                    _("Can be taken back"), lambda row: rupiah(row.here, symbol=False) if row.mine else "–", True, 150,
                    small=lambda row: "" if row.mine else _("at till {till}").format(till=row.double.till),
                ),
            ],
        )  # fmt: skip
        self.table.setMinimumHeight(220)
        self.word = TextField(_("Why"), placeholder=_("for example: asked the office, one sheet was meant"))
        self.right_button = SecondaryButton(_("It was right both times"), "F7", partial(self._decide, take_back=False))
        self.body.addWidget(self.table)
        self.body.addWidget(form_row(_("Why"), self.word))
        self.body.addWidget(self.right_button)
        press_by_keys(self, (self.right_button,))
        self._show(found)

    def _show(self, found: Sequence[FoundDouble]) -> None:
        if not found:
            self.accept()
            return
        self.table.set_rows(found)
        self.table.selectRow(next((place for place, row in enumerate(found) if row.mine), 0))
        self.tell_wrong("")
        self.word.setFocus()

    def finish(self) -> None:
        """Enter: the second one is taken back."""
        self._decide(take_back=True)

    def _decide(self, *, take_back: bool) -> None:
        row: FoundDouble | None = self.table.current()
        if row is None:
            return
        if not row.mine:
            self._refused(Refusal("double_elsewhere", till=row.double.till))
            return
        if len(self.word.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.word.setFocus()
            return
        when_allowed(self._desk, "card_out", self, lambda approvals: self._send(row, take_back, approvals))

    def _send(self, row: FoundDouble, take_back: bool, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, word = self._desk.till, self._desk.by, self._desk.till.new_id(), self.word.value()

        def act() -> list[FoundDouble]:
            done = card_doubles.settle_double(
                till, row.double, take_back=take_back, word=word, id=new_id, by=actor, approvals=approvals
            ).value
            if take_back:
                told = _("{amount} taken back from {name}, {missing} was spent.") if done.missing else _(
                    "{amount} taken back from {name}."
                )  # fmt: skip
                self._desk.tell(
                    told.format(amount=rupiah(done.amount), name=done.name, missing=rupiah(done.missing))
                )  # fmt: skip
            return card_doubles.allowance_doubles(till)

        self._desk.do(act, self.while_open(self._show), self.while_open(self._refused))

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


def _at(till: str, day: int) -> str:
    return f"{till} · {date_short(str(day))}"
