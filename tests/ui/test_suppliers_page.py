"""Suppliers and what is owed to them: kept, paid in parts and from the drawer, goods that go back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from koperasi_pos.journal.documents import ProductSaved, SupplierSaved
from koperasi_pos.operations import products, receiving, shifts, suppliers
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.supplier_dialogs import PaySupplierDialog, ReturnGoodsDialog
from koperasi_pos.ui.pages.suppliers_page import SuppliersPage
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, Clock, begin_shift
from tests.ui.hands import Hands
from tests.ui.selling import SOAP
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key


@pytest.fixture
def owed(till: Till, clock: Clock, goods: dict[str, ProductSaved]) -> dict[str, str]:
    """Two suppliers: one delivered for Rp36.000 due on the 8th, the other for Rp20.000 to be paid at once."""
    begin_shift(till, by=HEAD)
    found = {}
    for name, terms in (("CV Sumber Pangan", 14), ("UD Jaya", 0)):
        saved = SupplierSaved(id=till.new_id(), supplier=till.new_short_id(), name=name, terms=terms, phone="0812")
        found[name] = suppliers.save_supplier(till, saved, by=HEAD).value.supplier
    for name, product, count, price in (
        ("CV Sumber Pangan", "soap", 10, 3_600), ("UD Jaya", "kitab", 2, 10_000),
    ):  # fmt: skip
        coming = Coming(goods[product], quantity=Quantity.of(count), price=Rupiah(price))
        arrival = Arrival(found[name], Delivery([coming]), invoice=f"F-{count}")
        receiving.receive_goods(till, arrival, id=till.new_id(), by=HEAD)
    return found


@pytest.fixture
def page(owed: dict[str, str], hands: Hands) -> SuppliersPage:
    """The head of the shop in front of the suppliers."""
    return at_page(hands, "suppliers", SuppliersPage)


def test_the_first_supplier(till: Till, hands: Hands, take_picture: Callable[..., Path]) -> None:
    page = at_page(hands, "suppliers", SuppliersPage)
    assert page.nothing.isVisible()
    take_picture(hands.running.window, "suppliers_empty", (1024, 768))
    nothing_cut(hands)
    hands.press(Key.Key_F4)
    assert page.form.supplier_name.hasFocus()
    hands.press(Key.Key_F9)
    hands.settle()
    assert page.form.rows["name"].wrong.isVisible()
    hands.type("CV Sumber Pangan")
    page.form.days.setFocus()
    page.form.days.selectAll()
    hands.type("dua")
    hands.press(Key.Key_F9)
    assert page.form.rows["days"].wrong.isVisible()
    page.form.days.selectAll()
    hands.type("14")
    hands.press(Key.Key_F9)
    hands.settle()
    assert [(one.name, one.terms) for one in suppliers.suppliers(till)] == [("CV Sumber Pangan", 14)]
    hands.press(Key.Key_F8)
    hands.settle()
    assert suppliers.suppliers(till) == []
    page.inactive.setChecked(True)
    assert shown(page.table)[0][0] == "CV Sumber Pangan"


def test_what_is_owed_and_by_when(
    page: SuppliersPage, hands: Hands, clock: Clock, take_picture: Callable[..., Path]
) -> None:
    assert shown(page.table) == [["CV Sumber Pangan", "36.000"], ["UD Jaya", "20.000"]]
    hands.press(Key.Key_F3)
    assert [row[2:] for row in shown(page.debts.table)] == [
        ["langsung", "20.000", "20.000"], ["08/12/2026", "36.000", "36.000"],
    ]  # fmt: skip
    assert "20.000" in page.debts.late.text()
    assert "56.000" in page.debts.total.text()
    clock.forward(days=20)
    page.read()
    assert "56.000" in page.debts.late.text()
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"debts_{size[0]}", size)
        nothing_cut(hands)
    hands.type("sumber")
    assert len(shown(page.debts.table)) == 1
    hands.press(Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    file = hands.save_in(hands.running.till.home)
    assert "36.000" in PdfReader(file).pages[0].extract_text()
    hands.press(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "CV Sumber Pangan" in hands.save_in(hands.running.till.home).read_text(encoding="utf-8-sig")
    hands.press(Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    sheet = CalamineWorkbook.from_path(str(hands.save_in(hands.running.till.home))).get_sheet_by_index(0).to_python()
    assert 36_000.0 in sheet[-2]


def test_paid_in_parts_from_the_drawer_and_by_transfer(
    page: SuppliersPage, hands: Hands, till: Till, take_picture: Callable[..., Path]
) -> None:
    hands.press(Key.Key_F5)
    dialog = hands.dialog()
    assert isinstance(dialog, PaySupplierDialog)
    take_picture(dialog, "pay_supplier")
    nothing_cut(hands, dialog)
    hands.type("40000")
    hands.press(Key.Key_Return)
    assert "36.000" in dialog.wrong.text()
    dialog.amount.selectAll()
    hands.type("16000")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert {debt.name: debt.open for debt in suppliers.debts(till)} == {"CV Sumber Pangan": 20_000, "UD Jaya": 20_000}
    assert shifts.x_report(till).figures.expected == 84_000
    hands.press(Key.Key_F5)
    dialog = hands.dialog()
    assert isinstance(dialog, PaySupplierDialog)
    dialog.ways.choose("transfer", tell=True)
    hands.press(Key.Key_Return)
    assert dialog.reference.hasFocus()
    hands.type("BJ-77")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert [debt.name for debt in suppliers.debts(till)] == ["UD Jaya"]
    hands.press(Key.Key_F5)
    hands.settle()
    assert "Tidak ada utang" in hands.said()


def test_goods_go_back_and_lower_the_debt(
    page: SuppliersPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    hands.press(Key.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, ReturnGoodsDialog)
    hands.scan(SOAP)
    hands.scan(SOAP)
    hands.press(Key.Key_Return)
    assert dialog.reason.hasFocus()
    hands.press(Key.Key_Return)
    assert dialog.wrong.isVisible()
    take_picture(dialog, "return_goods")
    nothing_cut(hands, dialog)
    hands.type("kemasan sobek")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert {debt.name: debt.open for debt in suppliers.debts(till)}["CV Sumber Pangan"] == 36_000 - 7_200
    assert products.stock_of(till, goods["soap"].product)[0] == Quantity.of(108)
    assert "K1-RB000001" in hands.said()


def test_the_paper_of_a_delivery(page: SuppliersPage, hands: Hands, till: Till) -> None:
    hands.press(Key.Key_F7)
    file = hands.save_in(till.home)
    assert file.name == "K1-B000001.pdf"
    assert "Sabun mandi" in PdfReader(file).pages[0].extract_text()


def test_what_is_typed_is_not_lost_without_a_question(page: SuppliersPage, hands: Hands) -> None:
    page.form.note.setFocus()
    hands.type("sales Senin")
    page.table.selectRow(1)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Key.Key_Escape)
    hands.no_dialog()
    assert page.form.note.value() == "sales Senin"
    assert page.table.current().name == "CV Sumber Pangan"


def test_a_cashier_pays_nobody(owed: dict[str, str], hands: Hands) -> None:
    hands.stand_in("Siti Aminah")
    at_page(hands, "suppliers", SuppliersPage)
    hands.press(Key.Key_F5)
    hands.settle()
    assert hands.said()
