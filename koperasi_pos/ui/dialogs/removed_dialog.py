"""What was taken out of the basket before payment: it stays written down, and everybody may look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import RemovedLine
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.numbers import quantity, rupiah


class RemovedDialog(Dialog):
    """The lines that were taken out of this basket, in the order in which they went."""

    def __init__(self, removed: Sequence[RemovedLine], parent: QWidget) -> None:
        super().__init__(
            _("Taken out of this basket"), ok=_("Close"), explain=_("These lines stay written down."), parent=parent
        )
        self.cancel_button.hide()
        columns = [
            TableColumn(_("Goods"), lambda line: str(line.name)),
            TableColumn(_("Quantity"), lambda line: quantity(line.quantity), right=True, width=110),
            TableColumn(_("Subtotal"), lambda line: rupiah(line.total), right=True, width=130),
        ]
        self.table = Table(_("Taken out of this basket"), columns)
        self.table.set_rows(list(removed))
        self.table.setMinimumSize(560, 240)
        self.body.addWidget(self.table)
        self.ok_button.setFocus()
