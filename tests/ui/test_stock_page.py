"""The stock page and the stock card: what is there, narrowed down by key, every movement with its paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from python_calamine import CalamineWorkbook

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products, refunds
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.ui.pages import stock_card_page
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.pages.receipts_page import ReceiptsPage
from koperasi_pos.ui.pages.stock_card_page import StockCardPage
from koperasi_pos.ui.pages.stock_page import SHOP, StockPage
from koperasi_pos.values import Quantity
from tests.consignors import bring, goods_of, somebody
from tests.counter import HEAD, Clock, begin_shift, sell
from tests.ui.hands import Hands
from tests.ui.selling import SOAP
from tests.ui.stock_goods import at_page, nothing_cut, shown

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sold(till: Till, clock: Clock, goods: dict[str, ProductSaved]) -> None:
    """Four weeks later: soap is nearly gone, more kitab were sold than were there, one of them came back."""
    begin_shift(till, by=HEAD)
    clock.forward(days=40)
    sell(till, (goods["soap"], 93_000))
    sell(till, (goods["kitab"], 103_000))
    refunds.complete_refund(
        till, "K1-000002", [Returning(0, Quantity(1_000))], reason="Halaman kosong", id=till.new_id(), by=HEAD
    )
    clock.forward(days=7)


@pytest.fixture
def page(sold: None, hands: Hands) -> StockPage:
    """The head of the shop in front of the shelves."""
    return at_page(hands, "stock", StockPage)


def names(page: StockPage) -> list[str]:
    return [row[0] for row in shown(page.table)]


def test_what_lies_on_the_shelves(page: StockPage, take_picture: Callable[..., Path], hands: Hands) -> None:
    rows = {row[0]: row[1:] for row in shown(page.table)}
    assert "Fotokopi" not in rows  # no stock is kept of it
    assert rows["Mi Goreng Sedap 85 g"] == ["214 pcs", "5 dus + 14 pcs", "2.500", "535.000", "–", "–"]
    # 93 in 28 days are 3,32 a day: seven last two days.
    assert rows["Sabun mandi 110 g"] == ["7 pcs", "–", "3.600", "25.200", "3,32", "2"]
    assert rows["Kitab Safinah"][:3] == ["−2 pcs", "–", "–"]
    worth = sum(row.stock_value for row in products.find_products(hands.running.till, ""))
    assert f"{worth:,}".replace(",", ".") in page.total.text()
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"stock_{size[0]}", size)
        nothing_cut(hands)


def test_narrowed_down_by_key_and_by_scan(page: StockPage, hands: Hands) -> None:
    seen = {}
    for _state in range(6):
        seen[page.state.key()] = names(page)
        hands.press(Qt.Key.Key_F3)
    assert len(seen[""]) == 5
    assert seen["low"] == ["Sabun mandi 110 g"]
    assert seen["negative"] == ["Kitab Safinah"]
    assert seen["none"] == []
    assert seen["slow"] == ["Air Minum Santri 600 ml", "Mi Goreng Sedap 85 g", "Telur ayam"]
    page.state.choose("none", tell=True)
    assert page.nothing.isVisible()
    assert page.nothing.words.text() == "Tidak ada yang habis."
    hands.press(Qt.Key.Key_F7)
    page.category.set_value("Kitab")
    assert names(page) == ["Kitab Safinah"]
    hands.press(Qt.Key.Key_F7)
    page.pillar.set_value("santripreneur")
    assert names(page) == ["Air Minum Santri 600 ml"]
    hands.press(Qt.Key.Key_F7)
    hands.scan(SOAP)
    assert names(page) == ["Sabun mandi 110 g"]
    assert hands.running.window.current() is page


def test_narrowed_down_by_owner(page: StockPage, hands: Hands, till: Till) -> None:
    owner = somebody(till)
    bring(till, owner, (goods_of(till, owner), 10))
    page.read()
    hands.wait(lambda: "Nasi bungkus" in names(page))
    hands.press(Qt.Key.Key_F8)
    assert page.owner.hasFocus()
    page.owner.set_value(owner)
    assert names(page) == ["Nasi bungkus"]
    assert page.total.text() == "1 barang, senilai Rp0"
    # What is not the shop's has no cost and no worth to it.
    assert shown(page.table)[0][3:5] == ["–", "–"]
    page.table.selectRow(0)
    assert "titipan Bu Siti" in page.why.text()
    page.owner.set_value(SHOP)
    assert "Nasi bungkus" not in names(page)
    assert len(names(page)) == 5
    hands.press(Qt.Key.Key_F7)
    page.search.setText("siti")
    assert names(page) == ["Nasi bungkus"]
    nothing_cut(hands)


def test_a_sale_elsewhere_is_seen_at_once(
    page: StockPage, hands: Hands, till: Till, goods: dict[str, ProductSaved]
) -> None:
    sell(till, (goods["soap"], 7_000))
    hands.wait(lambda: {row[0]: row[1] for row in shown(page.table)}["Sabun mandi 110 g"] == "0 pcs")


def test_the_list_as_files(page: StockPage, hands: Hands, tmp_path: Path) -> None:
    hands.press(Qt.Key.Key_F7)
    hands.press(Qt.Key.Key_D, CTRL)
    file = hands.save_in(tmp_path)
    assert file.name == "stok-2027-01-10.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [row["name"] for row in rows] == names(page)
    assert next(row for row in rows if row["name"] == "Sabun mandi 110 g")["value"] == "25200"
    hands.press(Qt.Key.Key_E, CTRL)
    file = hands.save_in(tmp_path)
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert sheet[-1][9] == sum(int(row["value"]) for row in rows)


def test_the_card_tells_every_movement_with_its_paper(
    page: StockPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    hands.scan("8990000000038")
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    card = hands.running.window.current()
    assert isinstance(card, StockCardPage)
    rows = shown(card.table)
    assert [row[0] for row in rows] == ["Retur", "Terjual", "Stok awal"]
    assert [row[2] for row in rows] == ["+1", "−103", "+100"]
    assert [row[4] for row in rows] == ["−2", "−3", "100"]
    model = card.table.rows_model
    assert "K1-R000001" in str(model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole))
    assert card.figures.texts()[0] == "−2 pcs"
    assert "terjual 102" in card.plot.accessibleDescription()
    for size in ((1366, 768), (1024, 768)):
        take_picture(hands.running.window, f"stock_card_{size[0]}", size)
        nothing_cut(hands)
    card.table.selectRow(1)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    receipts = hands.running.window.current()
    assert isinstance(receipts, ReceiptsPage)
    assert receipts.table.current().number == "K1-000002"


def test_the_card_is_read_page_by_page(
    page: StockPage, hands: Hands, till: Till, goods: dict[str, ProductSaved], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_card_page, "PAGE", 5)
    for _ in range(11):
        sell(till, (goods["eggs"], 500))
    hands.running.desk.pending["stock_card"] = goods["eggs"].product
    card = at_page(hands, "stock_card", StockCardPage)
    assert card.table.rows_model.rowCount() == 5
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    rows = shown(card.table)
    assert len(rows) == 12
    assert not card.more_button.isEnabled()
    assert [row[4] for row in rows] == [
        "94,5",
        "95",
        "95,5",
        "96",
        "96,5",
        "97",
        "97,5",
        "98",
        "98,5",
        "99",
        "99,5",
        "100",
    ]
    hands.press(Qt.Key.Key_D, CTRL)
    file = hands.save_in(till.home)
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 13


def test_the_card_opens_from_the_goods_and_by_scan(page: StockPage, hands: Hands) -> None:
    goods_page = at_page(hands, "products", ProductsPage)
    hands.scan(SOAP)
    hands.settle()
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    card = hands.running.window.current()
    assert isinstance(card, StockCardPage)
    assert card.heading.text() == "Sabun mandi 110 g"
    hands.scan("8990000000014")
    hands.wait(lambda: card.heading.text() == "Air Minum Santri 600 ml")
    hands.settle()
    QTest.keyClick(hands.focus(), Qt.Key.Key_F5)
    hands.settle()
    assert hands.running.window.current() is goods_page
    assert goods_page.form.name.value() == "Air Minum Santri 600 ml"
    hands.scan("8990000000999")
    hands.running.window.show_page("stock_card")
    hands.scan("8990000000999")
    hands.settle()
    assert "8990000000999" in hands.said()
