"""Signed messages of NTAG 424 DNA: NXP's published examples, and everything that must not be believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.simulators.card import VirtualNtag, picc_data
from koperasi_pos.trade.sun_messages import (
    SunKeys,
    address_in,
    diversified,
    expected_cmac,
    message_in,
    shop_keys,
    verify,
    who,
)
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

UID = "04A1B2C3D4E5F6"
KEYS = shop_keys(bytes(range(16)), "an-nur")
uids = st.binary(min_size=6, max_size=6).map(lambda rest: "04" + rest.hex().upper())


def tap_of(card: VirtualNtag) -> Tap:
    """What a reader hands on."""
    return Tap("pcsc", uid="", message=card.address())


def refusal_of(tap: Tap, keys: SunKeys = KEYS, last: int | None = None) -> str:
    """Why a tap is not believed."""
    with pytest.raises(Refusal) as refused:
        verify(tap, keys, lambda uid: last)
    return refused.value.code


def test_nxps_example_of_a_sun_message() -> None:
    """AN12196, 3.4: factory keys of zeros."""
    message = message_in("https://ntag.nxp.com/424?e=EF963FF7828658A599F3041510671E88&c=94EED9EE65337086")
    uid, counter = who(message, bytes(16))
    assert (uid, counter) == ("04DE5F1EACC040", 61)
    assert expected_cmac(bytes(16), uid, counter) == message.cmac


def test_nxps_example_of_a_diversified_key() -> None:
    """AN10922, 2.2.1."""
    master = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    what = bytes.fromhex("04782E21801D803042F54E585020416275")
    assert diversified(master, what).hex().upper() == "A8DD63A3B89D54B37CA802473FDA9175"


@pytest.mark.parametrize(
    ("length", "key"),
    [
        (1, "281049D52ECBC8F60961993D34DE3D54"), (7, "E8B7F67C78C34AF1446E331EF7E6D3FF"),
        (15, "5A3C7F6F0687F24F82DEE7EDA0970D08"), (16, "FEED9FBD36CDB16819A72D30BCF9240B"),
        (31, "21C28CD89BB3147F66C7DBD4851CAB20"),
    ],
)  # fmt: skip
def test_short_and_long_names_are_padded_to_two_blocks(length: int, key: str) -> None:
    """Figures that others computed with AN10922's published subkeys."""
    master = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    assert diversified(master, bytes(range(length))).hex().upper() == key


@pytest.mark.parametrize("length", [0, 32])
def test_a_name_has_1_to_31_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="31"):
        diversified(bytes(16), bytes(length))


@given(uid=uids, counter=st.integers(0, 0xFFFFFE), gap=st.integers(1, 1000))
def test_a_card_is_believed_as_long_as_its_counter_rises(uid: str, counter: int, gap: int) -> None:
    tap = tap_of(VirtualNtag(uid, KEYS, counter=counter))
    proved = verify(tap, KEYS, lambda asked: None)
    assert (proved.source, proved.uid, proved.counter, proved.verified) == ("ntag", uid, counter + 1, True)
    assert not proved.look_at_photo
    assert verify(tap, KEYS, lambda asked: max(0, counter + 1 - gap) if counter + 1 - gap >= 0 else None) == proved
    assert refusal_of(tap, last=counter + 1) == "card_copied"
    assert refusal_of(tap, last=counter + gap) == "card_copied"


@given(uid=uids, place=st.integers(0, 191), counter=st.integers(0, 1000))
def test_one_turned_bit_is_never_believed(uid: str, place: int, counter: int) -> None:
    message = message_in(VirtualNtag(uid, KEYS, counter=counter).address())
    whole = bytearray(message.picc + message.cmac)
    whole[place // 8] ^= 1 << place % 8
    address = f"https://kartu.example/s?e={whole[:16].hex()}&c={whole[16:].hex()}"
    # Five bytes of the encrypted part are chance that nobody reads; under CBC every bit of it changes all of them.
    assert refusal_of(Tap("pcsc", message=address)) in ("card_foreign", "card_number_wrong")


def test_other_keys_other_shops_and_other_cards_are_foreign() -> None:
    tap = tap_of(VirtualNtag(UID, KEYS))
    assert refusal_of(tap, shop_keys(bytes(range(16)), "al-hikmah")) == "card_foreign"
    assert refusal_of(tap, shop_keys(bytes(16), "an-nur")) == "card_foreign"
    # Knows the shop's meta key, but signs with the key of another card.
    picc = picc_data(KEYS.meta, UID, 5).hex()
    cmac = expected_cmac(KEYS.card_key("04FFFFFFFFFFFF"), UID, 5).hex()
    assert refusal_of(Tap("pcsc", message=f"https://k.example/?e={picc}&c={cmac}")) == "card_foreign"


def test_a_message_of_another_card_than_the_one_on_the_reader() -> None:
    message = VirtualNtag(UID, KEYS).address()
    assert refusal_of(Tap("pcsc", uid="04112233445566", message=message)) == "card_mixed"
    assert verify(Tap("pcsc", uid=UID, message=message), KEYS, lambda uid: None).verified


@pytest.mark.parametrize(
    "address",
    ["", "https://kartu.example/", "https://kartu.example/?e=12&c=34", "https://k.example/?e=" + "0" * 32, "bukan",
     f"https://k.example/?e={'G' * 32}&c={'0' * 16}"],
)  # fmt: skip
def test_no_message_at_all(address: str) -> None:
    assert refusal_of(Tap("pcsc", uid=UID, message=address)) == "card_message_wrong"


def test_keys_are_not_printed_and_have_their_length() -> None:
    assert KEYS.file.hex() not in repr(KEYS)
    assert KEYS.meta != KEYS.file
    with pytest.raises(ValueError, match="16"):
        SunKeys(bytes(15), bytes(16))


def test_addresses_in_ndef() -> None:
    text = b"\x04kartu.example/s?e=1"
    record = b"\xd1\x01" + bytes([len(text)]) + b"U" + text
    assert address_in(record) == "https://kartu.example/s?e=1"
    assert address_in(b"\xd1\x01\x04T\x02id!") == ""


@given(st.binary(max_size=64))
def test_whatever_lies_on_a_card_is_read_without_falling_over(content: bytes) -> None:
    assert isinstance(address_in(content), str)
    assert isinstance(address_in(b"\xd1\x01" + content), str)
