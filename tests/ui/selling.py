"""What tests of the till page have in common: bar codes of the goods, the lines of the basket, a payment."""

from __future__ import annotations

from PySide6.QtCore import Qt

from koperasi_pos.ui.pages.sell_page import SellPage
from tests.ui.hands import Hands

NOODLES, WATER, SOAP, KITAB = "8998866200301", "8990000000014", "8990000000021", "8990000000038"


def lines(page: SellPage) -> list[tuple[str, int]]:
    """(name, thousandths) of every line on the counter."""
    return [(line.product.name, int(line.quantity)) for line in page.counter.basket.lines]


def pay(hands: Hands) -> None:
    """F9 and Enter: the exact amount in cash."""
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()


def answer(hands: Hands, text: str) -> None:
    """Type the answer of the open question and end it."""
    hands.dialog()
    hands.type(text)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
