"""What two shops owe each other, netted once a day by the day on which the province heard of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from koperasi_pos.journal.documents import VisitsSettled
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.holder.holding import hold_all
from koperasi_pos.values import WIB, Rupiah

_DUE = """SELECT DISTINCT least(shop, visitor), greatest(shop, visitor), heard FROM visit_claim
    WHERE settlement = '' AND heard < %s ORDER BY 3, 1, 2"""
_TAKE = """UPDATE visit_claim SET settlement = %s WHERE settlement = '' AND heard = %s
    AND ((shop = %s AND visitor = %s) OR (shop = %s AND visitor = %s)) RETURNING visitor, amount"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A day of two shops as one of them sees it: `net` above 0 is paid to it."""

    id: str
    day: date
    partner: str
    name: str
    claim: int
    debt: int
    purchases: int
    at: datetime | None

    @property
    def net(self) -> int:
        """What this shop gets, below 0 what it pays."""
        return self.claim - self.debt


def settle_due(pool: Pool, now: datetime) -> int:
    """Net every day that is over, pair by pair; how many settlements were written. Safe to call by many at once."""
    today = now.astimezone(WIB).date()
    with pool.reading() as connection:
        due = connection.execute(_DUE, (today,)).fetchall()
    done = 0
    for one, other, day in due:
        with pool.writing() as connection:
            done += settle(connection, one, other, day, now)
    return done


def settle(connection: Connection, one: str, other: str, day: date, now: datetime) -> bool:
    """Net one day of two shops; both journals get it. False where somebody else has just done it."""
    holdings = hold_all(connection, [one, other], now)
    # What comes to light later, of the time before the province was restored, is netted beside it.
    before = connection.execute(
        "SELECT count(*) FROM visit_settlement WHERE shop = %s AND other = %s AND day = %s", (one, other, day)
    ).fetchone()
    nth = int(before[0]) if before else 0
    told = f"visits-settled/{one}/{other}/{day}/{holdings[one].epoch}" + (f"/{nth}" if nth else "")
    id = hashlib.sha256(told.encode()).hexdigest()[:32]
    rows = connection.execute(_TAKE, (id, day, one, other, other, one)).fetchall()
    if not rows:
        return False
    claims = {shop: sum(amount for visitor, amount in rows if visitor == shop) for shop in (one, other)}
    connection.execute(
        "INSERT INTO visit_settlement (shop, other, id, day, one_claims, other_claims, purchases, at, nth)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (one, other, id, day, claims[one], claims[other], len(rows), now, nth),
    )
    for shop, partner in ((one, other), (other, one)):
        row = connection.execute("SELECT name, pesantren FROM shop WHERE id = %s", (partner,)).fetchone()
        assert row is not None
        holdings[shop].write(
            VisitsSettled(
                id=id, partner=partner, name=row[1] or row[0], claim=Rupiah(claims[shop]),
                debt=Rupiah(claims[partner]), net=claims[shop] - claims[partner], purchases=len(rows),
                day=day.isoformat(), nth=nth,
            )
        )  # fmt: skip
    return True


_OF_SHOP = """SELECT v.id, v.day, s.id, coalesce(nullif(s.pesantren, ''), s.name),
        CASE WHEN v.shop = %s THEN v.one_claims ELSE v.other_claims END,
        CASE WHEN v.shop = %s THEN v.other_claims ELSE v.one_claims END, v.purchases, v.at
    FROM visit_settlement v JOIN shop s ON s.id = CASE WHEN v.shop = %s THEN v.other ELSE v.shop END
    WHERE v.shop = %s OR v.other = %s ORDER BY v.day DESC, s.id LIMIT %s OFFSET %s"""
_OPEN = """SELECT '', max(c.heard), s.id, coalesce(nullif(s.pesantren, ''), s.name),
        coalesce(sum(c.amount) FILTER (WHERE c.visitor = %s), 0)::bigint,
        coalesce(sum(c.amount) FILTER (WHERE c.shop = %s), 0)::bigint, count(*)::int, NULL::timestamptz
    FROM visit_claim c JOIN shop s ON s.id = CASE WHEN c.shop = %s THEN c.visitor ELSE c.shop END
    WHERE c.settlement = '' AND (c.shop = %s OR c.visitor = %s) GROUP BY s.id, s.name, s.pesantren ORDER BY 4"""


def settlements(connection: Connection, shop: str, *, limit: int = 100, offset: int = 0) -> list[Settled]:
    """What was netted for a shop, the newest day first."""
    rows = connection.execute(_OF_SHOP, (shop, shop, shop, shop, shop, limit, offset))
    return [Settled(*row) for row in rows]


def open_claims(connection: Connection, shop: str) -> list[Settled]:
    """What is not netted yet, by partner."""
    return [Settled(*row) for row in connection.execute(_OPEN, (shop, shop, shop, shop, shop))]


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A sale whose reservation was not there any more."""

    sale: str
    number: str
    amount: int
    home: str
    reason: str
    at: datetime


def unpaid(connection: Connection, shop: str) -> list[Unpaid]:
    """Sales of a shop by cards of others that nobody paid for; people settle them by hand."""
    rows = connection.execute(
        "SELECT u.sale, u.number, u.amount, coalesce(s.name, ''), u.reason, u.at FROM visit_unpaid u"
        " LEFT JOIN shop s ON s.id = u.home WHERE u.shop = %s ORDER BY u.at DESC LIMIT 200",
        (shop,),
    )
    return [Unpaid(*row) for row in rows]
