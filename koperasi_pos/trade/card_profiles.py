"""The set-up of a reader that types, found from a card that was tapped twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from koperasi_pos.trade.card_codes import DECIMAL_LENGTHS, HEX_LENGTHS, Base, Profile, number_of
from koperasi_pos.trade.scan_bursts import SLOWEST_SCANNER_MS, Burst, End, gap_for

TAPS_NEEDED = 2
_NXP = "04"
"""ISO 7816-6: numbers of seven bytes begin with their maker, and nearly all cards of that size are NXP's."""

Why = Literal["none", "again", "differs", "slow", "unknown", "found"]
Order = Literal["maker", "compared", "open"]

_AROUND = re.compile(r"([^0-9A-Za-z]*)([0-9A-Za-z]+)([^0-9A-Za-z]*)")


@dataclass(frozen=True)
class Finding:
    """What two taps say. `why` other than `found`: what is missing. `order` tells how sure the order of bytes is."""

    why: Why
    profile: Profile | None = None
    uid: str = ""
    """The card's number under the proposed profile."""
    gap_ms: int = 0
    ends_with: End = "enter"
    order: Order = "open"


def find_profile(bursts: Sequence[Burst], *, known: Sequence[str] = ()) -> Finding:
    """The set-up from the last two taps of one card.

    `known` are numbers that this card may have (what another reader showed, or the cards of the shop): the order of
    bytes under which the card is among them is the right one. Without them only a number of seven bytes tells.
    """
    if not bursts:
        return Finding("none")
    last = list(bursts)[-TAPS_NEEDED:]
    if len(last) < TAPS_NEEDED:
        return Finding("again")
    if last[0].text != last[1].text or last[0].end != last[1].end:
        return Finding("differs")
    slowest = max(burst.longest_gap for burst in last)
    if slowest > SLOWEST_SCANNER_MS:
        return Finding("slow")
    parted = _AROUND.fullmatch(last[0].text)
    base = _base(parted[2], bursts) if parted else None
    if parted is None or base is None:
        return Finding("unknown")
    plain = Profile(base, False, parted[1], parted[3])
    turned = Profile(base, True, parted[1], parted[3])
    profile, order = _ordered(parted[2], plain, turned, known)
    uid = number_of(parted[2], profile)
    if uid is None:
        return Finding("unknown")
    return Finding("found", profile, uid, gap_for(slowest), last[0].end, order)


def _base(core: str, bursts: Sequence[Burst]) -> Base | None:
    """Hexadecimal or decimal; digits alone may be either, then other cards that were tapped before decide."""
    fits_hex = len(core) in HEX_LENGTHS and re.fullmatch(r"[0-9A-Fa-f]+", core) is not None
    fits_decimal = core.isdigit() and number_of(core, Profile("decimal")) is not None
    letters = any(
        len(burst.text) == len(bursts[-1].text) and re.search(r"[A-Fa-f]", burst.text) is not None for burst in bursts
    )
    if fits_hex and (letters or not fits_decimal):
        return "hex"
    return "decimal" if fits_decimal and len(core) in DECIMAL_LENGTHS else None


def _ordered(core: str, plain: Profile, turned: Profile, known: Sequence[str]) -> tuple[Profile, Order]:
    as_is, reversed_ = number_of(core, plain), number_of(core, turned)
    if as_is in known:
        return plain, "compared"
    if reversed_ in known:
        return turned, "compared"
    if as_is and reversed_ and len(as_is) == 14 and as_is.startswith(_NXP) != reversed_.startswith(_NXP):
        return (plain if as_is.startswith(_NXP) else turned), "maker"
    return plain, "open"
