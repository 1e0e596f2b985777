"""Sheets for cards: what an import of santri with photos, or a sheet of allowances, would do; then it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from koperasi_pos.operations import card_doubles, card_sheets
from koperasi_pos.operations.card_sheets import AllowancePlan, SantriPlan
from koperasi_pos.operations.outcome import Done
from koperasi_pos.ui.dialogs.ask_dialog import ask_yes
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.buttons import SecondaryButton, press_by_keys
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.fields import TextField, form_row
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import N_, _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.refusals import refusal_sentence

STEP_WORDS = {"new": N_("new"), "changed": N_("changed"), "same": N_("as before"), "wrong": N_("left out")}


def ask_file(parent: QWidget, then: Callable[[Path], None]) -> QFileDialog:
    """Ask for a sheet."""
    dialog = QFileDialog(parent, _("Choose a sheet"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(_("Sheets (*.csv *.tsv *.txt *.xlsx *.xls *.ods)"))
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()
    return dialog


class _PlanDialog(Dialog):
    """Rows with what becomes of each."""

    def __init__(self, desk: Desk, title: str, ok: str, columns: list[TableColumn], parent: QWidget) -> None:
        super().__init__(title, ok=ok, width=760, parent=parent)
        self._desk = desk
        self.told = quiet()
        self.body.addWidget(self.told)
        self.table = Table(title, columns)
        self.table.setMinimumHeight(300)
        self.body.addWidget(self.table, 1)

    def _refused(self, refusal: Refusal) -> None:
        self.ok_button.setEnabled(True)
        self.tell_wrong(refusal_sentence(refusal))


class ImportSantriDialog(_PlanDialog):
    """People from a sheet, their photos from a folder beside it, an account for each."""

    def __init__(self, desk: Desk, file: Path, plan: SantriPlan, parent: QWidget) -> None:
        super().__init__(
            desk, _("Santri from a sheet"), _("Take them over"),
            [
                TableColumn(_("Row"), lambda step: str(step.row.line), True, 60),
                TableColumn(_("Name"), lambda step: step.row.name or "–", small=lambda step: step.row.nis),
                TableColumn(_("Class"), lambda step: step.row.school_class or "–", width=70),
                TableColumn(_("Photo"), lambda step: step.photo.name if step.photo else "–", width=120),
                TableColumn(
                    _("What happens"), lambda step: _(STEP_WORDS[step.act]), width=300,
                    small=lambda step: refusal_sentence(step.trouble) if step.trouble else "",
                    tone=lambda step: {"wrong": "red", "new": "green"}.get(step.act, ""),
                ),
            ], parent,
        )  # fmt: skip
        self._file, self._plan = file, plan
        self.folder_button = SecondaryButton(_("Folder with photos (named by NIS)"), "F6", self._ask_folder)
        self.body.addWidget(self.folder_button)
        press_by_keys(self, (self.folder_button,))
        self._show(plan)

    def _show(self, plan: SantriPlan) -> None:
        self._plan = plan
        self.table.set_rows(plan.steps)
        self.told.setText(
            _("{new} new, {changed} changed, {same} as before, {wrong} left out; {photos} photos").format(
                new=plan.count("new"), changed=plan.count("changed"), same=plan.count("same"),
                wrong=plan.count("wrong"), photos=plan.photos,
            )
        )  # fmt: skip
        self.ok_button.setEnabled(bool(plan.count("new") + plan.count("changed")))
        self.table.setFocus()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder with photos"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.read(Path(folder)))
        dialog.open()

    def read(self, folder: Path) -> None:
        """Read the sheet again with the photos of a folder."""
        till, file = self._desk.till, self._file
        self._desk.fetch(
            lambda: card_sheets.plan_santri(till, file, folder), self.while_open(self._show),
            self.while_open(self._refused),
        )  # fmt: skip

    def finish(self) -> None:
        """Take them over."""
        till, actor, plan = self._desk.till, self._desk.by, self._plan
        self.ok_button.setEnabled(False)
        self._desk.do(
            lambda: card_sheets.import_santri(till, plan, by=actor), self.while_open(self._done),
            self.while_open(self._refused),
        )  # fmt: skip

    def _done(self, done: object) -> None:
        self.accept()
        count = self._plan.count("new") + self._plan.count("changed")
        self._desk.tell(n_("{count} person taken over.", "{count} people taken over.", count).format(count=count))


class AllowancesDialog(_PlanDialog):
    """Allowances for everybody in one act, or for nobody while a row is wrong."""

    def __init__(self, desk: Desk, plan: AllowancePlan, parent: QWidget) -> None:
        super().__init__(
            desk, _("Allowances from a sheet"), _("Put on the cards"),
            [
                TableColumn(_("Row"), lambda step: str(step.row.line), True, 60),
                TableColumn(_("Name"), lambda step: step.name or step.row.name or "–", small=lambda step: step.row.nis),
                TableColumn(_("Amount"), lambda step: rupiah(step.row.amount or 0, symbol=False), True, 120),
                TableColumn(
                    _("What happens"), lambda step: _("left out") if step.trouble else _("put on"), width=320,
                    small=lambda step: refusal_sentence(step.trouble) if step.trouble else "",
                    tone=lambda step: "red" if step.trouble else "green",
                ),
            ], parent,
        )  # fmt: skip
        self._plan = plan
        self.table.set_rows(plan.steps)
        good = len(plan.steps) - len(plan.wrong)
        told = n_("{count} card, {total} together", "{count} cards, {total} together", good)
        self.told.setText(told.format(count=good, total=rupiah(plan.total)))
        self.label = TextField(_("What for"), placeholder=_("for example: allowance of November, week 4"))
        self.body.addWidget(form_row(_("What for"), self.label))
        if plan.wrong:
            self.tell_wrong(_("Mend the red rows in the sheet first: all are put on cards, or none."))
            self.ok_button.setEnabled(False)
        self.label.setFocus()

    def finish(self) -> None:
        """Put them on, once."""
        label = self.label.value()
        if len(label) < 3:
            self.tell_wrong(_("Write what it is for, so that the same sheet is not put on twice."))
            self.label.setFocus()
            return
        before = card_doubles.same_sheet_today(self._desk.till, self._plan.amounts)
        if before and before.casefold() != label.casefold():
            question = _("The same sums were put on the same cards today, as {label}. Once more, as {other}?")
            ask_yes(
                self, _("The same sheet"), question.format(label=before, other=label), partial(self._put_on, label),
                yes=_("Yes, once more"), no=_("No"), safe=True,
            )  # fmt: skip
            return
        self._put_on(label)

    def _put_on(self, label: str) -> None:
        till, actor, plan = self._desk.till, self._desk.by, self._plan
        self.ok_button.setEnabled(False)
        self._desk.do(
            partial(card_sheets.put_allowances, till, plan, label=label, by=actor), self.while_open(self._done),
            self.while_open(self._refused),
        )  # fmt: skip

    def _done(self, done: Done[Rupiah]) -> None:
        self.accept()
        if done.changed:
            self._desk.tell(_("{total} put on cards.").format(total=rupiah(done.value)))
        else:
            self._desk.said.emit(_("This sheet was put on cards before; nothing was added."), "refused")
