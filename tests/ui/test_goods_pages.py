"""Goods, promotions, people and import through their pages, by keys where a person would use keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog

from koperasi_pos.operations import persons, printing, products, promotions
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.price_history_dialog import PriceHistoryDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.item_import_page import ItemImportPage
from koperasi_pos.ui.pages.persons_page import PersonsPage
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.pages.promotions_page import PromotionsPage
from tests.counter import HEAD, begin_shift
from tests.ui.hands import Hands

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def at_work(till: Till, hands: Hands) -> Hands:
    """The head of the shop at the till."""
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    return hands


def go(hands: Hands, name: str) -> object:
    hands.running.desk.go.emit(name)
    hands.settle()
    return hands.running.window.page(name)


def test_new_goods_by_keys(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    page = go(at_work, "products")
    assert isinstance(page, ProductsPage)
    at_work.press(Qt.Key.Key_F4)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.form.name_row.wrong.text()
    at_work.type("Kopi tubruk")
    pack = page.form.packs[0]
    pack.prices["retail"].setText("4.000")
    pack.prices["wholesale"].setText("3.500")
    pack.start.setText("6")
    pack.codes.setText("8990000000069, 8990000000076")
    page.form.add_pack()
    page.form.packs[1].unit.setText("lusin")
    page.form.packs[1].prices["retail"].setText("42.000")
    page.form.cost.setText("2.800")
    page.form.opening.setText("24")
    take_picture(at_work.running.window, "new-goods")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    (match,) = products.by_code(till, "8990000000076")
    saved = match.product.document
    assert (saved.name, saved.cost, match.product.stock_quantity) == ("Kopi tubruk", 2_800, 24_000)
    assert [(price.tier, price.price, price.from_quantity) for price in saved.packs[0].prices] == [
        ("retail", 4_000, 1_000), ("wholesale", 3_500, 6_000),
    ]  # fmt: skip
    assert (saved.packs[1].unit, saved.packs[1].factor) == ("lusin", 12_000)


def test_change_take_off_sale_and_look_back(till: Till, at_work: Hands) -> None:
    page = go(at_work, "products")
    assert isinstance(page, ProductsPage)
    page.search.setText("sabun")
    at_work.settle()
    page.form.packs[0].prices["retail"].setText("4.800")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert products.find_products(till, "sabun")[0].price == 4_800
    at_work.press(Qt.Key.Key_F6)
    dialog = at_work.dialog()
    assert isinstance(dialog, PriceHistoryDialog)
    assert len(dialog.table.rows_model.rows) == 2
    dialog.reject()
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert products.find_products(till, "sabun") == []
    page.inactive.setChecked(True)
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert products.find_products(till, "sabun")[0].active


def test_a_scan_on_this_page_finds_or_fills(till: Till, at_work: Hands) -> None:
    page = go(at_work, "products")
    assert isinstance(page, ProductsPage)
    at_work.scan("8990000000021")
    at_work.settle()
    assert page.form.name.text() == "Sabun mandi 110 g"
    at_work.press(Qt.Key.Key_F4)
    at_work.scan("8990000000083")
    assert page.form.packs[0].codes.value() == "8990000000083"


def test_a_picture_is_made_small(till: Till, at_work: Hands, tmp_path: Path) -> None:
    page = go(at_work, "products")
    assert isinstance(page, ProductsPage)
    page.search.setText("kitab")
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(tmp_path / "kitab.png"))
    page.take_picture(tmp_path / "kitab.png")
    at_work.settle()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    digest = products.find_products(till, "kitab")[0].document.picture
    content = products.picture(till, digest)
    assert content is not None
    assert len(content) <= 65_536
    (tmp_path / "broken.png").write_bytes(b"no picture")
    page.take_picture(tmp_path / "broken.png")
    assert "gambar" in at_work.running.window.strip.words.text()


def test_labels_to_the_printer_and_as_pdf(till: Till, at_work: Hands, tmp_path: Path) -> None:
    page = go(at_work, "products")
    assert isinstance(page, ProductsPage)
    at_work.press(Qt.Key.Key_F7)
    dialog = at_work.dialog()
    assert isinstance(dialog, LabelsDialog)
    dialog.form.set_value("printer")
    at_work.type("2")
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    assert [job.form for job in printing.print_jobs(till)] == ["label"]
    at_work.press(Qt.Key.Key_F7)
    dialog = at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.wait(lambda: isinstance(open_dialog(), QFileDialog))
    file_dialog = open_dialog()
    assert isinstance(file_dialog, QFileDialog)
    file_dialog.fileSelected.emit(str(tmp_path / "label.pdf"))
    file_dialog.reject()
    at_work.settle()
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_code_becomes_new_goods(till: Till, at_work: Hands) -> None:
    at_work.scan("8990000000090")
    at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    page = at_work.running.window.current()
    assert isinstance(page, ProductsPage)
    assert page.form.packs[0].codes.value() == "8990000000090"


def test_a_promotion_is_saved_sold_and_ended(till: Till, at_work: Hands, take_picture: Callable[..., Path]) -> None:
    page = go(at_work, "promotions")
    assert isinstance(page, PromotionsPage)
    page.promotion_name.setText("Sabun 3 bayar 2")
    page.form.set_value("n_for_m")
    page.goods.setText("8990000000021")
    take_picture(at_work.running.window, "promotion")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    (saved,) = promotions.every_promotion(till)
    assert (saved.form, saved.take, saved.pay) == ("n_for_m", 3, 2)
    go(at_work, "sell")
    for _n in range(3):
        at_work.scan("8990000000021")
    sell = at_work.running.window.page("sell")
    assert sell.counter.priced.total == 9_000  # type: ignore[attr-defined]
    page = go(at_work, "promotions")
    assert isinstance(page, PromotionsPage)
    page.table.selectRow(0)
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert promotions.every_promotion(till)[0].ends == "2026-11-24"
    page.goods.setText("nothing like this")
    at_work.press(Qt.Key.Key_F9)
    assert page.rows["goods"].wrong.text()


def test_people_by_keys(till: Till, at_work: Hands) -> None:
    page = go(at_work, "persons")
    assert isinstance(page, PersonsPage)
    at_work.press(Qt.Key.Key_F4)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.name_row.wrong.text()
    at_work.type("Bu Sumi")
    page.number.setText("A-014")
    page.tier.set_value("member")
    page.member.setChecked(True)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    (row,) = persons.find_persons(till, "sumi")
    assert (row.number, row.tier, row.member) == ("A-014", "member", True)
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert persons.find_persons(till, "sumi") == []


def test_a_sheet_is_looked_at_then_taken_in(
    till: Till, at_work: Hands, tmp_path: Path, take_picture: Callable[..., Path]
) -> None:
    page = go(at_work, "item_import")
    assert isinstance(page, ItemImportPage)
    before = len(products.find_products(till, "", limit=500))
    page.read(SAMPLES / "items_shop.csv")
    at_work.settle()
    assert page.table.rows_model.rows
    assert len(products.find_products(till, "", limit=500)) == before
    take_picture(at_work.running.window, "import")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.report is not None
    everything = products.find_products(till, "", limit=500, active_only=False)
    assert len(everything) == before + page.report.counts["made"]
    assert page.report.counts["made"] > 0
    at_work.press(Qt.Key.Key_F7)
    at_work.wait(lambda: isinstance(open_dialog(), QDialog))
    dialog = open_dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "report.csv"))
    dialog.reject()
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()) > page.report.counts["made"]


def test_a_question_waits_for_its_answer(till: Till, at_work: Hands) -> None:
    page = go(at_work, "item_import")
    assert isinstance(page, ItemImportPage)
    page.read(SAMPLES / "items_foreign.csv")
    at_work.settle()
    assert page.preview is not None
    if page.preview.open_questions:
        assert not page.import_button.isEnabled()
        question = page.preview.open_questions[0]
        page._answer(question.key, question.options[0])
        at_work.settle()
        assert len(page.preview.open_questions) < 9
    assert page.preview.rows
