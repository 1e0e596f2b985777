"""When the drawer is counted, what a till does not need goes back to the province: a till that dies strands little."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from koperasi_pos.journal.documents import RightsOut
from koperasi_pos.operations.card_asks import Standing, standing
from koperasi_pos.operations.card_heard import THE_TILL
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store.books import card_asks, rights, shifts
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.card_rights import LATELY, daily_limit, spare
from koperasi_pos.values import ZERO, Refusal, Rupiah

AT_ONCE = 200
"""Accounts that are looked at before the line has its turn again."""


def give_spares(till: Till, *, after: str = "") -> str:
    """Give back what is not needed of the next accounts behind `after`; where to go on, empty when through.

    Nothing while a shift is open here, and nothing to a province that is not known: a shop alone keeps all it has.
    """
    with till.reading() as connection:
        me = till.writer(connection)
        resting = shifts.open_shift(connection, me.key) is None
        if till.training or not resting or rights.is_dead_holder(connection, me.key):
            return ""
        accounts = card_asks.held_here(connection, me.key, after, AT_ONCE)
        wanted = [(one, _spare(connection, till, standing(connection, till, one))) for one in accounts]
    for account, amount in wanted:
        if amount:
            _give(till, account)
    return accounts[-1] if len(accounts) == AT_ONCE else ""


def _spare(connection: Connection, till: Till, here: Standing | None) -> int:
    """How much of an account this till can do without; nothing while somebody asked it for some."""
    if here is None or here.province is None or here.waiting or here.open:
        return 0
    since = day_number((date.fromisoformat(till.today()) - timedelta(days=LATELY)).isoformat())
    home = here.row.home == here.me[0]
    most = card_asks.most_in_a_day(connection, here.row.id, here.me[0], since)
    lately = card_asks.moved_here(connection, here.row.id, here.me[0], since)
    return spare(here.rights, daily_limit(here.limits), most, home=home, lately=lately)


def _give(till: Till, account: str) -> None:
    with till.reading() as connection:
        me = till.writer(connection)
        number = journal.head(connection, me.key)[0]
    # The id follows from where the journal stood: after an error that left the outcome open the same act is found.
    told = f"rights-spare/{me.device}/{me.epoch}/{account}/{number}"
    id = hashlib.sha256(told.encode()).hexdigest()[:32]

    def make(connection: Connection) -> RightsOut:
        here = standing(connection, till, account)
        amount = _spare(connection, till, here)
        if here is None or here.province is None or not amount:
            raise Refusal("rights_none")
        all_of_it = amount == here.rights and here.row.home != here.me[0]
        return RightsOut(
            id=id, account=account, amount=Rupiah(amount), allowed=Rupiah(here.allowed) if all_of_it else ZERO,
            device=here.province[0], epoch=here.province[1], edition=here.row.edition,
        )  # fmt: skip

    try:
        till.post_once(id, make, by=THE_TILL, topics=("cards",))
    except Refusal:
        return  # somebody was quicker: it is looked at again after the next news
