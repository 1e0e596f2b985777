"""Rules of the pesantren for cards, limits of the wali, and everything a purchase by card is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from koperasi_pos.journal.documents import Approval, CardRulesSaved, LimitRaised, LimitsSaved, PersonSaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import card_payments, cards, rights
from koperasi_pos.store.books.cards import AccountRow
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.card_limits import CardLimits, Spent, check_below, check_limits, check_rules, period_start
from koperasi_pos.trade.limit_editions import following, following_rules
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal

__all__ = ["card_rules", "limits_for", "raise_limit", "save_card_rules", "save_limits", "wali_limits"]


def card_rules(till: Till) -> CardRulesSaved:
    """What the pesantren lays down for every card."""
    with till.reading() as connection:
        return cards.rules(connection)


def save_card_rules(till: Till, changed: CardRulesSaved, *, by: Actor) -> Done[CardRulesSaved]:
    """Lay down rules for every card; `changed.id` must be new."""
    require(by, "card_rules")
    check_rules(changed)

    def make(connection: Connection) -> CardRulesSaved:
        return following_rules(changed, cards.rules(connection))

    done = till.post_once(changed.id, make, by=by, topics=("cards",))
    return Done(cast(CardRulesSaved, done.value.entry.document), done.changed)


def wali_limits(till: Till, account_id: str) -> LimitsSaved:
    """What the wali laid down for an account."""
    with till.reading() as connection:
        return cards.limits_of(needed(connection, account_id))


def save_limits(
    till: Till, changed: LimitsSaved, *, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[LimitsSaved]:
    """Keep what the wali wants for one account; never above what the pesantren allows. `changed.id` must be new."""
    require(by, "card_limits", approvals)
    check_limits(changed.limits)

    def make(connection: Connection) -> LimitsSaved:
        row = needed(connection, changed.account)
        check_below(changed.limits, cards.rules(connection))
        named = changed.model_copy(update={"name": row.name, "wali": changed.wali.strip()})
        return following(named, cards.limits_of(row))

    done = till.post_once(changed.id, make, by=by, topics=("cards",))
    return Done(cast(LimitsSaved, done.value.entry.document), done.changed)


def raise_limit(
    till: Till, account_id: str, sale: str, *, reason: str, id: str, by: Actor, approvals: Sequence[Approval] = ()
) -> Done[LimitRaised]:
    """Let one purchase (`sale` is the basket's id) go beyond the limits, with a reason and somebody's PIN."""
    require(by, "card_raise", approvals)
    clean = check_reason(reason)

    def make(connection: Connection) -> LimitRaised:
        row = needed(connection, account_id)
        return LimitRaised(
            id=id, account=row.id, name=row.name, sale=sale, reason=clean, approvals=list(approvals)
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("cards",))
    return Done(cast(LimitRaised, done.value.entry.document), done.changed)


def needed(connection: Connection, account_id: str) -> AccountRow:
    """The account; `Refusal("account_unknown")`."""
    row = cards.account(connection, account_id)
    if row is None:
        raise Refusal("account_unknown")
    return row


def check_living(connection: Connection, till: Till) -> None:
    """`Refusal("till_is_dead")` where a person declared this till dead: its rights went over to somebody else, and
    money that is put on or given back here would only fill what it lacks.
    """
    if rights.is_dead_holder(connection, till.writer(connection).key):
        raise Refusal("till_is_dead")


def person_of(row: AccountRow) -> PersonSaved | None:
    """The person an account belongs to."""
    return PersonSaved.model_validate_json(row.person_body) if row.person_body else None


def limits_for(connection: Connection, till: Till, row: AccountRow, day: str) -> CardLimits:
    """Everything that may stand in the way of a purchase with this account today."""
    me, person = till.writer(connection), person_of(row)
    found = CardLimits(
        cards.rules(connection), cards.limits_of(row), person.allergens if person else (),
        applies=row.sort != "opop",
    )  # fmt: skip
    if not found.bounded:
        return found
    spent, today = {}, day_number(day)
    for period in {limit.period for limit in found.limits} - {"purchase"}:
        first = day_number(period_start(day, period, found.rules.week_start))
        named = any(limit.period == period and (limit.categories or limit.free) for limit in found.limits)
        spent[period] = Spent(
            card_payments.spent_within(connection, row.id, first, today),
            card_payments.spent_by_category(connection, row.id, first, today) if named else {},
        )
    home = row.home == me.device
    return CardLimits(
        found.rules, found.own, found.allergens, spent,
        rights.outstanding(connection, row.id, row.home) if home else 0,
        None if home else rights.allowance(connection, row.id, me.key, row.edition),
        found.applies,
    )  # fmt: skip
