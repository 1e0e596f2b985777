"""Signed cards: each proof counts once in the shop, and no tap of a card that signs is taken without its proof."""

from __future__ import annotations

from koperasi_pos.journal.documents import CardProved
from koperasi_pos.operations.card_keys import keys_of
from koperasi_pos.operations.card_refusals import TILL_ITSELF
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards
from koperasi_pos.store.books.cards import CardRow
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

SIGNED = "sun"
"""The medium of a card that was issued as one that signs its taps (NTAG 424 DNA)."""


def keep_proof(card: CardRow, name: str, counter: int, till: Till, basket: str = "") -> None:
    """Write down how often the card was read, so that every till of the shop hears; `Refusal("card_copied")`.

    It is looked up and written in one transaction, and on the disk before anything is done with the tap.
    """
    document = till.new_id()

    def make(connection: Connection) -> CardProved:
        refuse_old_counter(connection, card, counter)
        return CardProved(
            id=document, account=card.account, card=card.id, name=name, counter=counter, day=till.today(), basket=basket
        )  # fmt: skip

    till.post_once(document, make, by=TILL_ITSELF)


def refuse_old_counter(connection: Connection, card: CardRow, counter: int) -> None:
    """`Refusal("card_copied")` for a reading that was shown before, at this till or at another that was heard of."""
    last = cards.counter(connection, card.id)
    if last is not None and counter <= last:
        raise Refusal("card_copied", counter=counter, last=last)


def refuse_used_tap(connection: Connection, till: Till, card: CardRow, name: str, proof: int, basket: str) -> None:
    """`Refusal("card_tap_again")` unless the tap of a card that signs is its last one, for this basket, and new.

    Looked at within the sale: meanwhile the card may have been tapped elsewhere, or the tap may have paid already.
    """
    signs = card.medium == SIGNED
    if not signs and (keys_of(till) is None or cards.counter(connection, card.id) is None):
        return
    last, tapped_for, used = cards.last_proof(connection, card.id)
    if proof <= used or proof != last or tapped_for != basket:
        raise Refusal("card_tap_again", name=name)


def refuse_unproved(connection: Connection, till: Till, card: CardRow, tap: Tap) -> None:
    """`Refusal` for a tap without its proof of a card that signs: `card_unproved`, or `card_keys_none` at this till.

    A card signs where it was issued so; another one from its first proof on, at the tills that could look at it.
    """
    if tap.verified:
        return
    keys = keys_of(till)
    if card.medium == SIGNED:
        raise Refusal("card_keys_none" if keys is None else "card_unproved")
    if keys is not None and cards.counter(connection, card.id) is not None:
        raise Refusal("card_unproved")
