"""The page of cards and its questions with hands: find, put on, pay out, freeze, replace, limits, PIN, sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.operations import accounts, card_limits, card_rights, cards
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.account_dialogs import FreezeDialog, IssueDialog, MoveDialog, PayOutDialog
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.card_limits_dialog import LimitsDialog
from koperasi_pos.ui.dialogs.card_pin_dialog import CardPinDialog
from koperasi_pos.ui.dialogs.card_rules_dialog import CardRulesDialog
from koperasi_pos.ui.dialogs.menu_dialog import MenuDialog
from koperasi_pos.ui.dialogs.new_account_dialog import NewAccountDialog
from koperasi_pos.ui.dialogs.top_up_dialog import TopUpDialog
from koperasi_pos.ui.pages.cards_page import CardsPage
from koperasi_pos.values import Rupiah
from tests.card_holders import account, buy
from tests.counter import HEAD
from tests.ui.card_hands import ahmad, balance, cards_page_of, file_asked, tap, token_of
from tests.ui.hands import Hands
from tests.ui.selling import SOAP, WATER

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def page(hands: Hands) -> CardsPage:
    """The head of the shop at the page of cards, with an open shift."""
    return cards_page_of(hands)


def in_front(hands: Hands, page: CardsPage, account_id: str) -> None:
    """This account is shown."""
    hands.wait(lambda: page.panel.whole is not None and page.panel.whole.shown.view.account == account_id)
    hands.settle()


def test_a_tap_finds_the_account_and_shows_what_happened(hands: Hands, page: CardsPage, till: Till) -> None:
    from koperasi_pos.operations import products

    who = ahmad(till)
    goods = products.by_code(till, WATER)[0].product.document
    buy(till, who, (goods, 2), by=HEAD)
    hands.settle()
    tap(hands, who)
    in_front(hands, page, who.account)
    assert page.panel.figures.texts() == ["Rp45.000", "Rp45.000", "Rp45.000"]
    rows = page.panel.lines.rows_model.rows
    assert [int(row.movement.amount) for row in rows] == [-5_000, 50_000]
    assert "Air Minum Santri" in rows[0].goods
    hands.press(KEY.Key_F10)
    assert page.panel.stack.currentWidget() is page.panel.cards
    hands.press(KEY.Key_F10)
    assert page.panel.stack.currentWidget() is page.panel.limits


def test_a_cashier_sees_no_movements_until_the_card_is_tapped(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    hands.stand_in("Siti Aminah")
    hands.press(KEY.Key_K, CONTROL)
    page.show_account(who.account)
    in_front(hands, page, who.account)
    assert page.panel.stack.currentWidget() is page.panel.hidden
    assert not page.panel.figures.isVisible()
    tap(hands, who)
    hands.wait(lambda: page.panel.stack.currentWidget() is page.panel.lines)
    assert page.panel.figures.isVisible()


def test_what_was_looked_at_is_gone_when_the_page_is_left(hands: Hands, page: CardsPage, till: Till) -> None:
    tap(hands, ahmad(till))
    hands.wait(page.right.isVisible)
    hands.press(KEY.Key_1, CONTROL)
    hands.settle()
    hands.press(KEY.Key_K, CONTROL)
    hands.settle()
    assert not page.right.isVisible()


def test_the_queue_takes_card_after_card(hands: Hands, page: CardsPage, till: Till) -> None:
    first, second = ahmad(till, money=0), account(till, "Budi", nis="2024002")
    hands.press(KEY.Key_F3)
    dialog = hands.dialog()
    assert isinstance(dialog, TopUpDialog)
    tap(hands, first)
    hands.type("20000")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: dialog.shown is None and dialog.done_words.isVisible())
    assert "20.000" in dialog.done_words.text()
    tap(hands, second)
    hands.press(KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    hands.press(KEY.Key_Return)
    hands.wait(lambda: balance(till, second.account) == 10_000)
    assert balance(till, first.account) == 20_000
    hands.press(KEY.Key_Escape)
    hands.no_dialog()


def test_by_name_and_a_transfer_needs_its_proof_once(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till, money=0)
    hands.press(KEY.Key_F3)
    dialog = hands.dialog()
    assert isinstance(dialog, TopUpDialog)
    hands.type("2024001")
    hands.press(KEY.Key_Return)
    assert dialog.shown is not None
    hands.type("30000")
    dialog.way.set_value("transfer")
    dialog.way.chosen.emit("transfer")
    hands.press(KEY.Key_Return)
    hands.wait(dialog.wrong.isVisible)
    dialog.reference.setText("BSI 27/11 0042")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: balance(till, who.account) == 30_000)
    hands.settle()
    hands.type("2024001")
    hands.press(KEY.Key_Return)
    hands.type("30000")
    dialog.reference.setText("BSI 27/11 0042")
    hands.press(KEY.Key_Return)
    hands.wait(lambda: "0042" in dialog.wrong.text())
    assert balance(till, who.account) == 30_000


def test_lost_and_replaced_in_five_keys(hands: Hands, page: CardsPage, till: Till, tmp_path: Path) -> None:
    who = ahmad(till)
    old = token_of(till, who)
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F7)
    hands.dialog()
    hands.press(KEY.Key_F8)
    hands.wait(lambda: isinstance(hands.dialog(), IssueDialog))
    hands.running.desk.tapped.emit(Tap("pcsc", uid="04A1B2C3D4E5F6"))
    QApplication.processEvents()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert sorted(card.state for card in accounts.cards_of(till, who.account)) == ["active", "lost"]
    assert cards.tap(till, "04A1B2C3D4E5F6").account == who.account
    hands.running.desk.tapped.emit(Tap("scan", token=old))
    hands.settle()
    assert "Ahmad Fauzi" in hands.said()
    assert balance(till, who.account) == 50_000


def test_a_lost_card_tells_what_other_tills_may_still_spend(
    hands: Hands, page: CardsPage, till: Till, take_picture: Callable[..., Path]
) -> None:
    who = ahmad(till)
    card_rights.give_rights(till, who.account, Rupiah(30_000), device="9" * 16, epoch=1, id=till.new_id(), by=HEAD)
    tap(hands, who)
    hands.wait(lambda: page.panel.whole is not None)
    assert page.panel.whole is not None
    assert page.panel.whole.exposure == 30_000
    assert "30.000" in " ".join(label.text() for label in page.panel.figures.findChildren(QLabel))
    take_picture(hands.running.window, "account-exposure", (1024, 768))
    hands.press(KEY.Key_F7)
    hands.dialog()
    hands.press(KEY.Key_F8)
    hands.wait(lambda: "30.000" in hands.said())
    hands.press(KEY.Key_Escape)
    hands.no_dialog()


def test_a_new_santri_gets_account_and_printed_card(hands: Hands, page: CardsPage, till: Till, tmp_path: Path) -> None:
    hands.press(KEY.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, NewAccountDialog)
    hands.type("Zaki Mubarak")
    dialog.nis.setFocus()
    hands.type("2025009")
    hands.press(KEY.Key_F6)
    hands.wait(lambda: isinstance(hands.dialog(), IssueDialog))
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), QFileDialog))
    file = file_asked(hands, tmp_path / "kartu.pdf")
    hands.wait(file.exists)
    assert file.read_bytes().startswith(b"%PDF")
    (view,) = accounts.find_accounts(till, "Zaki")
    assert view.nis == "2025009"
    assert cards.tap(till, token_of(till, view)).account == view.account


def test_pay_out_for_the_holidays_then_close(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, PayOutDialog)
    dialog.amount.setFocus()
    hands.type("20000")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 30_000
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, PayOutDialog)
    dialog.purpose.set_value("closing")
    dialog.purpose.chosen.emit("closing")
    assert "30.000" in dialog.told.text()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    view = accounts.account_view(till, who.account)
    assert (view.state, int(view.balance)) == ("closed", 0)


def test_a_cashier_pays_out_with_a_second_persons_pin(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    hands.stand_in("Siti Aminah")
    hands.press(KEY.Key_K, CONTROL)
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F6)
    hands.dialog()
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), ApprovalDialog))
    hands.type("135790")
    hands.no_dialog()
    assert balance(till, who.account) == 0


def test_freeze_and_let_go_on(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F8)
    assert isinstance(hands.dialog(), FreezeDialog)
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: accounts.account_view(till, who.account).state == "frozen")
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F8)
    hands.wait(lambda: accounts.account_view(till, who.account).state == "active")


def test_limits_of_the_wali_are_typed_and_held_against_the_pesantrens(
    hands: Hands, page: CardsPage, till: Till
) -> None:
    who = ahmad(till)
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, LimitsDialog)
    hands.type("15000")
    dialog.fields.free.setText("Kitab")
    names, _period, amount = dialog.fields.rows[0]
    names.setCurrentText("Jajanan")
    amount.setText("5000")
    hands.scan(SOAP)
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    saved = card_limits.wali_limits(till, who.account)
    assert [(limit.period, int(limit.amount), limit.categories, limit.free) for limit in saved.limits] == [
        ("day", 15_000, [], ["Kitab"]), ("day", 5_000, ["Jajanan"], []),
    ]  # fmt: skip
    assert len(saved.blocked_products) == 1
    in_front(hands, page, who.account)
    told = page.panel.limit_words.text()
    assert "15.000" in told
    assert "Sabun mandi" in told


def test_a_pin_is_typed_twice(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    tap(hands, who)
    in_front(hands, page, who.account)
    for second, has in (("528165", False), ("528164", True)):
        hands.press(KEY.Key_F11)
        first = hands.dialog()
        assert isinstance(first, CardPinDialog)
        hands.type("528164")
        hands.wait(lambda first=first: isinstance(hands.dialog(), CardPinDialog) and hands.dialog() is not first)  # type: ignore[misc]
        hands.type(second)
        hands.no_dialog()
        assert accounts.account_view(till, who.account).has_pin is has


def test_money_moves_to_a_sibling_on_the_walis_word(hands: Hands, page: CardsPage, till: Till) -> None:
    who = ahmad(till)
    sibling = account(till, "Budi Fauzi", nis="2024002", wali="Bu Aminah")
    tap(hands, who)
    in_front(hands, page, who.account)
    hands.press(KEY.Key_F12)
    assert isinstance(hands.dialog(), MenuDialog)
    hands.press(KEY.Key_F1)
    dialog = hands.dialog()
    assert isinstance(dialog, MoveDialog)
    assert [row.name for row in dialog.table.rows_model.rows] == ["Budi Fauzi"]
    dialog.amount.setFocus()
    hands.type("15000")
    dialog.word.setFocus()
    hands.type("Bu Aminah lewat WA")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert (balance(till, who.account), balance(till, sibling.account)) == (35_000, 15_000)


def test_rules_of_the_pesantren_are_kept(hands: Hands, page: CardsPage, till: Till) -> None:
    hands.press(KEY.Key_F12)
    hands.dialog()
    hands.press(KEY.Key_F10)
    dialog = hands.dialog()
    assert isinstance(dialog, CardRulesDialog)
    dialog.hours.setText("6:00-7:00, 15.30-21.00")
    dialog.pin.set_value("above")
    dialog.pin_above.setText("20000")
    dialog.fields.amounts["week"].setText("100000")
    dialog.blocked.setText("Rokok")
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    kept: CardRulesSaved = card_limits.card_rules(till)
    assert [(span.begins, span.ends) for span in kept.hours] == [("06:00", "07:00"), ("15:30", "21:00")]
    assert (kept.pin, int(kept.pin_above), kept.blocked_categories) == ("above", 20_000, ["Rokok"])
    assert [(limit.period, int(limit.amount)) for limit in kept.limits] == [("week", 100_000)]
