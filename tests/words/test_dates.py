"""Days, times and amounts in words read as people in the shop say them, in both languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.words import set_language
from koperasi_pos.words.dates import date_long, date_short, moment, parse_day, time_short
from koperasi_pos.words.spelling import spelled_out

ENTRY = "2026-11-24T07:02:59.999+07:00"


def test_days_and_times_in_bahasa_indonesia() -> None:
    assert date_long("2026-11-24") == "Selasa, 24 November 2026"
    assert date_long(date(2026, 8, 7)) == "Jumat, 7 Agustus 2026"
    assert date_short("2026-08-07") == date_short(date(2026, 8, 7)) == "07/08/2026"
    assert time_short(datetime.fromisoformat(ENTRY)) == "07.02"
    assert moment(ENTRY) == moment(datetime.fromisoformat(ENTRY)) == "24/11/2026 07.02"


def test_days_and_times_in_english() -> None:
    set_language("en")
    assert date_long("2026-11-24") == "Tuesday, 24 November 2026"
    assert moment(ENTRY) == "24/11/2026 07:02"


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (0, "nol rupiah", "zero rupiah"),
        (11, "sebelas rupiah", "eleven rupiah"),
        (19, "sembilan belas rupiah", "nineteen rupiah"),
        (21, "dua puluh satu rupiah", "twenty-one rupiah"),
        (100, "seratus rupiah", "one hundred rupiah"),
        (1_000, "seribu rupiah", "one thousand rupiah"),
        (1_111, "seribu seratus sebelas rupiah", "one thousand one hundred eleven rupiah"),
        (12_500, "dua belas ribu lima ratus rupiah", "twelve thousand five hundred rupiah"),
        (101_000, "seratus satu ribu rupiah", "one hundred one thousand rupiah"),
        (1_001_000, "satu juta seribu rupiah", "one million one thousand rupiah"),
        (-2_000_000_007, "minus dua miliar tujuh rupiah", "minus two billion seven rupiah"),
    ],
)
def test_amounts_in_words(amount: int, indonesian: str, english: str) -> None:
    assert spelled_out(amount) == spelled_out(amount, "id") == indonesian
    assert spelled_out(amount, "en") == english


def test_too_large_an_amount_has_no_words() -> None:
    with pytest.raises(ValueError, match="too large"):
        spelled_out(10**18)


_ONES = {
    word: number
    for number, word in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split())
}
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def _heard(text: str) -> int:
    """The amount somebody hears in Indonesian words."""
    total = group = last = 0
    for word in text.removesuffix(" rupiah").removeprefix("minus ").split():
        if word == "seribu":
            total += 1000
        elif word == "seratus":
            group += 100
        elif word == "belas":
            group, last = group + 10, 0
        elif word in ("puluh", "ratus"):
            group += last * ({"puluh": 10, "ratus": 100}[word] - 1)
        elif word in _SCALES:
            total, group = total + group * _SCALES[word], 0
        else:
            last = _ONES[word]
            group += last
    return total + group


@given(st.integers(0, 10**18 - 1))
def test_the_words_say_the_amount(amount: int) -> None:
    assert _heard(spelled_out(amount)) == amount


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2, unique=True))
def test_two_amounts_never_sound_the_same_in_english(amounts: list[int]) -> None:
    assert spelled_out(amounts[0], "en") != spelled_out(amounts[1], "en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        (" 4-9-25 ", date(2025, 9, 4)),
        ("24.11", date(2026, 11, 24)),
        ("7", date(2026, 3, 7)),
        ("2026-11-24", date(2026, 11, 24)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_a_typed_day_is_read_as_people_write_it(typed: str, meant: date) -> None:
    assert parse_day(typed, date(2026, 3, 15)) == meant


@pytest.mark.parametrize("typed", ["", "31", "24/13", "29/2/2027", "kemarin", "24//2026", "-1", "111/11"])
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_day(typed, date(2026, 2, 15))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_that_is_shown_is_read_back(day: date) -> None:
    assert parse_day(date_short(day), date(2026, 1, 1)) == day
