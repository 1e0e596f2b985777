"""Receipts over every kind of line (TCP, CUPS, serial, USB): whole and once, whatever happens on the way."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices.drawer import PrinterDrawer
from koperasi_pos.operations import printing, receipts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.paper.escpos import Abilities
from koperasi_pos.paper.queue import PrintQueue
from koperasi_pos.paper.slips import slip_of
from koperasi_pos.paper.text import preview
from koperasi_pos.simulators.escpos_paper import PrintedCode, PrintedLine, Pulse, read_paper
from koperasi_pos.words.refusals import REFUSALS
from tests.counter import CASHIER, Clock
from tests.own_cups import OwnCups, own_cups
from tests.paper.desk import PATIENT, Desk
from tests.paper.ends import ENDS, End, end_of
from tests.paper.read_back import pieces, whole
from tests.source import ROOT


@pytest.fixture(scope="module")
def service() -> Iterator[OwnCups]:
    """A CUPS of these tests' own."""
    with own_cups() as running:
        yield running


@pytest.fixture(params=ENDS)
def end(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[End]:
    """One of the ends."""
    running: OwnCups | None = None
    if request.param == "cups":
        running = request.getfixturevalue("service")
        monkeypatch.setenv("CUPS_SERVER", running.server)
    with end_of(request.param, tmp_path, running) as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path, end: End) -> Iterator[Desk]:
    """A till with coffee to sell, closed before its printer goes."""
    made = Desk(tmp_path / "shop")
    try:
        yield made
    finally:
        made.close()


def previewed(till: Till, number: str) -> str:
    """The receipt as the screen shows it before it is printed."""
    (row,) = receipts.find_receipts(till, number)
    layout = slip_of(printing.order_at(till, row.position), width=32)
    assert layout is not None
    shown = preview(layout, code_page="CP437", pictures=False, raster_arabic=False)
    return "\n".join(line.rstrip() for line in shown.rstrip("\n").splitlines())


def decided(shop: Desk) -> list[str]:
    """A person looks at the paper, sees half a slip or none, and asks for each of them again; their troubles."""
    jobs = [job for job in printing.print_jobs(shop.till) if job.state in ("unsure", "stuck")]
    for job in jobs:
        printing.print_again(shop.till, job.key, by=CASHIER)
    return [job.trouble for job in jobs]


def wait_until_printed(shop: Desk, sold: list[str], end: End) -> None:
    """Until nothing is open any more."""
    shop.wait(lambda said: not shop.states())
    assert end.wait_until(lambda arrived: sum(whole(arrived).values()) >= len(sold))


def test_a_receipt_is_what_was_previewed(shop: Desk, end: End) -> None:
    shop.queue(end.driver())
    sold = shop.sell(3)
    wait_until_printed(shop, sold, end)
    found = pieces(end.arrived)
    assert len(found) == 3
    for number, piece in zip(sold, found, strict=True):
        text = "\n".join(line.rstrip() for line in piece.text(32).splitlines())
        assert text == previewed(shop.till, number)
        assert [code.content for code in piece.codes if code.kind == "CODE128"] == [number]
        assert piece.cuts == 1
        assert len(piece.pulses) == 1
        first = next(item for item in piece.items if isinstance(item, Pulse | PrintedLine | PrintedCode))
        assert isinstance(first, Pulse), "the drawer opens before anything is printed"
        assert not piece.unknown


def test_a_qr_code_comes_out(shop: Desk, end: End) -> None:
    shop.queue(end.driver())
    printing.queue_test(shop.till, by=CASHIER)
    shop.wait_for("done")
    assert end.wait_until(lambda arrived: len(pieces(arrived)) == 1)
    (page,) = pieces(end.arrived)
    assert {code.kind for code in page.codes} >= {"QR", "CODE128"}
    assert any(line.text.strip().isdigit() and len(line.text.strip()) == 32 for line in page.lines)


def test_without_paper_the_cashier_is_told_and_nothing_is_lost(shop: Desk, end: End) -> None:
    end.take_paper_out()
    shop.queue(end.driver(), PATIENT)
    sold = shop.sell(3)
    shop.wait(lambda said: any(change.trouble for change in said))
    trouble = next(change.trouble for change in shop.said if change.trouble)
    assert trouble in REFUSALS
    if trouble == "printer_queue_stuck":
        shop.wait_for("unsure", 3)
    assert whole(end.arrived) == Counter()
    end.mend()
    decided(shop)
    wait_until_printed(shop, sold, end)
    assert whole(end.arrived) == Counter(sold)


@pytest.mark.parametrize("ends", ["cable", "roll"])
def test_a_slip_that_ends_half_way_is_left_to_a_person(shop: Desk, end: End, ends: str) -> None:
    end.cut_after(300) if ends == "cable" else end.let_roll_end_after(300)
    shop.queue(end.driver(), PATIENT)
    (first,) = shop.sell()
    shop.wait_for("unsure")
    end.mend()
    (second,) = shop.sell()
    shop.wait_for("done")
    assert end.wait_until(lambda arrived: whole(arrived)[second] == 1)
    assert whole(end.arrived) == Counter([second]), "half a slip is not repeated by itself"
    (trouble,) = decided(shop)
    troubles = {"cable": ("printer_broken",), "roll": ("printer_paper_out",)}
    assert trouble in (*troubles[ends], "printer_queue_stuck")
    wait_until_printed(shop, [first, second], end)
    assert whole(end.arrived) == Counter([first, second])
    assert "SALINAN" in pieces(end.arrived)[-1].text(32)


def test_a_printer_that_was_off_prints_everything_once(shop: Desk, end: End) -> None:
    end.go_away()
    shop.queue(end.driver(), PATIENT)
    sold = shop.sell(3)
    shop.wait(lambda said: sum(bool(change.trouble) for change in said) >= 2)
    assert set(shop.states().values()) == {"waiting"}, "nothing went out: nobody has to decide"
    end.come_back()
    wait_until_printed(shop, sold, end)
    assert whole(end.arrived) == Counter(sold)


def test_two_hundred_receipts_in_a_row(shop: Desk, end: End) -> None:
    shop.queue(end.driver())
    sold = shop.sell(200)
    shop.wait(lambda said: not shop.states(), 280)
    assert end.wait_until(lambda arrived: len(whole(arrived)) == 200)
    assert whole(end.arrived) == Counter(sold)
    assert [piece.codes[-1].content for piece in pieces(end.arrived)] == sold, "in the order they were sold"
    for number in sold[::40]:
        assert previewed(shop.till, number) in "\n".join(
            line.rstrip() for line in read_paper(end.arrived).text(32).splitlines()
        )


CHILD = """
import sys
from pathlib import Path
from koperasi_pos.devices.cups import cups_printer
from koperasi_pos.devices.network import NetworkPrinter
from koperasi_pos.devices.serial_port import SerialPort, serial_printer
from koperasi_pos.devices.usb_port import UsbAddress, usb_printer
from koperasi_pos.paper.queue import PrintQueue
from koperasi_pos.simulators.usb_printer import UsbStandIn
from tests import counter

till = counter.shop_in(Path(sys.argv[1]))
counter.begin_shift(till)
coffee = counter.stock_up(till, "Kopi Sachet", 1_500)
for _ in range(3):
    counter.sell(till, counter.one(coffee))
PrintQueue(till, {driver}).start()
sys.stdin.read()
"""


def test_a_till_killed_while_slips_wait(tmp_path: Path, end: End) -> None:
    end.slow()
    home = tmp_path / "killed"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD.replace("{driver}", end.expression), str(home)], cwd=ROOT, stdin=subprocess.PIPE
    )
    try:
        assert end.wait_until(lambda arrived: len(arrived) >= 200)
    finally:
        child.kill()
        child.communicate()
    end.mend()
    till = open_till(home, clock=Clock())
    try:
        assert [job.state for job in printing.print_jobs(till)] == ["sending", "waiting", "waiting"]
        queue = PrintQueue(
            till, end.driver(), drawer=PrinterDrawer(), abilities=Abilities(raster_arabic=False), patience=PATIENT
        )
        queue.start()
        assert end.wait_until(lambda arrived: {"K1-000002", "K1-000003"} <= set(whole(arrived)))
        assert queue.stop()
        left = printing.print_jobs(till)
    finally:
        till.close()
    assert [job.state for job in left] == ["unsure"]
    found = whole(end.arrived)
    assert found["K1-000002"] == found["K1-000003"] == 1
    assert found["K1-000001"] <= 1
