"""Colours stand out from their ground in light and dark, borders are whole, the Qt binding counts references right."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from koperasi_pos.ui.theme.colours import DARK, LIGHT, Colours, contrast
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.tables import Table, TableColumn


@pytest.mark.parametrize("use", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out(use: Colours) -> None:
    pairs = {
        "ink on ground": (use.ink, use.ground), "ink on card": (use.ink, use.card),
        "ink on field": (use.ink, use.field),
        "quiet on ground": (use.ink2, use.ground), "quiet on card": (use.ink2, use.card),
        "chip": (use.on_mint, use.mint),
        "gold chip": (use.on_gold_ground, use.gold_ground), "primary": (use.on_green, use.green),
        "pay": (use.on_gold, use.gold), "red on card": (use.red, use.card), "red on red": (use.red, use.red_ground),
        "foot": (use.on_foot, use.foot), "ink on chosen": (use.ink, use.mint), "quiet on chosen": (use.ink2, use.mint),
        "total": ("#ffffff", use.green), "training": (use.on_training, use.training),
        "done well": (use.on_mint, use.card), "pay attention": (use.on_gold_ground, use.card),
    }  # fmt: skip
    weak = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < 4.5}
    assert not weak


def test_contrast_is_wcags() -> None:
    assert round(contrast("#ffffff", "#000000"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("use", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("columns", [1, 3])
def test_the_border_of_a_table_goes_around_its_headings(
    qtbot: QtBot, qapp: QApplication, use: Colours, columns: int
) -> None:
    apply_theme(qapp, use.name)
    table = Table("Contoh", [TableColumn(str(number), str) for number in range(columns)])
    qtbot.addWidget(table)
    table.resize(400, 300)
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus, timeout=90_000)
    picture = table.grab().toImage()
    apply_theme(qapp, "light")
    right, bottom = picture.width() - 1, picture.height() - 1

    def arc(at_right: bool, at_bottom: bool) -> int:
        """Pixels of the border in a corner of eight, without the straight ends of it."""
        points = ((abs(x - right * at_right), abs(y - bottom * at_bottom)) for x in range(1, 8) for y in range(1, 8))
        return sum(picture.pixelColor(x, y) != QColor(use.card) for x, y in points)

    seen = [arc(at_right, at_bottom) for at_bottom in (False, True) for at_right in (False, True)]
    assert min(seen) >= 6, seen


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on")
def test_the_binding_does_not_eat_references(qapp: QApplication) -> None:
    """A binding that drops a reference to None at every call ends the till after some hours (seen with Qt 6.12)."""
    field, button = QLineEdit(), QPushButton()

    def use() -> None:
        QTest.keyClicks(field, "a")
        button.click()
        qapp.processEvents()
        field.setText("a")

    use()
    before = (sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False))
    for _step in range(300):
        use()
    after = (sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False))
    assert all(now > then - 100 for now, then in zip(after, before, strict=True))
