"""Editions of limits: who heard of the same changes has the same number, and what was allowed under another lapses.

Every change of the sums adds its part by exclusive or. So an edition follows from which changes were heard, in whatever
order they came, and none ever comes back: a limit that was raised and lowered again is another one than before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from koperasi_pos.journal.documents import CardRulesSaved, Limit, LimitsSaved

BITS = 48
"""Few enough that every reader of JSON keeps the number whole, enough that no two editions meet by chance."""


def part_of(document_id: str) -> int:
    """What one change adds to an edition."""
    return int.from_bytes(hashlib.sha256(f"limits/{document_id}".encode()).digest()[: BITS // 8], "big") or 1


def order_of(number: int, stamp: str) -> str:
    """What decides which limits are in force: the higher number, of two with the same the later stamp."""
    return f"{number:012d}|{stamp}"


def sums_of(limits: Sequence[Limit]) -> list[tuple[str, int, tuple[str, ...], tuple[str, ...]]]:
    """The limits that count over several purchases, comparable; one for a single purchase holds anywhere by itself."""
    return sorted(
        (limit.period, int(limit.amount), tuple(sorted(limit.categories)), tuple(sorted(limit.free)))
        for limit in limits
        if limit.period != "purchase"
    )


def following(changed: LimitsSaved, known: LimitsSaved) -> LimitsSaved:
    """Limits of one account as they follow those that are known: with their number, and whether the sums are others."""
    differs = sums_of(changed.limits) != sums_of(known.limits)
    return changed.model_copy(update={"number": known.number + 1, "new_sums": differs})


def following_rules(changed: CardRulesSaved, known: CardRulesSaved) -> CardRulesSaved:
    """The same for the rules of the pesantren; another first day of the week makes other sums, too."""
    differs = sums_of(changed.limits) != sums_of(known.limits) or changed.week_start != known.week_start
    return changed.model_copy(update={"number": known.number + 1, "new_sums": differs})
