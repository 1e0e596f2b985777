"""Goods that leave without being sold: which, why, and what they cost the shop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from koperasi_pos.operations.stock_moves import REASONS, Moving
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.cards import heading
from koperasi_pos.ui.widgets.fields import SuggestField, TextField, form_row
from koperasi_pos.ui.widgets.goods_picker import GoodsPicker, Picked
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def worth(picked: Picked) -> Rupiah:
    """What so many of a product cost the shop: their part of what is there, or the last known cost."""
    row = picked.row
    if row.stock_quantity > 0:
        return Rupiah(row.stock_value).fraction(int(picked.count), row.stock_quantity)
    return picked.count.times(Rupiah(row.cost))


class LeaveForm(QWidget):
    """`moving` gives what leaves; `empty` begins anew."""

    def __init__(self, desk: Desk, ground: QWidget, unclear: Callable[[str], None]) -> None:
        super().__init__()
        self.reason = Segments([(reason, term("movement", reason)) for reason in REASONS], name=_("Why"))
        self.goods = GoodsPicker(desk, ground, name=_("Goods that leave"), counted=True)
        self.goods.unclear.connect(unclear)
        self.goods.changed.connect(self._sum)
        self.note = TextField(_("What happened"), placeholder=_("rat damage, for the guests of the pondok …"))
        self.total = heading("")
        row = QHBoxLayout()
        row.addWidget(form_row(_("What happened"), self.note), 1)
        row.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.reason)
        column.addWidget(self.goods, 1)
        column.addLayout(row)
        self._sum()

    def _sum(self) -> None:
        amount = rupiah(sum(worth(one) for one in self.goods.picked()))
        self.total.setText(_("worth {amount}").format(amount=amount))

    def moving(self) -> list[Moving]:
        """What leaves."""
        return [Moving(one.row.id, Quantity(one.count)) for one in self.goods.picked()]

    def begin(self) -> None:
        """The cursor waits for goods."""
        self.goods.search.setFocus()

    def empty(self) -> None:
        """For the next."""
        self.goods.set_picked([])
        self.note.clear()
        self._sum()


class PlaceForm(QWidget):
    """Goods that go from one place of the shop to another; an empty place is the shop itself."""

    def __init__(self, desk: Desk, ground: QWidget, unclear: Callable[[str], None]) -> None:
        super().__init__()
        self.source = SuggestField(_("Comes from"))
        self.target = SuggestField(_("Goes to"))
        self.goods = GoodsPicker(desk, ground, name=_("Goods that go elsewhere"), counted=True)
        self.goods.unclear.connect(unclear)
        self.note = TextField(_("Why"), placeholder=_("stall at the haflah, second store room …"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(form_row(_("Comes from"), self.source, hint=_("empty: the shop itself")), 1)
        row.addWidget(form_row(_("Goes to"), self.target, hint=_("empty: the shop itself")), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.goods, 1)
        column.addWidget(form_row(_("Why"), self.note))

    def moving(self) -> list[Moving]:
        """What goes elsewhere."""
        return [Moving(one.row.id, Quantity(one.count)) for one in self.goods.picked()]

    def offer(self, places: list[str]) -> None:
        """Offer the places where something lies."""
        for field in (self.source, self.target):
            field.set_options(["", *places])

    def begin(self) -> None:
        """The cursor waits for goods."""
        self.goods.search.setFocus()

    def empty(self) -> None:
        """For the next."""
        self.goods.set_picked([])
        self.note.clear()
