"""Signed cards with hands and a real reader service: issued at the cards page, taken at the till, a copy refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.operations import accounts, card_keys, card_reports, cards, machine
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.card_counter import ShownCard
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.simulators.card import OwnPcscd, VirtualCard, VirtualNtag
from koperasi_pos.trade.sun_messages import SunKeys
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.dialogs.account_dialogs import IssueDialog
from koperasi_pos.ui.dialogs.card_refused_dialog import CardRefusedDialog
from koperasi_pos.ui.pages.cards_page import CardsPage
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.words.terms import term
from tests.counter import HEAD
from tests.operations.test_card_keys import KEYS, UID
from tests.ui.card_hands import ahmad, balance, cards_page_of, tap
from tests.ui.hands import Hands
from tests.ui.selling import WATER

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(hands: Hands, till: Till) -> CardsPage:
    """The head of the shop at the page of cards; the keys of the signed cards are on this computer."""
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    return cards_page_of(hands)


@pytest.fixture
def pcscd(till: Till, page: CardsPage, hands: Hands, tmp_path: Path) -> Iterator[OwnPcscd]:
    """The reader service, running; the till asks its reader for signed messages."""
    if hindrance := OwnPcscd.hindrance():
        pytest.skip(hindrance)
    (tmp_path / "pcscd").mkdir()
    service = OwnPcscd(Path(os.environ["PCSCLITE_CSOCK_NAME"]), tmp_path / "pcscd")
    service.start()
    machine.save_settings(till, changed(till.settings, card_reader={"kind": "pcsc", "signed": True}))
    hands.settle()
    yield service
    service.stop()


def replacing(hands: Hands, page: CardsPage, who: AccountView) -> IssueDialog:
    """The question for a new card in the place of the lost one."""
    tap(hands, who)
    hands.wait(lambda: page.panel.whole is not None)
    hands.press(KEY.Key_F7)
    hands.dialog()
    hands.press(KEY.Key_F8)
    hands.wait(lambda: isinstance(hands.dialog(), IssueDialog))
    dialog = hands.dialog()
    assert isinstance(dialog, IssueDialog)
    return dialog


def told(hands: Hands, tap: Tap) -> None:
    """A tap, as the reader tells it."""
    hands.running.desk.tapped.emit(tap)
    QApplication.processEvents()
    hands.settle()


def at_the_till(hands: Hands) -> SellPage:
    """The till page in front."""
    hands.press(KEY.Key_1, CONTROL)
    hands.settle()
    sell = hands.running.window.page("sell")
    assert isinstance(sell, SellPage)
    return sell


def held(sell: SellPage) -> ShownCard | None:
    """The card that the basket belongs to now."""
    return sell.cards.card


def test_issued_taken_and_a_copy_of_the_number_refused(
    hands: Hands, page: CardsPage, till: Till, pcscd: OwnPcscd
) -> None:
    who, chip = ahmad(till), VirtualNtag(UID, KEYS)
    dialog = replacing(hands, page, who)
    try:
        chip.lay_on(pcscd.port)
        hands.wait(lambda: "membuktikan dirinya" in dialog.medium.text())
        hands.press(KEY.Key_Return)
        hands.no_dialog()
    finally:
        chip.take_away()
    assert accounts.cards_of(till, who.account)[0].medium == "sun"
    assert term("medium", "sun") in [term("medium", row.medium) for row in page.panel.cards.rows_model.rows]
    sell, again = at_the_till(hands), VirtualNtag(UID, KEYS, counter=chip.counter)
    try:
        again.lay_on(pcscd.port)
        hands.wait(lambda: sell.cards.card is not None)
    finally:
        again.take_away()
    shown = held(sell)
    assert shown is not None
    assert (shown.view.account, shown.look) == (who.account, False)
    sell.cards.drop()
    copy = VirtualCard(UID)
    try:
        copy.lay_on(pcscd.port)
        hands.wait(lambda: "harus membuktikan dirinya" in hands.said())
    finally:
        copy.take_away()
    assert held(sell) is None
    (refused,) = card_reports.card_refusals(till, till.today(), till.today())
    assert (refused.refused.account, refused.refused.code) == (who.account, "card_unproved")
    assert term("card_refusal", "card_unproved") == "kartu bertanda tangan tanpa bukti"


def test_a_proof_shown_before_is_refused_in_words(hands: Hands, page: CardsPage, till: Till) -> None:
    who, chip = ahmad(till), VirtualNtag(UID, KEYS)
    replacing(hands, page, who)
    told(hands, Tap("pcsc", UID, message=chip.address()))
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    sell, shown = at_the_till(hands), Tap("pcsc", UID, message=chip.address())
    told(hands, shown)
    assert held(sell) is not None
    sell.cards.drop()
    told(hands, shown)
    assert held(sell) is None
    assert "sudah pernah ditunjukkan" in hands.said()


def test_a_foreign_chip_is_not_issued(hands: Hands, page: CardsPage, till: Till) -> None:
    dialog = replacing(hands, page, ahmad(till))
    told(hands, Tap("pcsc", UID, message=VirtualNtag(UID, SunKeys(bytes(16), bytes(16))).address()))
    assert dialog.wrong.isVisible()
    assert "palsu" in dialog.wrong.text()
    assert dialog.tap is None
    told(hands, Tap("pcsc", UID))
    assert "membuktikan" not in dialog.medium.text()
    assert UID in dialog.medium.text()
    hands.press(KEY.Key_Return)
    hands.no_dialog()


def test_its_tap_pays_for_the_basket_it_was_made_for(hands: Hands, page: CardsPage, till: Till) -> None:
    who, chip = ahmad(till), VirtualNtag(UID, KEYS)
    replacing(hands, page, who)
    told(hands, Tap("pcsc", UID, message=chip.address()))
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    at_the_till(hands)
    told(hands, Tap("pcsc", UID, message=chip.address()))
    hands.scan(WATER)
    # Meanwhile the balance of the same card is looked at elsewhere: the tap at the counter is not its last one.
    cards.tap(till, UID, chip.address())
    hands.press(KEY.Key_F10)
    hands.dialog()
    hands.press(KEY.Key_Return)
    hands.wait(lambda: isinstance(hands.dialog(), CardRefusedDialog))
    asked = hands.dialog()
    assert isinstance(asked, CardRefusedDialog)
    assert "sekali lagi" in asked.sentence.text()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    told(hands, Tap("pcsc", UID, message=chip.address()))
    hands.press(KEY.Key_F10)
    hands.dialog()
    hands.press(KEY.Key_Return)
    hands.no_dialog()
    assert balance(till, who.account) == 47_500
