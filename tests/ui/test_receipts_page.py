"""The receipts page by keys and scans: found, printed again, sent on, goods taken back with approval."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import machine, printing, refunds
from koperasi_pos.operations.products import stock_of
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.trade.tenders import Tender, TenderPart
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.receipts_page import ReceiptsPage
from koperasi_pos.values import Rupiah
from tests.counter import HEAD_PIN, Clock, begin_shift, one, sell
from tests.ui.hands import Hands

SOAP = "8990000000021"


@pytest.fixture
def page(till: Till, hands: Hands, clock: Clock, goods: dict[str, ProductSaved]) -> ReceiptsPage:
    """Three receipts: noodles and soap, half a year ago; soap, this morning; eggs, paid half by transfer."""
    begin_shift(till)
    sell(till, (goods["noodles"], 3_000), (goods["soap"], 2_000))
    clock.forward(days=180)
    sell(till, one(goods["soap"]))
    clock.forward(minutes=5)
    half = Tender(
        parts=(
            TenderPart(way="transfer", amount=Rupiah(20_000), reference="TRX 88"),
            TenderPart(way="cash", received=Rupiah(10_000)),
        )
    )
    sell(till, one(goods["eggs"]), tender=half)
    hands.stand_in("Siti Aminah")
    hands.running.window.show_page("receipts")
    hands.settle()
    found = hands.running.window.page("receipts")
    assert isinstance(found, ReceiptsPage)
    return found


def shown(page: ReceiptsPage) -> list[str]:
    """The numbers in the list."""
    return [row.number for row in page.table.rows_model.rows]


def find(hands: Hands, text: str) -> None:
    """Type into the field of the search."""
    hands.press(Qt.Key.Key_F2)
    hands.type(text)
    hands.press(Qt.Key.Key_Return)
    hands.settle()


def refund_dialog(hands: Hands) -> RefundDialog:
    """The question what comes back."""
    hands.press(Qt.Key.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, RefundDialog)
    return dialog


def approve(hands: Hands) -> None:
    """The head of the shop types the PIN."""
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    hands.type(HEAD_PIN)
    hands.no_dialog()


def test_the_newest_days_are_listed_and_the_first_lies_on_the_paper(page: ReceiptsPage) -> None:
    assert shown(page) == ["K1-000003", "K1-000002"]
    assert "K1-000003" in page.slip.text()
    assert "SALINAN" not in page.slip.text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1", ["K1-000001"]),
        ("28.000", ["K1-000003"]),
        ("sabun", ["K1-000002"]),
        ("tidak ada", []),
    ],
)
def test_a_receipt_is_found_by_what_is_typed(page: ReceiptsPage, hands: Hands, typed: str, found: list[str]) -> None:
    find(hands, typed)
    assert shown(page) == found
    assert page.nothing.isVisible() == (not found)
    assert (page.slip.slip is None) == (not found)


def test_arrows_lead_from_the_search_into_the_list(page: ReceiptsPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Down)
    assert page.table.current().number == "K1-000002"
    assert "K1-000002" in page.slip.text()
    assert hands.focus() is page.table
    hands.press(Qt.Key.Key_Up)
    assert page.table.current().number == "K1-000003"


def test_more_days_bring_older_receipts(page: ReceiptsPage, hands: Hands) -> None:
    find(hands, "sabun")
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    assert shown(page) == ["K1-000002", "K1-000001"]
    page.days.first.setFocus()
    page.days.first.selectAll()
    hands.type("1/11/26")
    page.days.last.setFocus()
    page.days.last.selectAll()
    hands.type("30/11/26")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert shown(page) == ["K1-000001"]
    assert page.days.spans.key() == ""
    page.days.last.setText("kapan")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert shown(page) == ["K1-000001"]
    assert "24/11/2026" in hands.said()


def test_a_scan_of_the_receipt_or_of_goods_finds_it(page: ReceiptsPage, hands: Hands) -> None:
    hands.scan("K1-000001")
    hands.settle()
    assert shown(page) == ["K1-000001"]
    assert "Mi Goreng Sedap" in page.slip.text()
    hands.scan(SOAP)
    hands.settle()
    assert shown(page) == ["K1-000002"]


def test_a_reprint_is_marked_as_a_copy(page: ReceiptsPage, till: Till, hands: Hands, tmp_path: Path) -> None:
    before = len(printing.print_jobs(till))
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert len(printing.print_jobs(till)) == before
    assert "printer" in hands.said()
    machine.save_settings(till, changed(till.settings, printer={"kind": "file", "path": str(tmp_path / "kertas.bin")}))
    for job in printing.print_jobs(till):
        printing.drop_print(till, job.key, by=hands.running.desk.by)
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    (job,) = printing.print_jobs(till)
    assert (job.form, job.copy, printing.number_of(till, job)) == ("receipt", 1, "K1-000003")


def test_a_receipt_is_sent_on_as_pdf_or_picture(page: ReceiptsPage, hands: Hands, tmp_path: Path) -> None:
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    pdf = hands.save_in(tmp_path)
    text = PdfReader(pdf).pages[0].extract_text()
    assert pdf.name == "K1-000003.pdf"
    assert "28.000" in text
    assert "SALINAN" in text
    hands.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    picture = hands.save_in(tmp_path)
    assert picture.name == "K1-000003.png"
    image = QImage(str(picture))
    assert image.width() > 400
    assert image.height() > image.width()


def test_goods_come_back_by_line_with_approval_and_the_slip_is_shown(
    page: ReceiptsPage, till: Till, hands: Hands, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    shelf = stock_of(till, goods["noodles"].product)[0], stock_of(till, goods["soap"].product)[0]
    hands.scan("K1-000001")
    hands.settle()
    dialog = refund_dialog(hands)
    hands.type("2")
    dialog.amounts[1].setFocus()
    hands.type("1")
    dialog.damaged[1].setChecked(True)
    take_picture(dialog, "refund")
    assert "10.700" in dialog.back.text()
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert hands.focus() is dialog.reason
    hands.type("Kemasan bocor")
    hands.press(Qt.Key.Key_Return)
    approve(hands)
    made = refunds.refund(till, "K1-R000001").refund
    assert [(line.quantity, line.restock) for line in made.lines] == [(2_000, True), (1_000, False)]
    assert (made.total, made.reason) == (10_700, "Kemasan bocor")
    assert [approval.what for approval in made.approvals] == ["refund"]
    assert stock_of(till, goods["noodles"].product)[0] == shelf[0] + 2_000
    assert stock_of(till, goods["soap"].product)[0] == shelf[1]
    assert shown(page)[0] == "K1-R000001"
    assert "K1-R000001" in page.slip.text()
    assert not page.refund_button.isEnabled()
    assert "Rp10.700" in hands.said()
    assert [job.form for job in printing.print_jobs(till)][-1] == "refund"
    take_picture(hands.running.window, "receipts_refunded")


def test_a_wrong_pin_takes_nothing_back(page: ReceiptsPage, till: Till, hands: Hands) -> None:
    dialog = refund_dialog(hands)
    hands.type("0,5")
    hands.press(Qt.Key.Key_Return)
    hands.type("Busuk")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    approval = hands.dialog()
    assert isinstance(approval, ApprovalDialog)
    hands.type("000001")
    hands.wait(lambda: approval.wrong.isVisible() and approval.isEnabled())
    hands.press(Qt.Key.Key_Escape)
    assert open_dialog() is dialog
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert "K1-R000001" not in [row.number for row in page.table.rows_model.rows]
    assert refunds.refundable(till, "K1-000003").left(0) == 1_000


def test_money_goes_back_the_way_it_came_and_what_is_done_by_hand_is_told(page: ReceiptsPage, hands: Hands) -> None:
    dialog = refund_dialog(hands)
    hands.press(Qt.Key.Key_F5)
    assert dialog.amounts[0].text() == "1"
    assert "20.000" in dialog.back.text()
    assert "8.000" in dialog.back.text()
    assert "TRX 88" in dialog.by_hand.text()


def test_never_more_than_was_sold(page: ReceiptsPage, till: Till, hands: Hands) -> None:
    find(hands, "2")
    dialog = refund_dialog(hands)
    hands.type("2")
    assert dialog.wrong.isVisible()
    assert "Sabun mandi" in dialog.wrong.text()
    dialog.reason.setText("Salah ambil")
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    dialog.amounts[0].setText("banyak")
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    assert dialog.wrong.isVisible()
    dialog.amounts[0].clear()
    hands.press(Qt.Key.Key_Return)
    assert open_dialog() is dialog
    dialog.amounts[0].setText("1")
    hands.press(Qt.Key.Key_Return)
    approve(hands)
    find(hands, "2")
    assert page.table.current().back == 4_500
    assert page.earlier.isVisible()
    hands.press(Qt.Key.Key_F6)
    hands.settle()
    assert open_dialog() is None
    assert refunds.refundable(till, "K1-000002").left(0) == 0


def test_a_double_enter_refunds_once(page: ReceiptsPage, till: Till, hands: Hands) -> None:
    hands.running.desk.sign(None)
    hands.stand_in("Kepala")
    hands.running.window.show_page("receipts")
    hands.settle()
    dialog = refund_dialog(hands)
    hands.press(Qt.Key.Key_F5)
    dialog.reason.setText("Salah ambil")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert [row.number for row in page.table.rows_model.rows if row.kind == "refund"] == ["K1-R000001"]
    assert refunds.refund(till, "K1-R000001").refund.approvals == []


def test_without_a_shift_nothing_comes_back(page: ReceiptsPage, till: Till, hands: Hands) -> None:
    from koperasi_pos.operations import shifts

    shifts.close_shift(till, counted=Rupiah(1), id=till.new_id(), by=hands.running.desk.by)
    dialog = refund_dialog(hands)
    hands.press(Qt.Key.Key_F5)
    dialog.reason.setText("Salah ambil")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    hands.type(HEAD_PIN)
    hands.wait(lambda: open_dialog() is dialog and dialog.wrong.isVisible())
    assert refunds.refundable(till, "K1-000003").left(0) == 1_000


def test_nothing_is_cut_at_1024(page: ReceiptsPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    take_picture(hands.running.window, "receipts_1024", (1024, 768))
    assert page.table.horizontalScrollBar().maximum() == 0
    buttons: list[QPushButton] = [*page.slip.buttons, page.refund_button, *page.days.spans.buttons()]
    assert [button.text() for button in buttons if button.width() < button.sizeHint().width()] == []


def test_the_picture_of_a_receipt_goes_to_the_clipboard(page: ReceiptsPage, hands: Hands) -> None:
    QGuiApplication.clipboard().clear()
    hands.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    hands.settle()
    picture: QImage = QGuiApplication.clipboard().image()
    assert picture.width() > 400
    assert picture.height() > picture.width()
    assert "K1-000003" in hands.said()


def test_receipts_tell_who_sold_and_are_found_by_it(page: ReceiptsPage, hands: Hands) -> None:
    assert page.table.rows_model.rows[0].cashier == "Kasir"
    assert "Kasir" in str(page.table.rows_model.data(page.table.rows_model.index(0, 3)))
