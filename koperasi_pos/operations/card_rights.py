"""Rights to spend what is on cards: give some to another holder, take what was given, take over from a dead one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import (
    Approval,
    ReclaimedLine,
    ReclaimedTransfer,
    RightsIn,
    RightsOut,
    RightsReclaimed,
)
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.operations.card_limits import check_living, limits_for, needed
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import reclaims, rights, shops
from koperasi_pos.store.books.rights import Held, Transfer
from koperasi_pos.trade.card_limits import may_allow
from koperasi_pos.trade.card_rights import taking_id
from koperasi_pos.trade.cards import check_amount
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = [
    "Exposure",
    "Held",
    "Transfer",
    "exposure_of",
    "exposures",
    "give_rights",
    "holders",
    "holders_of",
    "reclaim_rights",
    "rights_waiting",
    "take_rights",
    "unheard_of",
]


@dataclass(frozen=True)
class Exposure:
    """What a holder that may be dead can have spent without anybody knowing: at most what it held."""

    device: str
    epoch: int
    till: str
    accounts: int
    amount: Rupiah
    own: bool
    """Whether it is an earlier life of this till: restored from a backup, it starts with no rights."""
    province: str = ""
    """`now` for the province as it lives, `earlier` for one of its lives before it was restored."""
    allowed: Rupiah = ZERO
    """What it may spend within limits without asking."""
    homes: int = 0
    """Accounts whose limits it answers for: nobody else may allow anything of them."""


def holders(till: Till) -> list[Held]:
    """Who holds how much of all accounts together: the float by holder."""
    with till.reading() as connection:
        return rights.holders(connection)


def holders_of(till: Till, account_id: str) -> list[Held]:
    """Who holds how much of one account."""
    with till.reading() as connection:
        return rights.holders_of(connection, account_id)


def exposure_of(till: Till, account_id: str) -> Rupiah:
    """What other tills may still spend of an account before they hear of a block, a lost card or a lower limit."""
    with till.reading() as connection:
        row, me = needed(connection, account_id), till.writer(connection)
        bounded = limits_for(connection, till, row, till.today()).bounded
        others = [
            held
            for held in rights.holders_of(connection, account_id)
            if (held.device, held.epoch) != (me.device, me.epoch) and not held.dead
        ]
        held_there = sum(min(held.rights, held.allowed) if bounded else held.rights for held in others)
        every = sum(held.rights for held in rights.holders_of(connection, account_id))
        on_the_way = max(0, rights.balance(connection, account_id) - every)
    return Rupiah(held_there + on_the_way)


def unheard_of(till: Till, account_id: str) -> Rupiah:
    """What other tills may still spend under older limits, because nobody has heard that they heard of those in force:
    so much can go beyond lowered limits, and so much less is allowed to others until then.
    """
    with till.reading() as connection:
        row, me = needed(connection, account_id), till.writer(connection)
        if not limits_for(connection, till, row, till.today()).bounded:
            return ZERO
        return Rupiah(rights.unheard(connection, row.id, me.device, row.edition))


def give_rights(
    till: Till, account_id: str, amount: Rupiah, *, device: str, epoch: int, home: bool = False, id: str, by: Actor
) -> Done[RightsOut]:
    """Give another holder the right to spend so much of an account; it is on its way until that one takes it.

    From the home of the limits as much as fits into them may be spent there without asking again. `home` hands the
    answering for the limits over as well. `Refusal`: `rights_not_here`, `rights_to_self`, `rights_to_dead`.
    """
    require(by, "card_rights")
    if amount or not home:
        check_amount(amount)

    def make(connection: Connection) -> RightsOut:
        me, row = till.writer(connection), needed(connection, account_id)
        if (device, epoch) == (me.device, me.epoch):
            raise Refusal("rights_to_self")
        check_living(connection, till)
        if rights.is_dead(connection, device, epoch):
            raise Refusal("rights_to_dead")
        here = rights.of_holder(connection, row.id, me.key)[0]
        allowed = rights.allowance(connection, row.id, me.key, row.edition)
        if amount > here:
            raise Refusal("rights_not_here", here=Rupiah(here))
        at_home = row.home == me.device
        if home and not at_home:
            raise Refusal("home_elsewhere")
        if at_home and not home:
            allowed = may_allow(limits_for(connection, till, row, till.today()), int(amount))
        return RightsOut(
            id=id, account=row.id, amount=amount, allowed=ZERO if home else Rupiah(min(allowed, int(amount))),
            device=device, epoch=epoch, home=row.home_step + 1 if home else 0, edition=row.edition,
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(RightsOut, done.value.entry.document), done.changed)


def rights_waiting(till: Till) -> list[Transfer]:
    """What was given to this till and not taken yet."""
    with till.reading() as connection:
        me = till.writer(connection)
        return rights.under_way(connection, me.device, me.epoch)


def take_rights(till: Till, transfer_id: str, *, by: Actor) -> Done[RightsIn]:
    """Take what was given to this till, each transfer once. `Refusal`: `transfer_unknown`, `transfer_elsewhere`."""
    require(by, "card_block")
    id = taking_id(transfer_id)

    def make(connection: Connection) -> RightsIn:
        me, found = till.writer(connection), rights.transfer(connection, transfer_id)
        if found is None:
            raise Refusal("transfer_unknown")
        given, taken = found
        if (given.device, given.epoch) != (me.device, me.epoch):
            raise Refusal("transfer_elsewhere")
        if taken:
            raise Refusal("transfer_taken")
        row = needed(connection, given.account)
        # What was given under other limits than are in force here is not taken: the home is asked again.
        counts = row.home != me.device and not given.home and given.edition == row.edition
        return RightsIn(
            id=id, transfer=given.id, account=given.account, amount=Rupiah(given.amount),
            allowed=Rupiah(given.allowed) if counts else ZERO, home=given.home + 1 if given.home else 0,
            edition=row.edition,
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(RightsIn, done.value.entry.document), done.changed)


def exposures(till: Till) -> list[Exposure]:
    """Holders other than this till: tills, and its own earlier lives, also those that hold no money but were allowed
    to spend, or answer for limits; somebody has to decide about them too when they are dead.

    One that was declared dead stands here again where news of it came late, such as of cash put on a card.
    """
    with till.reading() as connection:
        me = till.writer(connection)
        found = {
            (held.device, held.epoch): [held.rights, 0 if held.dead else held.allowed, 0]
            for held in rights.holders(connection)
        }
        for given in rights.under_way(connection):
            # Who never took anything may be dead all the same, and what is on its way there lies nowhere else.
            sums = found.setdefault((given.device, given.epoch), [0, 0, 0])
            sums[0], sums[1], sums[2] = sums[0] + given.amount, sums[1] + given.allowed, sums[2] + bool(given.home)
        for device, epoch, accounts in rights.answering(connection):
            found.setdefault((device, epoch), [0, 0, 0])[2] += accounts
        return [
            Exposure(
                device, epoch, _code(connection, device, epoch), len(_lines(connection, device, epoch)),
                Rupiah(amount), device == me.device, province_life(connection, device, epoch), Rupiah(allowed), homes,
            )
            for (device, epoch), (amount, allowed, homes) in found.items()
            if (amount or allowed or homes) and (device, epoch) != (me.device, me.epoch)
        ]  # fmt: skip


def _code(connection: Connection, device: str, epoch: int) -> str:
    """The code of a till; empty for the province, and for a life that was never heard of itself."""
    one = journal.writer_of(connection, device, epoch)
    try:
        return shops.till_code(connection, one.key) if one is not None else ""
    except LookupError:
        return ""


def province_life(connection: Connection, device: str, epoch: int) -> str:
    """Whether a holder is the province: `now` as it lives, `earlier` before it was restored, empty for a till."""
    row = line_state.find(connection)
    if row is None or province_device(row.province, row.shop) != device:
        return ""
    return "now" if epoch == row.server_epoch else "earlier"


def reclaim_rights(
    till: Till, device: str, epoch: int, *, reason: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[RightsReclaimed]:
    """A person declares a holder dead for good, with a reason; its rights go over to this till. Never a timer.

    What the dead holder spent unheard comes from the guarantee account; what came to light late is taken over by
    deciding again. `Refusal`: `rights_to_self`, `rights_none`, `till_is_dead`.
    """
    require(by, "card_rights", approvals)
    said = check_reason(reason)

    def make(connection: Connection) -> RightsReclaimed:
        me = till.writer(connection)
        if (device, epoch) == (me.device, me.epoch):
            raise Refusal("rights_to_self")
        check_living(connection, till)
        lines = _lines(connection, device, epoch)
        if not lines and (device, epoch) not in {one[:2] for one in rights.answering(connection)}:
            raise Refusal("rights_none")
        return RightsReclaimed(
            id=id, device=device, epoch=epoch, lines=lines, amount=Rupiah(sum(line.amount for line in lines)),
            reason=said, day=till.today(), approvals=list(approvals),
            before=reclaims.decisions_about(connection, device, epoch),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(RightsReclaimed, done.value.entry.document), done.changed)


def _lines(connection: Connection, device: str, epoch: int) -> list[ReclaimedLine]:
    """Account by account what a holder held, and what was on its way to it."""
    sums = dict(rights.held_by(connection, device, epoch))
    parts: dict[str, list[ReclaimedTransfer]] = {}
    for given in rights.under_way(connection, device, epoch):
        parts.setdefault(given.account, []).append(
            ReclaimedTransfer(transfer=given.id, amount=Rupiah(given.amount), home=given.home)
        )
        sums[given.account] = sums.get(given.account, 0) + given.amount
    return [
        ReclaimedLine(account=account, amount=Rupiah(sums[account]), transfers=parts.get(account, []))
        for account in sorted(sums)
    ]


def tills(till: Till) -> list[tuple[str, str, int]]:
    """(code, device, epoch) of the tills that rights can be given to, this one left out."""
    with till.reading() as connection:
        me = till.writer(connection)
        return [found for found in shops.living(connection) if found[1] != me.device]
