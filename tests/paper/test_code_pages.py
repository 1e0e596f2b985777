"""Code pages: every character becomes one byte, the nearest one where the page has not got it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.paper.code_pages import CODE_PAGES, encode, likeness, page

pages = st.sampled_from(list(CODE_PAGES))


@given(text=st.text(), name=pages)
def test_a_byte_a_character_and_back(text: str, name: str) -> None:
    coded = encode(text, name)
    assert len(coded) == len(text)
    assert coded.decode(CODE_PAGES[name]) == likeness(text, name)


@given(text=st.text(), name=pages)
def test_what_a_page_has_stays(text: str, name: str) -> None:
    for letter in likeness(text, name):
        assert likeness(letter, name) == letter


@pytest.mark.parametrize(
    ("written", "printed"),
    [("Kopi ’25 “baru” – 3 × 2 − 1 …", 'Kopi \'25 "baru" - 3 x 2 - 1 .'), ("ā ṣ ḥ Ḥ", "a s h H"), ("日本 😀", "?? ?")],
)
def test_cp437_prints_the_nearest_letters(written: str, printed: str) -> None:
    assert likeness(written, "CP437") == printed


def test_a_page_that_has_the_letter_prints_it() -> None:
    assert encode("×é€", "CP858") == b"\x9e\x82\xd5"
    assert likeness("×", "CP850") == "×"


def test_an_unknown_page_is_refused() -> None:
    with pytest.raises(ValueError, match="CP437"):
        page("CP0")
