"""The power fails while santri pay by card: what was told is sold, and the cards agree with the receipts."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from koperasi_pos.operations import accounts, upkeep
from koperasi_pos.operations.till import open_till
from koperasi_pos.store import journal
from tests.card_holders import account
from tests.counter import begin_shift, shop_in, stock_up
from tests.source import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shop with goods, an open shift and three santri with money."""
    till = shop_in(tmp_path / "shop")
    begin_shift(till)
    for name, price in (("Teh", 1_700), ("Kopi", 2_300), ("Roti", 4_100)):
        stock_up(till, name, price, stock=9_999)
    for number in range(3):
        account(till, f"Santri {number}", nis=f"20240{number}", money=60_000)
    till.close()
    return tmp_path / "shop"


def sell_until_cut(home: Path, chance: random.Random) -> list[str]:
    """What a selling process told before it was killed at a random moment."""
    command = [sys.executable, str(Path(__file__).with_name("card_till.py")), str(home), str(chance.randrange(10**6))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    told = [process.stdout.readline() for _line in range(chance.randint(1, 12))]
    time.sleep(chance.random() * 0.01)
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    assert all(line.endswith(b"\n") for line in told), "the selling process ended by itself"
    return (b"".join(told) + rest).decode().rpartition("\n")[0].split("\n")


def trouble(home: Path, told: list[str]) -> list[str]:
    """What of it is not in the books; then the books themselves."""
    till = open_till(home)
    try:
        found = []
        with till.reading() as connection:
            for line in told:
                id, total, paid = line.split()
                posted = journal.find(connection, id)
                sale = posted.entry.body if posted else {}
                by_card = sum(payment["amount"] for payment in sale.get("payments", ()) if payment.get("account"))
                if (sale.get("total"), by_card) != (int(total), int(paid)):
                    found.append(f"told but not in the store: {line}")
        found += upkeep.check(till).trouble
        found += [f"{view.name} has {view.balance}" for view in accounts.find_accounts(till) if view.balance < 0]
        return found
    finally:
        till.close()


def cuts(home: Path, times: int) -> tuple[int, list[str]]:
    """(sales told, trouble) of so many power cuts."""
    seed = int(os.environ.get("KOPERASI_SEED") or random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={seed}")
    chance, told = random.Random(seed), 0
    for _cut in range(times):
        lines = sell_until_cut(home, chance)
        told += len(lines)
        if found := trouble(home, lines):
            return told, found
    return told, []


def test_receipts_and_cards_agree_when_the_power_fails(home: Path) -> None:
    told, found = cuts(home, 12)
    assert not found
    assert told > 24, "too little was sold to say anything"


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_receipts_and_cards_agree_in_five_hundred_power_cuts(home: Path) -> None:
    told, found = cuts(home, 500)
    assert not found
    print(f"500 power cuts, {told} sales told, none lost")


def test_a_till_that_tells_too_early_is_caught(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPERASI_HASTY", "1")
    _told, found = cuts(home, 40)
    assert any("told but not in the store" in sentence for sentence in found)
