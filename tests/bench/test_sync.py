"""The line: bytes of a sale, a month's backlog, a shop fetched anew, and a sale beside a backlog that drains."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.protocol import bundle, pack
from koperasi_pos.operations import baskets, line, sales
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.line_sending import next_bundle
from koperasi_pos.operations.products import find_products
from koperasi_pos.operations.samples import fill_with_samples
from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from koperasi_pos.store import line as line_state
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Rupiah
from tests.bench.conftest import Bench, Ratio, percentile
from tests.bench.large_shop import LargeShop
from tests.counter import CASHIER, HEAD, Clock, begin_shift, shop_in
from tests.province.conftest import database_url, pool, postgres, template_database
from tests.province.shops import add_shop
from tests.sync.province_process import code_for, serving_at
from tests.sync.shop_line import drain

__all__ = ["database_url", "pool", "postgres", "template_database"]

WAITING = int(os.environ.get("KOPERASI_BENCH_WAITING", "10000"))
BREATH = 0.02
"""Seconds between two sales at a till where a sale takes a tenth of it."""
FETCHED = int(os.environ.get("KOPERASI_BENCH_FETCHED", "100000"))


@pytest.fixture
def address(tmp_path: Path, database_url: str) -> Iterator[str]:
    """A server as a process of its own."""
    with serving_at(tmp_path / "province", database_url, nice=15) as found:
        yield found


def enrolled(folder: Path, pool: Pool, address: str, sales_before: int) -> LargeShop:
    """A shop with so many sales that wait."""
    shop = LargeShop.build(folder, products=2_000, sales=sales_before)
    with shop.till.writing() as connection:
        connection.run("UPDATE shift SET closed = NULL")
    add_shop(pool, "toko-1")
    enrolment.enrol_till(shop.till, address, code_for(pool, "new"))
    return shop


def test_bytes_of_a_sale(bench: Bench, tmp_path: Path) -> None:
    """Of the sample shop, and of one whose 2,000 goods are all sold as often: nothing there is ever the same."""
    sample = sample_shop(tmp_path / "sample", sold=500)
    even = LargeShop.build(tmp_path / "even", products=2_000, sales=1_000)
    for name, till, budget in (("sample shop", sample, 1.0), ("2,000 goods evenly", even.till, 1.2)):
        lines = sales_of(till)
        for count in (500, 50, 1):
            packed, plain = packed_size(till, lines[:count]), sum(map(len, lines[:count])) / count
            limit = budget if count == 500 else 4.5
            note = f"limit; as JSON {plain:.0f} B"
            bench.keep(Ratio(f"a sale of 5 lines, {name}, {count} together", packed, 150, limit, unit="B", note=note))
    lines = sales_of(sample)
    bench.measured(lambda: packed_size(sample, lines))
    assert packed_size(sample, lines) <= 150
    sample.close()
    even.till.close()


def sample_shop(home: Path, *, sold: int) -> Till:
    """The sample shop after so many sales of five of its goods."""
    clock = Clock()
    till = shop_in(home, clock)
    fill_with_samples(till, by=HEAD)
    begin_shift(till)
    chance = random.Random(1)
    goods = [row.document for row in find_products(till, "", limit=500)]
    goods = [one for one in goods if one.packs and one.packs[0].codes]
    for _ in range(sold):
        clock.forward(seconds=chance.randint(20, 300))
        filled = baskets.new_basket(till)
        for product in chance.sample(goods, 5):
            filled = filled.add(product, quantity=Quantity.of(chance.randint(1, 4)), code=product.packs[0].codes[0])
        sales.complete_sale(till, filled, cash(Rupiah(10_000_000)), by=CASHIER)
    return till


def sales_of(till: Till) -> list[bytes]:
    """The first 500 sales as they stand in the journal."""
    with till.reading() as connection:
        me = till.writer(connection)
        lines = line_state.entries_above(connection, me.key, 0, 5_000)
    return [one for one in lines if b'"kind":"sale"' in one][:500]


def packed_size(till: Till, lines: list[bytes]) -> float:
    """Bytes of one of these entries, packed together."""
    with till.reading() as connection:
        me = till.writer(connection)
    return len(pack(bundle(me.device, me.epoch, 1, lines, signing_key(till)))) / len(lines)


def test_push_of_a_backlog(bench: Bench, tmp_path: Path, pool: Pool, address: str) -> None:
    shop = enrolled(tmp_path / "shop", pool, address, WAITING)
    waits = line.waiting(shop.till)
    worker = Worker(shop.till)
    took = timed(lambda: drain(worker, steps=WAITING))
    assert line.waiting(shop.till) == 0
    today = line.overview(shop.till).today
    worker.stop()
    note = f"limit; {waits / took:.0f} entries/s, {today.bytes_out / waits:.0f} B out an entry"
    bench.keep(Ratio(f"push of {waits} waiting entries", took, 120, 1.0, unit="s", note=note))
    bench.measured(lambda: next_bundle(shop.till, signing_key(shop.till)))
    shop.till.close()


def test_fetch_of_a_shop(bench: Bench, tmp_path: Path, pool: Pool, address: str) -> None:
    shop = enrolled(tmp_path / "shop", pool, address, FETCHED)
    worker = Worker(shop.till)
    drain(worker, steps=FETCHED)
    worker.stop()
    shop.till.close()
    code = code_for(pool, "replace", "K1")
    marks: list[float] = []

    def fetch() -> None:
        enrolment.fetch_shop(
            tmp_path / "new", address, code, clock=shop.clock, keyring_allowed=False,
            progress=lambda now: marks.append(time.perf_counter()),
        ).close()  # fmt: skip

    took = timed(fetch)
    came = marks[-1] - marks[0]
    bench.keep(Ratio(f"a shop with {FETCHED} sales is back", took, FETCHED / 100_000 * 900, 1.0, unit="s",
                     note=f"limit; fetched {came:.0f} s, the rest is check"))  # fmt: skip
    bench.measured(lambda: None)


def test_a_sale_beside_a_backlog(bench: Bench, tmp_path: Path, pool: Pool, address: str) -> None:
    """As fast while the line works through a month as with the line at rest, before it and after it.

    One sale after a breath, many times over as long as the line takes for one bundle and its rest: sold without a
    breath, all of them would fall upon the first bundle.
    """
    shop = enrolled(tmp_path / "shop", pool, address, WAITING)
    act = seller(shop)
    for _ in range(20):
        act()
    alone = [timed(act, breath=BREATH) for _ in range(300)]
    worker = Worker(shop.till)
    worker.start()
    with_line: list[float] = []
    while line.waiting(shop.till) > 600 and len(with_line) < 900:
        with_line += [timed(act, breath=BREATH) for _ in range(50)]
    worker.stop()
    alone += [timed(act, breath=BREATH) for _ in range(300)]
    for name, share, budget in (("p50", 0.5, 1.1), ("p95", 0.95, 1.5)):
        ours, raw = percentile(with_line, share) * 1000, percentile(alone, share) * 1000
        bench.keep(Ratio(f"a sale beside a backlog that drains, {name}", ours, raw, budget, note=f"n={len(with_line)}"))
    bench.measured(act)
    shop.till.close()
    assert statistics.median(with_line) <= statistics.median(alone) * 1.5


def timed(act: Callable[[], object], breath: float = 0) -> float:
    """Seconds it takes, after so many of doing nothing."""
    time.sleep(breath)
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def seller(shop: LargeShop) -> Callable[[], object]:
    """Ring up five lines and commit."""
    chance = random.Random(1)

    def act() -> object:
        filled = baskets.new_basket(shop.till)
        for product in chance.sample(shop.products, 5):
            filled = filled.add(product, quantity=Quantity.of(chance.randint(1, 4)), code=product.packs[0].codes[0])
        return sales.complete_sale(shop.till, filled, cash(Rupiah(10_000_000)), by=CASHIER)

    return act
