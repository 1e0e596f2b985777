"""The drawer that stayed shut: the cashier is told on any page what to do, and tries it again with a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from koperasi_pos import app
from koperasi_pos.devices.drawer import PrinterDrawer
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import machine
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.simulators.serial_printer import SerialPrinter
from tests.counter import HEAD, begin_shift, one, sell
from tests.ui.hands import Hands


@pytest.fixture
def box(tmp_path: Path) -> Iterator[SerialPrinter]:
    """The adapter of a drawer at its port."""
    with SerialPrinter(tmp_path / "ttyLaci") as found:
        yield found


@pytest.fixture
def counter_hands(till: Till, qapp: QApplication, qtbot: QtBot, box: SerialPrinter) -> Iterator[Hands]:
    """A till without a printer and with a drawer on a port of its own."""
    machine.save_settings(till, changed(till.settings, printer={"drawer": "port", "drawer_port": str(box.port)}))
    begin_shift(till, by=HEAD)
    running = app.begin(till, qapp)
    running.window.resize(1024, 768)
    running.window.show()
    hands = Hands(running, qtbot)
    running.desk.sign(HEAD)
    yield hands
    qapp.removeEventFilter(running.scans)
    running.stop()
    running.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_shut_drawer_is_told_and_tried_again(
    till: Till,
    counter_hands: Hands,
    box: SerialPrinter,
    goods: dict[str, ProductSaved],
    take_picture: Callable[..., Path],
) -> None:
    hands = counter_hands
    hands.running.window.show_page("sell")
    box.pull_out()
    sold = sell(till, one(goods["soap"]), by=HEAD)
    hands.wait(lambda: "Ctrl+O" in hands.said())
    assert "kunci" in hands.said()
    assert sold.sale.number, "the sale is finished all the same"
    take_picture(hands.running.window, "drawer_shut_1024", (1024, 768))
    box.plug_in()
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert box.wait_until(lambda found: found.arrived == PrinterDrawer().pulse())
    assert "laci" in hands.said().lower()


def test_without_a_sale_the_key_says_where_the_drawer_is_opened(till: Till, counter_hands: Hands) -> None:
    hands = counter_hands
    hands.running.window.show_page("sell")
    hands.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert "Shift" in hands.said()
