"""What is owed to suppliers, due first at the top, with what is overdue and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations.suppliers import Debt
from koperasi_pos.ui.widgets.buttons import SecondaryButton
from koperasi_pos.ui.widgets.cards import Chip, Empty, heading
from koperasi_pos.ui.widgets.fields import TextField, offer_clearing
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah


class DebtList(QWidget):
    """A search above the debts; `table.current()` is the one that is acted on."""

    saved = Signal(str)
    """What is shown is wanted as a file: `pdf`, `xlsx` or `csv`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._debts: list[Debt] = []
        self._today = ""
        self.search = TextField(_("Search debts"), placeholder=_("supplier, bill or number"))
        offer_clearing(self.search)
        self.search.textChanged.connect(lambda text: self.narrow())
        columns = [
            TableColumn(_("Supplier"), lambda debt: debt.name, small=lambda debt: debt.invoice or debt.number),
            TableColumn(_("Goods in"), lambda debt: f"{debt.number}", width=120),
            TableColumn(_("Due on"), self._due, width=120, tone=self._due_tone),
            TableColumn(_("Sum"), lambda debt: rupiah(debt.total, symbol=False), right=True, width=124),
            TableColumn(_("Still owed"), lambda debt: rupiah(debt.open, symbol=False), right=True, width=124),
        ]
        self.table = Table(_("Debts"), columns)
        self.nothing = Empty(_("Nothing is owed."), "mdi6.hand-coin-outline")
        self.late = Chip()
        self.total = heading("")
        last = QHBoxLayout()
        last.addWidget(self.late)
        last.addStretch(1)
        last.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.search, 1)
        for form, key in (("pdf", "Ctrl+S"), ("xlsx", "Ctrl+E"), ("csv", "Ctrl+D")):
            first.addWidget(SecondaryButton(form.upper(), key, partial(self.saved.emit, form)))
        column.addLayout(first)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(last)

    def _due(self, debt: Debt) -> str:
        return date_short(debt.due) if debt.due else _("at once")

    def _due_tone(self, debt: Debt) -> str:
        return "red" if (debt.due or "0") < self._today else "gold" if debt.due == self._today else ""

    def show_debts(self, debts: Sequence[Debt], today: str) -> None:
        """Show other debts."""
        self._debts, self._today = list(debts), today
        self.narrow()

    def shown(self) -> list[Debt]:
        """The debts that fit what was typed."""
        parts = self.search.value().casefold().split()
        return [
            debt
            for debt in self._debts
            if all(part in f"{debt.name} {debt.invoice} {debt.number}".casefold() for part in parts)
        ]

    def narrow(self) -> None:
        """Show what fits; the cursor stays on its debt, or stands on the first."""
        debts = self.shown()
        self.table.set_rows(debts, keep=lambda debt: debt.id)
        if debts and self.table.current() is None:
            self.table.selectRow(0)
        self.table.setVisible(bool(debts))
        self.nothing.setVisible(not debts)
        self.nothing.words.setText(_("Nothing found.") if self._debts else _("Nothing is owed."))
        late = sum(debt.open for debt in debts if (debt.due or "0") < self._today)
        self.late.show_state(_("{amount} should be paid by now").format(amount=rupiah(late)) if late else "", "red")
        owed = rupiah(sum(debt.open for debt in debts))
        self.total.setText(_("Still owed: {amount}").format(amount=owed))
