"""Numbers of cards as readers type them, codes printed on cards, and the NIS typed by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from koperasi_pos.trade.cards import canonical_token, is_token
from koperasi_pos.trade.taps import Tap, canonical_uid
from koperasi_pos.values import Refusal

Base = Literal["hex", "decimal"]

HEX_LENGTHS = {8: 4, 10: 5, 14: 7}
"""Digits → bytes of readers that type hexadecimal; ten are the whole number of an EM4100."""

DECIMAL_LENGTHS = {10: 4, 17: 7}
"""Digits → bytes of readers that type decimal, with leading zeros."""

_EM4100 = 5
_HEX = re.compile(r"[0-9A-Fa-f]+")
_NIS = re.compile(r"[0-9A-Z][0-9A-Z./-]{1,19}")


@dataclass(frozen=True)
class Profile:
    """How a reader types the number of a card; `reversed_bytes` where it begins with the last byte."""

    base: Base = "decimal"
    reversed_bytes: bool = False
    prefix: str = ""
    suffix: str = ""


def number_of(text: str, profile: Profile) -> str | None:
    """The canonical number in what a reader typed (without prefix and suffix); `None` where it cannot be one."""
    text = text.strip()
    if profile.base == "hex":
        size = HEX_LENGTHS.get(len(text), 0) if _HEX.fullmatch(text) else 0
        number = int(text, 16) if size else 0
    else:
        size = DECIMAL_LENGTHS.get(len(text), 0) if text.isascii() and text.isdigit() else 0
        number = int(text) if size else 0
    if not size or number >= 1 << 8 * size:
        return None
    typed = number.to_bytes(size, "big")
    given = typed[::-1] if profile.reversed_bytes else typed
    try:
        # Most readers of 125 kHz leave out the first of five bytes, so it is left out for all.
        return canonical_uid(given[1:] if size == _EM4100 else given)
    except Refusal:
        return None


def typed_by(uid: str, profile: Profile) -> str:
    """What a reader of this profile types for a card; a card of another size than it knows is cut to four bytes."""
    raw = bytes.fromhex(uid)
    sizes = HEX_LENGTHS if profile.base == "hex" else DECIMAL_LENGTHS
    if len(raw) not in sizes.values():
        raw = raw[-4:] if len(raw) == 5 else raw[:4]
    digits = {size: length for length, size in sizes.items()}[len(raw)]
    number = int.from_bytes(raw[::-1] if profile.reversed_bytes else raw, "big")
    text = f"{number:0{digits}X}" if profile.base == "hex" else f"{number:0{digits}d}"
    return f"{profile.prefix}{text}{profile.suffix}"


@dataclass(frozen=True)
class Candidate:
    """A tap that a text may be; `sure` where it can be nothing else, else the goods are asked for it first."""

    tap: Tap
    sure: bool


def card_in(text: str, profile: Profile | None) -> Candidate | None:
    """What card a scan is; `None` where it can only be goods or a receipt. `profile` is of the reader that types."""
    token = token_in(text)
    if token:
        return Candidate(Tap("scan", token=token), sure=True)
    if profile is None:
        return None
    uid = number_of(text, profile)
    return Candidate(Tap("wedge", uid), sure=False) if uid else None


def token_in(text: str) -> str:
    """The printed code in a scan, or typed with spaces and small letters; empty where it is none."""
    token = canonical_token(text)
    return token if is_token(token) else ""


def nis_typed(text: str) -> Tap:
    """A santri without a card, by the NIS that was typed; a second person must agree (`Tap.needs_approval`)."""
    nis = "".join(text.upper().split())
    if not _NIS.fullmatch(nis):
        raise Refusal("nis_wrong", nis=text.strip()[:40])
    return Tap("hand", nis=nis)
