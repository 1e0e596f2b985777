"""Weights from bytes: the formats of the manuals, cut anywhere, between noise."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.devices.scale_protocols import AskProtocol, StreamProtocol, read_line
from koperasi_pos.trade.weighing import Weighing, tare_taken, weight_taken
from koperasi_pos.values import Quantity, Refusal

ANSWER = b"\x01\x02S 01.234kg\x65\x03\x04"


def kilo(thousandths: int, state: str = "stable") -> Weighing:
    """A weighing."""
    return Weighing(state, Quantity(thousandths))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"ST,GS,+  1.234kg", kilo(1234)),
        (b"US,GS,+  1.234kg", kilo(1234, "moving")),
        (b"ST,NT,-  0.050kg", kilo(-50)),
        (b"ST,GS,   0.750 kg", kilo(750)),
        (b"ST,GS,1\xc4,   1.500 kg", kilo(1500)),
        (b"ST,GS,1\xc4,  -0.020 kg", kilo(-20)),
        (b"ST,+0001234.5  g", kilo(1235)),
        (b"ST,+00012.345 kg", kilo(12_345)),
        (b"ST, GS, +0123.456", kilo(123_456)),
        (b"OL,GS,+999.999kg", kilo(0, "overload")),
        (b"OL,-9999999.9  g", kilo(0, "underload")),
        (b"OL,GS,--------kg", kilo(0, "overload")),
        (b"QT,+00000012 PC", None),
        (b"ST,GS,+  1.2.4kg", None),
        (b"ST,GS,+  1.234lb", None),
        (b"ST,GS,", None),
        (b"", None),
    ],
)
def test_lines_of_the_manuals(line: bytes, found: Weighing | None) -> None:
    assert read_line(line) == found


def test_the_answer_of_the_manual_and_its_check_byte() -> None:
    assert AskProtocol().take(ANSWER) == ([kilo(1234)], b"")
    spoilt = ANSWER.replace(b"1.234", b"1.235")
    assert AskProtocol().take(spoilt) == ([], b"")
    assert AskProtocol().take(b"\x06") == ([], b"\x11")


@given(st.lists(st.integers(0, 60), max_size=6), st.binary(max_size=12).filter(lambda noise: b"\r" not in noise))
def test_cut_anywhere_it_is_the_same(places: list[int], noise: bytes) -> None:
    stream = b"\r\n" + b"ST,GS,+  1.234kg\r\n" * 2 + noise.replace(b"\n", b"") + b"\r\nUS,GS,-  0.010kg\r\n"
    ask = b"\x06" + ANSWER + b"\x15" + ANSWER
    for said, protocol in ((stream, StreamProtocol()), (ask, AskProtocol())):
        whole, back = type(protocol)().take(said)
        found, sent = [], b""
        cuts = [0, *sorted(min(place, len(said)) for place in places), len(said)]
        for start, end in pairwise(cuts):
            some, answer = protocol.take(said[start:end])
            found += some
            sent += answer
        assert found == whole
        assert len(sent) == len(back)


@given(st.binary(max_size=600))
def test_no_noise_makes_it_stumble_or_remember_without_end(noise: bytes) -> None:
    for protocol in (StreamProtocol(), AskProtocol()):
        protocol.take(noise)
        assert len(protocol._rest) <= 256
        protocol.forget()
        said = b"\r\nST,GS,+  1.234kg\r\n" if isinstance(protocol, StreamProtocol) else ANSWER
        assert protocol.take(said)[0][-1] == kilo(1234)


@pytest.mark.parametrize(
    ("weighing", "tare", "code"),
    [
        (None, 0, "scale_silent"),
        (kilo(0, "overload"), 0, "scale_overload"),
        (kilo(500, "moving"), 0, "scale_moving"),
        (kilo(-20), 0, "scale_negative"),
        (kilo(100), 250, "scale_negative"),
        (kilo(0, "underload"), 0, "scale_negative"),
        (kilo(250), 250, "scale_empty"),
    ],
)
def test_what_may_not_be_sold(weighing: Weighing | None, tare: int, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        weight_taken(weighing, tare=Quantity(tare))
    assert refusal.value.code == code


def test_weight_without_its_container_in_the_unit_of_the_goods() -> None:
    assert weight_taken(kilo(1234), tare=Quantity(34)) == Quantity(1200)
    assert weight_taken(kilo(1234), unit="ons") == Quantity(12_340)
    assert weight_taken(kilo(1234), unit="Gram") == Quantity(1_234_000)
    assert tare_taken(kilo(34)) == Quantity(34)
