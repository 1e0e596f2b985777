"""Forget a person for good, as a guardian may ask (UU PDP): the data goes, the money of the accounts keeps a token."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import cast

from koperasi_pos.journal.documents import Approval, PersonForgotten
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, forgotten, persons, rights
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal, Rupiah


def token_for(person_id: str) -> str:
    """What stands in the place of the name: the same at every till, and nobody's name can be read from it."""
    return "#" + hashlib.sha256(f"forgotten/{person_id}".encode()).hexdigest()[:8].upper()


def forget_person(
    till: Till, person_id: str, *, word: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[PersonForgotten]:
    """Delete name, numbers, photo, class, guardian and allergies of a person in this file and, by the line, elsewhere.

    There is no way back. Receipts and movements of money stay, as the law on bookkeeping wants, under a token.
    `Refusal`: `person_unknown`, `person_forgotten`, `forget_open` while an account is open or has money on it.
    """
    require(by, "forget", approvals)
    said = check_reason(word)

    def make(connection: Connection) -> PersonForgotten:
        row = persons.person(connection, person_id)
        if row is None:
            raise Refusal("person_unknown")
        refuse_forgotten(connection, person_id)
        accounts = cards.of_person(connection, person_id)
        for account in accounts:
            balance = rights.balance(connection, account.id)
            if account.state != "closed" or balance:
                raise Refusal("forget_open", name=row.name, balance=Rupiah(balance))
        return PersonForgotten(
            id=id, person=person_id, token=token_for(person_id), accounts=[account.id for account in accounts],
            word=said, day=till.today(), approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("persons", "cards"))
    till.database.empty_wal()
    return Done(cast(PersonForgotten, done.value.entry.document), done.changed)


def refuse_forgotten(connection: Connection, person_id: str) -> None:
    """`Refusal("person_forgotten")` where this person's data was deleted: it does not come back."""
    if token := forgotten.token_of(connection, person_id):
        raise Refusal("person_forgotten", token=token)
