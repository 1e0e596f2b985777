"""The customer's screen: what is on the counter, what was paid, and nothing that is nobody else's business."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed, read_settings
from koperasi_pos.trade.customer_views import CustomerView
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.ui.widgets.customer_window import CustomerWindow, choose_screen
from koperasi_pos.values import Rupiah
from tests.ui.card_hands import ahmad, tap
from tests.ui.hands import Hands
from tests.ui.selling import NOODLES, SOAP, WATER, answer

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(sell: SellPage, hands: Hands) -> CustomerWindow:
    """The customer's window, switched on with its key."""
    hands.press(Qt.Key.Key_Y, CONTROL)
    hands.settle()
    hands.wait(lambda: hands.running.customer.display.window is not None)
    window = hands.running.customer.display.window
    assert window is not None
    hands.wait(lambda: window.screen_shown.view is not None)
    return window


def view(window: CustomerWindow) -> CustomerView:
    """What the customer sees."""
    found = window.screen_shown.view
    assert found is not None
    return found


def test_the_key_switches_it_and_the_settings_remember(sell: SellPage, till: Till, hands: Hands) -> None:
    display = hands.running.customer.display
    for on in (True, False, True):
        hands.press(Qt.Key.Key_Y, CONTROL)
        hands.settle()
        hands.wait(lambda on=on: (display.placed != "off") == on)  # type: ignore[misc]
        assert display.window is not None
        assert display.window.isVisible() == on
        assert read_settings(till.home).settings.customer_screen.on == on
    hands.scan(NOODLES)
    assert sell.counter.basket.lines, "the till keeps the keys"


@pytest.mark.parametrize(
    ("shows", "holder", "left"), [("hidden", "", None), ("left", "", 50_000), ("name", "Ahmad Fauzi", 50_000)]
)
def test_of_a_card_it_shows_what_the_shop_allows(
    shown: CustomerWindow, sell: SellPage, till: Till, hands: Hands, shows: str, holder: str, left: int | None
) -> None:
    till.settings = changed(till.settings, customer_screen={"card": shows})
    who = ahmad(till)
    tap(hands, who)
    hands.scan(WATER)
    hands.wait(lambda: view(shown).state == "selling" and (view(shown).left == left))
    assert view(shown).holder == holder
    hands.press(Qt.Key.Key_F10)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).state == "paid")
    assert (view(shown).holder, view(shown).left) == (holder, None if left is None else 47_500)


def test_closed_by_hand_it_stays_off(shown: CustomerWindow, till: Till, hands: Hands) -> None:
    shown.close()
    hands.settle()
    assert not till.settings.customer_screen.on
    assert not shown.isVisible()


def test_it_follows_the_basket_to_the_change(shown: CustomerWindow, sell: SellPage, hands: Hands) -> None:
    assert view(shown).state == "idle"
    hands.scan(NOODLES)
    hands.scan(WATER)
    hands.wait(lambda: len(view(shown).lines) == 2)
    assert (view(shown).lines[view(shown).latest].name, view(shown).total) == ("Air Minum Santri 600 ml", 5600)
    hands.scan(NOODLES)
    hands.wait(lambda: view(shown).total == 8700)
    assert view(shown).lines[view(shown).latest].name.startswith("Mi Goreng")
    hands.press(Qt.Key.Key_F4)
    answer(hands, "100")
    hands.wait(lambda: view(shown).saved == 100)
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.type("10000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).state == "paid")
    assert (view(shown).paid, view(shown).change, view(shown).total) == (10_000, 1400, 8600)
    hands.scan(SOAP)
    hands.wait(lambda: view(shown).state == "selling")
    assert [line.name for line in view(shown).lines] == ["Sabun mandi 110 g"]


def test_change_makes_way_for_the_idle_words(shown: CustomerWindow, sell: SellPage, hands: Hands) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).state == "paid")
    hands.running.customer.feed._thanks.timeout.emit()
    hands.wait(lambda: view(shown).state == "idle")


def test_while_a_sale_is_being_kept_its_goods_stay_and_the_next_ones_are_not_hidden(
    shown: CustomerWindow, sell: SellPage, hands: Hands
) -> None:
    hands.scan(NOODLES)
    hands.wait(lambda: view(shown).state == "selling")
    disk = threading.Event()
    hands.running.desk.do(disk.wait)
    try:
        hands.press(Qt.Key.Key_F9)
        hands.dialog()
        hands.press(Qt.Key.Key_Return)
        assert sell.counter.basket.empty
        hands.running.customer.feed.tell()
        assert [line.name for line in view(shown).lines] == ["Mi Goreng Sedap 85 g"]
        hands.scan(SOAP)
    finally:
        disk.set()
    hands.settle()
    hands.running.customer.feed.tell()
    assert [line.name for line in view(shown).lines] == ["Sabun mandi 110 g"]
    assert view(shown).state == "selling"


def test_a_held_basket_and_names_are_not_in_sight(
    shown: CustomerWindow, sell: SellPage, hands: Hands, member: str
) -> None:
    hands.scan(NOODLES)
    hands.press(Qt.Key.Key_F5)
    hands.dialog()
    hands.type("Contoh")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).total == 3000)
    assert "Contoh" not in repr(view(shown))
    assert "2500" not in repr(view(shown)), "what the goods cost the shop"
    hands.press(Qt.Key.Key_F8)
    hands.dialog()
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).state == "idle")


@pytest.mark.parametrize(
    ("names", "till", "wanted", "found"),
    [
        (["A"], "A", "", ("beside", "A")),
        (["A", "B"], "A", "", ("full", "B")),
        (["A", "B", "C"], "A", "C", ("full", "C")),
        (["A", "B"], "A", "A", ("beside", "A")),
        (["A"], "A", "C", ("gone", "")),
        (["B", "A"], "A", "", ("full", "B")),
    ],
)
def test_where_it_stands(names: list[str], till: str, wanted: str, found: tuple[str, str]) -> None:
    assert choose_screen(names, till, wanted) == found


def test_a_screen_that_is_not_there_is_waited_for(shown: CustomerWindow, till: Till, hands: Hands) -> None:
    from koperasi_pos.operations import machine

    machine.save_settings(till, changed(till.settings, customer_screen={"screen": "HDMI-9"}))
    hands.wait(lambda: hands.running.customer.display.placed == "gone")
    assert not shown.isVisible()
    machine.save_settings(till, changed(till.settings, customer_screen={"screen": ""}))
    hands.wait(shown.isVisible)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures(
    shown: CustomerWindow, sell: SellPage, hands: Hands, take_picture: Callable[..., Path], qapp: QApplication,
    theme: str,
) -> None:  # fmt: skip
    apply_theme(qapp, theme)
    take_picture(shown, f"customer_idle_{theme}", (1366, 768))
    for code in (NOODLES, WATER, SOAP, NOODLES):
        hands.scan(code)
    hands.press(Qt.Key.Key_F4)
    answer(hands, "500")
    hands.wait(lambda: view(shown).saved == 500)
    take_picture(shown, f"customer_selling_{theme}", (1366, 768))
    take_picture(shown, f"customer_selling_small_{theme}", (546, 360))
    line = view(shown).lines[0]
    many = CustomerView("selling", "Koperasi An-Nur", (line,) * 24, 23, Rupiah(12_345_600), Rupiah(1_000))
    shown.screen_shown.show_view(many)
    take_picture(shown, f"customer_many_{theme}", (1024, 768))
    hands.press(Qt.Key.Key_F9)
    hands.dialog()
    hands.type("50000")
    hands.press(Qt.Key.Key_Return)
    hands.no_dialog()
    hands.wait(lambda: view(shown).state == "paid")
    take_picture(shown, f"customer_paid_{theme}", (1366, 768))
    take_picture(shown, f"customer_paid_1024_{theme}", (1024, 768))
