"""Numbers are written and read as in Indonesia, and what is written is read back the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.values import Quantity, Rupiah
from koperasi_pos.words.numbers import parse_quantity, parse_rupiah, percent, quantity, rupiah

AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1)


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "Rp0"), (500, "Rp500"), (12_500, "Rp12.500"), (-4_500, "−Rp4.500"), (1_250_000, "Rp1.250.000")],
)
def test_rupiah_are_written_with_points(amount: int, written: str) -> None:
    assert rupiah(amount) == written
    assert rupiah(Rupiah(amount)) == written
    assert rupiah(amount, False) == written.replace("Rp", "")
    assert rupiah(amount, minus="-") == written.replace("−", "-")


@pytest.mark.parametrize(
    ("thousandths", "written"),
    [(0, "0"), (750, "0,75"), (12_000, "12"), (1, "0,001"), (-1_500, "−1,5"), (1_250_500, "1.250,5")],
)
def test_quantities_are_written_with_a_comma(thousandths: int, written: str) -> None:
    assert quantity(thousandths) == written
    assert quantity(Quantity(thousandths)) == written
    assert quantity(thousandths, minus="-") == written.replace("−", "-")


@pytest.mark.parametrize(
    ("basis_points", "written"), [(500, "5%"), (1_250, "12,5%"), (5, "0,05%"), (-250, "−2,5%"), (10_000, "100%")]
)
def test_percents_are_written_with_a_comma(basis_points: int, written: str) -> None:
    assert percent(basis_points) == written


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12.500", 12_500),
        ("Rp 12.500", 12_500),
        ("Rp12.500", 12_500),
        ("rp. 12.500,-", 12_500),
        ("IDR 12.500,00", 12_500),
        ("12500", 12_500),
        (" 12500 ", 12_500),
        ("12,5rb", 12_500),
        ("12,5 RB", 12_500),
        ("15k", 15_000),
        ("20 ribu", 20_000),
        ("1,5 jt", 1_500_000),
        ("2 juta", 2_000_000),
        ("1.500rb", 1_500_000),
        ("1,25 miliar", 1_250_000_000),
        ("100.000", 100_000),
        ("Rp 100.000", 100_000),
        ("1.000.000", 1_000_000),
        ("-500", -500),
        ("−Rp4.500", -4_500),
        ("Rp -4.500", -4_500),
        ("0", 0),
        ("000", 0),
        ("0012", 12),
    ],
)
def test_rupiah_are_read_as_typed(typed: str, amount: int) -> None:
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "Rp", "-", "dua", "12.50", "12.5", "58.99", "12.5rb", "0.500", "01.500", "1.2345", "12..500",
        ".500", "12,500", "12,500.00", "12.500,50", "1,5", "1,234 jt", "1,2345rb", "12 500", "12.500.", "1e5",
        "--5", "-Rp-5", "5-", "٣٤", "²", "1_000", "0x10", "9" * 16, "9.999 miliar rb", "1.000.000 miliar",
    ],
)  # fmt: skip
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rupiah(typed)


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [
        ("12", 12_000), ("0,75", 750), (",5", 500), ("1,5", 1_500), ("0,750", 750), ("1.250", 1_250_000),
        ("1.250,5", 1_250_500), ("-2", -2_000), ("−0,001", -1), ("0", 0), (" 3 ", 3_000),
    ],
)  # fmt: skip
def test_quantities_are_read_as_typed(typed: str, thousandths: int) -> None:
    assert parse_quantity(typed) == thousandths


@pytest.mark.parametrize(
    "typed", ["", ",", "-", "1,", "0.75", "1.5", "12.50", "0.750", "1,2345", "1,5,0", "dua", "1 000", "٣", "1e3", "Rp5"]
)
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_quantity(typed)


@given(AMOUNTS, st.booleans(), st.sampled_from(["−", "-"]))
def test_written_rupiah_are_read_back(amount: int, symbol: bool, minus: str) -> None:
    assert parse_rupiah(rupiah(amount, symbol, minus=minus)) == amount
    assert parse_rupiah(str(amount)) == amount


@given(AMOUNTS, st.sampled_from(["−", "-"]))
def test_written_quantities_are_read_back(thousandths: int, minus: str) -> None:
    assert parse_quantity(quantity(thousandths, minus=minus)) == thousandths


@given(st.text(alphabet="0123456789.,-− RprbjtkE\u00a0", max_size=20))
def test_typing_is_read_exactly_or_refused(typed: str) -> None:
    for parse in (parse_rupiah, parse_quantity):
        try:
            found = parse(typed)
        except ValueError:
            continue
        digits = "".join(sign for sign in typed if sign.isdigit()).lstrip("0").rstrip("0")
        assert str(abs(found)).strip("0") == digits.strip("0")
        assert "." not in typed or all(len(group.rstrip("rbjtk ").split(",")[0]) == 3 for group in typed.split(".")[1:])


def test_reading_words_does_not_load_babel() -> None:
    """Babel takes a third of a second that no start and no sale has."""
    code = (
        "import sys, koperasi_pos.words.refusals, koperasi_pos.words.dates as dates, koperasi_pos.words.spelling;"
        "dates.moment('2026-11-24T07:02:00+07:00'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
