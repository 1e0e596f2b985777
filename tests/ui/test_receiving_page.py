"""Receiving: scanned at walking speed, against an order, through a crash, held against the bill, labelled anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import CategorySaved, ProductSaved, SupplierSaved
from koperasi_pos.operations import baskets, categories, orders, products, receiving, shifts, suppliers
from koperasi_pos.operations.orders import Ordering
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.book_delivery_dialog import BookDeliveryDialog
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.new_prices_dialog import NewPricesDialog
from koperasi_pos.ui.dialogs.sheet_dialog import WrongRowsDialog
from koperasi_pos.ui.dialogs.supplier_dialog import SupplierDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.receiving_page import ReceivingPage
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, begin_shift
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP
from tests.ui.stock_goods import at_page, nothing_cut, shown

DUS = "8998866200318"
Key = Qt.Key


@pytest.fixture
def supplier(till: Till) -> str:
    """A supplier who is paid after a fortnight."""
    saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name="CV Sumber Pangan", terms=14)
    return suppliers.save_supplier(till, saved, by=HEAD).value.supplier


@pytest.fixture
def page(till: Till, hands: Hands, supplier: str, goods: dict[str, ProductSaved]) -> ReceivingPage:
    """The head of the shop in front of an empty delivery."""
    begin_shift(till, by=HEAD)
    return at_page(hands, "receiving", ReceivingPage)


def booked(hands: Hands, bill: str = "") -> None:
    """F9, the sum on the bill where one is typed, Enter."""
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, BookDeliveryDialog)
    if bill:
        hands.type(bill)
    hands.press(Key.Key_Return)
    hands.no_dialog()


def test_scanned_as_it_is_unpacked_and_booked_for_later(
    page: ReceivingPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    assert page.nothing.isVisible()
    take_picture(hands.running.window, "receiving_empty", (1024, 768))
    nothing_cut(hands)
    for code in (DUS, DUS, SOAP, "12*" + SOAP, DUS):
        hands.scan(code)
    assert [row[:2] for row in shown(page.table)] == [
        ["Mi Goreng Sedap 85 g", "3 dus"], ["Sabun mandi 110 g", "13 pcs"],
    ]  # fmt: skip
    page.supplier.set_value(page.supplier.itemData(1))
    hands.press(Key.Key_F5)
    assert page.line.quantity.hasFocus()
    page.line.price.setFocus()
    page.line.price.selectAll()
    hands.type("98000")
    page.line.free.setFocus()
    hands.type("1")
    page.line.expiry.setFocus()
    hands.type("31/3/27")
    hands.press(Key.Key_Return)
    assert page.search.hasFocus()
    hands.press(Key.Key_F7)
    hands.type("4000")
    page.sums.transport.setFocus()
    hands.type("10000")
    line = page.draft.lines[0]
    assert (line.base, line.price, line.expiry) == (Quantity.of(160), Rupiah(98_000), "2027-03-31")
    assert page.draft.total == 3 * 98_000 + 13 * 3_600 - 4_000 + 10_000
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"receiving_{size[0]}", size)
        nothing_cut(hands)
    booked(hands, "346800")
    received = receiving.delivery(till, "K1-B000001").document
    assert received.total == 346_800
    assert received.due == "2026-12-08"
    assert products.stock_of(till, goods["noodles"].product)[0] == Quantity.of(214 + 160)
    assert [debt.open for debt in suppliers.debts(till)] == [346_800]
    assert page.draft.empty
    assert "K1-B000001" in hands.said()


def test_a_bill_that_says_something_else_stops_the_booking(
    page: ReceivingPage, hands: Hands, till: Till, take_picture: Callable[..., Path]
) -> None:
    hands.scan(SOAP)
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, BookDeliveryDialog)
    hands.type("3700")
    assert dialog.difference.text() == "selisih Rp100"
    hands.press(Key.Key_Return)
    assert "3.700" in dialog.wrong.text()
    take_picture(dialog, "book_delivery")
    nothing_cut(hands, dialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    # No supplier was chosen: the goods are booked under the name that stands for none.
    assert receiving.delivery(till, "K1-B000001").document.name == "Tanpa pemasok"


def test_paid_at_once_from_the_drawer_and_by_transfer(page: ReceivingPage, hands: Hands, till: Till) -> None:
    hands.scan(KITAB)
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, BookDeliveryDialog)
    dialog.ways.choose("drawer", tell=True)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert suppliers.debts(till) == []
    assert shifts.x_report(till).figures.expected == 100_000 - 14_000
    hands.scan(KITAB)
    hands.press(Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, BookDeliveryDialog)
    dialog.ways.choose("transfer", tell=True)
    dialog.paid.set_amount(4_000)
    hands.press(Key.Key_Return)
    assert "referensi" in dialog.wrong.text()
    dialog.reference.setText("BJ-11")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert [debt.open for debt in suppliers.debts(till)] == [10_000]


def test_against_an_order_that_comes_in_two_parts(
    page: ReceivingPage, hands: Hands, till: Till, supplier: str, goods: dict[str, ProductSaved]
) -> None:
    ordering = [
        Ordering(goods["noodles"].product, Quantity.of(4), unit="dus", price=Rupiah(97_000)),
        Ordering(goods["soap"].product, Quantity.of(24), price=Rupiah(3_500)),
    ]
    order = orders.order_goods(till, supplier, ordering, id=till.new_id(), by=HEAD).value
    hands.settle()
    page.order.set_value(order.id)
    hands.settle()
    assert page.supplier.value() == supplier
    assert [row[1] for row in shown(page.table)] == ["0 dus", "0 pcs"]
    assert not page.book_button.isEnabled()
    hands.scan("3*" + DUS)
    booked(hands)
    assert receiving.delivery(till, "K1-B000001").document.total == 3 * 97_000
    hands.settle()
    page.order.set_value(order.id)
    hands.settle()
    assert [line.ordered for line in page.draft.lines] == [Quantity.of(1), Quantity.of(24)]
    hands.press(Key.Key_F6)
    booked(hands)
    assert receiving.delivery(till, "K1-B000002").document.total == 97_000 + 24 * 3_500
    assert orders.order(till, order.number).row.received == orders.order(till, order.number).row.base
    assert page.order.count() == 1  # nothing more is expected


def test_half_a_delivery_survives_a_crash(page: ReceivingPage, hands: Hands, till: Till, qapp: QApplication) -> None:
    hands.scan("7*" + SOAP)
    page.invoice.setFocus()
    hands.type("F-12")
    hands.wait(lambda: not page._remember.isActive())
    hands.settle()
    # A second desk on the same file is what comes up after the till stopped without a word.
    again = ReceivingPage(Desk(till))
    assert [(line.product.name, line.quantity) for line in again.draft.lines] == [
        ("Sabun mandi 110 g", Quantity.of(7))
    ]  # fmt: skip
    assert again.draft.invoice == "F-12"
    assert baskets.held(till) == []  # it is no customer's basket
    booked(hands)
    assert ReceivingPage(again.desk).draft.empty
    again.desk.close()


def test_lines_are_changed_and_taken_out_and_the_whole_is_discarded(page: ReceivingPage, hands: Hands) -> None:
    hands.scan(SOAP)
    hands.scan(NOODLES)
    page.table.setFocus()
    hands.press(Key.Key_Plus)
    hands.wait(lambda: page.draft.lines[1].quantity == Quantity.of(2))
    hands.press(Key.Key_Minus)
    hands.wait(lambda: page.draft.lines[1].quantity == Quantity.of(1))
    page.line.unit.setCurrentText("bal")
    page.line.factor.setFocus()
    page.line.factor.selectAll()
    hands.type("200")
    assert page.draft.lines[1].base == Quantity.of(200)
    page.line.price.setFocus()
    page.line.price.selectAll()
    hands.type("12x")
    hands.press(Key.Key_F9)
    assert page.line.price.hasFocus()
    assert open_dialog() is None
    assert "tidak bisa dibaca" in hands.said()
    page.table.setFocus()
    hands.press(Key.Key_Delete)
    assert [line.product.name for line in page.draft.lines] == ["Sabun mandi 110 g"]
    hands.press(Key.Key_F8)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert page.draft.empty


def test_a_new_supplier_and_an_unknown_code(page: ReceivingPage, hands: Hands, till: Till) -> None:
    hands.press(Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, SupplierDialog)
    hands.press(Key.Key_Return)
    hands.settle()
    assert dialog.wrong.isVisible()
    hands.type("UD Jaya")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert page.supplier.currentText() == "UD Jaya"
    hands.scan("8990000000999")
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    form = hands.running.window.page("products").form  # type: ignore[attr-defined]
    assert form.packs[0].value().codes == ["8990000000999"]


def test_dearer_goods_get_a_new_price_and_a_label(
    page: ReceivingPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    rule = CategorySaved(id=till.new_id(), category="Kitab", margin=2000, round_to=500)
    categories.save_category(till, rule, by=HEAD)
    hands.scan("10*" + KITAB)
    page.line.price.setFocus()
    page.line.price.selectAll()
    hands.type("17000")
    hands.press(Key.Key_F9)
    hands.dialog()
    hands.press(Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), NewPricesDialog))
    dialog = hands.dialog()
    assert isinstance(dialog, NewPricesDialog)
    take_picture(dialog, "new_prices")
    nothing_cut(hands, dialog)
    hands.press(Key.Key_Space)
    assert dialog.taken() == []
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), LabelsDialog))
    labels = hands.dialog()
    assert isinstance(labels, LabelsDialog)
    assert [picked.row.name for picked in labels.goods.picked()] == ["Kitab Safinah"]
    labels.reject()
    hands.no_dialog()
    assert products.product(till, goods["kitab"].product).price == 20_500


def test_the_suppliers_sheet_with_a_row_that_nobody_knows(
    page: ReceivingPage, hands: Hands, till: Till, tmp_path: Path
) -> None:
    sheet = tmp_path / "nota.csv"
    sheet.write_text(
        "kode;qty;satuan;harga;total;exp\nB001;2;dus;;195000;31/12/2027\nXX9;1;pcs;1000;;\n8990000000021;5;pcs;3500;;\n",
        encoding="utf-8",
    )
    hands.press(Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    hands.open_file(sheet)
    dialog = hands.dialog()
    assert isinstance(dialog, WrongRowsDialog)
    assert shown(dialog.table)[0][0] == "3"
    nothing_cut(hands, dialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert [(line.quantity, line.unit, line.amount) for line in page.draft.lines] == [
        (Quantity.of(2), "dus", 195_000), (Quantity.of(5), "pcs", 17_500),
    ]  # fmt: skip
    booked(hands, "212500")
    assert receiving.delivery(till, "K1-B000001").document.lines[0].gross == 195_000


def test_a_cashier_needs_the_head_to_book(
    till: Till, hands: Hands, supplier: str, goods: dict[str, ProductSaved]
) -> None:
    from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog

    hands.stand_in("Siti Aminah")
    page = at_page(hands, "receiving", ReceivingPage)
    hands.scan("8990000000999")
    assert "Sisihkan" in hands.said()
    hands.scan(SOAP)
    page.supplier.set_value(supplier)
    hands.press(Key.Key_F9)
    hands.dialog()
    hands.press(Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    hands.type("135790")
    hands.no_dialog()
    assert receiving.delivery(till, "K1-B000001").document.approvals[0].name == "Kepala"
