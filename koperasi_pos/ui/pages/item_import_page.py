"""Import of goods: choose a sheet, see what would become of every row, answer what is unclear, then take it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from koperasi_pos.operations import item_imports
from koperasi_pos.operations.item_imports import ImportReport
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.item_sheets import FIELDS, Ambiguity, Choices, Preview, RowOutcome
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, quiet, title
from koperasi_pos.ui.widgets.fields import Choice, form_row
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.item_reasons import (
    ITEM_OUTCOMES,
    field_word,
    option_word,
    question_sentence,
    reason_sentence,
)


class ItemImportPage(Page):
    """The rows at the left, columns and questions at the right."""

    name = "item_import"
    icon = "mdi6.file-import-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.file: Path | None = None
        self.choices = Choices()
        self.preview: Preview | None = None
        self.report: ImportReport | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        head = QHBoxLayout()
        head.addWidget(title(_("Import goods")))
        head.addStretch(1)
        self.report_button = SecondaryButton(_("Save the report"), "F7", self.save_report)
        self.import_button = PrimaryButton(_("Import"), "F9", self.take_in)
        for button in (SecondaryButton(_("Choose a file"), "F4", self.choose), self.report_button, self.import_button):
            head.addWidget(button)
        outer.addLayout(head)
        self.said = quiet()
        outer.addWidget(self.said)
        halves = QHBoxLayout()
        columns = [
            TableColumn(_("Row"), lambda row: str(row.row), right=True, width=64),
            TableColumn(_("Outcome"), lambda row: _(ITEM_OUTCOMES[row.outcome]), width=110),
            TableColumn(_("Name"), lambda row: row.name, width=250),
            TableColumn(_("Reasons"), _reasons),
        ]
        self.table = Table(_("Rows"), columns)
        self.nothing = Empty(
            _("Choose a sheet: CSV, XLSX or XLS. Nothing is taken in before you have seen what it would do."),
            "mdi6.file-table-outline",
        )
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        halves.addLayout(left, 3)
        self.side = QScrollArea()
        self.side.setWidgetResizable(True)
        self.side.setFixedWidth(360)
        halves.addWidget(self.side)
        outer.addLayout(halves, 1)
        self._show()

    def title(self) -> str:
        """The word in the side bar."""
        return _("Import")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F4", _("Choose a file"), self.choose),
            Action("F7", _("Save the report"), self.save_report),
            Action("F9", _("Import"), self.take_in),
            Action("Esc", _("Back to the goods"), lambda: self.desk.go.emit("products")),
        )

    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, _("Choose a sheet"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Sheets (*.csv *.tsv *.txt *.xlsx *.xls)"))
        dialog.fileSelected.connect(lambda file: self.read(Path(file)))
        dialog.open()

    def read(self, file: Path) -> None:
        """Look at a file; nothing is written."""
        self.file, self.choices, self.report = file, Choices(), None
        self._look()

    def _look(self) -> None:
        file, choices, till = self.file, self.choices, self.desk.till
        if file is None:
            return
        self.said.setText(_("Reading {file} …").format(file=file.name))
        self.desk.fetch(lambda: item_imports.preview_items(till, file, choices), self._looked)

    def _looked(self, preview: Preview) -> None:
        self.preview = preview
        self._show()

    def _show(self) -> None:
        rows = self.report.rows if self.report else self.preview.rows if self.preview else ()
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        open_questions = self.preview.open_questions if self.preview else ()
        self.import_button.setEnabled(bool(self.preview and not open_questions and self.report is None))
        self.report_button.setEnabled(bool(rows))
        counts = self.report.counts if self.report else self.preview.counts if self.preview else {}
        told = " · ".join(f"{_(ITEM_OUTCOMES[outcome])}: {number}" for outcome, number in counts.items())
        if open_questions:
            told += " · " + _("answer the questions at the right first")
        self.said.setText(told)
        self._show_side()

    def _show_side(self) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        if self.preview is not None and self.report is None:
            for question in self.preview.plan.ambiguities:
                column.addWidget(self._question(question))
            column.addWidget(self._columns(self.preview))
        column.addStretch(1)
        self.side.setWidget(box)

    def _question(self, question: Ambiguity) -> QWidget:
        card = Card()
        words = QLabel(question_sentence(question.kind, question.header, question.examples))
        words.setWordWrap(True)
        card.body.addWidget(words)
        options = [(option, option_word(option)) for option in question.options]
        if question.is_open:
            options.insert(0, ("", _("please choose")))
        field = Choice(words.text(), options, self.choices.answers.get(question.key, question.default))
        field.chosen.connect(lambda value: self._answer(question.key, value))
        card.body.addWidget(field)
        return card

    def _answer(self, key: str, value: str) -> None:
        if value:
            self.choices = replace(self.choices, answers={**self.choices.answers, key: value})
            self._look()

    def _columns(self, preview: Preview) -> QWidget:
        card = Card(_("What the columns mean"))
        grid = QGridLayout()
        options = [("", _("not used")), *((field, field_word(field)) for field in sorted(FIELDS))]
        for number, header in enumerate(preview.plan.header):
            field = Choice(header, options, preview.plan.mapping.get(number, ""))
            field.chosen.connect(lambda value, number=number: self._map(number, value))
            grid.addWidget(form_row(header or _("column {n}").format(n=number + 1), field), number, 0)
        card.body.addLayout(grid)
        return card

    def _map(self, number: int, value: str) -> None:
        self.choices = replace(self.choices, mapping={**self.choices.mapping, number: value})
        self._look()

    def take_in(self) -> None:
        """Import in one transaction."""
        file, choices, till = self.file, self.choices, self.desk.till
        if file is None or not self.import_button.isEnabled():
            return
        actor = self.desk.by
        self.import_button.setEnabled(False)
        self.said.setText(_("Taking the goods in …"))
        self.desk.do(lambda: item_imports.import_items(till, file, choices, by=actor), self._done, self._refused)

    def _refused(self, refusal: object) -> None:
        from koperasi_pos.values import Refusal

        assert isinstance(refusal, Refusal)
        self._show()
        self.desk.tell_refusal(refusal)

    def _done(self, done: Done[ImportReport]) -> None:
        self.report = done.value
        self._show()
        self.desk.tell(_("The goods are in the shop."))

    def save_report(self) -> None:
        """What became of every row, as CSV."""
        report = self.report
        if report is None and self.preview is not None and self.file is not None:
            seen = self.preview
            report = ImportReport(
                self.file.name, self.desk.till.now(), seen.sheet, seen.rows, seen.counts, seen.reasons
            )
        if report is not None:
            kept = report
            ask_file_to_save(
                self, _("Save the report"), "laporan-impor.csv", lambda file: item_imports.save_report(kept, file)
            )


def _reasons(row: RowOutcome) -> str:
    return " ".join(reason_sentence(reason.code, reason.facts) for reason in row.reasons)
