"""A backup comes back at the first start: with its recovery code, whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from koperasi_pos.operations import products, shops, upkeep
from koperasi_pos.operations.till import STORE_FILE, open_till
from koperasi_pos.ui.dialogs.restore_dialog import RestoreDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.welcome_page import WelcomeWindow
from tests.counter import HEAD, shop_in, stock_up
from tests.ui.squeezed import squeezed
from tests.ui.test_welcome_page import Pictures, home, press, window

__all__ = ["home", "window"]


def test_a_backup_comes_back_on_another_computer(
    window: WelcomeWindow, home: Path, tmp_path: Path, qtbot: QtBot, take_picture: Pictures
) -> None:
    old = shop_in(tmp_path / "old")
    stock_up(old, "Sabun", 4500)
    code = upkeep.recovery_code(old, by=HEAD)
    kept = tmp_path / "kept.backup"
    upkeep.make_backup(old, kept)
    old.close()
    press(window, Qt.Key.Key_F6)
    dialog = open_dialog()
    assert isinstance(dialog, RestoreDialog)
    press(dialog, Qt.Key.Key_Return)
    assert dialog.wrong.isVisible()
    dialog.file.setText(str(kept))
    dialog.code.setText("ABCD")
    press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=90_000)
    assert "kode" in dialog.wrong.text().lower()
    take_picture(dialog, "restore-wrong")
    assert squeezed(dialog) == []
    assert not (home / STORE_FILE).exists()
    dialog.code.setText(code)
    with qtbot.waitSignal(window.finished, timeout=90_000):
        press(dialog, Qt.Key.Key_Return)
    assert window.made
    till = open_till(home)
    assert [row.name for row in products.find_products(till, "")] == ["Sabun"]
    assert shops.till_code(till) == "K1B"
    till.close()


def test_a_restore_under_way_cannot_be_left(
    window: WelcomeWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
) -> None:  # fmt: skip
    go_on = threading.Event()

    def slow(*_words: object, **_more: object) -> None:
        go_on.wait(90)
        raise ZeroDivisionError

    expected_log("a backup was not restored")
    monkeypatch.setattr(upkeep, "restore", slow)
    press(window, Qt.Key.Key_F6)
    dialog = open_dialog()
    assert isinstance(dialog, RestoreDialog)
    dialog.file.setText(str(tmp_path / "kept.backup"))
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=90_000)
    assert "ZeroDivisionError" in dialog.wrong.text()
    press(dialog, Qt.Key.Key_Escape)
    assert open_dialog() is None
