"""Cells of a sheet: dirt, codes that spreadsheets touched, and amounts whose points and commas are decided a column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.trade.item_sheets.cells import Number, code_from, codes_from, flag, note_text, number_cell, plain
from koperasi_pos.trade.item_sheets.numbers import amount, bare, decide, to_quantity, to_rupiah
from koperasi_pos.values import Quantity, Rupiah


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Teh \t celup\r\n melati ", "Teh celup melati"),
        ("Gula &amp; kopi", "Gula & kopi"),
        ("\\N", ""), ("NULL", ""), (" - ", ""), ("N/A", ""), ("nan", ""), ("", ""),
        ("Nanas", "Nanas"), ("0", "0"), ("A\x00B", "A B"), ("cafe\u0301", "café"),
    ],
)  # fmt: skip
def test_plain_text(cell: str, text: str) -> None:
    assert plain(cell) == text


@given(st.text(max_size=40))
def test_plain_text_is_its_own(cell: str) -> None:
    once = plain(cell)
    assert plain(once) == once or "&" in once
    assert once.isprintable()


def test_notes_lose_their_tags() -> None:
    assert note_text("<p>Dingin</p><p>segar &lt; 5°</p>") == "Dingin segar < 5°"
    assert len(note_text("x" * 900)) == 500


def test_flags() -> None:
    assert [flag(word) for word in ("Ya", "Y", "1", "TRUE", "Sí")] == [True] * 5
    assert [flag(word) for word in ("Tidak", "T", "N", "0", "False")] == [False] * 5
    assert flag("mungkin") is None
    assert flag("") is None


@pytest.mark.parametrize(
    ("cell", "code", "reason"),
    [
        ("0001", "0001", ""),
        ("001.02.3", "001.02.3", ""),
        ("'0012", "0012", ""),
        ('="0012"', "0012", ""),
        ("&acute;089686000146", "0089686000146", ""),
        ("8.99E+12", "", "code_lost_digits"),
        ("8,99123E+12", "", "code_lost_digits"),
        ("8.991234567891E+12", "8991234567891", ""),
        ("8.99E+1", "", "code_lost_digits"),
        ("12E3", "", "code_lost_digits"),
        ("0000000", "", ""),
        ("\\N", "", ""),
        ("-", "", ""),
        ("\x1d01089912345678911726123110LOT-9", "8991234567891", "code_from_label"),
        ("(01)08991234567891(10)LOT", "8991234567891", "code_from_label"),
        ("(90)ABC12(91)241017", "(90)ABC12(91)241017", ""),
        ("kaos kaki 01 ", "KAOS KAKI 01", ""),
    ],
)
def test_codes_of_a_cell(cell: str, code: str, reason: str) -> None:
    assert code_from(cell) == (code, reason)


def test_numeric_cells_keep_their_digits_or_say_that_they_lost_them() -> None:
    assert code_from(number_cell(8991234567891.0)) == ("8991234567891", "")
    assert code_from(number_cell(12345.0)) == ("12345", "")
    assert code_from(number_cell(1234567890123456789.0)) == ("", "code_lost_digits")
    assert number_cell(3.9) == "3.9"
    assert number_cell(1e-7) == "0.0000001"
    assert number_cell(float("inf")) == ""
    assert isinstance(number_cell(2), Number)


def test_several_codes_in_a_cell() -> None:
    assert codes_from("8991234567891|ABC;8991234567891") == (["8991234567891", "ABC"], [])
    assert codes_from("8991234567891, 96385074") == (["8991234567891", "96385074"], [])
    assert codes_from("SANDAL 10,5") == (["SANDAL 10,5"], [])
    assert codes_from("8.99E+12|A") == (["A"], ["code_lost_digits"])


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["Rp 12.500", "3.000"], [12500, 3000]),
        (["12500", ""], [12500, None]),
        (["12.500,00", "500,00"], [12500, 500]),
        (["12,500.00", "300.00"], [12500, 300]),
        (["Rp1.250.000,-", "Rp. 5.000"], [1250000, 5000]),
        (["15.000", "2.077,83"], [15000, Decimal("2077.83")]),
        (["IDR 7,500", "10,000"], [7500, 10000]),
        (["(2.000)"], [-2000]),
        (["2'500"], [2500]),
        (["020000"], [20000]),
        ([Number("12.125"), Number("3000")], [Decimal("12.125"), 3000]),
    ],
)
def test_money_of_a_column(cells: list[str], amounts: list[int | Decimal | None]) -> None:
    reading = decide(cells, money=True)
    assert reading.question == ""
    assert [amount(cell, reading.convention) for cell in cells] == amounts


@pytest.mark.parametrize(
    ("cells", "money", "question"),
    [
        (["12.500", "1,500"], True, "convention"),
        (["3.90", "12.500"], True, "convention"),
        (["1.500,00", "1,500.00"], True, "convention"),
        (["1.500", "2"], False, "convention"),
        (["1,500"], False, "convention"),
        (["0.250", "1.500,5"], False, "convention"),
        (["3.90", "12.50"], True, "decimals"),
        (["10.00", "15.00"], True, "decimals"),
        ([Number("3.9"), Number("4")], True, "decimals"),
        (["2077.83", "15000.00"], True, ""),
        (["0.00", "0"], True, ""),
        (["500,00", "700,00"], True, ""),
        (["0,75", "2"], False, ""),
        (["0.250", "12"], False, ""),
        (["banyak", "Rp"], True, ""),
    ],
)
def test_what_is_asked_about_a_column(cells: list[str], money: bool, question: str) -> None:
    assert decide(cells, money=money).question == question


@pytest.mark.parametrize("cell", ["banyak", "1.000.00", "12.34.56", "1e5", "9" * 20, "5 kg", "1,5"])
def test_what_is_no_amount(cell: str) -> None:
    with pytest.raises(ValueError):
        amount(cell, "dot_decimal")


@given(st.integers(0, 10**11), st.sampled_from(["{:,}", "{:,}.00", "Rp {:,}", "Rp. {:,}.00", "{}"]))
def test_money_survives_both_ways_of_writing(size: int, form: str) -> None:
    english = form.format(size)
    indonesian = english.replace(",", "#").replace(".", ",").replace("#", ".").replace("Rp,", "Rp.")
    for cell, convention in ((english, "dot_decimal"), (indonesian, "comma_decimal")):
        number = amount(cell, convention)  # type: ignore[arg-type]
        assert number is not None
        assert to_rupiah(number) == (Rupiah(size), False)


@given(st.one_of(st.text(max_size=20), st.text("0123456789.,- Rp", max_size=20)), st.booleans())
def test_no_text_breaks_the_reading_of_a_column(cell: str, money: bool) -> None:
    reading = decide([cell], money=money)
    try:
        number = amount(cell, reading.convention)
    except ValueError:
        number = None
    assert number is None or number == number.copy_abs() or bare(cell).startswith("-")


def test_rounding_is_told() -> None:
    assert to_rupiah(Decimal("2077.5")) == (Rupiah(2078), True)
    assert to_rupiah(Decimal("3.90"), thousands=True) == (Rupiah(3900), False)
    assert to_quantity(Decimal("0.75")) == (Quantity(750), False)
    assert to_quantity(Decimal("0.3333")) == (Quantity(333), True)
