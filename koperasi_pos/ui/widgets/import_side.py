"""Beside the rows of an import: what must be answered, how the file is read, what each column means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.trade.item_sheets import FIELDS, Ambiguity, Choices, Preview
from koperasi_pos.trade.item_sheets.headers import WORDS, split_field
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import Choice, form_row
from koperasi_pos.words import _
from koperasi_pos.words.item_reasons import field_word, option_word, question_sentence

LAST_HEADER_ROW = 30
_ORDER = {word: place for place, word in enumerate(WORDS)}


class ImportSide(QScrollArea):
    """Tells what somebody chose; the page reads the file again and shows the new preview."""

    answered = Signal(str, str)
    """(key of a question, answer)."""
    mapped = Signal(int, str)
    """(column, field or "" for none)."""
    names_asked = Signal(str)
    """Names for the numbers or codes of a field (`unit`, `category`) shall come from another sheet."""
    read_as = Signal(str, str)
    """(`sheet`, `encoding`, `separator` or `header_row`, value)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(348)
        self.fields: dict[str, Choice] = {}
        self._names: list[str] = []
        self.show_preview(None, Choices())

    def show_preview(self, preview: Preview | None, choices: Choices) -> None:
        """Show the questions and columns of a preview; the cursor stays in the field it was in."""
        focused = self.focusWidget()
        was = next((key for key, field in self.fields.items() if field is focused), "")
        at = self.verticalScrollBar().value()
        self.fields, self._names = {}, []
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        if preview is not None:
            for question in preview.plan.ambiguities:
                column.addWidget(self._question(question, choices))
            column.addWidget(self._columns(preview))
            column.addWidget(self._reading(preview, choices))
        column.addStretch(1)
        self.setWidget(box)
        if was in self.fields:
            self.fields[was].setFocus()
        self.verticalScrollBar().setValue(at)

    def _field(
        self, key: str, name: str, options: Sequence[tuple[str, str]], value: str, tell: Callable[[str], None]
    ) -> Choice:
        field = Choice(name, options, value)
        field.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(10)
        field.chosen.connect(tell)
        self.fields[key] = field
        return field

    def _question(self, question: Ambiguity, choices: Choices) -> QWidget:
        card = Card()
        words = QLabel(question_sentence(question.kind, question.header, question.examples))
        words.setWordWrap(True)
        card.body.addWidget(words)
        if question.options:
            options = [(option, option_word(option)) for option in question.options]
            if question.is_open:
                options.insert(0, ("", _("please choose")))
            value = choices.answers.get(question.key, question.default)
            field = self._field(
                question.key, words.text(), options, value, lambda answer: self.answered.emit(question.key, answer)
            )
            card.body.addWidget(field)
        if question.kind == "names":
            name = question.key.partition(":")[2]
            self._names.append(name)
            take = SecondaryButton(
                _("Take the names from a sheet"), f"Alt+{len(self._names)}", lambda: self.names_asked.emit(name)
            )
            card.body.addWidget(take)
        return card

    def ask_names(self, number: int) -> None:
        """As the button does that takes names from another sheet; they are counted from 1."""
        if number <= len(self._names):
            self.names_asked.emit(self._names[number - 1])

    def _columns(self, preview: Preview) -> QWidget:
        card = Card(_("What the columns mean"))
        options = [("", _("not used")), *((field, field_word(field)) for field in sorted(FIELDS, key=_place))]
        for number, header in enumerate(preview.plan.header):
            name = header or _("column {n}").format(n=number + 1)
            field = self._field(
                f"column {number}", name, options, preview.plan.mapping.get(number, ""),
                lambda value, number=number: self.mapped.emit(number, value),  # type: ignore[misc]
            )  # fmt: skip
            card.body.addWidget(form_row(name, field))
        return card

    def _reading(self, preview: Preview, choices: Choices) -> QWidget:
        card = Card(_("How the file is read"))
        if len(preview.sheets) > 1:
            sheets = [(sheet, sheet) for sheet in preview.sheets]
            self._add(card, "sheet", _("Sheet"), sheets, preview.sheet)
        if preview.encoding:
            kinds = dict.fromkeys([preview.encoding, "utf-8", "cp1252", "utf-16"])
            self._add(card, "encoding", _("Letters"), [(kind, kind.upper()) for kind in kinds], preview.encoding)
            marks = [(";", ";"), (",", ","), ("\t", _("tab")), ("|", "|")]
            self._add(card, "separator", _("Between columns"), marks, preview.separator)
        rows = [(str(row), _("row {n}").format(n=row + 1)) for row in range(LAST_HEADER_ROW)]
        self._add(card, "header_row", _("Headings"), [("-1", _("there are none")), *rows], str(preview.plan.header_row))
        names = [_("{field}: {n} names from a sheet").format(field=field_word(field), n=len(known))
                 for field, known in choices.names.items()]  # fmt: skip
        if names:
            card.body.addWidget(quiet("\n".join(names)))
        return card

    def _add(self, card: Card, key: str, label: str, options: Sequence[tuple[str, str]], value: str) -> None:
        field = self._field(key, label, options, value, lambda chosen: self.read_as.emit(key, chosen))
        card.body.addWidget(form_row(label, field))


def _place(field: str) -> tuple[int, int]:
    name, slot = split_field(field)
    return slot, _ORDER.get(name, len(_ORDER))
