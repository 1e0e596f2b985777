"""What a card reader is to the counter: a state, the readers it found, and taps as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from koperasi_pos.operations.counter_devices import DeviceState, FoundReader
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal


@dataclass(frozen=True)
class Ears:
    """Who hears of cards; called on the reader's own thread, so none of them may wait."""

    tapped: Callable[[Tap], None]
    misread: Callable[[Refusal], None]
    """A card was there, but could not be read (taken away too soon, no card of ours)."""
    gone: Callable[[], None]
    """The card was taken away."""


class CardReader(Protocol):
    """A reader with a life of its own: nobody waits for it."""

    @property
    def state(self) -> DeviceState:
        """How it is right now."""
        ...

    @property
    def readers(self) -> Sequence[FoundReader]:
        """What was found."""
        ...

    @property
    def lying(self) -> Tap | None:
        """The card that lies on it now."""
        ...

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End; no ear hears anything afterwards."""
        ...
