"""The first start: from an empty machine to a shop that sells, in a few questions."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import shops, staff
from koperasi_pos.settings import Settings, changed, read_settings, write_settings
from koperasi_pos.trade.staff import check_name, check_pin
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet, title
from koperasi_pos.ui.widgets.fields import Choice, FormRow, TextField, form_row
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence

STEPS = 4


class WelcomeWindow(QWidget):
    """Shop, paper, people, goods; then everything is made at once. `made` says whether it was."""

    finished = Signal()

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home, self.made = home, False
        self.setWindowTitle("Koperasi POS")
        self.resize(1024, 700)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(40, 30, 40, 30)
        self.heading = title("")
        outer.addWidget(self.heading)
        self.explain = quiet()
        outer.addWidget(self.explain)
        card = Card()
        self.stack = QStackedWidget()
        for step in (self._shop(), self._paper(), self._people(), self._goods()):
            self.stack.addWidget(step)
        card.body.addWidget(self.stack)
        outer.addWidget(card, 1)
        self.wrong = quiet()
        self.wrong.setProperty("kind", "wrong")
        outer.addWidget(self.wrong)
        row = QHBoxLayout()
        self.back_button = SecondaryButton(_("Back"), "Esc", self.back)
        self.next_button = PrimaryButton(_("Next"), "Enter", self.next)
        for button in (self.back_button, self.next_button):
            button.setMinimumWidth(170)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        outer.addLayout(row)
        self._go(0)

    def _shop(self) -> QWidget:
        self.shop_name = TextField(_("Name of the shop"), placeholder=_("for example Koperasi Pesantren An-Nur"))
        self.pesantren = TextField(_("Pesantren"))
        self.address = TextField(_("Address"))
        self.phone = TextField(_("Telephone"))
        return _form(
            form_row(_("Name of the shop"), self.shop_name), form_row(_("Pesantren"), self.pesantren),
            form_row(_("Address"), self.address), form_row(_("Telephone"), self.phone),
        )  # fmt: skip

    def _paper(self) -> QWidget:
        widths = [("32", _("58 mm (32 columns)")), ("42", _("80 mm (42 columns)")), ("48", _("80 mm (48 columns)"))]
        self.width_choice = Choice(_("Paper"), widths, "32")
        kinds = [("none", _("no printer yet")), ("network", _("network printer")), ("file", _("into a file"))]
        self.printer = Choice(_("Printer"), kinds, "none")
        self.host = TextField(_("Address of the printer"), placeholder="192.168.1.50")
        self.host_row = form_row(_("Address of the printer"), self.host)
        self.printer.chosen.connect(lambda kind: self._printer_chosen())
        form = _form(form_row(_("Paper"), self.width_choice), form_row(_("Printer"), self.printer), self.host_row)
        self._printer_chosen()
        return form

    def _printer_chosen(self) -> None:
        self.host_row.setVisible(self.printer.value() == "network")

    def _people(self) -> QWidget:
        self.head = TextField(_("Head of the shop"))
        self.pin, self.pin_again = _pin_field(_("PIN, six digits")), _pin_field(_("The same PIN again"))
        self.cashier = TextField(_("First cashier (may stay empty)"))
        self.cashier_pin = _pin_field(_("PIN of the cashier"))
        return _form(
            form_row(_("Head of the shop"), self.head), form_row(_("PIN, six digits"), self.pin),
            form_row(_("The same PIN again"), self.pin_again),
            form_row(_("First cashier (may stay empty)"), self.cashier),
            form_row(_("PIN of the cashier"), self.cashier_pin),
        )  # fmt: skip

    def _goods(self) -> QWidget:
        self.samples = QRadioButton(_("Begin with sample goods, to try the till"))
        self.empty = QRadioButton(_("Begin empty; goods are imported or typed in afterwards"))
        self.samples.setChecked(True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.addWidget(self.samples)
        column.addWidget(self.empty)
        column.addWidget(quiet(_("A sheet of goods (CSV, XLSX, XLS) is taken in under Goods → Import.")))
        column.addStretch(1)
        return box

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        words = (
            (
                _("Welcome. What is the shop called?"),
                _("The name stands on every receipt. All of it can be changed later."),
            ),
            (_("On which paper are receipts printed?"), _("A printer can be set up at any time.")),
            (
                _("Who is head of the shop?"),
                _("The head approves refunds and changes prices. Keep the PIN to yourself."),
            ),
            (_("Which goods?"), ""),
        )[step]
        self.heading.setText(f"{step + 1}/{STEPS}  {words[0]}")
        self.explain.setText(words[1])
        self.back_button.setEnabled(step > 0)
        self.next_button.setText(_("Open the shop") if step == STEPS - 1 else _("Next"))
        self.wrong.clear()
        (self.shop_name, self.width_choice, self.head, self.samples)[step].setFocus()

    def back(self) -> None:
        """The question before."""
        if self.stack.currentIndex() > 0:
            self._go(self.stack.currentIndex() - 1)

    def next(self) -> None:
        """Check this answer and go on; after the last one make the shop."""
        step = self.stack.currentIndex()
        try:
            self._check(step)
            if step == STEPS - 1:
                self._make()
                return
        except Refusal as refusal:
            self.wrong.setText(refusal_sentence(refusal))
            return
        self._go(step + 1)

    def _check(self, step: int) -> None:
        if step == 0:
            check_name(self.shop_name.value())
        elif step == 1 and self.printer.value() == "network" and not self.host.value():
            raise Refusal("printer_address_missing")
        elif step == 2:
            check_name(self.head.value())
            check_pin(self.pin.value())
            if self.pin.value() != self.pin_again.value():
                raise Refusal("pin_not_the_same")
            if self.cashier.value():
                check_pin(self.cashier_pin.value())

    def _make(self) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            till = shops.make_shop(
                self.home, name=self.shop_name.value(), head_name=self.head.value(), head_pin=self.pin.value(),
                address=self.address.value(), phone=self.phone.value(), pesantren=self.pesantren.value(),
            )  # fmt: skip
            try:
                if self.cashier.value():
                    staff.save_staff(
                        till, id=till.new_id(), name=self.cashier.value(), role="cashier", pin=self.cashier_pin.value(),
                        by=shops.SETUP,
                    )  # fmt: skip
                if self.samples.isChecked():
                    from koperasi_pos.operations.samples import fill_with_samples

                    fill_with_samples(till, by=shops.SETUP)
            finally:
                till.close()
            write_settings(self.home, self._settings())
        finally:
            QApplication.restoreOverrideCursor()
        self.made = True
        self.finished.emit()

    def _settings(self) -> Settings:
        now = read_settings(self.home).settings
        kind = self.printer.value()
        printer = {
            "kind": kind, "host": self.host.value() if kind == "network" else "",
            "path": str(self.home / "struk.bin") if kind == "file" else "",
        }  # fmt: skip
        return changed(now, paper_width=int(self.width_choice.value()), printer=printer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on, Escape goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closed without a shop: nothing was made."""
        super().closeEvent(event)
        if not self.made:
            self.finished.emit()


def _form(*rows: FormRow) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setSpacing(10)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    return box


def _pin_field(name: str) -> TextField:
    field = TextField(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(6)
    field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return field
