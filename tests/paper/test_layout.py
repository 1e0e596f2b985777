"""The neutral layout: what is too long wraps at words, nothing is lost, nothing is wider than the paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.paper.layout import (
    WIDTHS,
    Arabic,
    Cut,
    Rule,
    Slip,
    Text,
    clean,
    is_arabic,
    without_arabic,
    wrap,
)
from koperasi_pos.paper.text import preview

texts = st.text(max_size=120)
widths = st.sampled_from(WIDTHS)


@given(text=texts, width=widths, indent=st.integers(0, 6))
def test_a_text_of_any_length_fits_and_keeps_its_letters(text: str, width: int, indent: int) -> None:
    slip = Slip(width)
    slip.text(text, indent=indent)
    blocks = slip.layout().blocks
    kept = "".join("".join(block.left.split()) for block in blocks if isinstance(block, Text))
    kept += "".join("".join(block.text.split()) for block in blocks if isinstance(block, Arabic))
    assert kept == "".join(clean(text).split())
    assert all(block.columns <= width for block in blocks if isinstance(block, Text))


@given(left=texts, right=st.text(max_size=60), width=widths, indent=st.integers(0, 4))
def test_a_pair_of_any_length_fits_and_keeps_both_sides(left: str, right: str, width: int, indent: int) -> None:
    slip = Slip(width)
    slip.pair(left, right, indent=indent)
    blocks = slip.layout().blocks
    words = "".join("".join((block.left + block.right).split()) for block in blocks if isinstance(block, Text))
    words += "".join("".join(block.text.split()) for block in blocks if isinstance(block, Arabic))
    assert sorted(words) == sorted("".join((clean(left) + clean(right)).split()))
    assert all(block.columns <= width for block in blocks if isinstance(block, Text))


@given(text=texts)
def test_clean_text_is_one_column_a_character_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    assert all(letter.isprintable() for letter in cleaned)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\tb\r\nc", "a b c"),
        ("\x1b@Kopi\x00", "@Kopi"),
        ("ﬁlter ½ № … ²", "filter 1⁄2 No ... 2"),
        ("e\u0301 n\u0303", "é ñ"),
        ("a\u200b\u202eb", "ab"),
        ("  Kopi   Susu ", "Kopi Susu"),
    ],
)
def test_clean(written: str, kept: str) -> None:
    assert clean(written) == kept


def test_a_name_wraps_at_words_and_its_figure_stands_on_the_last_line() -> None:
    slip = Slip(32)
    slip.pair("Sabun batang kemasan ekonomis isi ulang", "18.000")
    assert preview(slip.layout()).splitlines() == ["Sabun batang kemasan ekonomis", "isi ulang                 18.000"]


def test_a_figure_that_does_not_fit_beside_gets_its_own_line() -> None:
    slip = Slip(32)
    slip.pair("123.456,789 karton × 12.345.678", "15.241.578.750")
    assert preview(slip.layout()).splitlines() == [
        "123.456,789 karton × 12.345.678",
        "                  15.241.578.750",
    ]


def test_a_heading_is_wide_only_where_it_fits() -> None:
    slip = Slip(32)
    slip.heading("Koperasi Melati")
    slip.heading("Koperasi Pondok Pesantren Melati Indah")
    first, *rest = slip.layout().blocks
    assert first == Text("Koperasi Melati", align="centre", bold=True, tall=True, wide=True)
    assert [block.left for block in rest if isinstance(block, Text)] == ["Koperasi Pondok Pesantren Melati", "Indah"]
    assert all(isinstance(block, Text) and block.tall and not block.wide for block in rest)


def test_arabic_lines_become_pictures_and_the_figure_stands_below() -> None:
    slip = Slip(32)
    slip.pair("كتاب 2 jilid", "18.000")
    assert slip.layout().blocks == (Arabic("كتاب 2 jilid", "left", fallback="? 2 jilid"), Text("", "18.000"))


def test_without_arabic_keeps_what_a_printer_can_print() -> None:
    assert without_arabic("5 كيلو × 3.100") == "5 ? × 3.100"
    assert without_arabic("سفينة النجا") == "?"
    assert is_arabic("ﷲ")
    assert not is_arabic("Kopi 100 % ×")


def test_a_slip_ends_with_a_cut() -> None:
    slip = Slip(48)
    slip.rule("=")
    layout = slip.end()
    assert layout.blocks == (Rule("="), Cut())
    assert preview(layout) == "=" * 48


def test_too_narrow_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="too narrow"):
        Slip(20)


def test_wrap_breaks_inside_a_word_only_where_it_is_longer_than_a_line() -> None:
    assert wrap("Kopi Santri", 8) == ["Kopi", "Santri"]
    assert wrap("A" * 20, 8) == ["A" * 8, "A" * 8, "A" * 4]
    assert wrap("", 8) == [""]
