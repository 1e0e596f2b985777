"""Keys of the shop's signed cards: typed once from what the province gave, then used to prove taps without a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import card_keys as place
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.sun_messages import SunKeys, verify
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

# A keyring may take long to answer; a tap must not wait for it.
_found: dict[Path, SunKeys | None] = {}


def keep_keys(till: Till, text: str, *, by: Actor) -> Done[bool]:
    """Keep the keys in `text`; `Refusal("card_keys_wrong")` where it has a slip. The head's right, like the shop's."""
    require(by, "shop")
    keys = SunKeys.read(text)
    if keys == keys_of(till):
        return Done(True, changed=False)
    place.keep(till.home, keys)
    _found[till.home] = keys
    till.tell("settings")
    return Done(True)


def keys_of(till: Till) -> SunKeys | None:
    """The keys on this machine; `None` where it has none."""
    if till.home not in _found:
        _found[till.home] = place.find(till.home)
    return _found[till.home]


def prove(till: Till, tap: Tap, last_counter: Callable[[str], int | None] = lambda uid: None) -> Tap:
    """The tap, proved where the card signs and this till has the keys; `Refusal` for a copied or foreign one.

    A card that carries some other address is a card with a number alone. Whether its `counter`
    rose, and whether the card may come without a proof, `card_proofs` says.
    """
    keys = keys_of(till)
    if not tap.message or keys is None:
        return tap
    try:
        return verify(tap, keys, last_counter)
    except Refusal as refusal:
        if refusal.code == "card_message_wrong" and tap.uid:
            return replace(tap, message="")
        raise
