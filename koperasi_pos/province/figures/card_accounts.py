"""Single accounts of cards for officers and guardians: the list, the movements with balances, refusals, lost cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.card_rows import CardAccount, CardMove, CardRefusal, LostCard
from koperasi_pos.province.figures.places import like
from koperasi_pos.values import WIB

SHOWN_GOODS = 3
BALANCE = """(a.balance + coalesce((SELECT -sum(h.net) FROM card_holder h WHERE h.shop = a.shop
        AND h.account = a.account AND h.net < 0), 0))::bigint"""
"""What is on the account `a` as its santri sees it: with what the guarantee bears for it."""
_ACCOUNT = f"""SELECT coalesce(nullif(p.name, ''), a.name), coalesce(p.nis, ''), coalesce(p.class, ''),
        coalesce(p.room, ''), CASE WHEN a.wali_frozen AND a.state = 'active' THEN 'frozen' ELSE a.state END,
        {BALANCE}, a.account, a.sort,
        CASE WHEN a.wali_frozen AND a.state = 'active' THEN 'wali' ELSE a.reason END
    FROM card_account a LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person
    WHERE a.shop = %s AND a.opened IS NOT NULL"""  # noqa: S608 - our own words
_NAMED = "coalesce(nullif(p.name, ''), a.name, '')"
_MOVES = """SELECT m.at, m.kind, m.way, m.amount, coalesce(t.code, ''), m.goods FROM card_movement m
    LEFT JOIN till_book t ON t.shop = m.shop AND t.device = m.device AND t.epoch = m.epoch
    WHERE m.shop = %s AND m.account = %s AND m.at >= %s AND m.at < %s ORDER BY m.at DESC, m.seq DESC, m.n DESC
    LIMIT %s OFFSET %s"""
_REFUSALS = f"""SELECT r.at, r.account, {_NAMED}, r.code, r.goods, r.amount FROM card_refusal r
    LEFT JOIN card_account a ON a.shop = r.shop AND a.account = r.account
    LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person
    WHERE r.shop = %s AND r.at >= %s AND r.at < %s ORDER BY r.at DESC, r.seq LIMIT %s OFFSET %s"""  # noqa: S608
_LOST = f"""SELECT c.lost, c.account, {_NAMED}, c.card, c.medium,
        EXISTS (SELECT 1 FROM card n WHERE n.shop = c.shop AND n.account = c.account AND n.state = 'active')
    FROM card c LEFT JOIN card_account a ON a.shop = c.shop AND a.account = c.account
    LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person
    WHERE c.shop = %s AND c.lost >= %s AND c.lost < %s ORDER BY c.lost DESC, c.card LIMIT %s OFFSET %s"""  # noqa: S608


def accounts(
    connection: Connection, shop: str, text: str = "", *, limit: int = 100, offset: int = 0
) -> list[CardAccount]:
    """Accounts by part of the name, the NIS or the class, by name."""
    rows = connection.execute(
        f"{_ACCOUNT} AND (%s = '' OR ({_NAMED} || ' ' || coalesce(p.nis, '') || ' ' || coalesce(p.class, ''))"
        " ILIKE %s) ORDER BY 1, a.account LIMIT %s OFFSET %s",
        (shop, text, like(text), limit, offset),
    )
    return [CardAccount(*row) for row in rows]


def account(connection: Connection, shop: str, account: str) -> CardAccount | None:
    """One account; `None` where there is none."""
    row = connection.execute(f"{_ACCOUNT} AND a.account = %s", (shop, account)).fetchone()
    return CardAccount(*row) if row else None


def moves(
    connection: Connection, shop: str, found: CardAccount, first: date, last: date, *, limit: int = 100, offset: int = 0
) -> list[CardMove]:
    """Movements written on the days, the newest first, each with what was on the account after it."""
    begins, ends = _span(first, last)
    key = (shop, found.account)
    later = connection.execute(
        "SELECT coalesce(sum(amount), 0)::bigint FROM card_movement WHERE shop = %s AND account = %s AND at >= %s",
        (*key, ends),
    ).fetchone()
    assert later is not None
    balance = found.balance - later[0]
    moved: list[CardMove] = []
    for place, row in enumerate(connection.execute(_MOVES, (*key, begins, ends, limit + offset, 0))):
        if place >= offset:
            moved.append(CardMove(row[0], row[1], row[2], row[3], row[4], _goods(row[5]), balance))
        balance -= row[3]
    return moved


def refusals(
    connection: Connection, shop: str, first: date, last: date, *, limit: int = 100, offset: int = 0
) -> list[CardRefusal]:
    """What was refused on the days, the newest first."""
    rows = connection.execute(_REFUSALS, (shop, *_span(first, last), limit, offset))
    return [CardRefusal(row[0], row[1], row[2], row[3], tuple(row[4]), row[5]) for row in rows]


def lost_cards(
    connection: Connection, shop: str, first: date, last: date, *, limit: int = 100, offset: int = 0
) -> list[LostCard]:
    """Cards that were lost on the days, the newest first."""
    return [LostCard(*row) for row in connection.execute(_LOST, (shop, *_span(first, last), limit, offset))]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """Midnight to midnight in East Java."""
    begins = datetime(first.year, first.month, first.day, tzinfo=WIB)
    return begins, datetime(last.year, last.month, last.day, tzinfo=WIB) + timedelta(days=1)


def _goods(goods: Sequence[Sequence[Any]]) -> str:
    names = [str(one[0]) for one in goods]
    more = f" +{len(names) - SHOWN_GOODS}" if len(names) > SHOWN_GOODS else ""
    return ", ".join(names[:SHOWN_GOODS]) + more
