"""Orders to suppliers: what was ordered when, what of it has come, which are still open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from koperasi_pos.operations.orders import OrderRow
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import percent, rupiah


class OrderList(QWidget):
    """The newest first; `table.current()` is the one that is acted on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = [
            TableColumn(_("Supplier"), lambda row: row.name, small=lambda row: row.number),
            TableColumn(_("Ordered on"), lambda row: _day(row.day), width=124),
            TableColumn(
                _("Expected"), lambda row: date_short(row.expected) if row.expected else "–", width=124
            ),
            TableColumn(_("Sum"), lambda row: rupiah(row.total, symbol=False), right=True, width=124),
            TableColumn(_("State"), state_of, width=150, tone=_tone),
        ]  # fmt: skip
        self.table = Table(_("Orders"), columns)
        self.nothing = Empty(_("Nothing was ordered yet."), "mdi6.clipboard-list-outline")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)

    def show_orders(self, rows: Sequence[OrderRow]) -> None:
        """Show other orders; the cursor stays on its order, or stands on the first."""
        self.table.set_rows(rows, keep=lambda row: row.id)
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)


def state_of(row: OrderRow) -> str:
    """Whether all of it came, a part, or nothing; or nothing more is expected."""
    if row.received >= row.base:
        return _("all came")
    if row.closed:
        return _("closed")
    if row.received:
        return _("{share} came").format(share=percent(row.received * 100 // row.base * 100))
    return _("awaited")


def _tone(row: OrderRow) -> str:
    if row.received >= row.base:
        return "green"
    return "quiet" if row.closed else "gold"


def _day(day: int) -> str:
    text = str(day)
    return date_short(f"{text[:4]}-{text[4:6]}-{text[6:]}")
