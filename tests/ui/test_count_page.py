"""Counting: a shelf scanned blind, by several, while the shop sells; differences booked by the head of the shop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import counts, products, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.count_dialogs import NewCountDialog, ReasonDialog
from koperasi_pos.ui.pages.count_page import CountPage
from koperasi_pos.values import Quantity
from tests.counter import HEAD, Clock, begin_shift, sell
from tests.ui.hands import Hands
from tests.ui.selling import KITAB, NOODLES, SOAP, WATER
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
DUS = "8998866200318"


@pytest.fixture
def page(till: Till, hands: Hands, goods: dict[str, ProductSaved]) -> CountPage:
    """The head of the shop in front of no counts; a shift is open."""
    begin_shift(till, by=HEAD)
    return at_page(hands, "count", CountPage)


def begin(hands: Hands) -> None:
    """F4 and Enter: everything is counted."""
    hands.press(Key.Key_F4)
    assert isinstance(hands.dialog(), NewCountDialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()


def found(page: CountPage) -> dict[str, str]:
    return {row[0]: row[1] for row in shown(page.tally.table)}


def test_a_count_is_begun_by_category(
    page: CountPage, hands: Hands, till: Till, take_picture: Callable[..., Path]
) -> None:
    assert page.list.nothing.isVisible()
    take_picture(hands.running.window, "counts_empty", (1024, 768))
    nothing_cut(hands)
    hands.press(Key.Key_F3)
    assert page.parts.key() == "counts"
    assert "F4" in hands.said()
    hands.press(Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, NewCountDialog)
    take_picture(dialog, "new_count")
    nothing_cut(hands, dialog)
    dialog.count_name.clear()
    hands.press(Key.Key_Return)
    assert dialog.wrong.isVisible()
    hands.type("Rak kitab")
    dialog.table.setFocus()
    hands.press(Key.Key_Space)
    assert dialog.taken() == ["Kitab"]
    hands.press(Key.Key_Return)
    hands.no_dialog()
    (row,) = counts.counts(till)
    assert row.name == "Rak kitab"
    assert [one.name for one in counts.count_goods(till, row.id)] == ["Kitab Safinah"]
    assert page.parts.key() == "tally"


def test_a_few_goods_whose_turn_it_is(
    page: CountPage, hands: Hands, till: Till, clock: Clock, take_picture: Callable[..., Path]
) -> None:
    begin(hands)
    hands.scan(WATER)
    hands.wait(lambda: bool(found(page)))
    clock.forward(minutes=1)
    hands.press(Key.Key_F3)
    hands.press(Key.Key_F3)
    hands.press(Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, NewCountDialog)
    for wrong in ("1,5", "0", "501", "banyak"):
        dialog.many.setText(wrong)
        hands.press(Key.Key_Return)
        assert dialog.many_row.wrong.isVisible()
    take_picture(dialog, "new_count_turn")
    nothing_cut(hands, dialog)
    dialog.many.setText("4")
    hands.press(Key.Key_Return)
    hands.no_dialog()
    hands.settle()
    goods = [one.name for one in counts.count_goods(till, counts.counts(till)[0].id)]
    # What was counted just now is not among them.
    assert len(goods) == 4
    assert "Air Minum Santri 600 ml" not in goods


def test_scanned_at_walking_speed_with_undo(page: CountPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    begin(hands)
    for code in (SOAP, SOAP, "12*" + SOAP, DUS, NOODLES, NOODLES):
        hands.scan(code)
    hands.settle()
    assert found(page) == {"Sabun mandi 110 g": "14 pcs", "Mi Goreng Sedap 85 g": "42 pcs"}
    assert page.tally.found.text() == "42 pcs"
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"count_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F6)
    hands.press(Key.Key_F6)
    hands.press(Key.Key_F6)
    hands.settle()
    assert found(page) == {"Sabun mandi 110 g": "14 pcs", "Mi Goreng Sedap 85 g": "0 pcs"}
    hands.scan(WATER)
    hands.settle()
    hands.press(Key.Key_F5)
    hands.type("88")
    hands.press(Key.Key_Return)
    hands.settle()
    assert found(page)["Air Minum Santri 600 ml"] == "88 btl" or found(page)["Air Minum Santri 600 ml"] == "88 pcs"
    assert hands.focus() is page.tally.search, hands.focus()
    hands.scan("8990000000999")
    hands.wait(lambda: "8990000000999" in hands.said())


def test_sold_while_it_is_counted_and_booked_with_a_reason(
    page: CountPage, hands: Hands, till: Till, clock: Clock, goods: dict[str, ProductSaved],
    take_picture: Callable[..., Path],
) -> None:  # fmt: skip
    begin(hands)
    hands.scan("97*" + SOAP)
    hands.settle()
    clock.forward(minutes=5)
    sell(till, (goods["soap"], 10_000))
    clock.forward(minutes=5)
    hands.scan("102*" + KITAB)
    hands.settle()
    hands.press(Key.Key_F3)
    hands.settle()
    # 97 of 100 soap were there when it was counted; the ten sold later are no difference.
    assert shown(page.differences.table) == [
        ["Sabun mandi 110 g", "97 pcs", "100 pcs", "−3", "−10.800"],
        ["Kitab Safinah", "102 pcs", "100 pcs", "+2", "28.000"],
    ]
    assert page.differences.figures.texts() == ["2", "2", "−Rp10.800", "Rp28.000"]
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"differences_{size[0]}", size)
        nothing_cut(hands)
    hands.press(Key.Key_F5)
    dialog = hands.dialog()
    assert isinstance(dialog, ReasonDialog)
    nothing_cut(hands, dialog)
    hands.press(Key.Key_F5)
    hands.no_dialog()
    assert page.differences.given() == {goods["soap"].product: "Terjual tanpa struk"}
    hands.press(Key.Key_F9)
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Key.Key_Return)
    hands.no_dialog()
    assert products.stock_of(till, goods["soap"].product)[0] == Quantity.of(87)
    assert products.stock_of(till, goods["kitab"].product)[0] == Quantity.of(102)
    (row,) = counts.counts(till)
    assert (row.closed, row.shortage, row.surplus) == (True, -10_800, 28_000)
    assert [line.reason for line in counts.booked_lines(till, row.id)] == ["Terjual tanpa struk", ""]
    hands.press(Key.Key_F9)
    hands.settle()
    assert len(counts.counts(till)) == 1  # a second time books nothing
    page.show_part("counts")
    assert shown(page.list.table)[0][3:] == ["−10.800", "28.000", "dibukukan"]


def test_goods_that_nobody_found_are_gone_where_somebody_says_so(page: CountPage, hands: Hands, till: Till) -> None:
    begin(hands)
    hands.scan("214*" + NOODLES)
    hands.settle()
    page.show_part("differences")
    hands.settle()
    assert page.differences.nothing.isVisible()
    assert "cocok" in page.differences.nothing.words.text()
    page.differences.all.setChecked(True)
    assert [row[0] for row in shown(page.differences.table)] == ["Mi Goreng Sedap 85 g"]
    page.differences.all.setChecked(False)
    page.differences.complete.setChecked(True)
    hands.settle()
    assert len(shown(page.differences.table)) == 4


def test_two_count_at_once_and_a_blind_counter_sees_no_books(
    page: CountPage, hands: Hands, till: Till, goods: dict[str, ProductSaved]
) -> None:
    begin(hands)
    hands.scan("30*" + SOAP)
    hands.settle()
    (count,) = counts.counts(till)
    other = next(Actor(one.id, one.name, one.role) for one in staff.people(till) if one.name == "Siti Aminah")
    counts.tally(till, count.id, {goods["soap"].product: Quantity.of(5)}, id=till.new_id(), by=other)
    hands.wait(lambda: found(page) == {"Sabun mandi 110 g": "35 pcs"})
    hands.running.desk.sign(other)
    page = at_page(hands, "count", CountPage)
    page.show_part("tally")
    hands.press(Key.Key_F3)
    assert page.parts.key() == "tally"
    assert "tertutup" in hands.said()
    assert "100" not in "".join("".join(cells) for cells in shown(page.tally.table))


def test_the_sheet_goes_out_and_comes_back_filled_in(page: CountPage, hands: Hands, till: Till) -> None:
    begin(hands)
    page.show_part("counts")
    hands.press(Key.Key_E, CTRL)
    file = hands.save_in(till.home)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if "Hasil hitung" in row)
    filled = [[str(cell) for cell in row] for row in rows[head:]]
    for row in filled[1:]:
        row[rows[head].index("Hasil hitung")] = "7" if row[1] == "Kitab Safinah" else ""
    sheet = till.home / "terisi.csv"
    sheet.write_text("\n".join(";".join(row) for row in filled), encoding="utf-8")
    hands.press(Key.Key_I, CTRL)
    hands.open_file(sheet)
    hands.settle()
    (count,) = counts.counts(till)
    assert [(one.name, quantity) for one, quantity in counts.tallied(till, count.id)] == [
        ("Kitab Safinah", Quantity.of(7))
    ]  # fmt: skip
    assert "1 barang" in hands.said()


def test_a_sheet_without_a_count_begins_one(page: CountPage, hands: Hands, till: Till) -> None:
    sheet = till.home / "hitung.csv"
    sheet.write_text("kode;hasil hitung\n8990000000021;91\n", encoding="utf-8")
    hands.press(Key.Key_I, CTRL)
    hands.open_file(sheet)
    hands.settle()
    (row,) = counts.counts(till)
    assert row.tallied == 1


def test_a_count_is_begun_by_shelf(
    page: CountPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], take_picture: Callable[..., Path]
) -> None:
    water = goods["water"].model_copy(update={"id": till.new_id(), "shelf": "Lemari es"})
    products.save_product(till, water, by=HEAD)
    hands.press(Key.Key_F4)
    dialog = hands.dialog()
    assert isinstance(dialog, NewCountDialog)
    dialog.table.setFocus()
    dialog.table.selectRow(len(dialog.table.rows_model.rows) - 1)
    hands.press(Key.Key_Space)
    take_picture(dialog, "new_count_shelf")
    nothing_cut(hands, dialog)
    assert (dialog.taken(), dialog.taken_racks()) == ([], ["Lemari es"])
    hands.press(Key.Key_Return)
    hands.no_dialog()
    (row,) = counts.counts(till)
    assert [one.name for one in counts.count_goods(till, row.id)] == ["Air Minum Santri 600 ml"]
