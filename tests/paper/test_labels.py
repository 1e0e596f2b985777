"""Price labels: on sheets, on a roll, through the receipt printer."""

from __future__ import annotations

import io

from pypdf import PdfReader

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.paper.drawing import POINTS_A_MM
from koperasi_pos.paper.escpos import EscPos
from koperasi_pos.paper.labels import Label, bar_code, labels_of, roll, sheets, slip
from koperasi_pos.paper.layout import BarCode
from koperasi_pos.paper.text import preview
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.values import Quantity, Rupiah
from tests.paper.conftest import Golden

LABELS = [
    Label("Mi Goreng 85 g", Rupiah(3_100), "pcs", "8998866200301", "2026-11-24", "Harga termasuk PPN"),
    Label("Sabun batang aroma melati kemasan ekonomis isi ulang 110 gram", Rupiah(1_234_500), "dus", "KB-0001 X"),
    Label("كتاب سفينة النجا", Rupiah(18_000), "pcs", "12345670"),
    Label("Telur ayam", Rupiah(28_000), "kg"),
]


def test_a_sheet_holds_twenty_four_and_can_begin_where_the_last_one_ended() -> None:
    reader = PdfReader(io.BytesIO(sheets(LABELS * 6)))
    assert len(reader.pages) == 1
    assert round(float(reader.pages[0].mediabox.width) / POINTS_A_MM) == 210
    assert reader.pages[0].extract_text().count("Rp28.000") == 6
    used = PdfReader(io.BytesIO(sheets(LABELS * 6, skip=23)))
    assert [page.extract_text().count("Rp") for page in used.pages] == [1, 23]
    assert len(PdfReader(io.BytesIO(sheets([]))).pages) == 1


def test_a_roll_has_a_page_a_label() -> None:
    reader = PdfReader(io.BytesIO(roll(LABELS)))
    assert len(reader.pages) == 4
    assert {round(float(page.mediabox.width) / POINTS_A_MM) for page in reader.pages} == {58}
    first = reader.pages[0].extract_text()
    for word in ("Mi Goreng 85 g", "Rp3.100", "/ pcs", "8998866200301", "24/11/2026", "Harga termasuk PPN"):
        assert word in first


def test_labels_from_the_receipt_printer_look_as_they_did(golden: Golden) -> None:
    layout = slip(LABELS, 32)
    golden("labels_32.txt", preview(layout))
    paper = read_paper(EscPos().render(layout))
    assert [code.kind for code in paper.codes] == ["EAN13", "CODE128", "EAN8"]
    assert paper.cuts == 1


def test_every_pack_with_a_retail_price_has_a_label() -> None:
    product = ProductSaved(
        id="0" * 32, product="a" * 16, name="Mi Goreng", code="MG1",
        packs=[
            Pack(unit="pcs", codes=["8998866200301", "111"], prices=[Price(tier="retail", price=Rupiah(3_100))]),
            Pack(unit="renceng", factor=Quantity(10_000), prices=[Price(tier="retail", price=Rupiah(30_000))]),
            Pack(unit="dus", factor=Quantity(40_000), prices=[Price(tier="wholesale", price=Rupiah(115_000))]),
        ],
    )  # fmt: skip
    assert labels_of(product, day="2026-11-24") == [
        Label("Mi Goreng", Rupiah(3_100), "pcs", "8998866200301", "2026-11-24"),
        Label("Mi Goreng", Rupiah(30_000), "renceng", "MG1", "2026-11-24"),
    ]


def test_which_bars_a_code_gets() -> None:
    assert bar_code("8998866200301") == BarCode("8998866200301", "EAN13")
    assert bar_code("8998866200302") == BarCode("8998866200302"), "a wrong check digit is no EAN, but a code"
    assert bar_code("12345670") == BarCode("12345670", "EAN8")
    assert bar_code("") is None
    assert bar_code("كود") is None
    assert bar_code("X" * 23) is None


def test_a_code_too_long_for_narrow_paper_is_printed_as_text() -> None:
    layout = slip([Label("Kopi", Rupiah(500), code="PANJANG-SEKALI-0001")], 32)
    assert not any(isinstance(block, BarCode) for block in layout.blocks)
    assert "PANJANG-SEKALI-0001" in preview(layout)
    wide = slip([Label("Kopi", Rupiah(500), code="PANJANG-SEKALI-0001")], 48)
    assert BarCode("PANJANG-SEKALI-0001") in wide.blocks
