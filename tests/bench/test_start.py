"""From nothing to ready-to-scan, and the memory then, beside a bare window that also imports SQLModel."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.conftest import Bench, Ratio
from tests.bench.large_shop import LargeShop
from tests.counter import begin_shift

ROOT = Path(__file__).parents[2]

BARE = """
import sqlmodel
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
print(open("/proc/self/statm").read().split()[1], flush=True)
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from koperasi_pos import app
from koperasi_pos.operations.till import open_till
from koperasi_pos.trade.staff import Actor
application = app.build_application()
running = app.begin(open_till(Path(sys.argv[1])), application, printing=False)
running.window.resize(1366, 768)
running.window.show()
application.processEvents()
running.desk.sign(Actor("a" * 16, "Kasir", "cashier"))
QTimer.singleShot(0, application.quit)
application.exec()
page = running.window.page("sell")
assert page.counter.shift_open, "shift"
assert running.window.focusWidget() is page.search, running.window.focusWidget()
print(open("/proc/self/statm").read().split()[1], flush=True)
running.stop()
"""


def run(program: str, *arguments: str) -> tuple[float, int]:
    """(milliseconds, resident bytes) of a fresh process until it is ready and gone."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    elapsed = (time.perf_counter() - begin) * 1000
    return elapsed, int(done.stdout.split()[-1]) * os.sysconf("SC_PAGE_SIZE")


def test_start_to_ready(bench: Bench, large_catalogue: LargeShop) -> None:
    if not _shift_open(large_catalogue):
        begin_shift(large_catalogue.till)
    home = large_catalogue.till.home
    large_catalogue.till.close()
    bare, ours = [], []
    run(BARE)
    run(OURS, str(home))
    for _round in range(5):
        bare.append(run(BARE))
        ours.append(run(OURS, str(home)))
    started = Ratio(
        "start to ready-to-scan, 100,000 products and sales (p50)", statistics.median(one[0] for one in ours),
        statistics.median(one[0] for one in bare), 2.0, note="bare window importing SQLModel",
    )  # fmt: skip
    memory = Ratio(
        "memory then", statistics.median(one[1] for one in ours) / 1e6, statistics.median(one[1] for one in bare) / 1e6,
        2.5, unit="MB",
    )  # fmt: skip
    bench.keep(started)
    bench.keep(memory)
    bench.measured(lambda: run(BARE))
    assert started.holds
    assert memory.holds


def _shift_open(shop: LargeShop) -> bool:
    from koperasi_pos.operations.shifts import current_shift

    return current_shift(shop.till) is not None
