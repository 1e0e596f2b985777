"""The power fails while the till sells: whoever got a receipt finds it in the shop's file, and no number is lost."""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from koperasi_pos.operations import printing, upkeep
from koperasi_pos.operations.till import open_till
from koperasi_pos.paper.queue import Changed, queue_of
from koperasi_pos.settings import PrinterSettings, Settings, write_settings
from koperasi_pos.simulators.power import Books, Cut, receipts, sell_until_cut
from koperasi_pos.simulators.printer import SimulatedPrinter
from tests.counter import HEAD, begin_shift, shop_in, stock_up
from tests.source import ROOT

CODES = ("8997700001371", "8997700002743", "8997700004112", "8997700005485")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shop with a few goods and an open shift."""
    till = shop_in(tmp_path / "shop")
    begin_shift(till)
    for number, code in enumerate(CODES):
        stock_up(till, f"Barang {number}", 1_700 + 950 * number, codes=(code,))
    till.close()
    return tmp_path / "shop"


@pytest.fixture(autouse=True)
def the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of these tests find the program wherever they are started."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def seed() -> int:
    """Printed, so that the same cuts come again with KOPERASI_SEED."""
    found = int(os.environ.get("KOPERASI_SEED") or random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return found


@pytest.fixture
def printer(home: Path) -> Iterator[SimulatedPrinter]:
    """A receipt printer on the network, which the till of the shop prints to."""
    with SimulatedPrinter() as printer:
        settings = PrinterSettings(kind="network", host="127.0.0.1", port=printer.port)
        write_settings(home, Settings(printer=settings))
        yield printer


def program(name: str) -> list[str]:
    """A program beside this file."""
    return [str(Path(__file__).with_name(name))]


class Shop:
    """A shop whose power fails: what was told, what is on paper and what is in its file, cut after cut."""

    def __init__(self, home: Path, printer: SimulatedPrinter, books: Books) -> None:
        self.home, self.printer, self.books = home, printer, books
        self._slips = 0

    def look(self, cut: Cut) -> None:
        """Compare after a cut; the printer has taken in by then what was under way to it."""
        assert self.printer.wait_until(lambda printer: printer.idle)
        till = open_till(self.home, writable=False)
        try:
            self.books.read_on(upkeep.journal_lines(till, self.books.position))
        finally:
            till.close()
        self.books.hold(cut)
        self._read_paper()

    def look_well(self) -> None:
        """Start the till again and let it print what waits; then nothing may lack but what it says it cannot know."""
        till = open_till(self.home)
        try:
            progress, quiet, queue = printing.PrintProgress(till), threading.Event(), queue_of(till)

            def heard(_change: Changed | None) -> None:
                if progress.next_print() is None:
                    quiet.set()

            queue.listeners.append(heard)
            heard(None)
            queue.start()
            assert quiet.wait(120)
            assert queue.stop()
            for job in printing.print_jobs(till):
                assert job.state == "unsure"
                self.books.unsure.add(printing.number_of(till, job))
                printing.drop_print(till, job.key, by=HEAD)
            self.books.trouble += upkeep.check(till).trouble
        finally:
            till.close()
        assert self.printer.wait_until(lambda printer: printer.idle)
        self._read_paper()
        self.books.hold_all()

    def _read_paper(self) -> None:
        slips = self.printer.slips
        self.books.hold_paper(slips[self._slips :])
        self._slips = len(slips)


def cut_power(
    home: Path, printer: SimulatedPrinter, times: int, seed: int, program: Sequence[str], *, check_every: int
) -> Books:
    """Sell, kill, look at the books and the paper, so many times; stops at the first trouble."""
    chance = random.Random(seed)
    command = [sys.executable, *program, "--home", str(home), "sell", "-"]
    shop = Shop(home, printer, Books())
    begun = 0
    for number in range(times):
        cut = sell_until_cut(command, receipts(CODES, chance, f"P{number}"), chance, most_lines=20)
        begun += cut.begun
        shop.look(cut)
        if shop.books.trouble:
            break
        if number % check_every == check_every - 1 or number == times - 1:
            shop.look_well()
    assert begun or shop.books.trouble, "no process came to sell"
    return shop.books


def survives(home: Path, printer: SimulatedPrinter, times: int, seed: int, *, check_every: int) -> None:
    books = cut_power(home, printer, times, seed, program("printing_till.py"), check_every=check_every)
    assert not books.trouble
    assert len(books.totals) > times, "too little was sold to say anything"
    assert len(books.on_paper) > times, "too little was printed to say anything"
    assert len(books.unsure) <= times
    print(
        f"{times} power cuts, {len(books.totals)} receipts, {len(books.on_paper)} of them on paper, "
        f"{len(books.unsure)} that the till was unsure of, none lost, none twice"
    )


def test_no_receipt_is_lost_or_printed_twice_when_the_power_fails(
    home: Path, printer: SimulatedPrinter, seed: int
) -> None:
    survives(home, printer, 50, seed, check_every=25)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_receipt_is_lost_in_a_thousand_power_cuts(home: Path, printer: SimulatedPrinter, seed: int) -> None:
    survives(home, printer, 1_000, seed, check_every=100)


@pytest.mark.parametrize(
    ("hasty", "wrong"),
    [("hasty_till.py", "told but not in the store"), ("printing_till.py", "on paper but not in the store")],
)
def test_a_till_that_tells_or_prints_too_early_is_caught(
    home: Path, printer: SimulatedPrinter, seed: int, monkeypatch: pytest.MonkeyPatch, hasty: str, wrong: str
) -> None:
    """The simulation sees what it is there for: without that its silence says nothing."""
    monkeypatch.setenv("KOPERASI_HASTY", "1")
    books = cut_power(home, printer, 60, seed, program(hasty), check_every=1_000)
    assert any(wrong in sentence for sentence in books.trouble)


def entry(number: str, total: int) -> bytes:
    """As much of an entry as the books read."""
    return f'{{"kind":"sale","body":{{"number":"{number}","total":{total}}}}}'.encode()


@pytest.mark.parametrize(
    ("numbers", "told", "wrong"),
    [
        (["K1-000001", "K1-000002"], ["K1-000002 500"], 0),
        (["K1-000001", "K1-000001"], [], 1),
        (["K1-000001", "K1-000003"], [], 1),
        (["K1-000001"], ["K1-000002 500"], 1),
        (["K1-000001"], ["K1-000001 400"], 1),
    ],
)
def test_books_see_what_is_wrong(numbers: list[str], told: list[str], wrong: int) -> None:
    books = Books()
    books.read_on([entry(number, 500) for number in numbers])
    books.hold(Cut(told, bool(told)))
    assert len(books.trouble) == wrong
