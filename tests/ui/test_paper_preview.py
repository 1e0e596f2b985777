"""The strip of paper on the screen: as wide as its columns, as long as the slip, every block drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from koperasi_pos.paper.layout import WIDTHS, BarCode, Layout, QrCode, Slip
from koperasi_pos.paper.receipts import Print, sale_receipt
from koperasi_pos.paper.slips import sample_page
from koperasi_pos.paper.text import preview
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.paper_preview import INK, PAPER, PaperPreview, Strip
from koperasi_pos.ui.widgets.slip_panel import SlipButton, SlipPanel
from tests.paper import samples


def ink(image: QImage, top: int, bottom: int) -> int:
    """How many dark dots lie between two heights."""
    return sum(
        image.pixelColor(x, y).lightness() < 100
        for y in range(top, min(bottom, image.height()))
        for x in range(image.width())
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_strip_is_as_wide_as_its_columns(qtbot: QtBot, width: int) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show_slip(sale_receipt(samples.full_sale(), samples.SHOP, samples.on(width)))
    assert strip.width() == pytest.approx(width * 7.8 + 32, abs=4)
    assert strip.height() > 600


def test_every_block_leaves_ink_and_the_paper_stays_within_its_edges(qtbot: QtBot) -> None:
    page = sample_page(samples.SHOP, Print(samples.TIME, samples.HASH, logo=samples.logo()))
    for block in page.blocks:
        alone = Layout(page.width, (block,))
        strip = Strip()
        qtbot.addWidget(strip)
        strip.show_slip(alone)
        image = strip.grab().toImage()
        assert (ink(image, 0, image.height()) > 0) == (preview(alone).strip() != ""), block
        assert ink(image.copy(0, 0, 8, image.height()), 0, image.height()) == 0


def test_bar_and_qr_codes_are_drawn_in_whole_dots(qtbot: QtBot) -> None:
    slip = Slip(32)
    slip.add(BarCode("K1-004217"))
    slip.add(QrCode("KOPERASI POS"))
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show_slip(slip.layout())
    image = strip.grab().toImage()
    for y in (40, image.height() - 80):
        row = [image.pixelColor(x, y).name() for x in range(8, image.width() - 8)]
        assert set(row) == {PAPER.name(), INK.name()}, "a bar or a dot is blurred"


def test_the_preview_tells_readers_of_the_screen_what_it_shows(qtbot: QtBot) -> None:
    seen = PaperPreview()
    qtbot.addWidget(seen)
    layout = sale_receipt(samples.full_sale(), samples.SHOP, samples.on())
    seen.show_slip(layout)
    assert seen.slip is layout
    assert seen.text() == preview(layout) == seen.accessibleName()
    seen.show_slip(None)
    assert seen.text() == ""


def test_a_panel_without_a_slip_says_so_and_does_nothing(
    qtbot: QtBot, qapp: QApplication, take_picture: Callable[..., Path]
) -> None:
    apply_theme(qapp, "light")
    pressed: list[str] = []
    panel = SlipPanel("Pilih struk.", [SlipButton("Cetak", "F8", lambda: pressed.append("print"))])
    qtbot.addWidget(panel)
    panel.buttons[0].click()
    assert pressed == []
    panel.show_slip(sale_receipt(samples.full_sale(), samples.SHOP, samples.on(48)))
    panel.buttons[0].click()
    assert pressed == ["print"]
    take_picture(panel, "slip_panel", (480, 900))
    assert panel.preview.horizontalScrollBar().maximum() == 0
