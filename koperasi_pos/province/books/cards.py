"""Accounts, the cards that open them and the people behind them: the last state of each, as the tills have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from psycopg import Connection

from koperasi_pos.journal.documents import (
    AccountOpened,
    AccountStateSaved,
    CardIssued,
    CardRefused,
    CardRulesSaved,
    CardStateSaved,
    LimitsSaved,
    PersonForgotten,
    PersonSaved,
)
from koperasi_pos.journal.stamps import stamp
from koperasi_pos.province.books import card_money, card_rights
from koperasi_pos.province.books.batch import At, Batch, CardAct, day_of

_STATE = """CASE WHEN card.state = 'lost' OR excluded.state = 'lost' THEN 'lost'
    WHEN card.state = 'active' OR excluded.state = 'active' THEN 'active' ELSE 'inactive' END"""
"""A card only goes on: inactive, active, lost; whatever order its news come in."""

_PERSON = """INSERT INTO card_person (shop, person, name, nis, class, room, wali, photo, allergens, stamp)
    VALUES (%(shop)s, %(person)s, %(name)s, %(nis)s, %(class)s, %(room)s, %(wali)s, %(photo)s, %(allergens)s,
        %(stamp)s)
    ON CONFLICT (shop, person) DO UPDATE SET name = excluded.name, nis = excluded.nis, class = excluded.class,
        room = excluded.room, wali = excluded.wali, photo = excluded.photo, allergens = excluded.allergens,
        stamp = excluded.stamp WHERE excluded.stamp > card_person.stamp COLLATE "C" """
_FORGOTTEN = """INSERT INTO card_person (shop, person, name, stamp) VALUES (%(shop)s, %(person)s, %(name)s, '~')
    ON CONFLICT (shop, person) DO UPDATE SET name = excluded.name, nis = '', class = '', room = '', wali = '',
        photo = '', allergens = '{}', stamp = excluded.stamp"""
_NAMELESS = "UPDATE card_account SET name = %(name)s, limits = NULL WHERE shop = %(shop)s AND account = %(account)s"
_OPENED = """INSERT INTO card_account (shop, account, person, name, sort, opened)
    VALUES (%(shop)s, %(account)s, %(person)s, %(name)s, %(sort)s, %(at)s)
    ON CONFLICT (shop, account) DO UPDATE SET person = excluded.person, name = excluded.name, sort = excluded.sort,
        opened = excluded.opened"""
_SET_STATE = """INSERT INTO card_account (shop, account, state, reason, state_stamp)
    VALUES (%(shop)s, %(account)s, %(state)s, %(reason)s, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        state_stamp = excluded.state_stamp WHERE excluded.state_stamp > card_account.state_stamp COLLATE "C" """
_SET_WALI = """INSERT INTO card_account (shop, account, wali_frozen, wali_stamp)
    VALUES (%(shop)s, %(account)s, %(frozen)s, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET wali_frozen = excluded.wali_frozen, wali_stamp = excluded.wali_stamp
    WHERE excluded.wali_stamp > card_account.wali_stamp COLLATE "C" """
_LIMITS = """INSERT INTO card_account (shop, account, limits, limits_stamp)
    VALUES (%(shop)s, %(account)s, %(body)s::jsonb, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET limits = excluded.limits, limits_stamp = excluded.limits_stamp
    WHERE excluded.limits_stamp > card_account.limits_stamp COLLATE "C" """
_ISSUED = f"""INSERT INTO card (shop, card, account, medium, state, issued)
    VALUES (%(shop)s, %(card)s, %(account)s, %(medium)s, %(state)s, %(at)s)
    ON CONFLICT (shop, card) DO UPDATE SET account = excluded.account, medium = excluded.medium,
        issued = excluded.issued, state = {_STATE}"""  # noqa: S608 - our own words
_CARD = f"""INSERT INTO card (shop, card, state) VALUES (%(shop)s, %(card)s, %(state)s)
    ON CONFLICT (shop, card) DO UPDATE SET state = {_STATE}"""  # noqa: S608
_RULES = """INSERT INTO card_rule (shop, body, stamp) VALUES (%(shop)s, %(body)s::jsonb, %(stamp)s)
    ON CONFLICT (shop) DO UPDATE SET body = excluded.body, stamp = excluded.stamp
    WHERE excluded.stamp > card_rule.stamp COLLATE "C" """
_REFUSED = """INSERT INTO card_refusal (shop, account, device, epoch, seq, code, goods, amount, day, at)
    VALUES (%(shop)s, %(account)s, %(device)s, %(epoch)s, %(seq)s, %(code)s, %(goods)s, %(amount)s, %(day)s, %(at)s)"""

TABLES = (
    "card_person",
    "card_account",
    "card",
    "card_rule",
    "card_movement",
    "card_refusal",
    "card_holder",
    "card_transfer",
)


def _person(at: At) -> list[CardAct]:
    saved = cast(PersonSaved, at.entry.document)
    return [(_PERSON, {
        "person": saved.person, "name": saved.name, "nis": saved.nis or saved.number, "class": saved.group,
        "room": saved.room, "wali": saved.wali, "photo": saved.photo, "allergens": list(saved.allergens),
        "stamp": stamp(at.entry),
    })]  # fmt: skip


def _opened(at: At) -> list[CardAct]:
    opened = cast(AccountOpened, at.entry.document)
    return [(_OPENED, {
        "account": opened.account, "person": opened.person, "name": opened.name, "sort": opened.sort, "at": at.moment,
    })]  # fmt: skip


def state_acts(account: str, state: str, reason: str, mark: str) -> list[CardAct]:
    """What a saved state means: the wali's word stands beside the pesantren's, neither undoes the other.

    The shop letting an account go on (`active` without a reason) lifts both.
    """
    acts: list[CardAct] = []
    if reason != "wali":
        acts.append((_SET_STATE, {"account": account, "state": state, "reason": reason, "stamp": mark}))
    if reason == "wali" or (state == "active" and not reason):
        acts.append((_SET_WALI, {"account": account, "frozen": state == "frozen", "stamp": mark}))
    return acts


def _state(at: At) -> list[CardAct]:
    saved = cast(AccountStateSaved, at.entry.document)
    return state_acts(saved.account, saved.state, saved.reason, stamp(at.entry))


def _limits(at: At) -> list[CardAct]:
    saved = cast(LimitsSaved, at.entry.document)
    body = saved.model_dump_json(exclude_defaults=True)
    return [(_LIMITS, {"account": saved.account, "body": body, "stamp": stamp(at.entry)})]


def _forgotten(at: At) -> list[CardAct]:
    gone = cast(PersonForgotten, at.entry.document)
    acts: list[CardAct] = [(_FORGOTTEN, {"person": gone.person, "name": gone.token})]
    return acts + [(_NAMELESS, {"account": account, "name": gone.token}) for account in gone.accounts]


def _rules(at: At) -> list[CardAct]:
    saved = cast(CardRulesSaved, at.entry.document)
    return [(_RULES, {"body": saved.model_dump_json(exclude_defaults=True), "stamp": stamp(at.entry)})]


def _issued(at: At) -> list[CardAct]:
    issued = cast(CardIssued, at.entry.document)
    acts: list[CardAct] = [(_ISSUED, {
        "card": issued.card, "account": issued.account, "medium": issued.medium, "state": issued.state,
        "at": at.moment,
    })]  # fmt: skip
    if issued.replaces:
        acts.append((_CARD, {"card": issued.replaces, "state": "lost"}))
    if issued.fee:
        acts += card_money.moved(at, 0, issued.account, "fee", -int(issued.fee), day=day_of(issued.day))
    return acts


def _card(at: At) -> list[CardAct]:
    saved = cast(CardStateSaved, at.entry.document)
    return [(_CARD, {"card": saved.card, "state": saved.state})]


def _refused(at: At) -> list[CardAct]:
    refused = cast(CardRefused, at.entry.document)
    return [(_REFUSED, {
        "account": refused.account, "device": at.entry.writer, "epoch": at.entry.epoch, "seq": at.entry.seq,
        "code": refused.code, "goods": list(refused.goods), "amount": card_rights.sound(refused.amount),
        "day": day_of(refused.day), "at": at.moment,
    })]  # fmt: skip


def _cashed_out(at: At) -> list[CardAct]:
    acts, closes = card_money.cashed_out(at)
    if closes:
        acts += state_acts(closes, "closed", "boyong", stamp(at.entry))
    return acts


_ACTS: dict[str, Callable[[At], list[CardAct]]] = {
    "person": _person,
    "person_forgotten": _forgotten,
    "card_rules": _rules,
    "account_opened": _opened,
    "account_state": _state,
    "account_limits": _limits,
    "card_issued": _issued,
    "card_state": _card,
    "card_refused": _refused,
    "cashed_out": _cashed_out,
    "rights_out": card_rights.given,
    "rights_in": card_rights.taken,
    "rights_reclaimed": card_rights.reclaimed,
    "sale": card_money.sold,
    "refund": card_money.refunded,
    "topped_up": card_money.topped_up,
    "balance_moved": card_money.between,
    "allowance_settled": card_money.taken_back,
}


def acts_of(at: At) -> list[CardAct]:
    """What an entry changes in the books of cards; `ValueError` where a figure is none."""
    found = _ACTS.get(at.entry.kind)
    return found(at) if found else []


def write(connection: Connection[Any], batch: Batch) -> None:
    """Bring the cards of a shop up to a batch, in the order in which things came."""
    for statement, columns in batch.card_acts:
        connection.execute(statement, {"shop": batch.shop, **columns})
