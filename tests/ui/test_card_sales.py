"""Paying by card at the till with hands: tap, face, limits, PIN, a part in cash, back onto the card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.app import Running
from koperasi_pos.operations import accounts, card_rights, cards, persons, products, receipts, refunds
from koperasi_pos.operations import sales as operations_sales
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.ask_dialog import TextDialog, YesNoDialog
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.pages.sell_page import SellPage
from tests.card_holders import account, limits, santri
from tests.counter import HEAD
from tests.ui.card_hands import ahmad, balance, day_limit, rules, tap, token_of, with_photo
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP, WATER, lines

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


def sales(till: Till) -> int:
    return len(receipts.find_receipts(till))


def test_a_card_whose_money_other_tills_hold_is_not_called_empty(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    card_rights.give_rights(till, who.account, who.balance, device="9" * 16, epoch=1, id=till.new_id(), by=HEAD)
    tap(hands, who)
    hands.scan(WATER)
    hands.press(KEY.Key_F10)
    dialog = hands.dialog()
    assert isinstance(dialog, CardRefusedDialog)
    assert dialog.refusal.code == "card_rights_elsewhere"
    hands.press(KEY.Key_Escape)


def test_tap_then_goods_then_two_keys(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    with_photo(till, who)
    tap(hands, who)
    assert sell.totals.card_face.isVisible()
    assert "Ahmad Fauzi" in sell.totals.card_face.accessibleName()
    assert sell.cards.card is not None
    assert sell.cards.card.photo is not None
    for code in (NOODLES, WATER):
        hands.scan(code)
    hands.press(KEY.Key_F10)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    assert [(part.way, int(part.amount)) for part in dialog.parts] == [("card", 5_600)]
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 44_400
    assert "44.400" in sell.totals.last_card.text()
    assert not sell.totals.card_face.isVisible()


def test_the_printed_code_is_scanned_and_is_no_goods(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    hands.scan(WATER)
    hands.scan(token_of(till, who))
    hands.settle()
    assert sell.cards.card is not None
    assert lines(sell) == [("Air Minum Santri 600 ml", 1000)]


def test_a_tap_while_the_payment_is_open_pays_what_it_can(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till, money=10_000)
    hands.scan(KITAB)
    hands.press(KEY.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    tap(hands, who)
    assert [(part.way, int(part.amount)) for part in dialog.parts] == [("card", 10_000)]
    assert dialog.face.isVisible()
    hands.type("10000")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 0
    sale = operations_sales.receipt(till, "K1-000001").sale
    assert {payment.way: int(payment.amount) for payment in sale.payments} == {"card": 10_000, "cash": 8_000}


def test_a_tap_during_another_question_is_kept_for_the_basket(
    hands: Hands, sell: SellPage, till: Till, running: Running
) -> None:
    who = ahmad(till)
    hands.scan(WATER)
    hands.press(KEY.Key_F3)
    hands.dialog()
    tap(hands, who)
    assert sell.cards.card is None
    assert running.taps.waiting is not None
    hands.press(KEY.Key_Escape)
    hands.no_dialog()
    hands.wait(lambda: sell.cards.card is not None)
    assert running.taps.waiting is None


def test_a_member_pays_the_members_price_also_where_the_card_comes_last(
    hands: Hands, sell: SellPage, till: Till
) -> None:
    who = account(till, "Bu Fatimah", nis="A-9", money=20_000, tier="member", member=True, sort="member")
    hands.scan(NOODLES)
    hands.press(KEY.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    assert dialog.due.text() == "Rp3.100"
    tap(hands, who)
    assert [int(part.amount) for part in dialog.parts] == [3_000]
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 17_000


def test_beyond_the_day_the_goods_are_named_and_taken_out_with_one_key(
    hands: Hands, sell: SellPage, till: Till
) -> None:
    who = ahmad(till)
    limits(till, who.account, *day_limit(6_000))
    tap(hands, who)
    for code in (SOAP, WATER):
        hands.scan(code)
    hands.wait(lambda: bool(sell.cards.warning))
    hands.press(KEY.Key_F10)
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    assert "Air Minum Santri" in asked.sentence.text()
    assert "6.000" in asked.sentence.text()
    hands.press(KEY.Key_F1)
    hands.settle()
    assert isinstance(hands.dialog(), PaymentDialog)
    assert lines(sell) == [("Sabun mandi 110 g", 1000)]
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 45_500


def test_what_the_day_leaves_by_card_and_the_rest_in_cash(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    limits(till, who.account, *day_limit(6_000))
    tap(hands, who)
    for code in (SOAP, WATER):
        hands.scan(code)
    hands.press(KEY.Key_F10)
    hands.dialog()
    hands.press(KEY.Key_F7)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    assert [int(part.amount) for part in dialog.parts] == [6_000]
    assert dialog.due.text() == "Rp1.000"
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 44_000


def test_allowed_once_with_reason_and_pin_and_not_twice(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    limits(till, who.account, *day_limit(1_000))
    tap(hands, who)
    hands.scan(SOAP)
    hands.press(KEY.Key_F10)
    assert isinstance(hands.dialog(), CardRefusedDialog)
    hands.press(KEY.Key_F8)
    assert isinstance(hands.dialog(), TextDialog)
    hands.type("sakit")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), ApprovalDialog))
    hands.type("135790")
    hands.wait(lambda: isinstance(hands.dialog(), PaymentDialog))
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 45_500
    tap(hands, who)
    hands.scan(SOAP)
    hands.press(KEY.Key_F10)
    assert isinstance(hands.dialog(), CardRefusedDialog)
    hands.press(KEY.Key_Escape)
    hands.no_dialog()


def test_an_allergen_is_said_at_once_and_cannot_be_allowed(hands: Hands, sell: SellPage, till: Till) -> None:
    row = next(row for row in products.find_products(till, "Mi Goreng"))
    products.save_product(till, row.document.model_copy(update={"id": till.new_id(), "allergens": ["kacang"]}), by=HEAD)
    who = ahmad(till, allergens=["kacang"])
    tap(hands, who)
    hands.scan(NOODLES)
    hands.wait(lambda: "kacang" in sell.cards.warning)
    hands.press(KEY.Key_F10)
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    assert [button.key for button in asked.buttons] == ["F1"]
    hands.press(KEY.Key_Escape)
    hands.no_dialog()


def test_an_allergen_is_not_sold_for_cash_either(hands: Hands, sell: SellPage, till: Till) -> None:
    row = next(row for row in products.find_products(till, "Mi Goreng"))
    products.save_product(till, row.document.model_copy(update={"id": till.new_id(), "allergens": ["kacang"]}), by=HEAD)
    who = ahmad(till, allergens=["kacang"])
    tap(hands, who)
    for code in (NOODLES, WATER):
        hands.scan(code)
    hands.press(KEY.Key_F9)
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    assert "kacang" in asked.sentence.text()
    assert [button.key for button in asked.buttons] == ["F1"]
    hands.press(KEY.Key_F1)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    assert dialog.parts == []
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    sale = operations_sales.receipt(till, "K1-000001").sale
    assert [(line.name, payment.way) for line in sale.lines for payment in sale.payments] == [
        ("Air Minum Santri 600 ml", "cash")
    ]


def test_who_is_tapped_at_the_end_and_pays_cash_gets_no_allergen(hands: Hands, sell: SellPage, till: Till) -> None:
    row = next(row for row in products.find_products(till, "Mi Goreng"))
    products.save_product(till, row.document.model_copy(update={"id": till.new_id(), "allergens": ["kacang"]}), by=HEAD)
    who = ahmad(till, allergens=["kacang"])
    hands.scan(NOODLES)
    hands.press(KEY.Key_F9)
    hands.dialog()
    tap(hands, who)
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    hands.press(KEY.Key_Escape)
    hands.wait(lambda: isinstance(hands.dialog(), PaymentDialog))
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), CardRefusedDialog))
    assert sales(till) == 0
    hands.press(KEY.Key_Escape)
    hands.no_dialog()
    assert len(lines(sell)) == 1


def test_the_santri_types_the_pin_and_a_wrong_one_is_asked_again(hands: Hands, sell: SellPage, till: Till) -> None:
    rules(till, pin="always")
    who = ahmad(till)
    accounts.set_card_pin(till, who.account, "528164", id=till.new_id(), by=HEAD)
    tap(hands, who)
    hands.scan(WATER)
    hands.press(KEY.Key_F10)
    assert isinstance(hands.dialog(), PaymentDialog)
    hands.press(KEY.Key_Return)
    asked = hands.dialog()
    assert isinstance(asked, CardPinDialog)
    hands.type("111")
    assert asked.pad.dots.text() == "● ● ● ○ ○ ○"
    hands.type("222")
    hands.wait(lambda: isinstance(hands.dialog(), CardPinDialog) and hands.dialog() is not asked)
    again = hands.dialog()
    assert isinstance(again, CardPinDialog)
    assert "4" in again.wrong.text()
    hands.type("528164")
    hands.no_dialog()
    assert balance(till, who.account) == 47_500
    assert sales(till) == 1


def test_a_lost_card_is_refused_in_words(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    token = token_of(till, who)
    cards.lose_card(till, accounts.cards_of(till, who.account)[0].id, id=till.new_id(), by=HEAD)
    hands.running.desk.tapped.emit(Tap("scan", token=token))
    QApplication.processEvents()
    hands.settle()
    assert "Ahmad Fauzi" in hands.said()
    assert sell.cards.card is None


def test_another_card_asks_before_it_takes_the_basket(hands: Hands, sell: SellPage, till: Till) -> None:
    first, second = ahmad(till), account(till, "Budi", nis="2024002", money=9_000)
    tap(hands, first)
    hands.scan(WATER)
    tap(hands, second)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert sell.cards.card is not None
    assert sell.cards.card.view.name == "Ahmad Fauzi"
    tap(hands, second)
    hands.press(KEY.Key_F8)
    hands.no_dialog()
    assert sell.cards.card.view.name == "Budi"


def test_the_card_forgotten_its_number_needs_a_second_person(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    hands.scan(WATER)
    hands.press(KEY.Key_N, CONTROL)
    hands.dialog()
    hands.type("2024001")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), ApprovalDialog))
    hands.type("135790")
    hands.wait(lambda: sell.cards.card is not None)
    assert sell.cards.card is not None
    assert sell.cards.card.by_hand
    hands.press(KEY.Key_F10)
    hands.dialog()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 47_500


def test_another_customer_takes_the_card_away(hands: Hands, sell: SellPage, till: Till) -> None:
    tap(hands, ahmad(till))
    hands.scan(WATER)
    other = persons.as_customer(persons.person(till, santri(till, "Zaid", nis="77").person))
    sell.counter.change(lambda basket: basket.with_customer(other), None)
    assert sell.cards.card is None
    assert not sell.totals.card_face.isVisible()


def test_a_locked_till_forgets_the_card_though_the_basket_stays(hands: Hands, sell: SellPage, till: Till) -> None:
    tap(hands, ahmad(till))
    hands.scan(WATER)
    hands.running.window.lock()
    hands.settle()
    hands.stand_in("Siti Aminah")
    hands.scan(SOAP)
    assert len(lines(sell)) == 2
    assert sell.cards.card is None
    assert not sell.totals.card_face.isVisible()


def test_a_refund_goes_back_onto_the_card(hands: Hands, sell: SellPage, till: Till) -> None:
    who = ahmad(till)
    tap(hands, who)
    hands.scan(WATER)
    hands.press(KEY.Key_F10)
    hands.dialog()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    hands.running.desk.sign(HEAD)
    hands.settle()
    dialog = RefundDialog(
        hands.running.desk, refunds.refundable(till, "K1-000001"), lambda done: None, hands.running.window
    )
    dialog.open()
    dialog.take_everything()
    assert "Ahmad Fauzi" in dialog.by_hand.text()
    dialog.reason.setText("rusak")
    dialog.finish()
    hands.no_dialog()
    assert balance(till, who.account) == 50_000
