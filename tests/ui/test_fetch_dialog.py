"""A new computer in the place of a lost one: the shop is fetched from the province at the first start, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from koperasi_pos.operations import shops
from koperasi_pos.operations.till import open_till
from koperasi_pos.sync.enrolment import fetch_shop
from koperasi_pos.ui.dialogs.fetch_dialog import FetchDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.welcome_page import WelcomeWindow
from koperasi_pos.ui.theme.style import apply_theme
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.sync.plain_province import PlainProvince
from tests.sync.shop_line import drain, enrolled_till, worker_of


def test_the_shop_is_fetched_and_goes_on_after_a_line_that_broke(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    clock = Clock()
    province = PlainProvince(clock, page=3)
    till = enrolled_till(tmp_path / "k1", province, clock)
    bread = stock_up(till, "Roti", 5000)
    begin_shift(till)
    for _ in range(8):
        sell(till, one(bread))
    drain(worker_of(till, province))
    till.close()
    province.codes["BBBB2222"] = ("replace", "", "K1")
    asked = [0]

    def breaks(method: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
        asked[0] += 1
        return (503, {}, b"") if asked[0] == 4 else None

    province.meddle = breaks

    def fetch(home: Path, address: str, code: str, came: Callable[[int], None]) -> None:
        fetch_shop(
            home, address, code, connect=lambda address, settings: province, clock=clock, keyring_allowed=False,
            progress=lambda now: came(now.entries),
        ).close()  # fmt: skip

    apply_theme(qapp, "light")
    home = tmp_path / "new"
    window = WelcomeWindow(home, keyring_allowed=False, fetch=fetch)
    window.show()
    window.shop.name.setFocus()
    try:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_F8)
        dialog = open_dialog()
        assert isinstance(dialog, FetchDialog)
        dialog.scanned("koperasi-pos:enrol?server=https%3A%2F%2Fprovince.test&code=BBBB-2222")
        QTest.keyClick(dialog.fields.code, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "sibuk" in dialog.wrong.text(), timeout=90_000)
        assert not window.made
        dialog.fields.code.clear()  # it goes on where it was
        QTest.keyClick(dialog.fields.code, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.made, timeout=90_000)
    finally:
        window.close()
        window.deleteLater()
    again = open_till(home, clock=clock)
    try:
        assert shops.till_code(again) == "K1B"
        assert province.asked.count("/v1/enrol") == 2
    finally:
        again.close()
