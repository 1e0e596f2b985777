"""Accounts, the cards that open them and the people behind them: the last state of each, as the tills have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from koperasi_pos.journal.documents import (
    AccountOpened,
    AccountPinSaved,
    AccountStateSaved,
    CardIssued,
    CardProved,
    CardRefused,
    CardRulesSaved,
    CardStateSaved,
    LimitsSaved,
    PersonForgotten,
    PersonSaved,
    PictureSaved,
    PinLocked,
    RightsReclaimed,
)
from koperasi_pos.journal.stamps import stamp
from koperasi_pos.province.books import card_money, card_rights
from koperasi_pos.province.books.bare import FOR_EVER
from koperasi_pos.province.books.batch import At, CardAct, day_of
from koperasi_pos.province.books.card_acts import OPENED, PERSON, REFUSED
from koperasi_pos.trade.limit_editions import order_of, part_of

_STATE = """CASE WHEN card.state = 'lost' OR excluded.state = 'lost' THEN 'lost'
    WHEN card.state = 'active' OR excluded.state = 'active' THEN 'active' ELSE 'inactive' END"""
"""A card only goes on: inactive, active, lost; whatever order its news come in."""

_FORGOTTEN = """INSERT INTO card_person (shop, person, name, stamp) VALUES (%(shop)s, %(person)s, %(name)s, %(stamp)s)
    ON CONFLICT (shop, person) DO UPDATE SET name = excluded.name, nis = '', class = '', room = '', wali = '',
        photo = '', allergens = '{}', stamp = excluded.stamp"""
_NAMELESS = """UPDATE card_account SET name = %(name)s, limits = NULL, pin_hash = ''
    WHERE shop = %(shop)s AND account = %(account)s"""
_SET_STATE = """INSERT INTO card_account (shop, account, state, reason, state_stamp)
    VALUES (%(shop)s, %(account)s, %(state)s, %(reason)s, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        state_stamp = excluded.state_stamp WHERE excluded.state_stamp > card_account.state_stamp COLLATE "C" """
_SET_WALI = """INSERT INTO card_account (shop, account, wali_frozen, wali_stamp)
    VALUES (%(shop)s, %(account)s, %(frozen)s, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET wali_frozen = excluded.wali_frozen, wali_stamp = excluded.wali_stamp
    WHERE excluded.wali_stamp > card_account.wali_stamp COLLATE "C" """
_PIN = """INSERT INTO card_account (shop, account, pin_hash, pin_stamp)
    VALUES (%(shop)s, %(account)s, %(hash)s, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET pin_hash = excluded.pin_hash, pin_stamp = excluded.pin_stamp
    WHERE excluded.pin_stamp > card_account.pin_stamp COLLATE "C" """
_PIN_RELEASED = """INSERT INTO card_account (shop, account, pin_released) VALUES (%(shop)s, %(account)s, 1)
    ON CONFLICT (shop, account) DO UPDATE SET pin_released = card_account.pin_released + 1"""
_EDITION = """INSERT INTO card_account (shop, account, edition) VALUES (%(shop)s, %(account)s, %(edition)s)
    ON CONFLICT (shop, account) DO UPDATE SET edition = card_account.edition # excluded.edition"""
_LIMITS = """INSERT INTO card_account (shop, account, limits, limits_stamp)
    VALUES (%(shop)s, %(account)s, %(body)s::jsonb, %(stamp)s)
    ON CONFLICT (shop, account) DO UPDATE SET limits = excluded.limits, limits_stamp = excluded.limits_stamp
    WHERE excluded.limits_stamp > card_account.limits_stamp COLLATE "C" """
_ISSUED = f"""INSERT INTO card (shop, card, account, medium, state, issued, token)
    VALUES (%(shop)s, %(card)s, %(account)s, %(medium)s, %(state)s, %(at)s, %(token)s)
    ON CONFLICT (shop, card) DO UPDATE SET account = excluded.account, medium = excluded.medium,
        token = excluded.token, issued = excluded.issued, state = {_STATE}"""  # noqa: S608 - our own words
_PROVED = """INSERT INTO card (shop, card, counter) VALUES (%(shop)s, %(card)s, %(counter)s)
    ON CONFLICT (shop, card) DO UPDATE SET counter = greatest(card.counter, excluded.counter)"""
_CARD = f"""INSERT INTO card (shop, card, state, lost) VALUES (%(shop)s, %(card)s, %(state)s, %(lost)s)
    ON CONFLICT (shop, card) DO UPDATE SET state = {_STATE}, lost = least(card.lost, excluded.lost)"""  # noqa: S608
_RULES = """INSERT INTO card_rule (shop, body, stamp, edition)
    VALUES (%(shop)s, %(body)s::jsonb, %(stamp)s, %(edition)s)
    ON CONFLICT (shop) DO UPDATE SET edition = card_rule.edition # excluded.edition,
        body = CASE WHEN excluded.stamp > card_rule.stamp COLLATE "C" THEN excluded.body ELSE card_rule.body END,
        stamp = greatest(excluded.stamp COLLATE "C", card_rule.stamp COLLATE "C")"""
_RECLAIM = """INSERT INTO card_reclaim (shop, by_device, by_epoch, seq, device, epoch, accounts, amount, reason, staff,
        approvals, day, at)
    VALUES (%(shop)s, %(by_device)s, %(by_epoch)s, %(seq)s, %(device)s, %(epoch)s, %(accounts)s, %(amount)s,
        %(reason)s, %(staff)s, %(approvals)s, %(day)s, %(at)s)"""
_PICTURE = """INSERT INTO picture (shop, hash, device, epoch, seq)
    VALUES (%(shop)s, %(hash)s, %(device)s, %(epoch)s, %(seq)s) ON CONFLICT DO NOTHING"""

TABLES = (
    "card_person",
    "card_account",
    "card",
    "card_rule",
    "card_movement",
    "card_refusal",
    "card_holder",
    "card_transfer",
    "card_standing",
    "card_float",
    "card_reclaim",
    "picture",
)


def _person(at: At) -> list[CardAct]:
    saved = cast(PersonSaved, at.entry.document)
    return [(PERSON, {
        "person": saved.person, "name": saved.name, "nis": saved.nis or saved.number, "class": saved.group,
        "room": saved.room, "wali": saved.wali, "photo": saved.photo, "allergens": list(saved.allergens),
        "stamp": stamp(at.entry),
    })]  # fmt: skip


def _opened(at: At) -> list[CardAct]:
    opened = cast(AccountOpened, at.entry.document)
    return [(OPENED, {
        "account": opened.account, "person": opened.person, "name": opened.name, "sort": opened.sort, "at": at.moment,
        "home": opened.home,
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
    told = {"account": saved.account, "body": body, "stamp": order_of(saved.number, stamp(at.entry))}
    changed = {"account": saved.account, "edition": part_of(saved.id)}
    return [*([(_EDITION, changed)] if saved.lapses else []), (_LIMITS, told)]


def _pin(at: At) -> list[CardAct]:
    """The hash alone, for shops that the card visits; the PIN is nowhere."""
    saved = cast(AccountPinSaved, at.entry.document)
    return [(_PIN, {"account": saved.account, "hash": saved.pin_hash, "stamp": stamp(at.entry)})]


def _pin_locked(at: At) -> list[CardAct]:
    said = cast(PinLocked, at.entry.document)
    return [] if said.locked else [(_PIN_RELEASED, {"account": said.account})]


def _forgotten(at: At) -> list[CardAct]:
    gone = cast(PersonForgotten, at.entry.document)
    acts: list[CardAct] = [(_FORGOTTEN, {"person": gone.person, "name": gone.token, "stamp": FOR_EVER})]
    return acts + [(_NAMELESS, {"account": account, "name": gone.token}) for account in gone.accounts]


def _rules(at: At) -> list[CardAct]:
    saved = cast(CardRulesSaved, at.entry.document)
    return [(_RULES, {
        "body": saved.model_dump_json(exclude_defaults=True), "stamp": order_of(saved.number, stamp(at.entry)),
        "edition": part_of(saved.id) if saved.lapses else 0,
    })]  # fmt: skip


def _issued(at: At) -> list[CardAct]:
    issued = cast(CardIssued, at.entry.document)
    acts: list[CardAct] = [(_ISSUED, {
        "card": issued.card, "account": issued.account, "medium": issued.medium, "state": issued.state,
        "at": at.moment, "token": issued.token_hash,
    })]  # fmt: skip
    if issued.replaces:
        acts.append(_became(at, issued.replaces, "lost"))
    if issued.fee:
        acts += card_money.moved(at, 0, issued.account, "fee", -int(issued.fee), day=day_of(issued.day))
    return acts


def _card(at: At) -> list[CardAct]:
    saved = cast(CardStateSaved, at.entry.document)
    return [_became(at, saved.card, saved.state)]


def _became(at: At, card: str, state: str) -> CardAct:
    return _CARD, {"card": card, "state": state, "lost": at.moment if state == "lost" else None}


def _proved(at: At) -> list[CardAct]:
    """How often a signed card was read, for taps of it elsewhere."""
    done = cast(CardProved, at.entry.document)
    return [(_PROVED, {"card": done.card, "counter": card_rights.sound(done.counter)})]


def _refused(at: At) -> list[CardAct]:
    refused = cast(CardRefused, at.entry.document)
    return [(REFUSED, {
        "account": refused.account, "device": at.entry.writer, "epoch": at.entry.epoch, "seq": at.entry.seq,
        "code": refused.code, "goods": list(refused.goods), "amount": card_rights.sound(refused.amount),
        "day": day_of(refused.day), "at": at.moment,
    })]  # fmt: skip


def _cashed_out(at: At) -> list[CardAct]:
    acts, closes = card_money.cashed_out(at)
    if closes:
        acts += state_acts(closes, "closed", "boyong", stamp(at.entry))
    return acts


def _reclaimed(at: At) -> list[CardAct]:
    """Rights go over from a dead holder, and who decided that is kept beside it."""
    done = cast(RightsReclaimed, at.entry.document)
    told = {
        "by_device": at.entry.writer, "by_epoch": at.entry.epoch, "seq": at.entry.seq, "device": done.device,
        "epoch": done.epoch, "accounts": len(done.lines), "amount": card_rights.sound(done.amount),
        "reason": done.reason, "staff": at.entry.staff, "approvals": [one.name for one in done.approvals],
        "day": day_of(done.day), "at": at.moment,
    }  # fmt: skip
    return [*card_rights.reclaimed(at), (_RECLAIM, told)]


def _picture(at: At) -> list[CardAct]:
    """Where a picture lies in the journals."""
    saved = cast(PictureSaved, at.entry.document)
    place = {"hash": saved.hash, "device": at.entry.writer, "epoch": at.entry.epoch, "seq": at.entry.seq}
    return [(_PICTURE, place)]


_ACTS: dict[str, Callable[[At], list[CardAct]]] = {
    "person": _person,
    "person_forgotten": _forgotten,
    "card_rules": _rules,
    "account_opened": _opened,
    "account_state": _state,
    "account_pin": _pin,
    "pin_locked": _pin_locked,
    "account_limits": _limits,
    "card_issued": _issued,
    "card_state": _card,
    "card_proved": _proved,
    "card_refused": _refused,
    "cashed_out": _cashed_out,
    "rights_out": card_rights.given,
    "rights_in": card_rights.taken,
    "rights_reclaimed": _reclaimed,
    "reclaim_settled": card_rights.given_back,
    "picture": _picture,
    "sale": card_money.sold,
    "refund": card_money.refunded,
    "topped_up": card_money.topped_up,
    "visit_paid": card_money.visited,
    "balance_moved": card_money.between,
    "allowance_settled": card_money.taken_back,
}


def acts_of(at: At) -> list[CardAct]:
    """What an entry changes in the books of cards; `ValueError` where a figure is none."""
    found = _ACTS.get(at.entry.kind)
    return found(at) if found else []
