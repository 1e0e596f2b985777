"""From the last character of a scan to the painted line, with 100,000 products."""

from __future__ import annotations

import random
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from koperasi_pos import app
from koperasi_pos.operations.shifts import current_shift
from koperasi_pos.ui.pages.sell_page import SellPage
from tests.bench.conftest import Bench, Ratio, percentile
from tests.bench.large_shop import LargeShop, ean13
from tests.counter import CASHIER, begin_shift


def test_scan_to_painted_line(bench: Bench, large_catalogue: LargeShop, qapp: QApplication) -> None:
    till = large_catalogue.till
    if current_shift(till) is None:
        begin_shift(till)
    running = app.begin(till, qapp, printing=False)
    running.window.resize(1366, 768)
    running.window.show()
    running.desk.sign(CASHIER)
    page = running.window.page("sell")
    assert isinstance(page, SellPage)
    page.shown()
    chance = random.Random(9)
    times: list[float] = []
    for number in range(400):
        if number % 20 == 0:
            page.counter.fresh()
        code = ean13(chance.randrange(100_000))
        QTest.keyClicks(page.search, code)
        begin = time.perf_counter()
        QTest.keyClick(page.search, Qt.Key.Key_Return)
        page.table.viewport().repaint()
        qapp.processEvents()
        times.append((time.perf_counter() - begin) * 1000)
        assert page.counter.basket.lines[-1].code == code
    ratio = Ratio("scan to painted line, 100,000 products (p95)", percentile(times, 0.95), 16.0, 1.0, note="limit")
    bench.keep(ratio)
    bench.measured(lambda: page.table.viewport().repaint())
    page.counter.fresh()
    qapp.removeEventFilter(running.scans)
    running.window.close()
    running.desk.close()
    assert ratio.holds
