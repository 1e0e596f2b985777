"""The reader of ESC/POS: streams of another library, random bytes, and the commands one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.simulators.escpos_paper import (
    PrintedCode,
    PrintedLine,
    PrintedPicture,
    Pulse,
    Unknown,
    read_paper,
)

STREAMS = {
    # name: (cuts, codes, pictures, a text that is on the paper)
    "barcode": (1, 40, 0, "Height 4"),
    "bit-image": (1, 0, 4, ""),
    "character-encodings": (1, 0, 0, ""),
    "character-tables": (1, 0, 0, ""),
    "demo": (14, 4, 8, "The quick brown fox jumps over the lazy dog"),
    "graphics": (1, 0, 4, ""),
    "margins-and-spacing": (1, 0, 0, ""),
    "pdf417-code": (1, 24, 0, "[PDF417]"),
    "qr-code": (1, 19, 0, "[QR]"),
    "receipt-with-logo": (1, 0, 1, "Subtotal                                   12.95"),
    "text-size": (1, 0, 0, ""),
    "unifont-print-buffer": (1, 0, 0, ""),
}


@pytest.mark.parametrize("name", STREAMS)
def test_streams_of_another_library_are_read_without_losing_step(name: str, shared_data: Path) -> None:
    paper = read_paper((shared_data / "escpos" / f"{name}.bin").read_bytes())
    cuts, codes, pictures, text = STREAMS[name]
    assert (paper.cuts, len(paper.codes), len(paper.pictures)) == (cuts, codes, pictures)
    assert not paper.unknown
    assert text in paper.text(48)
    assert all(letter >= " " for line in paper.lines for letter in line.text)


@given(stream=st.binary(max_size=400))
def test_random_bytes_never_raise(stream: bytes) -> None:
    paper = read_paper(stream)
    assert isinstance(paper.text(32), str)
    assert sum(len(piece.items) for piece in paper.slips()) == len(paper.items)


@given(stream=st.binary(max_size=60), data=st.data())
def test_commands_cut_off_anywhere_never_raise(stream: bytes, data: st.DataObject) -> None:
    whole = b"\x1b@Kopi\n\x1dv0\x00\x02\x00\x02\x00abcd\x1dkI\x05{BK1-\x1b*\x21\x02\x00abcdef" + stream
    cut = data.draw(st.integers(0, len(whole)))
    read_paper(whole[:cut])


def test_style_place_and_width_are_seen() -> None:
    paper = read_paper(b"\x1b!\x38\x1ba\x01Toko\n\x1b!\x00\x1ba\x02Rp5\n\x1dB\x00x")
    assert paper.lines == [
        PrintedLine("Toko", "centre", bold=True, tall=True, columns=8),
        PrintedLine("Rp5", "right", columns=3),
        PrintedLine("x", "right", columns=1),
    ]
    assert paper.text(10) == "   Toko\n       Rp5\n         x"


def test_a_reset_forgets_half_a_line() -> None:
    assert read_paper(b"\x1bE\x01Sabun bat\x1b@Kopi\n").lines == [PrintedLine("Kopi", columns=4)]


def test_drawer_cut_and_codes() -> None:
    paper = read_paper(b"\x1bp\x00\x32\x32\x1dkI\x0b{BK1-000001\x1dV\x42\x00\x1bp\x01\x19\xfa")
    assert paper.items[0] == Pulse(2, 0)
    assert paper.items[1] == PrintedCode("CODE128", "K1-000001")
    assert [len(piece.items) for piece in paper.slips()] == [3, 1]
    assert paper.pulses[1].pin == 5


def test_code_pages_are_followed() -> None:
    assert read_paper(b"\x82 \x1bt\x10\xe9\n").text(32) == "é é"


def test_raster_and_unknown_commands() -> None:
    paper = read_paper(b"a\x1dv0\x00\x01\x00\x02\x00\xff\x00\x1b\x01b\n")
    assert paper.items == [
        PrintedLine("a", columns=1),
        PrintedPicture(8, 2, bits=b"\xff\x00"),
        Unknown(b"\x1b\x01"),
        PrintedLine("b", columns=1),
    ]
