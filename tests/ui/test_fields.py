"""Fields read back what they show; boxes are not turned by accident; every field of the goods' pages has a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos.ui.pages.item_import_page import ItemImportPage
from koperasi_pos.ui.widgets.cards import Card
from koperasi_pos.ui.widgets.fields import Choice, MoneyField, QuantityField, SuggestField, TextField, form_row
from koperasi_pos.ui.widgets.page import Page
from koperasi_pos.ui.widgets.tables import Table, TableColumn
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands

LATER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)


@LATER
@given(
    thousandths=st.integers(0, 10**10) | st.integers(0, 10**6).map(lambda units: units * 1000), grouped=st.booleans()
)
@example(thousandths=1_250_000, grouped=False)
@example(thousandths=1_250_000, grouped=True)
def test_a_quantity_reads_back_as_it_was_shown(qapp: QApplication, thousandths: int, grouped: bool) -> None:
    field = QuantityField("x", thousandths, grouped=grouped)
    assert field.quantity() == thousandths


@LATER
@given(amount=st.integers(-(10**12), 10**12))
def test_an_amount_reads_back_as_it_was_shown(qapp: QApplication, amount: int) -> None:
    assert MoneyField("x", amount).rupiah() == amount


@pytest.mark.parametrize(
    ("text", "selling", "stock"),
    [("1.250", 1250, 1_250_000), ("0.75", 750, None), ("1.250,5", 1_250_500, 1_250_500), ("x", None, None)],
)
def test_a_point_in_a_quantity(qapp: QApplication, text: str, selling: int | None, stock: int | None) -> None:
    for grouped, meant in ((False, selling), (True, stock)):
        field = QuantityField("x", grouped=grouped)
        field.setText(text)
        assert field.quantity() == meant
        assert field.reads() == (meant is not None)
    empty = QuantityField("x")
    assert empty.quantity() is None
    assert empty.reads()


def test_money_that_cannot_be_read(qapp: QApplication) -> None:
    field = MoneyField("x")
    assert field.reads()
    field.setText("12.50")
    assert not field.reads()
    assert field.property("wrong") == "true"
    field.setText("12.500")
    assert field.reads()
    assert field.property("wrong") == "false"


def turned(box: QComboBox) -> bool:
    """Turn a wheel over a box; whether it took that for itself."""
    before = box.currentIndex()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)
    return box.currentIndex() != before


def test_a_wheel_over_a_box_does_not_choose(qtbot: QtBot) -> None:
    window = Card()
    box, other = Choice("x", [("a", "A"), ("b", "B")]), TextField("y")
    window.body.addWidget(other)
    window.body.addWidget(box)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    other.setFocus()
    assert not turned(box)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus, timeout=90_000)
    assert turned(box)


def test_a_suggestion_keeps_what_was_typed(qapp: QApplication) -> None:
    field = SuggestField("x", ["pcs", "dus"])
    assert field.value() == "pcs" or field.value() == ""
    field.setCurrentText(" renceng ")
    field.set_options(["kg"])
    assert field.value() == "renceng"
    row = form_row("Satuan", field)
    row.tell_wrong("Ada yang salah")
    assert field.property("wrong") == "true"
    row.tell_wrong("")
    assert field.property("wrong") == "false"


def test_pointing_at_a_row_is_not_choosing(qtbot: QtBot) -> None:
    table = Table("x", [TableColumn("a", str, small=lambda row: f"kecil {row}", tone=lambda row: "red")])
    qtbot.addWidget(table)
    told: list[object] = []
    table.chosen.connect(told.append)
    table.set_rows([1, 2, 3])
    told.clear()
    assert table.point_at(lambda row: row == 3)
    assert not table.point_at(lambda row: row == 4)
    assert (table.current(), told) == (3, [])
    table.selectRow(0)
    assert told == [1]
    index = table.model().index(1, 0)
    assert index.data() == "2"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "2\nkecil 2"
    table.show()
    assert not table.grab().isNull()


@pytest.mark.parametrize("name", ["products", "promotions", "persons", "item_import"])
def test_every_field_has_a_name_and_room_for_a_finger(hands: Hands, name: str) -> None:
    head_at(hands)
    page = go(hands, name, Page)
    if isinstance(page, ItemImportPage):
        page.read(Path(__file__).parents[1] / "samples" / "items_coded_units.csv")
        hands.settle()
    focusable = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not isinstance(widget, QLineEdit)
    ] + page.findChildren(QLineEdit)
    assert len(focusable) > 3
    for widget in focusable:
        said = widget.accessibleName() or getattr(widget, "text", lambda: "")()
        if isinstance(widget.parentWidget(), QComboBox):
            continue
        assert said, (type(widget), widget.parentWidget())
        assert widget.height() >= 40, said
