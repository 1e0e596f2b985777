"""The main window: locked until somebody signs in, keys to every page, messages that take no focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from koperasi_pos.operations.till import Till
from koperasi_pos.ui.main_window import PAGES, MainWindow
from koperasi_pos.words import _
from tests.counter import HEAD, HEAD_PIN, begin_shift
from tests.ui.hands import Hands


def test_locked_until_somebody_signs_in(window: MainWindow, hands: Hands, take_picture: Callable[..., Path]) -> None:
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.current() is window.page("sign_in")
    take_picture(window, "sign-in")
    hands.type("000001")
    hands.settle()
    page = window.page("sign_in")
    assert "PIN" in page.said.text()  # type: ignore[attr-defined]
    hands.sign_in("Kepala", HEAD_PIN)
    assert window.current() is window.page("sell")
    hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert hands.running.desk.actor is None


@pytest.mark.parametrize("number", range(1, len(PAGES) + 1))
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)], ids=["1024", "1366"])
def test_every_page_opens_by_its_key_and_nothing_is_cut(
    till: Till, window: MainWindow, hands: Hands, number: int, size: tuple[int, int], take_picture: Callable[..., Path]
) -> None:
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    hands.press(Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    name = PAGES[number - 1][0]
    page = window.current()
    assert page is window.page(name)
    take_picture(window, f"page-{name}-{size[0]}", size)
    assert window.width() == size[0]
    assert page.title()
    assert all(action.label for action in page.page_actions())
    for kind in (QLineEdit, QComboBox, QPushButton):
        for widget in page.findChildren(kind):
            inner = widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QComboBox)
            if widget.isVisible() and not inner and widget.accessibleName() != "":
                assert widget.height() >= 40, f"{name}: {widget.accessibleName()} is {widget.height()} high"
                assert widget.mapTo(window, widget.rect().topRight()).x() <= window.width(), widget.accessibleName()


def test_a_message_takes_no_focus_and_can_be_closed(till: Till, window: MainWindow, hands: Hands) -> None:
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    before = window.focusWidget()
    hands.running.desk.said.emit("Contoh pesan", "refused")
    assert window.strip.isVisible()
    assert window.focusWidget() is before
    window.strip.hide()
    assert not window.strip.isVisible()


def test_the_head_line_tells_how_things_stand(till: Till, window: MainWindow, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    assert window.head.shift.text() == _("No shift open")
    begin_shift(till, by=HEAD)
    hands.wait(lambda: "08.00" in window.head.shift.text())
    assert HEAD.name in window.head.who.text()


def test_an_idle_till_locks(till: Till, window: MainWindow, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    assert window._idle.isActive()
    window._idle.timeout.emit()
    assert hands.running.desk.actor is None
