"""PC/SC as this program needs it, over pyscard: loaded late, every call checked, errors as one exception."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
"""The name under which PC/SC tells of readers that come and go."""


class PcscTrouble(Exception):
    """A call did not work; `name` is PC/SC's word for it without `SCARD_`: `E_NO_SERVICE`, `W_REMOVED_CARD` …"""

    def __init__(self, call: str, name: str) -> None:
        super().__init__(f"{call}: {name}")
        self.call, self.name = call, name


class PcscMissing(Exception):
    """This computer has no PC/SC, or the program was installed without it."""


@dataclass(frozen=True)
class Seen:
    """What a reader says of itself: whether a card lies on it, whether it answers, and the number of events so far."""

    reader: str
    present: bool = False
    mute: bool = False
    there: bool = True
    events: int = 0
    raw: int = 0


class Pcsc:
    """One context of PC/SC. All calls from one thread, `cancel` from any."""

    def __init__(self) -> None:
        self._api = _loaded()
        self._names = {
            getattr(self._api, name) & 0xFFFFFFFF: name.removeprefix("SCARD_")
            for name in dir(self._api)
            if name.startswith(("SCARD_E_", "SCARD_W_", "SCARD_F_"))
        }
        result, self._context = self._api.SCardEstablishContext(self._api.SCARD_SCOPE_SYSTEM)
        self._check("establish", result)

    def _check(self, call: str, result: int) -> None:
        if result != self._api.SCARD_S_SUCCESS:
            raise PcscTrouble(call, self._names.get(result & 0xFFFFFFFF, f"{result & 0xFFFFFFFF:08X}"))

    def close(self) -> None:
        """Give the context back; a service that is gone has none of it any more."""
        self._api.SCardReleaseContext(self._context)

    def cancel(self) -> None:
        """End a `wait` that is under way on another thread."""
        self._api.SCardCancel(self._context)

    def readers(self) -> list[str]:
        """Names of the readers that are plugged in."""
        result, names = self._api.SCardListReaders(self._context, [])
        try:
            self._check("list", result)
        except PcscTrouble as trouble:
            if trouble.name == "E_NO_READERS_AVAILABLE":
                return []
            raise
        return list(names)

    def wait(self, known: Sequence[Seen], seconds: float) -> list[Seen]:
        """Wait until a reader says something new or a reader comes or goes; what each of `known` says then."""
        # The upper half tells how many readers we know of: one that came meanwhile ends the wait at once.
        asked = [(_PLUG_AND_PLAY, len(known) << 16), *((seen.reader, seen.raw) for seen in known)]
        result, states = self._api.SCardGetStatusChange(self._context, int(seconds * 1000), asked)
        try:
            self._check("wait", result)
        except PcscTrouble as trouble:
            if trouble.name in ("E_TIMEOUT", "E_CANCELLED"):
                return list(known)
            if trouble.name in ("E_UNKNOWN_READER", "E_READER_UNAVAILABLE"):
                return []  # one of them was pulled out between two looks: they are listed anew
            raise
        return [self._seen(name, state) for name, state, _atr in states[1:]]

    def _seen(self, reader: str, state: int) -> Seen:
        api = self._api
        return Seen(
            reader, present=bool(state & api.SCARD_STATE_PRESENT), mute=bool(state & api.SCARD_STATE_MUTE),
            there=not state & (api.SCARD_STATE_UNKNOWN | api.SCARD_STATE_UNAVAILABLE), events=state >> 16 & 0xFFFF,
            raw=state & ~api.SCARD_STATE_CHANGED,
        )  # fmt: skip

    def connect(self, reader: str) -> PcscCard:
        """The card that lies on a reader."""
        api = self._api
        result, handle, protocol = api.SCardConnect(
            self._context, reader, api.SCARD_SHARE_SHARED, api.SCARD_PROTOCOL_T0 | api.SCARD_PROTOCOL_T1
        )
        self._check("connect", result)
        return PcscCard(self, api, handle, protocol)


class PcscCard:
    """A card that answers; close it after use."""

    def __init__(self, pcsc: Pcsc, api: Any, handle: Any, protocol: int) -> None:
        self._pcsc, self._api, self._handle = pcsc, api, handle
        self._pci = api.SCARD_PCI_T0 if protocol == api.SCARD_PROTOCOL_T0 else api.SCARD_PCI_T1

    def send(self, command: bytes) -> bytes:
        """What the card answers, status word and all."""
        result, answer = self._api.SCardTransmit(self._handle, self._pci, list(command))
        self._pcsc._check("transmit", result)
        return bytes(byte & 0xFF for byte in answer)

    def close(self) -> None:
        """Let it go as it is; one that was taken away is gone already."""
        self._api.SCardDisconnect(self._handle, self._api.SCARD_LEAVE_CARD)


def _loaded() -> Any:
    """pyscard's functions; without PC/SC's library it would fall over at the first call."""
    if sys.platform.startswith("linux"):
        import ctypes

        # By its name in a variable, so that no program that is built takes one along: it must fit the system's service.
        library = "libpcsclite.so.1"
        try:
            ctypes.CDLL(library)
        except OSError as error:
            raise PcscMissing(str(error)) from error
    try:
        from smartcard import scard

        return scard
    except ImportError as error:
        raise PcscMissing(str(error)) from error
