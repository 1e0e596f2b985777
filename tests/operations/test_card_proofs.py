"""A signing card proves itself at every tap, each proof counts once, and a copy of its number alone is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.operations import accounts, card_counter, card_keys, cards
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal
from tests.card_holders import santri
from tests.counter import HEAD, Clock, shop_in
from tests.operations.test_card_keys import KEYS, UID


def with_card(till: Till, uid: str) -> str:
    """A santri with this chip card; the account."""
    opened = accounts.open_account(till, santri(till).person, id=till.new_id(), by=HEAD).value
    cards.issue_card(till, opened.account, uid=uid, id=till.new_id(), by=HEAD)
    return opened.account


def refusal_of(till: Till, tap: Tap) -> str:
    with pytest.raises(Refusal) as found:
        card_counter.show_tap(till, tap)
    return found.value.code


def test_proofs_count_once_also_after_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    till = shop_in(tmp_path / "shop", clock)
    account, chip = with_card(till, UID), VirtualNtag(UID, KEYS)
    first = Tap("pcsc", UID, message=chip.address())
    shown = card_counter.show_tap(till, Tap("pcsc", UID))
    assert (shown.view.account, shown.look) == (account, True)
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
