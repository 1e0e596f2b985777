"""Days on the packages: what expires first is sold first, so of what is there the latest days are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from koperasi_pos.journal.documents import CategorySaved
from koperasi_pos.trade.margins import WARN_DAYS


def left_by_day(batches: Sequence[tuple[str, int]], on_hand: int) -> dict[str, int]:
    """Day → thousandths that are left of what bears it, the earliest first; goods without a day went before all."""
    left: dict[str, int] = {}
    rest = max(on_hand, 0)
    for day, quantity in sorted(batches, reverse=True):
        part = min(max(quantity, 0), rest)
        rest -= part
        if part:
            left[day] = part
    return dict(sorted(left.items()))


def warning(day: str, today: str, rule: CategorySaved | None) -> int | None:
    """0 once the day is over, else the smallest number of days of warning it falls into; `None`: not yet."""
    days = (date.fromisoformat(day) - date.fromisoformat(today)).days
    if days < 0:
        return 0
    warn = (rule.warn_days if rule else []) or WARN_DAYS
    return min((one for one in warn if days <= one), default=None)
