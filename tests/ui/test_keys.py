"""Scans told from typing by their rhythm: nothing of a scan reaches a field, nothing of typing is lost or turned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from koperasi_pos.trade.scan_bursts import End, Rules
from koperasi_pos.ui.keys import ScanFilter

LONG = 60_000
"""A gap that never ends by itself: the test says when a person paused."""


class Counter:
    """Two fields, a filter, and what it heard."""

    def __init__(self, application: QApplication, scans: ScanFilter) -> None:
        self.scans, self.heard = scans, list[str]()
        scans.scanned.connect(self.heard.append)
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.first, self.second = QLineEdit(), QLineEdit()
        for field in (self.first, self.second):
            column.addWidget(field)
        self.entered = list[str]()
        self.first.returnPressed.connect(lambda: self.entered.append(self.first.text()))
        self.window.show()
        scans.install(application)

    def pause(self) -> None:
        """Longer than a scanner ever pauses."""
        self.scans._pause.timeout.emit()

    def texts(self) -> tuple[str, str]:
        """What arrived in the fields."""
        return self.first.text(), self.second.text()


@pytest.fixture
def counter(qapp: QApplication, qtbot: QtBot) -> Iterator[Counter]:
    """A counter with a scanner that sends nothing around the code."""
    made = Counter(qapp, ScanFilter(Rules(LONG, 4)))
    yield made
    qapp.removeEventFilter(made.scans)
    made.window.close()


def test_a_scan_reaches_no_field_wherever_the_focus_is(counter: Counter) -> None:
    for field in (counter.first, counter.second):
        QTest.keyClicks(field, "8998866200301")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert counter.heard == ["8998866200301"] * 2
    assert counter.texts() == ("", "")
    assert counter.entered == []


def test_typing_arrives_in_order_after_the_pause(counter: Counter) -> None:
    QTest.keyClicks(counter.first, "12")
    assert counter.texts() == ("", "")
    counter.pause()
    assert counter.texts() == ("12", "")
    QTest.keyClicks(counter.second, "sab")
    counter.pause()
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.texts() == ("12", "sab")
    assert counter.entered == ["12"]
    assert counter.heard == []


def test_a_few_quick_characters_and_enter_are_typing(counter: Counter) -> None:
    QTest.keyClicks(counter.first, "3*5")
    QTest.keyClick(counter.first, Qt.Key.Key_Enter)
    assert counter.entered == ["3*5"]
    assert counter.heard == []


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Tab, Qt.Key.Key_Backspace, Qt.Key.Key_F9, Qt.Key.Key_Left, Qt.Key.Key_Escape]
)
def test_another_key_ends_the_burst(counter: Counter, key: Qt.Key) -> None:
    QTest.keyClicks(counter.first, "abcde")
    QTest.keyClick(counter.first, key)
    assert counter.first.text().startswith("abcd")
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == []


def test_control_keys_are_nobodys_scan(counter: Counter) -> None:
    QTest.keyClicks(counter.first, "abcde")
    QTest.keyClick(counter.first, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert counter.first.selectedText() == "abcde"


def test_a_space_alone_reaches_its_button_at_once(counter: Counter) -> None:
    QTest.keyClicks(counter.first, " ")
    assert counter.first.text() == " "


def test_two_scans_on_the_heels_of_each_other_count_twice(counter: Counter) -> None:
    for _scan in range(2):
        QTest.keyClicks(counter.first, "8998866200301")
        QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert len(counter.heard) == 2


def test_a_pause_that_busy_windows_slept_through_still_parts(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("koperasi_pos.ui.keys.time.monotonic", lambda: now[0])
    QTest.keyClicks(counter.first, "12")
    now[0] += LONG / 1000 + 1
    QTest.keyClicks(counter.first, "8998866200301")
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == ["8998866200301"]
    assert counter.first.text() == "12"
    QTest.keyClicks(counter.second, "8998866200301")
    now[0] += LONG / 1000 + 1
    QTest.keyClick(counter.second, Qt.Key.Key_Return)
    assert counter.second.text() == "8998866200301"


def stamped(field: QLineEdit, characters: str, at: int, step: int) -> int:
    """Press keys as the system hands them on, with the time at which each was struck (ms); the time of the next."""
    for character in characters:
        key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, character)
        event.setTimestamp(at)
        QApplication.sendEvent(field, event)
        at += step
    return at


def test_a_scan_that_waited_behind_busy_windows_stays_whole(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    late = iter(range(0, 10_000_000, LONG))
    monkeypatch.setattr("koperasi_pos.ui.keys.time.monotonic", lambda: next(late))
    at = stamped(counter.first, "8998866200301\r", 5_000, 3)
    assert counter.heard == ["8998866200301"]
    at = stamped(counter.first, "12", at, 3)
    stamped(counter.first, "8998866200301\r", at + LONG + 1, 3)
    assert (counter.heard, counter.first.text()) == (["8998866200301"] * 2, "12")


def test_what_the_scanner_puts_around_the_code_is_taken_off(counter: Counter) -> None:
    counter.scans.rules = replace(counter.scans.rules, prefix="]C1", suffix="#")
    for sent in ("]C18998866200301#", "8998866200301"):
        QTest.keyClicks(counter.first, sent)
        QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == ["8998866200301"] * 2


def test_a_group_separator_belongs_to_the_scan(counter: Counter) -> None:
    for character in "0108998866200301":
        QTest.keyClicks(counter.first, character)
    QTest.sendKeyEvent(
        QTest.KeyAction.Press, counter.first, Qt.Key.Key_BracketRight, "\x1d", Qt.KeyboardModifier.NoModifier
    )
    QTest.keyClicks(counter.first, "10A7")
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == ["0108998866200301\x1d10A7"]


PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=80, deadline=None
)
@given(pieces=st.lists(st.tuples(st.booleans(), PLAIN), max_size=6))
def test_typing_and_scans_mixed_lose_nothing(counter: Counter, pieces: list[tuple[bool, str]]) -> None:
    counter.heard.clear()
    counter.first.clear()
    typed, scanned = "", []
    for is_scan, text in pieces:
        QTest.keyClicks(counter.first, text)
        if is_scan and len(text) >= counter.scans.rules.minimum:
            scanned.append(text)
            QTest.keyClick(counter.first, Qt.Key.Key_Return)
        else:
            typed += text
            counter.pause()
    assert counter.heard == scanned
    assert counter.first.text() == typed


@pytest.mark.parametrize(("ends_with", "key"), [("tab", Qt.Key.Key_Tab), ("none", Qt.Key.Key_Tab)])
def test_the_key_that_ends_a_scan_follows_the_set_up(counter: Counter, ends_with: End, key: Qt.Key) -> None:
    counter.scans.rules = replace(counter.scans.rules, ends_with=ends_with)
    counter.first.setFocus()
    QTest.keyClicks(counter.first, "8998866200301")
    QTest.keyClick(counter.first, key)
    assert counter.heard == ["8998866200301"]
    assert counter.texts() == ("", "")
    QTest.keyClicks(counter.first, "12")
    QTest.keyClick(counter.first, key)
    assert counter.texts() == ("12", "")


def test_a_scanner_that_ends_with_nothing_is_heard_after_the_pause(counter: Counter) -> None:
    counter.scans.rules = replace(counter.scans.rules, ends_with="none")
    QTest.keyClicks(counter.first, "8998866200301")
    counter.pause()
    assert counter.heard == ["8998866200301"]
    QTest.keyClicks(counter.first, "123")
    counter.pause()
    assert counter.texts() == ("123", "")


def test_a_tab_scanner_leaves_enter_to_people(counter: Counter) -> None:
    counter.scans.rules = replace(counter.scans.rules, ends_with="tab")
    QTest.keyClicks(counter.first, "88110022")
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert (counter.heard, counter.entered) == ([], ["88110022"])


def test_what_was_typed_is_there_before_a_click_acts(counter: Counter) -> None:
    QTest.keyClicks(counter.first, "7")
    assert counter.texts() == ("", "")
    seen: list[str] = []
    button = QPushButton("OK", counter.window)
    button.clicked.connect(lambda: seen.append(counter.first.text()))
    button.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen == ["7"]


def test_what_was_typed_is_there_before_the_cursor_goes_elsewhere(counter: Counter) -> None:
    left: list[str] = []
    counter.first.editingFinished.connect(lambda: left.append(counter.first.text()))
    counter.window.activateWindow()
    counter.first.setFocus()
    QTest.keyClicks(counter.first, "7")
    counter.second.setFocus(Qt.FocusReason.MouseFocusReason)
    assert left[-1:] == ["7"]
    assert counter.texts() == ("7", "")


def test_a_scanner_presses_shift_for_capital_letters(counter: Counter) -> None:
    for character in "ABC-17":
        QTest.keyPress(counter.first, Qt.Key.Key_Shift)
        QTest.keyClicks(counter.first, character)
        QTest.keyRelease(counter.first, Qt.Key.Key_Shift)
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == ["ABC-17"]
    assert counter.texts() == ("", "")


def test_a_scan_stays_whole_where_the_program_moves_the_cursor(counter: Counter) -> None:
    counter.window.activateWindow()
    counter.first.setFocus()
    QTest.keyClicks(counter.first, "89988662")
    counter.second.setFocus()
    QTest.keyClicks(counter.second, "00301")
    QTest.keyClick(counter.second, Qt.Key.Key_Return)
    assert counter.heard == ["8998866200301"]
    assert counter.texts() == ("", "")


def test_what_was_typed_into_a_field_that_is_gone_is_no_trouble(counter: Counter) -> None:
    field = QLineEdit(counter.window)
    field.show()
    QTest.keyClicks(field, "7")
    delete(field)
    counter.pause()
    assert counter.texts() == ("", "")


def test_control_and_bracket_is_the_separator(counter: Counter) -> None:
    QTest.keyClicks(counter.first, "]C110AB")
    QTest.keyClick(counter.first, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(counter.first, "17")
    QTest.keyClick(counter.first, Qt.Key.Key_Return)
    assert counter.heard == ["]C110AB\x1d17"]


class Paced:
    """Keys at their own pace, whatever this machine's clock says."""

    def __init__(self, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counter, self.now = counter, 100.0
        monkeypatch.setattr("koperasi_pos.ui.keys.time.monotonic", lambda: self.now)
        self.cards = list[str]()
        counter.scans.carded.connect(self.cards.append)

    def send(self, text: str, gap_ms: float, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """All characters and the key behind them."""
        for character in text:
            QTest.keyClicks(self.counter.first, character)
            self.now += gap_ms / 1000
        QTest.keyClick(self.counter.first, end)


@pytest.fixture
def paced(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Paced:
    """A scanner with pauses below 30 s that ends with Enter, a card reader with pauses below a minute."""
    counter.scans.rules = Rules(LONG // 2, 4)
    counter.scans.reader = Rules(LONG, 8)
    return Paced(counter, monkeypatch)


def test_what_is_too_slow_for_the_scanner_is_the_card_readers(paced: Paced) -> None:
    paced.send("0012345678", LONG * 0.7)
    paced.send("8998866200301", LONG * 0.3)
    assert (paced.cards, paced.counter.heard) == (["0012345678"], ["8998866200301"])
    assert paced.counter.texts() == ("", "")


def test_what_is_too_slow_for_both_is_typing(paced: Paced) -> None:
    paced.send("0012345678", LONG * 1.1)
    assert (paced.cards, paced.counter.heard) == ([], [])
    assert paced.counter.entered == ["0012345678"]


def test_a_few_characters_of_the_readers_pace_are_typing(paced: Paced) -> None:
    paced.send("12345", LONG * 0.7)
    assert (paced.cards, paced.counter.heard) == ([], [])
    assert paced.counter.entered == ["12345"]


def test_each_sender_has_its_own_end(paced: Paced) -> None:
    paced.counter.scans.reader = Rules(LONG, 8, ends_with="tab")
    paced.send("0012345678", 5, Qt.Key.Key_Tab)
    paced.send("8998866200301", 5)
    assert (paced.cards, paced.counter.heard) == (["0012345678"], ["8998866200301"])


def test_what_the_reader_puts_around_makes_it_a_card(paced: Paced) -> None:
    paced.counter.scans.reader = Rules(LONG, 8, prefix=";", suffix="?")
    paced.send(";0012345678?", 5)
    paced.send("0012345678", 5)
    assert (paced.cards, paced.counter.heard) == (["0012345678"], ["0012345678"])
