"""The same holder declared dead twice, unheard: what of the later decisions had been taken over before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """What one decision took over of an account: `amount`, of it `transfers` that were on their way, what of it was
    given back since (`given`), and the decisions that it had heard of (`before`).
    """

    document: str
    device: str
    amount: int
    given: int
    transfers: Mapping[str, int]
    before: frozenset[str]
    rank: str
    """Orders decisions in the same way everywhere."""


def doubles(decisions: Sequence[Decision], short: int) -> dict[str, int]:
    """Document → what of it was taken over a second time, of one account of one holder.

    Never more than the guarantee bears for that holder (`short`): where the holder turns out to have had more than
    either knew, nothing was taken twice. What it spent unheard is the guarantee's and no double: the later decision
    is one only as far as an earlier one that it had not heard of took the same.
    """
    found: dict[str, int] = {}
    ordered = sorted(decisions, key=lambda one: (one.rank, one.document))
    left = short
    # The latest one first: what it took beyond everybody else is the surest to be double.
    for place in range(len(ordered) - 1, 0, -1):
        later = ordered[place]
        unheard = [
            earlier
            for earlier in ordered[:place]
            if earlier.document not in later.before and earlier.device != later.device
        ]
        bound = min(later.amount, sum(_common(earlier, later) for earlier in unheard)) - later.given
        part = max(0, min(bound, left))
        if part:
            found[later.document] = part
            left -= part
    return found


def _common(one: Decision, other: Decision) -> int:
    """The most that two decisions can have taken of the same: transfers count where both name them, or where one had
    heard that they were taken.
    """
    same = sum(min(amount, other.transfers[id]) for id, amount in one.transfers.items() if id in other.transfers)
    base, others = one.amount - sum(one.transfers.values()), other.amount - sum(other.transfers.values())
    if not base and not others:
        return same
    alone = sum(amount for id, amount in one.transfers.items() if id not in other.transfers)
    others_alone = sum(amount for id, amount in other.transfers.items() if id not in one.transfers)
    return same + min(base + alone, others + others_alone)
