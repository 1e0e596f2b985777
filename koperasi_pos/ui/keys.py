"""Keys: actions that every page shows in the footer, and scans told apart from typing by their rhythm."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from koperasi_pos.settings import CardReaderSettings, ScannerSettings
from koperasi_pos.trade.card_codes import HEX_LENGTHS
from koperasi_pos.trade.scan_bursts import Rules, code_of

_ENDS = {
    "enter": (Qt.Key.Key_Return, Qt.Key.Key_Enter),
    "tab": (Qt.Key.Key_Tab,),
    "none": (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab),
}
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
_TURNS = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.FocusAboutToChange)
_BY_HAND = (
    Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)  # fmt: skip

DRAWER_KEY = "Ctrl+O"
"""Tries again to open a drawer that stayed shut; told in words too, beside why it did."""


def scan_rules(scanner: ScannerSettings) -> Rules:
    """How a scan is told from typing on this machine."""
    return Rules(
        scanner.gap_ms, scanner.minimum, scanner.prefix, scanner.suffix, scanner.ends_with, scanner.aim,
        scanner.separator,
    )  # fmt: skip


def reader_rules(reader: CardReaderSettings) -> Rules | None:
    """How a card reader that types is told from typing; `None` where there is none."""
    if reader.kind != "wedge":
        return None
    return Rules(reader.gap_ms, min(HEX_LENGTHS), reader.prefix, reader.suffix, reader.ends_with)


@dataclass(frozen=True)
class Action:
    """One thing a page can do: its key (`F9`, `Ctrl+P`, `Del`), the word in the footer, and what it does."""

    key: str
    label: str
    act: Callable[[], None]
    footer: bool = True


class ScanFilter(QObject):
    """Watches every key of the application: a burst of characters ended as the scanner ends it is a scan.

    While a burst runs its keys are held back; typed characters that turn out to be no scan are passed on to the
    widget they were meant for, in order, before a click or another key acts. A scan therefore never lands in a
    quantity or a PIN, wherever the focus is. `rules` says how this machine's scanner sends, `reader` how a card reader
    does that types; what both may have sent is a scan, unless it carries the reader's own prefix or suffix.
    """

    scanned = Signal(str)
    carded = Signal(str)
    """What only the card reader can have sent."""

    def __init__(self, rules: Rules | None = None, reader: Rules | None = None) -> None:
        super().__init__()
        self.rules = rules or Rules(35, 4)
        self.reader = reader
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._longest = 0.0
        self._last = 0.0
        self._passing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)

    def install(self, application: QApplication) -> None:
        """Begin to watch."""
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hold back characters that may be a scan; see the class."""
        if self._passing:
            return False
        kind = event.type()
        if kind != QEvent.Type.KeyPress:
            if self._held and kind in _TURNS:
                self._turned(event)
            return False
        if not watched.isWidgetType():
            return False
        assert isinstance(event, QKeyEvent)
        if any(event.key() in _ENDS[rules.ends_with] for rules in self._senders):
            return self._ended(event)
        if event.key() in MODIFIERS:
            return False  # a scanner presses Shift within a code with capital letters
        text = character_of(event)
        if not text:
            self._let_go()
            return False
        self._after_pause(event)
        if text == " " and not self._held:
            # No code begins with a space, and a button must see it before it is let go.
            return False
        self._held.append((watched, event.clone()))
        self._pause.start(self._gap)
        return True

    @property
    def _senders(self) -> tuple[Rules, ...]:
        return (self.rules,) if self.reader is None else (self.rules, self.reader)

    @property
    def _gap(self) -> int:
        """The longest pause that any of both makes."""
        return max(rules.gap_ms for rules in self._senders)

    def _turned(self, event: QEvent) -> None:
        """Somebody turns to another place: what was typed must be where it belongs before that acts.

        Where the program moves the cursor while a scan is under way, the scan stays whole.
        """
        if isinstance(event, QFocusEvent) and event.reason() not in _BY_HAND and len(self._held) > 1:
            return
        self._let_go()

    def _after_pause(self, event: QKeyEvent) -> None:
        """A pause that the timer slept through, because the windows were busy, ends a burst all the same.

        Where the system stamps its keys, the pause is that between the keys: a scan that waited behind busy windows
        stays whole.
        """
        now = event.timestamp() or time.monotonic() * 1000
        if self._held and now - self._last > self._gap:
            self._paused()
        self._longest = max(self._longest, now - self._last) if self._held else 0.0
        self._last = now

    def _paused(self) -> None:
        """The burst is over: a scan where the scanner sends nothing behind it, else typing."""
        if not self._take(None):
            self._let_go()

    def _ended(self, event: QKeyEvent) -> bool:
        self._after_pause(event)
        if self._take(event.key()):
            return True
        self._let_go()
        return False

    def _take(self, end: int | None) -> bool:
        """Make a scan, or a card, of what is held, where it was sent as one; `end` is the key behind it."""
        text = "".join(character_of(event) for _, event in self._held)
        scan = self._sent_by(self.rules, end)
        card = self.reader is not None and self._sent_by(self.reader, end)
        if not scan and not card:
            return False
        self._pause.stop()
        self._held.clear()
        if self.reader is not None and card and (not scan or _is_marked(text, self.reader)):
            self.carded.emit(code_of(text, self.reader))
        else:
            self.scanned.emit(code_of(text, self.rules))
        return True

    def _sent_by(self, rules: Rules, end: int | None) -> bool:
        ended = rules.ends_with == "none" if end is None else end in _ENDS[rules.ends_with]
        # With one sender the pause was watched while the keys came; with two the slower one was waited for.
        in_time = self.reader is None or self._longest <= rules.gap_ms
        return ended and in_time and len(self._held) >= rules.minimum

    def _let_go(self) -> None:
        """The held characters were typed by a person: give them to the widgets they were meant for."""
        self._pause.stop()
        held, self._held = self._held, []
        self._passing = True
        try:
            for watched, event in held:
                if isValid(watched):
                    QApplication.sendEvent(watched, event)
        finally:
            self._passing = False


def _is_marked(text: str, rules: Rules) -> bool:
    """Whether a text carries what its sender is set to put around it."""
    return bool(rules.prefix or rules.suffix) and text.startswith(rules.prefix) and text.endswith(rules.suffix)


def character_of(event: QKeyEvent) -> str:
    """The character that a key of a scanner stands for; empty for a key that no scanner sends within a code.

    Many send the GS1 separator as Ctrl+].
    """
    text = event.text()
    control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    if control == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_BracketRight:
        return "\x1d"
    plain = not control and len(text) == 1 and (text.isprintable() or text == "\x1d")
    return text if plain else ""


def sequence_of(key: str) -> str:
    """The key as Qt writes it; empty for words that name several keys."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def means_editing(sequence: str) -> bool:
    """Keys that belong to the text under the cursor while there is some: Delete, arrows, plus and minus."""
    focused = QApplication.focusWidget()
    if sequence not in ("Del", "Up", "Down", "Left", "Right", "+", "-", "Home", "End", "Return", "Enter"):
        return False
    if isinstance(focused, QPlainTextEdit):
        return True
    return isinstance(focused, QLineEdit) and bool(focused.text())
