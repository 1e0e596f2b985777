"""A tap: what a card told of itself, by whatever way it was read, and how far it is to be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from koperasi_pos.values import Refusal

Source = Literal["pcsc", "wedge", "scan", "ntag", "hand"]
"""A PC/SC reader, a reader that types, the printed code, a signed message of an NTAG 424 DNA, the NIS typed by hand."""

UID_BYTES = (4, 5, 7, 10)
"""ISO 14443 gives 4, 7 or 10 bytes, EM4100 (125 kHz) has 5."""

_BY_CHANCE = "08"
"""ISO 14443-3: numbers of four bytes that begin so are drawn anew each time (telephones, e-KTP)."""

_DEAD = re.compile(r"(00)+|(FF)+")


@dataclass(frozen=True)
class Tap:
    """One card at one moment.

    `uid` is the card's number as upper-case hex in the order in which the card sends it; `token` what is printed on
    the card, `nis` what was typed, `message` the address that an NTAG 424 DNA made for this one tap (not believed until
    `trade.sun_messages` proved it: then `verified` and `counter` are set).
    """

    source: Source
    uid: str = ""
    token: str = ""
    nis: str = ""
    message: str = ""
    verified: bool = False
    counter: int | None = None
    """How often the card was read in its life; must rise from tap to tap."""
    reader: str = ""
    """The reader's name, where there is one."""

    @property
    def look_at_photo(self) -> bool:
        """Whether the cashier must compare the face: a number or a printed code alone can be copied."""
        return not self.verified

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must agree: no card was there at all."""
        return self.source == "hand"

    @property
    def text(self) -> str:
        """What the card is looked up by: its number, the printed code, or the NIS."""
        return self.uid or self.token or self.nis


def canonical_uid(number: bytes | str) -> str:
    """The form in which a card's number is kept and compared; `Refusal` for what cannot be one.

    `card_number_wrong` for other lengths and for nothing but 00 or FF (a card that was not read well).
    """
    text = number.hex().upper() if isinstance(number, bytes) else re.sub(r"[\s:.-]", "", number).upper()
    fits = len(text) % 2 == 0 and len(text) // 2 in UID_BYTES and re.fullmatch(r"[0-9A-F]+", text)
    if not fits or _DEAD.fullmatch(text):
        raise Refusal("card_number_wrong", number=text[:40])
    return text


def is_drawn_anew(uid: str) -> bool:
    """Whether the card gives another number at every tap; only for numbers read at 13,56 MHz (ISO 14443)."""
    return len(uid) == 8 and uid.startswith(_BY_CHANCE)
