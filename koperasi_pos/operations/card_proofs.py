"""Taps at this till: proved where a card signs, each proof once, and no tap of a signing card without its proof."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.operations.card_keys import prove
from koperasi_pos.operations.till import Till
from koperasi_pos.store import progress
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

COUNTERS_FILE = "card_counters.json"
"""Number of a signing card → the highest read counter that it proved itself with at this till."""


def proved_tap(tap: Tap, till: Till) -> Tap:
    """The tap, proved where it can be. Its counter is on the disk before anything is done with it.

    `Refusal`: those of `trade.sun_messages.verify`, and `card_unproved` for a card that signed before and does not now.
    """
    file = till.home / COUNTERS_FILE
    seen = _seen(file) if tap.uid or tap.message else {}
    proved = prove(till, tap, seen.get)
    if proved.verified and proved.counter is not None:
        progress.write(file, {**seen, proved.uid: proved.counter})
    elif proved.uid in seen:
        raise Refusal("card_unproved")
    return proved


def _seen(file: Path) -> dict[str, int]:
    found = progress.read(file) if file.exists() else None
    return {uid: counter for uid, counter in (found or {}).items() if isinstance(counter, int)}
