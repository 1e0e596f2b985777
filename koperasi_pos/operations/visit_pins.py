"""Proofs of PINs and signed taps wait for the line in memory alone, go ahead of their ask, and are forgotten."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from koperasi_pos.journal.protocol import VisitProof
from koperasi_pos.operations.till import Till

_guard = Lock()
# Never on the disk and in no journal: who stops the program in between types the PIN once more.
_in_hand: dict[Path, dict[str, VisitProof]] = {}


def keep(till: Till, proof: VisitProof) -> None:
    """Keep a proof until the line has sent it."""
    with _guard:
        _in_hand.setdefault(till.home, {})[proof.visit] = proof


def in_hand(till: Till) -> dict[str, VisitProof]:
    """Ask → proof of everything that is to be sent."""
    with _guard:
        return dict(_in_hand.get(till.home, {}))


def forget(till: Till, visit: str) -> None:
    """It was sent, or nobody wants it any more."""
    with _guard:
        _in_hand.get(till.home, {}).pop(visit, None)
