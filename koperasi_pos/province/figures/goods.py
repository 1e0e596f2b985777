"""Goods by turnover, across shops or in one, and what a shop has on its shelves."""

from __future__ import annotations

from datetime import date, timedelta

from psycopg import sql

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures.places import of_rows, of_tallies, quoted
from koperasi_pos.province.figures.rows import EVERYTHING, GoodsRank, Ranking, Scope, StockRow

_OF_A_SHOP = """SELECT goods.kin, goods.name, goods.unit, goods.pillar, sum(lines), sum(sold.quantity), sum(sold.total),
        sum(sold.cost), goods.shop, shop.name
    FROM sale_goods AS sold JOIN goods USING (shop, product) JOIN shop ON shop.id = sold.shop
    WHERE {where} AND day BETWEEN {first} AND {last} AND {pillar}
    GROUP BY goods.shop, goods.product, goods.kin, goods.name, goods.unit, goods.pillar, shop.name
    ORDER BY 7 DESC, goods.name, goods.product LIMIT {limit}"""
_ACROSS = """WITH first AS (
        SELECT name AS kin, pillar, sum(count) AS lines, sum(quantity) AS quantity, sum(amount) AS total,
            sum(cost) AS cost
        FROM tallied WHERE {where} AND subject = 'goods' AND day BETWEEN {first} AND {last} AND {pillar}
        GROUP BY name, pillar HAVING (sum(count), sum(quantity), sum(amount), sum(cost)) <> (0, 0, 0, 0)
        ORDER BY total DESC, kin LIMIT {limit}
    )
    SELECT first.kin, coalesce(kin.name, own.name, ''), coalesce(kin.unit, own.unit, ''), first.pillar, first.lines,
        first.quantity, first.total, first.cost, coalesce(own.shop, ''), coalesce(shop.name, '')
    FROM first
    LEFT JOIN kin ON kin.kin = first.kin
    LEFT JOIN goods AS own ON kin.kin IS NULL AND own.shop = split_part(first.kin, '/', 1)
        AND own.product = split_part(first.kin, '/', 2)
    LEFT JOIN shop ON shop.id = own.shop
    ORDER BY first.total DESC, first.kin"""
_STOCK = """SELECT stock.product, coalesce(goods.name, ''), coalesce(goods.unit, ''), coalesce(goods.category, ''),
        coalesce(goods.pillar, ''), stock.quantity, stock.value
    FROM stock LEFT JOIN goods ON goods.shop = stock.shop AND goods.product = stock.product
    WHERE stock.shop = %s AND (stock.quantity <> 0 OR stock.value <> 0)
    ORDER BY stock.value DESC, goods.name, stock.product LIMIT %s OFFSET %s"""


def ranking(
    connection: Connection,
    first: date,
    last: date,
    scope: Scope = EVERYTHING,
    *,
    pillar: str | None = None,
    limit: int = 50,
) -> Ranking:
    """Goods by turnover; `pillar` as in `PILLARS`, empty for goods of none, `None` for all.

    Of one shop the span is as asked; across shops it is made of whole months, and the answer says which.
    """
    template = _OF_A_SHOP
    if not scope.shop:
        template, first, last = _ACROSS, first.replace(day=1), _month_end(last)
    wanted = sql.SQL("pillar = {}").format(quoted(pillar)) if pillar is not None else sql.SQL("true")
    statement = sql.SQL(template).format(
        where=of_rows(scope) if scope.shop else of_tallies(scope),
        first=sql.Literal(first),
        last=sql.Literal(last),
        pillar=wanted,
        limit=sql.Literal(limit),
    )
    found = [
        GoodsRank(kin, name, unit, of, int(lines), int(quantity), int(total), int(cost), shop, shop_name)
        for kin, name, unit, of, lines, quantity, total, cost, shop, shop_name in connection.execute(statement, ())
    ]
    return Ranking(first, last, pillar or "", found)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def stock(connection: Connection, shop: str, *, limit: int = 200, offset: int = 0) -> list[StockRow]:
    """What is on a shop's shelves, the most valuable first."""
    return [StockRow(*row) for row in connection.execute(_STOCK, (shop, limit, offset))]
