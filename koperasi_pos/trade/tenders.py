"""Taking money: split over ways, cash rounded by one symmetric rule, change, sedekah only with consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from koperasi_pos.journal.documents import Part, Payment
from koperasi_pos.trade.ways import way
from koperasi_pos.values import ZERO, Refusal, Rupiah

ROUNDINGS = (0, 50, 100, 500)
NOTES = tuple(Rupiah(value) for value in (5_000, 10_000, 20_000, 50_000, 100_000))
MOST_HANDED = Rupiah(10_000_000_000)
MUCH_CHANGE = NOTES[-1]
"""Nobody hands over a whole note of the largest too many: change from here on is rather a zero too many."""


class TenderPart(Part):
    """What the customer offers one way: `amount` without cash, `received` in cash."""

    way: str
    amount: Rupiah = ZERO
    received: Rupiah = ZERO
    reference: str = ""
    account: str = ""
    """Card: short id of the account that pays."""
    card: str = ""
    """Card: short id of the card that was shown; empty where somebody approved that it is looked up by hand."""
    proof: int = 0
    """Card that signs: the counter of its tap."""
    pin: str = Field(default="", exclude=True, repr=False)
    """Card: the PIN that was typed; it is written nowhere."""


class Tender(Part):
    """Everything the customer offers, and what he agreed to give away."""

    parts: tuple[TenderPart, ...]
    give_rounding: bool = False
    """The customer agrees that rounding up is sedekah."""
    give_change: Rupiah = ZERO
    """So much of the change the customer gives as sedekah."""


@dataclass(frozen=True)
class Settled:
    """How a sum is paid: Σ payments = total + rounding + sedekah."""

    payments: list[Payment]
    rounding: Rupiah
    sedekah: Rupiah
    change: Rupiah
    opens_drawer: bool


def cash_due(total: Rupiah, without_cash: Rupiah, unit: int) -> tuple[Rupiah, Rupiah]:
    """(cash to pay, rounding) for what is left after other ways; only the cash part is rounded."""
    rest = total - without_cash
    rounded = rest.to_nearest(unit)
    return rounded, rounded - rest


def settle(total: Rupiah, tender: Tender, unit: int) -> Settled:
    """Turn what is offered into payments; `Refusal` with what is missing or too much."""
    payments: list[Payment] = []
    received = ZERO
    has_cash = False
    for part in tender.parts:
        chosen = way(part.way)
        if part.way == "cash":
            if not ZERO <= part.received <= MOST_HANDED:
                raise Refusal("amount_out_of_range")
            has_cash = True
            received += part.received
            continue
        if part.amount <= 0:
            raise Refusal("amount_out_of_range")
        if chosen.account and not part.account:
            raise Refusal("card_missing")
        if chosen.account and any(payment.account for payment in payments):
            raise Refusal("card_twice")
        if chosen.asked and not part.reference:
            raise Refusal("visit_missing")
        if chosen.by_hand and not part.reference.strip():
            raise Refusal("reference_missing", way=part.way)
        payments.append(
            Payment(
                way=part.way, amount=part.amount, reference=part.reference.strip(), account=part.account,
                card=part.card, proof=part.proof,
            )
        )  # fmt: skip
    without_cash = Rupiah(sum(payment.amount for payment in payments))
    if without_cash > total:
        raise Refusal("paid_too_much", over=without_cash - total)
    if without_cash == total:
        if received:
            raise Refusal("cash_not_needed")
        if payments or total == 0:
            # Nothing to pay at all (everything was given free) is settled with no cash.
            kept = payments or [Payment(way="cash", amount=ZERO)]
            return Settled(kept, ZERO, ZERO, ZERO, any(way(payment.way).drawer for payment in payments))
    due, rounding = cash_due(total, without_cash, unit)
    if not has_cash or received < due:
        raise Refusal("not_enough_cash", missing=due - received)
    sedekah = ZERO
    if tender.give_rounding and rounding > 0:
        sedekah, rounding = rounding, ZERO
    if not ZERO <= tender.give_change <= received - due:
        raise Refusal("sedekah_too_much", change=received - due)
    sedekah += tender.give_change
    amount = due + tender.give_change
    payments.insert(0, Payment(way="cash", amount=amount, received=received))
    return Settled(payments, rounding, sedekah, received - amount, True)


def quick_amounts(due: Rupiah) -> list[Rupiah]:
    """What people hand over for a sum: the exact amount, then the next notes and combinations, at most six."""
    amounts = {due}
    for note in NOTES:
        amounts.add(Rupiah(-(-int(due) // int(note)) * int(note)))
    return sorted(amount for amount in amounts if amount > 0)[:6]


def cash(received: Rupiah) -> Tender:
    """The plainest tender."""
    return Tender(parts=(TenderPart(way="cash", received=received),))


def by_card(amount: Rupiah, account: str, card: str, pin: str = "", *, proof: int = 0) -> TenderPart:
    """So much from a card."""
    return TenderPart(way="card", amount=amount, account=account, card=card, pin=pin, proof=proof)


def with_pin(tender: Tender, pin: str) -> Tender:
    """The same tender, with the PIN of the card typed again."""
    parts = (part.model_copy(update={"pin": pin}) if part.account else part for part in tender.parts)
    return tender.model_copy(update={"parts": tuple(parts)})


def parts_without_cash(parts: Sequence[TenderPart]) -> Rupiah:
    """What the parts other than cash come to."""
    return Rupiah(sum(part.amount for part in parts if part.way != "cash"))
