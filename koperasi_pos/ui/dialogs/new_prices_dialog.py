"""Prices that the margin rules propose after a delivery: which of them to take; their labels come next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from koperasi_pos.trade.margins import PriceProposal
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah


@dataclass(frozen=True)
class Offer:
    """A proposal, and whether it is taken."""

    proposal: PriceProposal
    taken: bool = True


class NewPricesDialog(Dialog):
    """Space takes a price or leaves it as it was; `then` gets those that are taken."""

    def __init__(
        self, proposals: Sequence[PriceProposal], then: Callable[[list[PriceProposal]], None], parent: QWidget
    ) -> None:
        super().__init__(
            _("New prices"), cancel=_("Leave all"), width=720, parent=parent,
            explain=_("The cost has changed. Space leaves a price as it is or takes it again."),
        )  # fmt: skip
        self._then = then
        columns = [
            TableColumn("", lambda offer: "✓" if offer.taken else "", width=48),
            TableColumn(_("Goods"), lambda offer: offer.proposal.name),
            TableColumn(_("Cost"), lambda offer: rupiah(offer.proposal.cost), right=True, width=110),
            TableColumn(_("Price now"), lambda offer: rupiah(offer.proposal.held), right=True, width=120),
            TableColumn(
                _("Proposed price"), lambda offer: rupiah(offer.proposal.proposed), right=True, width=130,
                tone=lambda offer: ("red" if offer.proposal.proposed > offer.proposal.held else "green")
                if offer.taken else "quiet",
            ),
        ]  # fmt: skip
        self.table = Table(_("New prices"), columns)
        self.table.setMinimumHeight(260)
        self.table.set_rows([Offer(proposal) for proposal in proposals])
        self.table.selectRow(0)
        self.table.activated_row.connect(lambda offer: self.finish())
        self.table.clicked.connect(lambda index: self._toggle() if index.column() == 0 else None)
        self.table.installEventFilter(self)
        self.body.addWidget(self.table)
        self._count()
        self.table.setFocus()

    def taken(self) -> list[PriceProposal]:
        """The proposals that are taken."""
        return [offer.proposal for offer in self.table.rows_model.rows if offer.taken]

    def _count(self) -> None:
        n = len(self.taken())
        self.ok_button.setText(n_("Change {n} price", "Change {n} prices", n).format(n=n))

    def _toggle(self) -> None:
        at, rows = self.table.currentIndex().row(), list(self.table.rows_model.rows)
        if 0 <= at < len(rows):
            rows[at] = replace(rows[at], taken=not rows[at].taken)
            self.table.set_rows(rows)
            self.table.selectRow(at)
            self._count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Space takes or leaves the price under the cursor."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            self._toggle()
            return True
        return super().eventFilter(watched, event)

    def finish(self) -> None:
        """Give on what is taken."""
        taken = self.taken()
        self.accept()
        if taken:
            self._then(taken)
