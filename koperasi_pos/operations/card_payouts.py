"""What consignors get may go onto a card of theirs: the top-up stands beside the payment, in the same transaction."""

from __future__ import annotations

import hashlib

from koperasi_pos.journal.documents import ToppedUp, TopUpLine
from koperasi_pos.operations.card_limits import check_living
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import cards, persons, rights
from koperasi_pos.store.books.cards import AccountRow
from koperasi_pos.trade.cards import check_ceiling
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal, Rupiah

TO_CARD = "card"


def account_for_payout(connection: Connection, till: Till, number: str, amount: Rupiah) -> AccountRow:
    """The account of the person with this NIS or member number, where so much can be put on it.

    `Refusal`: `person_unknown`, `card_number_of_several`, `account_unknown`, `account_closed`, `card_ceiling`.
    """
    check_living(connection, till)
    found = persons.by_number(connection, number.strip())
    if len(found) > 1:
        raise Refusal("card_number_of_several", number=number.strip(), count=len(found))
    if not found:
        raise Refusal("person_unknown")
    rows = cards.of_person(connection, found[0].id)
    if not rows:
        raise Refusal("account_unknown")
    if rows[0].state == "closed":
        raise Refusal("account_closed", name=rows[0].name)
    check_ceiling(rows[0].name, rights.balance(connection, rows[0].id), amount, cards.rules(connection))
    return rows[0]


def put_payout_on_card(
    connection: Connection, till: Till, payment: str, number: str, amount: Rupiah, consignor: str, by: Actor
) -> None:
    """Put what a consignor was paid (`payment` is the document's id) onto the account, inside the open transaction."""
    if amount <= 0:
        return
    row = account_for_payout(connection, till, number, amount)
    line = TopUpLine(
        account=row.id, name=row.name, amount=amount, balance=Rupiah(rights.balance(connection, row.id)) + amount
    )
    id = hashlib.sha256(f"payout/{payment}".encode()).hexdigest()[:32]
    topped = ToppedUp(
        id=id, lines=[line], total=amount, way="consignment", reference=consignor, day=till.today(), cashier=by.name
    )
    till.post(connection, topped, by=by)
