"""Looking after the shop's file: back up, check, make the books again, the recovery code."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from koperasi_pos.operations import reports, upkeep
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, heading, quiet
from koperasi_pos.values import WIB, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah


class UpkeepForm(QWidget):
    """Everything here can be done while the till sells.

    What needs a PIN or a question first is asked for by a signal: `code_wanted`, `rebuild_wanted`.
    """

    code_wanted = Signal()
    rebuild_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        column = QVBoxLayout(self)
        card = Card(_("Backup"))
        self.where = quiet()
        card.body.addWidget(self.where)
        card.body.addWidget(SecondaryButton(_("Back up now"), "F7", self.back_up))
        card.body.addWidget(
            quiet(
                _("A backup is put back with: koperasi-pos restore FILE. The receipts then go on under a new letter.")
            )
        )
        column.addWidget(card)
        code = Card(_("Recovery code"))
        code.body.addWidget(
            quiet(_("With this code a backup opens on another machine. Write it down and lock it away."))
        )
        self.code = heading("")
        self.code.setWordWrap(True)
        code.body.addWidget(self.code)
        code.body.addWidget(SecondaryButton(_("Show the recovery code"), "F11", self.code_wanted.emit))
        column.addWidget(code)
        books = Card(_("Check"))
        self.said = quiet()
        books.body.addWidget(self.said)
        books.body.addWidget(SecondaryButton(_("Check the file and the books"), "F8", self.check))
        books.body.addWidget(
            SecondaryButton(_("Make the books again from the journal"), "F12", self.rebuild_wanted.emit)
        )
        column.addWidget(books)
        column.addStretch(1)

    def read(self) -> None:
        """Show how the shop stands; the code is hidden again."""
        self.code.setText("")
        till = self.desk.till
        told = [_("Once a day, when a shift closes, into {folder}").format(folder=upkeep.backup_folder(till))]
        found = upkeep.backups(till)
        if found:
            made = datetime.fromtimestamp(found[0].stat().st_mtime, tz=WIB)
            told.append(_("The newest: {file}, {time}").format(file=found[0].name, time=moment(made)))
        else:
            told.append(_("There is none yet."))
        self.where.setText("\n".join(told))
        standing = reports.standing(till)
        self.said.setText(
            _("{products} goods, stock worth {value}").format(
                products=standing.products, value=rupiah(standing.stock_value)
            )
        )

    def back_up(self) -> None:
        """A backup with the time in its name."""
        till = self.desk.till
        stamp = till.now()[:19].replace(":", "").replace("T", "-")
        file = upkeep.backup_folder(till) / f"toko-{stamp}.backup"
        self.where.setText(_("The backup is being written …"))

        def made(_done: object) -> None:
            self.desk.tell(_("Saved: {file}").format(file=file))
            self.read()

        self.desk.fetch(lambda: upkeep.make_backup(till, file), made, self._refused, self.read)

    def _refused(self, refusal: Refusal) -> None:
        """What was begun did not come to an end: the words that said so go."""
        self.read()
        self.desk.tell_refusal(refusal)

    def show_code(self) -> None:
        """Only the head sees it."""
        till, actor = self.desk.till, self.desk.by
        self.desk.fetch(lambda: upkeep.recovery_code(till, by=actor), self.code.setText)

    def check(self) -> None:
        """Compare everything with everything."""
        till = self.desk.till
        self.said.setText(_("Checking …"))

        def checked(found: upkeep.Findings) -> None:
            if found.sound:
                self.said.setText(
                    _("All is well: {entries} entries, {rows} rows compared.").format(
                        entries=found.entries, rows=found.rows
                    )
                )
            else:
                self.said.setText(
                    _("Something is wrong; tell whoever looks after the shop.") + "\n" + "\n".join(found.trouble[:8])
                )

        self.desk.fetch(lambda: upkeep.check(till), checked, self._refused, self.read)

    def rebuild(self) -> None:
        """Read the journal anew."""
        till, actor = self.desk.till, self.desk.by
        self.said.setText(_("Making the books again …"))
        self.desk.do(
            lambda: upkeep.rebuild_books(till, by=actor),
            lambda done: self.said.setText(_("The books were made again from {n} entries.").format(n=done.value)),
            self._refused,
            self.read,
        )
