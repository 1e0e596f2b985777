"""How much of a card a till should hold, and what it gives to another one that asks: rights follow the card."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from koperasi_pos.trade.card_limits import CardLimits

DAYS = 2
"""A till that sees a card holds so many days of it: enough for a day without a line."""
LATELY = 14
"""Days within which a card counts as seen here."""
KEPT_DAYS = 7
"""So many days of a card stay at the home of its limits when the rest goes back to the province."""
KEPT_AT_LEAST = 50_000
"""Rupiah that stay there of every card: after the holidays the first purchase needs no line."""
WORTH_MOVING = 10_000
GIVE_BACK = 7
"""A card that was seen elsewhere for so many days longer than here takes its rights along."""


def answer_id(ask: str) -> str:
    """The id of the transfer that answers an ask: it follows from it, so that an ask is answered once at most."""
    return hashlib.sha256(f"rights-out/{ask}".encode()).hexdigest()[:32]


def taking_id(transfer: str) -> str:
    """The id of the document that takes a transfer: it follows from it, so that a journal holds it once at most."""
    return hashlib.sha256(f"rights-in/{transfer}".encode()).hexdigest()[:32]


def daily_limit(limits: CardLimits) -> int | None:
    """What may be spent in a day on goods of every sort, `None` where no limit says so."""
    days = [int(limit.amount) for limit in limits.limits if limit.period == "day" and not limit.categories]
    return min(days, default=None)


def a_day(limits: CardLimits, most_spent: int) -> int:
    """What a card needs in a day: what it may spend, or where nothing is laid down the most that it did spend."""
    limit = daily_limit(limits)
    return most_spent if limit is None else limit


def given_up(asked: int, now: int, here: int, keep: int) -> int:
    """What a holder gives to a till that asks: all that is needed at once, else only what it does not need itself."""
    return max(min(now, here), min(asked, max(0, here - keep)))


def spare(here: int, daily: int | None, most_spent: int, *, home: bool, lately: bool) -> int:
    """What a till gives back to the province when its shift is over: what it does not need for some days.

    The home of the limits keeps a week of the card, and enough for a first purchase of one that was not seen for
    long; another till keeps nothing of a card that was not seen there lately. Small change is not moved.
    """
    if home:
        keep = max(KEPT_DAYS * (most_spent if daily is None else daily), KEPT_AT_LEAST)
    elif lately:
        keep = DAYS * (most_spent if daily is None else daily)
    else:
        keep = 0
    rest = here - keep
    return rest if rest >= WORTH_MOVING or (rest > 0 and not keep) else 0


def parts(need: int, holders: Iterable[tuple[int, tuple[str, int]]]) -> list[tuple[tuple[str, int], int]]:
    """(holder, how much to ask it for): the one that holds most first, so that few are asked."""
    found = []
    for rights, holder in sorted(holders, reverse=True):
        part = min(need, rights)
        if part > 0:
            found.append((holder, part))
            need -= part
    return found


def has_moved_on(here: int, first: int, last: int) -> bool:
    """Whether a card is at home elsewhere now, by the days (20261124) of its purchases; no clock is asked.

    `here` is the last day at this till, `first` and `last` those at other tills.
    """
    if not last:
        return False
    return (_day(last) - _day(here or first)).days >= GIVE_BACK


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
