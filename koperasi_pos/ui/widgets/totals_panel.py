"""The right side of the till: who buys, what it comes to, and the ways to pay."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import SaleCustomer
from koperasi_pos.trade.baskets import PricedBasket
from koperasi_pos.ui.widgets.buttons import KeyButton, SecondaryButton
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.values import Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


class FigureRow(QWidget):
    """A word at the left, an amount at the right."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.word, self.amount = QLabel(word), QLabel()
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.word)
        row.addStretch(1)
        row.addWidget(self.amount)

    def show_amount(self, amount: int, word: str = "") -> None:
        """Show an amount, and another word where one is given."""
        self.amount.setText(rupiah(int(amount)))
        if word:
            self.word.setText(word)


WIDE, NARROW = 392, 304
ROOMY = 1180
"""Pixels of a window in which the panel may be wide."""


class TotalsPanel(QFrame):
    """Shows a priced basket; its buttons call what the page gave it."""

    def __init__(
        self,
        *,
        pay: Callable[[], None],
        pay_without_cash: Callable[[], None],
        hold: Callable[[], None],
        call_back: Callable[[], None],
        choose_customer: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "aside")
        self.fit(1366)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._customer_card(choose_customer))
        self.subtotal = FigureRow(_("Subtotal"))
        self.discount = FigureRow(_("Discount"))
        self.rounding = FigureRow(_("Rounding (cash)"))
        for row in (self.subtotal, self.discount, self.rounding):
            column.addWidget(row)
        column.addWidget(self._total_box())
        self.pay_button = KeyButton(_("Pay cash"), "F9", pay, kind="pay")
        column.addWidget(self.pay_button)
        grid = QGridLayout()
        grid.setSpacing(9)
        self.other_button = SecondaryButton(_("Other way"), "F10", pay_without_cash)
        self.hold_button = SecondaryButton(_("Hold"), "F8", hold)
        self.back_button = SecondaryButton(_("Call back"), "F7", call_back)
        for place, button in enumerate((self.other_button, self.hold_button, self.back_button)):
            button.setMinimumHeight(54)
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        column.addStretch(1)
        self.removed = quiet()
        column.addWidget(self.removed)
        self.last = Card()
        self.last_change = QLabel()
        self.last_change.setProperty("kind", "title")
        self.last_words = quiet()
        self.last.body.addWidget(self.last_words)
        self.last.body.addWidget(self.last_change)
        self.last.hide()
        column.addWidget(self.last)

    def fit(self, window: int) -> None:
        """As wide as a window of so many pixels allows beside the basket."""
        self.setFixedWidth(WIDE if window >= ROOMY else NARROW)

    def _customer_card(self, choose: Callable[[], None]) -> QWidget:
        self.customer_button = KeyButton(_("Customer"), "F5", choose)
        self.customer_button.setMinimumHeight(58)
        return self.customer_button

    def _total_box(self) -> QWidget:
        box = QFrame()
        box.setProperty("kind", "total")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(16, 10, 16, 10)
        inner.setSpacing(0)
        inner.addWidget(QLabel(_("Total")))
        self.total = QLabel(rupiah(0))
        self.total.setProperty("kind", "huge")
        self.total.setAccessibleName(_("Total"))
        inner.addWidget(self.total)
        return box

    def show_basket(self, priced: PricedBasket, customer: SaleCustomer | None, rounding_unit: int) -> None:
        """Show what the basket comes to."""
        count = len(priced.lines)
        self.subtotal.show_amount(
            priced.gross, n_("Subtotal ({n} line)", "Subtotal ({n} lines)", count).format(n=count)
        )
        self.discount.show_amount(-priced.discount)
        due = priced.total.to_nearest(rounding_unit)
        self.rounding.show_amount(due - priced.total)
        self.total.setText(rupiah(priced.total))
        self.pay_button.setText(_("Pay cash {amount}").format(amount=rupiah(due)) if count else _("Pay cash"))
        for button in (self.pay_button, self.other_button, self.hold_button):
            button.setEnabled(bool(count))
        if customer is None:
            self.customer_button.setText(_("Customer: general"))
        else:
            tier = term("tier", customer.tier)
            self.customer_button.setText(f"{customer.name}\n{customer.number} · {tier}".replace("\n · ", "\n"))

    def show_held(self, count: int) -> None:
        """Show how many baskets wait."""
        self.back_button.setText(_("Call back ({n})").format(n=count) if count else _("Call back"))
        self.back_button.setEnabled(bool(count))

    def show_removed(self, count: int, total: int) -> None:
        """Show that lines were taken out."""
        text = n_("{n} line was taken out ({total})", "{n} lines were taken out ({total})", count)
        self.removed.setText(text.format(n=count, total=rupiah(total)) if count else "")

    def show_last(self, number: str, change: Rupiah) -> None:
        """Show the receipt that was just made and the change to hand back."""
        self.last_words.setText(_("Receipt {number}").format(number=number))
        self.last_change.setText(_("Change {amount}").format(amount=rupiah(change)))
        self.last.show()
