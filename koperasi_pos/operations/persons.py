"""Customers and members: find, add and change them."""

from __future__ import annotations

from koperasi_pos.journal.documents import PersonSaved, SaleCustomer
from koperasi_pos.operations.forgetting import refuse_forgotten
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import persons as person_book
from koperasi_pos.store.books.persons import PersonRow
from koperasi_pos.trade.pricing import TIERS
from koperasi_pos.trade.staff import Actor, check_name, require
from koperasi_pos.values import Refusal

__all__ = [
    "PersonRow",
    "as_customer",
    "by_card",
    "find_persons",
    "person",
    "save_person",
]


def find_persons(till: Till, text: str, *, limit: int = 50, active_only: bool = True) -> list[PersonRow]:
    """People by part of name, number or telephone."""
    with till.reading() as connection:
        found = person_book.by_number(connection, text.strip())
        known = {row.key for row in found}
        others = person_book.search(connection, text, limit=limit, active_only=active_only)
        return (found + [row for row in others if row.key not in known])[:limit]


def person(till: Till, person_id: str) -> PersonRow:
    """One person; `Refusal("person_unknown")`."""
    with till.reading() as connection:
        row = person_book.person(connection, person_id)
    if row is None:
        raise Refusal("person_unknown")
    return row


def save_person(till: Till, changed: PersonSaved, *, by: Actor) -> Done[PersonSaved]:
    """Add or change a person. `changed.id` must be new, `changed.person` a short id."""
    require(by, "persons")
    if changed.tier not in TIERS:
        raise Refusal("tier_unknown", tier=changed.tier)
    clean = changed.model_copy(
        update={
            "name": check_name(changed.name), "number": changed.number.strip(), "nis": changed.nis.strip(),
            "phone": changed.phone.strip(),
        }
    )  # fmt: skip

    def make(connection: Connection) -> PersonSaved:
        refuse_forgotten(connection, clean.person)
        return clean

    done = till.post_once(clean.id, make, by=by, topics=("persons",))
    return Done(clean, done.changed)


def as_customer(row: PersonRow) -> SaleCustomer:
    """The person as a sale names the buyer."""
    return SaleCustomer(
        person=row.id, name=row.name, tier=row.tier, member=row.member, number=row.number or row.document.nis
    )


def by_card(till: Till, number: str) -> PersonRow | None:
    """The one active person with this member number or NIS, as a card carries it; `None` where it is not clear."""
    with till.reading() as connection:
        found = person_book.by_number(connection, number.strip())
    return found[0] if len(found) == 1 else None
