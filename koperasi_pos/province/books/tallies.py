"""Sums across shops: of a day by kabupaten, of goods by month; what one shop adds, takes away or moves elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import Connection, sql

from koperasi_pos.province.books.batch import Batch
from koperasi_pos.province.books.goods import Resorted, Sort
from koperasi_pos.province.books.sums import CARD_DAY, CARD_SPENT, PAYMENT_DAY, SALE_DAY, SALE_GOODS, SALE_HOUR

_LOCK = 0x74616C6C
"""Number of the advisory lock of whoever puts in what is waiting."""
FOLDED_AT_ONCE = 100_000

Place = tuple[str, date, str, str, str]
"""(subject, day, kabupaten, name, pillar)."""

_INSERT = """INSERT INTO tally_waiting (subject, day, kabupaten, name, pillar, count, quantity, amount, cost)
    SELECT * FROM unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::bigint[])"""

_CONTRIBUTIONS = """
    SELECT 'sales' AS subject, day, shop, '' AS name, '' AS pillar, sales AS count, 0::bigint AS quantity,
        total AS amount, cost FROM sale_day WHERE {of_shop} AND sales <> 0
    UNION ALL SELECT 'refunds', day, shop, '', '', refunds, 0, refunded, refund_cost FROM sale_day
        WHERE {of_shop} AND refunds <> 0
    UNION ALL SELECT 'shops', day, shop, '', '', 1, 0, 0, 0 FROM sale_day WHERE {of_shop} AND sales > 0
    UNION ALL SELECT 'hour', day, shop, to_char(hour, 'FM00'), '', sales, 0, total, 0 FROM sale_hour WHERE {of_shop}
    UNION ALL SELECT 'way', day, shop, way, '', count, 0, amount, 0 FROM payment_day WHERE {of_shop}
    UNION ALL SELECT 'pillar', day, sold.shop, '', pillar, lines, quantity, total, sold.cost
        FROM sale_goods AS sold JOIN goods USING (shop, product) WHERE {of_shop}
    UNION ALL SELECT 'goods', date_trunc('month', day)::date, sold.shop, kin, pillar, lines, quantity, total, sold.cost
        FROM sale_goods AS sold JOIN goods USING (shop, product) WHERE {of_shop}
    UNION ALL SELECT 'card', day, shop, kind || '/' || way, '', count, 0, amount, 0 FROM card_day WHERE {of_shop}
    UNION ALL SELECT 'spent', day, shop, category, '', 0, 0, amount, 0 FROM card_spent WHERE {of_shop}"""


def _contributions(shop: str | None) -> sql.Composed:
    """What the books of one shop, or of all, add to the sums across shops."""
    of_shop = sql.SQL("true") if shop is None else sql.SQL("shop = {}").format(sql.Literal(shop))
    return sql.SQL(_CONTRIBUTIONS).format(of_shop=of_shop)


@dataclass
class Tallies:
    """What a batch adds to the sums across shops."""

    kabupaten: str
    rows: dict[Place, list[int]] = field(default_factory=dict)

    def add(
        self, subject: str, day: date, name: str = "", pillar: str = "", *, count: int = 0, quantity: int = 0,
        amount: int = 0, cost: int = 0,
    ) -> None:  # fmt: skip
        """Add to one sum."""
        held = self.rows.setdefault((subject, day, self.kabupaten, name, pillar), [0, 0, 0, 0])
        for n, figure in enumerate((count, quantity, amount, cost)):
            held[n] += figure

    def add_goods(self, day: date, sort: Sort, figures: tuple[int, ...] | list[int], sign: int = 1) -> None:
        """Add goods that were sold to the sums of their pillar and of their kin."""
        lines, quantity, amount, cost = (sign * figure for figure in figures)
        self.add("pillar", day, "", sort.pillar, count=lines, quantity=quantity, amount=amount, cost=cost)
        month = day.replace(day=1)
        self.add("goods", month, sort.kin, sort.pillar, count=lines, quantity=quantity, amount=amount, cost=cost)

    def write(self, connection: Connection[Any]) -> None:
        """Leave what is to be added with what waits."""
        rows = [(*place, *figures) for place, figures in self.rows.items() if any(figures)]
        if rows:
            connection.execute(_INSERT, tuple(list(column) for column in zip(*rows, strict=True)))


def gather(
    connection: Connection[Any], batch: Batch, kabupaten: str, sorts: Mapping[str, Sort], resorted: list[Resorted]
) -> Tallies:
    """What a batch adds across shops. Called before the batch's own days are added to those of the shop."""
    found, rows = Tallies(kabupaten), batch.sums.rows
    new = _days_without_a_sale(connection, batch)
    for (day,), figures in rows[SALE_DAY].items():
        one = dict(zip(SALE_DAY.figures, figures, strict=True))
        if one["sales"]:
            found.add("sales", day, count=one["sales"], amount=one["total"], cost=one["cost"])
            found.add("shops", day, count=int(day in new))
        if one["refunds"]:
            found.add("refunds", day, count=one["refunds"], amount=one["refunded"], cost=one["refund_cost"])
    for (day, hour), (sales, total) in rows[SALE_HOUR].items():
        found.add("hour", day, f"{hour:02}", count=sales, amount=total)
    for (day, way), (amount, count) in rows[PAYMENT_DAY].items():
        found.add("way", day, way, count=count, amount=amount)
    for (day, kind, way), (count, amount) in rows[CARD_DAY].items():
        found.add("card", day, f"{kind}/{way}", count=count, amount=amount)
    for (day, category, _class), (amount,) in rows[CARD_SPENT].items():
        found.add("spent", day, category, amount=amount)
    for (day, product), goods in rows[SALE_GOODS].items():
        found.add_goods(day, sorts[product], goods)
    for moved in resorted:
        found.add_goods(moved.day, moved.old, moved.figures, -1)
        found.add_goods(moved.day, moved.new, moved.figures)
    return found


def _days_without_a_sale(connection: Connection[Any], batch: Batch) -> set[date]:
    days = {day for (day,), figures in batch.sums.rows[SALE_DAY].items() if figures[0]}
    if days:
        rows = connection.execute(
            "SELECT day FROM sale_day WHERE shop = %s AND day = ANY(%s) AND sales > 0", (batch.shop, list(days))
        )
        days -= {row[0] for row in rows}
    return days


def move(connection: Connection[Any], shop: str, *, out_of: str | None, into: str | None) -> None:
    """A shop's part of all sums leaves one kabupaten and comes to another; `None` is nowhere."""
    for kabupaten, sign in ((out_of, -1), (into, 1)):
        if kabupaten is not None:
            connection.execute(
                sql.SQL(
                    "INSERT INTO tally_waiting (subject, day, kabupaten, name, pillar, count, quantity, amount, cost)"
                    " SELECT subject, day, {kabupaten}, name, pillar, {sign} * sum(count), {sign} * sum(quantity),"
                    " {sign} * sum(amount), {sign} * sum(cost) FROM ({every}) AS every"
                    " GROUP BY subject, day, name, pillar"
                ).format(kabupaten=sql.Literal(kabupaten), sign=sql.Literal(sign), every=_contributions(shop))
            )


def fold(connection: Connection[Any]) -> int:
    """Put what waits into the sums, in the open transaction; how many rows. One does it at a time, others find none."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).fetchone()
    if row is None or not row[0]:
        return 0
    found = connection.execute(
        """WITH taken AS (
            DELETE FROM tally_waiting WHERE key IN (SELECT key FROM tally_waiting ORDER BY key LIMIT %s) RETURNING *
        ), added AS (
            INSERT INTO tally AS held (subject, day, kabupaten, name, pillar, count, quantity, amount, cost)
            SELECT subject, day, kabupaten, name, pillar, sum(count), sum(quantity), sum(amount), sum(cost)
            FROM taken GROUP BY subject, day, kabupaten, name, pillar
            ON CONFLICT (subject, day, kabupaten, name, pillar) DO UPDATE SET count = held.count + excluded.count,
                quantity = held.quantity + excluded.quantity, amount = held.amount + excluded.amount,
                cost = held.cost + excluded.cost
        ) SELECT count(*) FROM taken""",
        (FOLDED_AT_ONCE,),
    ).fetchone()
    return int(found[0]) if found else 0


def differing(connection: Connection[Any], limit: int = 20) -> list[tuple[Any, ...]]:
    """Sums across shops that are not what the books of the shops add up to: (place, count, amount) by how much off."""
    rows = connection.execute(
        sql.SQL(
            """SELECT subject, day, kabupaten, name, pillar, sum(count), sum(quantity), sum(amount), sum(cost) FROM (
                SELECT * FROM tallied
                UNION ALL SELECT subject, day, shop_book.kabupaten, every.name, pillar, -count, -quantity, -amount,
                    -cost
                FROM ({every}) AS every JOIN shop_book USING (shop)
            ) AS both_sides GROUP BY subject, day, kabupaten, name, pillar
            HAVING (sum(count), sum(quantity), sum(amount), sum(cost)) <> (0, 0, 0, 0)
            ORDER BY subject, day, kabupaten, name LIMIT {limit}"""
        ).format(every=_contributions(None), limit=sql.Literal(limit))
    )
    return [tuple(row) for row in rows]
