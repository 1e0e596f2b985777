"""Cards over shops and spans: float and its holders, money in and out by day, spending, what the guarantee bears."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from psycopg import sql

from koperasi_pos.journal.documents import CardRulesSaved
from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.card_rows import (
    CardDay,
    CardHolder,
    Decision,
    FloatSums,
    ShopFloat,
)
from koperasi_pos.province.figures.places import like, of_rows, of_shops, of_tallies
from koperasi_pos.province.figures.rows import EVERYTHING, Scope
from koperasi_pos.trade.card_figures import CardWay, Spending

WARNING = int(CardRulesSaved.model_fields["float_warning"].default)
"""The threshold of a shop that laid down none of its own."""
_OURS = """(held.device = substr(encode(sha256(convert_to('province/' || province.id || '/' || held.shop, 'UTF8')),
    'hex'), 1, 16))"""
"""`protocol.province_device`: what the province writes as for the shop."""
_STATE = f"""CASE WHEN {_OURS} THEN CASE WHEN held.epoch < province.server_epoch THEN 'past' ELSE 'active' END
        WHEN till.state IS NULL THEN 'unknown'
        WHEN till.state <> 'active' THEN till.state
        WHEN writer.frozen THEN 'frozen'
        WHEN EXISTS (SELECT 1 FROM till_book AS later WHERE later.shop = held.shop AND later.device = held.device
            AND later.epoch > held.epoch) THEN 'past'
        ELSE 'active' END"""  # noqa: S608 - our own words
_HELD = """FROM card_float AS held CROSS JOIN province
    LEFT JOIN till ON till.shop = held.shop AND till.device = held.device
    LEFT JOIN writer ON writer.shop = held.shop AND writer.device = held.device AND writer.epoch = held.epoch"""
_SHORT = """SELECT shop, device, epoch, -sum(net)::bigint AS short FROM card_holder
    WHERE {rows} AND net < 0 GROUP BY 1, 2, 3"""
_FLOATS = f"""WITH short AS ({_SHORT}), gone AS (
        SELECT held.shop, sum(held.net + coalesce(short.short, 0)) AS stranded {_HELD}
        LEFT JOIN short ON short.shop = held.shop AND short.device = held.device AND short.epoch = held.epoch
        WHERE {{held}} AND ({_OURS} AND held.epoch < province.server_epoch
            OR till.state IN ('revoked', 'lost', 'replaced')
            OR EXISTS (SELECT 1 FROM till_book AS later WHERE later.shop = held.shop AND later.device = held.device
            AND later.epoch > held.epoch)) GROUP BY held.shop
    ), borne AS (SELECT shop, sum(short) AS short FROM short GROUP BY shop), floats AS (
        SELECT shop.id, shop.name, coalesce(kabupaten.name, '') AS kabupaten, standing.accounts,
            (standing.balance + coalesce(borne.short, 0))::bigint AS balance,
            coalesce(gone.stranded, 0)::bigint AS stranded, coalesce(borne.short, 0)::bigint AS short,
            coalesce((rule.body ->> 'float_warning')::bigint, {WARNING}) AS warning
        FROM card_standing AS standing JOIN shop ON shop.id = standing.shop
        LEFT JOIN kabupaten ON kabupaten.code = shop.kabupaten LEFT JOIN gone ON gone.shop = standing.shop
        LEFT JOIN borne ON borne.shop = standing.shop LEFT JOIN card_rule AS rule ON rule.shop = standing.shop
        WHERE {{where}}
    )"""  # noqa: S608 - our own words
_DAYS_OF_A_SHOP = "SELECT day, kind, way, count, amount FROM card_day WHERE {where} AND day BETWEEN %s AND %s"
_DAYS = """SELECT day, split_part(name, '/', 1), split_part(name, '/', 2), count, amount FROM tallied
    WHERE {where} AND subject = 'card' AND day BETWEEN %s AND %s"""
_SPENT_OF_A_SHOP = """SELECT category, class, sum(amount)::bigint FROM card_spent
    WHERE {where} AND day BETWEEN %s AND %s GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2"""
_SPENT = """SELECT name, '', sum(amount)::bigint FROM tallied
    WHERE {where} AND subject = 'spent' AND day BETWEEN %s AND %s GROUP BY 1
    HAVING sum(amount) <> 0 ORDER BY 3 DESC, 1"""
_HOLDERS = f"""WITH short AS ({_SHORT})
    SELECT held.device, held.epoch, coalesce(nullif(books.code, ''), till.code, ''), {_STATE}, till.last_seen,
        (SELECT count(*) FROM card_holder AS of_card WHERE of_card.shop = held.shop AND of_card.device = held.device
            AND of_card.epoch = held.epoch AND of_card.net > 0)::int,
        (held.net + coalesce(short.short, 0))::bigint, coalesce(short.short, 0), {_OURS}
    {_HELD} LEFT JOIN short ON short.shop = held.shop AND short.device = held.device AND short.epoch = held.epoch
    LEFT JOIN till_book AS books ON books.shop = held.shop AND books.device = held.device AND books.epoch = held.epoch
    WHERE held.shop = %(shop)s ORDER BY 7 DESC, 3, held.epoch"""  # noqa: S608 - our own words
_DECISIONS = """SELECT done.at, coalesce(nullif(gone.code, ''), till.code, ''), done.device, done.epoch, done.accounts,
        done.amount, coalesce((SELECT -sum(net) FROM card_holder AS short WHERE short.shop = done.shop
            AND short.device = done.device AND short.epoch = done.epoch AND net < 0), 0)::bigint,
        done.reason, coalesce(maker.code, ''), done.approvals
    FROM card_reclaim AS done
    LEFT JOIN till_book AS gone ON gone.shop = done.shop AND gone.device = done.device AND gone.epoch = done.epoch
    LEFT JOIN till ON till.shop = done.shop AND till.device = done.device
    LEFT JOIN till_book AS maker ON maker.shop = done.shop AND maker.device = done.by_device
        AND maker.epoch = done.by_epoch
    WHERE done.shop = %s ORDER BY done.at DESC, done.seq LIMIT %s OFFSET %s"""


def shop_floats(
    connection: Connection, scope: Scope = EVERYTHING, *, text: str = "", limit: int = 200, offset: int = 0
) -> list[ShopFloat]:
    """Shops with cards, the largest float first."""
    statement = _floats(
        scope, " SELECT * FROM floats WHERE name ILIKE %(text)s ORDER BY balance DESC, name, id"
        " LIMIT %(limit)s OFFSET %(offset)s",
    )  # fmt: skip
    values = {"text": like(text), "limit": limit, "offset": offset}
    return [ShopFloat(*row) for row in connection.execute(statement, values)]


def float_sums(connection: Connection, scope: Scope = EVERYTHING) -> FloatSums:
    """All of them together."""
    statement = _floats(
        scope, " SELECT count(*), coalesce(sum(accounts), 0), coalesce(sum(balance), 0), coalesce(sum(stranded), 0),"
        " coalesce(sum(short), 0), count(*) FILTER (WHERE balance >= warning) FROM floats",
    )  # fmt: skip
    row = connection.execute(statement, ()).fetchone()
    assert row is not None
    return FloatSums(*map(int, row))


def _floats(scope: Scope, what: str) -> sql.Composed:
    return sql.SQL(_FLOATS + what).format(rows=of_rows(scope), held=of_rows(scope, "held.shop"), where=of_shops(scope))


def shop_float(connection: Connection, shop: str) -> ShopFloat | None:
    """One shop; `None` where it has no card."""
    found = shop_floats(connection, Scope(shop=shop), limit=1)
    return found[0] if found else None


def holders(connection: Connection, shop: str) -> tuple[list[CardHolder], int]:
    """(who may spend how much of the shop's cards, what is on its way between them)."""
    statement = sql.SQL(_HOLDERS).format(rows=of_rows(Scope(shop=shop)))
    found = [CardHolder(*row) for row in connection.execute(statement, {"shop": shop})]
    row = connection.execute("SELECT balance FROM card_standing WHERE shop = %s", (shop,)).fetchone()
    on_the_way = (int(row[0]) if row else 0) - sum(one.rights - one.short for one in found)
    return found, on_the_way


def card_days(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[CardDay]:
    """Every day of a span, the oldest first."""
    sums: defaultdict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, kind, _way, count, amount in _rows(connection, _DAYS_OF_A_SHOP, _DAYS, scope, first, last):
        sums[day][kind] += int(amount)
        sums[day][f"{kind} count"] += int(count)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        CardDay(
            day, found["top_up"], -found["cash_out"], -found["sale"] - found["refund"], found["sale count"],
            -found["fee"], found["refused count"],
        )
        if (found := sums.get(day)) is not None
        else CardDay(day)
        for day in every
    ]  # fmt: skip


def card_ways(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[CardWay]:
    """Movements of a span by kind and way; `refused` has the code of the refusal for its way."""
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for _day, kind, way, count, amount in _rows(connection, _DAYS_OF_A_SHOP, _DAYS, scope, first, last):
        sums[kind, way][0] += int(count)
        sums[kind, way][1] += int(amount)
    order = ("top_up", "cash_out", "sale", "refund", "fee", "moved", "refused")
    return [
        CardWay(kind, way, count, amount)
        for (kind, way), (count, amount) in sorted(
            sums.items(), key=lambda one: (order.index(one[0][0]) if one[0][0] in order else 9, -one[1][0], one[0][1])
        )
        if count
    ]


def spending(connection: Connection, first: date, last: date, scope: Scope = EVERYTHING) -> list[Spending]:
    """What cards spent by category, in one shop also by class."""
    rows = _rows(connection, _SPENT_OF_A_SHOP, _SPENT, scope, first, last)
    return [Spending(category, place, amount) for category, place, amount in rows]


def decisions(connection: Connection, shop: str, *, limit: int = 100, offset: int = 0) -> list[Decision]:
    """What people decided about holders that were gone, the newest first."""
    rows = connection.execute(_DECISIONS, (shop, limit, offset))
    return [Decision(*row) for row in rows]  # PostgreSQL's arrays come as lists


def _rows(
    connection: Connection, of_a_shop: str, across: str, scope: Scope, first: date, last: date
) -> list[tuple[Any, ...]]:
    if scope.shop:
        statement = sql.SQL(of_a_shop).format(where=of_rows(scope))
    else:
        statement = sql.SQL(across).format(where=of_tallies(scope))
    return connection.execute(statement, (first, last)).fetchall()
