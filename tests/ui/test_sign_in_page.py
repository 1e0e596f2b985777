"""Signing in: by keys, by fingers, wrong PINs, waiting, and nothing but digits in the PIN."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from koperasi_pos.operations import shifts, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.ui.main_window import MainWindow
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.pages.sign_in_page import SignInPage
from tests.counter import HEAD, HEAD_PIN, Clock, begin_shift
from tests.ui.conftest import CASHIER_PIN
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed

WRONG = "111112"


@pytest.fixture
def page(window: MainWindow) -> SignInPage:
    """The page of a locked till."""
    found = window.current()
    assert isinstance(found, SignInPage)
    return found


def chosen(page: SignInPage) -> str:
    (name,) = [tile.name for tile in page.tiles if tile.isChecked()]
    return name


def finger(page: SignInPage, text: str) -> None:
    for character in text:
        (key,) = [key for key in page.pad.findChildren(QPushButton) if key.text() == character]
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)


def test_by_keyboard_alone(window: MainWindow, page: SignInPage, hands: Hands) -> None:
    assert [tile.name for tile in page.tiles] == ["Kepala", "Siti Aminah"]
    assert chosen(page) == "Kepala"
    hands.press(Qt.Key.Key_Up)
    assert chosen(page) == "Kepala"
    hands.press(Qt.Key.Key_Down)
    assert chosen(page) == "Siti Aminah"
    hands.type(CASHIER_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)
    assert hands.running.desk.by.name == "Siti Aminah"
    assert hands.running.desk.by.role == "cashier"


def test_by_fingers_alone(page: SignInPage, hands: Hands, take_picture: Callable[..., Path]) -> None:
    QTest.mouseClick(page.tiles[1], Qt.MouseButton.LeftButton)
    finger(page, CASHIER_PIN[:2] + "9" + "⌫")
    assert page.pad.dots.text().count("●") == 2
    take_picture(hands.running.window, "sign-in-two")
    finger(page, "C")
    assert page.pad.dots.text().count("●") == 0
    finger(page, CASHIER_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)
    assert hands.running.desk.by.name == "Siti Aminah"


def test_the_pin_is_shown_nowhere(page: SignInPage, hands: Hands) -> None:
    hands.type("13")
    told = " ".join((page.pad.dots.text(), page.pad.accessibleName(), page.pad.accessibleDescription()))
    assert "2" in page.pad.accessibleDescription()
    assert not {"1", "3"} & set(told)
    hands.press(Qt.Key.Key_Down)
    assert page.pad.dots.text().count("●") == 0


def test_a_wrong_pin_says_how_many_tries_are_left(
    page: SignInPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    hands.type(WRONG)
    hands.settle()
    assert "PIN salah" in page.said.text()
    assert "9" in page.said.text()
    take_picture(hands.running.window, "sign-in-wrong")
    assert hands.running.desk.actor is None
    assert page.pad.hasFocus()
    hands.type(HEAD_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)
    assert page.said.text() == ""


def test_waiting_counts_down_and_ends(till: Till, clock: Clock, page: SignInPage, hands: Hands) -> None:
    fail(till, clock, 5)
    clock.forward(seconds=1)
    hands.type(HEAD_PIN)
    hands.settle()
    assert "29" in page.said.text()
    page._second.timeout.emit()
    assert "28" in page.said.text()
    assert page.pad.isEnabled()
    for _second in range(28):
        page._second.timeout.emit()
    assert page.said.text() == ""
    assert not page._second.isActive()
    clock.forward(seconds=31)
    hands.type(HEAD_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)


def test_a_locked_pin_says_who_helps_and_another_person_may_sign_in(
    till: Till, clock: Clock, page: SignInPage, hands: Hands
) -> None:
    fail(till, clock, 10)
    hands.type(HEAD_PIN)
    hands.settle()
    assert "Kepala" in page.said.text()
    assert hands.running.desk.actor is None
    hands.press(Qt.Key.Key_Down)
    assert page.said.text() == ""
    hands.type(CASHIER_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)


def fail(till: Till, clock: Clock, times: int) -> None:
    head = next(person for person in staff.people(till) if person.name == "Kepala")
    for _try in range(times):
        clock.forward(hours=10)
        with pytest.raises(Exception, match="pin_wrong"):
            staff.sign_in(till, head.id, WRONG)


def test_a_scan_never_lands_in_the_pin(page: SignInPage, hands: Hands) -> None:
    hands.type("13")
    hands.scan("8998866200301")
    assert page.pad.dots.text().count("●") == 2
    assert page.said.text()
    hands.type(HEAD_PIN[2:])
    hands.wait(lambda: hands.running.desk.actor is not None)


def test_trouble_of_the_disk_leaves_the_pad_alive(
    page: SignInPage, hands: Hands, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    def broken(till: Till, person: str, pin: str) -> None:
        raise OSError(28, "No space left on device")

    expected_log("an act failed")
    with monkeypatch.context() as broke:
        broke.setattr(staff, "sign_in", broken)
        hands.type(HEAD_PIN)
        hands.settle()
    assert hands.running.window.strip.stays
    hands.type(HEAD_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)


def test_twenty_people_can_all_be_reached(
    till: Till, page: SignInPage, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    names = [f"Santri {number:02}" for number in range(1, 19)] + ["Ustadzah dengan nama yang sangat panjang sekali"]
    for name in names:
        staff.save_staff(till, id=till.new_id(), name=name, role="cashier", pin=CASHIER_PIN, by=HEAD)
    hands.settle()
    assert len(page.tiles) == 2 + len(names)
    window = hands.running.window
    take_picture(window, "sign-in-many", (1024, 768))
    hands.wait(lambda: squeezed(window) == [])
    assert page.tiles[1].visibleRegion().boundingRect().width() == page.tiles[1].width()
    for _step in range(10):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Right)
    last = page.tiles[-1]
    page.choose(last.name)
    assert last.isChecked()
    seen = last.visibleRegion().boundingRect()
    assert seen.height() == last.height()
    hands.type(CASHIER_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)
    assert hands.running.desk.by.name == last.name


def test_the_last_person_stays_chosen(window: MainWindow, page: SignInPage, hands: Hands) -> None:
    hands.press(Qt.Key.Key_Down)
    hands.type(CASHIER_PIN)
    hands.wait(lambda: hands.running.desk.actor is not None)
    window.lock()
    assert chosen(page) == "Siti Aminah"
    assert page.pad.hasFocus()


def test_another_cashier_takes_over_the_shift_and_the_basket(
    till: Till, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    staff.save_staff(till, id=till.new_id(), name="Zidan", role="cashier", pin="975310", by=HEAD)
    siti = next(one for one in staff.people(till) if one.name == "Siti Aminah")
    begin_shift(till, by=Actor(siti.id, siti.name, siti.role))
    hands.stand_in("Siti Aminah")
    hands.scan("8998866200301")
    hands.settle()
    sell_page = hands.running.window.page("sell")
    assert isinstance(sell_page, SellPage)
    for name, pin, cashier in (
        ("Siti Aminah", CASHIER_PIN, "Siti Aminah"), ("Kepala", HEAD_PIN, "Siti Aminah"), ("Zidan", "975310", "Zidan"),
    ):  # fmt: skip
        hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        page = hands.running.window.page("sign_in")
        assert isinstance(page, SignInPage)
        assert "Siti Aminah" in page.running_shift.text()
        take_picture(hands.running.window, f"sign-in-shift-{name}")
        hands.sign_in(name, pin)
        shift = shifts.current_shift(till)
        assert shift is not None
        assert (shift.cashier, hands.running.desk.by.name) == (cashier, name)
        assert [line.product.name for line in sell_page.counter.basket.lines] == ["Mi Goreng Sedap 85 g"]
    assert "Zidan" in hands.said()
