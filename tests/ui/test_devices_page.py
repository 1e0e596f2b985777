"""The devices page: each device's state in words, set-up that is in force at once, tests on real ptys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from koperasi_pos.operations.till import Till
from koperasi_pos.settings import read_settings
from koperasi_pos.simulators.pole import SimulatedPole
from koperasi_pos.simulators.scale import SimulatedScale
from koperasi_pos.ui.pages.devices_page import PARTS, DevicesPage
from koperasi_pos.ui.theme.style import apply_theme
from tests.counter import HEAD, begin_shift
from tests.ui.hands import Hands

NOODLES = "8998866200301"
KEYS = dict(zip(PARTS, (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6), strict=True))


@pytest.fixture
def page(till: Till, hands: Hands) -> DevicesPage:
    """The head of the shop at the devices, by the keyboard alone."""
    hands.stand_in("Kepala")
    hands.running.window.show_page("settings")
    hands.settle()
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    found = hands.running.window.page("devices")
    assert isinstance(found, DevicesPage)
    assert found.isVisible()
    return found


@pytest.fixture
def scale(tmp_path: Path) -> Iterator[SimulatedScale]:
    """A scale that sends by itself, with 1,25 kg on it."""
    far = SimulatedScale(tmp_path / "scale")
    far.put(1250)
    far.start()
    yield far
    far.stop()


@pytest.fixture
def pole(tmp_path: Path) -> Iterator[SimulatedPole]:
    """A pole display."""
    far = SimulatedPole(tmp_path / "pole")
    far.start()
    yield far
    far.stop()


class Scanner:
    """Sends a code at its own pace into the test field, whatever this machine's clock says."""

    def __init__(self, page: DevicesPage) -> None:
        self.page, self.now = page, 100.0
        page.scanner.probe.clock = lambda: self.now

    def send(self, code: str, gap: float = 0.030, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """All characters and the key that ends them."""
        probe = self.page.scanner.probe
        for character in code:
            QTest.keyClicks(probe, character)
            self.now += gap
        if end is None:
            probe._over.timeout.emit()
        else:
            QTest.keyClick(probe, end)


def save(hands: Hands) -> None:
    """F9."""
    hands.press(Qt.Key.Key_F9)
    hands.settle()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_has_its_key_and_nothing_is_cut(
    page: DevicesPage, hands: Hands, take_picture: Callable[..., Path], qapp: QApplication, theme: str
) -> None:
    apply_theme(qapp, theme)
    for part in PARTS:
        hands.press(KEYS[part])
        assert page.part == part
        for size in ((1366, 768), (1024, 768)):
            take_picture(hands.running.window, f"devices_{part}_{size[0]}_{theme}", size)
            buttons = [button for button in page.findChildren(QPushButton) if button.isVisible()]
            assert [button.text() for button in buttons if button.width() < button.sizeHint().width()] == []
    assert all(label.text() for label in page.sentences.values())
    hands.press(Qt.Key.Key_Escape)
    assert hands.running.window.page("settings").isVisible()


def test_three_scans_give_the_set_up_and_the_till_follows(
    page: DevicesPage, till: Till, hands: Hands, take_picture: Callable[..., Path]
) -> None:
    hands.press(Qt.Key.Key_F3)
    hands.press(Qt.Key.Key_F7)
    scanner = Scanner(page)
    scanner.send("~" + NOODLES, 0.060, Qt.Key.Key_Tab)
    assert "60 ms" in page.scanner.verdict.text()
    assert "2" in page.scanner.measured.text()
    assert not page.scanner.use_button.isEnabled()
    for _ in range(2):
        scanner.send("~" + NOODLES, 0.060, Qt.Key.Key_Tab)
    take_picture(hands.running.window, "devices_measured", (1366, 768))
    hands.press(Qt.Key.Key_F8)
    assert (page.scanner.gap.text(), page.scanner.ends.value(), page.scanner.prefix.text()) == ("90", "tab", "~")
    save(hands)
    kept = read_settings(till.home).settings.scanner
    assert (kept.gap_ms, kept.ends_with, kept.prefix) == (90, "tab", "~")
    rules = hands.running.scans.rules
    assert (rules.gap_ms, rules.ends_with, rules.prefix) == (90, "tab", "~")
    hands.press(Qt.Key.Key_F7)
    scanner.send("~" + NOODLES, 0.060, Qt.Key.Key_Tab)
    assert NOODLES in page.scanner.verdict.text()


def test_the_test_field_keeps_the_scan_to_itself(page: DevicesPage, hands: Hands) -> None:
    heard: list[str] = []
    hands.running.scans.scanned.connect(heard.append)
    page.scanner.probe.setFocus()
    scanner = Scanner(page)
    scanner.send(NOODLES, 0.005)
    scanner.send("12", 0.005, None)
    assert heard == []
    assert [burst.text for burst in page.scanner.bursts] == [NOODLES, "12"]
    assert page.part == "scanner"


def test_typed_by_hand_is_told_from_a_scanner(page: DevicesPage) -> None:
    page.scanner.probe.setFocus()
    scanner = Scanner(page)
    for _ in range(3):
        scanner.send("12345", 0.200)
    assert page.scanner.proposed is None
    assert "diketik" in page.scanner.measured.text()


@pytest.mark.parametrize("wrong", ["", "0", "abc", "9999"])
def test_numbers_that_cannot_be_change_nothing(page: DevicesPage, till: Till, hands: Hands, wrong: str) -> None:
    before = till.settings
    hands.press(Qt.Key.Key_F3)
    page.scanner.gap.setText(wrong)
    save(hands)
    assert till.settings == before
    assert hands.said()


def test_a_scale_is_set_up_and_shown(
    page: DevicesPage, hands: Hands, scale: SimulatedScale, take_picture: Callable[..., Path]
) -> None:
    hands.press(Qt.Key.Key_F4)
    page.scale.kind.set_value("stream")
    save(hands)
    hands.wait(lambda: page.states["scale"].text() == "bermasalah")
    page.scale.port.setCurrentText(str(scale.end.link))
    save(hands)
    hands.wait(lambda: hands.running.desk.devices.scale_state().code == "")
    page.show_states()
    assert str(scale.end.link) in page.sentences["scale"].text()
    hands.wait(lambda: page.weigher.weight.text() == "1,25 kg")
    take_picture(hands.running.window, "devices_scale_found", (1024, 768))
    scale.end.pull_out()
    hands.wait(lambda: page.states["scale"].text() == "bermasalah")
    scale.end.plug_in()
    hands.wait(lambda: page.states["scale"].text() == "baik")


def test_a_test_on_the_pole_display_and_the_basket_after_it(
    page: DevicesPage, till: Till, hands: Hands, pole: SimulatedPole
) -> None:
    hands.press(Qt.Key.Key_F6)
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    assert hands.said()
    page.pole.kind.set_value("cd5220")
    page.pole.port.setCurrentText(str(pole.end.link))
    hands.press(Qt.Key.Key_F7)
    hands.settle()
    hands.wait(lambda: "0123456789" in pole.rows[0])
    assert pole.rows[1].startswith("<Koperasi POS")
    begin_shift(till, by=HEAD)
    hands.running.window.show_page("sell")
    hands.scan(NOODLES)
    hands.wait(lambda: pole.rows == ("Mi Goreng Seda 3.100", "TOTAL        Rp3.100"))


def test_the_customer_display_is_switched_here_too(page: DevicesPage, till: Till, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F5)
    page.screen_form.on.setChecked(True)
    page.screen_form.idle.setText("Buka 07.00")
    save(hands)
    hands.wait(lambda: hands.running.customer.display.placed == "beside")
    assert page.states["screen"].text() == "menyala"
    hands.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    hands.wait(lambda: hands.running.customer.display.placed == "off")
    assert not page.screen_form.on.isChecked()
    assert till.settings.customer_screen.idle == "Buka 07.00"
