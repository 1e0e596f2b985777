"""What two pesantren owe each other: days that were netted, payments, and what is left; their ledger lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from koperasi_pos.values import Refusal, Rupiah

WAYS = ("transfer", "cash", "other")
"""How pesantren pay each other."""

RECEIVABLE, PAYABLE, MONEY, SOLD, CARDS = "receivable", "payable", "money", "sold", "cards"
"""Accounts of a shop towards another pesantren: what it gets and owes, the cash or bank that pays it; the other side of
a purchase: goods that their cards bought here, the balance of our cards that bought there."""


@dataclass(frozen=True)
class Owed:
    """A day that was netted (`amount` above 0: we get it) or a payment (above 0: it came here, and counts against)."""

    key: str
    day: int
    amount: int
    payment: bool = False

    @property
    def signed(self) -> int:
        """What it adds to what we get."""
        return -self.amount if self.payment else self.amount


def rests(acts: Iterable[Owed]) -> dict[str, int]:
    """Key → what is left of it, with its sign: the oldest is paid first, days against each other too.

    A payment has a rest where more was paid than was owed then; later days take it up. Their sum is what is owed now.
    """
    left: dict[str, int] = {}
    waiting: deque[str] = deque()
    for act in sorted(acts, key=lambda one: (one.day, one.payment, one.key)):
        amount = act.signed
        while amount and waiting and (left[waiting[0]] > 0) != (amount > 0):
            first = waiting[0]
            part = min(abs(left[first]), abs(amount))
            sign = 1 if amount > 0 else -1
            left[first] += sign * part
            amount -= sign * part
            if not left[first]:
                waiting.popleft()
        left[act.key] = amount
        if amount:
            waiting.append(act.key)
    return left


@dataclass(frozen=True)
class LedgerLine:
    """One half of a booking: debit or credit of an account towards a partner."""

    account: str
    partner: str
    debit: int = 0
    credit: int = 0


def booked(partner: str, *, claim: int, debt: int) -> tuple[LedgerLine, ...]:
    """A netted day: what their cards paid here, what ours paid there, and the smaller of both set off."""
    off = min(claim, debt)
    pairs = ((RECEIVABLE, SOLD, claim), (CARDS, PAYABLE, debt), (PAYABLE, RECEIVABLE, off))
    return tuple(line for debit, credit, amount in pairs if amount for line in _pair(partner, debit, credit, amount))


def _pair(partner: str, debit: str, credit: str, amount: int) -> tuple[LedgerLine, LedgerLine]:
    return LedgerLine(debit, partner, debit=amount), LedgerLine(credit, partner, credit=amount)


def paid_lines(partner: str, amount: int, *, received: bool, withdrawn: bool = False) -> tuple[LedgerLine, ...]:
    """A payment moves money against what is owed; withdrawn it is booked the other way round."""
    owed = RECEIVABLE if received else PAYABLE
    # Who gets it has more money, who pays has less; withdrawn it is the other way round.
    return _pair(partner, MONEY, owed, amount) if received != withdrawn else _pair(partner, owed, MONEY, amount)


def sums(lines: Iterable[LedgerLine]) -> Mapping[tuple[str, str], int]:
    """(account, partner) → debit less credit; `AssertionError` where the two sides do not come to the same."""
    found: dict[tuple[str, str], int] = {}
    both = 0
    for line in lines:
        key = (line.account, line.partner)
        found[key] = found.get(key, 0) + line.debit - line.credit
        both += line.debit - line.credit
    assert both == 0, "debit and credit come to the same"
    return found


def check_payment(rest: int, amount: Rupiah, way: str, proof: str) -> str:
    """The proof as it is kept.

    `Refusal`: `settlement_none`, `settlement_too_much`, `way_unknown`, `settlement_proof`.
    """
    said = " ".join(proof.split())[:120]
    if way not in WAYS:
        raise Refusal("way_unknown", way=way)
    if len(said) < 3:
        raise Refusal("settlement_proof")
    if not rest:
        raise Refusal("settlement_none")
    if amount > abs(rest):
        raise Refusal("settlement_too_much", rest=Rupiah(abs(rest)))
    return said


def total(acts: Sequence[Owed]) -> int:
    """What we get altogether now; below 0 what we owe."""
    return sum(act.signed for act in acts)
