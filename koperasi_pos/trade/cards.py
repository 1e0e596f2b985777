"""Cards and accounts: the words for their states, tokens that stand on cards, when a PIN is asked for, sums allowed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.values import ZERO, Refusal, Rupiah

SORTS = ("santri", "opop")
PERSON_SORTS = ("", "santri", "member", "ustadz", "wali", "public")
STATES = ("active", "frozen", "closed")
FREEZE_REASONS = ("leave", "punishment", "wali", "lost", "other")
TOP_UP_WAYS = ("cash", "transfer", "allowance")
OUT_WAYS = ("cash", "transfer")
OUT_PURPOSES = ("holiday", "closing", "other")
PIN_RULES = ("never", "above", "always")
PERIODS = ("purchase", "day", "week", "month")

MOST_MONEY = Rupiah(1_000_000_000)
PIN_TRIES = 5
"""After so many wrong PINs in a row the PIN is locked until a person at the shop releases it."""

CARD_MARK = "KS"
"""Every token of ours begins so: a scan that does is a card, never goods."""
_TOKEN = re.compile(r"KS[A-Z2-7]{20}")
_UID = re.compile(r"(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def token_of(randomness: bytes) -> str:
    """What is printed on a card from 13 random bytes: `KS` and 20 characters, 100 bits of chance."""
    number = int.from_bytes(randomness[:13], "big")
    return CARD_MARK + "".join(_ALPHABET[number >> 5 * place & 31] for place in range(20))


def canonical_token(text: str) -> str:
    """A scanned token or the number of a chip (hex, most significant byte first) in one form; empty for neither."""
    clean = re.sub(r"[\s:\-]", "", text).upper()
    if _TOKEN.fullmatch(clean):
        return clean
    # Phones and electronic identity cards give another number every time; it begins with 08.
    if _UID.fullmatch(clean) and not (len(clean) == 8 and clean.startswith("08")):
        return clean
    return ""


def is_token(text: str) -> bool:
    """Whether a scan is surely one of our printed cards: goods never carry such a code."""
    return bool(_TOKEN.fullmatch(text.strip().upper()))


def token_hash(token: str) -> str:
    """What is kept of a canonical token."""
    return hashlib.sha256(f"card/{token}".encode()).hexdigest()


def check_amount(amount: Rupiah) -> Rupiah:
    """A sum that can be put on a card or taken from it; `Refusal("amount_out_of_range")`."""
    if not ZERO < amount <= MOST_MONEY:
        raise Refusal("amount_out_of_range")
    return amount


def check_ceiling(name: str, balance: int, amount: Rupiah, rules: CardRulesSaved) -> None:
    """`Refusal("card_ceiling")` where more would be on an account than the pesantren allows."""
    if balance + amount > rules.ceiling:
        raise Refusal("card_ceiling", name=name, most=rules.ceiling, room=Rupiah(max(int(rules.ceiling) - balance, 0)))


def asks_pin(rules: CardRulesSaved, amount: Rupiah) -> bool:
    """Whether a payment of so much takes the PIN."""
    return rules.pin == "always" or (rules.pin == "above" and amount > rules.pin_above)


def check_state(name: str, state: str, reason: str) -> None:
    """`Refusal` unless the account may be paid from."""
    if state == "frozen":
        raise Refusal("account_frozen", name=name, freeze=reason)
    if state == "closed":
        raise Refusal("account_closed", name=name)


def check_card(name: str, state: str) -> None:
    """`Refusal` unless the card is in use."""
    if state == "lost":
        raise Refusal("card_lost", name=name)
    if state == "inactive":
        raise Refusal("card_inactive", name=name)


def shared_allergens(person: Sequence[str], goods: Sequence[str]) -> list[str]:
    """What a person must not eat and the goods carry."""
    forbidden = {word.strip().casefold() for word in person}
    return [word for word in goods if word.strip().casefold() in forbidden]
