"""Taking money by keys and by mouse: split over ways, references, sedekah only when somebody ticks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from koperasi_pos.journal.documents import SaleCompleted
from koperasi_pos.operations import sales
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.part_dialog import PartDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.buttons import FlatButton
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, WATER, lines

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def sold(till: Till) -> SaleCompleted:
    return sales.receipt(till, "K1-000001").sale


def payment(hands: Hands) -> PaymentDialog:
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    return dialog


def other_way(hands: Hands) -> tuple[PaymentDialog, PartDialog]:
    """F10: the payment, and above it the question for another way."""
    hands.press(Qt.Key.Key_F10)
    hands.wait(lambda: isinstance(open_dialog(), PartDialog))
    question = open_dialog()
    assert isinstance(question, PartDialog)
    below = question.parent()
    assert isinstance(below, PaymentDialog)
    return below, question


def part(hands: Hands, reference: str) -> None:
    """Answer the question for another way."""
    hands.wait(lambda: isinstance(open_dialog(), PartDialog))
    hands.type(reference)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), PaymentDialog))


def test_a_sale_by_mouse_alone(till: Till, sell: SellPage, hands: Hands) -> None:
    for place in (0, 1):
        item = sell.tiles.grid.itemAt(place)
        assert item is not None
        QTest.mouseClick(item.widget(), LEFT)
    QTest.mouseClick(sell.totals.pay_button, LEFT)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    QTest.mouseClick(dialog._quick_buttons()[-1], LEFT)
    assert dialog.change.text() == "Rp93.000"
    QTest.mouseClick(dialog.ok_button, LEFT)
    hands.no_dialog()
    assert (sold(till).total, sold(till).change) == (7_000, 93_000)


def test_quick_amounts_by_key(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    dialog = payment(hands)
    assert [button.text() for button in dialog._quick_buttons()] == [
        "Uang pas", "Rp20.000", "Rp50.000", "Rp100.000",
    ]  # fmt: skip
    hands.press(Qt.Key.Key_3, ALT)
    assert dialog.change.text() == "Rp32.000"
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sold(till).payments[0].received == 50_000


def test_too_little_money_is_told(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    dialog = payment(hands)
    hands.type("10rb")
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert dialog.wrong.text() == "Uang kurang Rp8.000."
    assert find_receipts(till) == []
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert lines(sell) == [("Kitab Safinah", 1000)]


def test_a_zero_too_many_is_asked_about(
    till: Till, sell: SellPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    hands.scan(KITAB)
    dialog = payment(hands)
    hands.type("200000")
    hands.press(Qt.Key.Key_Return)
    question = open_dialog()
    assert isinstance(question, YesNoDialog)
    assert any("Rp182.000" in label.text() for label in question.findChildren(QLabel))
    take_picture(question, "much-change")
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog, "Enter alone pays nothing out"
    assert find_receipts(till) == []
    hands.type("20000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sold(till).change == 2_000


def test_much_change_is_given_where_somebody_says_so(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    payment(hands)
    hands.type("118000")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), YesNoDialog))
    hands.press(Qt.Key.Key_F8)
    hands.no_dialog()
    assert sold(till).change == 100_000


def test_another_way_needs_a_reference_and_then_no_cash(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    dialog, question = other_way(hands)
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is question
    assert question.wrong.isVisible()
    part(hands, "BJ-77")
    assert not dialog.cash_row.isVisible()
    assert not dialog.quick_box.isVisible()
    assert dialog.due.text() == "Rp0"
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    paid = [(payment.way, payment.amount, payment.reference) for payment in sold(till).payments]
    assert paid == [("transfer", 18_000, "BJ-77")]
    assert sell.totals.last_change.text() == "Rp0"


def test_a_way_can_be_taken_back(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    dialog, _question = other_way(hands)
    part(hands, "BJ-77")
    (remove,) = [button for button in dialog.findChildren(FlatButton) if button.isVisible()]
    QTest.mouseClick(remove, LEFT)
    QApplication.processEvents()
    assert dialog.cash_row.isVisible()
    assert dialog.due.text() == "Rp18.000"
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert [payment.way for payment in sold(till).payments] == ["cash"]


def test_three_ways_in_one_sale(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    for way, amount, reference in (("transfer", 5_000, "BJ-1"), ("edc", 3_000, "0042")):
        _dialog, question = other_way(hands)
        question.way.set_value(way)
        question.amount.set_amount(amount)
        part(hands, reference)
    hands.type("20000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert [(paid.way, int(paid.amount)) for paid in sold(till).payments] == [
        ("cash", 10_000), ("transfer", 5_000), ("edc", 3_000),
    ]  # fmt: skip
    assert sold(till).change == 10_000


def test_part_of_the_change_as_sedekah_when_ticked(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    dialog = payment(hands)
    hands.type("5000")
    assert not dialog.give_change.isChecked()
    assert not dialog.given.isVisible()
    QTest.mouseClick(dialog.give_change, LEFT, pos=QPoint(12, dialog.give_change.height() // 2))
    hands.type("900")
    assert dialog.change.text() == "Rp1.000"
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert (sold(till).sedekah, sold(till).change) == (900, 1_000)


@pytest.mark.parametrize("given", ["2000", "x", ""])
def test_a_gift_that_cannot_be_is_told(till: Till, sell: SellPage, hands: Hands, given: str) -> None:
    hands.scan(NOODLES)
    dialog = payment(hands)
    hands.type("5000")
    dialog.give_change.setChecked(True)
    if given:
        hands.type(given)
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert find_receipts(till) == []
    assert dialog.wrong.isVisible()


def test_a_scan_while_money_is_taken_is_told(sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    dialog = payment(hands)
    hands.scan(WATER)
    assert open_dialog() is dialog
    assert dialog.received.text() == ""
    assert "Esc" in dialog.wrong.text()
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 1000)]
