"""The province takes what it was given and answers who asks, under the lock of its own journal in the shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import RightsAsked, RightsIn, RightsOut, RightsReclaimed
from koperasi_pos.province.holder.holding import Holding, moved
from koperasi_pos.trade.card_rights import answer_id, taking_id

_ASK = """INSERT INTO holding_ask (shop, id, account, asker, epoch, amount, allowed) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING"""
_OPEN = """SELECT id, account, asker, epoch, amount, allowed FROM holding_ask WHERE shop = %s AND account = %s
    ORDER BY id"""


def _given(holding: Holding, entry: Entry) -> None:
    """Somebody gave rights to the province: to the life of today, or to one that is over."""
    given = cast(RightsOut, entry.document)
    if given.device != holding.device or given.epoch > holding.epoch:
        return
    if given.epoch < holding.epoch or holding.is_dead(holding.device, holding.epoch):
        strand(holding, given)
        return
    if holding.is_written(taking_of(given)):
        return
    if given.ask:
        holding.connection.execute("DELETE FROM holding_asked WHERE shop = %s AND id = %s", (holding.shop, given.ask))
    holding.take(given.id, given.account, int(given.amount), int(given.allowed))
    answer_waiting(holding, given.account)


def taking_of(given: RightsOut) -> str:
    """The id of the entry by which the province takes a transfer."""
    return taking_id(given.id)


def strand(holding: Holding, given: RightsOut) -> None:
    """Keep a transfer to a life that is over for the person who decides about what that life held."""
    taken = holding.connection.execute(
        "SELECT 1 FROM entry WHERE shop = %s AND device = %s AND id = %s::uuid LIMIT 1",
        (holding.shop, holding.device, taking_of(given)),
    ).fetchone()
    if taken is None:
        holding.connection.execute(
            "INSERT INTO holding_stranded (shop, id, epoch, account, amount) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (holding.shop, given.id, given.epoch, given.account, int(given.amount)),
        )


def _asked(holding: Holding, entry: Entry) -> None:
    """A till asks the province; what cannot be answered now waits until something comes."""
    asked = cast(RightsAsked, entry.document)
    if (asked.device, asked.epoch) != (holding.device, holding.epoch):
        return
    holding.connection.execute(
        _ASK,
        (
            holding.shop, asked.id, asked.account, entry.writer, entry.epoch, int(asked.amount), int(asked.allowed),
        ),
    )  # fmt: skip
    answer_waiting(holding, asked.account)


def answer_waiting(holding: Holding, account: str) -> int:
    """Answer who asked for an account, the first one first, as far as it is there; how many were answered."""
    answered = 0
    if holding.is_dead(holding.device, holding.epoch):
        return answered
    for id, _account, asker, epoch, amount, allowed in holding.connection.execute(
        _OPEN, (holding.shop, account)
    ).fetchall():
        held = holding.held(account)
        part, may = min(held.rights, max(0, amount)), min(held.allowed, max(0, allowed))
        lives = holding.is_living(asker, epoch)
        if lives and not part and not may:
            continue
        if lives and not holding.is_written(answer_id(id)):
            holding.give(account, part, allowed=may, device=asker, epoch=epoch, id=answer_id(id), ask=id)
            answered += 1
        holding.connection.execute("DELETE FROM holding_ask WHERE shop = %s AND id = %s", (holding.shop, id))
    return answered


def _reclaimed(holding: Holding, entry: Entry) -> None:
    """Somebody was declared dead: nothing is given to it, and what was on its way to the province went on."""
    done = cast(RightsReclaimed, entry.document)
    holding.connection.execute(
        "INSERT INTO holding_dead (shop, device, epoch) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (holding.shop, done.device, done.epoch),
    )
    forced = [part.transfer for line in done.lines for part in line.transfers]
    holding.connection.execute("DELETE FROM holding_stranded WHERE shop = %s AND id = ANY(%s)", (holding.shop, forced))


def remembered(holding: Holding, entry: Entry) -> None:
    """An act of an earlier life came back that these tables had forgotten: it holds so much more or less than was
    known, as long as nobody has decided about it.
    """
    if entry.epoch >= holding.epoch or holding.is_dead(entry.writer, entry.epoch):
        return
    for account, rights, allowed in moved(entry):
        holding.connection.execute(
            "INSERT INTO holding (shop, account, epoch, rights, allowed) VALUES (%s, %s, %s, greatest(0, %s),"
            " greatest(0, %s)) ON CONFLICT (shop, account, epoch) DO UPDATE SET"
            " rights = greatest(0, holding.rights + %s), allowed = greatest(0, holding.allowed + %s)",
            (holding.shop, account, entry.epoch, rights, allowed, rights, allowed),
        )
    if isinstance(entry.document, RightsIn):
        holding.connection.execute(
            "DELETE FROM holding_stranded WHERE shop = %s AND id = %s", (holding.shop, entry.document.transfer)
        )


ACTS: dict[str, Callable[[Holding, Entry], Any]] = {
    "rights_out": _given,
    "rights_asked": _asked,
    "rights_reclaimed": _reclaimed,
}
"""Kind of an entry → what the province does about it as a holder."""
