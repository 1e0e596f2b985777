"""The province at a glance, its kabupaten, its shops, and one shop with everything about it."""

from __future__ import annotations

from datetime import date, timedelta

from psycopg import sql

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.goods import ranking
from koperasi_pos.province.figures.places import SILENT_DAYS, like, of_rows, of_shops
from koperasi_pos.province.figures.rows import (
    EVERYTHING,
    KabupatenFigures,
    Overview,
    Scope,
    ShopFacts,
    ShopPage,
    ShopRow,
)
from koperasi_pos.province.figures.sales import days, hours, payments, pillars
from koperasi_pos.province.figures.shifts import open_shifts, shifts
from koperasi_pos.province.figures.tills import alarms, health

OVERVIEW_DAYS = 30
ACTIVE_DAYS = 7

_STANDING = """SELECT count(*), count(*) FILTER (WHERE book.last_day > %s), coalesce(sum(greatest(shop.rev
        - coalesce(book.rev, 0), 0)), 0), coalesce(sum(book.stock_value), 0)
    FROM shop LEFT JOIN shop_book AS book ON book.shop = shop.id WHERE {where} AND shop.state = 'active'"""
_TILLS = """SELECT count(*), coalesce(sum(till.backlog), 0) FROM till JOIN shop ON shop.id = till.shop
    WHERE {where} AND till.state = 'active'"""
_KABUPATENS = f"""WITH standing AS (
        SELECT shop.kabupaten, count(*) FILTER (WHERE shop.state = 'active') AS shops,
            count(*) FILTER (WHERE book.last_day > %(active)s) AS active,
            coalesce(sum(book.stock_value), 0) AS stock_value
        FROM shop LEFT JOIN shop_book AS book ON book.shop = shop.id WHERE {{where}} GROUP BY shop.kabupaten
    ), tills AS (
        SELECT shop.kabupaten, sum(till.backlog) AS backlog, count(*) FILTER (
            WHERE coalesce(till.last_seen, till.enrolled_at) < now() - interval '{SILENT_DAYS} days') AS silent
        FROM till JOIN shop ON shop.id = till.shop
        WHERE {{where}} AND till.state = 'active' AND shop.state = 'active' GROUP BY shop.kabupaten
    ), sold AS (
        SELECT kabupaten, sum(count) FILTER (WHERE subject = 'sales') AS sales,
            sum(CASE subject WHEN 'sales' THEN amount ELSE -amount END) AS net,
            sum(CASE subject WHEN 'sales' THEN amount - cost ELSE cost - amount END) AS margin
        FROM tallied WHERE subject IN ('sales', 'refunds') AND day BETWEEN %(first)s AND %(last)s GROUP BY kabupaten
    )
    SELECT standing.kabupaten, coalesce(kabupaten.name, ''), standing.shops, standing.active, coalesce(sold.sales, 0),
        coalesce(sold.net, 0), coalesce(sold.margin, 0), standing.stock_value, coalesce(tills.backlog, 0),
        coalesce(tills.silent, 0)
    FROM standing LEFT JOIN kabupaten ON kabupaten.code = standing.kabupaten
    LEFT JOIN tills ON tills.kabupaten = standing.kabupaten LEFT JOIN sold ON sold.kabupaten = standing.kabupaten
    ORDER BY 6 DESC, 2"""  # noqa: S608 - our own words
_SHOPS = """SELECT shop.id, shop.name, shop.pesantren, shop.kabupaten, shop.state, coalesce(tills.tills, 0),
        coalesce(sold.sales, 0), coalesce(sold.net, 0), coalesce(book.stock_value, 0), book.last_day, tills.last_seen,
        coalesce(tills.backlog, 0), greatest(shop.rev - coalesce(book.rev, 0), 0), coalesce(book.unbooked, 0)
    FROM shop LEFT JOIN shop_book AS book ON book.shop = shop.id
    LEFT JOIN (SELECT shop, count(*) FILTER (WHERE state = 'active') AS tills, max(last_seen) AS last_seen,
        sum(backlog) FILTER (WHERE state = 'active') AS backlog FROM till WHERE {rows} GROUP BY shop) AS tills
        ON tills.shop = shop.id
    LEFT JOIN (SELECT shop, sum(sales) AS sales, sum(total - refunded) AS net FROM sale_day
        WHERE {rows} AND day BETWEEN %(first)s AND %(last)s GROUP BY shop) AS sold ON sold.shop = shop.id
    WHERE {where} AND (%(text)s = '%%' OR shop.name || ' ' || shop.pesantren || ' ' || shop.nspp || ' ' || shop.id
        ILIKE %(text)s)
    ORDER BY {order}, shop.name, shop.id LIMIT %(limit)s OFFSET %(offset)s"""
ORDERS = {
    "net": "8 DESC", "name": "shop.name", "last_day": "book.last_day NULLS FIRST", "backlog": "12 DESC",
    "stock": "9 DESC",
}  # fmt: skip
"""How lists of shops may be sorted."""
_FACTS = """SELECT shop.id, shop.name, shop.pesantren, shop.nspp, shop.kabupaten, coalesce(kabupaten.name, ''),
        shop.koperasi, shop.address, shop.phone, shop.state, coalesce(book.name, ''), coalesce(book.pesantren, ''),
        coalesce(book.nspp, ''), coalesce(book.address, ''), coalesce(book.phone, ''), coalesce(book.npwp, ''),
        coalesce(book.ppn, false), coalesce(book.stock_value, 0), greatest(shop.rev - coalesce(book.rev, 0), 0),
        coalesce(book.unbooked, 0)
    FROM shop LEFT JOIN shop_book AS book ON book.shop = shop.id
    LEFT JOIN kabupaten ON kabupaten.code = shop.kabupaten WHERE shop.id = %s"""
_REST = """SELECT coalesce(sum(tax - refund_tax), 0), coalesce(sum(dropped), 0), coalesce(sum(dropped_total), 0),
    coalesce(sum(skewed), 0) FROM sale_day WHERE shop = %s AND day BETWEEN %s AND %s"""


def overview(connection: Connection, today: date, scope: Scope = EVERYTHING) -> Overview:
    """Everything at a glance, of the last thirty days up to today."""
    standing = connection.execute(
        sql.SQL(_STANDING).format(where=of_shops(scope)), (today - timedelta(days=ACTIVE_DAYS),)
    ).fetchone()
    tills = connection.execute(sql.SQL(_TILLS).format(where=of_shops(scope)), ()).fetchone()
    assert standing is not None
    assert tills is not None
    return Overview(
        today=today,
        days=days(connection, today - timedelta(days=OVERVIEW_DAYS - 1), today, scope),
        hours=hours(connection, today, today, scope),
        shops=int(standing[0]),
        active_shops=int(standing[1]),
        tills=int(tills[0]),
        backlog=int(tills[1]),
        to_book=int(standing[2]),
        stock_value=int(standing[3]),
        alarms=alarms(connection, scope),
    )


def kabupatens(
    connection: Connection, first: date, last: date, today: date, scope: Scope = EVERYTHING
) -> list[KabupatenFigures]:
    """The kabupaten over a span, the largest turnover first."""
    rows = connection.execute(
        sql.SQL(_KABUPATENS).format(where=of_shops(scope)),
        {"first": first, "last": last, "active": today - timedelta(days=ACTIVE_DAYS)},
    )
    return [KabupatenFigures(row[0], row[1], *map(int, row[2:])) for row in rows]


def shops(
    connection: Connection,
    first: date,
    last: date,
    scope: Scope = EVERYTHING,
    *,
    text: str = "",
    order: str = "net",
    limit: int = 200,
    offset: int = 0,
) -> list[ShopRow]:
    """Shops over a span whose name, pesantren, NSPP or id contains `text`; sorted by one of `ORDERS`."""
    statement = sql.SQL(_SHOPS).format(where=of_shops(scope), rows=of_rows(scope), order=sql.SQL(ORDERS[order]))
    values = {
        "first": first, "last": last, "text": like(text) if text else "%", "limit": limit, "offset": offset,
    }  # fmt: skip
    return [
        ShopRow(*row[:5], *map(int, row[5:9]), *row[9:11], *map(int, row[11:]))
        for row in connection.execute(statement, values)
    ]


def shop_page(connection: Connection, shop: str, first: date, last: date) -> ShopPage | None:
    """Everything about one shop over a span; `None` where there is none."""
    facts = connection.execute(_FACTS, (shop,)).fetchone()
    if facts is None:
        return None
    scope = Scope(shop=shop)
    rest = connection.execute(_REST, (shop, first, last)).fetchone()
    assert rest is not None
    return ShopPage(
        ShopFacts(*facts[:17]),
        first,
        last,
        days=days(connection, first, last, scope),
        hours=hours(connection, first, last, scope),
        ways=payments(connection, first, last, scope),
        pillars=pillars(connection, first, last, scope),
        goods=ranking(connection, first, last, scope, limit=20).goods,
        stock_value=int(facts[17]),
        tax=int(rest[0]),
        dropped=int(rest[1]),
        dropped_total=int(rest[2]),
        skewed=int(rest[3]),
        to_book=int(facts[18]),
        unbooked=int(facts[19]),
        tills=health(connection, scope),
        shifts=[*open_shifts(connection, scope), *shifts(connection, first, last, scope, limit=60)],
    )
