"""The same till declared dead by two people who had not heard of each other: found, and given back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import Approval, ReclaimedBack, ReclaimSettled
from koperasi_pos.operations.card_asks import ask_rights
from koperasi_pos.operations.card_limits import check_living
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import reclaims, rights
from koperasi_pos.store.books.reclaims import Reclaim
from koperasi_pos.trade.card_doubles import doubles
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = ["DoubleReclaim", "DoubleRow", "double_reclaims", "give_back", "leave_as_it_is"]


@dataclass(frozen=True)
class DoubleRow:
    """One account that money was taken over for twice: how much, and what of it lies here."""

    account: str
    name: str
    amount: int
    here: int


@dataclass(frozen=True)
class DoubleReclaim:
    """A second decision about a holder that somebody else had declared dead already, unheard."""

    document: str
    till: str
    """Who decided second."""
    day: int
    first_till: str
    first_day: int
    dead_till: str
    dead_device: str
    dead_epoch: int
    rows: tuple[DoubleRow, ...]
    mine: bool
    """Whether it is given back at this till: it decided, or took over from the one that did."""

    @property
    def amount(self) -> int:
        """What was taken over a second time and has not come back: borne by the guarantee account."""
        return sum(row.amount for row in self.rows)

    @property
    def here(self) -> int:
        """What of it can be given back now."""
        return sum(min(row.amount, row.here) for row in self.rows)


def double_reclaims(till: Till) -> list[DoubleReclaim]:
    """Second decisions about which nobody has decided, the earliest first."""
    with till.reading() as connection:
        return _found(connection, till)


def _found(connection: Connection, till: Till) -> list[DoubleReclaim]:
    rows = reclaims.of_dead_twice(connection)
    me = till.writer(connection)
    groups: dict[tuple[str, int, str], list[Reclaim]] = defaultdict(list)
    for row in rows:
        groups[row.dead_device, row.dead_epoch, row.account].append(row)
    parts: dict[str, list[DoubleRow]] = defaultdict(list)
    for (_device, _epoch, account), group in groups.items():
        for document, amount in doubles([row.decision for row in group], group[0].short).items():
            here = rights.of_holder(connection, account, me.key)[0]
            parts[document].append(DoubleRow(account, group[0].name, amount, here))
    found = []
    for document, doubled in parts.items():
        second = next(row for row in rows if row.decision.document == document)
        if second.settled:
            continue
        first = min(
            (row for row in rows if (row.dead_device, row.dead_epoch) == (second.dead_device, second.dead_epoch)),
            key=lambda row: row.decision.rank,
        )
        mine = rights.home_of(connection, second.device) == me.device
        found.append(
            DoubleReclaim(
                document, second.till, second.day, first.till, first.day, second.dead_till, second.dead_device,
                second.dead_epoch, tuple(doubled), mine,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.document))


def give_back(
    till: Till, document: str, *, word: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[ReclaimSettled]:
    """Give back what was taken over a second time, as far as it lies here; the rest is asked for and stays listed.

    `Refusal`: `reclaim_single` (nothing is double, or decided already), `double_elsewhere`, `nothing_on_card`.
    """
    done = _settle(till, document, word, id, by, approvals, back=True)
    for line in done.value.lines:
        if line.missing:
            ask_rights(line.account, line.missing, till)
    return done


def leave_as_it_is(
    till: Till, document: str, *, word: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[ReclaimSettled]:
    """What was taken over twice stays where it is, on account of the guarantee. `Refusal` as `give_back`."""
    return _settle(till, document, word, id, by, approvals, back=False)


def _settle(
    till: Till, document: str, word: str, id: str, by: Actor, approvals: Sequence[Approval], *, back: bool
) -> Done[ReclaimSettled]:
    require(by, "card_rights", approvals)
    said = check_reason(word)

    def make(connection: Connection) -> ReclaimSettled:
        check_living(connection, till)
        found = next((one for one in _found(connection, till) if one.document == document), None)
        if found is None:
            raise Refusal("reclaim_single")
        if not found.mine:
            raise Refusal("double_elsewhere", till=found.till)
        lines = [_line(row) for row in found.rows if min(row.amount, row.here)] if back else []
        if back and not lines:
            raise Refusal("reclaim_nothing_here")
        amount = Rupiah(sum(line.amount for line in lines))
        return ReclaimSettled(
            id=id, document=document, device=found.dead_device, epoch=found.dead_epoch, lines=lines, amount=amount,
            missing=Rupiah(found.amount) - amount, word=said, day=till.today(), approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(ReclaimSettled, done.value.entry.document), done.changed)


def _line(row: DoubleRow) -> ReclaimedBack:
    amount = min(row.amount, row.here)
    missing = Rupiah(row.amount - amount) if row.amount > amount else ZERO
    return ReclaimedBack(account=row.account, name=row.name, amount=Rupiah(amount), missing=missing)
