"""The questions of the first start: shop, paper, people, goods; each says what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from koperasi_pos.paper.printers import ADDRESS_FIELDS, Found
from koperasi_pos.settings import PrinterSettings, Settings
from koperasi_pos.trade.staff import check_name, check_pin
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import Choice, FormRow, SuggestField, TextField, form_row
from koperasi_pos.ui.widgets.printer_kinds import ADDRESSES, PORT, FoundPrinters, kinds, speeds
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence

PRINT_FILE = "struk.bin"
"""Where slips go that are printed into a file, in the shop's folder."""

DIGITS = QRegularExpression(r"\d{0,6}")


@dataclass(frozen=True)
class Complaint:
    """What is wrong with which answer."""

    row: FormRow | None
    sentence: str


class Question(QWidget):
    """One page of the assistant. `first` gets the focus when it is shown."""

    first: QWidget

    def heading(self) -> str:
        """The question."""
        return ""

    def explanation(self) -> str:
        """A quiet sentence under it."""
        return ""

    def complaints(self) -> list[Complaint]:
        """What is wrong with the answers; empty where one may go on."""
        return []

    def rows(self) -> list[FormRow]:
        """The fields of this question."""
        return self.findChildren(FormRow)

    def forget_complaints_when_mended(self) -> None:
        """What was wrong with a field is told until somebody types into it."""
        for row in self.rows():
            if isinstance(row.field, TextField):
                row.field.textEdited.connect(lambda text, row=row: row.tell_wrong(""))
            elif isinstance(row.field, SuggestField):
                row.field.editTextChanged.connect(lambda text, row=row: row.tell_wrong(""))


class ShopQuestion(Question):
    """What the shop is called and where it is."""

    def __init__(self) -> None:
        super().__init__()
        self.name = TextField(_("Name of the shop"), placeholder=_("for example Koperasi Pesantren An-Nur"))
        self.pesantren = TextField(_("Pesantren"))
        self.address = TextField(_("Address"))
        self.phone = TextField(_("Telephone"))
        self.first = self.name
        fields = (self.name, self.pesantren, self.address, self.phone)
        self.name_row, *others = (form_row(field.accessibleName(), field) for field in fields)
        _stack(self, self.name_row, *others)

    def heading(self) -> str:
        """The question."""
        return _("Welcome. What is the shop called?")

    def explanation(self) -> str:
        """Nothing is final."""
        return _("The name stands on every receipt. All of it can be changed later.")

    def complaints(self) -> list[Complaint]:
        """A shop has a name."""
        return _wrong(self.name_row, lambda: check_name(self.name.value()))


class PaperQuestion(Question):
    """Which paper, which printer, and a page to see whether it prints. `tried` asks for the page."""

    tried = Signal()

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        widths = [("32", _("58 mm (32 columns)")), ("42", _("80 mm (42 columns)")), ("48", _("80 mm (48 columns)"))]
        self.width_choice = Choice(_("Paper"), widths, "32")
        self.kind = Choice(_("Printer"), kinds(), "none")
        self.found = FoundPrinters()
        self.host = SuggestField(_("Address of the printer"))
        self.host_row = form_row(_("Address of the printer"), self.host)
        self.speed = Choice(_("Speed"), speeds())
        self.speed_row = form_row(_("Speed"), self.speed)
        self.first = self.width_choice
        self.try_button = SecondaryButton(_("Print a test page"), "F7", self.tried.emit)
        self.seen = quiet()
        self._learned: dict[str, object] = {}
        self.kind.chosen.connect(lambda kind: self._kind_chosen())
        self.found.taken.connect(self._take)
        tries = QHBoxLayout()
        tries.addWidget(self.try_button)
        tries.addWidget(self.seen, 1)
        where = QHBoxLayout()
        where.setContentsMargins(0, 0, 0, 0)
        where.addWidget(self.host_row, 2)
        where.addWidget(self.speed_row, 1)
        pair = QHBoxLayout()
        pair.addWidget(form_row(_("Paper"), self.width_choice), 1)
        pair.addWidget(form_row(_("Found on this computer"), self.found), 2)
        column = _stack(self, form_row(_("Printer"), self.kind))
        column.insertLayout(0, pair)
        column.insertLayout(2, where)
        column.insertLayout(column.count() - 1, tries)
        self._kind_chosen()

    def _take(self, found: Found) -> None:
        self.kind.set_value(found.kind)
        self.host.setCurrentText(found.address)

    def offer(self, found: Sequence[Found]) -> None:
        """What this computer has."""
        self.found.offer(found)
        self.host.set_options(self.found.ports())

    def learn(self, settings: Settings) -> None:
        """What a person saw on the test page is kept with the printer."""
        self.width_choice.set_value(str(settings.paper_width))
        kept = settings.printer
        self._learned = {
            "cut": kept.cut, "code_page": kept.code_page, "drawer": kept.drawer, "drawer_pin": kept.drawer_pin,
        }  # fmt: skip

    def _kind_chosen(self) -> None:
        kind = self.kind.value()
        words, example = ADDRESSES.get(kind, ("", ""))
        self.host_row.setVisible(bool(example))
        self.host_row.label.setText(_("Address of the printer") if kind == "network" else _(words) if words else "")
        self.host_row.tell_wrong("")
        edit = self.host.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(example)
        self.speed_row.setVisible(kind == "serial")
        self.try_button.setVisible(self.kind.value() != "none")
        self.say(
            _("Slips are kept in {file}.").format(file=self._home / PRINT_FILE) if self.kind.value() == "file" else ""
        )

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """What became of the test page."""
        self.seen.setProperty("kind", "wrong" if wrong else "quiet")
        self.seen.style().unpolish(self.seen)
        self.seen.style().polish(self.seen)
        self.seen.setText(sentence)

    def width_chosen(self) -> int:
        """Columns of the paper."""
        return int(self.width_choice.value())

    def printer(self) -> PrinterSettings:
        """The printer as it was described, with what was learned from the test page; `Refusal` as `_address`."""
        kind = self.kind.value()
        fields: dict[str, object] = {"kind": kind, **self._learned}
        if kind == "network":
            fields["host"], fields["port"] = self._address()
        elif kind == "file":
            fields["path"] = str(self._home / PRINT_FILE)
        elif kind in ADDRESS_FIELDS:
            fields[ADDRESS_FIELDS[kind]] = self._where()
            fields["baud"] = int(self.speed.value())
        return PrinterSettings.model_validate(fields)

    def _where(self) -> str:
        """The port, the queue or the numbers; `Refusal("printer_address_missing")`."""
        if not self.host.value():
            raise Refusal("printer_address_missing")
        return self.host.value()

    def _address(self) -> tuple[str, int]:
        """Host and port of `192.168.1.50` or `192.168.1.50:9101`; `Refusal("printer_address_missing")`."""
        host, colon, port = self.host.value().partition(":")
        if not host or (colon and not (port.isdecimal() and 0 < int(port) < 65536)):
            raise Refusal("printer_address_missing")
        return host, int(port) if colon else PORT

    def heading(self) -> str:
        """The question."""
        return _("On which paper are receipts printed?")

    def explanation(self) -> str:
        """It can wait."""
        return _("A printer can be set up at any time.")

    def complaints(self) -> list[Complaint]:
        """A printer is somewhere."""
        return _wrong(self.host_row, self.printer)


class PeopleQuestion(Question):
    """The head of the shop with a PIN typed twice, and perhaps a first cashier."""

    def __init__(self) -> None:
        super().__init__()
        self.head = TextField(_("Head of the shop"))
        self.pin, self.again = _pin_field(_("PIN, six digits")), _pin_field(_("The same PIN again"))
        self.cashier = TextField(_("First cashier (may stay empty)"))
        self.cashier_pin, self.cashier_again = _pin_field(_("PIN of the cashier")), _pin_field(_("The same PIN again"))
        self.first = self.head
        self._rows = {
            field: form_row(field.accessibleName(), field)
            for field in (self.head, self.pin, self.again, self.cashier, self.cashier_pin, self.cashier_again)
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(12)
        grid.setHorizontalSpacing(12)
        places = ((self.head, 0, 0, 2), (self.pin, 1, 0, 1), (self.again, 1, 1, 1), (self.cashier, 2, 0, 2),
                  (self.cashier_pin, 3, 0, 1), (self.cashier_again, 3, 1, 1))  # fmt: skip
        for field, row, column, wide in places:
            grid.addWidget(self._rows[field], row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(4, 1)
        self.cashier.textChanged.connect(lambda text: self._cashier_typed())
        self._cashier_typed()

    def _cashier_typed(self) -> None:
        for field in (self.cashier_pin, self.cashier_again):
            self._rows[field].setVisible(bool(self.cashier.value()))

    def heading(self) -> str:
        """The question."""
        return _("Who is head of the shop?")

    def explanation(self) -> str:
        """What the role is for."""
        return _("The head approves refunds and changes prices. Keep the PIN to yourself.")

    def complaints(self) -> list[Complaint]:
        """Names and PINs that the till takes."""
        found = _wrong(self._rows[self.head], lambda: check_name(self.head.value()))
        found += self._pins(self.pin, self.again)
        if self.cashier.value():
            found += self._pins(self.cashier_pin, self.cashier_again)
        return found

    def _pins(self, pin: TextField, again: TextField) -> list[Complaint]:
        def same() -> None:
            if pin.value() != again.value():
                raise Refusal("pin_not_the_same")

        return _wrong(self._rows[pin], lambda: check_pin(pin.value())) or _wrong(self._rows[again], same)


class GoodsQuestion(Question):
    """Sample goods, a sheet of one's own, or nothing yet. `chosen` asks for the sheet, `sheet` is where it is."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Path | None = None
        self.samples = QRadioButton(_("Begin with sample goods, to try the till"))
        self.from_sheet = QRadioButton(_("Import my own sheet of goods (CSV, XLSX, XLS)"))
        self.empty = QRadioButton(_("Begin empty; goods are imported or typed in afterwards"))
        self.samples.setChecked(True)
        self.first = self.samples
        self.choose_button = SecondaryButton(_("Choose a file"), "F4", self.asked.emit)
        self.file_name = QLabel()
        self.file_name.setProperty("kind", "quiet")
        file_line = QHBoxLayout()
        file_line.setContentsMargins(30, 0, 0, 0)
        file_line.addWidget(self.choose_button)
        file_line.addWidget(self.file_name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.samples)
        column.addWidget(self.from_sheet)
        column.addLayout(file_line)
        column.addWidget(self.empty)
        column.addStretch(1)
        self.from_sheet.toggled.connect(lambda on: self._show_file())
        self._show_file()

    def take(self, sheet: Path) -> None:
        """This is the sheet."""
        self.sheet = sheet
        self.from_sheet.setChecked(True)
        self._show_file()

    def _show_file(self) -> None:
        self.choose_button.setVisible(self.from_sheet.isChecked())
        self.file_name.setVisible(self.from_sheet.isChecked())
        self.file_name.setText(self.sheet.name if self.sheet else _("No file was chosen yet."))

    def heading(self) -> str:
        """The question."""
        return _("Which goods?")

    def explanation(self) -> str:
        """What comes of a sheet."""
        return _("A sheet is shown row by row after the first sign-in, before anything of it is taken in.")

    def complaints(self) -> list[Complaint]:
        """A sheet must be chosen."""
        if self.from_sheet.isChecked() and self.sheet is None:
            return [Complaint(None, _("Choose the sheet first (F4)."))]
        return []


def _wrong(row: FormRow, check: Callable[[], object]) -> list[Complaint]:
    try:
        check()
    except Refusal as refusal:
        return [Complaint(row, refusal_sentence(refusal))]
    return []


def _stack(page: QWidget, *rows: FormRow) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    return column


def _pin_field(name: str) -> TextField:
    field = TextField(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setValidator(QRegularExpressionValidator(DIGITS, field))
    field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return field
