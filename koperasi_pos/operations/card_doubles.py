"""Allowances that were put on twice, at tills that had not heard of each other: found, and decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from koperasi_pos.journal.documents import AllowanceSettled, Approval
from koperasi_pos.operations.card_asks import asking
from koperasi_pos.operations.card_limits import check_living
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import card_allowances, rights
from koperasi_pos.store.books.card_allowances import Double
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.card_sheets import sheet_of
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = ["Double", "FoundDouble", "allowance_doubles", "same_sheet_today", "settle_double"]

DAYS = 90
"""So far back it is looked for what nobody has decided."""


@dataclass(frozen=True)
class FoundDouble:
    """An allowance that came twice, what of it can be taken back here, and whether it is decided at this till."""

    double: Double
    here: Rupiah
    mine: bool

    @property
    def till(self) -> str:
        """The till that was second."""
        return self.double.till


def allowance_doubles(till: Till) -> list[FoundDouble]:
    """Allowances that were put on a second time and nobody decided about, the oldest first."""
    since = (date.fromisoformat(till.today()) - timedelta(days=DAYS)).isoformat()
    with till.reading() as connection:
        me = till.writer(connection)
        return [
            FoundDouble(
                double,
                Rupiah(min(double.amount, rights.of_holder(connection, double.account, me.key)[0])),
                double.device == me.device,
            )
            for double in card_allowances.doubles(connection, day_number(since))
        ]


def same_sheet_today(till: Till, amounts: Sequence[tuple[str, Rupiah]]) -> str:
    """Under which name the same amounts were put on the same accounts today; empty where they were not."""
    with till.reading() as connection:
        return card_allowances.same_sheet(
            connection, sheet_of(amounts), day_number(till.today())
        )  # fmt: skip


def settle_double(
    till: Till,
    found: Double,
    *,
    take_back: bool,
    word: str,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[AllowanceSettled]:
    """Take the second allowance back as far as it lies here, or leave it because it was right; `word` says why.

    Only at the till that put it on: it alone knows whether it was decided before. Only what was spent is let go:
    what other tills still hold is asked for, and it is taken back once it is here. `Refusal`: `double_elsewhere`,
    `double_settled`, `card_rights_elsewhere`, `nothing_on_card`.
    """
    require(by, "card_out", approvals)
    said = check_reason(word)

    def make(connection: Connection) -> AllowanceSettled:
        check_living(connection, till)
        me = till.writer(connection)
        if found.device != me.device:
            raise Refusal("double_elsewhere", till=found.till)
        if all(
            (open.document, open.account) != (found.document, found.account)
            for open in card_allowances.doubles(connection, found.day)
        ):
            raise Refusal("double_settled", name=found.name)
        here, balance = (
            rights.of_holder(connection, found.account, me.key)[0],
            rights.balance(connection, found.account),
        )
        amount = Rupiah(min(found.amount, here)) if take_back else ZERO
        if take_back and amount < min(int(found.amount), balance):
            raise Refusal("card_rights_elsewhere", name=found.name, here=Rupiah(here), balance=Rupiah(balance))
        if take_back and not amount:
            raise Refusal("nothing_on_card", name=found.name)
        return AllowanceSettled(
            id=id, document=found.document, account=found.account, name=found.name, amount=amount,
            missing=Rupiah(found.amount) - amount if take_back else ZERO, word=said,
            balance=Rupiah(balance) - amount, day=till.today(), approvals=list(approvals),
        )  # fmt: skip

    with asking(till, found.account, Rupiah(found.amount)):
        done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(AllowanceSettled, done.value.entry.document), done.changed)
