"""This till's printer as a form: which kind, where, how wide its paper is, its letters, its cutter, the drawer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.printers import ADDRESS_FIELDS, Found
from koperasi_pos.settings import Settings, changed
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, FormRow, SuggestField, TextField, form_row, tab_through
from koperasi_pos.ui.widgets.printer_kinds import ADDRESSES, PORT, FoundPrinters, flows, kinds, speeds
from koperasi_pos.words import _

PAPERS = ((32, "58 mm · 32"), (42, "80 mm · 42"), (48, "80 mm · 48"))
_PLACES = {
    "found": (0, 0, 2), "kind": (1, 0, 2), "host": (2, 0, 1), "port": (2, 1, 1), "usb": (2, 0, 2), "queue": (2, 0, 2),
    "serial": (3, 0, 2), "baud": (4, 0, 1), "flow": (4, 1, 1), "path": (5, 0, 2), "width": (6, 0, 1), "page": (6, 1, 1),
    "drawer": (7, 0, 2), "drawer_port": (8, 0, 2),
}  # fmt: skip
"""Row, column and how many columns wide."""

_SHOWN = {
    "network": ("host", "port"), "usb": ("usb",), "serial": ("serial", "baud", "flow"), "cups": ("queue",),
    "windows": ("queue",), "file": ("path",),
}  # fmt: skip
"""Kind → the fields that belong to it alone."""


class PrinterForm(Card):
    """Fields and the buttons below them; what is typed is checked in `settings`."""

    def __init__(
        self, search: Callable[[], None], test: Callable[[], None], drawer: Callable[[], None],
        save: Callable[[], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(_("This till's printer"), parent=parent)
        self._make_fields()
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(self._grid())
        for box in (self.cut, self.arabic):
            column.addWidget(box)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(fields)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = quiet()
        self.body.addWidget(self.area, 1)
        tab_through([*(self.rows[name].field for name in _PLACES), self.cut, self.arabic])
        self.body.addWidget(self.said)
        buttons = QGridLayout()
        buttons.setSpacing(8)
        self.search_button = SecondaryButton(_("Search network"), "F4", search)
        buttons.addWidget(self.search_button, 0, 0)
        buttons.addWidget(SecondaryButton(_("Test page"), "F7", test), 0, 1)
        buttons.addWidget(SecondaryButton(_("Test the drawer"), "F5", drawer), 1, 0)
        buttons.addWidget(PrimaryButton(_("Save"), "F9", save), 1, 1)
        self.body.addLayout(buttons)
        self.kind.chosen.connect(lambda _kind: self._show_fields())
        self.drawer.chosen.connect(lambda _drawer: self._show_fields())
        self.found.taken.connect(self.take)
        for row in self.rows.values():
            if isinstance(row.field, TextField):
                row.field.textChanged.connect(lambda text, row=row: row.tell_wrong(""))
            elif isinstance(row.field, SuggestField):
                row.field.editTextChanged.connect(lambda text, row=row: row.tell_wrong(""))
        self.setFixedWidth(420)

    def _make_fields(self) -> None:
        self.found = FoundPrinters()
        self.kind = Choice(_("Kind"), kinds())
        self.host = TextField(_("Address"), placeholder=ADDRESSES["network"][1])
        self.port = TextField(_("Port"))
        self.usb = TextField(_("Maker and model"), placeholder=ADDRESSES["usb"][1])
        self.queue = TextField(_("Print queue"))
        self.serial, self.drawer_port = SuggestField(_("Serial port")), SuggestField(_("Port of the drawer"))
        self.baud = Choice(_("Speed"), speeds())
        self.flow = Choice(_("Held back by"), flows())
        self.path = TextField(_("File"))
        self.paper = Choice(_("Paper"), [(str(width), words) for width, words in PAPERS])
        self.code_page = Choice(_("Letters"), [(page, page) for page in CODE_PAGES])
        drawers = [
            ("printer 2", _("on the printer")), ("printer 5", _("on the printer, second contact")),
            ("port", _("on a port of its own")), ("none", _("opened by hand")),
        ]  # fmt: skip
        self.drawer = Choice(_("Cash drawer"), drawers)
        self.cut = QCheckBox(_("The printer cuts the paper"))
        self.arabic = QCheckBox(_("Arabic lines are printed as a picture"))

    def _grid(self) -> QGridLayout:
        fields = {
            "found": self.found, "kind": self.kind, "host": self.host, "port": self.port, "usb": self.usb,
            "queue": self.queue, "serial": self.serial, "baud": self.baud, "flow": self.flow, "path": self.path,
            "width": self.paper, "page": self.code_page, "drawer": self.drawer, "drawer_port": self.drawer_port,
        }  # fmt: skip
        self.rows: dict[str, FormRow] = {
            name: form_row(field.accessibleName(), field) for name, field in fields.items()
        }
        grid = QGridLayout()
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for name, (row, column, wide) in _PLACES.items():
            grid.addWidget(self.rows[name], row, column, 1, wide)
        return grid

    def read(self, settings: Settings) -> None:
        """Show the settings in force."""
        printer = settings.printer
        self.kind.blockSignals(True)
        self.kind.set_options(kinds(printer.kind))
        self.kind.set_value(printer.kind)
        self.kind.blockSignals(False)
        self.host.setText(printer.host)
        self.port.setText(str(printer.port))
        self.usb.setText(printer.usb)
        self.queue.setText(printer.queue)
        self.path.setText("" if printer.kind == "serial" else printer.path)
        self.serial.setCurrentText(printer.path if printer.kind == "serial" else "")
        self.baud.set_value(str(printer.baud))
        self.flow.set_value(printer.flow)
        self.paper.set_value(str(settings.paper_width))
        self.code_page.set_value(printer.code_page)
        self.cut.setChecked(printer.cut)
        self.drawer.set_value(f"printer {printer.drawer_pin}" if printer.drawer == "printer" else printer.drawer)
        self.drawer_port.setCurrentText(printer.drawer_port)
        self.arabic.setChecked(printer.raster_arabic)
        self._show_fields()

    def _show_fields(self) -> None:
        shown = _SHOWN.get(self.kind.value(), ())
        for name in {name for names in _SHOWN.values() for name in names}:
            self.rows[name].setVisible(name in shown)
        self.rows["drawer_port"].setVisible(self.drawer.value() == "port")

    def _wrong(self) -> dict[str, str]:
        """What cannot be, by the field it stands in."""
        kind, port = self.kind.value(), self.port.value()
        missing = {
            "host": _("Please type the address of the printer."),
            "usb": _("Choose the printer above, or type its numbers such as 04b8:0e15."),
            "queue": _("Choose the print queue above, or type its name."),
            "serial": _("Choose the port that the printer hangs on, or type it."),
            "path": _("Please type where the file is."),
        }
        wrong = {
            name: sentence if name in _SHOWN.get(kind, ()) and not self._typed(name) else ""
            for name, sentence in missing.items()
        }
        wrong["port"] = "" if port.isdigit() and 0 < int(port) < 65536 else _("A port is a number, mostly 9100.")
        by_port = self.drawer.value() == "port"
        wrong["drawer_port"] = (
            _("Choose the port that the drawer hangs on, or type it.")
            if by_port and not self.drawer_port.value()
            else ""
        )
        return wrong

    def _typed(self, name: str) -> str:
        field = self.rows[name].field
        assert isinstance(field, TextField | SuggestField)
        return field.value()

    def settings(self, held: Settings) -> Settings | None:
        """What is typed on the ground of the settings held; `None`, and a sentence at the field, for what cannot be."""
        wrong = self._wrong()
        for name, sentence in wrong.items():
            self.rows[name].tell_wrong(sentence)
        if any(wrong.values()):
            first = next(self.rows[name] for name, sentence in wrong.items() if sentence)
            self.area.ensureWidgetVisible(first)
            return None
        kind, drawer = self.kind.value(), self.drawer.value()
        printer = {
            "kind": kind, "host": self.host.value(), "port": int(self.port.value()), "usb": self.usb.value(),
            "queue": self.queue.value(), "path": self.serial.value() if kind == "serial" else self.path.value(),
            "baud": int(self.baud.value()), "flow": self.flow.value(), "cut": self.cut.isChecked(),
            "drawer": drawer.partition(" ")[0], "drawer_port": self.drawer_port.value(),
            "drawer_pin": 5 if drawer == "printer 5" else 2,
            "code_page": self.code_page.value(), "raster_arabic": self.arabic.isChecked(),
        }  # fmt: skip
        return changed(held, printer=printer, paper_width=int(self.paper.value()))

    def offer(self, found: Sequence[Found]) -> None:
        """What this computer has; what was found on the network before stays."""
        self.found.offer([*(one for one in self.found.found() if one.kind == "network"), *found])
        for field in (self.serial, self.drawer_port):
            field.set_options(self.found.ports())

    def show_searching(self) -> None:
        """The search goes on until it ends or is stopped."""
        self._name_search(_("Stop the search"))
        self.said.setText(_("Looking in this machine's network …"))

    def show_found(self, addresses: list[str], *, stopped: bool = False) -> None:
        """What answered on the network; the first is taken, the others can be chosen."""
        self._name_search(_("Search network"))
        if not addresses:
            self.said.setText(
                _("The search was stopped.")
                if stopped
                else _("No printer answered. Is it on, and in the same network?")
            )
            return
        self.said.setText(_("Found: {addresses}").format(addresses=", ".join(addresses)))
        found = [Found("network", address, address) for address in addresses]
        self.found.add(found)
        self.take(found[0])

    def _name_search(self, words: str) -> None:
        self.search_button.setText(words)
        self.search_button.setAccessibleName(words)

    def take(self, found: Found) -> None:
        """The printer that was found is the one to use."""
        self.kind.set_value(found.kind)
        field = self.rows["serial" if found.kind == "serial" else ADDRESS_FIELDS[found.kind]].field
        if isinstance(field, SuggestField):
            field.setCurrentText(found.address)
        elif isinstance(field, TextField):
            field.setText(found.address)
        if found.kind == "network":
            self.port.setText(self.port.value() or str(PORT))
