"""Follows the counter for the customer's displays, a moment after the till's own line is painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from koperasi_pos.journal.documents import SaleCompleted
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.trade.baskets import PricedBasket
from koperasi_pos.trade.customer_views import CustomerView, idle_view, paid_view, selling_view, with_card
from koperasi_pos.ui.runner import Desk

AFTER_MS = 40
"""Scans that follow each other faster are shown together."""

THANKS_MS = 30_000
"""So long the change stays in sight, unless the next basket is begun."""


class CustomerFeed(QObject):
    """Emits `changed` with a `CustomerView` while anybody looks (`wanted`)."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.wanted = False
        self._priced: PricedBasket | None = None
        self._key: int | None = None
        self._sale: SaleCompleted | None = None
        self._card: ShownCard | None = None
        self._next_begun = False
        """The next customer's goods came while the sale was still being kept."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.tell)
        self._thanks = QTimer(self)
        self._thanks.setSingleShot(True)
        self._thanks.timeout.connect(self._thanked)
        desk.on_counter.connect(self._on_counter)
        desk.paid.connect(self._paid)
        desk.on_card.connect(self._on_card)
        desk.changed.connect(self._topic)

    def _on_counter(self, priced: PricedBasket, key: int | None, selling: bool) -> None:
        """A basket that is being paid for stays in sight until the sale is kept."""
        self._next_begun = selling and bool(priced.lines)
        if selling and not priced.lines:
            return
        self._priced, self._key = priced, key if key is not None else self._key
        if priced.lines:
            self._sale = None
        self._tell_soon()

    def _on_card(self, card: ShownCard | None) -> None:
        self._card = card
        self._tell_soon()

    def _paid(self, sale: SaleCompleted) -> None:
        if self._next_begun:
            return
        self._priced, self._sale = None, sale
        self._thanks.start(THANKS_MS)
        self._tell_soon()

    def _thanked(self) -> None:
        self._sale = None
        self._tell_soon()

    def _topic(self, topic: str) -> None:
        if topic == "shop":
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self.wanted and not self._soon.isActive():
            self._soon.start(AFTER_MS)

    def view(self) -> CustomerView:
        """What is to be shown now."""
        shop, shows = self.desk.counter.shop, self.desk.till.settings.customer_screen.card
        if self._priced is not None and self._priced.lines:
            view, card = selling_view(self._priced, shop, self._key), self._card
            return view if card is None else with_card(view, card.view.name, card.view.left_today, shows)
        if self._sale is None:
            return idle_view(shop)
        view = paid_view(self._sale, shop)
        paid = next((payment for payment in self._sale.payments if payment.account), None)
        return view if paid is None else with_card(view, paid.holder, paid.left, shows)

    def tell(self) -> None:
        """Tell it to everybody who looks."""
        if self.wanted:
            self.changed.emit(self.view())

    def stop(self) -> None:
        """The program ends."""
        self.wanted = False
        self._soon.stop()
        self._thanks.stop()
