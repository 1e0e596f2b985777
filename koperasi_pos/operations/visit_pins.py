"""Proofs of PINs that wait for the line: in memory alone, sent ahead of the ask that they belong to, then forgotten."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from koperasi_pos.operations.till import Till

_guard = Lock()
# Never on the disk and in no journal: who stops the program in between types the PIN once more.
_in_hand: dict[Path, dict[str, str]] = {}


def keep(till: Till, visit: str, proof: str) -> None:
    """Keep a proof until the line has sent it."""
    with _guard:
        _in_hand.setdefault(till.home, {})[visit] = proof


def in_hand(till: Till) -> dict[str, str]:
    """Ask → proof of everything that is to be sent."""
    with _guard:
        return dict(_in_hand.get(till.home, {}))


def forget(till: Till, visit: str) -> None:
    """It was sent, or nobody wants it any more."""
    with _guard:
        _in_hand.get(till.home, {}).pop(visit, None)
