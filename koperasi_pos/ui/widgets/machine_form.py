"""This machine's settings as a form: language, looks, lock, backups."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import machine
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
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
        devices = Card(_("Devices on the counter"))
        devices.body.addWidget(quiet(_("Scanner, scale, customer display and pole display have a page of their own.")))
        devices.body.addWidget(SecondaryButton(_("Devices"), "F10", lambda: desk.go.emit("devices")))
        column.addWidget(devices)
        line = Card(_("Line to the province"))
        line.body.addWidget(quiet(_("Enrol this till, see what waits, read what the province writes.")))
        line.body.addWidget(SecondaryButton(_("Province"), "Ctrl+O", lambda: desk.go.emit("line")))
        column.addWidget(line)
        column.addWidget(PrimaryButton(_("Save"), "F9", self.save))
        column.addStretch(1)

    def read(self) -> None:
        """Show the settings in force."""
        settings = self.desk.till.settings
        self.language.set_value(settings.language)
        self.theme.set_value(settings.theme)
        self.lock.setText(str(settings.lock_after_minutes))
        self.backups.setText(str(settings.keep_backups))

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
        )  # fmt: skip
