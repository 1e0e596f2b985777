"""What printing costs a sale: sold while two hundred slips go to a printer, beside sold in peace in the same run."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.drawer import PrinterDrawer
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.operations import printing
from koperasi_pos.operations.shifts import current_shift
from koperasi_pos.paper.queue import PrintQueue
from koperasi_pos.simulators.printer import SimulatedPrinter
from tests.bench.conftest import Bench, Ratio, percentile
from tests.bench.large_shop import LargeShop
from tests.bench.test_selling import seller
from tests.counter import HEAD, begin_shift

SLIPS = 200
BETWEEN_SALES = 0.03
"""Seconds from a sale to the next: some two hundred times as fast as a cashier."""


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[LargeShop]:
    """20,000 products and hardly a sale, with a shift open."""
    shop = LargeShop.build(folder / "printing", products=20_000, sales=10)
    if current_shift(shop.till) is None:
        begin_shift(shop.till)
    yield shop
    shop.till.close()


def sold_until(sell: Callable[[], object], enough: Callable[[int], bool]) -> list[float]:
    """Sell again and again until it is enough: how long each sale took, in milliseconds."""
    took: list[float] = []
    while not enough(len(took)):
        begin = time.perf_counter()
        sell()
        took.append((time.perf_counter() - begin) * 1000)
        time.sleep(BETWEEN_SALES)
    return took


def sold_while_printing(shop: LargeShop, sell: Callable[[], object]) -> list[float]:
    """Sell until the printer, which takes everything at once, has printed the slips."""
    with SimulatedPrinter() as paper:
        queue = PrintQueue(shop.till, NetworkPrinter("127.0.0.1", paper.port), drawer=PrinterDrawer())
        queue.start()
        try:
            return sold_until(sell, lambda _count: len(paper.slips) >= SLIPS)
        finally:
            assert queue.stop()


def test_a_sale_while_two_hundred_slips_are_printed(bench: Bench, shop: LargeShop) -> None:
    sell = seller(shop)
    sold_until(sell, lambda count: count == 30)
    printing.drop_waiting(shop.till, by=HEAD)
    gc.collect()
    gc.disable()
    try:
        idle = sold_until(sell, lambda count: count == SLIPS)  # their slips wait for the printer
        sell = seller(shop)
        busy = sold_while_printing(shop, sell)
        printing.drop_waiting(shop.till, by=HEAD)
        sell = seller(shop)
        idle += sold_until(sell, lambda count: count == SLIPS)
    finally:
        gc.enable()
    name = f"sale while {SLIPS} slips print, beside idle (p50)"
    ratio = Ratio(name, statistics.median(busy), statistics.median(idle), 1.1)
    ratio.note = f"p95 {percentile(busy, 0.95):.3f} beside {percentile(idle, 0.95):.3f} n={len(busy)}"
    bench.measured(sell)
    bench.keep(ratio)
    assert ratio.holds
