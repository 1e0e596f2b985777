"""The main window: locked until somebody signs in, keys to every page, scans to where they belong, messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from koperasi_pos.operations import products, shops
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import changed
from koperasi_pos.ui.dialogs.ask_dialog import ask_text
from koperasi_pos.ui.dialogs.dialog import Dialog
from koperasi_pos.ui.main_window import HIDDEN_PAGES, PAGE_KEYS, PAGES, MainWindow, open_dialog
from koperasi_pos.ui.pages.receipts_page import ReceiptsPage
from koperasi_pos.ui.pages.sell_page import SellPage
from koperasi_pos.ui.theme.style import TOUCH, apply_theme, colours
from koperasi_pos.ui.widgets.foot_bar import FootButton
from koperasi_pos.ui.widgets.side_button import LEAST, SideButton
from koperasi_pos.words import _
from tests.counter import HEAD, HEAD_PIN, Clock, begin_shift, one, sell
from tests.ui.hands import Hands
from tests.ui.squeezed import squeezed

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at_work(till: Till, hands: Hands) -> Hands:
    """The head of the shop at the till, a shift is open."""
    begin_shift(till, by=HEAD)
    hands.running.desk.sign(HEAD)
    hands.settle()
    return hands


@pytest.fixture
def english_and_dark(till: Till, qapp: QApplication) -> Iterator[None]:
    """The other language and the other colours."""
    till.settings = changed(till.settings, language="en", theme="dark")
    yield
    apply_theme(qapp, "light")


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, till: Till, qapp: QApplication) -> Iterator[str]:
    """Both sets of colours, one after the other."""
    till.settings = changed(till.settings, theme=request.param)
    yield request.param
    apply_theme(qapp, "light")


def sell_page(window: MainWindow) -> SellPage:
    page = window.page("sell")
    assert isinstance(page, SellPage)
    return page


def test_locked_until_somebody_signs_in(window: MainWindow, hands: Hands) -> None:
    hands.press(Qt.Key.Key_1, CONTROL)
    assert window.current() is window.page("sign_in")
    assert not window.side.isVisible()
    window.show_page("settings")
    assert window.current() is window.page("sign_in")
    hands.sign_in("Kepala", HEAD_PIN)
    assert window.current() is window.page("sell")
    hands.press(Qt.Key.Key_L, CONTROL)
    assert hands.running.desk.actor is None
    assert window.current() is window.page("sign_in")


@pytest.mark.parametrize("number", range(1, len(PAGES) + 1))
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=["1024", "1366", "1920"])
def test_every_page_opens_by_its_key_and_nothing_is_cut(
    theme: str, window: MainWindow, at_work: Hands, number: int, size: tuple[int, int],
    take_picture: Callable[..., Path],
) -> None:  # fmt: skip
    assert colours().name == theme
    window.resize(*size)
    at_work.scan("8998866200301")
    name = PAGES[number - 1][0]
    at_work.press(Qt.Key(ord(PAGE_KEYS[name][-1])), CONTROL)
    at_work.settle()
    page = window.current()
    assert page is window.page(name)
    take_picture(window, f"page-{name}-{size[0]}-{theme}")
    assert window.width() == size[0]
    assert page.title()
    nothing_cut(window, at_work)
    assert [button.word for button in side(window) if button.isChecked()] == [_(PAGES[number - 1][2])]


def nothing_cut(window: MainWindow, hands: Hands) -> None:
    """Once Qt has laid everything out, which takes it some turns."""

    def look() -> None:
        assert squeezed(window) == []

    hands.qtbot.waitUntil(look, timeout=90_000)


def side(window: MainWindow) -> list[SideButton]:
    return [button for button in window.side_buttons.buttons() if isinstance(button, SideButton)]


@pytest.mark.usefixtures("english_and_dark")
def test_every_page_has_room_in_english_in_the_dark(
    window: MainWindow, at_work: Hands, take_picture: Callable[..., Path]
) -> None:
    assert window.head.shift.text() == "Shift open 08:00"
    window.resize(1024, 768)
    for name in [page[0] for page in PAGES] + list(HIDDEN_PAGES):
        window.show_page(name)
        at_work.settle()
        nothing_cut(window, at_work)
        assert window.foot.needed() <= 1024, name
        take_picture(window, f"dark-{name}")


def test_the_side_bar_stays_whole_on_a_low_screen(window: MainWindow, at_work: Hands) -> None:
    window.resize(1024, 640)
    at_work.settle()
    assert window.height() == 640
    buttons = window.side.findChildren(SideButton)
    assert len(buttons) == len(PAGES) + 1
    for button in buttons:
        assert button.height() >= LEAST >= TOUCH
        assert button.geometry().bottom() <= window.side.height()


def test_a_long_name_of_the_shop_does_not_widen_the_window(
    till: Till, window: MainWindow, at_work: Hands, take_picture: Callable[..., Path]
) -> None:
    named = shops.shop(till).model_copy(
        update={"id": till.new_id(), "name": "Koperasi Pondok Pesantren Salafiyah Contoh Jaya " * 4}
    )
    shops.save_shop(till, named, by=HEAD)
    at_work.settle()
    window.resize(1024, 768)
    at_work.settle()
    assert window.width() == 1024
    assert window.head.shift.geometry().right() < window.head.time.geometry().left() <= 1024 - 18
    assert window.head.shop.text() == named.name
    take_picture(window, "long-name")


def test_the_foot_does_what_the_keys_do(window: MainWindow, at_work: Hands) -> None:
    page = window.current()
    assert page is not None
    shown = {button.action.key for button in window.foot.buttons}
    assert shown == {action.key for action in page.page_actions() if action.footer}
    assert all(button.height() >= TOUCH and button.accessibleName() for button in window.foot.buttons)
    refund = foot_button(window, "F6")
    before = window.focusWidget()
    QTest.mouseClick(refund, Qt.MouseButton.LeftButton)
    at_work.settle()
    assert window.current() is window.page("receipts")
    assert window.focusWidget() is not refund
    assert before is not refund
    window.show_page("sell")
    at_work.press(Qt.Key.Key_F6)
    at_work.settle()
    assert window.current() is window.page("receipts")


def foot_button(window: MainWindow, key: str) -> FootButton:
    (found,) = [button for button in window.foot.buttons if button.action.key == key]
    return found


def test_an_action_with_the_same_words_is_not_laid_out_anew(window: MainWindow, at_work: Hands) -> None:
    before = window.foot.buttons
    page = window.current()
    assert page is not None
    page.actions_changed.emit()
    assert window.foot.buttons is before
    window.show_page("settings")
    assert window.foot.buttons is not before


def test_a_scan_goes_to_the_page_in_front_or_to_the_till(window: MainWindow, at_work: Hands) -> None:
    window.show_page("reports")
    at_work.scan("8998866200301")
    at_work.settle()
    assert window.current() is sell_page(window)
    assert [line.product.name for line in sell_page(window).counter.basket.lines] == ["Mi Goreng Sedap 85 g"]
    window.show_page("products")
    at_work.scan("8990000000038")
    at_work.settle()
    assert window.current() is window.page("products")
    assert len(sell_page(window).counter.basket.lines) == 1


def test_the_bar_code_of_a_receipt_opens_it_from_every_page(till: Till, window: MainWindow, at_work: Hands) -> None:
    (noodles,) = (match.product.document for match in products.by_code(till, "8998866200301"))
    for _receipt in range(2):
        sell(till, one(noodles))
    for name in ("sell", "products", "persons", "promotions", "shift", "reports", "printer"):
        window.show_page(name)
        at_work.scan("K1-000001")
        at_work.settle()
        page = window.current()
        assert isinstance(page, ReceiptsPage), name
        row = page.table.current()
        assert row is not None
        assert row.number == "K1-000001"
    window.show_page("sell")
    at_work.scan("K1-000099")
    at_work.settle()
    assert window.current() is sell_page(window), "no such receipt: goods that nobody knows"
    at_work.press(Qt.Key.Key_Escape)
    window.lock()
    at_work.scan("K1-000001")
    assert window.current() is window.page("sign_in")


class _Listening(Dialog):
    heard = ""

    def scanned(self, text: str) -> bool:
        self.heard = text
        return True


def test_a_scan_goes_to_the_open_question_first(window: MainWindow, at_work: Hands) -> None:
    question = _Listening("Contoh", parent=window)
    question.open()
    at_work.scan("8998866200301")
    assert question.heard == "8998866200301"
    question.reject()
    deaf = ask_text(window, "Contoh", "Catatan", lambda text: None)
    at_work.scan("8998866200301")
    assert deaf.field.text() == ""
    assert at_work.said()
    assert sell_page(window).counter.basket.empty


def test_keys_of_the_page_rest_while_a_question_is_open(window: MainWindow, at_work: Hands) -> None:
    ask_text(window, "Contoh", "Catatan", lambda text: None)
    at_work.press(Qt.Key.Key_F6)
    at_work.press(Qt.Key.Key_2, CONTROL)
    assert window.current() is sell_page(window)
    at_work.press(Qt.Key.Key_Escape)
    at_work.no_dialog()
    at_work.press(Qt.Key.Key_2, CONTROL)
    assert window.current() is window.page("products")


def test_a_message_moves_nothing_and_takes_no_focus(window: MainWindow, at_work: Hands) -> None:
    page, focused = window.current(), window.focusWidget()
    assert page is not None
    before = page.geometry()
    at_work.running.desk.said.emit("Contoh pesan. " * 20, "refused")
    QApplication.processEvents()
    assert window.strip.isVisible()
    assert page.geometry() == before
    assert window.focusWidget() is focused
    assert window.strip.geometry().bottom() <= window.centralWidget().height()
    assert squeezed(window.strip) == []
    at_work.press(Qt.Key.Key_F6)
    assert window.current() is window.page("receipts")
    window.strip._gone.timeout.emit()
    assert not window.strip.isVisible()


def test_trouble_stays_until_somebody_closed_it(window: MainWindow, at_work: Hands) -> None:
    desk, strip = at_work.running.desk, window.strip
    desk.said.emit("Disk penuh", "trouble")
    assert strip.stays
    assert not strip._gone.isActive()
    assert strip.close_button.key == "Esc"
    desk.tell("Tersimpan")
    assert at_work.said() == "Tersimpan"
    assert strip.close_button.key == "", "it goes by itself, and Esc is the page's"
    strip._gone.timeout.emit()
    assert strip.close_button.key == "Esc"
    assert at_work.said() == "Disk penuh"
    at_work.press(Qt.Key.Key_Escape)
    assert not strip.isVisible()
    assert open_dialog() is None
    desk.tell("Tersimpan")
    strip._gone.timeout.emit()
    assert not strip.isVisible()


def test_the_head_line_tells_how_things_stand(till: Till, clock: Clock, window: MainWindow, hands: Hands) -> None:
    hands.running.desk.sign(HEAD)
    assert window.head.shift.text() == _("No shift open")
    assert window.head.shift.property("kind") == "chip-gold"
    begin_shift(till, by=HEAD)
    hands.wait(lambda: "08.00" in window.head.shift.text())
    assert window.head.shift.property("kind") == "chip"
    assert HEAD.name in window.head.who.text()
    clock.forward(days=1, minutes=7)
    window.head.refresh()
    assert "24/11 08.00" in window.head.shift.text()
    assert window.head.shift.property("kind") == "chip-gold"
    assert window.head.time.text() == "08.07"


def test_a_clock_that_was_set_back_is_told_until_it_is_right(
    till: Till, clock: Clock, window: MainWindow, at_work: Hands, take_picture: Callable[..., Path]
) -> None:
    assert window.head.wrong_clock.isHidden()
    clock.forward(days=-1)
    window.head.refresh()
    assert window.head.wrong_clock.isVisible()
    take_picture(window, "clock-back-1024", (1024, 768))
    clock.forward(days=1)
    window.head.refresh()
    assert window.head.wrong_clock.isHidden()


def test_an_idle_till_locks_and_closes_questions(window: MainWindow, at_work: Hands) -> None:
    assert window._idle.isActive()
    question: QDialog = ask_text(window, "Contoh", "Catatan", lambda text: None)
    window._idle.timeout.emit()
    assert at_work.running.desk.actor is None
    assert open_dialog() is None
    assert not question.isVisible()
    assert window.current() is window.page("sign_in")
    assert not window._idle.isActive()


def test_an_idle_till_waits_for_what_was_asked_for_just_now(window: MainWindow, at_work: Hands) -> None:
    go_on = threading.Event()
    at_work.running.desk.do(lambda: go_on.wait(90))
    window._idle.timeout.emit()
    assert at_work.running.desk.actor is not None
    assert (window._idle.isActive(), window._idle.interval()) == (True, 1000)
    go_on.set()
    at_work.settle()
    window._idle.timeout.emit()
    assert at_work.running.desk.actor is None


def test_keys_scans_and_fingers_keep_the_till_awake(till: Till, window: MainWindow, at_work: Hands) -> None:
    touches: list[Callable[[], object]] = [
        lambda: at_work.press(Qt.Key.Key_F2),
        lambda: at_work.scan("8998866200301"),
        lambda: QTest.mouseClick(window.head, Qt.MouseButton.LeftButton),
    ]
    for touch in touches:
        window._idle.start(10)
        touch()
        assert window._idle.remainingTime() > 60_000
    till.settings = changed(till.settings, lock_after_minutes=0)
    at_work.press(Qt.Key.Key_F2)
    assert not window._idle.isActive()
