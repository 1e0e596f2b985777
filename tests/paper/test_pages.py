"""PDF pages and pictures: the size of the paper, every word of the slip, bars that scan."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from koperasi_pos.journal.documents import SaleCompleted, ShopSaved
from koperasi_pos.paper.drawing import MARGIN_MM, POINTS_A_MM, Bars, Dots, Picture, Words, bars, draw
from koperasi_pos.paper.fonts import length
from koperasi_pos.paper.layout import WIDTHS, BarCode, QrCode, Slip
from koperasi_pos.paper.pdf import receipt_pdf
from koperasi_pos.paper.picture import DOTS_A_POINT, receipt_png
from koperasi_pos.paper.receipts import sale_receipt
from koperasi_pos.paper.shifts import z_report
from koperasi_pos.paper.text import preview
from tests.paper import samples


def millimetres(page_width: float) -> int:
    """Points as whole millimetres."""
    return round(page_width / POINTS_A_MM)


@pytest.mark.parametrize(("width", "paper"), [(32, 58), (42, 80), (48, 80)])
def test_a_receipt_is_one_page_as_wide_as_the_paper_with_every_word(width: int, paper: int) -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on(width, logo=samples.logo()))
    reader = PdfReader(io.BytesIO(receipt_pdf(layout, title="K1-004217")))
    (page,) = reader.pages
    assert millimetres(float(page.mediabox.width)) == paper
    assert reader.metadata is not None
    assert reader.metadata.title == "K1-004217"
    found = set(page.extract_text().split())
    wanted = {word.replace("−", "–") for word in preview(layout, pictures=False).split() if set(word) != {"-"}}
    assert wanted <= found
    assert len(page.images) == 1


def test_the_same_slip_gives_the_same_file() -> None:
    layout = z_report(samples.shift_closed(), samples.SHOP, samples.on())
    assert receipt_pdf(layout) == receipt_pdf(layout)


@given(sale=samples.sales(), shop=samples.shops(), width=st.sampled_from(WIDTHS))
@settings(max_examples=30)
def test_no_word_of_any_receipt_leaves_the_paper(sale: SaleCompleted, shop: ShopSaved, width: int) -> None:
    drawing = draw(sale_receipt(sale, shop, samples.on(width)))
    edge = drawing.width - MARGIN_MM * POINTS_A_MM
    below = 0.0
    for mark in drawing.marks:
        if isinstance(mark, Words) and not mark.arabic:
            assert mark.x >= MARGIN_MM * POINTS_A_MM - 0.1
            assert mark.x + length(mark.text, mark.size, bold=mark.bold) <= edge + 0.1
            below = max(below, mark.y)
    assert drawing.height > below > 0


def test_a_picture_is_as_wide_as_the_paper_and_shows_ink() -> None:
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on(logo=samples.logo()))
    with Image.open(io.BytesIO(receipt_png(layout))) as image:
        assert image.format == "PNG"
        assert image.width == round(58 * POINTS_A_MM * DOTS_A_POINT)
        assert image.height > image.width * 2
        histogram = image.convert("L").histogram()
    assert sum(histogram[:64]) > 20_000
    assert histogram[255] > sum(histogram[:64])


def test_bars_of_a_picture_are_whole_dots_and_all_there() -> None:
    slip = Slip(32)
    slip.add(BarCode("K1-004217"))
    layout = slip.layout()
    (mark,) = [mark for mark in draw(layout).marks if isinstance(mark, Bars)]
    with Image.open(io.BytesIO(receipt_png(layout))) as image:
        row = [image.getpixel((x, round((mark.y + 5) * DOTS_A_POINT))) == 0 for x in range(image.width)]
    first, last = row.index(True), len(row) - row[::-1].index(True)
    wide = (last - first) // len(mark.pattern)
    assert (last - first) % len(mark.pattern) == 0
    read = "".join("1" if row[first + at * wide] else "0" for at in range(len(mark.pattern)))
    assert read == mark.pattern


LEFT = {
    "0001101": "0", "0011001": "1", "0010011": "2", "0111101": "3", "0100011": "4", "0110001": "5", "0101111": "6",
    "0111011": "7", "0110111": "8", "0001011": "9",
}  # fmt: skip
FIRST = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")


def read_ean13(pattern: str) -> str:
    """The digits of an EAN-13, read from its bars."""
    assert (pattern[:3], pattern[45:50], pattern[92:]) == ("101", "01010", "101")
    digits, parity = "", ""
    for at in range(3, 45, 7):
        piece = pattern[at : at + 7]
        mirrored = piece.translate(str.maketrans("01", "10"))[::-1]
        parity += "L" if piece in LEFT else "G"
        digits += LEFT.get(piece) or LEFT[mirrored]
    for at in range(50, 92, 7):
        digits += LEFT[pattern[at : at + 7].translate(str.maketrans("01", "10"))]
    return str(FIRST.index(parity)) + digits


@pytest.mark.parametrize("code", ["8998866200301", "0012345678905", "2012345007505"])
def test_the_bars_of_an_ean_13_say_its_digits(code: str) -> None:
    assert read_ean13(bars(BarCode(code, "EAN13"))) == code


def test_a_code_without_bars_is_an_error() -> None:
    for code in ("ABC", "2012345007506", "899886620030"):
        with pytest.raises(ValueError, match="EAN13"):
            bars(BarCode(code, "EAN13"))


def test_a_qr_code_and_a_logo_stand_in_the_middle() -> None:
    slip = Slip(48)
    slip.add(QrCode("K1-004217"))
    drawing = draw(slip.layout())
    (mark,) = [mark for mark in drawing.marks if isinstance(mark, Dots)]
    assert len(mark.rows) == len(mark.rows[0]) == 21
    assert mark.rows[0].startswith("1111111")
    assert abs(mark.x + 21 * mark.module / 2 - drawing.width / 2) < 0.01
    with Image.open(io.BytesIO(receipt_png(slip.layout()))) as image:
        ink = image.convert("L").point(lambda grey: 255 - grey).getbbox()
    assert ink is not None
    assert abs((ink[2] - ink[0]) - (ink[3] - ink[1])) <= 1, "a QR code is square"
    assert (ink[2] - ink[0]) % 21 == 0, "and its dots are whole"
    assert receipt_pdf(slip.layout()).startswith(b"%PDF")
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on(48, logo=samples.logo()))
    (logo,) = [mark for mark in draw(layout).marks if isinstance(mark, Picture)]
    assert logo.width / logo.height == pytest.approx(4 / 3)
    with Image.open(io.BytesIO(receipt_png(layout))) as image:
        assert image.size[0] == round(80 * POINTS_A_MM * DOTS_A_POINT)
