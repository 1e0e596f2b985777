"""Import of goods: choose a sheet, see what would become of every row, answer what is unclear, then take it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations import item_imports, products
from koperasi_pos.operations.item_imports import ImportReport
from koperasi_pos.operations.outcome import Done
from koperasi_pos.trade.item_sheets import OUTCOMES, Choices, Preview, RowOutcome
from koperasi_pos.ui.dialogs.file_dialog import ask_file_to_save
from koperasi_pos.ui.keys import Action
from koperasi_pos.ui.runner import SHEET, Desk
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, Empty, quiet, title
from koperasi_pos.ui.widgets.import_side import ImportSide
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.product_changes import changes_in_words, prices_in_words
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.item_reasons import ITEM_OUTCOMES, reason_sentence
from koperasi_pos.words.numbers import quantity
from koperasi_pos.words.refusals import refusal_sentence

ALL = "all"
_TONES = {"made": "green", "changed": "gold", "unchanged": "", "refused": "red", "skipped": "quiet"}


class ItemImportPage(Page):
    """The rows at the left with the whole of one below, questions and columns at the right."""

    name = "item_import"
    icon = "mdi6.file-import-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.file: Path | None = None
        self.choices = Choices()
        self.preview: Preview | None = None
        self.report: ImportReport | None = None
        self._busy = False
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 14, 14, 10)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        self.said = quiet()
        outer.addWidget(self.said)
        self.outcomes = Segments([(key, "") for key in (ALL, *OUTCOMES)], name=_("Outcome"))
        self.outcomes.chosen.connect(lambda key: self._show_rows())
        outer.addWidget(self.outcomes)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        halves.addLayout(self._rows(), 1)
        self.side = ImportSide()
        self.side.answered.connect(self._answer)
        self.side.mapped.connect(self._map)
        self.side.read_as.connect(self._read_as)
        self.side.names_asked.connect(self._ask_names)
        halves.addWidget(self.side)
        outer.addLayout(halves, 1)
        self._show()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(title(_("Import goods")))
        head.addStretch(1)
        self.report_button = SecondaryButton(_("Save the report"), "F7", self.save_report)
        self.import_button = PrimaryButton(_("Import"), "F9", self.take_in)
        for button in (SecondaryButton(_("Choose a file"), "F4", self.choose), self.report_button, self.import_button):
            head.addWidget(button)
        return head

    def _rows(self) -> QVBoxLayout:
        columns = [
            TableColumn(_("Row"), lambda row: str(row.row), right=True, width=64),
            TableColumn(
                _("Outcome"), lambda row: _(ITEM_OUTCOMES[row.outcome]), width=112, tone=lambda row: _TONES[row.outcome]
            ),
            TableColumn(_("Name"), lambda row: row.name or "–", small=lambda row: row.code),
            TableColumn(_("Reasons"), _reasons),
        ]
        self.table = Table(_("Rows"), columns)
        self.table.chosen.connect(self._show_whole)
        self.nothing = Empty("", "mdi6.file-table-outline")
        self.whole_card = Card()
        self.whole = quiet()
        self.whole.setMinimumHeight(60)
        self.whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.whole_card.body.addWidget(self.whole)
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing, 1)
        left.addWidget(self.whole_card)
        return left

    def title(self) -> str:
        """The word in the side bar."""
        return _("Import")

    def page_actions(self) -> Sequence[Action]:
        """The keys of this page."""
        return (
            Action("F4", _("Choose a file"), self.choose),
            Action("F7", _("Save the report"), self.save_report),
            Action("F9", _("Import"), self.take_in),
            *(
                Action(f"Alt+{n}", _("Take the names from a sheet"), partial(self.side.ask_names, n), footer=False)
                for n in range(1, 10)
            ),
            Action("Esc", _("Back to the goods"), lambda: self.desk.go.emit("products")),
        )

    def shown(self) -> None:
        """A file that was looked at before is looked at again: the shop may have changed."""
        if sheet := self.desk.pending.pop(SHEET, ""):
            self.read(Path(sheet))
        elif self.file is not None and self.report is None:
            self._look()
        else:
            self._show()
        self.table.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A file may be dropped here."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the file that was dropped."""
        self.read(Path(event.mimeData().urls()[0].toLocalFile()))

    def choose(self) -> None:
        """Ask for a file."""
        self._ask_file(_("Choose a sheet"), self.read)

    def _ask_file(self, words: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_("Sheets (*.csv *.tsv *.txt *.xlsx *.xls *.ods)"))
        dialog.fileSelected.connect(lambda file: then(Path(file)))
        dialog.open()

    def read(self, file: Path) -> None:
        """Look at a file; nothing is written."""
        self.file, self.choices, self.report, self.preview = file, Choices(), None, None
        self.outcomes.choose(ALL)
        self._look()

    def _look(self) -> None:
        file, choices, till = self.file, self.choices, self.desk.till
        if file is None:
            return
        self._work(_("Reading {file} …").format(file=file.name))
        self.desk.fetch(
            lambda: item_imports.preview_items(till, file, choices), self._looked, self._unreadable, self._stopped
        )

    def _stopped(self) -> None:
        """It ended in trouble, which the message strip tells."""
        self._busy = False
        self._show()

    def _work(self, words: str) -> None:
        self._busy = True
        self.said.setText(words)
        self.import_button.setEnabled(False)

    def _looked(self, preview: Preview) -> None:
        self._busy = False
        self.preview = preview
        self._show()

    def _unreadable(self, refusal: Refusal) -> None:
        """Nothing of this file can be shown; the last good look stays where there is one."""
        self._busy = False
        if self.preview is None:
            self.file = None
        self._show()
        self.said.setText(refusal_sentence(refusal))
        self.desk.tell_refusal(refusal)

    def _show(self) -> None:
        counts = self.report.counts if self.report else self.preview.counts if self.preview else {}
        for key, button in zip((ALL, *OUTCOMES), self.outcomes.buttons(), strict=True):
            number = sum(counts.values()) if key == ALL else counts.get(key, 0)
            word = _("all") if key == ALL else _(ITEM_OUTCOMES[key])
            button.setText(f"{word} {number}")
            button.setEnabled(key == ALL or number > 0)
        self.outcomes.setVisible(bool(counts))
        open_questions = self.preview.open_questions if self.preview else ()
        may = self.desk.actor is not None and self.desk.actor.may("products")
        ready = self.preview is not None and not open_questions and self.report is None and not self._busy
        self.import_button.setEnabled(ready and may and bool(counts["made"] + counts["changed"]))
        self.report_button.setEnabled(bool(counts) and not self._busy)
        self.said.setText(self._standing(may=may, waiting=len(open_questions)))
        self.side.setVisible(self.report is None and self.preview is not None)
        self.side.show_preview(self.preview if self.report is None else None, self.choices)
        self._show_rows()

    def _standing(self, *, may: bool, waiting: int) -> str:
        if self.file is None:
            return ""
        name = self.file.name
        if self.report is not None:
            return _("{file} is taken in.").format(file=name)
        if not may:
            return _("Only the head of the shop or the treasurer changes goods.")
        if waiting:
            return _("{file}: answer the questions at the right first.").format(file=name)
        return _("{file}: nothing is taken in before you press Import.").format(file=name)

    def _show_rows(self) -> None:
        rows = self.report.rows if self.report else self.preview.rows if self.preview else ()
        wanted = self.outcomes.key()
        shown = [row for row in rows if wanted in (ALL, "", row.outcome)]
        self.table.set_rows(shown)
        self.table.setVisible(bool(rows))
        self.whole_card.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.words.setText(
            _("No row below the headings.")
            if self.file is not None and self.preview is not None
            else _("Choose a sheet: CSV, XLSX or XLS. Nothing is taken in before you have seen what it would do.")
        )
        if shown:
            self.table.selectRow(0)
        else:
            self._show_whole(None)

    def _show_whole(self, row: RowOutcome | None) -> None:
        """All reasons of a row, and what it makes or changes."""
        self.whole.setText("\n".join(self._told(row)) if row is not None else "")

    def _told(self, row: RowOutcome) -> list[str]:
        told = [reasons] if (reasons := _reasons(row)) else []
        if row.product is not None and row.outcome == "made":
            told.append(prices_in_words(row.product))
            if row.opening:
                stock = f"{quantity(row.opening)} {row.product.packs[0].unit}"
                told.append(_("Opening stock {stock}").format(stock=stock))
        elif row.product is not None and row.outcome == "changed":
            before = products.product(self.desk.till, row.product.product).document
            told.append("; ".join(changes_in_words(before, row.product)))
        return told

    def _answer(self, key: str, value: str) -> None:
        if value:
            self.choices = replace(self.choices, answers={**self.choices.answers, key: value})
            self._look()

    def _map(self, number: int, value: str) -> None:
        self.choices = replace(self.choices, mapping={**self.choices.mapping, number: value})
        self._look()

    def _read_as(self, key: str, value: str) -> None:
        """Another sheet or way to read it: columns and answers of before no longer count."""
        fresh = Choices(
            sheet=self.choices.sheet, encoding=self.choices.encoding, separator=self.choices.separator,
            names=self.choices.names,
        )  # fmt: skip
        changed: dict[str, str | int] = {key: int(value) if key == "header_row" else value}
        self.choices = replace(fresh, **changed)  # type: ignore[arg-type]
        self._look()

    def _ask_names(self, field: str) -> None:
        self._ask_file(_("Choose a sheet"), lambda file: self.take_names(field, file))

    def take_names(self, field: str, file: Path) -> None:
        """Names for the numbers or codes of a field come from another sheet: number, then name."""

        def known(names: dict[str, str]) -> None:
            self.choices = replace(self.choices, names={**self.choices.names, field: names})
            self._look()

        self._work(_("Reading {file} …").format(file=file.name))
        self.desk.fetch(lambda: item_imports.read_names(file), known, self._refused, self._stopped)

    def take_in(self) -> None:
        """Import in one transaction."""
        file, choices, till = self.file, self.choices, self.desk.till
        if file is None or not self.import_button.isEnabled():
            return
        actor = self.desk.by
        self._work(_("Taking the goods in …"))
        self.desk.do(
            lambda: item_imports.import_items(till, file, choices, by=actor), self._done, self._refused, self._stopped
        )

    def _refused(self, refusal: Refusal) -> None:
        self._busy = False
        self._show()
        self.desk.tell_refusal(refusal)

    def _done(self, done: Done[ImportReport]) -> None:
        self._busy = False
        self.report = done.value
        counts = done.value.counts
        self.outcomes.choose("refused" if counts["refused"] else ALL)
        self._show()
        self.desk.tell(
            _("{made} new, {changed} changed, {refused} refused.").format(
                made=counts["made"], changed=counts["changed"], refused=counts["refused"]
            )
        )

    def save_report(self) -> None:
        """What became of every row, as CSV or XLSX."""
        report, seen = self.report, self.preview
        if report is None and seen is not None and self.file is not None:
            report = ImportReport(
                self.file.name, self.desk.till.now(), seen.sheet, seen.rows, seen.counts, seen.reasons
            )
        if report is None:
            return
        kept = report

        def write(file: Path) -> None:
            self.desk.fetch(
                lambda: item_imports.save_report(kept, file),
                lambda done: self.desk.tell(_("Saved: {file}").format(file=file)),
            )

        ask_file_to_save(self, _("Save the report"), "laporan-impor.csv", write, others=(".xlsx",))


def _reasons(row: RowOutcome) -> str:
    return " ".join(reason_sentence(reason.code, reason.facts) for reason in row.reasons)
