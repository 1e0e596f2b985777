"""A till heard of other limits: what it was allowed to spend under older ones lapses, and the others are told so.

From the moment it knows the new limits nothing of it is spent here (`rights.allowance` asks for the edition in force).
The home counts it until it reads this, and only then allows anew: the old and the new are never spent together.
"""

from __future__ import annotations

from koperasi_pos.journal.documents import HeardLimits, LimitsHeard
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import editions
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal

THE_TILL = Actor("till", "Till", "cashier")
AT_ONCE = 200
"""Accounts in one document: rules for everybody change what is allowed of thousands."""


def say_heard(after: int, till: Till) -> list[str]:
    """Write down of which accounts the allowance here has lapsed; which these are. To call it twice writes nothing.

    `after`: a position of the journal up to where this was done; nothing is looked up where no limits came since.
    """
    with till.reading() as connection:
        if after and not editions.limits_came(connection, after):
            return []
        me = till.writer(connection)
        accounts = [account for account, _now in editions.lapsing(connection, me.key)]
    for first in range(0, len(accounts), AT_ONCE):
        _say(till, set(accounts[first : first + AT_ONCE]))
    return accounts


def _say(till: Till, accounts: set[str]) -> None:
    id = till.new_id()

    def make(connection: Connection) -> LimitsHeard:
        found = editions.lapsing(connection, till.writer(connection).key)
        heard = [HeardLimits(account=account, edition=now) for account, now in found if account in accounts]
        if not heard:
            raise Refusal("rights_none")
        return LimitsHeard(id=id, accounts=heard)

    try:
        till.post_once(id, make, by=THE_TILL, topics=("cards",))
    except Refusal:
        return  # it was said meanwhile
