"""The power fails while the till sells: whoever got a receipt finds it in the shop's file, and no number is lost."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from koperasi_pos.operations import upkeep
from koperasi_pos.operations.till import open_till
from koperasi_pos.simulators.power import Books, Cut, receipts, sell_until_cut
from tests.counter import begin_shift, shop_in, stock_up
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


@pytest.fixture
def seed() -> int:
    """Printed, so that the same cuts come again with KOPERASI_SEED."""
    found = int(os.environ.get("KOPERASI_SEED") or random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return found


def cut_power(home: Path, times: int, seed: int, program: Sequence[str], *, check_every: int) -> Books:
    """Sell, kill, look at the books, so many times; stops at the first trouble."""
    chance = random.Random(seed)
    command = [sys.executable, *program, "--home", str(home), "sell", "-"]
    books = Books()
    begun = 0
    for number in range(times):
        cut = sell_until_cut(command, receipts(CODES, chance, f"P{number}"), chance)
        begun += cut.begun
        till = open_till(home, writable=False)
        try:
            books.read_on(upkeep.journal_lines(till, books.position))
            books.hold(cut)
            if number % check_every == check_every - 1 or number == times - 1:
                books.trouble += upkeep.check(till).trouble
        finally:
            till.close()
        if books.trouble:
            break
    assert begun or books.trouble, "no process came to sell"
    return books


def survives(home: Path, times: int, seed: int, *, check_every: int) -> None:
    books = cut_power(home, times, seed, ["-m", "koperasi_pos"], check_every=check_every)
    assert not books.trouble
    assert len(books.totals) > times, "too little was sold to say anything"
    print(f"{times} power cuts, {len(books.totals)} receipts, none lost")


def test_no_receipt_is_lost_when_the_power_fails(home: Path, seed: int) -> None:
    survives(home, 50, seed, check_every=25)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_receipt_is_lost_in_a_thousand_power_cuts(home: Path, seed: int) -> None:
    survives(home, 1_000, seed, check_every=100)


def test_a_till_that_tells_too_early_is_caught(home: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulation sees what it is there for: without that its silence says nothing."""
    monkeypatch.setenv("KOPERASI_HASTY", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    books = cut_power(home, 60, seed, [str(Path(__file__).with_name("hasty_till.py"))], check_every=60)
    assert any("told but not in the store" in sentence for sentence in books.trouble)


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
