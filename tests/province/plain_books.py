"""A second opinion on the books of the province: plain sums over journals, and the books in the same form."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from koperasi_pos.province.database import Connection
from tests.simulation.plain_goods import GoodsLedger

Sums = dict[Any, Any]


class PlainBooks:
    """What a shop's lines say, added up without a rule of the program."""

    def __init__(self, lines: Iterable[bytes] = ()) -> None:
        self.days: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.hours: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        self.goods: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.ways: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.shifts: dict[str, tuple[int, int, int] | None] = {}
        self.refunds: dict[str, int] = {}
        self.ledger = GoodsLedger()
        self._products: dict[str, tuple[tuple[Any, ...], str]] = {}
        for line in lines:
            self.read(line)

    @property
    def pillars(self) -> dict[str, str]:
        """Product → the pillar that it has now."""
        return {product: pillar for product, (_stamp, pillar) in self._products.items()}

    def read(self, line: bytes) -> None:
        """Take in one entry."""
        entry = json.loads(line)
        body = entry["body"]
        self.ledger.read(line)
        match entry["kind"]:
            case "sale":
                self._sale(entry["time"], body)
            case "refund":
                self._refund(body)
            case "product":
                mark = (entry["time"], entry["writer"], entry["epoch"], entry["seq"])
                held = self._products.get(body["product"])
                if held is None or mark > held[0]:
                    self._products[body["product"]] = (mark, body.get("pillar", ""))
            case "basket_dropped":
                self.days[body["day"]].update(dropped=1, dropped_total=body["total"])
            case "shift_opened":
                self.shifts.setdefault(body["id"], None)
            case "shift_closed":
                self.shifts[body["shift"]] = (body["expected"], body["counted"], body["difference"])

    def _sale(self, time: str, body: dict[str, Any]) -> None:
        day, total = body["day"], body["total"]
        self.days[day].update(
            sales=1, total=total, gross=body["gross"], discount=body.get("discount", 0), tax=body.get("tax", 0),
            rounding=body.get("rounding", 0), sedekah=body.get("sedekah", 0),
            cost=sum(line.get("cost", 0) for line in body["lines"]),
            member_total=total if (body.get("customer") or {}).get("member") else 0,
            removed=len(body.get("removed", ())), removed_total=sum(one["total"] for one in body.get("removed", ())),
        )  # fmt: skip
        self.hours[day, int(time[11:13])].update(sales=1, total=total)
        for line in body["lines"]:
            self.goods[day, line["product"]].update(
                lines=1, quantity=line.get("base", 1000), total=line["total"], cost=line.get("cost", 0)
            )
        for paid in body["payments"]:
            self.ways[day, paid["way"]].update(count=1, amount=paid["amount"])

    def _refund(self, body: dict[str, Any]) -> None:
        day = body["day"]
        self.refunds[body["id"]] = body["total"]
        self.days[day].update(
            refunds=1, refunded=body["total"], refund_tax=body.get("tax", 0),
            refund_rounding=body.get("rounding", 0), refund_cost=sum(line.get("cost", 0) for line in body["lines"]),
        )  # fmt: skip
        for line in body["lines"]:
            self.goods[day, line["product"]].update(
                quantity=-line.get("base", 1000), total=-line["total"], cost=-line.get("cost", 0)
            )
        for paid in body["payments"]:
            self.ways[day, paid["way"]].update(count=1, amount=-paid["amount"])

    def books(self) -> dict[str, Sums]:
        """Everything, as `books_of` reads it from the tables."""
        pillars: defaultdict[tuple[str, str], int] = defaultdict(int)
        for (day, product), figures in self.goods.items():
            pillars[day, self.pillars.get(product, "")] += figures["total"]
        return {
            "days": _plain(self.days), "hours": _plain(self.hours), "goods": _plain(self.goods),
            "ways": _plain(self.ways), "stock": self.ledger.stock(), "shifts": self.shifts, "refunds": self.refunds,
            "pillars": {key: total for key, total in pillars.items() if total},
        }  # fmt: skip


def _plain(rows: defaultdict[Any, Counter[str]]) -> Sums:
    plain = {key: {name: figure for name, figure in row.items() if figure} for key, row in rows.items()}
    return {key: row for key, row in plain.items() if row}


_SUMS = {
    "days": ("SELECT day::text, * FROM sale_day", 1), "hours": ("SELECT day::text, hour, * FROM sale_hour", 2),
    "goods": ("SELECT day::text, product, * FROM sale_goods", 2),
    "ways": ("SELECT day::text, way, * FROM payment_day", 2),
}  # fmt: skip
_KEYS = {"shop", "day", "hour", "product", "way", "skewed"}


def books_of(connection: Connection, shop: str) -> dict[str, Sums]:
    """The books of a shop as the tables hold them; which clock was wrong is looked at elsewhere."""
    found: dict[str, Sums] = {}
    for name, (query, keys) in _SUMS.items():
        cursor = connection.execute(f"{query} WHERE shop = %s", (shop,))
        columns = [column.name for column in cursor.description or ()]
        rows: Sums = {}
        for row in cursor:
            key = row[0] if keys == 1 else (row[0], row[1])
            figures = {
                column: figure
                for column, figure in zip(columns[keys:], row[keys:], strict=True)
                if column not in _KEYS and figure
            }
            if figures:
                rows[key] = figures
        found[name] = rows
    stock = connection.execute("SELECT product, quantity, value FROM stock WHERE shop = %s", (shop,))
    found["stock"] = {product: (quantity, value) for product, quantity, value in stock if (quantity, value) != (0, 0)}
    shifts = connection.execute("SELECT id, expected, counted, difference FROM shift WHERE shop = %s", (shop,))
    found["shifts"] = {row[0]: None if row[1] is None else row[1:] for row in shifts}
    refunds = connection.execute("SELECT id, total FROM refund WHERE shop = %s", (shop,))
    found["refunds"] = {row[0]: row[1] for row in refunds}
    pillars = connection.execute(
        "SELECT day::text, pillar, sum(sold.total)::bigint FROM sale_goods AS sold JOIN goods USING (shop, product)"
        " WHERE shop = %s GROUP BY day, pillar HAVING sum(sold.total) <> 0",
        (shop,),
    )
    found["pillars"] = {(row[0], row[1]): row[2] for row in pillars}
    return found


TABLES = (
    "shop_book", "till_book", "goods", "sale_day", "sale_hour", "sale_goods", "payment_day", "stock", "refund",
    "shift", "quarantine", "card_person", "card_account", "card", "card_rule", "card_movement", "card_refusal",
    "card_holder", "card_transfer", "card_standing", "card_float", "card_day", "card_spent", "card_reclaim", "picture",
)  # fmt: skip


def every_row(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All books of all shops row by row, without when they were made, and the sums across shops."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for table in TABLES:
        left_out = " - 'at'" if table == "shop_book" else ""
        found = connection.execute(f"SELECT to_jsonb({table}){left_out} FROM {table}")
        rows[table] = sorted((json.dumps(row[0], sort_keys=True),) for row in found)
    rows["tallied"] = connection.execute(
        "SELECT subject, day, kabupaten, name, pillar, sum(count), sum(quantity), sum(amount), sum(cost) FROM tallied"
        " GROUP BY subject, day, kabupaten, name, pillar"
        " HAVING (sum(count), sum(quantity), sum(amount), sum(cost)) <> (0, 0, 0, 0) ORDER BY 1, 2, 3, 4, 5"
    ).fetchall()
    return rows
