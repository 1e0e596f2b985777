"""What cards promise, tried from the windows alone: the fee, the self-check, allergens, looks that are written down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from koperasi_pos.journal.documents import CardViewed
from koperasi_pos.operations import accounts, card_reports, products
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.account_dialogs import IssueDialog
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.dialogs.self_check_dialog import SelfCheckDialog
from koperasi_pos.ui.pages.cards_page import CardsPage
from koperasi_pos.ui.pages.persons_page import PersonsPage
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.pages.sell_page import SellPage
from tests.card_holders import buy
from tests.counter import HEAD, written
from tests.ui.card_hands import ahmad, balance, cards_page_of, rules, tap, with_photo
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, WATER

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def replacing(hands: Hands, page: CardsPage, who: AccountView) -> IssueDialog:
    """The card is lost, the question for the new one is open."""
    page.show_account(who.account)
    hands.wait(lambda: page.panel.whole is not None and page.panel.whole.shown.view.account == who.account)
    hands.settle()
    hands.press(KEY.Key_F7)
    hands.dialog()
    hands.press(KEY.Key_F8)
    hands.wait(lambda: isinstance(hands.dialog(), IssueDialog))
    dialog = hands.dialog()
    assert isinstance(dialog, IssueDialog)
    return dialog


def no_print(hands: Hands) -> None:
    """The printed card is not kept as a file."""
    hands.wait(lambda: isinstance(hands.dialog(), QFileDialog))
    hands.dialog().reject()
    hands.settle()


def looks(till: Till) -> list[tuple[str, str, str]]:
    """(name, what, who) of every look that was written down, in order."""
    return [
        (posted.entry.document.name, posted.entry.document.what, posted.entry.staff)
        for posted in reversed(written(till))
        if isinstance(posted.entry.document, CardViewed)
    ]


def test_a_replaced_card_costs_its_fee_unless_it_is_waived(hands: Hands, till: Till) -> None:
    rules(till, replacement_fee=5_000)
    page, who = cards_page_of(hands), ahmad(till, money=8_000)
    dialog = replacing(hands, page, who)
    assert dialog.free.isVisible()
    assert "Rp5.000" in dialog.free.text()
    hands.press(KEY.Key_Return)
    no_print(hands)
    assert balance(till, who.account) == 3_000
    (fee, *_rest) = card_reports.account_lines(till, who.account)
    assert (fee.movement.kind, int(fee.movement.amount)) == ("fee", -5_000)
    dialog = replacing(hands, page, who)
    hands.press(KEY.Key_Return)
    hands.wait(dialog.wrong.isVisible)
    assert "biaya Rp5.000" in dialog.wrong.text()
    dialog.free.click()
    hands.press(KEY.Key_Return)
    no_print(hands)
    assert balance(till, who.account) == 3_000
    assert [card.state for card in accounts.cards_of(till, who.account)] == ["active", "lost", "lost"]


def test_self_check_at_the_till_shows_and_prints_the_own_purchases(hands: Hands, till: Till) -> None:
    head_at(hands)
    who = ahmad(till)
    buy(till, who, (products.by_code(till, WATER)[0].product.document, 2), by=HEAD)
    hands.settle()
    sell = go(hands, "sell", SellPage)
    sell.cards.self_check()
    dialog = hands.dialog()
    assert isinstance(dialog, SelfCheckDialog)
    tap(hands, who)
    assert dialog.balance.text().endswith("Rp45.000")
    assert [row.goods for row in dialog.table.rows_model.rows] == ["Air Minum Santri 600 ml"]
    assert sell.cards.card is None
    dialog.print_button.click()
    hands.settle()
    with till.reading() as connection:
        forms = [form for (form,) in connection.run("SELECT form FROM print_job").fetchall()]
    assert forms.count("card_balance") == 1
    hands.press(KEY.Key_Escape)
    hands.no_dialog()


def test_an_allergen_typed_into_two_forms_is_refused_at_the_till(hands: Hands, till: Till) -> None:
    head_at(hands)
    who = ahmad(till)
    goods = go(hands, "products", ProductsPage)
    row = next(row for row in products.find_products(till, "Mi Goreng"))
    goods._take(row)
    goods.form.allergens.setText("Kacang, udang")
    hands.press(KEY.Key_F9)
    hands.settle()
    assert products.by_code(till, NOODLES)[0].product.document.allergens == ["Kacang", "udang"]
    people = go(hands, "persons", PersonsPage)
    people.search.setText("Ahmad Fauzi")
    hands.settle()
    hands.wait(lambda: bool(people.table.rows_model.rows))
    people.table.selectRow(0)
    hands.settle()
    people.form.allergens.setText("kacang")
    hands.press(KEY.Key_F9)
    hands.settle()
    sell = go(hands, "sell", SellPage)
    tap(hands, who)
    hands.scan(NOODLES)
    hands.wait(lambda: "acang" in sell.cards.warning)
    hands.press(KEY.Key_F10)
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    assert [button.key for button in asked.buttons] == ["F1"]
    hands.press(KEY.Key_Escape)
    hands.no_dialog()
    assert balance(till, who.account) == 50_000


def test_whoever_looks_without_the_card_is_written_down_once_a_day(hands: Hands, till: Till) -> None:
    page, who = cards_page_of(hands), ahmad(till)
    with_photo(till, who)
    for _time in (1, 2):
        page.show_account(who.account)
        hands.wait(lambda: page.panel.whole is not None)
        hands.settle()
    assert looks(till) == [("Ahmad Fauzi", "movements", HEAD.staff)]
    hands.stand_in("Siti Aminah")
    cashier = hands.running.desk.by.staff
    hands.press(KEY.Key_K, CONTROL)
    tap(hands, who)
    hands.settle()
    assert len(looks(till)) == 1  # the santri gave the card: it is no look into somebody's affairs
    hands.press(KEY.Key_1, CONTROL)
    hands.settle()
    hands.press(KEY.Key_K, CONTROL)
    page.show_account(who.account)
    hands.wait(lambda: len(looks(till)) == 2)
    assert looks(till)[1] == ("Ahmad Fauzi", "account", cashier)
