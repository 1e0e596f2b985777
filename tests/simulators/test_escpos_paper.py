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


def test_bit_images_take_one_or_three_bytes_a_column() -> None:
    paper = read_paper(b"\x1b*\x21\x02\x00abcdef\n\x1b*\x01\x03\x00abcZ\n")
    assert paper.pictures == [PrintedPicture(2, 24), PrintedPicture(3, 8)]
    assert [line.text for line in paper.lines] == ["", "Z"]


def test_raster_and_unknown_commands() -> None:
    paper = read_paper(b"a\x1dv0\x00\x01\x00\x02\x00\xff\x00\x1b\x01b\n")
    assert paper.items == [
        PrintedLine("a", columns=1),
        PrintedPicture(8, 2, bits=b"\xff\x00"),
        Unknown(b"\x1b\x01"),
        PrintedLine("b", columns=1),
    ]


COMMANDS = {
    "ESC SP": b"\x1b \x02", "ESC $": b"\x1b$\x10\x00", "ESC %": b"\x1b%\x00", "ESC -": b"\x1b-\x01", "ESC 2": b"\x1b2",
    "ESC 3": b"\x1b3\x18", "ESC =": b"\x1b=\x01", "ESC D": b"\x1bD\x08\x10\x18\x00", "ESC M": b"\x1bM\x01",
    "ESC R": b"\x1bR\x00", "ESC S": b"\x1bS", "ESC V": b"\x1bV\x00", "ESC W": b"\x1bW" + bytes(8),
    "ESC \\": b"\x1b\\\x05\x00", "ESC c 5": b"\x1bc5\x00", "ESC {": b"\x1b{\x00",
    "ESC (": b"\x1b(A\x04\x000\x33\x03\x05",
    "ESC &": b"\x1b&\x03\x41\x42\x02" + bytes(6) + b"\x01" + bytes(3), "ESC B": b"\x1bB\x03\x02",
    "GS #": b"\x1d#\x01", "GS *": b"\x1d*\x01\x02" + bytes(16), "GS /": b"\x1d/\x00", "GS B": b"\x1dB\x00",
    "GS H": b"\x1dH\x02", "GS L": b"\x1dL\x10\x00", "GS P": b"\x1dP\x00\x00", "GS W": b"\x1dW\x80\x01",
    "GS ^": b"\x1d^\x01\x00\x00", "GS a": b"\x1da\xff", "GS C 0": b"\x1dC0\x01\x02", "GS C 1": b"\x1dC1" + bytes(6),
    "GS C ;": b"\x1dC2\x01\x00", "GS Q 0": b"\x1dQ0\x00\x01\x00\x02\x00ab", "GS g 0": b"\x1dg0\x00\x01\x00",
    "GS z 0": b"\x1dz0\x01\x02", "GS r": b"\x1dr\x01", "GS ( E": b"\x1d(E\x03\x00\x01IN", "GS f": b"\x1df\x00",
    "FS !": b"\x1c!\x00", "FS &": b"\x1c&", "FS (": b"\x1c(A\x02\x00\x30\x00", "FS p": b"\x1cp\x01\x00",
    "FS q": b"\x1cq\x01\x01\x00\x01\x00" + bytes(8), "FS g 1": b"\x1cg1\x00" + bytes(4) + b"\x03\x00abc",
    "FS g 2": b"\x1cg2\x00" + bytes(4) + b"\x03\x00", "FS S": b"\x1cS\x00\x00", "DLE EOT": b"\x10\x04\x01",
    "DLE EOT 7": b"\x10\x04\x07\x01", "DLE ENQ": b"\x10\x05\x01", "DLE DC4": b"\x10\x14\x01\x00\x05",
    "DLE DC4 8": b"\x10\x14\x08" + bytes(7),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_the_end_of_every_command_is_known(name: str) -> None:
    paper = read_paper(COMMANDS[name] + b"Z\n")
    assert paper.items == [PrintedLine("Z", columns=1)]


@pytest.mark.parametrize("lead", [b"\x1b", b"\x1d", b"\x1c", b"\x10"])
def test_an_unknown_command_is_noted_and_passed_over(lead: bytes) -> None:
    assert read_paper(lead + b"\x7fZ\n").items == [Unknown(lead + b"\x7f"), PrintedLine("Z", columns=1)]


def test_large_graphics_feeds_and_tabs() -> None:
    stored = b"0p0\x01\x011\x08\x00\x02\x00\xff\x00"
    stream = b"\x1d8L" + len(stored).to_bytes(4, "little") + stored + b"\x1d(L\x02\x0002" + b"a\tb\x1bd\x03c\x0c"
    assert read_paper(stream).items == [
        PrintedPicture(8, 2, bits=b"\xff\x00"),
        PrintedLine("a b", columns=3),
        PrintedLine(""),
        PrintedLine(""),
        PrintedLine("c", columns=1),
    ]
