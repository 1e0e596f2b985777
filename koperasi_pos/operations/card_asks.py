"""Rights follow the card by themselves: a till asks for what it needs, the one that holds it answers, both by the line.

Nothing here asks a clock whether money may move. An ask moves nothing; the answer is an ordinary `RightsOut` of the
holder's own, whose id follows from the ask, so that an ask that is heard late, twice or never gives once at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from koperasi_pos.journal.documents import RightsAsked, RightsOut
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.operations.card_heard import THE_TILL, say_heard
from koperasi_pos.operations.card_limits import limits_for, needed
from koperasi_pos.operations.card_rights import Held, rights_waiting, take_rights
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import card_asks, cards, rights, shops
from koperasi_pos.store.books.card_asks import Ask
from koperasi_pos.store.books.cards import AccountRow
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.card_limits import CardLimits, may_allow
from koperasi_pos.trade.card_rights import DAYS, LATELY, a_day, answer_id, daily_limit, given_up, has_moved_on, parts
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = [
    "ELSEWHERE", "Ask", "Settled", "Standing", "answer_id", "ask_rights", "asking", "name_of", "open_asks",
    "province_point", "settle_rights", "standing", "till_codes",
]  # fmt: skip

ELSEWHERE = frozenset({"card_rights_elsewhere", "card_limit_elsewhere", "card_limit", "card_limit_category"})
"""Refusals that rights of another till may be the way out of."""

Point = tuple[str, int]
"""(device, epoch) of a holder."""


@dataclass
class Settled:
    """What a till did about rights by itself: how many transfers, answers, asks, and accounts given back."""

    taken: int = 0
    answered: int = 0
    asked: int = 0
    given_back: int = 0
    lapsed: int = 0
    """Accounts whose limits changed: what was allowed here before counts no more, and the others are told so."""
    position: int = 0
    """Up to where in the journal cards were looked at."""


@dataclass
class _Wanted:
    """What one holder is to be asked for."""

    amount: int = 0
    now: int = 0
    allowed: int = 0


@dataclass(frozen=True)
class Standing:
    """An account as this till stands to it."""

    row: AccountRow
    limits: CardLimits
    me: Point
    key: int
    rights: int
    allowed: int
    living: dict[Point, str]
    """Other tills that may be asked, as they live now."""
    province: Point | None
    """The province as a holder, where this till has a line to it."""
    day: int
    """What the card needs in a day; 0 where it was not seen here lately."""
    waiting: int
    waiting_allowed: int
    open: list[Ask] = field(default_factory=list)


def open_asks(till: Till) -> list[Ask]:
    """Every ask of the shop that nobody has answered, as far as is known here."""
    with till.reading() as connection:
        return card_asks.open_asks(connection)


def name_of(till: Till, ask: Ask) -> str:
    """Whose account an ask is about; the account's id where news of it has not come yet."""
    with till.reading() as connection:
        row = cards.account(connection, ask.account)
    return row.name if row else ask.account


def till_codes(till: Till) -> dict[str, str]:
    """Device → code of the tills as they live now."""
    with till.reading() as connection:
        return {device: code for code, device, _epoch in shops.living(connection)}


def ask_rights(account_id: str, amount: Rupiah, till: Till) -> int:
    """Somebody stands here and `amount` of this account is needed: ask those who hold it. How many were asked.

    Where it is here already, on its way or asked for, nobody is asked again.
    """
    return _ask(till, account_id, int(amount))


@contextmanager
def asking(till: Till, account_id: str, amount: Rupiah | None) -> Iterator[None]:
    """Around an act that is refused where other tills hold the rights: they are asked for what is lacking."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            balance = refusal.facts.get("balance", ZERO)
            ask_rights(account_id, amount or Rupiah(balance if isinstance(balance, int) else 0), till)
        raise


def settle_rights(till: Till, *, after: int = 0) -> Settled:
    """Take what was given to this till, answer those who ask, ask for what runs low, give back what moved on.

    Called after the line brought news; to call it twice does nothing twice. `after` is the `position` of the last
    time: only cards that were paid with since are looked at for what runs low and what moved on.
    """
    done = Settled()
    with till.reading() as connection:
        me = till.writer(connection)
        done.position = journal.last_position(connection)
        if till.training or rights.is_dead_holder(connection, me.key):
            return done
        asks = card_asks.asks_to(connection, me.device, me.epoch)
        lately = day_number((date.fromisoformat(till.today()) - timedelta(days=1)).isoformat())
        low = card_asks.paid_here(connection, me.key, lately, after)
        elsewhere = card_asks.paid_elsewhere(connection, me.key, lately, after)
    lapsed = say_heard(after, till)
    done.lapsed = len(lapsed)
    for given in rights_waiting(till):
        done.taken += _tried(_take, till, given.id)
    for ask in asks:
        if _tried(_answer, till, ask):
            done.answered += 1
        elif ask.now and _is_waited_for(till, ask):
            # What others were allowed is asked back for whoever stands elsewhere.
            done.asked += _ask(till, ask.account, 0, behalf=ask)
    for account in elsewhere:
        done.given_back += _tried(_give_back, till, account)
    for account in dict.fromkeys([*low, *lapsed]):
        done.asked += _ask(till, account, 0)
    return done


def _tried(act: Callable[..., bool], *given: Any) -> bool:
    """Whether it was done; what is refused waits until something changes."""
    try:
        return act(*given)
    except Refusal:
        return False


def _take(till: Till, transfer: str) -> bool:
    return take_rights(till, transfer, by=THE_TILL).changed


def standing(connection: Connection, till: Till, account_id: str) -> Standing | None:
    """How this till stands to an account; `None` where rights of it cannot move."""
    me, row = till.writer(connection), cards.account(connection, account_id)
    if row is None or row.state != "active":
        return None
    today = till.today()
    limits = limits_for(connection, till, row, today)
    since = day_number((date.fromisoformat(today) - timedelta(days=LATELY)).isoformat())
    most = card_asks.most_in_a_day(connection, row.id, me.device, since)
    here = rights.of_holder(connection, row.id, me.key)[0]
    allowed = rights.allowance(connection, row.id, me.key, row.edition)
    way = [given for given in rights.under_way(connection, me.device, me.epoch) if given.account == row.id]
    return Standing(
        row, limits, (me.device, me.epoch), me.key, here, allowed, _living(connection, me.device),
        province_point(connection), a_day(limits, most) if most else 0, sum(given.amount for given in way),
        sum(given.allowed for given in way if given.edition == row.edition),
        card_asks.asks_of(connection, row.id, me.key),
    )  # fmt: skip


def province_point(connection: Connection) -> Point | None:
    """The province as a holder of this shop's rights in its life of today; `None` without a line or declared dead."""
    row = line_state.find(connection)
    if row is None:
        return None
    point = (province_device(row.province, row.shop), row.server_epoch)
    return None if rights.is_dead(connection, *point) else point


def _living(connection: Connection, device: str) -> dict[Point, str]:
    return {
        (other, epoch): code
        for code, other, epoch in shops.living(connection)
        if other != device and not rights.is_dead(connection, other, epoch)
    }


# -- asking


def _ask(till: Till, account_id: str, now: int, *, behalf: Ask | None = None) -> int:
    with till.reading() as connection:
        if rights.is_dead_holder(connection, till.writer(connection).key):
            return 0
        wanted = _plan(connection, till, account_id, now, behalf)
    return sum(_tried(_write_ask, till, account_id, point, now, behalf) for point in wanted)


def _write_ask(till: Till, account_id: str, point: Point, now: int, behalf: Ask | None) -> bool:
    """Write one ask down, if it is still wanted when the file is ours."""
    with till.reading() as connection:
        number = card_asks.asked_so_often(connection, account_id, till.writer(connection).key)
        device, epoch = till.writer(connection).device, till.writer(connection).epoch
    id = hashlib.sha256(f"rights-asked/{device}/{epoch}/{account_id}/{number}".encode()).hexdigest()[:32]

    def make(connection: Connection) -> RightsAsked:
        part = _plan(connection, till, account_id, now, behalf).get(point)
        if part is None:
            raise Refusal("rights_none")
        return RightsAsked(
            id=id, account=account_id, amount=Rupiah(part.amount), now=Rupiah(part.now), allowed=Rupiah(part.allowed),
            device=point[0], epoch=point[1], edition=needed(connection, account_id).edition,
        )  # fmt: skip

    return till.post_once(id, make, by=THE_TILL, topics=("cards",)).changed


def _plan(connection: Connection, till: Till, account_id: str, now: int, behalf: Ask | None) -> dict[Point, _Wanted]:
    """Whom to ask for how much of an account; `behalf`: whom the home of the limits is to let spend, and how much."""
    here = standing(connection, till, account_id)
    if here is None or not (here.living or here.province):
        return {}
    plan: dict[Point, _Wanted] = {}
    held = {
        (one.device, one.epoch): one
        for one in rights.holders_of(connection, account_id)
        if (one.device, one.epoch) in here.living or (one.device, one.epoch) == here.province
    }
    waits = _waits_for(connection, here, held, now)
    asked = {(one.device, one.epoch) for one in waits}
    coming = here.waiting + sum(
        min(one.amount, held[one.device, one.epoch].rights) for one in waits if (one.device, one.epoch) in held
    )
    has = here.rights + coming
    runs_low = has < max(now, here.day)
    need = max(now, DAYS * here.day) - has if runs_low else 0
    free = [(one.rights, point) for point, one in held.items() if point not in asked]
    # The province first: it sells nothing itself, and it answers whenever the line is there.
    at_province = [one for one in free if one[1] == here.province]
    asked_for = parts(need, at_province)
    asked_for += parts(need - sum(part for _, part in asked_for), [one for one in free if one[1] != here.province])
    for point, part in asked_for:
        plan[point] = _Wanted(amount=part)
    for point, part in parts(now - has, [(one.amount, point) for point, one in plan.items()]):
        plan[point].now = part
    if here.limits.bounded:
        wanted = max(now, behalf.allowed if behalf else 0) if here.row.home == here.me[0] else now
        asker = (behalf.asker, behalf.asker_epoch) if behalf else None  # it gets nothing by giving up what it has
        _plan_limits(here, wanted, {point: one.allowed for point, one in held.items() if point != asker}, asked, plan)
    return plan


def _waits_for(connection: Connection, here: Standing, held: dict[Point, Held], now: int) -> list[Ask]:
    """Open asks that are still worth waiting for.

    Whoever stands here now waits neither for an ask that was about less (the other till keeps what it needs itself),
    nor for one that the other till passed over because the card was there meanwhile.
    """
    missing = now - here.rights - here.waiting
    if missing <= 0:
        return here.open
    worth = []
    for one in here.open:
        there = held.get((one.device, one.epoch))
        if there is None or (
            min(one.now, one.amount) >= min(missing, there.rights)
            and not card_asks.paid_since(connection, one.account, there.holder, one.position)
        ):
            worth.append(one)
    return worth


def _plan_limits(
    here: Standing, now: int, allowed: dict[Point, int], asked: set[Point], plan: dict[Point, _Wanted]
) -> None:
    """The same for the limits: the home is asked to allow more; it asks back what others do not use, if need be."""
    if here.row.home == here.me[0]:
        short = here.limits.outstanding if may_allow(here.limits, now) < now else 0
        # An open ask for money alone, which nothing is left for there, stands in nobody's way.
        waits_for = {(one.device, one.epoch) for one in here.open if one.allowed and one.edition == here.row.edition}
        back = [(one, point) for point, one in allowed.items() if point not in waits_for]
        for point, part in parts(short, back):
            plan.setdefault(point, _Wanted()).allowed = part
        return
    home = next((point for point in here.living if point[0] == here.row.home), None)
    # An ask that only told of running low brings nothing back from others: whoever stands here asks once more. One that
    # was about other limits is never allowed anything.
    waits = [
        one for one in here.open
        if (one.device, one.epoch) in here.living and one.now >= now and one.edition == here.row.edition
    ]  # fmt: skip
    if home is None or (home in asked and any((one.device, one.epoch) == home for one in waits)):
        return
    limit = daily_limit(here.limits)
    share = here.day if limit is None else min(here.day, limit // (len(here.living) + 1))
    has = here.allowed + here.waiting_allowed + sum(one.allowed for one in waits)
    if has < max(now, (share + 1) // 2):
        wanted = plan.setdefault(home, _Wanted())
        wanted.allowed = max(now, share) - has
        if not wanted.amount:
            wanted.now = now  # nobody gives money for it, but the home hears that somebody stands here


# -- answering


def _answer(till: Till, ask: Ask) -> bool:
    """Give what an ask asks for, if this till can spare something."""
    id = answer_id(ask.id)

    def make(connection: Connection) -> RightsOut:
        open, here = card_asks.ask(connection, ask.id), standing(connection, till, ask.account)
        if open is None or here is None or here.me != (open.device, open.epoch):
            raise Refusal("rights_none")
        if (open.asker, open.asker_epoch) not in {*here.living, here.province}:
            raise Refusal("rights_to_dead")
        # Since it was asked the card was here again: whoever stood there is gone.
        gone = card_asks.paid_since(connection, ask.account, here.key, open.position)
        now = open.now if open.amount and not gone else 0
        amount = given_up(open.amount, now, here.rights, DAYS * here.day)
        allowed = _allows(here, open, amount)
        if not amount and not allowed:
            raise Refusal("rights_none")
        return RightsOut(
            id=id, account=ask.account, amount=Rupiah(amount), allowed=Rupiah(allowed), device=open.asker,
            epoch=open.asker_epoch, ask=open.id, edition=here.row.edition,
        )  # fmt: skip

    return till.post_once(id, make, by=THE_TILL, topics=("cards",)).changed


def _agree(ask: Ask, row: AccountRow) -> bool:
    """Whether the asking till knew the limits that are in force here."""
    return ask.edition in (0, row.edition)


def _is_waited_for(till: Till, ask: Ask) -> bool:
    """Whether whoever asked lives, and asked under the limits in force; else the same would be asked back for ever."""
    with till.reading() as connection:
        row, living = cards.account(connection, ask.account), _living(connection, till.writer(connection).device)
        lives = (ask.asker, ask.asker_epoch) in {*living, province_point(connection)}
    return row is not None and _agree(ask, row) and lives


def _allows(here: Standing, ask: Ask, amount: int) -> int:
    """How much the asking till may spend without asking the home of the limits again.

    Nothing where it has heard of other limits than this one: it would not take it. (0 is also an older program.)
    """
    if not _agree(ask, here.row):
        return 0
    if here.row.home == here.me[0]:
        return may_allow(here.limits, ask.allowed if here.limits.bounded else amount)
    return min(here.allowed, ask.allowed if here.limits.bounded else amount)


# -- giving back


def _give_back(till: Till, account_id: str) -> bool:
    """A card that is used elsewhere since long takes along what this till holds of it, and the home of its limits."""
    id = till.new_id()

    def make(connection: Connection) -> RightsOut:
        here = standing(connection, till, account_id)
        seen = card_asks.seen(connection, account_id, till.writer(connection).device)
        if here is None or not here.rights or not has_moved_on(seen.here, seen.first, seen.last):
            raise Refusal("rights_none")
        to = next((point for point in here.living if point[0] == seen.device), None)
        if to is None:
            raise Refusal("rights_to_dead")
        home = here.row.home == here.me[0]
        return RightsOut(
            id=id, account=account_id, amount=Rupiah(here.rights),
            allowed=ZERO if home else Rupiah(min(here.allowed, here.rights)), device=to[0], epoch=to[1],
            home=here.row.home_step + 1 if home else 0, edition=here.row.edition,
        )  # fmt: skip

    return till.post_once(id, make, by=THE_TILL, topics=("cards",)).changed
