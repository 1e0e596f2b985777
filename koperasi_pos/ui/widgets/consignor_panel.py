"""How the shop stands with one consignor: the figures, the goods, everything that happened with its slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from koperasi_pos.operations import consignors, printing
from koperasi_pos.operations.consignors import Event, OwnedRow, Standing
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.trade.consignment import price_of
from koperasi_pos.ui.widgets.buttons import PrimaryButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.elided_label import ElidedLabel
from koperasi_pos.ui.widgets.figures import Figures
from koperasi_pos.ui.widgets.segments import Segments
from koperasi_pos.ui.widgets.slip_panel import SlipButton, SlipPanel
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.terms import term

Verb = tuple[str, str, Callable[[], None]]
"""Word, key, what it does."""


class ConsignorPanel(QWidget):
    """Goods or history of the consignor that is shown, and what can be done; the last of `verbs` is the main one."""

    turned = Signal()
    """Goods or history came to the front."""
    goods_wanted = Signal()
    """Enter on one of the goods."""

    def __init__(self, till: Till, verbs: Sequence[Verb], slip_verbs: Sequence[SlipButton]) -> None:
        super().__init__()
        self._till = till
        self.shown = ""
        """Short id of the consignor."""
        self.position: int | None = None
        """Journal position of the slip that is shown."""
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        self.who = ElidedLabel()
        self.who.setProperty("kind", "head")
        head.addWidget(self.who, 1)
        self.parts = Segments([("goods", _("Goods")), ("history", _("History"))], name=_("What is shown"))
        self.parts.chosen.connect(self.show_part)
        head.addWidget(self.parts)
        column.addLayout(head)
        self.figures = Figures([_("Sold, not settled"), _("Commission"), _("From before"), _("To be paid")])
        column.addWidget(self.figures)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._goods_part())
        self.stack.addWidget(self._history_part(slip_verbs))
        column.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, key, act in verbs[:-1]:
            row.addWidget(SecondaryButton(text, key, act))
        row.addStretch(1)
        row.addWidget(PrimaryButton(*verbs[-1]))
        column.addLayout(row)

    def _goods_part(self) -> QWidget:
        self.goods = Table(
            _("Goods of the consignor"),
            [
                TableColumn(_("Goods"), lambda row: row.product.name, small=_kept),
                TableColumn(_("Price"), lambda row: rupiah(price_of(row.product), symbol=False), True, 92),
                TableColumn(
                    _("On the shelf"), lambda row: f"{quantity(row.on_hand)} {row.product.packs[0].unit}", True, 116,
                    tone=lambda row: "red" if row.on_hand < 0 else "",
                ),
            ],
        )  # fmt: skip
        self.goods.activated_row.connect(lambda row: self.goods_wanted.emit())
        self._goods_or_words = _with_words(self.goods, _("No goods yet. F5 takes the first ones in."))
        return self._goods_or_words

    def _history_part(self, slip_verbs: Sequence[SlipButton]) -> QWidget:
        self.history = Table(
            _("History"),
            [
                TableColumn(
                    _("What"), lambda event: term("consignment", event.kind), small=lambda event: moment(event.at)
                ),
                TableColumn(_("Rupiah"), _amount, True, 128, small=_paid),
            ],
        )  # fmt: skip
        self.history.chosen.connect(self.show_slip)
        self.slip = SlipPanel(_("Choose a line to see its slip."), slip_verbs)
        self._history_or_words = _with_words(self.history, _("Nothing happened yet."))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._history_or_words, 1)
        row.addWidget(self.slip)
        return box

    def show_consignor(self, row: Standing) -> None:
        """Show how the shop stands with a consignor."""
        changed, self.shown = row.id != self.shown, row.id
        held = consignors.consignor(self._till, row.id)
        self.who.setText(" · ".join(part for part in (row.name, held.place, held.phone) if part))
        settled = _("after {day}").format(day=date_short(row.settled_until)) if row.last else _("never settled yet")
        loss = _("losses {amount}").format(amount=rupiah(row.loss)) if row.loss else ""
        self.figures.show_figures(
            [
                (rupiah(row.amount), settled),
                (rupiah(row.amount - row.due), _("consignor {amount}").format(amount=rupiah(row.due))),
                (rupiah(row.balance), _("from settlements")),
                (rupiah(row.payable), loss),
            ]
        )
        self.goods.set_rows(consignors.consignor_goods(self._till, row.id), keep=_product)
        self.history.set_rows(consignors.consignor_history(self._till, row.id), keep=_position)
        self._goods_or_words.setCurrentIndex(0 if self.goods.rows_model.rows else 1)
        self._history_or_words.setCurrentIndex(0 if self.history.rows_model.rows else 1)
        if changed:
            self.show_slip(None)

    def show_part(self, part: str) -> None:
        """Bring goods or history to the front."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(0 if part == "goods" else 1)
        table = self.goods if part == "goods" else self.history
        table.setFocus()
        if table.current() is None and table.rows_model.rows:
            table.selectRow(0)
        self.turned.emit()

    def show_event(self, position: int) -> None:
        """Bring something that happened to the front with its slip."""
        self.show_part("history")
        self.history.point_at(lambda event: event.position == position)
        self.show_slip(self.history.current())

    def show_slip(self, event: Event | None) -> None:
        """Show the slip of something that happened; `None` takes it away."""
        self.position = event.position if event is not None else None
        if event is None:
            self.slip.show_slip(None)
            return
        order = printing.order_at(self._till, event.position)
        self.slip.show_slip(slip_of(order, width=self._till.settings.paper_width))

    def product(self) -> OwnedRow | None:
        """The goods under the cursor while goods are in front."""
        row: OwnedRow | None = self.goods.current() if self.parts.key() == "goods" else None
        return row


def _with_words(table: Table, sentence: str) -> QStackedWidget:
    """A table, or what is said instead where it has no rows."""
    stack = QStackedWidget()
    stack.addWidget(table)
    stack.addWidget(Empty(sentence, "mdi6.package-variant"))
    return stack


def _product(row: OwnedRow) -> str:
    return row.product.product


def _position(event: Event) -> int:
    return event.position


def _kept(row: OwnedRow) -> str:
    product = row.product
    kept = rupiah(product.margin) if product.margin else percent(product.commission)
    told = [_("the shop keeps {part}").format(part=kept)]
    if product.daily:
        told.append(_("settled at closing"))
    return " · ".join(told)


def _amount(event: Event) -> str:
    return rupiah(event.paid if event.kind == "paid" else event.amount, symbol=False)


def _paid(event: Event) -> str:
    """What was paid at a settlement, or how."""
    if event.kind == "settled":
        return _("paid {amount}").format(amount=rupiah(event.paid, symbol=False))
    return term("payout", event.way) if event.kind == "paid" else ""
