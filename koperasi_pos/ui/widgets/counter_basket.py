"""The basket on the counter behind the till page: changed in steps, remembered against a crash, sold once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import baskets, messages, products, sales
from koperasi_pos.operations.card_payments import NEVER
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.trade.baskets import Basket, PricedBasket
from koperasi_pos.trade.sales import check_basket
from koperasi_pos.trade.tenders import Tender
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah

REMEMBER_AFTER_MS = 150
"""Scans that follow each other faster are written to the disk together, after they were painted."""


class CounterBasket(QObject):
    """Holds the basket and what it costs; every change is shown at once and remembered a moment later."""

    changed = Signal(object)
    """The key of the line that changed, or `None`."""
    sold = Signal(str, int)
    """(receipt number, change in rupiah) after the commit."""
    counted = Signal(int)
    """The next goods count so many times (thousandths)."""
    needs_approval = Signal(object)
    """A refusal that a second person can lift."""
    card_refused = Signal(object, object)
    """(refusal, tender) where a card did not pay; the basket lies on the counter again."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.basket: Basket = baskets.new_basket(desk.till)
        self.priced: PricedBasket = desk.counter.price(self.basket)
        self.stock: dict[str, int] = {}
        self.shift_open = False
        self.next_quantity = ONE
        self._selling: str = ""
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.timeout.connect(self.write_down)
        desk.closing.connect(self._close)
        self.changed.connect(lambda key: desk.on_counter.emit(self.priced, key, bool(self._selling)))

    def recall(self) -> None:
        """Take up the basket that was on the counter when the till stopped."""
        held = baskets.remembered_basket(self.desk.till)
        if held is not None:
            self._set(held, None)

    def show(self) -> None:
        """Price the basket anew: a price, a promotion or the shop changed."""
        self.priced = self.desk.counter.price(self.basket)
        self.changed.emit(None)

    def refresh_products(self) -> None:
        """Prices changed elsewhere: the lines take the product as it is now."""
        self._set(baskets.as_now(self.desk.till, self.basket), None)

    def count_next(self, quantity: Quantity) -> None:
        """The next goods count so many times; one is the rule."""
        if quantity != self.next_quantity:
            self.next_quantity = quantity
            self.counted.emit(int(quantity))

    def add(
        self,
        product: ProductSaved,
        *,
        pack: int = 0,
        quantity: Quantity = ONE,
        code: str = "",
        price: Rupiah | None = None,
        label: Rupiah | None = None,
        weight: Quantity | None = None,
    ) -> None:
        """Put goods in; a refusal is told."""
        self.count_next(ONE)
        if product.product not in self.stock:
            self.stock[product.product] = products.stock_of(self.desk.till, product.product)[0]
        before = {line.key: line for line in self.basket.lines}
        try:
            messages.check_blocked(self.desk.till, product)
            basket = self.basket.add(
                product, pack=pack, quantity=quantity, code=code, price=price, label=label, weight=weight
            )
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        key = next((line.key for line in basket.lines if before.get(line.key) != line), None)
        self._set(basket, key)

    def change(self, step: Callable[[Basket], Basket], key: int | None) -> None:
        """Change the basket in one step; a refusal is told and nothing changes."""
        try:
            basket = step(self.basket)
        except Refusal as refusal:
            self.desk.tell_refusal(refusal)
            return
        self._set(basket, key)

    def _set(self, basket: Basket, key: int | None) -> None:
        self.basket = basket
        self.priced = self.desk.counter.price(basket)
        self.changed.emit(key)
        self.desk.basket.emit(basket)
        self._remember.start(REMEMBER_AFTER_MS)

    def write_down(self) -> None:
        """Remember the basket as it is now."""
        till, basket, total = self.desk.till, self.basket, int(self.priced.total)
        if basket.id != self._selling:
            self.desk.do(lambda: baskets.remember_basket(till, basket, total))

    def _close(self) -> None:
        if self._remember.isActive():
            self._remember.stop()
            self.write_down()

    def fresh(self) -> None:
        """The next customer."""
        self._remember.stop()
        self.stock = {}
        self._set(baskets.new_basket(self.desk.till), None)
        self._remember.stop()

    def refusal(self) -> Refusal | None:
        """Why this basket may not be paid for as it is."""
        try:
            check_basket(self.basket, self.priced, self.desk.counter.shop, self.desk.by)
        except Refusal as refusal:
            return refusal
        return None

    def sell(self, tender: Tender) -> None:
        """Complete the sale behind the windows; a second call for the same basket is the same sale."""
        if self._selling == self.basket.id:
            return
        basket, priced, till = self.basket, self.priced, self.desk.till
        actor = self.desk.by
        self._selling = basket.id
        self._remember.stop()

        def done(outcome: Done[Receipt]) -> None:
            self._selling = ""
            sale = outcome.value.sale
            self.desk.paid.emit(sale)
            self.sold.emit(sale.number, int(sale.change))

        def back() -> None:
            # It keeps its id, so that paying again is safe even where nobody knows what the disk did.
            self._selling = ""
            self._bring_back(basket, int(priced.total))

        def refused(refusal: Refusal) -> None:
            back()
            if refusal.code == "total_changed" and self.basket.id == basket.id:
                self.refresh_products()
            if refusal.code in ("discount_over_cap", "needs_approval"):
                self.needs_approval.emit(refusal)
            elif self.basket.id == basket.id and (
                refusal.code in NEVER or any(part.account for part in tender.parts)
            ):  # fmt: skip
                self.card_refused.emit(refusal, tender)
            else:
                self.desk.tell_refusal(refusal)

        self.desk.do(
            lambda: sales.complete_sale(till, basket, tender, by=actor, expected_total=priced.total),
            done, refused, back,
        )  # fmt: skip
        self.fresh()

    def _bring_back(self, basket: Basket, total: int) -> None:
        """Nothing became of it: it lies on the counter again, unless the next one was begun already."""
        if self.basket.empty:
            self._set(basket, None)
        else:
            self._put_aside(basket, total)

    def _put_aside(self, basket: Basket, total: int) -> None:
        till, actor = self.desk.till, self.desk.by
        label = _("not paid {total}").format(total=rupiah(total))
        self.desk.do(lambda: baskets.hold_basket(till, basket, label=label, total=total, by=actor))

    def hold(self, label: str) -> None:
        """Put the basket aside; the counter is free at once."""
        basket, total, till, actor = self.basket, int(self.priced.total), self.desk.till, self.desk.by
        self.desk.do(
            lambda: baskets.hold_basket(till, basket, label=label, total=total, by=actor),
            lambda done: self.desk.tell(_("The basket is on hold.")),
            failed=lambda: self._bring_back(basket, total),
        )
        self.fresh()

    def call_back(self, basket_id: str) -> None:
        """Take a held basket back to the counter."""
        self.desk.do(lambda: baskets.call_back(self.desk.till, basket_id), lambda done: self._set(done.value, None))

    def drop(self) -> None:
        """Let the basket go; its trace is posted."""
        basket, till, actor = self.basket, self.desk.till, self.desk.by
        trace = till.new_id()
        self.desk.do(lambda: baskets.drop_basket(till, basket, id=trace, by=actor))
        self.fresh()
