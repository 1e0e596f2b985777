"""Bytes for the printer: read back they are what the preview shows, and they obey what cheap printers need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koperasi_pos.journal.documents import SaleCompleted, ShopSaved
from koperasi_pos.paper.code_pages import CODE_PAGES
from koperasi_pos.paper.escpos import ROWS_A_PIECE, Abilities, EscPos, code_128, small_logo
from koperasi_pos.paper.layout import WIDTHS, Arabic, BarCode, Layout, QrCode, Slip
from koperasi_pos.paper.receipts import refund_receipt, sale_receipt
from koperasi_pos.paper.shifts import z_report
from koperasi_pos.paper.text import preview
from koperasi_pos.simulators.escpos_paper import CutMark, PrintedCode, read_paper
from tests.paper import samples
from tests.paper.conftest import Golden
from tests.source import ROOT

WRITERS = {
    (page, raster): EscPos(Abilities(page, raster_arabic=raster)) for page in CODE_PAGES for raster in (True, False)
}


def shown(layout: Layout, page: str, *, raster: bool) -> str:
    """The preview of what that printer prints, pictures aside."""
    return preview(layout, code_page=page, pictures=False, raster_arabic=raster).rstrip("\n ")


@given(
    sale=samples.sales(), shop=samples.shops(), width=st.sampled_from(WIDTHS), page=st.sampled_from(list(CODE_PAGES)),
    raster=st.booleans(),
)  # fmt: skip
def test_any_receipt_read_back_is_its_preview(
    sale: SaleCompleted, shop: ShopSaved, width: int, page: str, raster: bool
) -> None:
    layout = sale_receipt(sale, shop, samples.on(width, copy=1))
    paper = read_paper(WRITERS[page, raster].render(layout))
    assert paper.text(width) == shown(layout, page, raster=raster)
    assert max(line.columns for line in paper.lines) <= width
    assert not paper.unknown
    assert not paper.pulses
    assert paper.cuts == 1
    assert isinstance(paper.items[-1], CutMark)


@pytest.mark.parametrize("width", WIDTHS)
def test_other_slips_read_back_are_their_previews(width: int) -> None:
    for layout in (
        refund_receipt(samples.refund(), samples.SHOP, samples.on(width)),
        z_report(samples.shift_closed(), samples.SHOP, samples.on(width)),
    ):
        paper = read_paper(WRITERS["CP437", True].render(layout))
        assert paper.text(width) == shown(layout, "CP437", raster=True)


def test_a_slip_begins_with_a_reset_and_its_code_page() -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on())
    numbers = {"CP437": 0, "CP850": 2, "CP858": 19, "CP1252": 16, "CP852": 18, "CP860": 3, "ISO_8859-15": 40}
    for page, number in numbers.items():
        for _ in range(2):  # the printer object is kept: its second slip begins like its first
            assert WRITERS[page, True].render(layout).startswith(b"\x1b@\x1bt" + bytes((number,)))


def test_the_same_slip_gives_the_same_bytes(golden: Golden) -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on())
    writer = WRITERS["CP437", False]
    first = writer.render(layout)
    writer.render(z_report(samples.shift_closed(), samples.SHOP, samples.on(48)))
    assert writer.render(layout) == first
    golden("receipt_32.bin", first)


def test_the_number_is_bars_that_the_printer_draws() -> None:
    paper = read_paper(EscPos().render(sale_receipt(samples.full_sale(), samples.SHOP, samples.on())))
    assert paper.codes == [PrintedCode("CODE128", "K1-004217", "centre")]


def test_qr_and_ean_are_drawn_by_the_printer() -> None:
    slip = Slip(32)
    slip.add(QrCode("saldo: 12.500 – santri"))
    slip.add(BarCode("8998866200301", "EAN13"))
    slip.add(BarCode("12345670", "EAN8"))
    paper = read_paper(EscPos().render(slip.end()))
    assert [(code.kind, code.content) for code in paper.codes] == [
        ("QR", "saldo: 12.500 – santri"),
        ("EAN13", "8998866200301"),
        ("EAN8", "12345670"),
    ]
    assert not paper.pictures


@given(code=st.from_regex(r"[ -~]{1,20}", fullmatch=True))
def test_any_code_128_comes_back(code: str) -> None:
    slip = Slip(32)
    slip.add(BarCode(code))
    (found,) = read_paper(EscPos_.render(slip.end())).codes
    assert found.content.replace("{{", "{") == code


EscPos_ = EscPos()


def test_pairs_of_digits_take_half_the_bars() -> None:
    assert code_128("899886") == "{C" + chr(89) + chr(98) + chr(86)
    assert code_128("8998866") == "{B8998866"


def test_pictures_come_in_pieces_that_cheap_printers_keep() -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on(logo=samples.logo()))
    paper = read_paper(EscPos().render(layout))
    assert len(paper.pictures) >= 3
    assert all(picture.height <= ROWS_A_PIECE for picture in paper.pictures)
    assert all(picture.width <= 384 for picture in paper.pictures)
    assert all(any(picture.bits) for picture in paper.pictures)
    assert small_logo(samples.logo()).size == (160, 120)


def test_arabic_letters_are_joined_and_run_from_the_right() -> None:
    slip = Slip(32)
    slip.add(Arabic("سلام", "right"))
    (picture,) = read_paper(EscPos().render(slip.end())).pictures
    across = picture.width // 8
    inked = {at % across for at, byte in enumerate(picture.bits) if byte}
    assert min(inked) > across / 2, "the word stands against the right edge"
    assert max(inked) >= across - 2
    assert max(inked) - min(inked) + 1 == len(inked), "letters of one word hang together"


def test_without_a_cutter_the_paper_is_fed_to_the_edge() -> None:
    layout = z_report(samples.shift_closed(), samples.SHOP, samples.on())
    stream = EscPos(Abilities(cut=False)).render(layout)
    assert read_paper(stream).cuts == 0
    assert stream.endswith(b"\x1bd\x04")


def test_the_library_leaves_nothing_behind(tmp_path: Path) -> None:
    """Importing it makes a folder and a handler on the root log, and some of its calls talk to the screen."""
    program = """
import logging
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.receipts import sale_receipt
from tests.paper import samples
EscPos().render(sale_receipt(samples.full_sale(), samples.SHOP, samples.on(logo=samples.logo())))
print(logging.getLogger().handlers)
"""
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (found.stdout, found.stderr) == ("[]\n", "")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_code_page_is_refused() -> None:
    with pytest.raises(ValueError, match="no code page"):
        EscPos(Abilities("CP9999"))
