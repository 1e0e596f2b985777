"""The basket as a whole: discounts and prices with a second person, notes, customers, hold, lines taken out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import SaleCompleted
from koperasi_pos.operations import baskets, persons, sales
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.note_dialog import NoteDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.removed_dialog import RemovedDialog
from koperasi_pos.ui.dialogs.selling_dialogs import DiscountDialog, HeldDialog, PriceDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.runner import Desk
from tests.counter import CASHIER, HEAD, HEAD_PIN, Clock
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP, answer, lines, pay

LEFT = Qt.MouseButton.LeftButton


def sold(till: Till) -> SaleCompleted:
    return sales.receipt(till, "K1-000001").sale


def approve(hands: Hands) -> None:
    """The head types the own PIN into the question for an approval."""
    dialog = hands.dialog()
    assert isinstance(dialog, ApprovalDialog)
    hands.type(HEAD_PIN)
    hands.wait(lambda: open_dialog() is not dialog)
    hands.settle()


def discount(hands: Hands, text: str, *, whole: bool = False) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.dialog()
    if whole:
        hands.press(Qt.Key.Key_F4)
    answer(hands, text)


def test_an_approved_discount_that_grows_is_approved_anew(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    discount(hands, "10%")
    hands.press(Qt.Key.Key_F9)
    approve(hands)
    assert isinstance(open_dialog(), PaymentDialog)
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    discount(hands, "90%")
    hands.press(Qt.Key.Key_F9)
    assert isinstance(hands.dialog(), ApprovalDialog)
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert sell.counter.basket.approvals == ()


def test_a_discount_within_the_limit_asks_nobody(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    hands.scan(SOAP)
    discount(hands, "1000", whole=True)
    assert (sell.counter.priced.discount, sell.totals.total.text()) == (1_000, "Rp21.500")
    hands.press(Qt.Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, DiscountDialog)
    assert dialog.amount.text() == ""
    hands.press(Qt.Key.Key_F4)
    assert dialog.amount.text() == "1.000"
    answer(hands, "0")
    assert sell.counter.priced.discount == 0
    pay(hands)
    assert sold(till).approvals == []


def test_a_price_by_hand_is_approved_each_time(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    hands.press(Qt.Key.Key_F11)
    approve(hands)
    assert isinstance(open_dialog(), PriceDialog)
    answer(hands, "15000")
    assert sell.table.lines.small_line(0) == "harga diketik, semula Rp18.000 · stok 100"
    hands.press(Qt.Key.Key_F11)
    assert isinstance(hands.dialog(), ApprovalDialog)
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    pay(hands)
    line = sold(till).lines[0]
    assert (line.price, line.old_price) == (15_000, 18_000)
    assert [approval.what for approval in sold(till).approvals] == ["price"]


def test_an_empty_price_goes_back_to_the_shelf(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    hands.scan(KITAB)
    hands.press(Qt.Key.Key_F11)
    answer(hands, "15000")
    assert sell.counter.priced.total == 15_000
    hands.press(Qt.Key.Key_F11)
    dialog = hands.dialog()
    assert isinstance(dialog, PriceDialog)
    dialog.field.clear()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sell.counter.priced.total == 18_000


def test_notes_on_the_line_and_on_the_receipt(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    hands.press(Qt.Key.Key_F12)
    answer(hands, "sampul biru")
    hands.press(Qt.Key.Key_F12)
    dialog = hands.dialog()
    assert isinstance(dialog, NoteDialog)
    assert dialog.field.text() == "sampul biru"
    hands.press(Qt.Key.Key_F12)
    answer(hands, "untuk kelas 8")
    assert sell.table.lines.small_line(0) == "sampul biru · stok 100"
    pay(hands)
    assert (sold(till).lines[0].note, sold(till).note) == ("sampul biru", "untuk kelas 8")


def test_lines_taken_out_can_be_looked_at(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(SOAP)
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_Delete)
    assert sell.totals.removed.text() == "1 baris dihapus (Rp3.100)"
    QTest.mouseClick(sell.totals.removed, LEFT)
    dialog = hands.dialog()
    assert isinstance(dialog, RemovedDialog)
    assert [line.name for line in dialog.table.rows_model.rows] == ["Mi Goreng Sedap 85 g"]
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    pay(hands)
    assert [line.total for line in sold(till).removed] == [3_100]
    assert not sell.totals.removed.isVisible()


def test_a_new_customer_is_added_in_place(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.type("Bu Contoh")
    hands.press(Qt.Key.Key_F8)
    hands.no_dialog()
    assert sell.totals.customer_button.accessibleName() == "Bu Contoh · harga eceran"
    assert [row.name for row in persons.find_persons(till, "bu contoh")] == ["Bu Contoh"]
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.press(Qt.Key.Key_F7)
    hands.no_dialog()
    assert sell.counter.basket.customer is None


def test_arrows_move_among_the_people(till: Till, member: str, sell: SellPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.type("Andi Contoh")
    hands.press(Qt.Key.Key_F8)
    hands.no_dialog()
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.type("contoh")
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    customer = sell.counter.basket.customer
    assert customer is not None
    assert customer.person == member
    assert sell.totals.customer_button.accessibleName() == "Ustadz Contoh · A-007 · harga anggota"


def test_a_name_is_needed_for_a_new_customer(sell: SellPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F5)
    dialog = hands.dialog()
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert open_dialog() is dialog
    assert dialog.wrong.text() == "Nama harus diisi."  # type: ignore[attr-defined]


def test_baskets_survive_a_restart(till: Till, sell: SellPage, hands: Hands, clock: Clock) -> None:
    hands.scan(NOODLES)
    hands.scan(KITAB)
    hands.press(Qt.Key.Key_F8)
    answer(hands, "Bu Ani")
    hands.scan(SOAP)
    hands.running.stop()
    again = open_till(till.home, clock=clock)
    desk = Desk(again)
    desk.actor = CASHIER
    page = SellPage(desk)
    assert lines(page) == [("Sabun mandi 110 g", 1000)]
    assert [held.label for held in baskets.held(again)] == ["Bu Ani"]
    page.counter.drop()
    hands.wait(lambda: not desk.runner.busy)
    page.call_back()
    dialog = hands.dialog()
    assert isinstance(dialog, HeldDialog)
    shown = dialog.table.rows_model
    assert [shown.data(shown.index(0, column)) for column in range(4)] == [
        "08.00", "Bu Ani", "Mi Goreng Sedap 85 g +1", "Rp21.100",
    ]  # fmt: skip
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: not desk.runner.busy)
    QApplication.processEvents()
    assert lines(page) == [("Mi Goreng Sedap 85 g", 1000), ("Kitab Safinah", 1000)]
    assert baskets.held(again) == []
    page.deleteLater()
    desk.close()
    again.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F11])
def test_an_empty_basket_asks_nothing(sell: SellPage, hands: Hands, key: Qt.Key) -> None:
    hands.press(key)
    assert open_dialog() is None
    assert not sell.totals.pay_button.isEnabled()
