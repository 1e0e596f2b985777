"""The catalogue through its page: search, add, change, take off sale, by keys where a person would use keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit

from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.widgets import product_list
from koperasi_pos.ui.widgets.picture_box import small_jpeg
from koperasi_pos.values import Quantity
from tests.counter import HEAD, begin_shift, stock_up
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The head of the shop at the till."""
    return head_at(hands)


@pytest.fixture
def page(at_work: Hands) -> ProductsPage:
    """The catalogue in front."""
    return go(at_work, "products", ProductsPage)


def names(page: ProductsPage) -> list[str]:
    return [row.name for row in page.table.rows_model.rows]


def test_the_list_narrows_as_one_types_and_the_form_follows(at_work: Hands, page: ProductsPage) -> None:
    assert len(names(page)) == 6
    at_work.type("sab")
    assert names(page) == ["Sabun mandi 110 g"]
    assert page.form.name.text() == "Sabun mandi 110 g"
    assert page.search.hasFocus()
    at_work.press(Qt.Key.Key_Return)
    assert page.table.hasFocus()
    at_work.press(Qt.Key.Key_Return)
    assert page.form.name.hasFocus()
    at_work.press(Qt.Key.Key_F2)
    at_work.type("xyz")
    assert names(page) == []
    assert page.list.nothing.isVisible()


def test_what_stands_on_a_shelf(
    till: Till, at_work: Hands, page: ProductsPage, take_picture: Callable[..., Path]
) -> None:
    row = products.find_products(till, "kitab")[0]
    saved = row.document.model_copy(update={"id": till.new_id(), "shelf": "Lemari kaca"})
    products.save_product(till, saved, by=HEAD)
    at_work.settle()
    page.list.read_categories()
    page.list.category.set_value(product_list.RACK + "Lemari kaca")
    page.list.read()
    assert [one.id for one in page.list.table.rows_model.rows] == [row.id]
    page.form.verticalScrollBar().setValue(10_000)
    take_picture(at_work.running.window, "goods-shelf", (1366, 768))
    take_picture(at_work.running.window, "goods-shelf-1024", (1024, 768))


def test_a_category_and_goods_off_sale(till: Till, at_work: Hands, page: ProductsPage) -> None:
    page.list.category.set_value("Kitab")
    assert names(page) == ["Kitab Safinah"]
    page.list.category.set_value("")
    page.search.setText("sabun")
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert names(page) == []
    page.inactive.setChecked(True)
    assert names(page) == ["Sabun mandi 110 g"]
    assert "tidak dijual" in page.table.model().index(0, 0).data()
    page.search.setText("8990000000021")
    assert names(page) == ["Sabun mandi 110 g"]
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert products.find_products(till, "sabun")[0].active


def test_a_long_list_says_so(at_work: Hands, page: ProductsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page.list.count.text().startswith("6 ")
    monkeypatch.setattr(product_list, "MOST_ROWS", 4)
    page.list.read()
    assert len(names(page)) == 4
    assert "4" in page.list.count.text()
    assert len(page.list.rows()) == 6


def test_new_goods_by_keys_alone(till: Till, at_work: Hands, page: ProductsPage) -> None:
    at_work.press(Qt.Key.Key_F4)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert page.form.name_row.wrong.text()
    for text in ("Kopi tubruk", "K-7", "Minuman", "bks", "8990000000069, 8990000000076", "4.000", "3.800", "",
                 "6", "3.500", "24", "3.300"):  # fmt: skip
        if page.form.picture.choose.hasFocus():
            assert text == "bks"
            at_work.press(Qt.Key.Key_Tab)
        page_field = at_work.focus()
        if isinstance(page_field, QLineEdit):
            page_field.selectAll()
        at_work.type(text)
        at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_F3)
    pack = page.form.packs[1]
    assert pack.unit.hasFocus()
    at_work.type("lusin")
    pack.prices["retail"].setText("42.000")
    page.form.cost.setText("2.800")
    page.form.opening.setText("1.024")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert at_work.said() == "Kopi tubruk tersimpan."
    (match,) = products.by_code(till, "8990000000076")
    saved = match.product.document
    assert (saved.name, saved.code, saved.category, saved.cost) == ("Kopi tubruk", "K-7", "Minuman", 2_800)
    assert match.product.stock_quantity == 1_024_000
    assert [(price.tier, price.price, price.from_quantity) for price in saved.packs[0].prices] == [
        ("retail", 4_000, 1_000), ("member", 3_800, 1_000), ("wholesale", 3_500, 6_000), ("wholesale", 3_300, 24_000),
    ]  # fmt: skip
    assert (saved.packs[1].unit, saved.packs[1].factor) == ("lusin", 12_000)
    assert page.table.current().name == "Kopi tubruk"
    assert not page.form.changed
    page.form.cost.setText("2.900")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    row = products.product(till, saved.product)
    assert (row.cost, row.stock_quantity) == (2_900, 1_024_000)


@pytest.mark.parametrize(
    ("field", "text"),
    [("retail", "12.50"), ("member", "abc"), ("wholesale from", "x"), ("cost", "1,234"), ("minimum", "0.75"),
     ("minimum", "-1"), ("opening", "drei")],
)  # fmt: skip
def test_what_cannot_be_read_is_never_kept(
    till: Till, at_work: Hands, page: ProductsPage, field: str, text: str
) -> None:
    at_work.press(Qt.Key.Key_F4)
    page.form.name.setText("Kopi tubruk")
    rows = page.form.rows | page.form.packs[0].rows
    page.form.packs[0].prices["retail"].setText("4.000")
    rows[field].field.setText(text)  # type: ignore[attr-defined]
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert rows[field].wrong.text()
    assert rows[field].field.hasFocus()
    assert products.find_products(till, "tubruk") == []


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (lambda form: form.name.setText(""), "name"),
        (lambda form: form.name.setText("x" * 121), "name"),
        (lambda form: form.code.setText("B001"), "code"),
        (lambda form: form.halal.setText("123"), "halal"),
        (lambda form: form.pirt.setText("12"), "pirt"),
        (lambda form: form.packs[0].unit.setCurrentText(""), "unit 0"),
        (lambda form: form.packs[1].unit.setCurrentText("pcs"), "unit 1"),
        (lambda form: form.packs[1].factor.setText("0"), "factor 1"),
        (lambda form: form.packs[0].prices["retail"].setText(""), "retail 0"),
        (lambda form: form.packs[1].prices["member"].setText("-5"), "member 1"),
        (lambda form: form.cost.setText("-5"), "cost"),
        (lambda form: form.packs[0].prices["wholesale"].setText("900"), "wholesale from 0"),
        (lambda form: form.packs[0].starts["wholesale2"].setText("24"), "wholesale2 0"),
    ],
)
def test_a_refusal_stands_at_the_field_it_concerns(
    till: Till, at_work: Hands, page: ProductsPage, break_it: Callable[[object], None], where: str
) -> None:
    page.search.setText("sabun")
    at_work.press(Qt.Key.Key_F3)
    break_it(page.form)
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    key, _space, pack = where.rpartition(" ") if where[-1].isdigit() else (where, "", "")
    row = page.form.packs[int(pack)].rows[key] if pack else page.form.rows[key]
    assert row.wrong.text()
    told = [r for r in [*page.form.rows.values(), *(r for p in page.form.packs for r in p.rows.values())]
            if r.wrong.text()]  # fmt: skip
    assert told == [row]
    assert len(products.find_products(till, "sabun")[0].document.packs) == 1


def test_what_the_form_has_no_room_for_stays(till: Till, at_work: Hands, page: ProductsPage) -> None:
    held = products.find_products(till, "mi goreng")[0].document
    wholesale = held.packs[0].prices[1]
    steps = [
        wholesale.model_copy(update={"from_quantity": Quantity.of(start), "price": wholesale.price - start})
        for start in (48, 96)
    ]
    base = held.packs[0].model_copy(update={"prices": [*held.packs[0].prices, *steps]})
    changed = held.model_copy(update={"id": till.new_id(), "packs": [base, *held.packs[1:]]})
    products.save_product(till, changed, by=HEAD)
    at_work.settle()
    page.search.setText("mi goreng")
    page.form.note.setText("rak 3")
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    after = products.product(till, held.product).document
    assert after.note == "rak 3"
    assert len(after.packs[0].prices) == 5
    assert {(p.tier, p.price, p.from_quantity) for p in after.packs[0].prices} == {
        (p.tier, p.price, p.from_quantity) for p in changed.packs[0].prices
    }
    assert after.packs[1:] == held.packs[1:]


def test_changes_are_not_lost_without_a_question(till: Till, at_work: Hands, page: ProductsPage) -> None:
    page.search.setText("sabun")
    page.form.note.setText("harum")
    page.search.setText("")
    assert page.form.name.text() == "Sabun mandi 110 g"
    page.table.selectRow(0)
    dialog = at_work.dialog()
    assert isinstance(dialog, YesNoDialog)
    at_work.press(Qt.Key.Key_Escape)
    at_work.no_dialog()
    assert page.form.note.text() == "harum"
    assert page.table.current().name == "Sabun mandi 110 g"
    go(at_work, "sell", type(at_work.running.window.page("sell")))
    go(at_work, "products", ProductsPage)
    assert page.form.note.text() == "harum"
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert products.find_products(till, "sabun")[0].active
    at_work.press(Qt.Key.Key_F4)
    at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    assert page.form.note.text() == "harum", "Enter keeps what was typed"
    at_work.press(Qt.Key.Key_F4)
    at_work.dialog()
    at_work.press(Qt.Key.Key_F8)
    at_work.no_dialog()
    assert page.form.name.text() == ""
    assert products.find_products(till, "sabun")[0].document.note == ""


def test_a_sale_elsewhere_changes_the_stock_but_not_what_is_typed(
    till: Till, at_work: Hands, page: ProductsPage
) -> None:
    page.search.setText("sabun")
    page.form.note.setText("harum")
    stock_up(till, "Sabun colek", 2_000, stock=7)
    at_work.settle()
    assert "Sabun colek" in names(page)
    assert page.form.note.text() == "harum"
    assert page.table.current().name == "Sabun mandi 110 g"


def test_a_scan_finds_or_fills(at_work: Hands, page: ProductsPage) -> None:
    at_work.scan("8990000000021")
    assert page.form.name.text() == "Sabun mandi 110 g"
    page.form.packs[0].codes.setFocus()
    at_work.scan("8990000000083")
    assert page.form.packs[0].typed_codes == ["8990000000021", "8990000000083"]
    page._take(page.table.current())
    at_work.press(Qt.Key.Key_F4)
    at_work.scan("8990000000083")
    assert page.form.packs[0].codes.value() == "8990000000083"
    page.form.add_pack()
    at_work.scan("8990000000090")
    assert page.form.packs[1].codes.value() == "8990000000090"
    at_work.scan("8990000000090")
    assert page.form.packs[1].codes.value() == "8990000000090"


def test_doubtful_codes_are_told_and_kept(at_work: Hands, page: ProductsPage) -> None:
    at_work.press(Qt.Key.Key_F4)
    at_work.scan("8990000000021")
    assert "Sabun mandi 110 g" in page.form.packs[0].told.text()
    page.form.packs[0].codes.setText("8990000000015")
    page.form.packs[0].codes.editingFinished.emit()
    assert "8990000000015" in page.form.packs[0].told.text()
    page.form.packs[0].codes.setText("")
    page.form.packs[0].codes.editingFinished.emit()
    assert page.form.packs[0].told.isHidden()


def test_an_unknown_code_of_the_till_becomes_new_goods(at_work: Hands) -> None:
    at_work.scan("8990000000090")
    at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    page = at_work.running.window.current()
    assert isinstance(page, ProductsPage)
    assert page.form.packs[0].codes.value() == "8990000000090"
    assert at_work.focus() is page.form.name


def test_a_picture_is_made_small_and_can_be_taken_away(
    till: Till, at_work: Hands, page: ProductsPage, tmp_path: Path
) -> None:
    page.search.setText("kitab")
    image = QImage(1600, 1200, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert image.save(str(tmp_path / "kitab.png"))
    page.take_picture(tmp_path / "kitab.png")
    at_work.settle()
    assert page.form.changed
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    digest = products.find_products(till, "kitab")[0].document.picture
    content = products.picture(till, digest)
    assert content is not None
    assert len(content) <= 65_536
    kept = QImage.fromData(content)
    assert (kept.width(), kept.height()) == (480, 360)
    assert kept.pixelColor(5, 5).lightness() > 250
    page.form.picture.remove.click()
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()
    assert products.find_products(till, "kitab")[0].document.picture == ""
    (tmp_path / "broken.png").write_bytes(b"no picture")
    page.take_picture(tmp_path / "broken.png")
    assert "gambar" in at_work.said()


def test_noise_fits_into_a_small_picture_too(tmp_path: Path) -> None:
    image = QImage(700, 900, QImage.Format.Format_RGB32)
    for x in range(0, 700, 2):
        for y in range(0, 900, 2):
            image.setPixel(x, y, (x * 7919 + y * 104_729) & 0xFFFFFF)
    assert image.save(str(tmp_path / "noise.png"))
    assert 0 < len(small_jpeg(str(tmp_path / "noise.png"), 64 * 1024)) <= 64 * 1024
    assert small_jpeg(str(tmp_path / "missing.png"), 64 * 1024) == b""


def test_who_may_not_change_goods_sees_them(till: Till, hands: Hands) -> None:
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    page = go(hands, "products", ProductsPage)
    hands.type("sabun")
    assert page.form.name.text() == "Sabun mandi 110 g"
    assert not page.save_button.isEnabled()
    assert not page.form.name.isEnabled()
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F4, Qt.Key.Key_F5):
        hands.press(key)
        hands.settle()
    assert products.find_products(till, "sabun")[0].active
    assert page.form.name.text() == "Sabun mandi 110 g"
    hands.running.desk.sign(HEAD)
    go(hands, "products", ProductsPage)
    assert page.save_button.isEnabled()
    assert page.active_button.isEnabled()
    assert page.form.name.isEnabled()


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_export_by_keys(at_work: Hands, page: ProductsPage, tmp_path: Path, ending: str) -> None:
    at_work.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = at_work.dialog()
    dialog.filterSelected.emit(f"*{ending}")  # type: ignore[attr-defined]
    name = dialog.findChild(QLineEdit)
    assert isinstance(name, QLineEdit)
    name.setText(str(tmp_path / "keluar"))
    dialog.accept()
    at_work.no_dialog()
    assert (tmp_path / f"keluar{ending}").exists()
    assert "6" in at_work.said()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_nothing_is_cut_sideways(at_work: Hands, page: ProductsPage, size: tuple[int, int]) -> None:
    at_work.running.window.resize(*size)
    at_work.settle()
    page.form.add_pack()
    at_work.settle()
    inner = page.form.widget()
    assert inner.minimumSizeHint().width() <= page.form.viewport().width()
    assert page.minimumSizeHint().width() <= page.width()
    for button in (page.import_button, page.tiles_button, page.new_button, page.history_button, page.active_button):
        assert button.width() >= button.sizeHint().width()
        assert button.height() >= 44
