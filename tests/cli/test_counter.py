"""Refunds and shifts from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.operations import refunds, shifts
from koperasi_pos.operations.till import Till
from tests.cli.conftest import CASHIER_PIN, COFFEE, NOODLES
from tests.command import done, run

RECEIPT = f"receipt,time,code,quantity\nA,,{COFFEE},4\nA,,{NOODLES},1\n"


@pytest.fixture
def sold(home: Path) -> Path:
    """One receipt of 4 × 1.500 and 1 × 3.100."""
    done(home, "sell", "-", text=RECEIPT)
    return home


def test_lines_come_back(sold: Path, till: Till) -> None:
    words = ("--line", "1=3", "--line", "2=1:damaged", "--reason", "Salah beli")
    facts = done(sold, "refund", "k1-000001", *words, "--json").facts()
    assert facts == {"number": "K1-R000001", "total": 7_600, "paid_back": 7_600}
    made = refunds.refund(till, "K1-R000001").refund
    assert [(line.line, line.quantity, line.restock) for line in made.lines] == [(0, 3_000, True), (1, 1_000, False)]
    assert done(sold, "refund", "K1-000001", "--line", "1=1", "--reason", "Lagi").lines == ["K1-R000002 1500"]


@pytest.mark.parametrize("line", ["0=1", "1", "eins=1", "1=0", "1=-1", "9=1", "1=5"])
def test_what_cannot_come_back_is_refused(sold: Path, till: Till, line: str) -> None:
    answer = run(sold, "refund", "K1-000001", "--line", line, "--reason", "Salah beli")
    assert (answer.status, answer.raw) == (1, b"")
    assert refunds.refundable(till, "K1-000001").left(0) == 4_000


def test_a_cashier_refunds_nothing_alone(sold: Path) -> None:
    words = ("refund", "K1-000001", "--line", "1=1", "--reason", "Salah beli")
    assert run(sold, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, *words).status == 1


def test_a_shift_is_opened_looked_at_and_closed(home: Path, till: Till) -> None:
    assert done(home, "shift", "open", "--float", "Rp 100.000", "--json").facts() == {"shift": 1}
    assert run(home, "shift", "open").status == 1
    done(home, "sell", "-", text=RECEIPT)
    assert "LAPORAN X" in done(home, "shift", "x").text
    x = done(home, "shift", "x", "--json").facts()
    assert (x["sales"], x["total"], x["expected"]) == (1, 9_100, 109_100)
    assert "counted" not in x
    facts = done(home, "shift", "close", "--counted", "108.100", "--note", "Kurang seribu", "--json").facts()
    assert (facts["expected"], facts["difference"], facts["note"]) == (109_100, -1_000, "Kurang seribu")
    assert shifts.current_shift(till) is None
    assert run(home, "shift", "close", "--counted", "0").status == 1
    assert run(home, "shift", "x").status == 1


def test_the_difference_is_told_in_rupiah(home: Path) -> None:
    done(home, "shift", "open", "--float", "5000")
    assert "Rp1.500" in done(home, "shift", "close", "--counted", "6500").text
