"""This machine's settings as a form: language, looks, paper, scanner, lock."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import machine
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, TextField, form_row
from koperasi_pos.words import _


class MachineForm(QWidget):
    """Kept on this machine, not in the journal."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        column = QVBoxLayout(self)
        looks = Card(_("Looks"))
        self.language = Choice(_("Language"), [("id", "Bahasa Indonesia"), ("en", "English")])
        themes = [("system", _("as the system")), ("light", _("light")), ("dark", _("dark"))]
        self.theme = Choice(_("Colours"), themes)
        self.lock = TextField(_("Lock after minutes"))
        self.backups = TextField(_("Backups to keep"))
        grid = QGridLayout()
        grid.addWidget(form_row(_("Language"), self.language), 0, 0)
        grid.addWidget(form_row(_("Colours"), self.theme), 0, 1)
        grid.addWidget(form_row(_("Lock after minutes"), self.lock, hint=_("0: never")), 1, 0)
        grid.addWidget(form_row(_("Backups to keep"), self.backups), 1, 1)
        looks.body.addLayout(grid)
        looks.body.addWidget(quiet(_("Another language is spoken after the next start; all else is in force at once.")))
        column.addWidget(looks)
        scanner = Card(_("Bar-code scanner"))
        self.gap = TextField(_("Longest pause between characters, ms"))
        self.minimum = TextField(_("Fewest characters of a scan"))
        self.prefix, self.suffix = TextField(_("Prefix")), TextField(_("Suffix"))
        grid = QGridLayout()
        for place, field in enumerate((self.gap, self.minimum, self.prefix, self.suffix)):
            grid.addWidget(form_row(field.accessibleName(), field), place // 2, place % 2)
        scanner.body.addLayout(grid)
        self.scan = quiet(_("Scan something now: what came is shown here."))
        scanner.body.addWidget(self.scan)
        column.addWidget(scanner)
        column.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        column.addStretch(1)

    def read(self) -> None:
        """Show the settings in force."""
        settings = self.desk.till.settings
        self.language.set_value(settings.language)
        self.theme.set_value(settings.theme)
        self.lock.setText(str(settings.lock_after_minutes))
        self.backups.setText(str(settings.keep_backups))
        self.gap.setText(str(settings.scanner.gap_ms))
        self.minimum.setText(str(settings.scanner.minimum))
        self.prefix.setText(settings.scanner.prefix)
        self.suffix.setText(settings.scanner.suffix)

    def show_scan(self, text: str) -> None:
        """What the scanner sent."""
        self.scan.setText(_("{n} characters came: {text}").format(n=len(text), text=text))

    def save(self) -> None:
        """Keep the settings."""
        try:
            wanted = self._typed()
        except ValueError:
            self.desk.said.emit(_("One of the numbers cannot be; please look again."), "refused")
            return
        till = self.desk.till
        self.desk.do(
            lambda: machine.save_settings(till, wanted), lambda done: self.desk.tell(_("The settings are saved."))
        )

    def _typed(self) -> Settings:
        return changed(
            self.desk.till.settings, language=self.language.value(), theme=self.theme.value(),
            lock_after_minutes=int(self.lock.value()), keep_backups=int(self.backups.value()),
            scanner={
                "gap_ms": int(self.gap.value()), "minimum": int(self.minimum.value()), "prefix": self.prefix.text(),
                "suffix": self.suffix.text(),
            },
        )  # fmt: skip
