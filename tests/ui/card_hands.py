"""Santri with cards for tests of windows: a few accounts, and taps as a reader gives them."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from koperasi_pos.journal.documents import CardRulesSaved, Limit
from koperasi_pos.operations import accounts, card_limits, cards, photos
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.pages.cards_page import CardsPage
from koperasi_pos.values import Rupiah
from tests.card_holders import account
from tests.counter import HEAD
from tests.ui.goods import head_at
from tests.ui.hands import Hands


def rules(till: Till, **changed: object) -> CardRulesSaved:
    """Rules of the pesantren with these changes."""
    wanted = CardRulesSaved.model_validate({"id": till.new_id(), **changed})
    return card_limits.save_card_rules(till, wanted, by=HEAD).value


def day_limit(amount: int) -> list[Limit]:
    """So much a day, whatever for."""
    return [Limit(period="day", amount=Rupiah(amount))]


def with_photo(till: Till, view: AccountView, colour: str = "#3c7d5a") -> None:
    """A plain photo for the person of an account."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "JPEG")
    folder = till.home / "photo.jpg"
    folder.write_bytes(out.getvalue())
    photos.give_photo(till, view.person, folder, by=HEAD)


def ahmad(till: Till, money: int = 50_000, **fields: object) -> AccountView:
    """A santri with a printed card."""
    told = {"group": "8B", "room": "Kamar Abu Bakar 3", "wali": "Bu Aminah", **fields}
    return account(till, "Ahmad Fauzi", nis="2024001", money=money, **told)


def token_of(till: Till, view: AccountView) -> str:
    """What stands on the printed card of an account."""
    return cards.printed_token(till, accounts.cards_of(till, view.account)[0].id)


def tap(hands: Hands, view: AccountView) -> None:
    """The printed card of an account, as its reader tells it."""
    hands.running.desk.tapped.emit(Tap("scan", token=token_of(hands.running.till, view)))
    QApplication.processEvents()
    hands.settle()


def balance(till: Till, account_id: str) -> int:
    """What is on an account."""
    return int(accounts.account_view(till, account_id).balance)


def file_asked(hands: Hands, place: Path) -> Path:
    """Keep the file that is asked about at a place."""
    dialog = hands.dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(place))
    dialog.reject()
    hands.settle()
    return place


def cards_page_of(hands: Hands) -> CardsPage:
    """The head of the shop at the page of cards, with an open shift."""
    head_at(hands)
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = hands.running.window.page("cards")
    assert isinstance(found, CardsPage)
    assert hands.running.window.current() is found
    return found
