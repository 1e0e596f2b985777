"""A signed card proves itself at every tap, each proof counts once, and a copy of its number opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.journal.documents import CardIssued, CardRefused
from koperasi_pos.operations import accounts, card_counter, card_keys, cards
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.store import rebuild
from koperasi_pos.store.books import cards as book
from koperasi_pos.trade.sun_messages import SunKeys
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal
from tests.card_holders import santri
from tests.counter import HEAD, Clock, shop_in, written
from tests.operations.test_card_keys import KEYS, UID
from tests.store.exchange import second_till, send


def with_card(till: Till, uid: str, message: str = "") -> str:
    """A santri with this chip card; the account."""
    opened = accounts.open_account(till, santri(till).person, id=till.new_id(), by=HEAD).value
    cards.issue_card(till, opened.account, uid=uid, message=message, id=till.new_id(), by=HEAD)
    return opened.account


def refusal_of(till: Till, tap: Tap) -> str:
    with pytest.raises(Refusal) as found:
        card_counter.show_tap(till, tap)
    return found.value.code


def refused(till: Till) -> list[str]:
    """What was written down as refused, in order."""
    documents = [posted.entry.document for posted in reversed(written(till))]
    return [document.code for document in documents if isinstance(document, CardRefused)]


def highest(till: Till) -> int | None:
    """The counter that the shop remembers of its only card."""
    with till.reading() as connection:
        (card,) = connection.run("SELECT id FROM card").fetchall()
        return book.counter(connection, card[0])


def test_a_card_that_only_has_a_number_signs_from_its_first_proof_on(tmp_path: Path) -> None:
    clock = Clock()
    till = shop_in(tmp_path / "shop", clock)
    account, chip = with_card(till, UID), VirtualNtag(UID, KEYS)
    first = Tap("pcsc", UID, message=chip.address())
    shown = card_counter.show_tap(till, Tap("pcsc", UID))
    assert (shown.view.account, shown.view.medium, shown.look) == (account, "uid", True)
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    shown = card_counter.show_tap(till, first)
    assert (shown.view.account, shown.look) == (account, False)
    assert refusal_of(till, first) == "card_copied"
    assert refusal_of(till, Tap("pcsc", UID)) == "card_unproved"
    till.close()
    till = open_till(tmp_path / "shop", clock=clock)
    assert refusal_of(till, first) == "card_copied"
    assert card_counter.show_tap(till, Tap("pcsc", UID, message=chip.address())).view.account == account
    till.close()


def test_a_signed_card_is_nothing_without_its_proof(tmp_path: Path) -> None:
    till, chip = shop_in(tmp_path / "shop"), VirtualNtag(UID, KEYS, counter=4)
    with pytest.raises(Refusal) as none:
        with_card(till, UID, chip.address())
    assert none.value.code == "card_keys_none"
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    person = santri(till, "Budi", nis="2024002").person
    account = accounts.open_account(till, person, id=till.new_id(), by=HEAD).value.account
    given = chip.address()
    for wrong, code in (
        (VirtualNtag(UID, SunKeys(bytes(16), bytes(16))).address(), "card_foreign"),
        (VirtualNtag("04112233445566", KEYS).address(), "card_mixed"),
        ("https://pesantren.example/", "card_message_wrong"),
    ):
        with pytest.raises(Refusal) as told:
            cards.issue_card(till, account, uid=UID, message=wrong, id=till.new_id(), by=HEAD)
        assert told.value.code == code
    cards.issue_card(till, account, uid=UID, message=given, id=till.new_id(), by=HEAD)
    issued = [posted.entry.document for posted in written(till) if posted.entry.kind == "card_issued"][-1]
    assert isinstance(issued, CardIssued)
    assert (issued.medium, issued.counter, highest(till)) == ("sun", 6, 6)
    assert refused(till) == []
    # The proof with which it was issued counts no second time.
    assert refusal_of(till, Tap("pcsc", UID, message=given)) == "card_copied"
    for bare in (Tap("pcsc", UID), Tap("wedge", UID), Tap("pcsc", UID, message="https://pesantren.example/")):
        assert refusal_of(till, bare) == "card_unproved"
    with pytest.raises(Refusal) as told:
        cards.tap(till, UID)
    assert told.value.code == "card_unproved"
    assert refusal_of(till, Tap("pcsc", UID, message=VirtualNtag(UID, SunKeys(bytes(16), bytes(16))).address())) == (
        "card_foreign"
    )
    shown = card_counter.show_tap(till, Tap("pcsc", UID, message=chip.address()))
    assert (shown.view.account, shown.view.medium, shown.look) == (account, "sun", False)
    assert refused(till) == ["card_copied", "card_unproved", "card_foreign"]
    till.close()


def test_a_signed_card_at_a_till_without_keys_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    till, chip = shop_in(tmp_path / "shop"), VirtualNtag(UID, KEYS)
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    with_card(till, UID, chip.address())
    monkeypatch.setitem(card_keys._found, till.home, None)
    assert refusal_of(till, Tap("pcsc", UID, message=chip.address())) == "card_keys_none"
    assert refusal_of(till, Tap("pcsc", UID)) == "card_keys_none"
    # Its number is hidden (random): nobody can be named.
    assert refusal_of(till, Tap("pcsc", message=chip.address())) == "card_keys_none"
    till.close()


def test_a_lost_signed_card_says_so_and_its_counter_rises_all_the_same(tmp_path: Path) -> None:
    till, chip = shop_in(tmp_path / "shop"), VirtualNtag(UID, KEYS)
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    account = with_card(till, UID, chip.address())
    cards.lose_card(till, accounts.cards_of(till, account)[0].id, id=till.new_id(), by=HEAD)
    shown = Tap("pcsc", UID, message=chip.address())
    assert refusal_of(till, Tap("pcsc", UID)) == "card_lost"
    assert refusal_of(till, shown) == "card_lost"
    assert refusal_of(till, shown) == "card_copied"
    till.close()


def test_books_made_again_do_not_lower_the_counter(tmp_path: Path) -> None:
    till, chip = shop_in(tmp_path / "shop"), VirtualNtag(UID, KEYS, counter=40)
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    with_card(till, UID, chip.address())
    shown = [Tap("pcsc", UID, message=chip.address()) for _reading in range(3)]
    card_counter.show_tap(till, shown[2])
    assert highest(till) == 44
    rebuild.rebuild(till.database)
    assert highest(till) == 44
    assert [refusal_of(till, tap) for tap in shown] == ["card_copied"] * 3
    assert rebuild.check(till.database).trouble == []
    till.close()


def test_what_was_shown_at_one_till_is_no_proof_at_the_other(tmp_path: Path) -> None:
    clock = Clock()
    one, chip = shop_in(tmp_path / "one", clock), VirtualNtag(UID, KEYS)
    card_keys.keep_keys(one, KEYS.text(), by=HEAD)
    account = with_card(one, UID, chip.address())
    one.close()
    two = second_till(tmp_path / "one", tmp_path / "two", clock)
    one = open_till(tmp_path / "one", clock=clock)
    early, late, latest = (Tap("pcsc", UID, message=chip.address()) for _reading in range(3))
    # Until it hears, a till can only know what it saw itself.
    assert card_counter.show_tap(one, early).view.account == account
    assert card_counter.show_tap(two, late).view.account == account
    assert (highest(one), highest(two)) == (2, 3)
    # News from the other till raise the counter, and old news do not lower it again.
    send(two, one)
    send(one, two)
    assert (highest(one), highest(two)) == (3, 3)
    assert [refusal_of(till, late) for till in (one, two)] == ["card_copied"] * 2
    assert card_counter.show_tap(one, latest).view.account == account
    for till in (one, two):
        till.close()
