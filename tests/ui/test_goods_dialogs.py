"""Labels, tiles and the history of goods through their dialogs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import printing, products, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs import labels_dialog
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.price_history_dialog import PriceHistoryDialog
from koperasi_pos.ui.dialogs.tiles_dialog import TilesDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.widgets.product_changes import changes_in_words
from koperasi_pos.values import Quantity, Rupiah
from tests.counter import HEAD, Clock
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The head of the shop at the till."""
    return head_at(hands)


@pytest.fixture
def page(at_work: Hands) -> ProductsPage:
    """The catalogue in front."""
    return go(at_work, "products", ProductsPage)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files that would have been shown with another program."""
    files: list[Path] = []
    monkeypatch.setattr(labels_dialog, "open_file", files.append)
    return files


def labels(at_work: Hands, page: ProductsPage) -> LabelsDialog:
    at_work.press(Qt.Key.Key_F7)
    dialog = at_work.dialog()
    assert isinstance(dialog, LabelsDialog)
    return dialog


def test_labels_to_the_receipt_printer(till: Till, at_work: Hands, page: ProductsPage) -> None:
    page.search.setText("mi goreng")
    dialog = labels(at_work, page)
    dialog.form.set_value("printer")
    at_work.scan("8990000000021")
    at_work.scan("8990000000021")
    assert [(one.row.name, one.count) for one in dialog.goods.picked()] == [
        ("Mi Goreng Sedap 85 g", 1000), ("Sabun mandi 110 g", 2000),
    ]  # fmt: skip
    dialog.goods.table.setFocus()
    at_work.type("+")
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    (job,) = printing.print_jobs(till)
    wanted = json.loads(job.content)["labels"]
    assert [(one["product"]["name"], one["count"]) for one in wanted] == [
        ("Mi Goreng Sedap 85 g", 1), ("Sabun mandi 110 g", 3),
    ]  # fmt: skip


def test_labels_of_the_whole_list_as_a_sheet(
    till: Till, at_work: Hands, page: ProductsPage, tmp_path: Path, opened: list[Path]
) -> None:
    shop = shops.shop(till).model_copy(update={"id": till.new_id(), "ppn": True})
    shops.save_shop(till, shop, by=HEAD)
    page.search.setText("")
    dialog = labels(at_work, page)
    at_work.press(Qt.Key.Key_F5)
    assert len(dialog.goods.picked()) == 6
    dialog.goods.table.setFocus()
    dialog.goods.count.setText("2")
    dialog.goods.count.textEdited.emit("2")
    at_work.press(Qt.Key.Key_F6)
    assert {one.count for one in dialog.goods.picked()} == {2000}
    assert "12" in dialog.ok_button.text()
    dialog.used.setText("20")
    at_work.press(Qt.Key.Key_Return)
    at_work.wait(lambda: isinstance(open_dialog(), QFileDialog))
    file = at_work.save_in(tmp_path)
    pages = PdfReader(file).pages
    words = " ".join(page.extract_text() for page in pages)
    # Seven labels of six goods (noodles have a dus too), two of each, after twenty places used before.
    assert len(pages) == 2
    assert words.count("Sabun mandi") == 2
    assert "PPN" in words
    assert opened == [file]


def test_a_roll_is_saved_and_not_opened_where_nobody_wants_it(
    at_work: Hands, page: ProductsPage, tmp_path: Path, opened: list[Path]
) -> None:
    page.search.setText("mi goreng")
    dialog = labels(at_work, page)
    dialog.form.set_value("roll")
    assert dialog.used_row.isHidden()
    dialog.open_it.setChecked(False)
    dialog.goods.table.setFocus()
    at_work.press(Qt.Key.Key_Return)
    at_work.wait(lambda: isinstance(open_dialog(), QFileDialog))
    file = at_work.save_in(tmp_path)
    assert len(PdfReader(file).pages) == 2
    assert opened == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda dialog: dialog.goods.set_picked([]),
        lambda dialog: dialog.used.setText("x"),
        lambda dialog: dialog.goods._set_count(Quantity.of(501)),
        lambda dialog: dialog.goods._set_count(Quantity(1500)),
        lambda dialog: (dialog.form.set_value("printer"), dialog.goods._set_count(Quantity.of(101))),
    ],
)
def test_labels_that_cannot_be_made(
    till: Till, at_work: Hands, page: ProductsPage, break_it: Callable[[LabelsDialog], None]
) -> None:
    dialog = labels(at_work, page)
    break_it(dialog)
    dialog.finish()
    assert dialog.wrong.text()
    assert open_dialog() is dialog
    assert printing.print_jobs(till) == []


def test_goods_without_a_price_get_no_label_and_it_is_said(till: Till, at_work: Hands, page: ProductsPage) -> None:
    held = products.find_products(till, "fotokopi")[0].document
    base = held.packs[0].model_copy(update={"prices": []})
    products.save_product(till, held.model_copy(update={"id": till.new_id(), "packs": [base]}), by=HEAD)
    at_work.settle()
    page.search.setText("fotokopi")
    dialog = labels(at_work, page)
    dialog.form.set_value("printer")
    dialog.finish()
    assert dialog.wrong.text()
    dialog.goods.enter("8990000000021")
    dialog.finish()
    at_work.no_dialog()
    assert len(printing.print_jobs(till)) == 1
    dialog = labels(at_work, page)
    dialog.goods.enter("nothing like this")
    assert "nothing like this" in dialog.wrong.text()


def test_tiles_are_ordered_by_keys(till: Till, at_work: Hands, page: ProductsPage) -> None:
    at_work.press(Qt.Key.Key_F5)
    dialog = at_work.dialog()
    assert isinstance(dialog, TilesDialog)

    def shown() -> list[str]:
        return [row.name for row in dialog.table.rows_model.rows]

    assert shown() == ["Air Minum Santri 600 ml", "Sabun mandi 110 g", "Fotokopi"]
    at_work.press(Qt.Key.Key_Down, ALT)
    assert shown() == ["Sabun mandi 110 g", "Air Minum Santri 600 ml", "Fotokopi"]
    at_work.press(Qt.Key.Key_Down)
    at_work.press(Qt.Key.Key_Delete)
    assert shown() == ["Sabun mandi 110 g", "Air Minum Santri 600 ml"]
    at_work.press(Qt.Key.Key_Up, ALT)
    at_work.press(Qt.Key.Key_Up, ALT)
    assert shown() == ["Air Minum Santri 600 ml", "Sabun mandi 110 g"]
    at_work.scan("8990000000038")
    dialog.enter("8990000000038")
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    assert [row.name for row in products.favourites(till)] == [
        "Air Minum Santri 600 ml", "Sabun mandi 110 g", "Kitab Safinah",
    ]  # fmt: skip


def test_a_tile_of_the_form_goes_to_the_end(till: Till, at_work: Hands, page: ProductsPage) -> None:
    page.search.setText("telur")
    page.form.tile.setChecked(True)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert [row.name for row in products.favourites(till)][-1] == "Telur ayam"
    page.form.tile.setChecked(False)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert "Telur ayam" not in [row.name for row in products.favourites(till)]


def test_the_history_tells_what_changed(till: Till, at_work: Hands, page: ProductsPage, clock: Clock) -> None:
    page.search.setText("sabun")
    for retail, cost in (("4.800", "3.700"), ("5.000", "3.700")):
        clock.forward(minutes=30)
        page.form.packs[0].prices["retail"].setText(retail)
        page.form.cost.setText(cost)
        at_work.press(Qt.Key.Key_F9)
        at_work.settle()
    at_work.press(Qt.Key.Key_F6)
    dialog = at_work.dialog()
    assert isinstance(dialog, PriceHistoryDialog)
    steps = dialog.table.rows_model.rows
    assert [step.changes for step in steps[:2]] == [
        ("Eceran pcs Rp4.800 → Rp5.000",),
        ("Eceran pcs Rp4.500 → Rp4.800", "Harga beli Rp3.600 → Rp3.700"),
    ]
    assert len(steps) == 3
    assert steps[0].time[11:16] == "09:00"
    assert "Rp5.000" in dialog.whole.text()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()


def test_every_change_has_words(goods: dict[str, ProductSaved]) -> None:
    held = goods["noodles"]
    base, dus = held.packs
    price = base.prices[0].model_copy(update={"price": Rupiah(3_200)})
    changes = {
        "name": "Mi", "code": "B9", "category": "Mi", "by_weight": True, "open_price": True, "stocked": False,
        "tax_class": "exempt", "pillar": "santripreneur", "halal": "ID35110000123450523", "pirt": "2053517010234-28",
        "cost": Rupiah(1), "minimum": Quantity.of(3), "favourite": 4, "picture": "x", "note": "n", "active": False,
        "when_none": "ask", "owner": "0dc8313ac5382489", "commission": 1_250, "margin": Rupiah(300), "daily": True,
        "allergens": ["susu", "kacang"], "shelf": "A1",
        "packs": [base.model_copy(update={"prices": [price, *base.prices[1:]]}), dus],
    }  # fmt: skip
    assert changes.keys() | {"id", "product"} == set(type(held).model_fields)
    assert changes_in_words(held, held) == []
    for name, value in changes.items():
        told = changes_in_words(held, held.model_copy(update={name: value}))
        assert len(told) == 1, name
    for packs in ([base], [base, dus.model_copy(update={"factor": Quantity.of(24)})],
                  [base.model_copy(update={"codes": []}), dus]):  # fmt: skip
        assert changes_in_words(held, held.model_copy(update={"packs": packs}))
        assert changes_in_words(held.model_copy(update={"packs": packs}), held)
