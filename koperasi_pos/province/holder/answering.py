"""The province takes what it was given and answers who asks, under the lock of its own journal in the shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import RightsAsked, RightsIn, RightsOut, RightsReclaimed, ToppedUp
from koperasi_pos.province.holder.rights_pool import RightsPool, Stranded, WaitingAsk
from koperasi_pos.trade.card_rights import answer_id, taking_id


def hear(pool: RightsPool, entry: Entry) -> bool:
    """Do what an entry of the shop asks of the province as a holder; whether it asks for anything."""
    if entry.writer == pool.device:
        remembered(pool, entry)
    elif entry.kind in ACTS:
        ACTS[entry.kind](pool, entry)
    else:
        return False
    return True


def _given(pool: RightsPool, entry: Entry) -> None:
    """Somebody gave rights to the province: to the life of today, or to one that is over."""
    given = cast(RightsOut, entry.document)
    if given.device != pool.device or given.epoch > pool.epoch:
        return
    if given.epoch < pool.epoch or pool.is_dead(pool.device, pool.epoch):
        strand(pool, given)
        return
    if pool.is_written(taking_of(given)):
        return
    if given.ask:
        pool.drop_own_ask(given.ask)
    pool.take(given.id, given.account, int(given.amount), int(given.allowed), edition=given.edition)
    answer_waiting(pool, given.account)


def taking_of(given: RightsOut) -> str:
    """The id of the entry by which the province takes a transfer."""
    return taking_id(given.id)


def strand(pool: RightsPool, given: RightsOut) -> None:
    """Keep a transfer to a life that is over for the person who decides about what that life held."""
    if not pool.is_written(taking_of(given), by_any_life=True):
        pool.keep_stranded(Stranded(given.id, given.epoch, given.account, int(given.amount)))


def _asked(pool: RightsPool, entry: Entry) -> None:
    """A till asks the province; what cannot be answered now waits until something comes."""
    asked = cast(RightsAsked, entry.document)
    if (asked.device, asked.epoch) != (pool.device, pool.epoch):
        return
    pool.keep_ask(WaitingAsk(asked.id, asked.account, entry.writer, entry.epoch, int(asked.amount), int(asked.allowed)))
    answer_waiting(pool, asked.account)


def answer_waiting(pool: RightsPool, account: str) -> int:
    """Answer who asked for an account, the first one first, as far as it is there; how many were answered."""
    answered = 0
    if pool.is_dead(pool.device, pool.epoch):
        return answered
    pool.say_heard(account)
    for ask in pool.asks_for(account):
        held = pool.held(account)
        part, may = min(held.rights, max(0, ask.amount)), min(pool.allowance(account), max(0, ask.allowed))
        lives = pool.is_living(ask.asker, ask.epoch)
        if lives and not part and not may:
            continue
        if lives and not pool.is_written(answer_id(ask.id)):
            pool.give(
                account, part, allowed=may, device=ask.asker, epoch=ask.epoch, id=answer_id(ask.id), ask=ask.id
            )  # fmt: skip
            answered += 1
        pool.drop_ask(ask.id)
    return answered


def _reclaimed(pool: RightsPool, entry: Entry) -> None:
    """Somebody was declared dead: nothing is given to it, and what the province held in that life went on."""
    pool.taken_over(cast(RightsReclaimed, entry.document))


def remembered(pool: RightsPool, entry: Entry) -> None:
    """An act of an earlier life came back that these rows had forgotten: it holds so much more or less than was
    known, as long as nobody has decided about it.
    """
    if entry.epoch >= pool.epoch:
        return
    if isinstance(entry.document, RightsReclaimed):
        pool.taken_over(entry.document)
    if isinstance(entry.document, RightsIn):
        pool.settle_stranded(entry.document.transfer, entry.epoch, entry.document.account)
    if pool.is_dead(entry.writer, entry.epoch):
        return
    for account, rights, allowed in moved(entry):
        pool.came_to_light(account, entry.epoch, rights, allowed)


def moved(entry: Entry) -> list[tuple[str, int, int]]:
    """(account, rights, allowed) that an entry of the province adds to what it holds, or takes from it."""
    match entry.document:
        case ToppedUp() as done:
            return [(line.account, int(line.amount), 0) for line in done.lines]
        case RightsOut() as out:
            return [(out.account, -int(out.amount), -int(out.allowed))]
        case RightsIn() as taken:
            return [(taken.account, int(taken.amount), int(taken.allowed))]
        case RightsReclaimed() as done:
            return [(line.account, int(line.amount), 0) for line in done.lines]
    return []


ACTS: dict[str, Callable[[RightsPool, Entry], Any]] = {
    "rights_out": _given,
    "rights_asked": _asked,
    "rights_reclaimed": _reclaimed,
}
"""Kind of an entry → what the province does about it as a holder."""
