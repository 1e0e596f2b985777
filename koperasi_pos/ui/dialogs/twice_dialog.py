"""What was done twice at tills that had not heard of each other: a person takes the second back, or leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.refusals import refusal_sentence


class Twice(Protocol):
    """A row: whether it is decided at this till, and else at which."""

    @property
    def mine(self) -> bool:
        """Whether it is decided here."""

    @property
    def till(self) -> str:
        """Where it is decided."""


Settling = Callable[[Any, bool, str, str, Sequence[Approval]], Callable[[], Any]]
"""(row, whether it goes back, reason, id, approvals) → the act that settles it, tells the desk what was done and
answers with the rows that are left."""


class TwiceDialog(Dialog):
    """Row by row, with a reason; what was said stands in the journal. Enter takes back, F7 leaves it."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, title: str, explain: str, back: str, leave: str, example: str,
        columns: Sequence[TableColumn], width: int, needs: str, settling: Settling,
    ) -> None:  # fmt: skip
        super().__init__(title, ok=back, cancel=_("Close"), width=width, parent=parent, explain=explain)
        self._desk, self._needs, self._settling = desk, needs, settling
        self.table = Table(title, columns)
        self.table.setMinimumHeight(210)
        self.word = TextField(_("Why"), placeholder=example)
        self.word.textEdited.connect(lambda _text: self.tell_wrong(""))
        self.leave_button = SecondaryButton(leave, "F7", partial(self._decide, back=False))
        self.body.addWidget(self.table)
        self.body.addWidget(form_row(_("Why"), self.word))
        self.body.addWidget(self.leave_button)
        press_by_keys(self, (self.leave_button,))

    def show_found(self, found: Sequence[Twice]) -> None:
        """Show what is left to be decided; with nothing left the question is over."""
        if not found:
            self.accept()
            return
        self.table.set_rows(found)
        self.table.selectRow(next((place for place, row in enumerate(found) if row.mine), 0))
        self.tell_wrong("")
        self.word.setFocus()

    def finish(self) -> None:
        """Enter: the second one is taken back."""
        self._decide(back=True)

    def _decide(self, *, back: bool) -> None:
        row: Twice | None = self.table.current()
        if row is None:
            return
        if not row.mine:
            self._refused(Refusal("double_elsewhere", till=row.till))
            return
        if len(self.word.value()) < 3:
            self.tell_wrong(_("Write a reason."))
            self.word.setFocus()
            return
        when_allowed(self._desk, self._needs, self, lambda approvals: self._send(row, back, approvals))

    def _send(self, row: Twice, back: bool, approvals: Sequence[Approval]) -> None:
        act = self._settling(row, back, self.word.value(), self._desk.till.new_id(), approvals)
        self._desk.do(act, self.while_open(self.show_found), self.while_open(self._refused))

    def _refused(self, refusal: Refusal) -> None:
        self.tell_wrong(refusal_sentence(refusal))


def where_and_when(till: str, day: int) -> str:
    """A till and a day, as it stands in a column; without a till it was the province."""
    return f"{till or _('Province')} · {date_short(str(day))}"
