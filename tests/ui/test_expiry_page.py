"""Days on packages: the list by day, what is past its day leaves, a day is set right by scan."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import ProductSaved, SupplierSaved
from koperasi_pos.operations import products, receiving, suppliers
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.ui.dialogs.dated_dialog import DatedDialog
from koperasi_pos.ui.pages.expiry_page import ExpiryPage
from koperasi_pos.ui.pages.stock_page import StockPage
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, Clock, begin_shift
from tests.ui.hands import Hands
from tests.ui.selling import SOAP
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key


@pytest.fixture
def page(till: Till, clock: Clock, hands: Hands, goods: dict[str, ProductSaved]) -> ExpiryPage:
    """Ten water are past their day, twenty noodles will be in five days, kitab keep for years."""
    begin_shift(till, by=HEAD)
    saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name="CV Sumber Pangan")
    supplier = suppliers.save_supplier(till, saved, by=HEAD).value.supplier
    lines = [
        Coming(goods[product], quantity=Quantity.of(count), price=Rupiah(1_000), expiry=day)
        for product, count, day in (
            ("water", 10, "2026-11-30"), ("noodles", 20, "2026-12-09"), ("kitab", 5, "2030-01-01"),
        )
    ]  # fmt: skip
    receiving.receive_goods(till, Arrival(supplier, Delivery(lines)), id=till.new_id(), by=HEAD)
    clock.forward(days=10)
    return at_page(hands, "expiry", ExpiryPage)


def test_by_day_with_what_is_past_on_top(page: ExpiryPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    assert [(row[0], row[2], row[4]) for row in shown(page.table)] == [
        ("30/11/2026", "10 pcs", "sudah lewat"), ("09/12/2026", "20 pcs", "dalam 7 hari"),
    ]  # fmt: skip
    assert page.figures.texts()[:2] == ["1 barang", "1 barang"]
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"expiry_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F3)
    hands.settle()
    assert len(shown(page.table)) == 3
    hands.press(Key.Key_F2)
    hands.type("kitab")
    assert [row[4] for row in shown(page.table)] == ["masih lama"]
    hands.press(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    file = hands.save_in(hands.running.till.home)
    (row,) = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    assert (row["expiry"], row["quantity"]) == ("2030-01-01", "5")


def test_what_is_past_its_day_leaves(
    page: ExpiryPage, hands: Hands, till: Till, goods: dict[str, ProductSaved]
) -> None:
    hands.press(Key.Key_F9)
    hands.dialog()
    hands.press(Key.Key_Escape)
    hands.no_dialog()
    assert products.stock_of(till, goods["water"].product)[0] == Quantity.of(110)
    hands.press(Key.Key_F8)
    hands.dialog()
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert products.stock_of(till, goods["water"].product)[0] == Quantity.of(100)
    hands.wait(lambda: [row[0] for row in shown(page.table)] == ["09/12/2026"])
    hands.press(Key.Key_F9)
    assert "Tidak ada yang lewat" in hands.said()


def test_a_day_is_set_by_scan_and_the_stock_page_knows(page: ExpiryPage, hands: Hands) -> None:
    hands.press(Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, DatedDialog)
    hands.scan(SOAP)
    assert "Sabun" in dialog.goods.text()
    nothing_cut(hands, dialog)
    dialog.many.selectAll()
    hands.type("30")
    dialog.day.setText("")
    hands.press(Key.Key_Return)
    assert dialog.wrong.isVisible()
    dialog.day.setText("10/12/2026")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: "10/12/2026" in [row[0] for row in shown(page.table)])
    stock = at_page(hands, "stock", StockPage)
    stock.state.choose("expiring", tell=True)
    assert [row[0] for row in shown(stock.table)] == [
        "Air Minum Santri 600 ml", "Mi Goreng Sedap 85 g", "Sabun mandi 110 g",
    ]  # fmt: skip


def test_nothing_expires(till: Till, hands: Hands, goods: dict[str, ProductSaved]) -> None:
    page = at_page(hands, "expiry", ExpiryPage)
    assert page.nothing.isVisible()
    assert not page.off_button.isEnabled()
    nothing_cut(hands)
