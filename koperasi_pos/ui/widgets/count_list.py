"""The counts of the shop: which are open, which are booked and what they found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from koperasi_pos.operations.counts import CountRow
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah


class CountList(QWidget):
    """The newest first; Enter goes on with the one under the cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = [
            TableColumn(_("Name"), lambda row: row.name, small=lambda row: row.place or _("the shop itself")),
            TableColumn(_("Begun"), lambda row: moment(row.opened), width=156),
            TableColumn(_("Found on the shelf"), lambda row: str(row.tallied), right=True, width=100),
            TableColumn(_("Shortage"), lambda row: _money(row, row.shortage), right=True, width=124),
            TableColumn(_("Surplus"), lambda row: _money(row, row.surplus), right=True, width=124),
            TableColumn(
                _("State"), lambda row: _("booked") if row.closed else _("open"), width=124,
                tone=lambda row: "green" if row.closed else "gold",
            ),
        ]  # fmt: skip
        self.table = Table(_("Counts"), columns)
        self.nothing = Empty(
            _("Nothing was counted yet. Begin with F4; the shop goes on selling meanwhile."),
            "mdi6.clipboard-check-outline",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)

    def show_counts(self, rows: Sequence[CountRow], held: str) -> None:
        """Show other counts; the cursor stands on the one that is held, or on the first."""
        self.table.show_quietly(rows)
        if not self.table.point_at(lambda row: row.id == held) and rows:
            self.table.point_at(lambda row: True)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)


def _money(row: CountRow, amount: int) -> str:
    return rupiah(amount, symbol=False) if row.closed else "–"
