"""Keyboard and screen reader on every page and in every question: keys, names, room for a finger, the Tab order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from koperasi_pos.ui.dialogs.refund_dialog import RefundDialog
from koperasi_pos.ui.pages.products_page import ProductsPage
from koperasi_pos.ui.widgets.buttons import KeyBox
from koperasi_pos.ui.widgets.foot_bar import FootButton
from koperasi_pos.ui.widgets.machine_form import MachineForm
from koperasi_pos.ui.widgets.person_form import PersonForm
from koperasi_pos.ui.widgets.printer_form import PrinterForm
from koperasi_pos.ui.widgets.product_form import ProductForm
from koperasi_pos.ui.widgets.promotion_form import PromotionForm
from koperasi_pos.ui.widgets.shop_form import ShopForm
from koperasi_pos.ui.widgets.staff_form import StaffForm
from tests.ui.hands import Hands
from tests.ui.surfaces import DIALOGS, PAGE_NAMES, answered, ask, in_front, tab_stops

FORMS = (
    ProductForm, StaffForm, PersonForm, PromotionForm, ShopForm, MachineForm, PrinterForm, RefundDialog,
)  # fmt: skip
"""Whose boxes are fields among fields: Tab comes to them, Space turns them, nothing happens before it is saved."""

WITHOUT_KEY = {"segment", "tile", "pin", "person"}
"""Looks that have keys of their own kind: arrows along a row, Alt with a digit, digits, arrows among the names."""


WITHIN_LIST = {"Del", "+", "-"}
"""Keys that count while the cursor is in a list of picked goods; they stand at the buttons below it."""

LEAPS = {"products": ["TextField 'Catatan' → PrimaryButton 'Simpan'"]}
"""Where the eye goes up again: the button that saves the goods stands above the long form, in sight all the time."""


def settled(hands: Hands, look: Callable[[], list[str]]) -> None:
    """Nothing is found any more, once Qt has laid everything out, which takes it some turns."""

    def check() -> None:
        assert look() == []

    hands.qtbot.waitUntil(check, timeout=90_000)


def buttons(within: QWidget) -> list[QAbstractButton]:
    """What can be pressed, without the small crosses within fields."""
    return [
        button
        for button in within.findChildren(QAbstractButton)
        if button.isVisible() and not isinstance(button.parentWidget(), QLineEdit)
    ]


def key_of(button: QAbstractButton) -> str:
    return button.action.key if isinstance(button, FootButton) else getattr(button, "key", "")


def keyless(found: Iterable[QAbstractButton]) -> list[str]:
    return [
        f"{type(button).__name__} {button.accessibleName() or button.text()!r}"
        for button in found
        if not key_of(button)
        and button.property("kind") not in WITHOUT_KEY
        and not isinstance(button, QRadioButton)
        and not (isinstance(button, QCheckBox) and not isinstance(button, KeyBox) and _in_form(button))
        and not (isinstance(button, QToolButton | QAbstractButton) and button.objectName().startswith("qt_"))
    ]


def _in_form(box: QWidget) -> bool:
    above = box.parentWidget()
    while above is not None and not isinstance(above, FORMS):
        above = above.parentWidget()
    return above is not None


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_button_of_a_page_has_a_key_that_works(hands: Hands, name: str) -> None:
    page, window = in_front(hands, name), hands.running.window
    found = buttons(window)
    assert len(found) > 5
    assert not keyless(found)
    known = WITHIN_LIST | {"Enter", *window._own_keys(), *(action.key for action in page.page_actions())}  # type: ignore[attr-defined]
    within = [button for button in found if page.isAncestorOf(button)]
    assert not [key_of(button) for button in within if key_of(button) and key_of(button) not in known]
    in_foot = {button.action.key for button in window.foot.buttons}
    told = in_foot | {key_of(button) for button in within}
    shown = [action.key for action in page.page_actions() if action.footer]  # type: ignore[attr-defined]
    assert set(shown) <= told
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("name", DIALOGS)
def test_every_button_of_a_question_has_a_key(hands: Hands, name: str) -> None:
    dialog = ask(hands, name)
    found = buttons(dialog)
    assert found
    assert not keyless(found)
    keys = [key_of(button) for button in found if key_of(button)]
    assert len(keys) == len(set(keys)), keys
    answered(hands, dialog)


def nameless(within: QWidget) -> list[str]:
    """Tab stops and small crosses that a screen reader has no word for, or that are too low for a finger."""
    wrong = []
    for widget in tab_stops(within) + within.findChildren(QLineEdit) + buttons(within):
        if not widget.isVisible() or isinstance(widget.parentWidget(), QComboBox):
            continue
        said = widget.accessibleName() or getattr(widget, "text", lambda: "")()
        if not said:
            wrong.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__} has no name")
        if widget.height() < 40:
            wrong.append(f"{said!r} is {widget.height()} high")
    wrong += [
        f"a cross in {field.accessibleName()!r} has no name"
        for field in within.findChildren(QLineEdit)
        for cross in field.findChildren(QToolButton)
        if not (cross.accessibleName() or cross.text())
    ]
    return wrong


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_screen_reader_has_a_name_for_everything_on_a_page(hands: Hands, name: str) -> None:
    in_front(hands, name)
    settled(hands, lambda: nameless(hands.running.window))


@pytest.mark.parametrize("name", DIALOGS)
def test_a_screen_reader_has_a_name_for_everything_in_a_question(hands: Hands, name: str) -> None:
    dialog = ask(hands, name)
    settled(hands, lambda: nameless(dialog))
    answered(hands, dialog)


def leaps(within: QWidget) -> list[str]:
    """Where the Tab key goes neither down nor to the right, which is how people read a page."""
    found = []
    stops = tab_stops(within)
    for before, after in pairwise(stops):
        first, second = _place(_left_behind(before, after), within), _place(after, within)
        # Some pixels of two that stand beside each other may overlap.
        down = second.top() >= first.bottom() - 8
        right = second.left() >= first.right() - 8
        if not (down or right):
            found.append(f"{_called(before)} → {_called(after)}")
    return found


def _left_behind(before: QWidget, after: QWidget) -> QWidget:
    """The stop itself, or what it scrolls in where the Tab key leaves that: the end may lie out of sight."""
    above = before.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return before if above is None or above.isAncestorOf(after) else above


def _place(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint(0, 0)), widget.size())


def _called(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {words!r}"


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_the_tab_key_reads_a_page_as_people_do(hands: Hands, name: str) -> None:
    page = in_front(hands, name)
    settled(hands, lambda: [leap for leap in leaps(page) if leap not in LEAPS.get(name, [])])


def test_the_tab_key_comes_to_save_behind_every_field_of_goods(hands: Hands) -> None:
    page = in_front(hands, "products")
    assert isinstance(page, ProductsPage)
    stops, form = tab_stops(page), page.form
    assert stops[-1] is page.save_button
    category = stops.index(form.category)
    assert stops[category + 1 : category + 3] == [form.picture.choose, form.picture.remove]
    assert stops[category + 3] is form.packs[0].unit


@pytest.mark.parametrize("name", DIALOGS)
def test_the_tab_key_reads_a_question_as_people_do(hands: Hands, name: str) -> None:
    dialog = ask(hands, name)
    settled(hands, lambda: leaps(dialog))
    answered(hands, dialog)
