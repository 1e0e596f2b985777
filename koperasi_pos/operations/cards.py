"""Cards: issue, hand out, lose and replace them; a tap finds the account behind a card in a moment."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from koperasi_pos.journal.documents import Approval, CardIssued, CardStateSaved
from koperasi_pos.operations.accounts import AccountView, view_of
from koperasi_pos.operations.card_blocks import refuse_blocked_card
from koperasi_pos.operations.card_keys import keys_of, prove
from koperasi_pos.operations.card_limits import needed
from koperasi_pos.operations.card_proofs import SIGNED, keep_proof, refuse_unproved
from koperasi_pos.operations.card_refusals import write_refusal
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, persons, rights, visits
from koperasi_pos.store.books.cards import AccountRow, CardRow
from koperasi_pos.trade.cards import canonical_token, check_card, check_state, is_token, token_hash, token_of
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = [
    "CardRow",
    "IssuedCard",
    "card_by_hand",
    "card_in_use",
    "hand_out_card",
    "is_card_scan",
    "issue_card",
    "lose_card",
    "printable_token",
    "printed_token",
    "replace_card",
    "tap",
    "tapped",
]


@dataclass(frozen=True)
class IssuedCard:
    """A card and what is to be printed on it; a chip's number is not printed."""

    card: str
    account: str
    token: str


def is_card_scan(text: str) -> bool:
    """Whether a scan is a printed card of ours, so that it is never looked for among the goods."""
    return is_token(text)


def printed_token(till: Till, card_id: str) -> str:
    """What stands on a printed card. It follows from this till's key, so it is kept nowhere and can be made again."""
    made = hmac.new(till.database.key, f"card-token/{card_id}".encode(), hashlib.sha256)
    return token_of(made.digest())


def printable_token(till: Till, card: CardRow) -> str:
    """What is to be printed on a card; empty for a chip, and for a card that another till issued."""
    token = printed_token(till, card.id)
    return token if bytes.fromhex(token_hash(token)) == card.token else ""


def issue_card(
    till: Till,
    account_id: str,
    *,
    uid: str = "",
    message: str = "",
    active: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[IssuedCard]:
    """Give an account a card: with the number of a chip (`uid`), or one to be printed. One card at a time is in use.

    A chip whose `message` is proved with the shop's keys is issued as a signed card: no tap of it without a proof.

    `Refusal`: those of `card_keys.prove`, `card_keys_none`, `card_number_form`, `card_number_taken` (also by a card
    that is dead), `card_held` where the account has a card (replace that one), `account_closed`.
    """
    require(by, "cards", approvals)
    chip = _chip(till, uid, message)

    def make(connection: Connection) -> CardIssued:
        row = needed(connection, account_id)
        if row.state == "closed":
            raise Refusal("account_closed", name=row.name)
        if card_in_use(connection, account_id) is not None:
            raise Refusal("card_held", name=row.name)
        return _issued(till, connection, account_id, row.name, chip, active, id, approvals)

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(_told(till, cast(CardIssued, done.value.entry.document)), done.changed)


def replace_card(
    till: Till,
    account_id: str,
    *,
    uid: str = "",
    message: str = "",
    free: bool = False,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[IssuedCard]:
    """A new card in the place of the lost one, which is dead for ever; the balance stays, less the fee of the shop.

    `free` waives the fee. `Refusal` as `issue_card`, `card_none` where there never was one, `card_fee_short`.
    """
    require(by, "cards", approvals)
    chip = _chip(till, uid, message)

    def make(connection: Connection) -> CardIssued:
        row, held = needed(connection, account_id), cards.cards_of(connection, account_id)
        if row.state == "closed":
            raise Refusal("account_closed", name=row.name)
        if not held:
            raise Refusal("card_none", name=row.name)
        fee = ZERO if free else cards.rules(connection).replacement_fee
        if fee and fee > rights.of_holder(connection, account_id, till.writer(connection).key)[0]:
            raise Refusal("card_fee_short", name=row.name, fee=fee)
        issued = _issued(till, connection, account_id, row.name, chip, True, id, approvals)
        old = card_in_use(connection, account_id) or held[0]
        return issued.model_copy(update={"replaces": old.id, "fee": fee})

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(_told(till, cast(CardIssued, done.value.entry.document)), done.changed)


def hand_out_card(till: Till, card_id: str, *, id: str, by: Actor) -> Done[None]:
    """A card that was printed beforehand is in use from now on."""
    require(by, "top_up")
    return _set_state(till, card_id, "active", "", id, by)


def lose_card(till: Till, card_id: str, *, reason: str = "", id: str, by: Actor) -> Done[None]:
    """A card is lost: dead for ever at this till at once, at others when they hear of it. What is on it stays."""
    require(by, "card_block")
    return _set_state(till, card_id, "lost", check_reason(reason) if reason else "", id, by)


def _set_state(till: Till, card_id: str, state: str, reason: str, id: str, by: Actor) -> Done[None]:
    def make(connection: Connection) -> CardStateSaved:
        row = cards.card(connection, card_id)
        if row is None:
            raise Refusal("card_unknown")
        owner = needed(connection, row.account)
        if row.state == "lost":
            raise Refusal("card_lost", name=owner.name)
        return CardStateSaved(id=id, card=row.id, account=row.account, name=owner.name, state=state, reason=reason)

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(None, done.changed)


def card_in_use(connection: Connection, account_id: str) -> CardRow | None:
    """The card of an account that is not dead."""
    return next((card for card in cards.cards_of(connection, account_id) if card.state != "lost"), None)


def tap(till: Till, text: str, message: str = "", *, basket: str = "") -> AccountView:
    """Whose card this is: a scanned token or the number of a chip (hex), with the message that a signed card made.

    `Refusal` as `tapped`.
    """
    token = canonical_token(text)
    way = Tap("scan", token=token) if is_token(token) else Tap("wedge", token, message=message)
    return tapped(till, way, basket=basket)[0]


def tapped(till: Till, tap: Tap, *, basket: str = "") -> tuple[AccountView, Tap]:
    """Whose card was tapped, and the tap, proved where it can be. A refusal is written down once a day.

    `basket` is what is being bought: a tap of a card that signs pays for this one alone.

    `Refusal`: `card_unknown`, `card_lost`, `card_inactive`, `card_blocked`, `account_frozen`, `account_closed`, those
    of `card_keys.prove`; of a signed card `card_copied`, and without its proof `card_unproved` or `card_keys_none`.
    """
    found = _holder(till, tap)
    try:
        proved = prove(till, tap)
        found = found or _holder(till, proved)
        if found is None:
            raise Refusal("card_keys_none" if tap.message and not proved.text else _unknown(till))
        card, row = found
        if proved.verified and proved.counter is not None:
            keep_proof(card, row.name, proved.counter, till, basket)
        with till.reading() as connection:
            check_card(row.name, card.state)
            refuse_blocked_card(connection, row.name, card)
            refuse_unproved(connection, till, card, proved)
            check_state(row.name, row.state, row.reason)
            view = view_of(connection, till, row, card)
            return replace(view, proof=proved.counter or 0 if proved.verified else 0), proved
    except Refusal as refusal:
        refused = refusal
    if found is not None:
        card, row = found
        write_refusal(refused, till, account=row.id, card=card.id, name=row.name, about=till.today())
    raise refused


def _unknown(till: Till) -> str:
    """What is said of a card that is none of this shop's: where others' are taken it may be one of those."""
    with till.reading() as connection:
        return "card_elsewhere" if visits.partners(connection) else "card_unknown"


def _holder(till: Till, tap: Tap) -> tuple[CardRow, AccountRow] | None:
    token = canonical_token(tap.token or tap.uid)
    if not token:
        return None
    with till.reading() as connection:
        found = cards.by_token(connection, bytes.fromhex(token_hash(token)))
        row = cards.account(connection, found[0].account) if found else None
    return (found[0], row) if row is not None else None


def card_by_hand(till: Till, number: str, *, by: Actor, approvals: Sequence[Approval] = ()) -> AccountView:
    """The account of the santri with this NIS or member number, whose card is forgotten; somebody must approve.

    `Refusal`: `needs_approval`, `person_unknown`, `card_number_of_several`, `account_unknown`, `account_frozen` …
    """
    require(by, "card_by_hand", approvals)
    with till.reading() as connection:
        found = persons.by_number(connection, number.strip()) if number.strip() else []
        if not found:
            raise Refusal("person_unknown")
        if len(found) > 1:
            raise Refusal("card_number_of_several", number=number.strip(), count=len(found))
        rows = cards.of_person(connection, found[0].id)
        if not rows:
            raise Refusal("account_unknown")
        check_state(rows[0].name, rows[0].state, rows[0].reason)
        return view_of(connection, till, rows[0])


def _chip(till: Till, uid: str, message: str) -> Tap:
    """What is to become a card: a chip, proved where it signs; without a number or a token a card to be printed."""
    token = canonical_token(uid)
    if uid.strip() and not token:
        raise Refusal("card_number_form")
    if is_token(token):
        return Tap("scan", token=token)
    if message and keys_of(till) is None:
        raise Refusal("card_keys_none")
    chip = prove(till, Tap("wedge", token, message=message))
    if message and not chip.verified:
        raise Refusal("card_message_wrong")
    return chip


def _issued(
    till: Till, connection: Connection, account_id: str, name: str, chip: Tap, active: bool, id: str,
    approvals: Sequence[Approval],
) -> CardIssued:  # fmt: skip
    card_id = till.new_short_id()
    kept = token_hash(chip.text or printed_token(till, card_id))
    for other in cards.by_token(connection, bytes.fromhex(kept)):
        owner = cards.account(connection, other.account)
        raise Refusal("card_number_taken", name=owner.name if owner else "")
    return CardIssued(
        id=id, card=card_id, account=account_id, name=name, token_hash=kept,
        medium=SIGNED if chip.verified else "uid" if chip.uid else "printed", counter=chip.counter or 0,
        state="active" if active else "inactive",
        day=till.today(), approvals=list(approvals),
    )  # fmt: skip


def _told(till: Till, issued: CardIssued) -> IssuedCard:
    token = printed_token(till, issued.card)
    return IssuedCard(issued.card, issued.account, token if token_hash(token) == issued.token_hash else "")


def fee_of(till: Till) -> Rupiah:
    """What a replacement costs."""
    with till.reading() as connection:
        return cards.rules(connection).replacement_fee
