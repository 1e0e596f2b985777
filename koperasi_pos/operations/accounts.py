"""Accounts of pocket money: open one for a person, freeze it, its PIN; what the cashier sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import (
    AccountOpened,
    AccountPinSaved,
    AccountStateSaved,
    Approval,
    PersonSaved,
    PinLocked,
    SaleCustomer,
)
from koperasi_pos.operations import pins
from koperasi_pos.operations.card_limits import limits_for, needed, person_of
from koperasi_pos.operations.forgetting import refuse_forgotten
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import card_pins, cards, persons, rights
from koperasi_pos.store.books import staff as attempts
from koperasi_pos.store.books.cards import AccountRow, CardRow
from koperasi_pos.trade.card_limits import left_today
from koperasi_pos.trade.cards import FREEZE_REASONS, PIN_TRIES, SORTS, STATES
from koperasi_pos.trade.staff import Actor, check_pin, require
from koperasi_pos.values import Refusal, Rupiah

__all__ = [
    "AccountView",
    "CardRow",
    "account_of",
    "account_view",
    "cards_of",
    "check_card_pin",
    "find_accounts",
    "open_account",
    "release_card_pin",
    "save_account_state",
    "set_card_pin",
]


@dataclass(frozen=True)
class AccountView:
    """What a cashier needs to see of an account to sell to its person."""

    account: str
    sort: str
    state: str
    reason: str
    person: str
    name: str
    nis: str
    school_class: str
    room: str
    photo: str
    """Hash of the picture, empty for none."""
    wali: str
    allergens: tuple[str, ...]
    balance: Rupiah
    here: Rupiah
    """What this till may spend of it."""
    left_today: Rupiah
    """The most that can be spent right now on goods of every sort."""
    has_pin: bool
    customer: SaleCustomer
    card: str = ""
    medium: str = ""
    """`uid`: a chip's number can be copied, so look at the photo."""
    proof: int = 0
    """Of a card that signs: the counter of the tap that was just made."""


def open_account(till: Till, person_id: str, *, sort: str = "", id: str, by: Actor) -> Done[AccountView]:
    """Give a person an account; `sort` follows from who it is. `Refusal`: `person_unknown`, `account_exists`."""
    require(by, "cards")
    if sort and sort not in SORTS:
        raise Refusal("account_sort")

    def make(connection: Connection) -> AccountOpened:
        row = persons.person(connection, person_id)
        if row is None:
            raise Refusal("person_unknown")
        refuse_forgotten(connection, person_id)
        if any(held.state != "closed" for held in cards.of_person(connection, person_id)):
            raise Refusal("account_exists", name=row.name)
        santri = row.document.sort == "santri" or (not row.document.sort and row.tier == "santri")
        return AccountOpened(
            id=id, account=till.new_short_id(), person=row.id, name=row.name,
            sort=sort or ("santri" if santri else "opop"), home=till.writer(connection).device,
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    opened = cast(AccountOpened, done.value.entry.document)
    return Done(account_view(till, opened.account), done.changed)


def account_view(till: Till, account_id: str) -> AccountView:
    """An account as the cashier sees it; `Refusal("account_unknown")`."""
    with till.reading() as connection:
        return view_of(connection, till, needed(connection, account_id))


def account_of(till: Till, person_id: str) -> AccountView | None:
    """The account of a person that is open, or was closed last."""
    with till.reading() as connection:
        rows = cards.of_person(connection, person_id)
        return view_of(connection, till, rows[0]) if rows else None


def find_accounts(till: Till, text: str = "", *, limit: int = 50, state: str = "") -> list[AccountView]:
    """Accounts by part of name, NIS, class or room."""
    with till.reading() as connection:
        rows = cards.accounts(connection, text, limit=limit, state=state)
        return [view_of(connection, till, row) for row in rows]


def cards_of(till: Till, account_id: str) -> list[CardRow]:
    """The cards of an account: the one in use first, then the newest."""
    with till.reading() as connection:
        return cards.cards_of(connection, account_id)


def view_of(connection: Connection, till: Till, row: AccountRow, card: CardRow | None = None) -> AccountView:
    """An account (and the card that was shown) as the cashier sees it."""
    found = person_of(row) or PersonSaved(id="", person=row.person, name=row.name)
    here = rights.of_holder(connection, row.id, till.writer(connection).key)[0]
    limits = limits_for(connection, till, row, till.today())
    customer = SaleCustomer(
        person=found.person, name=found.name, tier=found.tier, member=found.member, number=found.number or found.nis
    )
    return AccountView(
        account=row.id, sort=row.sort, state=row.state, reason=row.reason, person=row.person, name=found.name,
        nis=found.nis or found.number, school_class=found.group, room=found.room, photo=found.photo, wali=found.wali,
        allergens=tuple(found.allergens), balance=Rupiah(rights.balance(connection, row.id)), here=Rupiah(here),
        left_today=Rupiah(left_today(limits, here)), has_pin=bool(row.pin_hash), customer=customer,
        card=card.id if card else "", medium=card.medium if card else "",
    )  # fmt: skip


def save_account_state(
    till: Till,
    account_id: str,
    state: str,
    *,
    reason: str = "",
    note: str = "",
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[AccountView]:
    """Freeze an account (leave, punishment, the wali's wish) or let it go on; closing pays out (`cash_out`)."""
    require(by, "card_freeze", approvals)
    if state not in STATES or state == "closed" or (state == "frozen" and reason not in FREEZE_REASONS):
        raise Refusal("account_state")

    def make(connection: Connection) -> AccountStateSaved:
        row = needed(connection, account_id)
        if row.state == "closed":
            raise Refusal("account_closed", name=row.name)
        return AccountStateSaved(
            id=id, account=row.id, name=row.name, state=state, reason=reason if state == "frozen" else "",
            note=" ".join(note.split())[:200], approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(account_view(till, account_id), done.changed)


def set_card_pin(till: Till, account_id: str, pin: str, *, id: str, by: Actor) -> Done[None]:
    """Set the PIN that the santri typed, or take it away with an empty one. The PIN itself is written nowhere."""
    require(by, "cards")
    pin_hash = pins.hashed(check_pin(pin)) if pin else ""

    def make(connection: Connection) -> AccountPinSaved:
        row = needed(connection, account_id)
        return AccountPinSaved(
            id=id, account=row.id, name=row.name, pin_hash=pin_hash, releases=card_pins.locks_of(connection, row.id)
        )

    done = till.post_once(
        id, make, by=by, topics=("cards",),
        after=lambda connection, posted: attempts.clear_attempts(connection, _tries_of(account_id)),
    )  # fmt: skip
    return Done(None, done.changed)


def release_card_pin(till: Till, account_id: str, *, by: Actor, approvals: Sequence[Approval] = ()) -> Done[None]:
    """Let a santri who typed too many wrong PINs try again."""
    require(by, "card_freeze", approvals)
    with till.writing() as connection:
        attempts.clear_attempts(connection, _tries_of(account_id))
    id = till.new_id()

    def make(connection: Connection) -> PinLocked:
        row = needed(connection, account_id)
        return PinLocked(
            id=id, account=row.id, name=row.name, locked=False, releases=card_pins.locks_of(connection, row.id),
            approvals=list(approvals),
        )  # fmt: skip

    with till.reading() as connection:
        told = bool(card_pins.locks_of(connection, account_id))
    if told:  # elsewhere it is locked too: the province hears that it goes on
        till.post_once(id, make, by=by, topics=("cards",))
    return Done(None)


def check_card_pin(till: Till, account_id: str, pin: str) -> str:
    """The hash that the PIN fits. The try is on the disk before the PIN is looked at.

    `Refusal`: `card_pin_unset`, `card_pin_needed`, `card_pin_locked`, `card_pin_wrong` with the tries left.
    """
    with till.writing() as connection:
        row = needed(connection, account_id)
        if not row.pin_hash:
            raise Refusal("card_pin_unset", name=row.name)
        if not pin:
            raise Refusal("card_pin_needed", name=row.name)
        failures, _last = attempts.failures(connection, _tries_of(account_id))
        if failures >= PIN_TRIES or card_pins.locks_of(connection, account_id):
            raise Refusal("card_pin_locked", name=row.name)
        attempts.count_attempt(connection, _tries_of(account_id), till.now())
    if not pins.matches(row.pin_hash, pin):
        raise Refusal("card_pin_wrong", left=PIN_TRIES - failures - 1)
    with till.writing() as connection:
        attempts.clear_attempts(connection, _tries_of(account_id))
    return row.pin_hash


def _tries_of(account_id: str) -> str:
    return f"card/{account_id}"
