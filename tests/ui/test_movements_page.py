"""Other movements: goods that leave for a reason, are repacked by a recipe, lie at a stall and come back from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products, stock, stock_moves
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.bring_back_dialog import BringBackDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.movements_page import MovementsPage
from koperasi_pos.values import Quantity
from tests.counter import HEAD, begin_shift, stock_up
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, SOAP, WATER
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key


@pytest.fixture
def page(till: Till, hands: Hands, goods: dict[str, ProductSaved]) -> MovementsPage:
    """The head of the shop in front of nothing picked yet."""
    begin_shift(till, by=HEAD)
    return at_page(hands, "movements", MovementsPage)


def there(till: Till, product: ProductSaved) -> tuple[int, int]:
    """(whole units, rupiah) on hand."""
    row = products.product(till, product.product)
    return row.stock_quantity // 1000, row.stock_value


def test_goods_leave_for_a_reason(
    page: MovementsPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    hands.press(Key.Key_F9)
    hands.settle()
    assert "Pilih" in hands.said()
    hands.scan(SOAP)
    hands.scan(SOAP)
    hands.scan(KITAB)
    assert "21.200" in page.leave.total.text()
    hands.press(Key.Key_F4)
    assert page.leave.reason.key() == "lost"
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"leave_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F9)
    hands.settle()
    assert there(till, goods["soap"])[0] == 100  # nothing leaves without a word
    assert hands.said()
    hands.press(Key.Key_F5)
    hands.type("tidak ada saat dihitung")
    hands.press(Key.Key_F9)
    hands.settle()
    assert there(till, goods["soap"]) == (98, 98 * 3_600)
    assert there(till, goods["kitab"]) == (99, 99 * 14_000)
    assert stock.value_proof(till).written_off == 21_200
    assert page.leave.goods.picked() == []
    assert "21.200" in hands.said()


def test_more_than_is_there_is_refused_and_stays(page: MovementsPage, hands: Hands, till: Till) -> None:
    hands.scan(SOAP)
    page.leave.goods.count.setFocus()
    page.leave.goods.count.selectAll()
    hands.type("101")
    page.leave.note.setText("hilang semua")
    hands.press(Key.Key_F9)
    hands.settle()
    assert "100" in hands.said()
    assert len(page.leave.goods.picked()) == 1


def test_a_sack_becomes_bags_and_a_recipe(
    page: MovementsPage, hands: Hands, till: Till, take_picture: Callable[..., Path]
) -> None:
    sack = stock_up(till, "Beras karung 25 kg", 340_000, code="BK25", cost=300_000, stock=4)
    bag = stock_up(till, "Beras 1 kg", 14_000, code="B1KG", stock=0)
    hands.press(Key.Key_F3)
    assert page.parts.key() == "turn"
    hands.press(Key.Key_F2)
    hands.scan("BK25")
    hands.press(Key.Key_F5)
    hands.scan("B1KG")
    page.turn.made.count.setFocus()
    page.turn.made.count.selectAll()
    hands.type("25")
    assert "300.000" in page.turn.cost.text()
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"turn_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F8)
    hands.dialog()
    hands.type("Kemas beras")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert [recipe.name for recipe in stock_moves.recipes(till)] == ["Kemas beras"]
    hands.press(Key.Key_F9)
    hands.settle()
    assert there(till, sack) == (3, 900_000)
    assert there(till, bag) == (25, 300_000)
    # Twice by the recipe.
    page.turn.recipe.setCurrentText("Kemas beras")
    page.turn.number.setFocus()
    page.turn.number.selectAll()
    hands.type("2")
    assert [picked.count for picked in page.turn.made.picked()] == [Quantity.of(50)]
    hands.press(Key.Key_F9)
    hands.settle()
    assert there(till, sack)[0] == 1
    assert there(till, bag) == (75, 900_000)
    assert page.turn.recipe.value() == ""


def test_a_stall_and_what_comes_back_from_it(
    page: MovementsPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    page.show_part("place")
    assert page.nothing.isVisible()
    assert not page.back_button.isEnabled()
    hands.press(Key.Key_F4)
    hands.type("Stan haflah")
    hands.press(Key.Key_F2)
    for _ in range(3):
        hands.scan(WATER)
    hands.scan(SOAP)
    hands.press(Key.Key_F5)
    hands.type("haflah akhir tahun")
    hands.press(Key.Key_F9)
    hands.settle()
    assert [(one.name, one.quantity) for one in stock_moves.placed_goods(till)] == [
        ("Air Minum Santri 600 ml", Quantity.of(3)), ("Sabun mandi 110 g", Quantity.of(1)),
    ]  # fmt: skip
    assert there(till, goods["water"])[0] == 100  # it is still the shop's
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"place_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F6)
    dialog = hands.dialog()
    assert isinstance(dialog, BringBackDialog)
    hands.type("1")
    assert shown(dialog.table)[0][2:] == ["1 pcs", "2 pcs"]
    take_picture(dialog, "bring_back")
    nothing_cut(hands, dialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert stock_moves.placed_goods(till) == []
    assert "2" in hands.said()


def test_what_a_cashier_may_not_do_alone(hands: Hands, till: Till, goods: dict[str, ProductSaved]) -> None:
    hands.stand_in("Siti Aminah")
    page = at_page(hands, "movements", MovementsPage)
    hands.scan(SOAP)
    page.leave.note.setText("sobek")
    hands.press(Key.Key_F9)
    hands.wait(lambda: isinstance(open_dialog(), ApprovalDialog))
    hands.type("135790")
    hands.no_dialog()
    assert there(till, goods["soap"])[0] == 99
