"""This till's printer as a form: which kind, where, how wide its paper is, its letters, its cutter, the drawer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, FormRow, TextField, form_row
from koperasi_pos.words import _

PAPERS = ((32, "58 mm · 32"), (42, "80 mm · 42"), (48, "80 mm · 48"))
_PLACES = {
    "kind": (0, 0, 2), "host": (1, 0, 1), "port": (1, 1, 1), "path": (2, 0, 2), "width": (3, 0, 1), "page": (3, 1, 1),
}  # fmt: skip
"""Row, column and how many columns wide."""


class PrinterForm(Card):
    """Fields and the buttons below them; what is typed is checked in `settings`."""

    def __init__(
        self, search: Callable[[], None], test: Callable[[], None], drawer: Callable[[], None],
        save: Callable[[], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(_("This till's printer"), parent=parent)
        kinds = [("none", _("no printer yet")), ("network", _("network printer")), ("file", _("into a file"))]
        self.kind = Choice(_("Kind"), kinds)
        self.host = TextField(_("Address"), placeholder="192.168.1.50")
        self.port = TextField(_("Port"))
        self.path = TextField(_("File"))
        self.paper = Choice(_("Paper"), [(str(width), words) for width, words in PAPERS])
        self.code_page = Choice(_("Letters"), [(page, page) for page in CODE_PAGES])
        self.cut = QCheckBox(_("The printer cuts the paper"))
        self.drawer = QCheckBox(_("The drawer hangs on the printer"))
        self.arabic = QCheckBox(_("Arabic lines are printed as a picture"))
        fields = {
            "kind": self.kind, "host": self.host, "port": self.port, "path": self.path, "width": self.paper,
            "page": self.code_page,
        }  # fmt: skip
        self.rows: dict[str, FormRow] = {
            name: form_row(field.accessibleName(), field) for name, field in fields.items()
        }
        grid = QGridLayout()
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for name, (row, column, wide) in _PLACES.items():
            grid.addWidget(self.rows[name], row, column, 1, wide)
        self.body.addLayout(grid)
        for box in (self.cut, self.drawer, self.arabic):
            self.body.addWidget(box)
        self.found = Choice(_("Printers that answered"), [])
        self.found.hide()
        self.found.chosen.connect(self._take_found)
        self.said = quiet()
        self.body.addWidget(self.found)
        self.body.addWidget(self.said)
        self.body.addStretch(1)
        buttons = QGridLayout()
        buttons.setSpacing(8)
        self.search_button = SecondaryButton(_("Search"), "F4", search)
        buttons.addWidget(self.search_button, 0, 0)
        buttons.addWidget(SecondaryButton(_("Test page"), "F7", test), 0, 1)
        buttons.addWidget(SecondaryButton(_("Test the drawer"), "F5", drawer), 1, 0)
        buttons.addWidget(PrimaryButton(_("Save"), "F9", save), 1, 1)
        self.body.addLayout(buttons)
        self.kind.chosen.connect(lambda _kind: self._show_fields())
        self.setFixedWidth(400)

    def read(self, settings: Settings) -> None:
        """Show the settings in force."""
        printer = settings.printer
        self.kind.set_value(printer.kind)
        self.host.setText(printer.host)
        self.port.setText(str(printer.port))
        self.path.setText(printer.path)
        self.paper.set_value(str(settings.paper_width))
        self.code_page.set_value(printer.code_page)
        self.cut.setChecked(printer.cut)
        self.drawer.setChecked(printer.drawer == "printer")
        self.arabic.setChecked(printer.raster_arabic)
        self._show_fields()

    def _show_fields(self) -> None:
        kind = self.kind.value()
        self.rows["host"].setVisible(kind == "network")
        self.rows["port"].setVisible(kind == "network")
        self.rows["path"].setVisible(kind == "file")

    def settings(self, held: Settings) -> Settings | None:
        """What is typed on the ground of the settings held; `None`, and a sentence at the field, for what cannot be."""
        kind, port = self.kind.value(), self.port.value()
        wrong = {
            "host": _("Please type the address of the printer.") if kind == "network" and not self.host.value() else "",
            "port": "" if port.isdigit() and 0 < int(port) < 65536 else _("A port is a number, mostly 9100."),
            "path": _("Please type where the file is.") if kind == "file" and not self.path.value() else "",
        }
        for name, sentence in wrong.items():
            self.rows[name].tell_wrong(sentence)
        if any(wrong.values()):
            return None
        printer = {
            "kind": kind, "host": self.host.value(), "port": int(port), "path": self.path.value(),
            "cut": self.cut.isChecked(), "drawer": "printer" if self.drawer.isChecked() else "none",
            "code_page": self.code_page.value(), "raster_arabic": self.arabic.isChecked(),
        }  # fmt: skip
        return changed(held, printer=printer, paper_width=int(self.paper.value()))

    def show_searching(self) -> None:
        """The search goes on."""
        self.search_button.setEnabled(False)
        self.found.hide()
        self.said.setText(_("Looking in this machine's network …"))

    def show_found(self, addresses: list[str]) -> None:
        """What answered; the first is taken, the others can be chosen."""
        self.search_button.setEnabled(True)
        if not addresses:
            self.said.setText(_("No printer answered. Is it on, and in the same network?"))
            return
        self.said.setText(_("Found: {addresses}").format(addresses=", ".join(addresses)))
        self.found.blockSignals(True)
        self.found.set_options([(address, address) for address in addresses])
        self.found.blockSignals(False)
        self.found.setVisible(len(addresses) > 1)
        self._take_found(addresses[0])

    def _take_found(self, address: str) -> None:
        if address:
            self.kind.set_value("network")
            self.host.setText(address)
