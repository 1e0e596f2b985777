"""The history of a product: who saved it when, what changed, and all prices that held from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products, shops, staff
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import quiet
from koperasi_pos.ui.widgets.product_changes import changes_in_words, prices_in_words
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah


@dataclass(frozen=True)
class Step:
    """One saved state: when (ISO), by whom, what it changed, and the product from then on."""

    time: str
    who: str
    changes: tuple[str, ...]
    product: ProductSaved


def steps_of(desk: Desk, product: str) -> list[Step]:
    """The saved states of a product, the newest first."""
    names = {member.id: member.name for member in staff.people(desk.till, active_only=False)}
    names[shops.SETUP.staff] = shops.SETUP.name
    found: list[Step] = []
    before: ProductSaved | None = None
    for entry in products.price_history(desk.till, product):
        now = cast(ProductSaved, entry.document)
        changes = (_("first saved"),) if before is None else tuple(changes_in_words(before, now))
        found.append(Step(entry.time, names.get(entry.staff, _("unknown")), changes or (_("nothing changed"),), now))
        before = now
    return found[::-1]


class PriceHistoryDialog(Dialog):
    """The newest state first; below the list the whole of the step under the cursor."""

    def __init__(self, desk: Desk, product: str, name: str, parent: QWidget) -> None:
        super().__init__(_("Price history"), ok=_("Close"), explain=name, width=860, parent=parent)
        self.cancel_button.hide()
        columns = [
            TableColumn(_("When"), lambda step: moment(step.time), width=150, small=lambda step: step.who),
            TableColumn(
                _("What changed"),
                lambda step: "; ".join(step.changes),
                small=lambda step: prices_in_words(step.product),
            ),
            TableColumn(
                _("Cost"), lambda step: rupiah(step.product.cost) if step.product.cost else "–", right=True, width=110
            ),
        ]
        self.table = Table(_("Price history"), columns)
        self.table.setMinimumHeight(300)
        self.whole = quiet()
        self.whole.setMinimumHeight(58)
        self.table.chosen.connect(self._show_whole)
        self.table.set_rows(steps_of(desk, product))
        self.table.selectRow(0)
        self.body.addWidget(self.table)
        self.body.addWidget(self.whole)
        self.table.activated_row.connect(lambda step: self.accept())
        self.table.setFocus()

    def _show_whole(self, step: Step | None) -> None:
        if step is not None:
            self.whole.setText("\n".join(("; ".join(step.changes), prices_in_words(step.product))))
