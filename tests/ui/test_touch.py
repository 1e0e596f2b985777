"""Fingers: a sale by touches of the screen alone, without a mouse and without keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from koperasi_pos.operations import sales
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.basket_table import QUANTITY, STEP
from tests.ui.hands import Hands
from tests.ui.selling import lines


@pytest.fixture(scope="module")
def screen(qapp: QApplication) -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice()


def touch(screen: QPointingDevice, widget: QWidget, at: QPoint | None = None) -> None:
    """A finger down and up again on a widget, in its middle or at a place."""
    place = widget.rect().center() if at is None else at
    # The screen of the tests is smaller than the window, and beside it nobody can touch anything.
    widget.window().move(widget.window().pos() + QPoint(400, 400) - widget.mapToGlobal(place))
    QApplication.processEvents()
    QTest.touchEvent(widget, screen).press(0, place, widget)
    QTest.touchEvent(widget, screen).release(0, place, widget)
    QApplication.processEvents()


def test_a_sale_by_touches(till: Till, sell: SellPage, hands: Hands, screen: QPointingDevice) -> None:
    for place in (0, 1):
        item = sell.tiles.grid.itemAt(place)
        assert item is not None
        tile = item.widget()
        assert tile is not None
        touch(screen, tile)
    assert lines(sell) == [("Air Minum Santri 600 ml", 1000), ("Sabun mandi 110 g", 1000)]
    cell = sell.table.visualRect(sell.table.lines.index(1, QUANTITY))
    touch(screen, sell.table.viewport(), QPoint(cell.right() - STEP // 2, cell.center().y()))
    touch(screen, sell.table.viewport(), QPoint(cell.right() - STEP // 2, cell.center().y()))
    assert lines(sell)[1] == ("Sabun mandi 110 g", 3000)
    touch(screen, sell.table.viewport(), QPoint(cell.left() + STEP // 2, cell.center().y()))
    assert lines(sell)[1] == ("Sabun mandi 110 g", 2000)
    touch(screen, sell.totals.pay_button)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    touch(screen, dialog._quick_buttons()[-1])
    assert dialog.change.text() == "Rp88.500"
    touch(screen, dialog.ok_button)
    hands.no_dialog()
    sold = sales.receipt(till, "K1-000001").sale
    assert (sold.total, sold.change) == (11_500, 88_500)
