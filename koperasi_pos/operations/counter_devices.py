"""What stands on the counter besides the printer, as the windows see it: scale, pole display and card reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from koperasi_pos.trade.taps import Tap
from koperasi_pos.trade.weighing import Weighing


@dataclass(frozen=True)
class DeviceState:
    """How a device is: `code` is empty while all is well, else it names a sentence in `words/refusals.py`."""

    port: str = ""
    code: str = "device_off"
    reason: str = ""


@dataclass(frozen=True)
class FoundPort:
    """A serial port of this machine."""

    port: str
    name: str


@dataclass(frozen=True)
class FoundReader:
    """A card reader of this machine, and whether a card lies on it."""

    name: str
    card: bool = False


class CounterDevices(Protocol):
    """Asked from the windows' thread; never waits for a device."""

    def scale_state(self) -> DeviceState:
        """How the scale is."""
        ...

    def weighing(self) -> Weighing | None:
        """What the scale shows right now; `None` where it says nothing, or there is none."""
        ...

    def pole_state(self) -> DeviceState:
        """How the pole display is."""
        ...

    def show_on_pole(self, upper: str, lower: str) -> None:
        """Show two rows on the pole display, as soon as it takes them."""
        ...

    def ports(self) -> Sequence[FoundPort]:
        """The serial ports of this machine, the likeliest first; may take a moment."""
        ...

    def card_state(self) -> DeviceState:
        """How the card reader is. Taps come as signals of the desk."""
        ...

    def card_readers(self) -> Sequence[FoundReader]:
        """The PC/SC readers that are plugged in right now."""
        ...

    def card_lying(self) -> Tap | None:
        """The card that lies on a reader right now; a reader that types cannot tell."""
        ...


class NoDevices:
    """A counter with nothing on it."""

    def scale_state(self) -> DeviceState:
        """There is none."""
        return DeviceState()

    def weighing(self) -> Weighing | None:
        """Nothing."""
        return None

    def pole_state(self) -> DeviceState:
        """There is none."""
        return DeviceState()

    def show_on_pole(self, upper: str, lower: str) -> None:
        """To nobody."""

    def ports(self) -> Sequence[FoundPort]:
        """None are looked for."""
        return ()

    def card_state(self) -> DeviceState:
        """There is none."""
        return DeviceState()

    def card_readers(self) -> Sequence[FoundReader]:
        """None."""
        return ()

    def card_lying(self) -> Tap | None:
        """None."""
        return None
