"""One card at every kind of reader: PC/SC, typed both ways, printed code; always the same account."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.card_reader import Ears
from koperasi_pos.devices.pcsc_reader import PcscReader
from koperasi_pos.operations import accounts, card_scans, cards
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import CardReaderSettings
from koperasi_pos.simulators.card import OwnPcscd, VirtualCard
from koperasi_pos.trade.card_codes import Profile, typed_by
from koperasi_pos.trade.taps import Tap
from tests.card_holders import account, santri
from tests.counter import HEAD, shop_in, stock_up

UID = "9AB2C3D4"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A shop."""
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


def chip_holder(till: Till) -> str:
    """Ahmad's account, whose card is a chip."""
    person = santri(till, "Ahmad")
    opened = accounts.open_account(till, person.person, id=till.new_id(), by=HEAD).value
    cards.issue_card(till, opened.account, uid=UID.lower(), id=till.new_id(), by=HEAD)
    return opened.account


def test_a_card_on_a_reader_of_the_system_is_its_account(till: Till, tmp_path: Path) -> None:
    if hindrance := OwnPcscd.hindrance():
        pytest.skip(hindrance)
    holder = chip_holder(till)
    (tmp_path / "pcscd").mkdir()
    pcscd, card = OwnPcscd(Path(os.environ["PCSCLITE_CSOCK_NAME"]), tmp_path / "pcscd"), VirtualCard(UID)
    pcscd.start()
    taps: queue.Queue[Tap] = queue.Queue()
    reader = PcscReader(Ears(taps.put, lambda refusal: None, lambda: None))
    reader.start()
    try:
        card.lay_on(pcscd.port)
        assert cards.tap(till, taps.get(timeout=120).text).account == holder
    finally:
        card.take_away()
        reader.stop()
        pcscd.stop()


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("base", ["hex", "decimal"])
def test_a_typed_number_is_its_account(till: Till, base: str, turned: bool) -> None:
    holder = chip_holder(till)
    settings = CardReaderSettings(kind="wedge", base=base, reversed_bytes=turned)  # type: ignore[arg-type]
    profile = card_scans.profile_of(settings)
    assert profile is not None
    text = typed_by(UID, profile)
    found = card_scans.card_scanned(till, text, profile)
    assert found is not None
    assert not found.sure
    assert cards.tap(till, found.tap.text).account == holder
    typed = card_scans.card_typed(text, profile)
    assert typed == found.tap


def test_a_printed_code_is_its_account(till: Till) -> None:
    who = account(till)
    printed = cards.printed_token(till, accounts.cards_of(till, who.account)[0].id)
    found = card_scans.card_scanned(till, f" {printed.lower()} ", None)
    assert found is not None
    assert found.sure
    assert cards.tap(till, found.tap.text).account == who.account


@pytest.mark.parametrize("code", ["0012345678", "12345670", "00123456789012345"])
def test_what_the_catalogue_knows_is_goods(till: Till, code: str) -> None:
    profile = Profile("hex" if len(code) == 8 else "decimal")
    assert card_scans.card_scanned(till, code, profile) is not None
    stock_up(till, "Buku", 5000, codes=(code,))
    assert card_scans.card_scanned(till, code, profile) is None
    assert card_scans.card_scanned(till, code, None) is None


def test_a_till_without_a_typing_reader_takes_numbers_for_goods(till: Till) -> None:
    for kind in ("none", "pcsc"):
        assert card_scans.profile_of(CardReaderSettings(kind=kind)) is None
    assert card_scans.card_scanned(till, "0012345678", None) is None
    assert card_scans.card_typed("0012345678", None) is None
