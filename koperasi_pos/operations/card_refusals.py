"""What was refused to cards is written down: once for every basket, card and rule, so that it can be asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from koperasi_pos.journal.documents import CardRefused
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import ZERO, Refusal, Rupiah

WRITTEN = frozenset(
    {
        "account_frozen", "account_closed", "card_lost", "card_inactive", "card_allergen", "card_no_buy",
        "card_blocked_category", "card_hours", "card_limit_elsewhere", "card_short", "card_rights_elsewhere",
        "card_blocked", "card_pin_wrong", "card_pin_locked", "card_limit", "card_limit_category",
        "card_unproved", "card_tap_again", "card_copied", "card_foreign", "card_mixed",
    }
)  # fmt: skip
"""Refusals that wali and officers ask about; what a cashier mistyped is none of them."""

TILL_ITSELF = Actor("till", "Till", "cashier")
"""Who writes down what no person did."""


def write_refusal(
    refusal: Refusal,
    till: Till,
    *,
    account: str = "",
    card: str = "",
    name: str = "",
    amount: Rupiah = ZERO,
    about: str,
    by: Actor | None = None,
) -> None:
    """Write a refusal down; `about` is the basket or the day, within which the same is written once."""
    if refusal.code not in WRITTEN:
        return
    with till.reading() as connection:
        me = till.writer(connection)
    # Two tills may refuse the same card on the same day: each writes it down under an id of its own.
    told = f"{me.device}/{me.epoch}/{account}/{card}/{refusal.code}/{about}"
    made = hashlib.sha256(told.encode()).hexdigest()[:32]
    goods = refusal.facts.get("goods", ())
    named = [goods] if isinstance(goods, str) else list(_texts(goods))
    refused = CardRefused(
        id=made, account=account, card=card, name=name, code=refusal.code, goods=named, amount=amount, day=till.today()
    )
    till.post_once(made, lambda connection: refused, by=by or TILL_ITSELF, topics=("cards",))


def _texts(values: Iterable[object]) -> Iterable[str]:
    return (str(value) for value in values)
