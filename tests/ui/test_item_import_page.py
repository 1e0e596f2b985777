"""Import of goods through its page: looked at, asked about, mapped anew, taken in, reported."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.pages.item_import_page import ALL, ItemImportPage
from koperasi_pos.ui.pages.products_page import ProductsPage
from tests.counter import begin_shift
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The head of the shop at the till."""
    return head_at(hands)


@pytest.fixture
def page(at_work: Hands) -> ItemImportPage:
    """The import in front."""
    return go(at_work, "item_import", ItemImportPage)


def read(at_work: Hands, page: ItemImportPage, file: Path) -> None:
    page.read(file)
    at_work.settle()


def everything(till: Till) -> int:
    return len(products.find_products(till, "", limit=1000, active_only=False))


def test_looked_at_then_taken_in_then_reported(
    till: Till, at_work: Hands, page: ItemImportPage, tmp_path: Path
) -> None:
    before = everything(till)
    assert not page.import_button.isEnabled()
    read(at_work, page, SAMPLES / "items_shop.csv")
    assert page.preview is not None
    counts = page.preview.counts
    assert (counts["made"], counts["refused"], counts["skipped"]) == (7, 1, 2)
    assert [button.text().rsplit(" ", 1)[1] for button in page.outcomes.buttons()] == ["10", "7", "0", "0", "1", "2"]
    assert everything(till) == before
    page.outcomes.choose("refused", tell=True)
    assert [row.outcome for row in page.table.rows_model.rows] == ["refused"]
    assert page.whole.text()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert everything(till) == before + 7
    assert page.report is not None
    assert [row.outcome for row in page.table.rows_model.rows] == ["refused"]
    assert not page.import_button.isEnabled()
    assert not page.side.isVisible()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert everything(till) == before + 7
    at_work.press(Qt.Key.Key_F7)
    file = at_work.save_in(tmp_path)
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 11
    at_work.press(Qt.Key.Key_Escape)
    at_work.settle()
    assert isinstance(at_work.running.window.current(), ProductsPage)


def test_the_same_file_again_has_nothing_to_take_in(till: Till, at_work: Hands, page: ItemImportPage) -> None:
    read(at_work, page, SAMPLES / "items_four_units.csv")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    read(at_work, page, SAMPLES / "items_four_units.csv")
    assert page.preview is not None
    assert page.preview.counts["unchanged"] == len(page.preview.rows)
    assert not page.import_button.isEnabled()


def test_what_a_row_makes_or_changes_stands_below(
    till: Till, at_work: Hands, page: ItemImportPage, tmp_path: Path
) -> None:
    file = tmp_path / "harga.csv"
    file.write_text(
        "Kode;Nama barang;Satuan;Harga jual;Stok\n"
        "B001;Mi Goreng Sedap 85 g;pcs;3.300;9\n"
        "N1;Sirup;btl;18.000;5\n", encoding="utf-8",
    )  # fmt: skip
    read(at_work, page, file)
    assert page.whole.text() == "Eceran pcs Rp3.100 → Rp3.300"
    page.table.selectRow(1)
    assert "Eceran btl Rp18.000" in page.whole.text()
    assert "5 btl" in page.whole.text()


def test_a_question_waits_for_its_answer(till: Till, at_work: Hands, page: ItemImportPage) -> None:
    read(at_work, page, SAMPLES / "items_coded_units.csv")
    assert page.preview is not None
    (question,) = page.preview.open_questions
    assert not page.import_button.isEnabled()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.report is None
    field = page.side.fields[question.key]
    field.setFocus()
    field.setCurrentIndex(1)
    at_work.settle()
    assert page.preview.open_questions == ()
    assert page.import_button.isEnabled()
    assert at_work.focus() is page.side.fields[question.key]


def test_names_of_units_come_from_another_sheet(till: Till, at_work: Hands, page: ItemImportPage) -> None:
    read(at_work, page, SAMPLES / "items_coded_units.csv")
    page.take_names("unit", SAMPLES / "units.csv")
    at_work.settle()
    assert page.preview is not None
    assert page.preview.open_questions == ()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    units = {row.unit for row in products.find_products(till, "", limit=100, active_only=False)}
    assert not any(unit.isdigit() for unit in units)


def test_columns_are_mapped_anew(till: Till, at_work: Hands, page: ItemImportPage, tmp_path: Path) -> None:
    file = tmp_path / "aneh.csv"
    file.write_text("Apa;Berapa;Lain\nSirup;18000;x\nMadu;45000;y\n", encoding="utf-8")
    read(at_work, page, file)
    assert page.preview is not None
    assert [question.kind for question in page.preview.open_questions] == ["name_column"]
    for key, value in (("header_row", "0"), ("column 0", "name"), ("column 1", "price")):
        page.side.fields[key].set_value(value)
        at_work.settle()
    assert page.preview.counts["made"] == 2
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert products.find_products(till, "madu")[0].price == 45_000


def test_another_sheet_of_a_workbook(at_work: Hands, page: ItemImportPage, tmp_path: Path) -> None:
    file = tmp_path / "dua.xlsx"
    book = xlsxwriter.Workbook(str(file))
    for name, rows in (
        ("Lama", [["Nama barang", "Kode", "Harga jual"], ["Sirup", "S1", 1000]]),
        ("Baru", [["Nama barang", "Harga jual"], ["Madu", 2000]]),
    ):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    read(at_work, page, file)
    assert [row.name for row in page.table.rows_model.rows] == ["Sirup"]
    page.side.fields["sheet"].set_value("Baru")
    at_work.settle()
    assert [row.name for row in page.table.rows_model.rows] == ["Madu"]


def test_a_file_that_is_none_is_told_and_the_last_look_stays(
    at_work: Hands, page: ItemImportPage, tmp_path: Path
) -> None:
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    read(at_work, page, broken)
    assert "rusak.xlsx" in page.said.text()
    assert page.table.rows_model.rows == []
    assert not page.import_button.isEnabled()
    read(at_work, page, SAMPLES / "items_shop.csv")
    assert page.outcomes.key() == ALL
    page.side.fields["encoding"].set_value("utf-16")
    at_work.settle()
    assert "items_shop.csv" in page.said.text()
    assert at_work.said()


def test_a_file_is_dropped_on_the_page(at_work: Hands, page: ItemImportPage) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(SAMPLES / "items_shop.csv"))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)
    at_work.settle()
    assert len(page.table.rows_model.rows) == 10


def test_who_may_not_change_goods_may_look_only(till: Till, hands: Hands) -> None:
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    page = go(hands, "item_import", ItemImportPage)
    read(hands, page, SAMPLES / "items_shop.csv")
    assert page.table.rows_model.rows
    assert not page.import_button.isEnabled()
    before = everything(till)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert everything(till) == before


def test_the_side_bar_shows_where_one_is(at_work: Hands, page: ItemImportPage) -> None:
    marked = [button.property("page") for button in at_work.running.window.side_buttons.buttons() if button.isChecked()]
    assert marked == ["products"]


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_nothing_is_cut(at_work: Hands, page: ItemImportPage, size: tuple[int, int]) -> None:
    at_work.running.window.resize(*size)
    read(at_work, page, SAMPLES / "items_coded_units.csv")
    inner = page.side.widget()
    assert inner.minimumSizeHint().width() <= page.side.viewport().width()
    assert page.minimumSizeHint().width() <= page.width()
