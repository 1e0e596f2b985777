"""Numbers as readers type them, printed codes, the NIS by hand, and the set-up found from two taps."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koperasi_pos.trade.card_codes import (
    Profile,
    card_in,
    nis_typed,
    number_of,
    token_in,
    typed_by,
)
from koperasi_pos.trade.card_profiles import find_profile
from koperasi_pos.trade.cards import canonical_token, token_of
from koperasi_pos.trade.scan_bursts import Burst, End
from koperasi_pos.trade.taps import Tap, canonical_uid, is_drawn_anew
from koperasi_pos.values import Refusal


def alive(raw: bytes) -> bool:
    """Whether a card may have this number."""
    return any(raw) and any(byte != 0xFF for byte in raw)


four = st.binary(min_size=4, max_size=4).filter(alive)
seven = st.binary(min_size=7, max_size=7).filter(alive)
numbers = (four | seven).map(lambda raw: raw.hex().upper())
profiles = st.builds(
    Profile, st.sampled_from(["hex", "decimal"]), st.booleans(), st.sampled_from(["", ";", "%B"]),
    st.sampled_from(["", "?", "#"]),
)  # fmt: skip


def burst(text: str, gap: int = 8, end: End = "enter") -> Burst:
    """A burst with even pauses."""
    return Burst(text, (0, *[gap] * (len(text) - 1)), end, gap)


def within(text: str, profile: Profile) -> str:
    """Without what the reader puts around."""
    return text[len(profile.prefix) : len(text) - len(profile.suffix)]


@given(uid=numbers, profile=profiles)
def test_what_a_reader_types_is_read_back(uid: str, profile: Profile) -> None:
    assert number_of(within(typed_by(uid, profile), profile), profile) == uid


@given(uid=numbers)
def test_all_readers_give_one_number(uid: str) -> None:
    found = {
        number_of(typed_by(uid, Profile(base, turned)), Profile(base, turned))
        for base in ("hex", "decimal") for turned in (False, True)
    }  # fmt: skip
    assert found == {uid}


@pytest.mark.parametrize(
    ("profile", "text", "uid"),
    [
        (Profile("decimal"), "0012345678", "00BC614E"),
        (Profile("decimal", True), "0012345678", "4E61BC00"),
        (Profile("hex"), "04a1b2c3", "04A1B2C3"),
        (Profile("hex", True), "C3B2A104", "04A1B2C3"),
        (Profile("hex"), "04A1B2C3D4E5F6", "04A1B2C3D4E5F6"),
        (Profile("hex"), "0100BC614E", "00BC614E"),
        (Profile("hex", True), "4E61BC0001", "00BC614E"),
        (Profile("decimal"), "01303995463122422", "04A1FA1A5E3DF6"),
    ],
)
def test_known_numbers(profile: Profile, text: str, uid: str) -> None:
    assert number_of(text, profile) == uid


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        (Profile("decimal"), "8998866200301"), (Profile("decimal"), "4294967296"), (Profile("decimal"), "12345678"),
        (Profile("decimal"), "0000000000"), (Profile("decimal"), "4294967295"), (Profile("decimal"), "٠٠١٢٣٤٥٦٧٨"),
        (Profile("decimal"), "99999999999999999"), (Profile("hex"), "123456789012"), (Profile("hex"), "0x123456"),
        (Profile("hex"), "FFFFFFFF"), (Profile("hex"), "GHIJKLMN"), (Profile("hex"), ""),
    ],
)  # fmt: skip
def test_what_can_be_no_card(profile: Profile, text: str) -> None:
    assert number_of(text, profile) is None
    assert card_in(text, profile) is None


def test_a_number_may_be_goods_and_is_never_sure() -> None:
    found = card_in("0012345678", Profile("decimal"))
    assert found is not None
    assert (found.tap, found.sure) == (Tap("wedge", "00BC614E"), False)
    assert card_in("0012345678", None) is None


@given(st.binary(min_size=13, max_size=13))
def test_a_printed_code_is_a_card_whatever_the_reader_is(chance: bytes) -> None:
    token = token_of(chance)
    for profile in (None, Profile("hex"), Profile("decimal")):
        found = card_in(token, profile)
        assert found is not None
        assert found.sure
        assert (found.tap.token, found.tap.source, found.tap.look_at_photo) == (token, "scan", True)
    spaced = " ".join(token[start : start + 4] for start in range(0, len(token), 4)).lower()
    assert token_in(spaced) == token
    assert token_in(token[:-1]) == token_in(token + "A") == ""


@given(uid=numbers)
def test_the_number_of_a_reader_is_the_number_in_the_books(uid: str) -> None:
    assume(not is_drawn_anew(uid))
    assert canonical_token(Tap("pcsc", canonical_uid(uid)).text) == uid


@pytest.mark.parametrize("typed", [" 2024.017 ", "a-17/3", "1234567890"])
def test_the_nis_by_hand_needs_a_second_person(typed: str) -> None:
    tap = nis_typed(typed)
    assert tap.nis == typed.strip().upper()
    assert tap.needs_approval
    assert tap.text == tap.nis


@pytest.mark.parametrize("typed", ["", " ", "7", "x" * 21, "17'; --", "-12"])
def test_what_is_no_nis(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        nis_typed(typed)
    assert refused.value.code == "nis_wrong"


def test_numbers_in_their_canonical_form() -> None:
    assert canonical_uid(" 04:a1:b2:c3 ") == canonical_uid(bytes.fromhex("04A1B2C3")) == "04A1B2C3"
    assert is_drawn_anew("08123456")
    assert not is_drawn_anew("08123456789ABC")
    for wrong in ("", "04A1B2", "04A1B2C3D", "zzzzzzzz", "00" * 7, b"\xff" * 4):
        with pytest.raises(Refusal):
            canonical_uid(wrong)


@given(uid=seven.map(lambda raw: "04" + raw[1:6].hex().upper() + "80"), profile=profiles)
def test_two_taps_of_a_card_of_seven_bytes_give_the_whole_set_up(uid: str, profile: Profile) -> None:
    assume(not (profile.base == "decimal" and profile.prefix == "%B"))
    assume(profile.prefix != "%B")  # a letter in front may belong to the number: see below
    found = find_profile([burst(typed_by(uid, profile))] * 2)
    assert found.why == "found"
    assert (found.profile, found.uid, found.order) == (profile, uid, "maker")


@given(uid=four.map(lambda raw: raw.hex().upper()), profile=profiles)
def test_a_number_known_from_another_reader_decides_the_order(uid: str, profile: Profile) -> None:
    assume(profile.prefix != "%B")
    text = typed_by(uid, profile)
    inner = within(text, profile)
    assume(profile.base == "decimal" or not inner.isdigit())
    assume(bytes.fromhex(uid) != bytes.fromhex(uid)[::-1])
    found = find_profile([burst(text)] * 2, known=[uid])
    assert (found.why, found.profile, found.uid, found.order) == ("found", profile, uid, "compared")
    alone = find_profile([burst(text)] * 2)
    assert (alone.why, alone.order) == ("found", "open")


def test_what_is_missing_for_a_set_up() -> None:
    assert find_profile([]).why == "none"
    assert find_profile([burst("0012345678")]).why == "again"
    assert find_profile([burst("0012345678"), burst("0012345679")]).why == "differs"
    assert find_profile([burst("0012345678", end="tab"), burst("0012345678")]).why == "differs"
    assert find_profile([burst("0012345678", 200)] * 2).why == "slow"
    assert find_profile([burst("8998866200301")] * 2).why == "unknown"
    assert find_profile([burst("ABC0012345678")] * 2).why == "unknown"
    found = find_profile([burst("0012345678", 40, "tab")] * 2)
    assert (found.gap_ms, found.ends_with, found.uid) == (60, "tab", "00BC614E")


def test_digits_alone_are_told_by_another_card() -> None:
    first, second = burst("0100123456"), burst("0100AB3456")
    assert find_profile([first, first]).profile == Profile("decimal")
    assert find_profile([second, first, first]).profile == Profile("hex")
    assert find_profile([burst("12345678")] * 2).profile == Profile("hex")
