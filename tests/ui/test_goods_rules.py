"""Rules of goods in the settings: what happens where nothing is there, and margin, rounding and warnings a category."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.journal.documents import CategorySaved, ProductSaved
from koperasi_pos.operations import categories, expiry, products, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.pages.settings_page import SettingsPage
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.goods_rules_form import GoodsRulesForm
from koperasi_pos.values import Quantity, Refusal
from tests.counter import CASHIER, HEAD, begin_shift, sell, stock_up
from tests.ui.hands import Hands
from tests.ui.stock_goods import at_page, nothing_cut, shown

Key = Qt.Key


@pytest.fixture
def form(till: Till, hands: Hands, goods: dict[str, ProductSaved]) -> GoodsRulesForm:
    """The head of the shop at the rules of goods; three categories are in use."""
    begin_shift(till)
    stock_up(till, "Sampo 10 ml", 1_000, stock=5, cost=700, category="Kebersihan")
    stock_up(till, "Roti", 5_000, stock=5, cost=4_000, category="Roti")
    page = at_page(hands, "settings", SettingsPage)
    hands.press(Key.Key_F3)
    assert page.parts.key() == "goods"
    return page.goods


def save(hands: Hands) -> None:
    """F9, and wait until it is kept."""
    hands.press(Key.Key_F9)
    hands.settle()


def test_rules_of_several_categories_are_saved_at_once(
    form: GoodsRulesForm, hands: Hands, till: Till, take_picture: Callable[..., Path], qapp: QApplication
) -> None:
    assert [row[0] for row in shown(form.table)] == ["Kebersihan", "Kitab", "Roti"]
    form.table.selectRow(0)
    form.margin.setText("12,5")
    form.round_to.set_value("500")
    form.table.setFocus()
    hands.press(Key.Key_Down)
    assert form.margin.value() == "0"
    hands.press(Key.Key_Down)
    form.margin.setText("25")
    form.days.setText("2, 1")
    assert shown(form.table)[0] == ["Kebersihan", "12,5%", "Rp500", "30, 14, 7"]
    for theme in ("light", "dark"):
        apply_theme(qapp, theme)
        for size in ((1366, 768), (1024, 768)):
            take_picture(hands.running.window, f"goods_rules_{size[0]}_{theme}", size)
            nothing_cut(hands)
    apply_theme(qapp, "light")
    save(hands)
    held = categories.category_rules(till)
    assert {name: (one.margin, one.round_to, one.warn_days) for name, one in held.items()} == {
        "Kebersihan": (1_250, 500, []), "Roti": (2_500, 100, [2, 1]),
    }  # fmt: skip
    assert shown(form.table)[2] == ["Roti", "25%", "Rp100", "2, 1"]
    save(hands)
    assert "Tidak ada yang diubah" in hands.said()


@pytest.mark.parametrize(
    ("margin", "days", "wrong"),
    [("-1", "", "margin"), ("1001", "", "margin"), ("12,345", "", "margin"), ("abc", "", "margin"),
     ("20", "tiga", "days"), ("20", "0", "days"), ("20", "1 2 3 4 5 6", "days"), ("20", "99999", "days")],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_told_at_its_field(
    form: GoodsRulesForm, hands: Hands, till: Till, margin: str, days: str, wrong: str
) -> None:
    form.table.selectRow(0)
    form.margin.setText(margin)
    form.days.setText(days)
    save(hands)
    assert (form.margin_row if wrong == "margin" else form.days_row).wrong.isVisible()
    form.table.selectRow(2)
    # The cursor does not leave what nobody can read.
    assert form.table.current().rules.category == "Kebersihan"
    assert categories.category_rules(till) == {}


def test_rules_of_roles_are_in_force_at_once(
    form: GoodsRulesForm, hands: Hands, till: Till, goods: dict[str, ProductSaved]
) -> None:
    form.policies["cashier"].set_value("refuse")
    form.policies["treasurer"].set_value("ask")
    save(hands)
    assert {one.role: one.policy for one in shops.shop(till).when_none} == {"cashier": "refuse", "treasurer": "ask"}
    with pytest.raises(Refusal, match="stock_none"):
        sell(till, (goods["soap"], 999_000), by=CASHIER)
    sell(till, (goods["soap"], 999_000), by=HEAD)
    form.policies["cashier"].set_value("")
    save(hands)
    assert {one.role: one.policy for one in shops.shop(till).when_none} == {"treasurer": "ask"}


def test_a_rule_that_was_set_elsewhere_is_shown(form: GoodsRulesForm, hands: Hands, till: Till) -> None:
    saved = CategorySaved(id=till.new_id(), category="Sayur", margin=4_000, warn_days=[1])
    categories.save_category(till, saved, by=HEAD)
    form.read()
    assert ["Sayur", "40%", "Rp100", "1"] in shown(form.table)


def test_goods_without_categories_say_what_to_do(form: GoodsRulesForm, hands: Hands, till: Till) -> None:
    for row in products.find_products(till, ""):
        products.save_product(till, row.document.model_copy(update={"id": till.new_id(), "category": ""}), by=HEAD)
    form.read()
    assert form.nothing.isVisible()
    assert not form.margin.isEnabled()
    save(hands)
    assert categories.category_rules(till) == {}


def test_who_may_set_which_rule(till: Till, hands: Hands, goods: dict[str, ProductSaved]) -> None:
    hands.running.desk.sign(Actor("9999000099990000", "Bendahara", "treasurer"))
    hands.running.window.show_page("settings")
    hands.settle()
    page = hands.running.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.show_part("goods")
    form = page.goods
    form.margin.setText("20")
    save(hands)
    assert categories.category_rules(till)["Kitab"].margin == 2_000
    form.policies["cashier"].set_value("refuse")
    form.margin.setText("25")
    save(hands)
    # One thing that is refused keeps nothing; what was typed stays.
    assert shops.shop(till).when_none == []
    assert categories.category_rules(till)["Kitab"].margin == 2_000
    assert form.margin.value() == "25"


def test_a_warning_that_was_set_is_given(
    form: GoodsRulesForm, hands: Hands, till: Till, goods: dict[str, ProductSaved]
) -> None:
    kitab = goods["kitab"]
    expiry.date_goods(till, kitab.product, "2027-01-20", Quantity.of(5), id=till.new_id(), by=HEAD)
    assert expiry.expiring_goods(till) == []
    form.table.selectRow(1)
    assert form.table.current().rules.category == "Kitab"
    form.days.setText("90, 60")
    save(hands)
    (near,) = expiry.expiring_goods(till)
    assert (near.name, near.expiry, near.warning) == ("Kitab Safinah", "2027-01-20", 60)
