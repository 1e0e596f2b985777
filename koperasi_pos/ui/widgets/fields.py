"""Fields for text, money, quantities and choices, each with its label and a place for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from koperasi_pos.ui.theme.style import TOUCH
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import parse_quantity, parse_rupiah, quantity, rupiah

MOST_DIGITS = 15
"""More digits than this are no amount; they are left as they were typed."""


def _mark(field: QWidget, *, wrong: bool) -> None:
    told = "true" if wrong else "false"
    if (field.property("wrong") or "false") != told:
        field.setProperty("wrong", told)
        field.style().unpolish(field)
        field.style().polish(field)


def offer_clearing(field: QLineEdit) -> None:
    """The small cross that empties a field, with a name for who hears it instead of seeing it."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        if not button.accessibleName():
            button.setAccessibleName(_("Empty the field"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class TextField(QLineEdit):
    """A line of text."""

    def __init__(self, name: str, text: str = "", *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setMinimumHeight(TOUCH)

    def value(self) -> str:
        """What was typed, without spaces around it."""
        return self.text().strip()

    def mark(self, *, wrong: bool) -> None:
        """Show that something is wrong with this field, or no longer."""
        _mark(self, wrong=wrong)


class MoneyField(TextField):
    """Rupiah as people type them; groups of three appear while digits are typed.

    Who types points, a comma or `rb` is left alone until the field is left: nothing is guessed (see `words.numbers`).
    """

    def __init__(self, name: str, amount: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._before = ""
        self.editingFinished.connect(self._group)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(lambda text: self._remember())
        self.set_amount(amount)

    def set_amount(self, amount: int | None) -> None:
        """Show an amount; `None` empties the field."""
        self.setText("" if amount is None else rupiah(int(amount), symbol=False))

    def rupiah(self) -> Rupiah | None:
        """The amount, `None` for an empty field or what is no amount (the field is then marked)."""
        text = self.value()
        try:
            amount = Rupiah(parse_rupiah(text)) if text else None
        except ValueError:
            self.mark(wrong=True)
            return None
        self.mark(wrong=False)
        return amount

    def reads(self) -> bool:
        """Whether what was typed can be read; an empty field can."""
        return self.rupiah() is not None or not self.value()

    def _remember(self) -> None:
        self._before = self.text()

    def _edited(self, text: str) -> None:
        """A digit came or went: group anew, the cursor stays behind the same digit."""
        digits = text.replace(".", "")
        by_hand = text.count(".") > self._before.count(".") or self._before != _grouped(self._before)
        if by_hand or len(digits) > MOST_DIGITS or text == _grouped(text):
            return
        behind = len(text[self.cursorPosition() :].replace(".", ""))
        grouped = _grouped(text)
        self.setText(grouped)
        place = len(grouped)
        while behind:
            place -= 1
            behind -= grouped[place] != "."
        self.setCursorPosition(place)

    def _group(self) -> None:
        amount = self.rupiah()
        if amount is not None:
            self.set_amount(int(amount))


def _grouped(text: str) -> str:
    """Digits in groups of three; whatever is not made of digits and points alone comes back as it is."""
    digits = text.replace(".", "")
    return rupiah(int(digits), symbol=False) if digits.isascii() and digits.isdigit() else text


class QuantityField(TextField):
    """A quantity: whole, or with a comma where goods are weighed.

    The number pad's point counts as a comma, for nobody groups thousands of goods while selling; a `grouped` field
    is for stock and packs, where `1.250` is one thousand two hundred and fifty.
    """

    def __init__(
        self, name: str, thousandths: int | None = None, *, grouped: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent=parent)
        self._grouped = grouped
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        if thousandths is not None:
            self.set_quantity(thousandths)

    def set_quantity(self, thousandths: int) -> None:
        """Show a quantity in thousandths, so that it reads back as the same."""
        text = quantity(thousandths)
        self.setText(text if self._grouped else text.replace(".", ""))

    def reads(self) -> bool:
        """Whether what was typed can be read; an empty field can."""
        return self.quantity() is not None or not self.value()

    def quantity(self) -> Quantity | None:
        """The quantity, `None` for an empty field or what is none (the field is then marked)."""
        text = self.value()
        if not self._grouped and text.count(".") == 1 and "," not in text:
            text = text.replace(".", ",")
        try:
            found = Quantity(parse_quantity(text)) if text else None
        except ValueError:
            self.mark(wrong=True)
            return None
        self.mark(wrong=False)
        return found


class _Calm(QComboBox):
    """A box that a wheel turning over it does not change: it scrolls the form instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Only the box that has the focus turns."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Choice(_Calm):
    """One of several: (value, word) pairs."""

    chosen = Signal(str)

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], value: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumHeight(TOUCH)
        self.set_options(options)
        self.set_value(value)
        self.currentIndexChanged.connect(lambda index: self.chosen.emit(self.value()))

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other (value, word) pairs."""
        self.clear()
        for value, word in options:
            self.addItem(word, value)

    def value(self) -> str:
        """The value chosen."""
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose a value; an unknown one changes nothing."""
        index = self.findData(value)
        if index >= 0:
            self.setCurrentIndex(index)


class SuggestField(_Calm):
    """A line of text that offers what was written before: type, or choose with the arrow."""

    def __init__(self, name: str, options: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        edit = self.lineEdit()
        if edit is not None:
            edit.setAccessibleName(name)
        self.setMinimumHeight(TOUCH)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_options(options)

    def set_options(self, options: Sequence[str]) -> None:
        """Offer these; what is typed stays."""
        text = self.currentText()
        self.clear()
        self.addItems(list(options))
        self.setCurrentText(text)

    def value(self) -> str:
        """What was typed, without spaces around it."""
        return self.currentText().strip()

    def mark(self, *, wrong: bool) -> None:
        """Show that something is wrong with this field, or no longer."""
        _mark(self, wrong=wrong)


class FormRow(QWidget):
    """A label above its field, and under it what is wrong."""

    def __init__(self, label: str, field: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        head = QHBoxLayout()
        self.label = QLabel(label)
        self.label.setBuddy(field)
        head.addWidget(self.label)
        head.addStretch(1)
        if hint:
            quiet = QLabel(hint)
            quiet.setProperty("kind", "quiet")
            head.addWidget(quiet)
        layout.addLayout(head)
        layout.addWidget(field)
        self.wrong = QLabel()
        self.wrong.setProperty("kind", "wrong")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        layout.addWidget(self.wrong)
        layout.addStretch(0)
        if not field.accessibleName():
            field.setAccessibleName(label)

    def tell_wrong(self, sentence: str) -> None:
        """Say what is wrong with the field; an empty sentence takes it back."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        if isinstance(self.field, TextField | SuggestField):
            self.field.mark(wrong=bool(sentence))


def form_row(label: str, field: QWidget, *, hint: str = "") -> FormRow:
    """A label above a field."""
    return FormRow(label, field, hint=hint)


def tab_through(fields: Iterable[QWidget]) -> None:
    """Let the Tab key go through these fields in this order."""
    for before, after in pairwise(fields):
        QWidget.setTabOrder(before, after)


def split_names(text: str) -> list[str]:
    """Names between commas."""
    return [name for name in (part.strip() for part in text.split(",")) if name]
