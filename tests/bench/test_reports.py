"""What closing and looking back cost with a million sales in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.operations import reports, sales, shifts
from koperasi_pos.operations.receipts import find_receipts
from koperasi_pos.values import Rupiah
from tests.bench.conftest import Bench
from tests.bench.large_shop import FIRST_DAY, LargeShop
from tests.counter import CASHIER


@pytest.fixture(scope="module")
def busy_shift(folder: Path) -> LargeShop:
    """An open shift with 5,000 sales."""
    shop = LargeShop.build(folder / "busy", products=2_000, sales=5_000)
    with shop.till.writing() as connection:
        connection.run("UPDATE shift SET closed = NULL")
    return shop


def test_closing_five_thousand_sales(bench: Bench, busy_shift: LargeShop) -> None:
    till = busy_shift.till
    ratio = bench.against("X figures of a shift with 5,000 sales (p95)", lambda: shifts.x_report(till), 100, rounds=20)
    assert ratio.holds

    def close_and_open() -> object:
        done = shifts.close_shift(till, counted=Rupiah(0), id=till.new_id(), by=CASHIER)
        with till.writing() as connection:
            connection.run("UPDATE shift SET closed = NULL, close_position = NULL")
        return done

    ratio = bench.against("shift with 5,000 sales closed (p95)", close_and_open, 100, rounds=20)
    assert ratio.holds


def test_day_report_with_a_million_sales(bench: Bench, long_history: LargeShop) -> None:
    day = FIRST_DAY.replace(year=2025, month=3, day=9).date().isoformat()
    till = long_history.till
    assert reports.day_figures(till, day).sales == 1_000
    ratio = bench.against(
        "day report (sums, ways, hours), 1,000,000 stored (p95)", lambda: reports.day_figures(till, day), 100, rounds=20
    )
    assert ratio.holds
    ratio = bench.against(
        "items of a day, 1,000,000 stored (p95)", lambda: reports.item_figures(till, day), 100, rounds=20
    )
    assert ratio.holds


def test_finding_a_receipt_among_a_million(bench: Bench, long_history: LargeShop) -> None:
    till = long_history.till

    def raw() -> object:
        with till.reading() as connection:
            row = connection.run("SELECT position FROM sale WHERE number = 'K1-654321'").fetchone()
            assert row is not None
            return connection.run("SELECT line FROM journal WHERE position = ?", row).fetchone()

    ratio = bench.beside(
        "receipt by number among 1,000,000 (p50)", lambda: sales.receipt(till, "K1-654321"), raw, budget=20, rounds=200
    )
    assert ratio.ours < 16
    total = sales.receipt(till, "K1-654321").sale.total
    ratio = bench.against(
        "receipts by amount among 1,000,000 (p95)", lambda: find_receipts(till, str(int(total))), 100, rounds=20
    )
    assert ratio.holds
    one = min(long_history.products, key=lambda product: product.name)
    assert find_receipts(till, one.packs[0].codes[0])
    ratio = bench.against(
        "receipts by product among 1,000,000, all days (p95)",
        lambda: find_receipts(till, one.packs[0].codes[0]), 2_000, rounds=10,
    )  # fmt: skip
    assert ratio.holds
