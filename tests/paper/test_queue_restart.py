"""The power goes while a receipt is being printed: after the restart nobody prints it again unasked."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from koperasi_pos.operations import printing
from koperasi_pos.operations.till import open_till
from koperasi_pos.paper.queue import PrintQueue
from koperasi_pos.simulators.escpos_paper import read_paper
from koperasi_pos.simulators.printer import Mood, SimulatedPrinter
from tests.counter import CASHIER, Clock
from tests.paper.desk import EAGER, Desk, line_to, numbers
from tests.source import ROOT

CHILD = """
import sys
from pathlib import Path
from koperasi_pos.devices.network import NetworkPrinter, Patience
from koperasi_pos.paper.queue import PrintQueue
from tests import counter

till = counter.shop_in(Path(sys.argv[1]))
counter.begin_shift(till)
coffee = counter.stock_up(till, "Kopi Sachet", 1_500)
for _ in range(3):
    counter.sell(till, counter.one(coffee))
PrintQueue(till, NetworkPrinter("127.0.0.1", int(sys.argv[2]), patience=Patience(hang_up=600))).start()
sys.stdin.read()
"""


def test_a_process_killed_while_printing(tmp_path: Path) -> None:
    # It stands still within the slip, and the till would wait for it: however late it is killed, it is not through.
    with SimulatedPrinter(Mood(silent_after=200, answers=False)) as paper:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), str(paper.port)], cwd=ROOT, stdin=subprocess.PIPE
        )
        try:
            assert paper.wait_until(lambda printer: len(printer.arrived) >= 200)
        finally:
            child.kill()
            child.communicate()
        paper.mood = Mood()
        till = open_till(tmp_path, clock=Clock())
        try:
            before = {job.key: job.state for job in printing.print_jobs(till)}
            assert Counter(before.values()) == {"sending": 1, "waiting": 2}
            queue = PrintQueue(till, line_to(paper), patience=EAGER)
            queue.start()
            assert paper.wait_until(lambda printer: len(numbers(printer)) >= 2 and len(printer.slips) >= 3)
            assert queue.stop()
            left = printing.print_jobs(till)
        finally:
            till.close()
    assert [job.state for job in left] == ["unsure"]
    assert before[left[0].key] == "sending"
    whole = numbers(paper)
    assert whole["K1-000002"] == whole["K1-000003"] == 1
    assert whole["K1-000001"] <= 1


def test_a_new_queue_on_the_same_shop_goes_on_where_the_old_one_stopped(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with SimulatedPrinter() as paper:
        try:
            sold = desk.sell(3)
            first, *_ = desk.states()
            # As if the program had stopped between the first and the last byte.
            assert printing.PrintProgress(desk.till).mark_sending(first)
            desk.queue(line_to(paper))
            desk.wait_for("done", 2)
            assert desk.queues[0].stop()
            assert desk.states() == {first: "unsure"}
            assert numbers(paper) == Counter(sold[1:])
            more = desk.sell(2)
            desk.queue(line_to(paper))
            desk.wait_for("done", 4)
            assert numbers(paper) == Counter(sold[1:] + more)
            fresh = printing.print_again(desk.till, first, by=CASHIER)
            assert fresh.value != first
            desk.wait_for("done", 5)
            assert numbers(paper) == Counter(sold + more)
        finally:
            desk.close()


def test_a_till_closed_after_its_queue_reopens_with_nothing_open(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with SimulatedPrinter() as paper:
        desk.queue(line_to(paper))
        desk.sell(5)
        desk.wait_for("done", 5)
        desk.close()
    till = open_till(tmp_path, clock=desk.clock)
    try:
        assert printing.print_jobs(till) == []
        assert len(paper.slips) == 5
        assert read_paper(paper.arrived).cuts == 5
    finally:
        till.close()
