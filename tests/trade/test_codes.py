"""Bar codes: canonical forms, look-ups, scans of every kind, and no input that makes reading fail."""

from __future__ import annotations

from datetime import date

import pytest
from biip.checksums import gs1_standard_check_digit
from biip.gtin import Gtin
from biip.rcn import Rcn, RcnRegion, RcnUsage
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.trade.codes import (
    PREFIXES,
    Scan,
    canonical,
    check_digit,
    has_bad_check_digit,
    label_layouts,
    lookups,
    read_scan,
)
from koperasi_pos.values import Quantity, Rupiah


def numbered(digits: str) -> str:
    """The digits with their check digit."""
    return digits + str(gs1_standard_check_digit(digits))


digit_runs = st.text("0123456789", min_size=7, max_size=13)
gtins = st.sampled_from((7, 11, 12, 13)).flatmap(
    lambda size: st.text("0123456789", min_size=size, max_size=size).map(numbered)
)


@given(digit_runs)
def test_check_digit_is_that_of_the_standard(digits: str) -> None:
    assert check_digit(digits) == gs1_standard_check_digit(digits)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("8991234567891", "8991234567891"),
        (" 036000291452 ", "0036000291452"),
        ("0036000291452", "0036000291452"),
        ("00036000291452", "0036000291452"),
        ("96385074", "96385074"),
        ("00000096385074", "96385074"),
        ("18991234567898", "18991234567898"),
        ("036000291453", "036000291453"),
        ("8991234567890", "8991234567890"),
        ("001.02.3", "001.02.3"),
        (" ab  c-1\t", "AB C-1"),
        ("", ""),
        ("٨٩٩١٢٣٤٥٦٧٨٩١", "٨٩٩١٢٣٤٥٦٧٨٩١"),
    ],
)
def test_canonical_forms(code: str, kept: str) -> None:
    assert canonical(code) == kept


@given(st.one_of(st.text(max_size=40), gtins))
def test_canonical_form_is_its_own(code: str) -> None:
    assert canonical(canonical(code)) == canonical(code)


@given(gtins)
def test_every_written_form_of_a_gtin_leads_to_the_same_product(code: str) -> None:
    stored = canonical(code)
    for length in (12, 13, 14):
        if len(code.lstrip("0")) <= length:
            written = code.lstrip("0").rjust(length, "0")
            assert stored in lookups(written) or canonical(written) in lookups(code)


@given(st.text(max_size=40))
def test_lookups_begin_with_the_stored_form_and_never_repeat(code: str) -> None:
    forms = lookups(code)
    assert forms[:1] == ((canonical(code),) if canonical(code) else ())
    assert len(set(forms)) == len(forms)


def test_a_upc_stored_raw_before_is_found_by_its_thirteen_digits() -> None:
    assert lookups("0036000291452") == ("0036000291452", "036000291452", "00036000291452")


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("8991234567891", False),
        ("8991234567890", True),
        ("036000291453", True),
        ("96385075", True),
        ("18991234567899", True),
        ("12345", False),
        ("B003079", False),
        ("899123456789X", False),
    ],
)
def test_bad_check_digits(code: str, bad: bool) -> None:
    assert has_bad_check_digit(code) is bad


def test_plain_gtins_and_symbology_marks() -> None:
    assert read_scan("8991234567891\r\n") == Scan("gtin", "8991234567891", code="8991234567891")
    assert read_scan("]E08991234567891").code == "8991234567891"
    assert read_scan("]C0ABC-1").kind == "text"
    assert read_scan("]C0ABC-1").code == "ABC-1"
    assert read_scan("036000291452").code == "0036000291452"


def test_a_gs1_label_with_weight_price_expiry_and_batch() -> None:
    label = "]C1" + "01" + "08991234567891" + "3103001250" + "39200" + "18750\x1d" + "17" + "270200" + "10" + "LOT-7"
    scan = read_scan(label)
    assert scan.kind == "gs1"
    assert scan.code == "8991234567891"
    assert scan.quantity == Quantity(1250)
    assert scan.price == Rupiah(18750)
    assert scan.expiry == date(2027, 2, 28)
    assert scan.batch == "LOT-7"


@pytest.mark.parametrize(
    "label",
    [
        "0108991234567891310300125017261231",
        "\x1d0108991234567891310300125017261231",
        "]d20108991234567891\x1d310300125017261231",
        "(01)08991234567891(3103)001250(17)261231",
    ],
)
def test_gs1_with_and_without_marks(label: str) -> None:
    scan = read_scan(label)
    assert (scan.kind, scan.code, scan.quantity, scan.expiry) == (
        "gs1", "8991234567891", Quantity(1250), date(2026, 12, 31),
    )  # fmt: skip


def test_gs1_numbers_of_other_scales_are_rounded_once() -> None:
    assert read_scan("]C101089912345678913105001250").quantity == Quantity(13)
    assert read_scan("]C101089912345678913100000012").quantity == Quantity(12000)
    assert read_scan("]C10108991234567891393236018750").price == Rupiah(188)
    foreign = read_scan("]C10108991234567891393284018750")
    assert (foreign.price, foreign.currency) == (None, "840")
    assert read_scan("]C10108991234567891392218750").price == Rupiah(188)
    assert read_scan("]C1010899123456789139295").price == Rupiah(0)


def test_gs1_with_an_impossible_date_or_gtin() -> None:
    assert read_scan("]C1010899123456789117261331").expiry is None
    assert read_scan("]C1010899123456789117260231").expiry is None
    assert read_scan("]C10108991234567890").kind == "text"


def test_weighed_codes_by_weight_and_by_price() -> None:
    by_weight = read_scan(numbered("210012300750"))
    assert (by_weight.kind, by_weight.item, by_weight.quantity, by_weight.price) == (
        "weighed", "00123", Quantity(750), None,
    )  # fmt: skip
    assert by_weight.code == numbered("210012300750")
    assert by_weight.item_forms == ("00123", "123")
    by_price = read_scan(numbered("220012312500"), layouts=("22PPPPPRRRRRC",))
    assert (by_price.quantity, by_price.price) == (None, Rupiah(12500))
    guarded = read_scan(numbered("230012341250"), layouts=("23PPPPPVWWWWC",))
    assert guarded.quantity == Quantity(1250)


@pytest.mark.parametrize("prefix", ["20", "21", "22", "23", "24", "25", "26", "27", "28", "29"])
def test_every_prefix_of_the_shop_is_a_scales_label(prefix: str) -> None:
    """biip knows the same numbers as a shop's own, and no rule of Indonesia for what stands in them."""
    code = numbered(f"{prefix}0001712500")
    known = Gtin.parse(code)
    assert isinstance(known, Rcn)
    assert (known.usage, known.region, known.weight, known.price) == (RcnUsage.GEOGRAPHICAL, None, None, None)
    assert "id" not in [region.value for region in RcnRegion]
    weight, total = read_scan(code), read_scan(code, label_layouts([prefix]))
    assert (weight.kind, weight.item, weight.quantity, weight.price) == ("weighed", "00017", Quantity(12_500), None)
    assert (total.kind, total.item, total.quantity, total.price) == ("weighed", "00017", None, Rupiah(12_500))
    others = label_layouts([other for other in PREFIXES if other != prefix])
    assert read_scan(code, others).quantity == Quantity(12_500)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert read_scan(wrong).kind == "text"


@pytest.mark.parametrize("prefix", ["04", "19", "30", "40", "49"])
def test_no_other_prefix_is_a_scales_label(prefix: str) -> None:
    assert read_scan(numbered(f"{prefix}0001712500")).kind == "gtin"


def test_weighed_upc_is_the_same_with_twelve_and_thirteen_digits() -> None:
    upc = numbered("20012300750")
    assert read_scan(upc).item == read_scan("0" + upc).item == "00123"


def test_numbers_of_the_shop_without_a_measure_are_plain_codes() -> None:
    assert read_scan(numbered("210012300000")).kind == "gtin"
    assert read_scan(numbered("210000000123")).kind == "gtin"
    assert read_scan("2100123007508").kind == "text"
    assert read_scan(numbered("210012300750"), layouts=()).kind == "gtin"


def test_multiples() -> None:
    three = read_scan("3*8991234567891")
    assert (three.kind, three.quantity, three.code) == ("multiple", Quantity(3000), "8991234567891")
    assert three.of == Scan("gtin", "8991234567891", code="8991234567891")
    assert read_scan("0,75*TELUR").quantity == Quantity(750)
    assert read_scan("0.5 * gula").code == "GULA"
    assert read_scan("12*").of is None
    assert read_scan("0*GULA").kind == "text"
    assert read_scan("*GULA").kind == "text"
    assert read_scan("1,2345*GULA").kind == "text"


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("0123456789()]C1d2\x1d*.,", max_size=60),
        st.builds("{}{}".format, st.sampled_from(["]C1", "]d2", "(01)", "\x1d", "3*", "2"]), st.text(max_size=40)),
        st.builds("]C101{}{}".format, gtins, st.text("0123456789\x1d", max_size=40)),
    )
)
def test_reading_never_fails(text: str) -> None:
    scan = read_scan(text)
    assert scan.kind in {"gtin", "gs1", "weighed", "multiple", "text"}
    assert scan.code == canonical(scan.code)
    if scan.quantity is not None:
        assert scan.quantity >= 0


def test_a_very_long_text_is_text_at_once() -> None:
    assert read_scan("]C1" + "01089912345678911" * 10_000).kind == "text"
