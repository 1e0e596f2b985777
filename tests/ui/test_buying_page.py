"""Buying: the list from stock and pace, packs changed by key, orders to their suppliers, as PDF and as a message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import ProductSaved, SupplierSaved
from koperasi_pos.operations import orders, receiving, suppliers
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.ui.dialogs.order_dialogs import EACH, MessageDialog, OrderDialog
from koperasi_pos.ui.pages.buying_page import BuyingPage
from koperasi_pos.ui.pages.receiving_page import ReceivingPage
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, Clock, begin_shift, sell
from tests.ui.hands import Hands
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(till: Till, clock: Clock, hands: Hands, goods: dict[str, ProductSaved]) -> BuyingPage:
    """Noodles come by the dus; 280 of them, 93 soap and 90 kitab were sold; soap and kitab were never bought."""
    begin_shift(till, by=HEAD)
    saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name="CV Sumber Pangan")
    supplier = suppliers.save_supplier(till, saved, by=HEAD).value.supplier
    coming = Coming(goods["noodles"], quantity=Quantity.of(2), unit="dus", price=Rupiah(98_000))
    receiving.receive_goods(till, Arrival(supplier, Delivery([coming])), id=till.new_id(), by=HEAD)
    clock.forward(days=3)
    sell(till, (goods["noodles"], 280_000))
    sell(till, (goods["soap"], 93_000))
    sell(till, (goods["kitab"], 90_000))
    return at_page(hands, "buying", BuyingPage)


def test_what_to_buy_and_how_much_of_it(page: BuyingPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    rows = {row[1]: row for row in shown(page.list.table)}
    # 280 in 28 days are 140 in fourteen: 14 are there, 126 are missing, which is four dus of forty.
    assert rows["Mi Goreng Sedap 85 g"][2:] == ["14 pcs", "1", "4 dus", "98.000", "392.000"]
    # 93 in 28 days: 46,5 in fourteen, 7 are there, 40 pieces are missing.
    assert rows["Sabun mandi 110 g"][4] == "40 pcs"
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"buying_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F4)
    page.days.selectAll()
    hands.type("7")
    hands.press(Key.Key_Return)
    hands.settle()
    assert {row[1]: row for row in shown(page.list.table)}["Mi Goreng Sedap 85 g"][4] == "2 dus"
    page.days.setFocus()
    page.days.selectAll()
    hands.type("0")
    hands.press(Key.Key_Return)
    hands.settle()
    assert hands.said()


def test_packs_are_changed_and_lines_left_out_by_key(page: BuyingPage, hands: Hands) -> None:
    page.list.table.point_at(lambda line: line.wanted.name.startswith("Mi"))
    page.list.table.setFocus()
    hands.press(Key.Key_Plus)
    hands.wait(lambda: page.list.table.current().packs == Quantity.of(5))
    hands.press(Key.Key_Space)
    hands.wait(lambda: not page.list.table.current().taken)
    hands.press(Key.Key_Minus)
    hands.wait(lambda: page.list.table.current().taken)
    assert page.list.table.current().packs == Quantity.of(4)
    hands.press(Key.Key_F7)
    hands.type("12")
    assert page.list.table.current().packs == Quantity.of(12)
    hands.press(Key.Key_Return)
    assert page.list.table.hasFocus()
    page.read()
    hands.settle()
    assert {line.wanted.name: line.packs for line in page.list.lines()}["Mi Goreng Sedap 85 g"] == Quantity.of(12)


def test_an_order_as_paper_and_as_a_message_and_then_received(
    page: BuyingPage, hands: Hands, till: Till, take_picture: Callable[..., Path]
) -> None:
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, OrderDialog)
    assert dialog.supplier.value() == EACH
    dialog.expected.setText("besok")
    hands.press(Key.Key_Return)
    assert dialog.wrong.isVisible()
    dialog.expected.setText("30/11/2026")
    take_picture(dialog, "order")
    nothing_cut(hands, dialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    (row,) = orders.orders(till)
    assert (row.name, row.total) == ("CV Sumber Pangan", 392_000)
    assert "2 barang belum pernah dibeli" in hands.said()
    assert page.parts.key() == "orders"
    assert shown(page.orders.table)[0][-1] == "ditunggu"
    take_picture(hands.running.window, "orders", (1024, 768))
    nothing_cut(hands)
    hands.press(Key.Key_S, CTRL)
    file = hands.save_in(till.home)
    assert file.name == "K1-PO000001.pdf"
    assert "Mi Goreng Sedap" in PdfReader(file).pages[0].extract_text()
    hands.press(Key.Key_F5)
    message = hands.dialog()
    assert isinstance(message, MessageDialog)
    assert "4 dus (40)" in message.text.toPlainText()
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert "K1-PO000001" in QApplication.clipboard().text()
    hands.press(Key.Key_F6)
    hands.settle()
    received = hands.running.window.current()
    assert isinstance(received, ReceivingPage)
    assert received.draft.order == row.id
    assert received.draft.lines[0].ordered == Quantity.of(4)


def test_goods_that_were_never_bought_need_a_supplier_and_an_order_is_closed(
    page: BuyingPage, hands: Hands, till: Till
) -> None:
    page.list.table.point_at(lambda line: line.wanted.name.startswith("Mi"))
    page.list.toggle()
    hands.press(Key.Key_F9)
    hands.dialog()
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert orders.orders(till) == []
    assert "Pilih pemasoknya" in hands.said()
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, OrderDialog)
    dialog.supplier.setCurrentText("CV Sumber Pangan")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert len(orders.orders(till)) == 1
    hands.press(Key.Key_F8)
    hands.dialog()
    hands.type("stok kosong")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert orders.orders(till)[0].closed
    assert shown(page.orders.table)[0][-1] == "closed" or shown(page.orders.table)[0][-1] == "ditutup"


def test_a_cashier_orders_nothing(page: BuyingPage, hands: Hands, till: Till) -> None:
    hands.stand_in("Siti Aminah")
    at_page(hands, "buying", BuyingPage)
    hands.press(Key.Key_F9)
    hands.settle()
    assert hands.said()
    assert orders.orders(till) == []
