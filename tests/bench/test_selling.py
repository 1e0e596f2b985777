"""What a sale costs: beside the same rows through bare sqlcipher3, and with a million sales in the store."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import write_entry
from koperasi_pos.journal.documents import SaleCompleted
from koperasi_pos.operations import baskets, refunds, sales
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal
from koperasi_pos.store.connections import Connection, connect
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Rupiah
from tests.bench.conftest import Bench, Ratio
from tests.bench.large_shop import LargeShop
from tests.counter import CASHIER, HEAD, begin_shift


def seller(shop: LargeShop) -> Callable[[], object]:
    """Ring up five lines and commit; baskets are filled beforehand, because scanning is measured elsewhere."""
    chance = random.Random(1)

    def basket() -> Basket:
        filled = baskets.new_basket(shop.till)
        for product in chance.sample(shop.products, 5):
            filled = filled.add(product, quantity=Quantity.of(chance.randint(1, 4)), code=product.packs[0].codes[0])
        return filled

    ready: list[Basket] = [basket() for _ in range(1_200)]

    def act() -> object:
        return sales.complete_sale(shop.till, ready.pop(), cash(Rupiah(10_000_000)), by=CASHIER)

    return act


def raw_seller(shop: LargeShop, folder: Path) -> Iterator[Callable[[], object]]:
    """The same rows of a sale through bare sqlcipher3 with FULL, into a copy of the same file."""
    home = Path(tempfile.mkdtemp(prefix="raw-", dir=folder))
    with shop.till.database.outside_transaction() as connection:
        connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(shop.till.database.path, home / "toko.db")
    os.sync()  # else the copy is still on its way to the disk while commits are measured
    raw = connect(home / "toko.db", shop.till.database.key)
    prepared = _prepared(shop, raw, 1_200)
    yield lambda: _write(raw, prepared.pop())
    raw.close()


def _prepared(shop: LargeShop, raw: Connection, count: int) -> list[tuple[object, ...]]:
    """Rows of so many sales, ready to be written, the last first."""
    found = raw.run("SELECT number, position FROM sale ORDER BY position DESC LIMIT 1").fetchone()
    head = raw.run("SELECT position, seq, writer FROM journal ORDER BY position DESC LIMIT 1").fetchone()
    shift = raw.run("SELECT max(key) FROM shift").fetchone()
    assert head is not None
    assert shift is not None
    serial = int(found[0].split("-")[1]) if found else 0
    with shop.till.reading() as reading:
        latest = journal.at(reading, found[1]) if found else None
        keys = {row[0]: row[1] for row in reading.run("SELECT id, key FROM product")}
    assert latest is not None
    pattern = latest.entry.document
    assert isinstance(pattern, SaleCompleted)
    chance = random.Random(2)
    from tests.bench.large_shop import sale_document

    made: list[tuple[object, ...]] = []
    for step in range(1, count + 1):
        sale = sale_document(
            shop.products, chance, id=shop.till.new_id(), serial=serial + step, shift=pattern.shift, day="2027-01-01"
        )
        entry = write_entry(
            sale, writer="a" * 16, epoch=1, seq=head[1] + step, time=latest.entry.time, staff="kasir", prev="0" * 64
        )
        position = head[0] + step
        lines = [
            (position, n, keys[line.product], int(line.base), 0, int(line.total), int(line.cost))
            for n, line in enumerate(sale.lines)
        ]
        made.append(
            (
                (position, head[2], head[1] + step, "sale", bytes.fromhex(sale.id), bytes.fromhex(entry.hash),
                 entry.line.decode()),
                (position, sale.number, shift[0], 20270101, entry.time, None, 0, int(sale.gross), 0, int(sale.total), 0,
                 int(sale.rounding), 0, 0),
                lines, (position, 0, "cash", int(sale.total)), [(line[2], -line[3], -line[6]) for line in lines],
            )
        )  # fmt: skip
    made.reverse()
    return made


def _write(raw: Connection, rows: tuple[object, ...]) -> None:
    entry, head, lines, payment, stock = rows
    run = raw.raw.execute
    run("BEGIN IMMEDIATE")
    run("INSERT INTO journal (position, writer, seq, kind, id, hash, line) VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
    run("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", head)
    raw.raw.executemany("INSERT INTO sale_line VALUES (?, ?, ?, ?, ?, ?, ?, 1)", lines)
    run("INSERT INTO payment VALUES (?, ?, ?, ?)", payment)
    raw.raw.executemany(
        "INSERT INTO stock VALUES (?, ?, ?) ON CONFLICT (product) DO UPDATE"
        " SET quantity = quantity + excluded.quantity, value = value + excluded.value",
        stock,
    )
    run("UPDATE counter SET last_sale = last_sale + 1, grand_total = grand_total + 1 WHERE till = 'K1'")
    run(
        "INSERT INTO print_job (form, document, copy, kick, state, made, changed)"
        " VALUES ('receipt', ?, 0, 1, 'waiting', '2027-01-01T07:00:00.000+07:00', '')",
        (entry[0],),  # type: ignore[index]
    )
    run("COMMIT")


@pytest.fixture(scope="module")
def empty_shop(folder: Path) -> Iterator[LargeShop]:
    """20,000 products and hardly a sale."""
    shop = LargeShop.build(folder / "empty", products=20_000, sales=10)
    yield shop
    shop.till.close()


def _sale_ratio(bench: Bench, name: str, shop: LargeShop, folder: Path) -> Ratio:
    if sales_shift_closed(shop.till):
        begin_shift(shop.till)
    raw = raw_seller(shop, folder)
    ratio = bench.beside(name, seller(shop), next(raw), budget=2.0, rounds=300, warm=800)
    next(raw, None)
    return ratio


def sales_shift_closed(till: Till) -> bool:
    """Whether a shift must be opened first."""
    from koperasi_pos.operations.shifts import current_shift

    return current_shift(till) is None


def test_sale_of_five_lines(bench: Bench, empty_shop: LargeShop, folder: Path) -> None:
    ratio = _sale_ratio(bench, "sale of 5 lines, hardly any stored (p50)", empty_shop, folder)
    size = _bytes_a_sale(empty_shop)
    bench.keep(Ratio("bytes a sale takes in the store", size, 2_500, 1.0, unit="bytes", note="aim"))
    assert ratio.holds


def test_sale_with_a_million_stored(bench: Bench, long_history: LargeShop, folder: Path) -> None:
    assert _sale_ratio(bench, "sale of 5 lines, 1,000,000 stored (p50)", long_history, folder).holds


def test_sale_no_slower_with_a_million_stored(bench: Bench, long_history: LargeShop, empty_shop: LargeShop) -> None:
    for shop in (long_history, empty_shop):
        if sales_shift_closed(shop.till):
            begin_shift(shop.till)
    os.sync()
    name = "sale with 1,000,000 stored beside hardly any (p50)"
    # in turns, so that whatever else the machine does weighs on both alike
    assert bench.beside(name, seller(long_history), seller(empty_shop), budget=1.1, rounds=300, warm=800).holds


def test_refund_beside_a_sale(bench: Bench, empty_shop: LargeShop) -> None:
    if sales_shift_closed(empty_shop.till):
        begin_shift(empty_shop.till)
    sell, sold = seller(empty_shop), [row.number for row in find_receipts(empty_shop.till, limit=300)]

    def refund() -> object:
        return refunds.complete_refund(
            empty_shop.till, sold.pop(), [Returning(0)], reason="kembali", id=empty_shop.till.new_id(), by=HEAD
        )

    ratio = bench.beside("refund committed beside a sale (p50)", refund, sell, budget=1.5, rounds=200)
    assert ratio.holds


def _bytes_a_sale(shop: LargeShop) -> float:
    act = seller(shop)

    def used() -> int:
        with shop.till.reading() as connection:
            pages = connection.run("PRAGMA page_count").fetchone()
            free = connection.run("PRAGMA freelist_count").fetchone()
        assert pages is not None
        assert free is not None
        return (int(pages[0]) - int(free[0])) * 4096

    before = used()
    for _ in range(350):
        act()
    return (used() - before) / 350
