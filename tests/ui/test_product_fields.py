"""Every field of the goods' form is kept, comes back, and is not touched by a change of another one."""

from __future__ import annotations

from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.widgets.pack_form import PackForm
from koperasi_pos.values import Quantity, Rupiah
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands


def test_every_field_is_kept_and_comes_back(till: Till, hands: Hands) -> None:
    page = go(head_at(hands), "products", ProductsPage)
    hands.press(Qt.Key.Key_F4)
    form = page.form
    texts = {
        form.name: "Madu hutan 250 ml", form.code: "M-9", form.cost: "41.000", form.minimum: "1,5",
        form.opening: "12,25", form.halal: "ID35110000123450523", form.pirt: "2053517010234-28",
        form.note: "Titipan alumni", form.shelf: "B 2",
    }  # fmt: skip
    for field, text in texts.items():
        field.setText(text)
    form.category.setCurrentText("Herbal")
    form.tax.set_value("luxury")
    form.pillar.set_value("sociopreneur")
    for box in (form.by_weight, form.open_price, form.tile):
        box.click()
    fill_pack(form.packs[0], "botol", "8990000000069", ("60.000", "57.000", "55.000", "6", "54.000", "24", "52.500"))
    form.add_pack()
    fill_pack(form.packs[1], "dus", "8990000000076", ("700.000", "690.000", "680.000", "2", "670.000", "5", "660.000"))
    form.packs[1].factor.setText("12")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    (row,) = products.find_products(till, "madu")
    assert row.stock_quantity == 12_250
    first = row.document
    # What the form does not show has its default.
    assert first == ProductSaved(
        id=first.id, product=first.product, packs=first.packs, name="Madu hutan 250 ml", code="M-9",
        category="Herbal", by_weight=True, open_price=True, tax_class="luxury", pillar="sociopreneur",
        halal="ID35110000123450523", pirt="2053517010234-28", cost=Rupiah(41_000), minimum=Quantity(1_500),
        favourite=4, note="Titipan alumni", shelf="B 2",
    )  # fmt: skip
    assert [(pack.unit, pack.factor, pack.codes) for pack in first.packs] == [
        ("botol", 1_000, ["8990000000069"]), ("dus", 12_000, ["8990000000076"]),
    ]  # fmt: skip
    assert [[(price.tier, price.from_quantity, price.price) for price in pack.prices] for pack in first.packs] == [
        [("retail", 1_000, 60_000), ("member", 1_000, 57_000), ("santri", 1_000, 55_000),
         ("wholesale", 6_000, 54_000), ("wholesale", 24_000, 52_500)],
        [("retail", 1_000, 700_000), ("member", 1_000, 690_000), ("santri", 1_000, 680_000),
         ("wholesale", 2_000, 670_000), ("wholesale", 5_000, 660_000)],
    ]  # fmt: skip
    for other in (*products.find_products(till, "kitab"), row):
        page._take(other)
        assert form.value(other.document.id) == other.document
    assert not form.changed
    form.note.setText("Titipan wali")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    (again,) = products.find_products(till, "madu")
    assert again.document == first.model_copy(update={"id": again.document.id, "note": "Titipan wali"})
    form.stocked.click()
    form.tile.click()
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    (last,) = products.find_products(till, "madu")
    assert last.document == again.document.model_copy(update={"id": last.document.id, "stocked": False, "favourite": 0})


def fill_pack(pack: PackForm, unit: str, code: str, prices: tuple[str, ...]) -> None:
    """Unit, bar code, the prices of the three tiers, and two steps of (from, wholesale price)."""
    retail, member, santri, start, price, then, lower = prices
    pack.unit.setCurrentText(unit)
    pack.codes.setText(code)
    for tier, text in (("retail", retail), ("member", member), ("santri", santri)):
        pack.prices[tier].setText(text)
    for key, begin, text in (("wholesale", start, price), ("wholesale2", then, lower)):
        pack.starts[key].setText(begin)
        pack.prices[key].setText(text)
