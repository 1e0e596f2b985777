"""What this shop and other pesantren owe each other, as the journal tells it: netted days, payments, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import visits
from koperasi_pos.store.books.visits import PaidBetween, SettledDay
from koperasi_pos.trade import clearing
from koperasi_pos.trade.clearing import LedgerLine, Owed

__all__ = [
    "DebtLine",
    "PaidBetween",
    "PartnerDebt",
    "SettledDay",
    "debt_lines",
    "ledger_of",
    "partner_debts",
    "payments_between",
]

ALL = 1_000_000


@dataclass(frozen=True)
class DebtLine:
    """A netted day or a payment: what it comes to (above 0 we get it, or got it) and what is left of it."""

    day: int
    partner: str
    name: str
    net: int
    """Of a day that was netted; 0 for a payment."""
    paid: int
    """Of a day: what of it is paid. Of a payment: what came here, below 0 what left."""
    rest: int
    payment: bool
    proof: str = ""
    way: str = ""
    withdrawn: str = ""


@dataclass(frozen=True)
class PartnerDebt:
    """How this shop stands with a partner."""

    partner: str
    name: str
    settled: int
    paid: int
    rest: int


def debt_lines(till: Till) -> list[DebtLine]:
    """Every netted day and every payment, the newest first; payments that were withdrawn too."""
    with till.reading() as connection:
        days = visits.settled_days(connection, limit=ALL)
        paid = visits.payments(connection)
    rests = {
        (partner, key): rest
        for partner in {day.partner for day in days} | {one.partner for one in paid}
        for key, rest in clearing.rests(_acts(partner, days, paid)).items()
    }
    lines = [
        DebtLine(day.day, day.partner, day.name, day.net, day.net - rest, rest, payment=False)
        for day in days
        for rest in (rests[day.partner, _key(day)],)
    ]
    lines += [
        DebtLine(
            one.day, one.partner, one.name, 0, 0 if one.withdrawn else one.amount,
            0 if one.withdrawn else rests[one.partner, one.id], True, one.proof, one.way, one.withdrawn,
        )
        for one in paid
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.day, line.payment), reverse=True)


def partner_debts(till: Till) -> list[PartnerDebt]:
    """How this shop stands with each partner it ever netted a day with, by name."""
    with till.reading() as connection:
        days = visits.settled_days(connection, limit=ALL)
        paid = [one for one in visits.payments(connection) if not one.withdrawn]
    names = {day.partner: day.name for day in days} | {one.partner: one.name for one in paid}
    found = []
    for partner in sorted(names, key=lambda one: (names[one], one)):
        settled = sum(day.net for day in days if day.partner == partner)
        got = sum(one.amount for one in paid if one.partner == partner)
        found.append(PartnerDebt(partner, names[partner], settled, got, settled - got))
    return found


def payments_between(till: Till) -> list[PaidBetween]:
    """Payments, the oldest first, withdrawn ones too."""
    with till.reading() as connection:
        return visits.payments(connection)


def ledger_of(till: Till) -> list[LedgerLine]:
    """Debit and credit of every netted day and payment, and of what was withdrawn the other way round."""
    with till.reading() as connection:
        days, paid = visits.settled_days(connection, limit=ALL), visits.payments(connection)
    lines = [line for day in days for line in clearing.booked(day.partner, claim=day.claim, debt=day.debt)]
    for one in paid:
        for withdrawn in (False, True) if one.withdrawn else (False,):
            lines += clearing.paid_lines(one.partner, abs(one.amount), received=one.amount > 0, withdrawn=withdrawn)
    return lines


def _key(day: SettledDay) -> str:
    return f"{day.day}/{day.nth}"


def _acts(partner: str, days: list[SettledDay], paid: list[PaidBetween]) -> list[Owed]:
    acts = [Owed(_key(day), day.day, day.net) for day in days if day.partner == partner]
    return acts + [
        Owed(one.id, one.day, one.amount, payment=True)
        for one in paid
        if one.partner == partner and not one.withdrawn
    ]  # fmt: skip
