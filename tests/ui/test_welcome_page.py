"""The first start by keyboard alone: from an empty folder to a till that sells, or to one that came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from koperasi_pos.operations import products, samples, shops, staff, upkeep
from koperasi_pos.operations.till import open_till
from koperasi_pos.paper.printers import Found
from koperasi_pos.settings import read_settings
from koperasi_pos.simulators.printer import SimulatedPrinter
from koperasi_pos.ui.dialogs.printed_dialog import SeenDialog
from koperasi_pos.ui.main_window import open_dialog
from koperasi_pos.ui.pages import welcome_page
from koperasi_pos.ui.pages.welcome_page import WelcomeWindow
from koperasi_pos.ui.theme.style import apply_theme
from koperasi_pos.words import language, set_language
from tests.counter import HEAD_PIN
from tests.ui.squeezed import squeezed

Pictures = Callable[..., Path]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "new"


@pytest.fixture
def window(home: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[WelcomeWindow]:
    """The assistant, shown."""
    apply_theme(qapp, "light")
    window = WelcomeWindow(home, keyring_allowed=False)
    window.show()
    window.shop.name.setFocus()
    yield window
    qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
    window.close()
    window.deleteLater()


def press(window: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        focused: QWidget | None = window.focusWidget()
        QTest.keyClick(window if focused is None else focused, key)
        QApplication.processEvents()


def fill_in(window: QWidget, *texts: str) -> None:
    """Type into one field after the other, with Tab between them."""
    for number, text in enumerate(texts):
        if number:
            press(window, Qt.Key.Key_Tab)
        QTest.keyClicks(window.focusWidget(), text)


def go_to(window: WelcomeWindow, step: int) -> None:
    """Answer everything before a step as shortly as can be."""
    answers: list[tuple[str, ...]] = [("Koperasi Contoh",), (), ("Bu Kepala", HEAD_PIN, HEAD_PIN), ()]
    while window.step < step:
        fill_in(window, *answers[window.step])
        press(window, Qt.Key.Key_Return)


def seen(window: WelcomeWindow, name: str, take_picture: Pictures) -> None:
    take_picture(window, name)
    assert squeezed(window) == []


def test_from_nothing_to_a_shop_by_keys(
    window: WelcomeWindow, home: Path, qtbot: QtBot, take_picture: Pictures
) -> None:
    press(window, Qt.Key.Key_Return)
    assert window.step == 0
    assert window.shop.name_row.wrong.isVisible()
    assert window.shop.name.hasFocus()
    fill_in(window, "Koperasi Contoh", "Pondok Contoh", "Jl. Raya 1", "0812")
    assert not window.shop.name_row.wrong.isVisible()
    seen(window, "welcome-1", take_picture)
    press(window, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert window.paper.width_chosen() == 48
    seen(window, "welcome-2", take_picture)
    press(window, Qt.Key.Key_Return)
    fill_in(window, "Bu Kepala", HEAD_PIN, "135791")
    press(window, Qt.Key.Key_Return)
    assert window.step == 2
    assert "sama" in window.people.rows()[2].wrong.text()
    assert window.people.again.hasFocus()
    window.people.again.setText(HEAD_PIN)
    fill_in(window, "", "Zidan", "975310", "975310")
    seen(window, "welcome-3", take_picture)
    press(window, Qt.Key.Key_Return)
    seen(window, "welcome-4", take_picture)
    press(window, Qt.Key.Key_Return)
    assert window.wrong.text()
    assert not window.next_button.isEnabled()
    press(window, Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert not window.close()
    qtbot.waitUntil(lambda: window.made, timeout=90_000)
    seen(window, "welcome-5", take_picture)
    assert window.wrong.text() == ""
    code = window._code()
    with qtbot.waitSignal(window.finished, timeout=90_000):
        press(window, Qt.Key.Key_Return)
    till = open_till(home)
    try:
        shop = shops.shop(till)
        assert (shop.name, shop.pesantren, shop.address, shop.phone) == (
            "Koperasi Contoh", "Pondok Contoh", "Jl. Raya 1", "0812",
        )  # fmt: skip
        roles = {member.name: member.role for member in staff.people(till)}
        assert roles == {"Bu Kepala": "head", "Zidan": "cashier"}
        zidan = next(member for member in staff.people(till) if member.name == "Zidan")
        assert staff.sign_in(till, zidan.id, "975310").role == "cashier"
        assert len(products.find_products(till, "", limit=1000)) > 100
        assert products.favourites(till)
        assert upkeep.recovery_code(till, by=shops.SETUP) == code
    finally:
        till.close()
    assert read_settings(home).settings.paper_width == 48


MOST_PRESSES = 120
"""Who looks for every letter needs a second for it: two minutes from nothing to a shop that sells."""


class _Counted(QObject):
    """Counts the keys that come to what has the focus; on their way up to the window they are not counted again."""

    presses = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A key is seen on its way; nothing is held back."""
        if isinstance(watched, QWidget) and event.type() == QEvent.Type.KeyPress:
            focused: QWidget | None = watched.window().focusWidget()
            self.presses += watched is (watched.window() if focused is None else focused)
        return False


def test_a_shop_takes_no_more_keys_than_two_minutes_hold(
    window: WelcomeWindow, home: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    counted = _Counted()
    qapp.installEventFilter(counted)
    try:
        fill_in(window, "Koperasi An-Nur")
        press(window, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return)
        fill_in(window, "Siti Aminah", HEAD_PIN, HEAD_PIN, "Zidan", "975310", "975310")
        press(window, Qt.Key.Key_Return, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.made, timeout=90_000)
        with qtbot.waitSignal(window.finished, timeout=90_000):
            press(window, Qt.Key.Key_Return)
    finally:
        qapp.removeEventFilter(counted)
    typed = len("Koperasi An-Nur" + "Siti Aminah" + HEAD_PIN * 2 + "Zidan" + "975310" * 2)
    assert counted.presses >= typed + 5
    assert counted.presses <= MOST_PRESSES
    till = open_till(home)
    try:
        assert {member.role for member in staff.people(till)} == {"head", "cashier"}
        assert len(products.find_products(till, "", limit=1000)) > 100
    finally:
        till.close()


def test_back_and_forth_keeps_the_answers(window: WelcomeWindow, home: Path) -> None:
    go_to(window, 3)
    press(window, Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert window.step == 0
    assert window.shop.name.value() == "Koperasi Contoh"
    press(window, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert window.people.head.value() == "Bu Kepala"
    assert not home.exists()


def test_enter_presses_the_button_that_has_the_focus(window: WelcomeWindow) -> None:
    go_to(window, 1)
    window.back_button.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.step == 0


def test_weak_and_short_pins_are_refused_at_their_field(window: WelcomeWindow) -> None:
    go_to(window, 2)
    fill_in(window, "Bu Kepala", "12345x6", "123456")
    assert window.people.pin.value() == "123456"
    press(window, Qt.Key.Key_Return)
    assert window.step == 2
    assert window.people.pin.hasFocus()
    window.people.pin.setText("1234")
    press(window, Qt.Key.Key_Return)
    assert "enam" in window.people.rows()[1].wrong.text()
    window.people.cashier.setText("Zidan")
    window.people.pin.setText(HEAD_PIN)
    window.people.again.setText(HEAD_PIN)
    press(window, Qt.Key.Key_Return)
    assert window.step == 2
    assert window.people.cashier_pin.hasFocus()


def test_another_language_keeps_what_was_typed(window: WelcomeWindow, home: Path, take_picture: Pictures) -> None:
    fill_in(window, "Koperasi Contoh")
    window.languages.choose("en", tell=True)
    assert language() == "en"
    assert "Welcome" in window.heading.text()
    assert window.shop.name.value() == "Koperasi Contoh"
    seen(window, "welcome-english", take_picture)
    assert window._settings().language == "en"
    set_language("id")


def test_a_test_page_comes_out_of_the_printer(window: WelcomeWindow, qtbot: QtBot, take_picture: Pictures) -> None:
    go_to(window, 1)
    assert not window.paper.try_button.isVisible()
    window.paper.kind.set_value("network")
    press(window, Qt.Key.Key_F7)
    assert window.paper.host_row.wrong.isVisible()
    with SimulatedPrinter() as printer:
        window.paper.host.setCurrentText(f"127.0.0.1:{printer.port}")
        press(window, Qt.Key.Key_F7)
        qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
        assert printer.wait_until(lambda it: bool(it.slips))
        assert b"Koperasi Contoh" in printer.slips[0] or b"KOPERASI CONTOH" in printer.slips[0]
        assert window.paper.seen.text()
        dialog = open_dialog()
        assert isinstance(dialog, SeenDialog)
        assert dialog.drawer_seen is not None
        dialog.width_seen.choose("room")
        dialog.cut_seen.choose("no")
        dialog.drawer_seen.choose("shut")
        take_picture(dialog, "welcome-seen")
        dialog.finish()
        learned = window._settings()
        assert (learned.paper_width, learned.printer.cut, learned.printer.drawer_pin) == (42, False, 5)
        take_picture(window, "welcome-printed")
        printer.refuse()
        press(window, Qt.Key.Key_F7)
        qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
    assert window.paper.seen.property("kind") == "wrong"
    assert "printer" in window.paper.seen.text().lower()
    kept = window._settings().printer
    assert (kept.kind, kept.host, kept.port) == ("network", "127.0.0.1", printer.port)


def test_what_the_computer_has_is_offered_at_the_first_start(
    window: WelcomeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, take_picture: Pictures
) -> None:
    found = [Found("usb", "0416:5011", "Koperasi (0416:5011)"), Found("serial", "/dev/ttyUSB0", "/dev/ttyUSB0")]
    monkeypatch.setattr(welcome_page, "found_here", lambda: found)
    go_to(window, 1)
    qtbot.waitUntil(lambda: window.paper.found.count() == 3, timeout=90_000)
    paper = window.paper
    paper.found.set_value("serial /dev/ttyUSB0")
    paper.speed.set_value("115200")
    assert paper.speed_row.isVisible()
    take_picture(window, "welcome-serial")
    kept = window._settings().printer
    assert (kept.kind, kept.path, kept.baud) == ("serial", "/dev/ttyUSB0", 115_200)
    paper.found.set_value("usb 0416:5011")
    assert not paper.speed_row.isVisible()
    kept = window._settings().printer
    assert (kept.kind, kept.usb, kept.path) == ("usb", "0416:5011", "")
    paper.host.setCurrentText("")
    press(window, Qt.Key.Key_Return)
    assert window.step == 1
    assert paper.host_row.wrong.isVisible()


def test_slips_into_a_file_and_the_code_on_paper(window: WelcomeWindow, home: Path, qtbot: QtBot) -> None:
    go_to(window, 1)
    window.paper.kind.set_value("file")
    press(window, Qt.Key.Key_Return)
    go_to(window, 3)
    window.goods.empty.setChecked(True)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.made, timeout=90_000)
    press(window, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
    printed = (home / "struk.bin").read_bytes()
    assert window._code()[:19].encode() in printed
    press(window, Qt.Key.Key_F8)
    asked = open_dialog()
    assert isinstance(asked, QFileDialog)
    name = asked.findChild(QLineEdit)
    assert isinstance(name, QLineEdit)
    place = home.parent / "kode.txt"
    name.setText(str(place))
    asked.accept()
    qtbot.waitUntil(place.exists, timeout=90_000)
    assert window._code() in place.read_text()


def test_a_sheet_is_looked_at_after_the_first_sign_in(
    window: WelcomeWindow, home: Path, tmp_path: Path, qtbot: QtBot, take_picture: Pictures
) -> None:
    go_to(window, 3)
    window.goods.from_sheet.setChecked(True)
    press(window, Qt.Key.Key_Return)
    assert window.step == 3
    assert "F4" in window.wrong.text()
    sheet = tmp_path / "barang.csv"
    sheet.write_text("nama,harga jual\nSabun,4500\n")
    press(window, Qt.Key.Key_F4)
    asked = open_dialog()
    assert isinstance(asked, QFileDialog)
    asked.fileSelected.emit(str(sheet))
    asked.reject()
    take_picture(window, "welcome-sheet")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.made, timeout=90_000)
    assert window.sheet == sheet
    till = open_till(home)
    assert products.find_products(till, "") == []
    till.close()


def test_a_shop_stands_even_where_the_samples_do_not_fit(
    window: WelcomeWindow, home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
) -> None:  # fmt: skip
    def full(*_words: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    expected_log("not furnished")
    monkeypatch.setattr(samples, "fill_with_samples", full)
    go_to(window, 3)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.made, timeout=90_000)
    assert "No space left" in window.wrong.text()
    assert window.step == 4
    open_till(home).close()


def test_a_folder_that_cannot_be_written_is_told(window: WelcomeWindow, home: Path, qtbot: QtBot) -> None:
    home.write_text("a file stands where the folder should be")
    go_to(window, 3)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
    assert not window.made
    assert str(home) in window.wrong.text()
    assert window.next_button.isEnabled()


def test_a_bug_is_told_and_logged(
    window: WelcomeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    def broken(*_words: object, **_more: object) -> None:
        raise ZeroDivisionError

    expected_log("the shop was not made")
    monkeypatch.setattr(shops, "make_shop", broken)
    go_to(window, 3)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window._busy, timeout=90_000)
    assert "ZeroDivisionError" in window.wrong.text()


def test_closed_without_an_answer_nothing_is_made(window: WelcomeWindow, home: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.finished, timeout=90_000):
        window.close()
    assert not window.made
    assert not home.exists()
