"""The history of a product: who saved it when, at which prices."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products, staff
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


class PriceHistoryDialog(Dialog):
    """The newest state first."""

    def __init__(self, desk: Desk, product: str, name: str, parent: QWidget) -> None:
        super().__init__(_("Price history"), ok=_("Close"), explain=name, parent=parent)
        self.cancel_button.hide()
        names = {member.id: member.name for member in staff.people(desk.till, active_only=False)}
        columns = [
            TableColumn(_("When"), lambda entry: moment(entry.time), width=170),
            TableColumn(_("Who"), lambda entry: names.get(entry.staff, entry.staff), width=150),
            TableColumn(_("Prices"), _prices),
        ]
        self.table = Table(_("Price history"), columns)
        self.table.set_rows(products.price_history(desk.till, product)[::-1])
        self.table.setMinimumSize(820, 320)
        self.body.addWidget(self.table)


def _prices(entry: Entry) -> str:
    product = cast(ProductSaved, entry.document)
    parts = []
    for pack in product.packs:
        shown = " · ".join(f"{term('tier', price.tier)} {rupiah(price.price)}" for price in pack.prices)
        parts.append(f"{pack.unit}: {shown}" if shown else pack.unit)
    state = "" if product.active else " " + _("(off sale)")
    return "; ".join(parts) + state
