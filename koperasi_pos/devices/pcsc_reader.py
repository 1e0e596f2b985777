"""PC/SC readers on a thread of their own: they come and go, cards come and go, and nobody waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from koperasi_pos.devices.card_reader import Ears
from koperasi_pos.devices.card_reading import read_card
from koperasi_pos.devices.pcsc_library import Pcsc, PcscMissing, PcscTrouble, Seen
from koperasi_pos.operations.counter_devices import DeviceState, FoundReader
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

logger = logging.getLogger(__name__)

TRY_AGAIN = 2.0
"""Seconds until a service that does not run is tried again."""

LOOK_AGAIN = 1.0
"""Seconds until the readers are listed again, whatever was told."""

_AWAY = ("W_REMOVED_CARD", "E_NO_SMARTCARD", "W_RESET_CARD", "E_UNKNOWN_READER", "E_READER_UNAVAILABLE")
_MUTE = ("W_UNRESPONSIVE_CARD", "W_UNPOWERED_CARD", "W_UNSUPPORTED_CARD", "E_PROTO_MISMATCH", "E_NOT_TRANSACTED",
         "F_COMM_ERROR", "E_COMM_DATA_LOST")  # fmt: skip
_TAKEN = ("E_SHARING_VIOLATION",)


class PcscReader:
    """All PC/SC readers of this computer, or those whose name contains `only`; a `CardReader`."""

    def __init__(
        self, ears: Ears, *, only: str = "", signed: bool = False, try_again: float = TRY_AGAIN,
        look_again: float = LOOK_AGAIN,
    ) -> None:  # fmt: skip
        self._ears, self._only, self._signed = ears, only.casefold(), signed
        self._try_again, self._look_again = try_again, look_again
        self._stopping = threading.Event()
        self._speaking = threading.Lock()
        self._pcsc: Pcsc | None = None
        self._state = DeviceState("", "card_looking")
        self._seen: dict[str, Seen] = {}
        self._lying: dict[str, Tap] = {}
        self._left: dict[str, Tap] = {}
        """Cards that lay on readers that were lost: the same one on the same reader is no new tap."""
        self._thread = threading.Thread(target=self._run, name="counter-card-reader", daemon=True)

    @property
    def state(self) -> DeviceState:
        """How it is right now."""
        return self._state

    @property
    def readers(self) -> Sequence[FoundReader]:
        """What was found."""
        return [FoundReader(seen.reader, seen.present) for seen in list(self._seen.values())]

    @property
    def lying(self) -> Tap | None:
        """The card that lies on a reader now."""
        return next(iter(list(self._lying.values())), None)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a card that does not answer is not waited for, and nothing of it is heard any more."""
        with self._speaking:
            self._stopping.set()
        pcsc = self._pcsc
        if pcsc is not None:
            pcsc.cancel()
        self._thread.join(self._look_again + 1.0)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                pcsc = Pcsc()
            except (PcscMissing, PcscTrouble) as trouble:
                self._tell(*_why(trouble))
                self._stopping.wait(self._try_again)
                continue
            self._pcsc = pcsc
            try:
                self._serve(pcsc)
            except PcscTrouble as trouble:
                self._lose(list(self._seen))
                self._tell(*_why(trouble))
                self._stopping.wait(self._try_again)
            finally:
                self._pcsc = None
                pcsc.close()

    def _serve(self, pcsc: Pcsc) -> None:
        while not self._stopping.is_set():
            names = [name for name in pcsc.readers() if self._only in name.casefold()]
            self._lose([name for name in self._seen if name not in names])
            for name in names:
                self._seen.setdefault(name, Seen(name))
            self._tell("" if names else "card_no_reader", port=", ".join(names))
            for now in pcsc.wait(list(self._seen.values()), self._look_again):
                before = self._seen.get(now.reader)
                if before is not None and now != before:
                    self._seen[now.reader] = now
                    self._follow(pcsc, before, now)

    def _follow(self, pcsc: Pcsc, before: Seen, now: Seen) -> None:
        """What happened on one reader between two looks."""
        if not now.there:
            self._lose([now.reader])
            return
        swapped = before.present and now.present and before.raw != 0 and before.events != now.events
        if before.present and (swapped or not now.present):
            self._off(now.reader)
        if now.present and (swapped or not before.present):
            self._read(pcsc, now)
        elif not now.present:
            self._left.pop(now.reader, None)

    def _read(self, pcsc: Pcsc, seen: Seen) -> None:
        left = self._left.pop(seen.reader, None)
        try:
            tap = self._ask(pcsc, seen.reader)
        except Refusal as refusal:
            self._say(partial(self._ears.misread, refusal))
            return
        self._lying[seen.reader] = tap
        if left is None or not tap.uid or left.uid != tap.uid:
            self._say(partial(self._ears.tapped, tap))

    def _ask(self, pcsc: Pcsc, reader: str) -> Tap:
        """The card's tap; every trouble with the card becomes a `Refusal`, with the service it goes on up."""
        try:
            card = pcsc.connect(reader)
            try:
                return read_card(card, reader, signed=self._signed)
            finally:
                card.close()
        except PcscTrouble as trouble:
            logger.info("a card on %s was not read: %s", reader, trouble)
            if trouble.name in _AWAY:
                raise Refusal("card_too_short") from trouble
            if trouble.name in _TAKEN:
                raise Refusal("card_reader_taken") from trouble
            if trouble.name in _MUTE:
                raise Refusal("card_mute") from trouble
            raise

    def _off(self, reader: str) -> None:
        if self._lying.pop(reader, None) is not None:
            self._say(self._ears.gone)

    def _lose(self, readers: Sequence[str]) -> None:
        """Readers were pulled out, or nobody knows any more what lies on them."""
        for reader in readers:
            self._seen.pop(reader, None)
            lay = self._lying.get(reader)
            if lay is not None:
                self._left[reader] = lay
            self._off(reader)

    def _say(self, word: Callable[[], None]) -> None:
        """Tell the ears, unless the reader was stopped meanwhile."""
        with self._speaking:
            if not self._stopping.is_set():
                word()

    def _tell(self, code: str, reason: str = "", port: str = "") -> None:
        state = DeviceState(port, code, reason)
        if state != self._state:
            self._state = state
            logger.info("card reader: %s %s %s", code or "well", port, reason)


def _why(trouble: PcscMissing | PcscTrouble) -> tuple[str, str]:
    """(code, reason) for people: nothing installed, not running, or something else."""
    if isinstance(trouble, PcscMissing):
        return "card_no_software", str(trouble)[:160]
    if trouble.name in ("E_NO_SERVICE", "E_SERVICE_STOPPED", "E_INVALID_HANDLE"):
        return "card_no_service", trouble.name
    return "card_service_trouble", str(trouble)
