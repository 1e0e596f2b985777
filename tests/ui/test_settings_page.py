"""The settings page: what is in force at once, what needs a PIN or a question, and who may change what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from koperasi_pos.operations import shifts, shops, staff, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import LOCKED_AFTER
from koperasi_pos.ui.dialogs.approval_dialog import ApprovalDialog
from koperasi_pos.ui.dialogs.ask_dialog import YesNoDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages.settings_page import PARTS, SettingsPage
from koperasi_pos.ui.theme.style import colours
from koperasi_pos.values import Refusal, Rupiah
from tests.counter import HEAD, HEAD_PIN, Clock, begin_shift
from tests.ui.hands import Hands


@pytest.fixture
def page(till: Till, hands: Hands) -> SettingsPage:
    """The head of the shop at the settings."""
    hands.stand_in("Kepala")
    return front(hands)


def front(hands: Hands) -> SettingsPage:
    """Bring the page to the front."""
    hands.running.window.show_page("settings")
    hands.settle()
    found = hands.running.window.page("settings")
    assert isinstance(found, SettingsPage)
    return found


def choose(page: SettingsPage, hands: Hands, name: str) -> None:
    """Put the cursor on a person."""
    names = [member.name for member in page.people.table.rows_model.rows]
    page.people.table.selectRow(names.index(name))
    hands.settle()


def test_every_part_has_its_key_and_nothing_is_cut(
    page: SettingsPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    keys = {
        "shop": Qt.Key.Key_F2,
        "goods": Qt.Key.Key_F3,
        "people": Qt.Key.Key_F4,
        "machine": Qt.Key.Key_F5,
        "upkeep": Qt.Key.Key_F6,
    }
    for part in PARTS:
        hands.press(keys[part])
        assert page.parts.key() == part
        take_picture(hands.running.window, f"settings_{part}_1024", (1024, 768))
        buttons = [button for button in page.findChildren(QPushButton) if button.isVisible()]
        assert [button.text() for button in buttons if button.width() < button.sizeHint().width()] == []


def test_colours_follow_at_once(page: SettingsPage, till: Till, hands: Hands) -> None:
    page.show_part("machine")
    page.machine.theme.set_value("dark")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert colours().name == "dark"


@pytest.mark.parametrize("wrong", ["", "abc", "9999"])
def test_numbers_that_cannot_be_change_nothing(page: SettingsPage, till: Till, hands: Hands, wrong: str) -> None:
    before = till.settings
    page.show_part("machine")
    page.machine.lock.setText(wrong)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert till.settings == before
    assert hands.said()


def test_a_new_person_types_the_pin_twice(page: SettingsPage, till: Till, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.press(Qt.Key.Key_F7)
    hands.type("Santri Piket")
    page.people.pin.setText("864213")
    page.people.again.setText("864231")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert page.people.again_row.wrong.isVisible()
    assert "Santri Piket" not in {member.name for member in staff.people(till)}
    page.people.again.setText("864213")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    made = next(member for member in staff.people(till) if member.name == "Santri Piket")
    assert staff.sign_in(till, made.id, "864213").role == "cashier"
    assert page.people.pin.text() == ""
    choose(page, hands, "Santri Piket")
    page.people.role.set_value("treasurer")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert staff.sign_in(till, made.id, "864213").role == "treasurer"
    page.people.active.setChecked(False)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    with pytest.raises(Refusal, match="staff_unknown"):
        staff.sign_in(till, made.id, "864213")


def test_the_last_head_stays(page: SettingsPage, till: Till, hands: Hands) -> None:
    page.show_part("people")
    choose(page, hands, "Kepala")
    page.people.active.setChecked(False)
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert "Kepala" in {member.name for member in staff.people(till)}
    assert hands.said()


def test_a_locked_pin_is_shown_and_released(page: SettingsPage, till: Till, hands: Hands, clock: Clock) -> None:
    cashier = next(member for member in staff.people(till) if member.role == "cashier")
    for _ in range(LOCKED_AFTER):
        clock.forward(hours=30)
        with pytest.raises(Refusal, match="pin_wrong"):
            staff.sign_in(till, cashier.id, "999991")
    front(hands)
    hands.press(Qt.Key.Key_F4)
    choose(page, hands, cashier.name)
    states = [page.people._state(member) for member in page.people.table.rows_model.rows]
    assert sorted(states) == ["", "terkunci"]
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert staff.locked_out(till) == set()
    assert {page.people._state(member) for member in page.people.table.rows_model.rows} == {""}


def test_the_recovery_code_is_shown_after_a_pin_and_not_for_long(page: SettingsPage, till: Till, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F6)
    page.upkeep.code_wanted.emit()
    dialog = hands.dialog()
    assert isinstance(dialog, ApprovalDialog)
    hands.type("999999")
    hands.wait(lambda: dialog.wrong.isVisible() and dialog.isEnabled())
    assert page.upkeep.code.text() == ""
    hands.type(HEAD_PIN)
    hands.no_dialog()
    assert page.upkeep.code.text() == upkeep.recovery_code(till, by=hands.running.desk.by)
    hands.running.window.show_page("shift")
    assert page.upkeep.code.text() == ""


def test_a_cashier_changes_neither_shop_nor_people_nor_reads_the_code(till: Till, hands: Hands) -> None:
    hands.stand_in("Siti Aminah")
    page = front(hands)
    page.shop.texts["name"].setText("Toko Saya")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert shops.shop(till).name == "Koperasi An-Nur"
    assert hands.said()
    hands.press(Qt.Key.Key_F4)
    hands.press(Qt.Key.Key_F7)
    hands.type("Teman")
    page.people.pin.setText("864213")
    page.people.again.setText("864213")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    assert "Teman" not in {member.name for member in staff.people(till)}
    page.upkeep.code_wanted.emit()
    hands.settle()
    assert open_dialog() is None
    assert page.upkeep.code.text() == ""


def test_books_are_made_again_after_a_question(page: SettingsPage, till: Till, hands: Hands) -> None:
    begin_shift(till, by=HEAD)
    hands.press(Qt.Key.Key_F6)
    page.upkeep.rebuild_wanted.emit()
    assert isinstance(hands.dialog(), YesNoDialog)
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    assert any(character.isdigit() for character in page.upkeep.said.text())
    assert shifts.current_shift(till) is not None
    hands.press(Qt.Key.Key_F8)
    hands.settle()
    assert "baik" in page.upkeep.said.text().lower()


def test_the_newest_backup_is_told(page: SettingsPage, till: Till, hands: Hands, clock: Clock) -> None:
    hands.press(Qt.Key.Key_F6)
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    clock.forward(hours=1)
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    found = upkeep.backups(till)
    assert len(found) == 2
    assert found[0].name in page.upkeep.where.text()


def test_the_rules_of_the_shop_are_in_force_for_the_next_sale(page: SettingsPage, till: Till, hands: Hands) -> None:
    page.shop.texts["arabic"].setText("بسم الله")
    page.shop.rounding.set_value("500")
    page.shop.ppn.setChecked(True)
    page.shop.caps["treasurer"].setText("12,5")
    hands.press(Qt.Key.Key_F9)
    hands.settle()
    shop = shops.shop(till)
    assert (shop.cash_rounding, shop.ppn, shop.arabic) == (Rupiah(500), True, "بسم الله")
    assert {cap.role: cap.basis_points for cap in shop.discount_caps}["treasurer"] == 1_250
    assert hands.running.desk.counter.shop.cash_rounding == 500
