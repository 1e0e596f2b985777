"""A sheet of goods with quantities is chosen and read; rows that cannot be used are shown with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from koperasi_pos.operations.goods_sheets import WrongRow
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _, n_
from koperasi_pos.words.refusals import refusal_sentence

Read = TypeVar("Read")


def ask_sheet(
    desk: Desk,
    parent: QWidget,
    read: Callable[[Path], tuple[Sequence[Read], list[WrongRow]]],
    then: Callable[[Sequence[Read]], None],
) -> QFileDialog:
    """Ask for a sheet and read it beside the counter's work; `then` gets the rows that can be used."""
    dialog = QFileDialog(parent, _("Choose a sheet"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(_("Sheets (*.csv *.tsv *.txt *.xlsx *.xls *.ods)"))

    def chosen(file: str) -> None:
        desk.fetch(lambda: read(Path(file)), lambda found: take_rows(found, then, parent))

    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog


def take_rows(
    found: tuple[Sequence[Read], list[WrongRow]], then: Callable[[Sequence[Read]], None], parent: QWidget
) -> None:
    """Go on with what can be used; where some cannot, a person says so first."""
    rows, wrong = found
    if wrong:
        WrongRowsDialog(len(rows), wrong, lambda: then(rows), parent).open()
    else:
        then(rows)


class WrongRowsDialog(Dialog):
    """Which rows are left out and why; with the others one may go on."""

    def __init__(self, good: int, wrong: Sequence[WrongRow], then: Callable[[], None], parent: QWidget) -> None:
        explain = n_(
            "{wrong} row cannot be used, {good} others can.", "{wrong} rows cannot be used, {good} others can.",
            len(wrong),
        ).format(wrong=len(wrong), good=good)  # fmt: skip
        super().__init__(
            _("Rows that cannot be used"), ok=n_("Go on with {n} row", "Go on with {n} rows", good).format(n=good),
            explain=explain, width=640, parent=parent,
        )  # fmt: skip
        self._then = then
        columns = [
            TableColumn(_("Row"), lambda row: str(row.row), right=True, width=70),
            TableColumn(_("Reason"), lambda row: refusal_sentence(row.refusal)),
        ]
        self.table = Table(_("Rows that cannot be used"), columns)
        self.table.setMinimumHeight(240)
        self.table.set_rows(list(wrong))
        self.table.selectRow(0)
        self.table.activated_row.connect(lambda row: self.finish())
        self.body.addWidget(self.table)
        self.ok_button.setEnabled(bool(good))
        self.table.setFocus()

    def finish(self) -> None:
        """Go on."""
        if self.ok_button.isEnabled():
            self.accept()
            self._then()
