"""Goods come in: search, multiples, packs, tiles, fingers, and codes that nothing has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import ProductSaved, PromotionSaved
from koperasi_pos.operations import products, promotions, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.codes import check_digit
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.selling_dialogs import PriceCheckDialog, QuantityDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.basket_table import QUANTITY
from koperasi_pos.values import Rupiah
from tests.counter import HEAD, stock_up
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP, WATER, answer, lines, pay

LEFT = Qt.MouseButton.LeftButton
NOBODYS_CODE = "8990000000991"


def touch(sell: SellPage, row: int, offset: int) -> None:
    """Touch the quantity of a row, `offset` pixels from its left edge (negative: from the right)."""
    cell = sell.table.visualRect(sell.table.lines.index(row, QUANTITY))
    across = cell.left() + offset if offset >= 0 else cell.right() + offset
    QTest.mouseClick(sell.table.viewport(), LEFT, pos=QPoint(across, cell.center().y()))
    QApplication.processEvents()


def test_a_multiple_typed_first_counts_for_the_next_scan_only(sell: SellPage, hands: Hands) -> None:
    hands.type("3*")
    hands.press(Qt.Key.Key_Return)
    assert sell.search.accessibleDescription() == "3 ×"
    hands.scan(NOODLES)
    assert sell.search.accessibleDescription() == ""
    hands.scan(WATER)
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 3000), ("Air Minum Santri 600 ml", 1000)]


def test_escape_takes_a_multiple_back(sell: SellPage, hands: Hands) -> None:
    hands.type("3*")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Escape)
    hands.scan(NOODLES)
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 1000)]


def test_hits_show_every_pack_and_take_a_multiple(sell: SellPage, hands: Hands) -> None:
    hands.type("2*goreng")
    shown = sell.search.hits.rows_model
    assert [[shown.data(shown.index(row, column)) for column in range(3)] for row in range(2)] == [
        ["Mi Goreng Sedap 85 g", "Rp3.100", "214 pcs"], ["Mi Goreng Sedap 85 g · dus", "Rp115.000", "5 dus"],
    ]  # fmt: skip
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 2000)]
    assert sell.counter.priced.total == 230_000
    assert not sell.search.listing


def test_a_typed_code_never_takes_the_hit_of_another_code(till: Till, sell: SellPage, hands: Hands) -> None:
    stock_up(till, "Buku 12345 tulis", 5_000, code="12345")
    stock_up(till, "Buku 1234 gambar", 7_000, code="1234")
    hands.type("1234")
    assert sell.search.listing
    hands.press(Qt.Key.Key_Return)
    assert lines(sell) == [("Buku 1234 gambar", 1000)]
    hands.type("1234")
    hands.press(Qt.Key.Key_Down)
    chosen = sell.search.hits.current().name
    hands.press(Qt.Key.Key_Return)
    assert sell.counter.basket.lines[sell.table.currentIndex().row()].product.name == chosen
    assert sum(thousandths for _name, thousandths in lines(sell)) == 2000


def test_hits_by_mouse(sell: SellPage, hands: Hands) -> None:
    hands.type("sabun")
    hits = sell.search.hits
    QTest.mouseClick(hits.viewport(), LEFT, pos=hits.visualRect(hits.model().index(0, 0)).center())
    assert lines(sell) == [("Sabun mandi 110 g", 1000)]


def test_the_price_of_the_customer_stands_in_the_hits(sell: SellPage, hands: Hands, member: str) -> None:
    hands.press(Qt.Key.Key_F5)
    answer(hands, "contoh")
    hands.type("goreng")
    assert [hit.price for hit in sell.search.hits.rows_model.rows] == [3_000, 115_000]


def test_fingers_step_and_ask(sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.scan(SOAP)
    touch(sell, 0, -20)
    touch(sell, 0, -20)
    touch(sell, 0, 20)
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 2000), ("Sabun mandi 110 g", 1000)]
    touch(sell, 0, 80)
    assert isinstance(hands.dialog(), QuantityDialog)
    answer(hands, "7")
    assert lines(sell)[0] == ("Mi Goreng Sedap 85 g", 7000)


def test_a_removed_line_leaves_the_cursor_in_its_place(sell: SellPage, hands: Hands) -> None:
    for code in (NOODLES, SOAP, KITAB, WATER):
        hands.scan(code)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Delete)
    hands.press(Qt.Key.Key_Delete)
    assert lines(sell) == [("Mi Goreng Sedap 85 g", 1000), ("Air Minum Santri 600 ml", 1000)]


def test_a_weight_that_is_still_asked_takes_no_scan(sell: SellPage, hands: Hands) -> None:
    hands.scan("00017")
    dialog = hands.dialog()
    assert isinstance(dialog, QuantityDialog)
    hands.scan(NOODLES)
    assert open_dialog() is dialog
    assert lines(sell) == []
    answer(hands, "0,5")
    assert lines(sell) == [("Telur ayam", 500)]


def test_the_head_is_offered_to_add_an_unknown_code(sell: SellPage, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    hands.scan(NOBODYS_CODE)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    window = hands.running.window
    assert window.current() is window.page("products")
    assert hands.running.desk.pending == {}


def test_a_promotion_stands_under_the_name(
    till: Till, sell: SellPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    saved = PromotionSaved(
        id=till.new_id(), promotion=till.new_short_id(), name="beli 3 gratis 1", form="n_for_m", take=4, pay=3,
        products=[goods["soap"].product],
    )  # fmt: skip
    promotions.save_promotion(till, saved, by=HEAD)
    hands.settle()
    for _ in range(4):
        hands.scan(SOAP)
    assert sell.table.lines.small_line(0) == "beli 3 gratis 1 · stok 100"
    assert sell.table.lines.data(sell.table.lines.index(0, 3)) == "−4.500"
    assert sell.totals.subtotal.word.text() == "Subtotal (4 barang)"
    assert sell.totals.discount.amount.text() == "−Rp4.500"
    assert sell.totals.total.text() == "Rp13.500"


def test_a_pack_that_is_taken_out_of_the_catalogue_stays_on_the_counter(
    till: Till, sell: SellPage, hands: Hands, goods: dict[str, ProductSaved]
) -> None:
    hands.scan("8998866200318")
    noodles = goods["noodles"]
    base = noodles.packs[0].model_copy(update={"prices": [noodles.packs[0].prices[0]]})
    products.save_product(till, noodles.model_copy(update={"id": till.new_id(), "packs": [base]}), by=HEAD)
    hands.settle()
    assert sell.counter.priced.total == 115_000
    pay(hands)
    assert sell.totals.last_change.text() == "Rp0"


def test_tiles_by_key_and_finger(sell: SellPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    item = sell.tiles.grid.itemAt(0)
    assert item is not None
    QTest.mouseClick(item.widget(), LEFT)
    assert lines(sell) == [("Sabun mandi 110 g", 1000), ("Air Minum Santri 600 ml", 1000)]


def test_the_price_check_puts_nothing_into_the_basket(sell: SellPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = hands.dialog()
    assert isinstance(dialog, PriceCheckDialog)
    hands.scan(NOODLES)
    rows = dialog.table.rows_model.rows
    assert [row[1] for row in rows] == ["pcs", "dus"]
    assert rows[0][2] == "Eceran Rp3.100 · Grosir ≥12 Rp2.900 · Anggota Rp3.000"
    hands.press(Qt.Key.Key_Escape)
    hands.no_dialog()
    assert lines(sell) == []


@pytest.mark.parametrize("typed", ["1,5", "0"])
def test_a_quantity_that_cannot_be_is_told(sell: SellPage, hands: Hands, typed: str) -> None:
    hands.scan(SOAP)
    hands.press(Qt.Key.Key_F3)
    answer(hands, typed)
    if typed == "0":
        assert [gone.total for gone in sell.counter.basket.removed] == [Rupiah(4_500)]
    else:
        assert lines(sell) == [("Sabun mandi 110 g", 1000)]
        assert "Sabun mandi" in hands.said()


def test_a_label_with_a_sum_is_rung_up_to_the_rupiah(sell: SellPage, till: Till, hands: Hands) -> None:
    shops.save_shop(till, shops.shop(till).model_copy(update={"id": till.new_id(), "sum_prefixes": ["21"]}), by=HEAD)
    hands.settle()
    sum_label, weight_label = "210001712345", "220001700500"
    hands.scan(sum_label + str(check_digit(sum_label)))
    hands.no_dialog()
    (line,) = sell.counter.priced.lines
    assert (line.total, line.line.quantity) == (12_345, 441)
    hands.scan(weight_label + str(check_digit(weight_label)))
    hands.no_dialog()
    assert [int(line.total) for line in sell.counter.priced.lines] == [12_345, 14_000]
    for code in (sum_label, weight_label):
        hands.type(f"2*{code}{check_digit(code)}")
        hands.press(Qt.Key.Key_Return)
        hands.no_dialog()
    assert [int(line.total) for line in sell.counter.priced.lines] == [12_345, 14_000, 24_690, 28_000]
    pay(hands)
    assert sell.counter.basket.empty
