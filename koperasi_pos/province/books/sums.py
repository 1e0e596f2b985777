"""Tables of sums: what a batch of entries adds to them is gathered in memory and written with one statement a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from psycopg import Connection, sql

LARGEST = 10**15
"""A figure beyond a thousand trillion is no figure of a shop; the entry that says so is not booked."""

Key = tuple[Any, ...]
Contribution = tuple["SumTable", Key, Sequence[int]]


@dataclass(frozen=True, eq=False)
class SumTable:
    """A table whose rows are named by the shop and `keys` (name, SQL type) and carry sums."""

    name: str
    keys: tuple[tuple[str, str], ...]
    figures: tuple[str, ...]

    @cached_property
    def statement(self) -> bytes:
        """Adds arrays of rows to what is there."""
        names = [*(name for name, _type in self.keys), *self.figures]
        types = [*(f"{kind}[]" for _name, kind in self.keys), *("bigint[]" for _figure in self.figures)]
        return (
            sql.SQL(
                "INSERT INTO {table} (shop, {names}) SELECT %s, given.* FROM unnest({arrays}) AS given"
                " ON CONFLICT (shop, {keys}) DO UPDATE SET {sums}"
            )
            .format(
                table=sql.Identifier(self.name),
                names=sql.SQL(", ").join(map(sql.Identifier, names)),
                arrays=sql.SQL(", ").join(sql.SQL("%s::" + kind) for kind in types),
                keys=sql.SQL(", ").join(sql.Identifier(name) for name, _type in self.keys),
                sums=sql.SQL(", ").join(
                    sql.SQL("{figure} = {table}.{figure} + excluded.{figure}").format(
                        table=sql.Identifier(self.name), figure=sql.Identifier(figure)
                    )
                    for figure in self.figures
                ),
            )
            .as_bytes()
        )


SALE_DAY = SumTable(
    "sale_day",
    (("day", "date"),),
    (
        "sales", "gross", "discount", "total", "tax", "rounding", "sedekah", "cost", "member_total", "refunds",
        "refunded", "refund_tax", "refund_rounding", "refund_cost", "dropped", "dropped_total", "removed",
        "removed_total", "skewed",
    ),
)  # fmt: skip
"""A shop's business day: sales as rung up, refunds beside them as positive figures, what was let go before payment."""
SALE_HOUR = SumTable("sale_hour", (("day", "date"), ("hour", "smallint")), ("sales", "total"))
SALE_GOODS = SumTable("sale_goods", (("day", "date"), ("product", "text")), ("lines", "quantity", "total", "cost"))
"""What was sold of each of the goods, less what came back."""
PAYMENT_DAY = SumTable("payment_day", (("day", "date"), ("way", "text")), ("amount", "count"))
"""Ways to pay, less what went back by them."""
STOCK = SumTable("stock", (("product", "text"),), ("quantity", "value"))
"""What is on hand as (thousandths, total rupiah), by the same rules as the till (`trade/movements.py`)."""
CARD_DAY = SumTable("card_day", (("day", "date"), ("kind", "text"), ("way", "text")), ("count", "amount"))
"""Movements of cards by kind and way, and what was refused (`refused`, its way is the code)."""
CARD_SPENT = SumTable("card_spent", (("day", "date"), ("category", "text"), ("class", "text")), ("amount",))
"""What cards spent, less what came back."""

TABLES = (SALE_DAY, SALE_HOUR, SALE_GOODS, PAYMENT_DAY, STOCK, CARD_DAY, CARD_SPENT)


def day_figures(**figures: int) -> list[int]:
    """A row of `SALE_DAY` from the figures that are not nothing."""
    return [figures.get(name, 0) for name in SALE_DAY.figures]


@dataclass
class Sums:
    """What a batch adds: table → key → figures. An entry counts wholly or not at all."""

    rows: dict[SumTable, dict[Key, list[int]]] = field(default_factory=lambda: {table: {} for table in TABLES})

    def add(self, contributions: Iterable[Contribution]) -> None:
        """Add what one entry contributes; `ValueError` before anything is added where a figure is none."""
        given = list(contributions)
        for _table, _key, figures in given:
            if max(figures) >= LARGEST or min(figures) <= -LARGEST:
                raise ValueError("a figure that no shop has")
        for table, key, figures in given:
            held = self.rows[table].get(key)
            if held is None:
                self.rows[table][key] = list(figures)
            else:
                for n, figure in enumerate(figures):
                    held[n] += figure

    def write(self, connection: Connection[Any], shop: str) -> None:
        """Add everything to the tables of the shop."""
        for table, rows in self.rows.items():
            if rows:
                columns = zip(*((*key, *rows[key]) for key in sorted(rows)), strict=True)
                connection.execute(table.statement, (shop, *map(list, columns)))
