"""The till page: scan, count, pay; the next basket is ready while the paper still moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Approval
from koperasi_pos.operations import baskets, card_payments, persons, printing, products, shifts
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.approval_dialog import ask_approval
from koperasi_pos.ui.dialogs.ask_dialog import ask_text, ask_yes
from koperasi_pos.ui.dialogs.counter_cards import CounterCards
from koperasi_pos.ui.dialogs.goods_intake import GoodsIntake
from koperasi_pos.ui.dialogs.note_dialog import NoteDialog
from koperasi_pos.ui.dialogs.removed_dialog import RemovedDialog
from koperasi_pos.ui.dialogs.selling_dialogs import (
    CustomerDialog,
    DiscountDialog,
    HeldDialog,
    PriceCheckDialog,
    PriceDialog,
    QuantityDialog,
)
from koperasi_pos.ui.keys import DRAWER_KEY, Action
from koperasi_pos.ui.runner import Desk
from koperasi_pos.ui.widgets.basket_table import BasketTable
from koperasi_pos.ui.widgets.buttons import PrimaryButton
from koperasi_pos.ui.widgets.cards import Empty
from koperasi_pos.ui.widgets.counter_basket import CounterBasket
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.search_field import SearchField
from koperasi_pos.ui.widgets.tiles import Tiles
from koperasi_pos.ui.widgets.totals_panel import TotalsPanel
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


class SellPage(Page):
    """Search field and basket at the left, totals and ways to pay at the right."""

    name = "sell"
    icon = "mdi6.cart-outline"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.counter = CounterBasket(desk, self)
        self.intake = GoodsIntake(desk, self.counter, self)
        self.cards = CounterCards(desk, self.counter, self)
        self._last_number = ""
        """The receipt that was just made here."""
        self._build()
        self.intake.done.connect(self.search.setFocus)
        self.counter.changed.connect(self._show_basket)
        self.counter.sold.connect(self._sold)
        self.counter.needs_approval.connect(self._approve)
        self.counter.card_refused.connect(self.cards.refused)
        self.cards.pays.connect(lambda amount: self.pay(from_card=Rupiah(amount)))
        self.cards.changed.connect(lambda: self.totals.show_card(self.cards.card, self.cards.warning))
        desk.paid.connect(lambda sale: self.totals.show_left(sale.payments))
        desk.changed.connect(self._topic)
        self.counter.recall()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The basket keeps its room in a narrow window."""
        self.totals.fit(self.window().width())
        super().resizeEvent(event)

    def title(self) -> str:
        """The word in the side bar."""
        return _("Till")

    def _build(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(14, 14, 14, 10)
        left.setSpacing(10)
        self.search = SearchField(self.intake.hits, self)
        self.search.entered.connect(self.intake.enter)
        self.search.picked.connect(lambda hit, times: self.intake.take(hit.row.document, pack=hit.pack, quantity=times))
        self.counter.counted.connect(self.search.show_times)
        left.addWidget(self.search)
        middle = QWidget()
        self.middle = QStackedLayout(middle)
        self.table = BasketTable()
        self.table.stepped.connect(self._step)
        self.table.asked_quantity.connect(lambda key: self.ask_quantity())
        self.empty = Empty(_("Scan the first goods, or type a name."), "mdi6.barcode-scan")
        self.closed = self._closed_words()
        for widget in (self.table, self.empty, self.closed):
            self.middle.addWidget(widget)
        left.addWidget(middle, 1)
        self.tiles = Tiles(lambda row: self.intake.take(row.document))
        left.addWidget(self.tiles)
        whole.addLayout(left, 1)
        self.totals = TotalsPanel(
            pay=self.pay, pay_without_cash=self.pay_other_way, hold=self.hold,
            call_back=self.call_back, choose_customer=self.choose_customer, show_removed=self.show_removed,
            send_last=self.send_last,
        )  # fmt: skip
        whole.addWidget(self.totals)

    def _closed_words(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.addWidget(Empty(_("No shift is open. Open one to sell."), "mdi6.cash-register"), 1)
        column.addWidget(
            PrimaryButton(_("Open a shift"), "F6", lambda: self.desk.go.emit("shift")), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addStretch(1)
        return box

    def page_actions(self) -> Sequence[Action]:
        """The keys of the till."""
        hidden = [
            Action(f"Alt+{number}", _("Tile"), lambda number=number: self.tiles.press(number), footer=False)  # type: ignore[misc]
            for number in range(1, 10)
        ]
        steps = [
            Action("+", _("One more"), lambda: self._step_current(1), footer=False),
            Action("-", _("One less"), lambda: self._step_current(-1), footer=False),
            Action("Up", _("Line above"), lambda: self.table.move_by(-1), footer=False),
            Action("Down", _("Line below"), lambda: self.table.move_by(1), footer=False),
            Action("F8", _("Hold"), self.hold, footer=False),
            Action("F7", _("Call back"), self.call_back, footer=False),
            Action("F9", _("Pay cash"), self.pay, footer=False),
            Action("F10", _("Card or other way"), self.pay_other_way, footer=False),
            Action("Ctrl+N", _("Card by number"), self.cards.ask_by_hand, footer=False),
            Action("Ctrl+U", _("Self-check"), self.cards.self_check, footer=False),
            Action("F5", _("Customer"), self.choose_customer, footer=False),
            Action("Ctrl+D", _("Lines taken out"), self.show_removed, footer=False),
            Action("Ctrl+G", _("Send the receipt"), self.send_last, footer=False),
        ]
        return (
            Action("F2", _("Search"), self.search.setFocus),
            Action("F3", _("Quantity"), self.ask_quantity),
            Action("F4", _("Discount"), self.ask_discount),
            Action("F6", _("Refund"), self._to_receipts),
            Action("F11", _("Price"), self.ask_price),
            Action("F12", _("Note"), self.ask_note),
            Action("Ctrl+P", _("Price check"), lambda: PriceCheckDialog(self.desk, self).open()),
            Action(DRAWER_KEY, _("Drawer"), self.open_drawer),
            Action("Del", _("Remove line"), self.remove_line),
            Action("Esc", _("Cancel"), self.cancel),
            *hidden,
            *steps,
        )

    def _to_receipts(self) -> None:
        self.desk.go.emit("receipts" if self.counter.shift_open else "shift")

    def shown(self) -> None:
        """Read tiles, held baskets and the shift; the cursor waits in the search field."""
        self.tiles.show_rows(products.favourites(self.desk.till))
        self.totals.show_held(len(baskets.held(self.desk.till)))
        self.counter.shift_open = shifts.current_shift(self.desk.till) is not None
        self._show_basket(None)
        self.search.setFocus()

    def _topic(self, topic: str) -> None:
        if topic in ("held",):
            self.totals.show_held(len(baskets.held(self.desk.till)))
        elif topic == "products":
            self.counter.refresh_products()
            self.tiles.show_rows(products.favourites(self.desk.till))
        elif topic in ("shop", "promotions"):
            self.counter.show()
        elif topic == "shift":
            self.counter.shift_open = shifts.current_shift(self.desk.till) is not None
            self._show_basket(None)

    # -- goods come in -------------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> bool:
        """A scan, wherever the focus was."""
        if not self.counter.shift_open:
            self.desk.said.emit(_("No shift is open. Open one to sell."), "refused")
            return True
        self.search.reset()
        self.intake.enter(text)
        return True

    def tapped(self, tap: Tap) -> bool:
        """A card: the basket is its santri's from now on."""
        return self.cards.tapped(tap)

    # -- lines change --------------------------------------------------------------------------------------------------

    def _step_current(self, by: int) -> None:
        key = self.table.current_key()
        if key is not None:
            self._step(key, by)

    def _step(self, key: int, by: int) -> None:
        line = self.counter.basket.line(key)
        now = line.quantity + by * int(ONE)
        self.counter.change(lambda basket: basket.with_quantity(key, Quantity(max(0, int(now)))), key)

    def ask_quantity(self) -> None:
        """F3: the quantity of the line under the cursor."""
        key = self.table.current_key()
        if key is None:
            return
        line = self.counter.basket.line(key)
        QuantityDialog(
            line.product.name, line.product.packs[line.pack].unit,
            lambda quantity: self.counter.change(lambda basket: basket.with_quantity(key, quantity), key),
            now=int(line.quantity), next_scan=self.scanned,
            weigher=self.desk.devices if line.product.by_weight else None, parent=self,
        ).open()  # fmt: skip

    def ask_discount(self) -> None:
        """F4: a discount on the line or the basket."""
        if self.counter.basket.empty:
            return
        key = self.table.current_key()
        line = next((line for line in self.counter.priced.lines if line.line.key == key), None)

        def given(on_line: bool, amount: Rupiah, points: int) -> None:
            if on_line and key is not None:
                self.counter.change(lambda basket: basket.with_line_discount(key, amount=amount, points=points), key)
            else:
                self.counter.change(lambda basket: basket.with_discount(amount=amount, points=points), key)

        DiscountDialog(line, self.counter.basket, given, self).open()

    def ask_price(self) -> None:
        """F11: another price for the line; who may not asks a second person, each time anew."""
        key = self.table.current_key()
        priced = next((line for line in self.counter.priced.lines if line.line.key == key), None)
        if key is None or priced is None:
            return
        product = priced.line.product

        def ask(approval: Approval | None) -> None:
            def given(price: Rupiah | None) -> None:
                self.counter.change(
                    lambda basket: (basket.approved(approval) if approval else basket).with_price(key, price), key
                )

            listed = None if product.open_price else priced.listed
            PriceDialog(product.name, given, now=int(priced.price), listed=listed, parent=self).open()

        if self.desk.by.may("price") or product.open_price:
            ask(None)
        else:
            ask_approval(self.desk, "price", self, ask)

    def ask_note(self) -> None:
        """F12: a note on the line or on the receipt."""
        key = self.table.current_key()
        line = self.counter.basket.line(key) if key is not None else None

        def written(on_line: bool, text: str) -> None:
            if on_line and key is not None:
                self.counter.change(lambda basket: basket.with_note(key, text), key)
            else:
                self.counter.change(lambda basket: basket.with_basket_note(text), key)

        NoteDialog(line, self.counter.basket, written, self).open()

    def open_drawer(self) -> None:
        """The drawer that stayed shut at the last sale once more; without a sale it is opened under Shift."""
        till, actor = self.desk.till, self.desk.by
        self.desk.do(
            lambda: printing.kick_again(till, by=actor),
            lambda done: self.desk.tell(_("The drawer is being opened for the last sale.")),
        )

    def show_removed(self) -> None:
        """Ctrl+D: the lines that were taken out of this basket."""
        if self.counter.basket.removed:
            RemovedDialog(self.counter.basket.removed, self).open()

    def remove_line(self) -> None:
        """Del: the line under the cursor goes; it stays in the list of removed lines."""
        key = self.table.current_key()
        if key is not None:
            self.counter.change(lambda basket: basket.without(key), None)

    # -- the basket as a whole -----------------------------------------------------------------------------------------

    def choose_customer(self) -> None:
        """F5: who buys."""

        def chosen(person: str | None) -> None:
            customer = persons.as_customer(persons.person(self.desk.till, person)) if person else None
            self.counter.change(lambda basket: basket.with_customer(customer), self.table.current_key())

        CustomerDialog(self.desk, chosen, self).open()

    def hold(self) -> None:
        """F8: put the basket aside under a name."""
        if self.counter.basket.empty:
            return
        customer = self.counter.basket.customer
        ask_text(
            self, _("Hold the basket"), _("Name, so that it is found again"), self.counter.hold,
            text=customer.name if customer else "",
        )  # fmt: skip

    def call_back(self) -> None:
        """F7: take a basket back; the one on the counter must be empty."""
        if not self.counter.basket.empty:
            self.desk.said.emit(_("Finish or hold this basket first."), "refused")
            return
        HeldDialog(baskets.held(self.desk.till), self.counter.call_back, self).open()

    def cancel(self) -> None:
        """Esc: empty the field first, then ask whether to let the basket go."""
        if self.search.wants_escape():
            self.search.reset()
            return
        if self.counter.next_quantity != ONE:
            self.counter.count_next(ONE)
            return
        if self.counter.basket.empty and not self.counter.basket.removed:
            return
        question = _("Let go of this basket ({total})? What was in it stays written down.").format(
            total=rupiah(self.counter.priced.total)
        )
        ask_yes(self, _("Cancel the basket"), question, self.counter.drop, yes=_("Let go"))

    def pay_other_way(self) -> None:
        """F10: by the card that was tapped, else a way without cash."""
        if self.cards.card is None:
            self.pay(without_cash=True)
        elif not self.counter.basket.empty:
            self.cards.pay()

    def pay(self, *, without_cash: bool = False, from_card: Rupiah = ZERO) -> None:
        """F9: take the money."""
        from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog

        if self.counter.basket.empty:
            return
        self.search.reset()
        refusal = self.counter.refusal()
        if refusal is not None:
            self._approve(refusal, lambda: self.pay(without_cash=without_cash, from_card=from_card))
            return
        try:
            card_payments.foresee_buyer(self.desk.till, self.counter.priced, self.counter.basket)
        except Refusal as never:
            self.cards.ask_about(never, lambda: self.pay(without_cash=without_cash), lambda amount: None)
            return
        PaymentDialog(
            self.counter.priced.total, self.desk.counter.shop.cash_rounding, self.counter.sell,
            without_cash=without_cash, cards=self.cards, from_card=from_card, parent=self,
        ).open()  # fmt: skip

    def _approve(self, refusal: Refusal, then: Callable[[], None] | None = None) -> None:
        """Discount, price or goods that are not there need a second person: ask, then go on to the payment."""
        right = {"discount_over_cap": "discount", "needs_approval": refusal.facts.get("right")}.get(refusal.code)
        if right is None:
            self.desk.tell_refusal(refusal)
            return

        def approved(approval: Approval) -> None:
            self.counter.change(lambda basket: basket.approved(approval), None)
            (then or self.pay)()

        self.desk.tell_refusal(refusal)
        ask_approval(self.desk, right, self, approved)

    # -- showing -------------------------------------------------------------------------------------------------------

    def _show_basket(self, key: int | None) -> None:
        basket, priced = self.counter.basket, self.counter.priced
        self.table.show_basket(priced, self.counter.stock, key)
        if basket.empty:
            self.middle.setCurrentWidget(self.empty if self.counter.shift_open else self.closed)
        else:
            self.middle.setCurrentWidget(self.table)
            self.totals.last.hide()
        self.totals.show_basket(priced, basket.customer, self.desk.counter.shop.cash_rounding)
        self.totals.show_removed(len(basket.removed), sum(int(line.total) for line in basket.removed))

    def send_last(self) -> None:
        """Ctrl+G: the receipt that was just made, for a telephone or as a file."""
        if self._last_number:
            from koperasi_pos.ui.dialogs.send_dialog import SendDialog  # brings what makes PDF and pictures

            SendDialog(self.desk, self._last_number, self).open()

    def _sold(self, number: str, change: int) -> None:
        self._last_number = number
        self.totals.show_last(number, Rupiah(change))
        self.search.setFocus()
