"""Where scans and cards go: a scan that may be a card is told from goods, a tap that nobody takes now waits a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from koperasi_pos.operations import card_scans
from koperasi_pos.settings import Settings
from koperasi_pos.trade.card_codes import Profile
from koperasi_pos.trade.taps import Tap
from koperasi_pos.ui.keys import ScanFilter, reader_rules, scan_rules
from koperasi_pos.ui.runner import Desk
from koperasi_pos.values import Refusal
from koperasi_pos.words import _

WAITS_SECONDS = 60.0
"""A tap that is older belongs to nobody any more."""

LOOK_MS = 100


class Taker(Protocol):
    """The main window, as this sees it."""

    def scanned(self, text: str) -> None:
        """Take a scan."""
        ...

    def give_tap(self, tap: Tap) -> bool:
        """Hand a tap to who is in front; False where nobody takes it now."""
        ...


class TapRouter(QObject):
    """Joins keyboard and reader to the window in front. `waiting` is the tap that came while a question was open."""

    def __init__(self, desk: Desk, taker: Taker, scans: ScanFilter) -> None:
        super().__init__(desk)
        self._desk, self._taker, self._scans = desk, taker, scans
        self.profile: Profile | None = None
        """How this machine's card reader types; `None` where it has none that does."""
        self.follow(desk.till.settings)
        self.waiting: Tap | None = None
        self.clock: Callable[[], float] = time.monotonic
        self._since = 0.0
        self._look = QTimer(self)
        self._look.timeout.connect(self.look)
        scans.scanned.connect(self.scanned)
        scans.carded.connect(self.carded)
        desk.tapped.connect(self.tapped)
        desk.misread.connect(self.misread)
        desk.actor_changed.connect(self.forget)

    def follow(self, settings: Settings) -> None:
        """Scanner and card reader send as these settings say."""
        self._scans.rules, self._scans.reader = scan_rules(settings.scanner), reader_rules(settings.card_reader)
        self.profile = card_scans.profile_of(settings.card_reader)

    def scanned(self, text: str) -> None:
        """A scan of the scanner, which a reader that types may have made as well: goods come first."""
        found = card_scans.card_scanned(self._desk.till, text, self.profile)
        if found is None:
            self._taker.scanned(text)
        elif found.sure:
            self.tapped(found.tap)
        elif not (self._desk.actor is not None and self._taker.give_tap(found.tap)):
            self._taker.scanned(text)

    def carded(self, text: str) -> None:
        """What only the reader can have typed."""
        found = card_scans.card_typed(text, self.profile)
        if found is None:
            self._taker.scanned(text)
        else:
            self.tapped(found)

    def tapped(self, tap: Tap) -> None:
        """A card. A locked till takes none; one that comes during a question waits until it is answered."""
        if self._desk.actor is None:
            self._desk.said.emit(_("Sign in first, then tap the card."), "refused")
        elif not self._taker.give_tap(tap):
            self.waiting, self._since = tap, self.clock()
            self._look.start(LOOK_MS)
            self._desk.said.emit(_("The card was read. It is taken as soon as this question is answered."), "good")

    def misread(self, refusal: Refusal) -> None:
        """A card that could not be read: say what to do."""
        if self._desk.actor is not None:
            self._desk.tell_refusal(refusal)

    def look(self) -> None:
        """Offer the tap that waits to who is in front by now."""
        if self.waiting is None or self.clock() - self._since > WAITS_SECONDS or self._taker.give_tap(self.waiting):
            self.forget()

    def forget(self) -> None:
        """Nothing waits any more."""
        self.waiting = None
        self._look.stop()
