"""The printer: what waits, what hangs and what to do; set it up and print a test page."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import machine, printing, shifts
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.printing import PrintJob
from koperasi_pos.paper import printers
from koperasi_pos.settings import Settings
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.printed_dialog import PrintedDialog, Seen, drawer_shut, outcome, settings_after
from koperasi_pos.ui.dialogs.rights import when_allowed
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import FlatButton, PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, heading, quiet, title
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.printer_form import PrinterForm
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, from_iso
from koperasi_pos.words import N_, _, n_
from koperasi_pos.words.dates import date_short, time_short
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

ADVICE = {
    "unsure": N_("Look at the paper. Is the slip whole? Then it is done; if not, print it again."),
    "stuck": N_("Mend what hinders it, then print it again."),
    "waiting": N_("It is printed by itself as soon as the printer answers."),
    "sending": N_("It is being printed."),
}
"""What to do about a job in a state."""


class PrinterPage(Page):
    """The queue at the left, the set-up at the right."""

    name = "printer"
    icon = "mdi6.printer-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._searching: threading.Event | None = None
        self.form = PrinterForm(self.search, self.test, self.test_drawer, self.save)
        self.form.read(desk.till.settings)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 10)
        whole.setSpacing(14)
        whole.addLayout(self._queue(), 1)
        whole.addWidget(self.form)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Printer")

    def _queue(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.addWidget(title(_("Print queue")))
        head.addStretch(1)
        self.clear_button = FlatButton(_("Drop all"), "F6", self.drop_all)
        head.addWidget(self.clear_button)
        columns = [
            TableColumn(_("Since"), self._since, width=96),
            TableColumn(_("What"), self._what),
            TableColumn(_("State"), lambda job: term("print", job.state), width=176),
        ]
        self.table = Table(_("Print queue"), columns)
        self.table.chosen.connect(self._show_job)
        self.nothing = Empty(_("Everything is printed."), "mdi6.printer-check")
        ground = QWidget()
        self._stack = QStackedLayout(ground)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self.card = Card()
        self.job_head, self.why, self.advice = heading(""), quiet(), quiet()
        for label in (self.job_head, self.why, self.advice):
            self.card.body.addWidget(label)
        self.again_button = PrimaryButton(_("Print again"), "F8", self.print_again)
        self.drop_button = SecondaryButton("", "Del", self.drop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.again_button, 1)
        row.addWidget(self.drop_button, 1)
        self.card.body.addLayout(row)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(ground, 1)
        column.addWidget(self.card)
        return column

    def _since(self, job: PrintJob) -> str:
        made = from_iso(job.made)
        return time_short(made) if made.date().isoformat() == self.desk.till.today() else date_short(made)

    def _what(self, job: PrintJob) -> str:
        number = printing.number_of(self.desk.till, job)
        copy = " · " + _("copy {n}").format(n=job.copy) if job.copy else ""
        return f"{term('form', job.form)} {number}".strip() + copy

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F4", _("Search network"), self.search),
            Action("F5", _("Test the drawer"), self.test_drawer),
            Action("F6", _("Drop all"), self.drop_all),
            Action("F7", _("Test page"), self.test),
            Action("F8", _("Print again"), self.print_again),
            Action("Del", _("Drop"), self.drop),
            Action("F9", _("Save"), self.save),
        )

    def shown(self) -> None:
        """Read queue and settings."""
        self.form.read(self.desk.till.settings)
        self._read()
        self.table.setFocus()
        self.desk.fetch(printers.found_here, self.form.offer)

    def left(self) -> None:
        """Nobody waits for a search any more."""
        if self._searching is not None:
            self._searching.set()

    def _topic(self, topic: str) -> None:
        if topic in ("print", "printing", "settings") and self.isVisible():
            self._read()

    def _read(self) -> None:
        jobs = printing.print_jobs(self.desk.till)
        self.table.set_rows(jobs, keep=lambda job: job.key)
        self._stack.setCurrentIndex(0 if jobs else 1)
        self.clear_button.setEnabled(bool(jobs))
        if jobs and self.table.current() is None:
            self.table.selectRow(0)
        self._show_job(self.table.current())

    def _show_job(self, job: PrintJob | None) -> None:
        """Why it hangs and what to do, in words."""
        self.card.setVisible(job is not None)
        if job is None:
            return
        self.job_head.setText(f"{self._what(job)} · {term('print', job.state)}")
        printer = printers.address_of(self.desk.till.settings.printer)
        why = refusal_sentence(Refusal(job.trouble, printer=printer)) if job.trouble else ""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.advice.setText(_(ADVICE[job.state]) if job.state in ADVICE else "")
        self.drop_button.setText(_("It is on paper") if job.state == "unsure" else _("Not needed"))
        self.drop_button.setAccessibleName(self.drop_button.text())
        able = job.state in ("unsure", "stuck", "waiting")
        self.again_button.setEnabled(able)
        self.drop_button.setEnabled(able)

    def print_again(self) -> None:
        """The job under the cursor once more."""
        job = self.table.current()
        if job is not None and self.again_button.isEnabled():
            till, actor, key = self.desk.till, self.desk.by, job.key
            self.desk.do(lambda: printing.print_again(till, key, by=actor))

    def drop(self) -> None:
        """The job under the cursor is on paper, or nobody needs it."""
        job = self.table.current()
        if job is not None and self.drop_button.isEnabled():
            till, actor, key = self.desk.till, self.desk.by, job.key
            self.desk.do(lambda: printing.drop_print(till, key, by=actor))

    def drop_all(self) -> None:
        """Everything that waits or hangs, after a question."""
        count = len(printing.print_jobs(self.desk.till))
        if not count:
            return
        question = n_(
            "{count} slip will not be printed. Sales are kept, and every receipt can be printed later.",
            "{count} slips will not be printed. Sales are kept, and every receipt can be printed later.", count,
        )  # fmt: skip
        ask_yes(self, _("Drop all"), question.format(count=count), self._drop_all, yes=_("Drop all"))

    def _drop_all(self) -> None:
        till, actor = self.desk.till, self.desk.by

        def said(done: Done[int]) -> None:
            told = n_("{count} slip was dropped.", "{count} slips were dropped.", done.value)
            self.desk.tell(told.format(count=done.value))

        self.desk.do(lambda: printing.drop_waiting(till, by=actor), said)

    def save(self) -> None:
        """Keep the set-up; the queue goes on with it at once."""
        wanted = self.form.settings(self.desk.till.settings)
        if wanted is not None:
            self._keep(wanted, _("The printer is set up."))

    def _keep(self, wanted: Settings, sentence: str) -> None:
        till = self.desk.till
        self.desk.do(lambda: machine.save_settings(till, wanted), lambda done: self._kept(sentence))

    def _kept(self, sentence: str) -> None:
        self.form.read(self.desk.till.settings)
        self.desk.tell(sentence)

    def search(self) -> None:
        """Addresses in this machine's own network that take prints; asked for by a person, who may also stop it."""
        if self._searching is not None:
            self._searching.set()
            return
        stop = self._searching = threading.Event()
        self.form.show_searching()

        def found(addresses: list[str]) -> None:
            self._searching = None
            self.form.show_found(addresses, stopped=stop.is_set())

        self.desk.fetch(lambda: printers.search(stop=stop.is_set), found)

    def test(self) -> None:
        """Keep the set-up, look at the printer, print a page, and ask what was seen."""
        wanted, till = self.form.settings(self.desk.till.settings), self.desk.till
        if wanted is None:
            return
        actor = self.desk.by

        def queued(done: Done[int]) -> None:
            PrintedDialog(self.desk, done.value, self._seen, self).open()

        def looked(where: str) -> None:
            self.form.said.setText(_("The printer answers: {where}").format(where=where))
            self.desk.do(lambda: printing.queue_test(till, by=actor), queued)

        def refused(refusal: Refusal) -> None:
            self.form.said.setText(refusal_sentence(refusal))
            self.desk.tell_refusal(refusal)

        def kept(_done: Any) -> None:
            self.desk.fetch(lambda: printers.look_at(wanted.printer), looked, refused)

        self.desk.do(lambda: machine.save_settings(till, wanted), kept)

    def _seen(self, seen: Seen) -> None:
        """The settings follow what was seen; after a change another page is asked for, else the drawer is tried."""
        wanted = settings_after(self.desk.till.settings, seen)
        self._keep(wanted, outcome(seen))
        may_open = seen.well and shifts.current_shift(self.desk.till) is not None and self.desk.by.may("drawer")
        if wanted.printer.drawer != "none" and may_open:
            question = _("Open the drawer now, to see whether it does? It is written down in the shift.")
            ask_yes(self, _("Test the drawer"), question, self.test_drawer)

    def test_drawer(self) -> None:
        """Open the drawer as without a sale: who and why is written down."""
        if shifts.current_shift(self.desk.till) is None:
            self.desk.said.emit(_("Open the shift first: opening the drawer is written down in it."), "refused")
            return
        when_allowed(self.desk, "drawer", self, self._open_drawer)

    def _open_drawer(self, approvals: Sequence[Approval]) -> None:
        till, actor, new_id, reason = self.desk.till, self.desk.by, self.desk.till.new_id(), _("Test of the drawer")
        self.desk.do(
            lambda: shifts.open_drawer(till, reason=reason, id=new_id, by=actor, approvals=approvals),
            lambda done: self._ask_drawer(),
        )

    def _ask_drawer(self) -> None:
        question = ask_yes(
            self, _("Test the drawer"), _("Did the drawer open?"), self._drawer_opened, yes=_("It opened"),
            no=_("It stayed shut"),
        )  # fmt: skip
        question.rejected.connect(self._drawer_shut)

    def _drawer_opened(self) -> None:
        self.desk.tell(_("The drawer works."))

    def _drawer_shut(self) -> None:
        """Try the printer's other contact next time; where that is of no use either the drawer is opened by hand."""
        before = self.desk.till.settings
        wanted = drawer_shut(before)
        if wanted.printer.drawer != "none":
            told = _("The other contact of the printer is set now. Test the drawer once more.")
        else:
            told = _(
                "The drawer is opened by hand from now on, with its key. If it has a cable, look at both its ends,"
                " choose again where it hangs, and test it once more."
            )
        self._keep(wanted, told)
        self.form.said.setText(told)
