"""What is summed up of cards, at a till and at the province alike; rupiah are whole `int`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountBalance:
    """An account in the list of all: whose it is, its state, what is on it."""

    name: str
    nis: str
    school_class: str
    room: str
    state: str
    balance: int


@dataclass(frozen=True)
class CardWay:
    """Movements of one kind and way; of kind `refused`, which is the province's, the way is the code of the refusal."""

    kind: str
    """`sale`, `refund`, `top_up`, `cash_out`, `moved`, `fee`, `refused`."""
    way: str
    count: int
    amount: int


@dataclass(frozen=True)
class Spending:
    """What was spent on a category by a class, less what came back; the class is empty across shops."""

    category: str
    school_class: str
    amount: int
