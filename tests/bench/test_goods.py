"""Receiving and counting at the size of a real day, each beside the same rows through bare SQL."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import SupplierSaved
from koperasi_pos.operations import counts, receiving, suppliers
from koperasi_pos.operations.receiving import Arrival
from koperasi_pos.store import journal
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import Quantity, Rupiah
from tests.bench.conftest import Bench
from tests.bench.large_shop import LargeShop
from tests.counter import HEAD

LINES, COUNTED = 200, 5_000
number = [0]


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[LargeShop]:
    """20,000 products, a few sales, a supplier."""
    made = LargeShop.build(folder / "goods", products=20_000, sales=10)
    till = made.till
    saved = SupplierSaved(id=till.new_id(), supplier="e" * 16, name="Grosir")
    suppliers.save_supplier(till, saved, by=HEAD)
    yield made
    till.close()


def raw_rows(shop: LargeShop, count: int, line: str) -> Callable[[], object]:
    """So many rows into the books' own tables and one long line into the journal, with nothing decided."""
    till = shop.till
    with till.reading() as connection:
        keys = [row[0] for row in connection.run("SELECT key FROM product LIMIT ?", (count,))]

    def act() -> None:
        number[0] += 1
        position = -number[0]
        with till.writing() as connection:
            writer = journal.writer(connection, "f" * 16, 1).key
            connection.run(
                "INSERT INTO journal (position, writer, seq, kind, id, hash, line) VALUES (?, ?, ?, 'raw', ?, ?, ?)",
                (position, writer, number[0], bytes.fromhex(till.new_id()), bytes(32), line),
            )
            moment = f"2026-11-24T08:00:{number[0]:02d}.000+07:00"
            connection.run_many(
                "INSERT INTO movement VALUES (?, ?, ?, ?, 'received', 1000, 100)",
                [(key, moment, position, n) for n, key in enumerate(keys)],
            )
            connection.run_many(
                "INSERT INTO stock VALUES (?, 1000, 100) ON CONFLICT (product) DO UPDATE"
                " SET quantity = quantity + 1000, value = value + 100",
                [(key,) for key in keys],
            )

    return act


def test_receiving_two_hundred_lines(bench: Bench, shop: LargeShop) -> None:
    till, chance = shop.till, random.Random(5)

    def act() -> object:
        lines = [
            Coming(product, Quantity.of(12), price=Rupiah(9_000 + n), expiry="2027-12-31")
            for n, product in enumerate(chance.sample(shop.products, LINES))
        ]
        delivery = Delivery(lines, discount=Rupiah(12_345), tax=Rupiah(99_999), transport=Rupiah(25_000))
        return receiving.receive_goods(till, Arrival("e" * 16, delivery), id=till.new_id(), by=HEAD)

    raw = raw_rows(shop, LINES, "x" * 40_000)
    ratio = bench.beside("receiving 200 lines", act, raw, budget=8, rounds=20, warm=3)
    assert ratio.holds


def test_a_count_of_five_thousand(bench: Bench, shop: LargeShop) -> None:
    till = shop.till
    found = {product.product: Quantity.of(7) for product in shop.products[:COUNTED]}
    count = ""

    def ready() -> str:
        opened = counts.open_count(till, "Semua", id=till.new_id(), by=HEAD).value.id
        shop.clock.forward(minutes=1)
        counts.tally(till, opened, found, id=till.new_id(), by=HEAD)
        return opened

    waiting = [ready() for _ in range(5)]

    def act() -> object:
        nonlocal count
        count = waiting.pop()
        return counts.post_count(till, count, id=till.new_id(), by=HEAD)

    raw = raw_rows(shop, COUNTED, "x" * 900_000)
    ratio = bench.beside("opname of 5,000 products posted", act, raw, budget=12, rounds=3, warm=1)
    assert ratio.holds
    assert counts.find_count(till, count).booked == COUNTED
