"""The keys of what is done seldom do what the buttons that show them do."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from koperasi_pos.operations import products
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.dialogs.cash_dialog import REASONS, CashDialog
from koperasi_pos.ui.dialogs.labels_dialog import LabelsDialog
from koperasi_pos.ui.dialogs.payment_dialog import PaymentDialog
from koperasi_pos.ui.dialogs.refund_dialog import REASONS as REFUND_REASONS
from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.pages.item_import_page import ItemImportPage
from koperasi_pos.ui.pages.persons_page import PersonsPage
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.pages.promotions_page import PromotionsPage
from koperasi_pos.ui.pages.receipts_page import ReceiptsPage
from koperasi_pos.ui.pages.reports_page import SPANS, ReportsPage
from koperasi_pos.ui.pages.settings_page import SettingsPage
from koperasi_pos.ui.widgets.span_bar import ALL
from koperasi_pos.words import _
from tests.ui.goods import go, head_at
from tests.ui.hands import Hands
from tests.ui.surfaces import SAMPLE, answered, ask

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("purpose", REASONS)
def test_reasons_of_cash_by_key(hands: Hands, purpose: str) -> None:
    dialog = ask(hands, f"cash-{purpose}")
    assert isinstance(dialog, CashDialog)
    for number, english in enumerate(REASONS[purpose]):
        hands.press(Qt.Key(Qt.Key.Key_1 + number), ALT)
        assert dialog.reason.text() == _(english)
    answered(hands, dialog)


def test_reasons_of_a_refund_by_key(hands: Hands) -> None:
    dialog = ask(hands, "refund")
    assert isinstance(dialog, RefundDialog)
    for number, english in enumerate(REFUND_REASONS):
        hands.press(Qt.Key(Qt.Key.Key_1 + number), ALT)
        assert dialog.reason.text() == _(english)
    answered(hands, dialog)


def test_sedekah_and_parts_of_a_payment_by_key(hands: Hands) -> None:
    dialog = ask(hands, "payment")
    assert isinstance(dialog, PaymentDialog)
    assert dialog.give_change.isChecked()
    dialog.received.setFocus()
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_F7)
    assert (dialog.give_change.isChecked(), dialog.give_rounding.isChecked()) == (False, True)
    assert len(dialog.parts) == 1
    hands.press(Qt.Key.Key_2, CONTROL)
    assert len(dialog.parts) == 1
    hands.press(Qt.Key.Key_1, CONTROL)
    assert dialog.parts == []
    assert hands.running.window.current() is hands.running.window.page("sell")
    answered(hands, dialog)


def test_a_box_that_is_not_shown_is_not_ticked(hands: Hands) -> None:
    dialog = ask(hands, "payment")
    assert isinstance(dialog, PaymentDialog)
    dialog._total = dialog._total - 60
    dialog._refresh()
    assert not dialog.give_rounding.isVisible()
    hands.press(Qt.Key.Key_F7)
    assert not dialog.give_rounding.isChecked()
    answered(hands, dialog)


def test_opening_the_labels_by_key(hands: Hands) -> None:
    dialog = ask(hands, "labels")
    assert isinstance(dialog, LabelsDialog)
    hands.press(Qt.Key.Key_F8)
    assert not dialog.open_it.isChecked()
    answered(hands, dialog)


def test_the_code_and_the_books_by_key(hands: Hands) -> None:
    page = go(head_at(hands), "settings", SettingsPage)
    page.show_part("upkeep")
    hands.press(Qt.Key.Key_F11)
    approval = hands.dialog()
    assert isinstance(approval, ApprovalDialog)
    answered(hands, approval)
    hands.press(Qt.Key.Key_F12)
    question = hands.dialog()
    assert isinstance(question, YesNoDialog)
    answered(hands, question)
    page.show_part("shop")
    hands.press(Qt.Key.Key_F12)
    hands.no_dialog()


def test_days_by_key(hands: Hands) -> None:
    page = go(head_at(hands), "receipts", ReceiptsPage)
    for key, span in ((Qt.Key.Key_F3, "0"), (Qt.Key.Key_F4, ALL), (Qt.Key.Key_F5, "29")):
        hands.press(key)
        assert page.days.spans.key() == span
    hands.settle()
    reports = go(hands, "reports", ReportsPage)
    seen = []
    for _time in SPANS:
        hands.press(Qt.Key.Key_F10)
        seen.append(reports.days.spans.key())
    assert seen == [*SPANS[1:], SPANS[0]]
    hands.settle()


@pytest.mark.parametrize(
    ("name", "kind", "box"),
    [
        ("products", ProductsPage, "inactive"), ("persons", PersonsPage, "inactive"),
        ("promotions", PromotionsPage, "ended"),
    ],
)  # fmt: skip
def test_what_is_not_in_use_is_listed_by_key(hands: Hands, name: str, kind: Any, box: str) -> None:
    found = getattr(go(head_at(hands), name, kind), box)
    hands.press(Qt.Key.Key_F12)
    assert found.isChecked()
    hands.press(Qt.Key.Key_F12)
    assert not found.isChecked()


def test_pictures_and_packs_by_key(hands: Hands) -> None:
    page = go(head_at(hands), "products", ProductsPage)
    asked: list[str] = []
    page.form.picture.asked.disconnect()
    page.form.picture.asked.connect(lambda: asked.append("picture"))
    page.form.picture.dropped.connect(lambda: asked.append("none"))
    hands.press(Qt.Key.Key_F, CONTROL)
    hands.press(Qt.Key.Key_F11)
    assert asked == ["picture"]
    page.form.picture.remove.show()
    hands.press(Qt.Key.Key_F11)
    assert asked == ["picture", "none"]
    row = next(row for row in products.find_products(hands.running.till, "") if row.name.startswith("Sabun"))
    page._take(row)
    page.add_pack()
    page.add_pack()
    assert [form.remove.key for form in page.form.packs[1:]] == ["Alt+2", "Alt+3"]
    page.form.packs[1].unit.setCurrentText("renceng")
    hands.press(Qt.Key.Key_4, ALT)
    assert len(page.form.packs) == 3
    hands.press(Qt.Key.Key_2, ALT)
    assert [form.unit.value() for form in page.form.packs] == ["pcs", "dus"]
    assert page.form.packs[1].remove.key == "Alt+2"


def test_names_from_another_sheet_by_key(hands: Hands) -> None:
    page = go(head_at(hands), "item_import", ItemImportPage)
    page.read(SAMPLE)
    hands.settle()
    asked: list[str] = []
    page.side.names_asked.disconnect()
    page.side.names_asked.connect(asked.append)
    hands.press(Qt.Key.Key_2, ALT)
    hands.press(Qt.Key.Key_1, ALT)
    hands.press(Qt.Key.Key_3, ALT)
    assert sorted(asked) == ["category", "unit"]
