"""Goods that are not there or past their day, at the counter: a second person is asked, or the till says why not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.operations import products, sales, stock_moves, stock_policy
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.values import Quantity, Refusal
from tests.counter import HEAD, HEAD_PIN
from tests.ui.hands import Hands
from tests.ui.selling import SOAP, lines


def without_soap(till: Till, rule: str) -> None:
    """No soap is left, and the shop says what happens then."""
    soap = products.by_code(till, SOAP)[0].product
    gone = [Moving(soap.id, Quantity(soap.stock_quantity))]
    stock_moves.write_off(till, "lost", gone, note="Rak kosong", id=till.new_id(), by=HEAD)
    stock_policy.set_product_policy(till, soap.id, rule, id=till.new_id(), by=HEAD)


def test_a_second_person_says_yes(till: Till, sell: SellPage, hands: Hands) -> None:
    without_soap(till, "ask")
    hands.scan(SOAP)
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    asked = open_dialog()
    hands.type(HEAD_PIN)
    hands.wait(lambda: open_dialog() is not asked)
    hands.settle()
    assert isinstance(open_dialog(), PaymentDialog)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.settle()
    sold = sales.receipt(till, "K1-000001").sale
    assert (sold.flags, [approval.what for approval in sold.approvals]) == (["negative_stock"], ["negative_stock"])


def test_refused_goods_stay_on_the_counter(till: Till, sell: SellPage, hands: Hands) -> None:
    without_soap(till, "refuse")
    hands.scan(SOAP)
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.settle()
    assert len(lines(sell)) == 1
    with pytest.raises(Refusal, match="receipt_unknown"):
        sales.receipt(till, "K1-000001")
