"""The right side of the till: who buys, what it comes to, and the ways to pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from koperasi_pos.journal.documents import Payment, SaleCustomer
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.trade.baskets import PricedBasket
from koperasi_pos.trade.ways import WAYS
from koperasi_pos.ui.theme.style import colours, icon
from koperasi_pos.ui.widgets.buttons import FlatButton, KeyButton, SecondaryButton
from koperasi_pos.ui.widgets.card_face import CardFace
from koperasi_pos.ui.widgets.cards import Card, quiet
from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

WIDE, NARROW = 392, 324
"""Width of the panel, and on windows less than `NARROW_WINDOW` wide."""

NARROW_WINDOW = 1100

OTHER_WAYS = tuple(code for code, way in WAYS.items() if code != "cash" and not (way.account or way.asked))
"""Ways that the cashier records by hand; a card pays by itself."""


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


class CustomerCard(KeyButton):
    """Who buys: the name, and small under it the number and whose prices count. Touch it to choose another."""

    def __init__(self, choose: Callable[[], None]) -> None:
        super().__init__("", "F5", choose)
        self._name, self._small, self._known = "", "", False
        self._shown: SaleCustomer | None = None
        self.setFixedHeight(66)
        self.show_customer(None)

    def show_customer(self, customer: SaleCustomer | None) -> None:
        """Show who buys, or that it is nobody in particular; the same one again draws nothing."""
        if self._name and customer == self._shown:
            return
        self._shown = customer
        self._known = customer is not None
        prices = _("{tier} price").format(tier=term("tier", customer.tier if customer else "retail").lower())
        if customer is None:
            self._name, self._small = _("General customer"), prices
        else:
            parts = [customer.number, prices]
            if customer.member and customer.tier != "member":
                parts.append(_("member"))
            self._name, self._small = customer.name, " · ".join(part for part in parts if part)
        self.setAccessibleName(f"{self._name} · {self._small}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the panel lets it."""
        return QSize(200, 66)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The button with its cap, then a face, the name and the small line."""
        super().paintEvent(event)
        use = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = QRect(12, (self.height() - 42) // 2, 42, 42)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(use.mint if self._known else use.line2))
        painter.drawRoundedRect(face, 8, 8)
        sign = icon("mdi6.account", use.on_mint if self._known else use.ink2)
        sign.paint(painter, face.adjusted(8, 8, -8, -8))
        words = QRect(66, 11, self.width() - 66 - self._cap_width() - 22, 24)
        font = QFont(self.font())
        for text, size, bold, colour, place in (
            (self._name, 15, True, use.ink, words),
            (self._small, 13, False, use.ink2, words.translated(0, 22)),
        ):
            font.setPixelSize(size)
            font.setBold(bold)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            fits = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fits)
        painter.end()


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
        show_removed: Callable[[], None],
        send_last: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "aside")
        self.setFixedWidth(WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        self.customer_button = CustomerCard(choose_customer)
        column.addWidget(self.customer_button)
        self.card_face = CardFace(choose_customer, "F5")
        self.card_face.hide()
        column.addWidget(self.card_face)
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
        self.other_button = SecondaryButton(_other_ways(), "F10", pay_without_cash)
        self.hold_button = SecondaryButton(_("Hold"), "F8", hold)
        self.back_button = SecondaryButton(_("Call back"), "F7", call_back)
        for button in (self.other_button, self.hold_button, self.back_button):
            button.setFixedHeight(56)
        grid.addWidget(self.other_button, 0, 0, 1, 2)
        grid.addWidget(self.hold_button, 1, 0)
        grid.addWidget(self.back_button, 1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        self.removed = FlatButton("", "Ctrl+D", show_removed)
        self.removed.hide()
        column.addWidget(self.removed)
        column.addWidget(self._last_sale(send_last))

    def _last_sale(self, send: Callable[[], None]) -> QWidget:
        self.last = Card()
        self.last.body.setSpacing(0)
        self.last_words = quiet()
        self.last_change = QLabel()
        self.last_change.setProperty("kind", "huge")
        self.last_card = quiet()
        self.last_card.setProperty("kind", "good")
        for label in (self.last_words, self.last_change, self.last_card):
            self.last.body.addWidget(label)
        self.send_button = FlatButton(_("Send the receipt"), "Ctrl+G", send)
        self.last.body.addWidget(self.send_button)
        self.last.hide()
        return self.last

    def fit(self, window_width: int) -> None:
        """Leave the basket more room on a small screen."""
        self.setFixedWidth(NARROW if window_width < NARROW_WINDOW else WIDE)

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
        count = sum(pieces(line.line.quantity) for line in priced.lines)
        self.subtotal.show_amount(
            priced.gross, n_("Subtotal ({n} item)", "Subtotal ({n} items)", count).format(n=count)
        )
        self.discount.show_amount(-priced.discount)
        due = priced.total.to_nearest(rounding_unit)
        self.rounding.show_amount(due - priced.total)
        self.total.setText(rupiah(priced.total))
        self.pay_button.setText(_("Pay cash {amount}").format(amount=rupiah(due)) if count else _("Pay cash"))
        for button in (self.pay_button, self.other_button, self.hold_button):
            button.setEnabled(bool(count))
        self.customer_button.show_customer(customer)

    def show_held(self, count: int) -> None:
        """Show how many baskets wait."""
        self.back_button.setText(_("Call back ({n})").format(n=count) if count else _("Call back"))
        self.back_button.setEnabled(bool(count))

    def show_removed(self, count: int, total: int) -> None:
        """Show that lines were taken out."""
        text = n_("{n} line taken out ({total})", "{n} lines taken out ({total})", count)
        self.removed.setText(text.format(n=count, total=rupiah(total)))
        self.removed.setVisible(bool(count))

    def show_card(self, card: ShownCard | None, warning: str = "") -> None:
        """Show the card that pays in the place of the customer, and what stands in its way."""
        self.card_face.show_card(card, warning)
        self.card_face.setVisible(card is not None)
        self.customer_button.setVisible(card is None)
        self.other_button.setText(_("Pay by card") if card is not None else _other_ways())

    def show_left(self, payments: Sequence[Payment]) -> None:
        """Show what is left on the card that paid."""
        told = [
            _("{name}: {amount} left on the card").format(name=payment.holder, amount=rupiah(payment.left))
            for payment in payments
            if payment.account
        ]
        self.last_card.setText(" · ".join(told))
        self.last_card.setVisible(bool(told))

    def show_last(self, number: str, change: Rupiah) -> None:
        """Show the receipt that was just made and, large, the change to hand back."""
        self.last_words.setText(_("Change · receipt {number}").format(number=number))
        self.last_change.setText(rupiah(change))
        self.last_change.setAccessibleName(_("Change {amount}").format(amount=rupiah(change)))
        self.last.show()


def _other_ways() -> str:
    return " · ".join(term("way", code) for code in OTHER_WAYS)


def pieces(amount: Quantity) -> int:
    """How many things lie on the counter: whole units, and one for anything weighed."""
    return int(amount) // 1000 if amount.is_whole else 1
