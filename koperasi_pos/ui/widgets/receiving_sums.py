"""What concerns the whole invoice: discount, tax, transport, and what the supplier is to be paid."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from koperasi_pos.trade.receiving_drafts import ReceivingDraft
from koperasi_pos.ui.widgets.buttons import KeyBox
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.ui.widgets.fields import MoneyField, form_row, tab_through
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import quantity, rupiah


class ReceivingSums(Card):
    """`changed` tells the figures while a person types."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.discount = MoneyField(_("Discount on the invoice"))
        self.tax = MoneyField(_("Tax (PPN)"))
        self.transport = MoneyField(_("Transport"))
        self.apart = KeyBox(_("Transport is not on this invoice"), "F11")
        self.body.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for column, (label, field) in enumerate(
            ((_("Discount"), self.discount), (_("Tax (PPN)"), self.tax), (_("Transport"), self.transport))
        ):
            field.setMinimumWidth(84)
            grid.addWidget(form_row(label, field), 0, column)
            field.textEdited.connect(lambda text: self._tell())
        self.apart.toggled.connect(lambda on: self._tell())
        self.body.addLayout(grid)
        self.body.addWidget(self.apart)
        last = QHBoxLayout()
        self.count = quiet()
        self.count.setWordWrap(False)
        self.total = QLabel()
        self.total.setProperty("kind", "figure")
        self.total.setAccessibleName(_("To be paid"))
        last.addWidget(self.count)
        last.addStretch(1)
        last.addWidget(self.total)
        self.body.addLayout(last)
        tab_through([self.discount, self.tax, self.transport, self.apart])
        self._filling = False

    def show_draft(self, draft: ReceivingDraft) -> None:
        """Show the figures of a delivery; fields that are typed in keep their text."""
        self._filling = True
        for field, amount in (
            (self.discount, draft.discount), (self.tax, draft.tax), (self.transport, draft.transport),
        ):  # fmt: skip
            if not field.hasFocus():
                field.set_amount(int(amount) or None)
        self.apart.setChecked(draft.transport_apart)
        self._filling = False
        lines = len(draft.unpacked)
        packs = quantity(sum(int(line.quantity + line.free) for line in draft.unpacked))
        self.count.setText(
            n_("{n} line, {packs} packs", "{n} lines, {packs} packs", lines).format(n=lines, packs=packs)
        )
        self.total.setText(rupiah(draft.total))

    def _tell(self) -> None:
        if self._filling:
            return
        self.changed.emit(
            {
                "discount": self.discount.rupiah() or Rupiah(0), "tax": self.tax.rupiah() or Rupiah(0),
                "transport": self.transport.rupiah() or Rupiah(0), "transport_apart": self.apart.isChecked(),
            }
        )  # fmt: skip

    def wrong(self) -> MoneyField | None:
        """The first field whose text cannot be read."""
        return next((field for field in (self.discount, self.tax, self.transport) if not field.reads()), None)
