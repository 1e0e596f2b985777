"""The first start by keyboard alone: from an empty folder to a till that sells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos.operations import products, shops, staff
from koperasi_pos.operations.till import open_till
from koperasi_pos.settings import read_settings
from koperasi_pos.ui.pages.welcome_page import WelcomeWindow
from koperasi_pos.ui.theme.style import apply_theme


def press(window: WelcomeWindow, *keys: Qt.Key) -> None:
    for key in keys:
        focused: QWidget | None = window.focusWidget()
        QTest.keyClick(window if focused is None else focused, key)


def type_in(window: WelcomeWindow, text: str) -> None:
    QTest.keyClicks(window.focusWidget(), text)


def test_from_nothing_to_a_shop(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication, take_picture: Callable[..., Path]
) -> None:
    apply_theme(qapp, "light")
    home = tmp_path / "new"
    window = WelcomeWindow(home)
    qtbot.addWidget(window)
    window.show()
    window.shop_name.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.stack.currentIndex() == 0
    assert window.wrong.text()
    type_in(window, "Koperasi Contoh")
    take_picture(window, "welcome-1")
    press(window, Qt.Key.Key_Return)
    window.width_choice.set_value("48")
    take_picture(window, "welcome-2")
    press(window, Qt.Key.Key_Return)
    type_in(window, "Bu Kepala")
    press(window, Qt.Key.Key_Tab)
    type_in(window, "135790")
    press(window, Qt.Key.Key_Tab)
    type_in(window, "135791")
    press(window, Qt.Key.Key_Return)
    assert window.stack.currentIndex() == 2
    assert "sama" in window.wrong.text()
    window.pin_again.setText("135790")
    window.cashier.setText("Zidan")
    window.cashier_pin.setText("975310")
    take_picture(window, "welcome-3")
    press(window, Qt.Key.Key_Return)
    take_picture(window, "welcome-4")
    with qtbot.waitSignal(window.finished, timeout=20_000):
        press(window, Qt.Key.Key_Return)
    assert window.made
    till = open_till(home)
    try:
        assert shops.shop(till).name == "Koperasi Contoh"
        assert {member.name for member in staff.people(till)} == {"Bu Kepala", "Zidan"}
        assert len(products.find_products(till, "", limit=200)) > 50
        assert products.favourites(till)
    finally:
        till.close()
    assert read_settings(home).settings.paper_width == 48


def test_closed_without_an_answer_nothing_is_made(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    window = WelcomeWindow(tmp_path / "new")
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.finished, timeout=5_000):
        window.close()
    assert not window.made
    assert not (tmp_path / "new").exists()
