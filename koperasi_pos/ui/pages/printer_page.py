"""The printer: what waits, what hangs and what to do; set it up and print a test page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import machine, printing
from koperasi_pos.paper import printers
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, quiet, title
from koperasi_pos.ui.widgets.fields import Choice, FormRow, TextField, form_row
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

WIDTHS = ((32, "58 mm · 32"), (42, "80 mm · 42"), (48, "80 mm · 48"))


class PrinterPage(Page):
    """The queue at the left, the set-up at the right."""

    name = "printer"
    icon = "mdi6.printer-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addWidget(title(_("Printer")))
        halves = QHBoxLayout()
        halves.setSpacing(14)
        halves.addLayout(self._queue(), 1)
        halves.addWidget(self._set_up())
        outer.addLayout(halves, 1)
        desk.changed.connect(self._topic)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Printer")

    def _queue(self) -> QVBoxLayout:
        column = QVBoxLayout()
        columns = [
            TableColumn(_("Since"), lambda job: moment(job.made), width=190),
            TableColumn(_("What"), lambda job: term("form", job.form), width=130),
            TableColumn(_("State"), lambda job: term("print", job.state), width=130),
            TableColumn(_("Why"), _why),
        ]
        self.table = Table(_("Print queue"), columns)
        self.table.chosen.connect(self._show_advice)
        self.nothing = Empty(_("Everything is printed."), "mdi6.printer-check")
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        self.advice = quiet()
        column.addWidget(self.advice)
        row = QHBoxLayout()
        self.again_button = PrimaryButton(_("Print again"), "F8", self.print_again)
        self.drop_button = SecondaryButton(_("It is on paper, or not needed"), "Del", self.drop)
        row.addWidget(self.again_button)
        row.addWidget(self.drop_button)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _set_up(self) -> QWidget:
        card = Card(_("This till's printer"))
        card.setFixedWidth(430)
        printer = self.desk.till.settings.printer
        kinds = [("none", _("no printer yet")), ("network", _("network printer")), ("file", _("into a file"))]
        self.kind = Choice(_("Kind"), kinds, printer.kind)
        self.host = TextField(_("Address"), printer.host, placeholder="192.168.1.50")
        self.port = TextField(_("Port"), str(printer.port))
        self.path = TextField(_("File"), printer.path)
        self.width_choice = Choice(
            _("Paper"), [(str(width), words) for width, words in WIDTHS], str(self.desk.till.settings.paper_width)
        )
        self.code_page = Choice(_("Letters"), [(page, page) for page in CODE_PAGES], printer.code_page)
        self.cut = QCheckBox(_("The printer cuts the paper"))
        self.cut.setChecked(printer.cut)
        self.drawer = QCheckBox(_("The drawer hangs on the printer"))
        self.drawer.setChecked(printer.drawer == "printer")
        self.rows: dict[str, FormRow] = {
            "kind": form_row(_("Kind"), self.kind), "host": form_row(_("Address"), self.host),
            "port": form_row(_("Port"), self.port), "path": form_row(_("File"), self.path),
            "width": form_row(_("Paper"), self.width_choice), "page": form_row(_("Letters"), self.code_page),
        }  # fmt: skip
        grid = QGridLayout()
        places = {
            "kind": (0, 0, 2),
            "host": (1, 0, 1),
            "port": (1, 1, 1),
            "path": (2, 0, 2),
            "width": (3, 0, 1),
            "page": (3, 1, 1),
        }
        for name, (row, column, wide) in places.items():
            grid.addWidget(self.rows[name], row, column, 1, wide)
        card.body.addLayout(grid)
        card.body.addWidget(self.cut)
        card.body.addWidget(self.drawer)
        self.kind.chosen.connect(lambda kind: self._show_fields())
        self.found = quiet()
        card.body.addWidget(self.found)
        card.body.addWidget(SecondaryButton(_("Look for network printers"), "F4", self.search))
        card.body.addWidget(SecondaryButton(_("Print a test page"), "F7", self.test))
        card.body.addStretch(1)
        card.body.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        self._show_fields()
        return card

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F4", _("Look for network printers"), self.search),
            Action("F7", _("Test page"), self.test),
            Action("F8", _("Print again"), self.print_again),
            Action("Del", _("Not needed"), self.drop),
            Action("F9", _("Save"), self.save),
        )

    def shown(self) -> None:
        """Read the queue."""
        self._read()
        self.table.setFocus()

    def _topic(self, topic: str) -> None:
        if topic in ("print", "printing", "settings") and self.isVisible():
            self._read()

    def _read(self) -> None:
        jobs = printing.print_jobs(self.desk.till)
        self.table.set_rows(jobs, keep=lambda job: job.key)
        self.table.setVisible(bool(jobs))
        self.nothing.setVisible(not jobs)
        if jobs and self.table.current() is None:
            self.table.selectRow(0)
        self._show_advice(self.table.current())

    def _show_advice(self, job: Any) -> None:
        state = job.state if job is not None else ""
        self.advice.setText(
            {
                "unsure": _("Look at the paper: is it complete? Then it is not needed; if not, print it again."),
                "stuck": _("Mend what is said above, then print it again."),
                "waiting": _("It is printed by itself as soon as the printer answers."),
                "sending": _("It is being printed."),
            }.get(state, "")
        )
        self.again_button.setEnabled(state in ("unsure", "stuck", "waiting"))
        self.drop_button.setEnabled(state in ("unsure", "stuck", "waiting"))

    def _show_fields(self) -> None:
        kind = self.kind.value()
        self.rows["host"].setVisible(kind == "network")
        self.rows["port"].setVisible(kind == "network")
        self.rows["path"].setVisible(kind == "file")

    def print_again(self) -> None:
        """The job under the cursor once more."""
        job = self.table.current()
        if job is not None and self.again_button.isEnabled():
            till, actor, key = self.desk.till, self.desk.by, job.key
            self.desk.do(lambda: printing.print_again(till, key, by=actor), lambda done: self._read())

    def drop(self) -> None:
        """The job under the cursor is on paper, or nobody needs it."""
        job = self.table.current()
        if job is not None and self.drop_button.isEnabled():
            till, actor, key = self.desk.till, self.desk.by, job.key
            self.desk.do(lambda: printing.drop_print(till, key, by=actor), lambda done: self._read())

    def settings(self) -> Settings | None:
        """What is typed; `None` (and a sentence) where it cannot be."""
        kind, port = self.kind.value(), self.port.value()
        if kind == "network" and not self.host.value():
            self.rows["host"].tell_wrong(_("Please type the address of the printer."))
            return None
        if not port.isdigit() or not 0 < int(port) < 65536:
            self.rows["port"].tell_wrong(_("A port is a number, mostly 9100."))
            return None
        self.rows["host"].tell_wrong("")
        self.rows["port"].tell_wrong("")
        printer = {
            "kind": kind, "host": self.host.value(), "port": int(port), "path": self.path.value(),
            "cut": self.cut.isChecked(), "drawer": "printer" if self.drawer.isChecked() else "none",
            "code_page": self.code_page.value(),
        }  # fmt: skip
        return changed(self.desk.till.settings, printer=printer, paper_width=int(self.width_choice.value()))

    def save(self) -> None:
        """Keep the set-up; the queue goes on with it at once."""
        wanted, till = self.settings(), self.desk.till
        if wanted is not None:
            self.desk.do(
                lambda: machine.save_settings(till, wanted), lambda done: self.desk.tell(_("The printer is set up."))
            )

    def search(self) -> None:
        """Addresses in this network that take prints."""
        self.found.setText(_("Looking …"))
        self.desk.fetch(lambda: printers.search(printers.neighbours(printers.own_addresses())), self._found)

    def _found(self, addresses: list[str]) -> None:
        if not addresses:
            self.found.setText(_("No printer answered. Is it on, and in the same network?"))
            return
        self.kind.set_value("network")
        self.host.setText(addresses[0])
        self.found.setText(_("Found: {addresses}").format(addresses=", ".join(addresses)))

    def test(self) -> None:
        """Look at the printer, print a page, and ask what was seen."""
        wanted, till = self.settings(), self.desk.till
        if wanted is None:
            return
        actor = self.desk.by

        def queued(_done: object) -> None:
            ask_yes(
                self, _("Test page"),
                _("Is the frame whole, was the paper cut, and did the drawer open? If not, choose another width or"
                  " change the boxes, and try again."),
                self.save, yes=_("All is well"), no=_("Not yet"),
            )  # fmt: skip

        def looked(where: str) -> None:
            self.found.setText(_("The printer answers: {where}").format(where=where))
            self.desk.do(lambda: printing.queue_test(till, by=actor), queued)

        self.desk.do(lambda: machine.save_settings(till, wanted))
        self.desk.fetch(lambda: printers.look_at(wanted.printer), looked)


def _why(job: Any) -> str:
    if not job.trouble:
        return ""
    return refusal_sentence(Refusal(job.trouble))
