"""Stock with a long history: the first page of a card, and what was there at a past moment, each beside raw SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from koperasi_pos.operations import stock
from koperasi_pos.store import Connection, bulk
from koperasi_pos.store.books import movements
from koperasi_pos.values import to_iso
from tests.bench.conftest import Bench
from tests.bench.large_shop import FIRST_DAY, LargeShop, _product
from tests.counter import Clock, shop_in

PRODUCTS, DAYS, SALES_A_DAY = 20_000, 500, 400
"""200,000 sales of five lines: 1,000,000 movements; every second one has the first product in it."""


@dataclass
class LongShelf:
    """The shop, the key of the product that is always sold, and a moment in the middle of its history."""

    shop: LargeShop
    busy: int
    middle: str


@pytest.fixture(scope="module")
def shelf(folder: Path) -> Iterator[LongShelf]:
    """Two years in which a shift is closed every day."""
    chance = random.Random(7)
    till = shop_in(folder / "shelf", Clock(FIRST_DAY))
    goods = [_product(till, number, chance) for number in range(PRODUCTS)]
    with till.writing() as connection:
        me = till.writer(connection)
        bulk.post_products(connection, me, goods, staff="setup", time=till.now())
        keys = [row[0] for row in connection.run("SELECT key FROM product ORDER BY key")]
        connection.run_many(
            "INSERT INTO movement VALUES (?, ?, 1, ?, 'opening', 900000000, 9000000000)",
            [(key, to_iso(FIRST_DAY), n) for n, key in enumerate(keys)],
        )
        connection.run_many("INSERT INTO stock VALUES (?, 900000000, 9000000000)", [(key,) for key in keys])
        for day in range(DAYS):
            _write_day(connection, me.key, day, keys, chance)
    with till.database.outside_transaction() as connection:
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.run("ANALYZE")
    shop = LargeShop(till, goods, Clock(FIRST_DAY + timedelta(days=DAYS)))
    yield LongShelf(shop, keys[0], to_iso(FIRST_DAY + timedelta(days=DAYS // 2, minutes=90)))
    till.close()


def _write_day(connection: Connection, writer: int, day: int, keys: list[int], chance: random.Random) -> None:
    opened = FIRST_DAY + timedelta(days=day)
    first = 1_000_000 + day * (SALES_A_DAY + 1)
    number = int(opened.strftime("%Y%m%d"))
    connection.run(
        "INSERT INTO shift (key, id, writer, number, day, opened, staff, cashier, float, closed)"
        " VALUES (?, ?, ?, ?, ?, ?, '', '', 0, ?)",
        (first, f"shift{day}", writer, day + 1, number, to_iso(opened), to_iso(opened + timedelta(hours=9))),
    )
    heads, lines = [], []
    for step in range(1, SALES_A_DAY + 1):
        at = to_iso(opened + timedelta(minutes=step))
        heads.append((first + step, f"K1-{first + step}", first, number, at, None, 0, 5, 0, 5, 0, 0, 0, 5))
        sold = [keys[0] if step % 2 else chance.choice(keys), *chance.choices(keys, k=4)]
        lines += [(first + step, n, key, 1000, 0, 1, 10, 1) for n, key in enumerate(sold)]
    connection.run_many(f"INSERT INTO sale VALUES ({','.join('?' * 14)})", heads)
    connection.run_many("INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
    connection.run_many(
        "UPDATE stock SET quantity = quantity - 1000, value = value - 10 WHERE product = ?",
        [(line[2],) for line in lines],
    )
    movements.close_shift(connection, first)


def test_the_first_page_of_a_card(bench: Bench, shelf: LongShelf) -> None:
    """Beside reading as many rows out of a table that was made for nothing else."""
    till = shelf.shop.till
    with till.writing() as connection:
        connection.run(
            "CREATE TEMP TABLE ideal (product INTEGER, at TEXT, line INTEGER, PRIMARY KEY (product, at, line))"
        )
        connection.run(
            "INSERT INTO ideal SELECT product, at, sale * 5 + line FROM sale_line JOIN sale ON sale.position = sale"
            " WHERE product = ?",
            (shelf.busy,),
        )
    busy = shelf.shop.products[0].product

    def raw() -> object:
        with till.writing() as connection:
            return connection.run(
                "SELECT * FROM ideal WHERE product = ? ORDER BY at DESC LIMIT 50", (shelf.busy,)
            ).fetchall()

    assert len(stock.stock_card(till, busy).lines) == 50
    ratio = bench.beside(
        "first page of a card, 100,000 movements", lambda: stock.stock_card(till, busy), raw, budget=60, rounds=50
    )
    assert ratio.holds
    busy_page = bench.against(
        "first page of a card, 100,000 movements (ms)", lambda: stock.stock_card(till, busy), 50, rounds=50
    )
    assert busy_page.holds
    rare = shelf.shop.products[5].product
    rare_page = bench.against(
        "first page of a card of rare goods (ms)", lambda: stock.stock_card(till, rare), 150, rounds=30
    )
    assert rare_page.holds


def test_the_value_at_a_past_moment(bench: Bench, shelf: LongShelf) -> None:
    """20,000 products, 1,000,000 movements: beside summing the bare lines."""
    till = shelf.shop.till

    def raw() -> list[tuple[int, int, int]]:
        with till.reading() as connection:
            rows = connection.run(
                """SELECT product, sum(quantity), sum(value) FROM (
                    SELECT product, quantity, value FROM movement WHERE at <= ?1
                    UNION ALL SELECT product, -sale_line.quantity, -sale_line.cost FROM sale
                    JOIN sale_line ON sale_line.sale = sale.position WHERE at <= ?1) GROUP BY product""",
                (shelf.middle,),
            ).fetchall()
        return [(row[0], row[1], row[2]) for row in rows]

    found = stock.stock_at(till, shelf.middle)
    assert sum(held.value for held in found) == sum(value for _, _, value in raw())
    assert len(found) == PRODUCTS
    ratio = bench.beside(
        "value of 20,000 products at a past moment", lambda: stock.stock_at(till, shelf.middle), raw, budget=1.5,
        rounds=5, warm=1,
    )  # fmt: skip
    assert ratio.holds
