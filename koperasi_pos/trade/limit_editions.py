"""Editions of limits: who heard of the same changes has the same number, and what was allowed under another lapses.

Every save adds its part by exclusive or. So an edition follows from which changes were heard, in whatever order they
came, and none ever comes back: a limit that was raised and lowered again is another one than before.
"""

from __future__ import annotations

import hashlib

from koperasi_pos.journal.documents import CardRulesSaved, LimitsSaved

BITS = 48
"""Few enough that every reader of JSON keeps the number whole, enough that no two editions meet by chance."""


def part_of(document_id: str) -> int:
    """What one change adds to an edition."""
    return int.from_bytes(hashlib.sha256(f"limits/{document_id}".encode()).digest()[: BITS // 8], "big") or 1


def order_of(number: int, stamp: str) -> str:
    """What decides which limits are in force: the higher number, of two with the same the later stamp."""
    return f"{number:012d}|{stamp}"


def following(changed: LimitsSaved, known: LimitsSaved) -> LimitsSaved:
    """Limits of one account as they follow those that are known.

    They lapse what was allowed before also where the sums stay as they are: somebody else may have changed them at the
    same time, and which of the two is in force is said by what was heard, not by what this writer knew.
    """
    return changed.model_copy(update={"number": known.number + 1, "lapses": True})


def following_rules(changed: CardRulesSaved, known: CardRulesSaved) -> CardRulesSaved:
    """The same for the rules of the pesantren."""
    return changed.model_copy(update={"number": known.number + 1, "lapses": True})
