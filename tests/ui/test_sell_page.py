"""The till page by keys and scans alone: what a cashier does all day, and what must never happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from koperasi_pos import app
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import printing, sales
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.selling_dialogs import ChoiceDialog, PriceDialog, QuantityDialog
from koperasi_pos.ui.dialogs.send_dialog import SendDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.theme.colours import DARK, LIGHT
from koperasi_pos.ui.theme.style import apply_theme
from tests.counter import HEAD, HEAD_PIN, stock_up
from tests.ui.conftest import CASHIER_PIN
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP, WATER, lines, pay


def test_a_whole_sale_by_keyboard(till: Till, sell: SellPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    hands.scan(NOODLES)
    hands.scan(NOODLES)
    hands.type("3*" + WATER)
    hands.press(Qt.Key.Key_Return)
    hands.type("sabun")
    hands.press(Qt.Key.Key_Return)
    assert lines(sell) == [
        ("Mi Goreng Sedap 85 g", 2000), ("Air Minum Santri 600 ml", 3000), ("Sabun mandi 110 g", 1000),
    ]  # fmt: skip
    take_picture(hands.running.window, "sell")
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    hands.type("20000")
    assert dialog.change.text() == "Rp1.800"
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    sold = sales.receipt(till, "K1-000001").sale
    assert (sold.total, sold.change, sold.cashier) == (18_200, 1_800, "Siti Aminah")
    assert lines(sell) == []
    assert sell.totals.last_words.text() == "Kembalian · struk K1-000001"
    assert sell.totals.last_change.text() == "Rp1.800"
    hands.scan(WATER)
    assert not sell.totals.last.isVisible()
    assert [job.form for job in printing.print_jobs(till)] == ["receipt"]


def test_a_double_enter_sells_once(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F9)
    dialog = hands.dialog()
    assert isinstance(dialog, PaymentDialog)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert len(find_receipts(till)) == 1


def test_a_scan_never_lands_in_a_quantity_or_a_pin(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F3)
    dialog = hands.dialog()
    assert isinstance(dialog, QuantityDialog)
    hands.type("4")
    hands.scan(WATER)
    hands.no_dialog()
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 4000), ("Air Minum Santri 600 ml", 1000)]
    hands.running.window.lock()
    hands.settle()
    pad = hands.running.window.page("sign_in").pad  # type: ignore[attr-defined]
    hands.scan("246813")
    assert pad._digits == ""
    assert hands.running.desk.actor is None


def test_quantities_by_keys(sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.type("++-")
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 2000)]
    hands.press(Qt.Key.Key_F3)
    hands.dialog()
    hands.type("12")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 12_000)]
    assert sell.counter.priced.lines[0].tier == "wholesale"
    hands.press(Qt.Key.Key_Delete)
    assert lines(sell) == []
    assert [int(gone.quantity) for gone in sell.counter.basket.removed] == [1_000, 12_000], (
        "the minus leaves a trace too"
    )


def test_weighed_goods_and_open_prices_ask(sell: SellPage, hands: Hands) -> None:
    hands.scan("00017")
    assert isinstance(hands.dialog(), QuantityDialog)
    hands.type("0,75")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.scan("2000017012506")
    assert lines(sell) == [("Telur ayam", 750), ("Telur ayam", 1250)]
    hands.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert isinstance(hands.dialog(), PriceDialog)
    hands.type("5000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sell.counter.priced.lines[-1].total == 5000


def test_a_code_of_two_products_asks(till: Till, sell: SellPage, hands: Hands) -> None:
    stock_up(till, "Teh botol", 4000, codes=("8991112223334",))
    stock_up(till, "Teh botol baru", 4500, codes=("8991112223334",))
    hands.scan("8991112223334")
    assert isinstance(hands.dialog(), ChoiceDialog)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == [("Teh botol baru", 1000)]


def test_an_unknown_code_is_told(sell: SellPage, hands: Hands) -> None:
    hands.scan("8990000000991")
    assert open_dialog() is None
    assert "8990000000991" in hands.running.window.strip.words.text()


def test_a_discount_over_the_cap_needs_the_head(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(KITAB)
    hands.press(Qt.Key.Key_F4)
    hands.dialog()
    hands.type("50%")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.press(Qt.Key.Key_F9)
    assert isinstance(hands.dialog(), ApprovalDialog)
    hands.type("111112")
    hands.settle()
    assert isinstance(open_dialog(), ApprovalDialog)
    hands.type(HEAD_PIN)
    hands.wait(lambda: isinstance(open_dialog(), PaymentDialog))
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    sold = sales.receipt(till, "K1-000001").sale
    assert sold.total == 9_000
    assert [approval.what for approval in sold.approvals] == ["discount"]


def test_split_payment_and_sedekah(till: Till, sell: SellPage, hands: Hands) -> None:
    stock_up(till, "Permen", 12_760, codes=("8990000000052",))
    hands.scan("8990000000052")
    assert sell.totals.rounding.isVisible()
    assert sell.totals.rounding.amount.text() == "Rp40"
    hands.press(Qt.Key.Key_F10)
    hands.wait(lambda: type(open_dialog()).__name__ == "PartDialog")
    part = hands.dialog()
    part.amount.set_amount(5_000)  # type: ignore[attr-defined]
    hands.type("BJ-77")
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: isinstance(open_dialog(), PaymentDialog))
    payment = hands.dialog()
    assert isinstance(payment, PaymentDialog)
    assert not payment.give_rounding.isChecked()
    shown = {key: row.amount.text() for key, row in payment.rows.items() if row.isVisible()}
    assert shown == {"total": "Rp12.760", "other": "Rp5.000", "rounding": "Rp40"}
    assert payment.due.text() == "Rp7.800"
    payment.give_rounding.setChecked(True)
    shown = {key: row.amount.text() for key, row in payment.rows.items() if row.isVisible()}
    assert shown == {"total": "Rp12.760", "other": "Rp5.000", "rounding": "Rp0", "sedekah": "Rp40"}
    hands.type("10000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    sold = sales.receipt(till, "K1-000001").sale
    assert [(paid.way, paid.amount) for paid in sold.payments] == [("cash", 7_800), ("transfer", 5_000)]
    assert (sold.rounding, sold.sedekah, sold.change) == (0, 40, 2_200)


def test_a_members_price_in_two_keys(till: Till, member: str, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.type("contoh")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sell.counter.priced.total == 3_000
    pay(hands)
    customer = sales.receipt(till, "K1-000001").sale.customer
    assert customer is not None
    assert customer.person == member


def test_letting_go_leaves_a_trace(till: Till, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_Escape)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert lines(sell) == []
    with till.reading() as connection:
        assert connection.run("SELECT total FROM dropped_basket").fetchall() == [(3100,)]


def test_prices_that_changed_meanwhile_are_not_charged(
    till: Till, sell: SellPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    from koperasi_pos.operations import products
    from koperasi_pos.values import Rupiah

    hands.scan(SOAP)
    pack = goods["soap"].packs[0]
    dearer = pack.model_copy(update={"prices": [pack.prices[0].model_copy(update={"price": Rupiah(5_000)})]})
    changed = goods["soap"].model_copy(update={"id": till.new_id(), "packs": [dearer]})
    products.save_product(till, changed, by=HEAD)
    hands.wait(lambda: sell.counter.priced.total == 5_000)
    assert sell.totals.total.text() == "Rp5.000"


def test_nothing_is_sold_without_a_shift(till: Till, hands: Hands) -> None:
    hands.sign_in("Siti Aminah", CASHIER_PIN)
    hands.scan(NOODLES)
    page = hands.running.window.page("sell")
    assert isinstance(page, SellPage)
    assert lines(page) == []
    assert "shift" in hands.running.window.strip.words.text().lower()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_nothing_is_cut(sell: SellPage, hands: Hands, size: tuple[int, int], take_picture: Callable[..., Path]) -> None:
    hands.scan(NOODLES)
    take_picture(hands.running.window, f"sell-{size[0]}", size)
    for field in sell.findChildren(QLineEdit):
        if field.isVisible():
            assert field.height() >= 44
    for button in (sell.totals.pay_button, sell.totals.hold_button, sell.totals.customer_button):
        assert button.height() >= 44
        assert button.sizeHint().width() <= button.width()
    assert sell.totals.geometry().right() <= sell.width()
    table = sell.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.columnWidth(0) >= 230


def test_light_and_dark_reach_everything(
    sell: SellPage, hands: Hands, qapp: QApplication, take_picture: Callable[..., Path]
) -> None:
    window = hands.running.window
    hands.scan(NOODLES)
    for use in (LIGHT, DARK):
        other = LIGHT if use is DARK else DARK
        apply_theme(qapp, use.name)
        take_picture(window, f"sell-{use.name}")
        whole = window.grab().toImage()
        seen = Counter(
            whole.pixelColor(x, y).name() for x in range(0, whole.width(), 4) for y in range(0, whole.height(), 4)
        )
        grounds = seen[use.ground] + seen[use.card] + seen[use.field] + seen[use.mint] + seen[use.foot]
        assert grounds > seen.total() * 0.8, use.name
        assert seen[other.ground] + seen[other.card] < seen.total() * 0.01, use.name
        for part in (sell.table.viewport(), sell.totals.customer_button, sell.tiles, window.head):
            assert use.ink in pixels(part), (use.name, part)
            assert other.ink not in pixels(part), (use.name, part)
        assert use.ink2 in pixels(window.side), use.name
    apply_theme(qapp, "light")


def pixels(widget: QWidget) -> set[str]:
    """Every colour that is painted on a widget."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_the_application_stops_cleanly(running: app.Running) -> None:
    assert running.window.isVisible()
    assert running.desk.actor is None


def test_the_receipt_that_was_just_made_is_sent_on(
    sell: SellPage, hands: Hands, tmp_path: Path, take_picture: Callable[..., Path]
) -> None:
    hands.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert open_dialog() is None, "nothing was sold yet"
    hands.scan(SOAP)
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert sell.totals.send_button.isVisible()
    take_picture(hands.running.window, "sell-done", (1024, 768))
    QGuiApplication.clipboard().clear()
    for key, name in ((Qt.Key.Key_F3, "K1-000001.png"), (Qt.Key.Key_F4, "K1-000001.pdf"), (Qt.Key.Key_Return, "")):
        hands.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        dialog = hands.dialog()
        assert isinstance(dialog, SendDialog)
        take_picture(dialog, "send-receipt")
        hands.press(key)
        if name:
            hands.wait(lambda: isinstance(open_dialog(), QFileDialog))
            assert hands.save_in(tmp_path).name == name
        else:
            hands.no_dialog()
    assert not QGuiApplication.clipboard().image().isNull()
    text = PdfReader(tmp_path / "K1-000001.pdf").pages[0].extract_text()
    assert "K1-000001" in text
    assert "SALINAN" in text


def test_the_card_of_a_member_chooses_the_customer(sell: SellPage, hands: Hands, member: str) -> None:
    hands.scan(NOODLES)
    before = sell.counter.priced.total
    hands.scan("A-007")
    hands.settle()
    customer = sell.counter.basket.customer
    assert customer is not None
    assert (customer.person, customer.tier) == (member, "member")
    assert sell.counter.priced.total < before, "the prices follow at once"
    assert "Ustadz Contoh" in hands.said()
