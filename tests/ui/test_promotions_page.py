"""Promotions through their page: made, sold, changed, ended and started again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.journal.documents import BundlePart, ProductSaved, PromotionSaved
from koperasi_pos.operations import promotions
from koperasi_pos.operations.till import Till
from koperasi_pos.ui.pages.promotions_page import PromotionsPage
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.widgets.promotion_form import state_of
from koperasi_pos.values import ONE, Quantity, Rupiah
from tests.counter import HEAD, begin_shift
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands


@pytest.fixture
def at_work(hands: Hands) -> Hands:
    """The head of the shop at the till."""
    return head_at(hands)


@pytest.fixture
def page(at_work: Hands) -> PromotionsPage:
    """The promotions in front, a new one in the form."""
    return go(at_work, "promotions", PromotionsPage)


def only(till: Till) -> PromotionSaved:
    (saved,) = promotions.every_promotion(till)
    return saved


def save(at_work: Hands) -> None:
    at_work.press(Qt.Key.Key_F9)
    at_work.settle()


def test_take_three_pay_two_by_keys_and_sold(till: Till, at_work: Hands, page: PromotionsPage) -> None:
    assert at_work.focus() is page.form.promotion_name
    at_work.type("Sabun 3 bayar 2")
    page.form.form.set_value("n_for_m")
    at_work.press(Qt.Key.Key_F2)
    at_work.type("sab")
    at_work.press(Qt.Key.Key_Return)
    save(at_work)
    saved = only(till)
    assert (saved.name, saved.form, saved.take, saved.pay) == ("Sabun 3 bayar 2", "n_for_m", 3, 2)
    assert (saved.begins, saved.ends, saved.basis_points, saved.price) == ("2026-11-24", "", 0, 0)
    sell = go(at_work, "sell", SellPage)
    for _n in range(3):
        at_work.scan("8990000000021")
    assert sell.counter.priced.total == 9_000


def test_percent_on_goods_and_a_category_for_two_tiers(
    till: Till, at_work: Hands, page: PromotionsPage, goods: dict[str, ProductSaved]
) -> None:
    page.form.promotion_name.setText("Kitab hemat")
    page.form.percent.setText("12,5")
    page.form.category.set_value("Kitab")
    at_work.scan("8990000000021")
    page.form.tiers["santri"].setChecked(True)
    page.form.tiers["member"].setChecked(True)
    page.form.ends.setText("24/12")
    save(at_work)
    saved = only(till)
    assert (saved.basis_points, saved.categories, saved.tiers) == (1250, ["Kitab"], ["member", "santri"])
    assert (saved.products, saved.ends) == ([goods["soap"].product], "2026-12-24")
    page.form.promotion_name.setText("Kitab lebih hemat")
    save(at_work)
    again = only(till)
    assert again == saved.model_copy(update={"id": again.id, "name": "Kitab lebih hemat"})
    page.form._drop_category("Kitab")
    save(at_work)
    assert only(till).categories == []


def test_a_bundle_counts_its_goods(
    till: Till, at_work: Hands, page: PromotionsPage, goods: dict[str, ProductSaved]
) -> None:
    page.form.promotion_name.setText("Paket mandi")
    page.form.form.set_value("bundle")
    at_work.scan("8990000000021")
    at_work.scan("8990000000014")
    at_work.scan("8990000000021")
    page.form.price.setText("10.000")
    save(at_work)
    saved = only(till)
    assert saved.parts == [
        BundlePart(product=goods["soap"].product, quantity=Quantity.of(2)), BundlePart(product=goods["water"].product),
    ]  # fmt: skip
    assert (saved.price, saved.products) == (10_000, [])
    page.form.goods.table.setFocus()
    page.form.goods.table.selectRow(1)
    at_work.type("+")
    page.form.goods.table.selectRow(0)
    at_work.type("-")
    at_work.type("-")
    page.form.goods.count.setText("0,5")
    page.form.goods.count.textEdited.emit("0,5")
    save(at_work)
    assert [part.quantity for part in only(till).parts] == [500, 2000]


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (lambda form: form.promotion_name.setText(""), "name"),
        (lambda form: form.ends.setText("23/11/2026"), "ends"),
        (lambda form: form.ends.setText("31/2"), "ends"),
        (lambda form: form.begins.setText("besok"), "begins"),
        (lambda form: form.percent.setText("abc"), "percent"),
        (lambda form: form.percent.setText("12,345"), "percent"),
        (lambda form: form.percent.setText("101"), "percent"),
        (lambda form: form.percent.setText("0"), "percent"),
        (lambda form: (form.form.set_value("n_for_m"), form.pay.setText("3")), "pay"),
        (lambda form: (form.form.set_value("n_for_m"), form.take.setText("x")), "pay"),
        (lambda form: form.form.set_value("bundle"), "price"),
        (lambda form: (form.form.set_value("bundle"), form.price.setText("1,5")), "price"),
        (lambda form: form.goods.set_picked([]), ""),
        (lambda form: (form.form.set_value("bundle"), form.goods.set_picked([])), ""),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(
    till: Till, at_work: Hands, page: PromotionsPage, break_it: Callable[[object], None], where: str
) -> None:
    page.form.promotion_name.setText("Promo")
    page.form.percent.setText("10")
    at_work.scan("8990000000021")
    break_it(page.form)
    save(at_work)
    assert promotions.every_promotion(till) == []
    assert [key for key, row in page.form.rows.items() if row.wrong.text()] == ([where] if where else [])
    assert bool(page.form.goods_wrong.text()) == (not where)


def test_an_unclear_code_is_told(at_work: Hands, page: PromotionsPage) -> None:
    at_work.scan("8999999999999")
    assert "8999999999999" in page.form.goods_wrong.text()
    at_work.scan("8990000000021")
    assert page.form.goods_wrong.isHidden()


def promotion(till: Till, **fields: object) -> PromotionSaved:
    saved = PromotionSaved.model_validate(
        {
            "id": till.new_id(), "promotion": till.new_short_id(), "name": "Kitab", "form": "percent",
            "categories": ["Kitab"], "basis_points": 1000, "begins": "2026-11-20", **fields,
        }
    )  # fmt: skip
    return promotions.save_promotion(till, saved, by=HEAD).value


@pytest.mark.parametrize("fields", [{}, {"begins": "2026-12-01"}, {"ends": "2026-11-24"}])
def test_ended_at_once_and_started_again(till: Till, at_work: Hands, fields: dict[str, str]) -> None:
    held = promotion(till, **fields)
    page = go(at_work, "promotions", PromotionsPage)
    assert page.form.promotion_name.text() == "Kitab"
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert only(till) == held.model_copy(update={"id": only(till).id, "active": False})
    assert page.table.rows_model.rows == []
    assert not page.end_button.isEnabled()
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert only(till).active is False
    page.ended.setChecked(True)
    assert len(page.table.rows_model.rows) == 1
    save(at_work)
    assert only(till) == held.model_copy(update={"id": only(till).id})


def test_one_that_ran_out_is_not_made_longer_by_ending_it(till: Till, at_work: Hands) -> None:
    held = promotion(till, ends="2026-11-21")
    page = go(at_work, "promotions", PromotionsPage)
    page.ended.setChecked(True)
    page.table.selectRow(0)
    assert page.form.promotion_name.text() == "Kitab"
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert only(till) == held


def test_the_states_of_a_promotion(till: Till) -> None:
    held = promotion(till, begins="2026-11-24", ends="2026-11-25")
    days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]
    assert [state_of(held, day) for day in days] == ["planned", "running", "running", "ended"]
    assert state_of(held.model_copy(update={"ends": ""}), "2030-01-01") == "running"


def test_changes_are_not_lost_without_a_question(till: Till, at_work: Hands) -> None:
    promotion(till, name="A")
    promotion(till, name="B")
    page = go(at_work, "promotions", PromotionsPage)
    page.form.percent.setText("50")
    page.table.selectRow(1)
    at_work.dialog()
    at_work.press(Qt.Key.Key_Escape)
    at_work.no_dialog()
    assert (page.form.promotion_name.text(), page.form.percent.text()) == ("A", "50")
    assert page.table.current().name == "A"
    at_work.press(Qt.Key.Key_F8)
    at_work.settle()
    assert all(row.active for row in promotions.every_promotion(till))
    page.table.selectRow(1)
    at_work.dialog()
    at_work.press(Qt.Key.Key_Return)
    at_work.no_dialog()
    assert page.form.percent.text() == "50", "Enter keeps what was typed"
    page.table.selectRow(1)
    at_work.dialog()
    at_work.press(Qt.Key.Key_F8)
    at_work.no_dialog()
    assert (page.form.promotion_name.text(), page.form.percent.text()) == ("B", "10")


def test_who_may_not_change_promotions_sees_them(till: Till, hands: Hands) -> None:
    held = promotion(till)
    begin_shift(till)
    hands.stand_in("Siti Aminah")
    page = go(hands, "promotions", PromotionsPage)
    assert page.form.promotion_name.text() == "Kitab"
    assert not page.form.isEnabled()
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F4):
        hands.press(key)
        hands.settle()
    hands.scan("8990000000021")
    assert only(till) == held


def test_old_bundles_of_weighed_goods_stay_as_they_were(
    till: Till, at_work: Hands, goods: dict[str, ProductSaved]
) -> None:
    parts = [BundlePart(product=goods["eggs"].product, quantity=Quantity(250)),
             BundlePart(product=goods["water"].product, quantity=ONE)]  # fmt: skip
    held = promotion(till, form="bundle", categories=[], basis_points=0, parts=parts, price=Rupiah(9_000))
    page = go(at_work, "promotions", PromotionsPage)
    assert not page.form.changed
    save(at_work)
    assert only(till) == held.model_copy(update={"id": only(till).id})


@pytest.mark.parametrize("form", ["n_for_m", "percent", "bundle"])
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_the_form_fits(at_work: Hands, page: PromotionsPage, size: tuple[int, int], form: str) -> None:
    at_work.running.window.resize(*size)
    page.form.form.set_value(form)
    at_work.settle()
    viewport = page.form.parentWidget()
    assert viewport is not None
    assert page.form.minimumSizeHint().width() <= viewport.width()
    assert page.form.height() <= viewport.height()
