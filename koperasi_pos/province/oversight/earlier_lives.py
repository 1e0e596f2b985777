"""A province that was restored: what its earlier life held is stranded until a person decides; never a timer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal.documents import RightsReclaimed
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.announcements import new_id
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.holder.answering import answer_waiting
from koperasi_pos.province.holder.holding import hold
from koperasi_pos.province.identity import identity
from koperasi_pos.province.lines import CARRIED
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.oversight.carried import take_in
from koperasi_pos.province.visits.remembering import done_again
from koperasi_pos.values import Refusal, business_day

_BROUGHT = """SELECT epoch, count(*)::int FROM entry WHERE shop = %s AND device = %s AND flag = %s
    GROUP BY epoch"""
_UNHEARD = """SELECT code FROM till WHERE shop = %s AND state = 'active' AND NOT EXISTS (SELECT 1 FROM till_heard
    WHERE till_heard.shop = till.shop AND till_heard.device = till.device AND till_heard.epoch = %s) ORDER BY code"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A life of the province that is over, and what it held as far as is known."""

    epoch: int
    accounts: int
    amount: int
    brought_back: int
    """Entries of it that a till brought back and nobody has taken for true yet."""
    waits_for: list[str]
    """Codes of tills that were not heard since: they may have been given some of it."""


def earlier(connection: Connection, shop: str) -> list[Earlier]:
    """Lives that are over and held something nobody has decided about, the oldest first."""
    who = identity(connection)
    epoch = who.server_epoch
    rows = connection.execute(
        "SELECT epoch, count(DISTINCT account)::int, sum(amount)::bigint FROM (SELECT epoch, account, rights AS amount"
        " FROM holding WHERE shop = %s AND rights > 0 UNION ALL SELECT epoch, account, amount FROM holding_stranded"
        " WHERE shop = %s AND amount > 0) AS held WHERE epoch < %s GROUP BY epoch ORDER BY epoch",
        (shop, shop, epoch),
    ).fetchall()
    waits = [row[0] for row in connection.execute(_UNHEARD, (shop, epoch)).fetchall()] if rows else []
    brought: dict[int, int] = dict(
        connection.execute(_BROUGHT, (shop, province_device(who.id, shop), CARRIED)).fetchall()
    )
    lives: dict[int, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in rows}
    return [Earlier(life, *lives.get(life, (0, 0)), brought.get(life, 0), waits) for life in sorted({*lives, *brought})]


def take_for_true(connection: Connection, by: Officer, shop: str, reason: str) -> int:
    """A person takes what a till brought back of earlier lives for true; how many entries.

    `Refusal`: `officer_may_not`, `reason_missing`, `nothing_carried`.
    """
    by.check("card_rights")
    device = province_device(identity(connection).id, shop)
    twice = done_again(connection, shop, device, CARRIED)
    return take_in(connection, by, shop, device, " ".join(reason.split()), twice=twice)


def decide(pool: Pool, by: Officer, shop: str, epoch: int, *, reason: str, now: datetime) -> RightsReclaimed:
    """A person declares an earlier life dead, with a reason: what it held goes over to the life of today.

    What it had given away and nobody knows of is borne by the guarantee account. `Refusal`: `officer_may_not`,
    `reason_missing`, `rights_none` (nothing there, or decided already), `rights_to_self`, `province_is_dead`.
    """
    by.check("card_rights")
    said = " ".join(reason.split())
    if len(said) < 3:
        raise Refusal("reason_missing")
    with pool.writing() as connection:
        holding = hold(connection, shop, now)
        done = holding.decide(epoch, reason=said, id=new_id(now), day=business_day(now).isoformat(), staff=by.login)
        for line in done.lines:
            answer_waiting(holding, line.account)
        audit.note(connection, by.login, "rights_reclaimed", shop, epoch=epoch, amount=int(done.amount), reason=said)
        return done
