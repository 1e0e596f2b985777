"""A tap of a card that signs pays for the basket it was made for, once: looked at again within the sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import accounts, card_keys, cards, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.simulators.card import VirtualNtag
from koperasi_pos.store import rebuild
from koperasi_pos.values import Refusal
from tests.card_holders import account, buy, put_on, santri
from tests.counter import HEAD, Clock, begin_shift, shop_in, stock_up, written
from tests.operations.test_card_keys import KEYS, UID


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop with an open shift and the keys of its signed cards."""
    till = shop_in(tmp_path / "shop", Clock())
    begin_shift(till)
    card_keys.keep_keys(till, KEYS.text(), by=HEAD)
    yield till
    assert not upkeep.check(till).trouble
    till.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    return stock_up(till, "Teh", 2_000)


@pytest.fixture
def chip(till: Till) -> VirtualNtag:
    """The signed card of Ahmad, with Rp50.000 on it."""
    opened = accounts.open_account(till, santri(till).person, id=till.new_id(), by=HEAD).value
    chip = VirtualNtag(UID, KEYS)
    cards.issue_card(till, opened.account, uid=UID, message=chip.address(), id=till.new_id(), by=HEAD)
    put_on(till, opened.account, 50_000)
    return chip


def refused(till: Till, who: AccountView, tea: ProductSaved, basket: str) -> str:
    with pytest.raises(Refusal) as found:
        buy(till, who, (tea, 1), by=HEAD, basket_id=basket)
    return found.value.code


def test_a_tap_pays_once_and_for_its_own_basket(till: Till, chip: VirtualNtag, tea: ProductSaved) -> None:
    first, second = till.new_id(), till.new_id()
    who = cards.tap(till, UID, chip.address(), basket=first)
    assert who.proof > 0
    assert refused(till, who, tea, second) == "card_tap_again"
    paid = buy(till, who, (tea, 1), by=HEAD, basket_id=first).sale
    assert paid.payments[0].proof == who.proof
    assert buy(till, who, (tea, 1), by=HEAD, basket_id=first).sale == paid, "asked twice it is one sale"
    assert refused(till, who, tea, second) == "card_tap_again"
    again = cards.tap(till, UID, chip.address(), basket=second)
    buy(till, again, (tea, 1), by=HEAD, basket_id=second)
    rebuild.rebuild(till.database)
    assert refused(till, again, tea, till.new_id()) == "card_tap_again"
    kinds = [posted.entry.body["code"] for posted in written(till) if posted.entry.kind == "card_refused"]
    assert kinds.count("card_tap_again") >= 2


def test_a_later_tap_makes_the_earlier_one_void(till: Till, chip: VirtualNtag, tea: ProductSaved) -> None:
    first, second = till.new_id(), till.new_id()
    early = cards.tap(till, UID, chip.address(), basket=first)
    late = cards.tap(till, UID, chip.address(), basket=second)
    assert refused(till, early, tea, first) == "card_tap_again"
    assert refused(till, replace(early, proof=late.proof), tea, first) == "card_tap_again"
    assert refused(till, replace(late, proof=0), tea, second) == "card_tap_again"
    assert refused(till, replace(late, proof=late.proof + 1), tea, second) == "card_tap_again"
    buy(till, late, (tea, 1), by=HEAD, basket_id=second)


def test_a_tap_outside_of_a_basket_pays_for_none(till: Till, chip: VirtualNtag, tea: ProductSaved) -> None:
    who = cards.tap(till, UID, chip.address())
    assert refused(till, who, tea, till.new_id()) == "card_tap_again"
    assert refused(till, who, tea, "") == "card_tap_again"


def test_a_printed_card_needs_no_proof(till: Till, chip: VirtualNtag, tea: ProductSaved) -> None:
    who = account(till, "Budi", nis="2", money=9_000)
    paid = buy(till, who, (tea, 1)).sale.payments[0]
    assert (paid.account, bool(paid.proof)) == (who.account, False)


def test_another_card_cannot_borrow_the_tap(till: Till, chip: VirtualNtag, tea: ProductSaved) -> None:
    basket = till.new_id()
    mine = cards.tap(till, UID, chip.address(), basket=basket)
    number = "04FFEEDDCCBBAA"
    other = VirtualNtag(number, KEYS)
    opened = accounts.open_account(till, santri(till, "Budi", nis="2").person, id=till.new_id(), by=HEAD).value
    cards.issue_card(till, opened.account, uid=number, message=other.address(), id=till.new_id(), by=HEAD)
    put_on(till, opened.account, 50_000)
    theirs = replace(cards.tap(till, number, other.address()), proof=mine.proof)
    assert refused(till, theirs, tea, basket) == "card_tap_again"
