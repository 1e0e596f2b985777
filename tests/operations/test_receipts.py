"""A receipt is found again by number, bar code, amount, day and product, with what came back of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import refunds
from koperasi_pos.operations.receipts import find_receipts, possible_numbers
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity
from tests import counter
from tests.counter import HEAD, Clock

CODE = "8991234567892"


@pytest.fixture
def clock() -> Clock:
    """The till's clock."""
    return Clock()


@pytest.fixture
def till(tmp_path: Path, clock: Clock) -> Iterator[Till]:
    """Three receipts over two days, and a refund of the second."""
    opened = counter.shop_in(tmp_path, clock)
    counter.begin_shift(opened)
    coffee = counter.stock_up(opened, "Kopi Sachet", 1_500, codes=(CODE,))
    soap = counter.stock_up(opened, "Sabun batang", 4_217)
    counter.sell(opened, (coffee, 1_000))
    counter.sell(opened, (coffee, 2_000), (soap, 1_000))
    clock.forward(days=1)
    counter.sell(opened, (soap, 1_000))
    refunds.complete_refund(
        opened, "K1-000002", [Returning(0, Quantity(1_000))], reason="Salah ambil", id=opened.new_id(), by=HEAD
    )
    yield opened
    opened.close()


def numbers(till: Till, text: str = "", **span: str) -> list[str]:
    """The numbers that a text finds."""
    return [row.number for row in find_receipts(till, text, **span)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("K1-000002", ["K1-000002"]),
        ("k1-2", ["K1-000002"]),
        (" K1 000002 ", ["K1-000002"]),
        ("2", ["K1-000002"]),
        ("K1-R000001", ["K1-R000001"]),
        ("r1", ["K1-R000001"]),
        ("7217", ["K1-000002"]),
        ("4.217", ["K1-000003"]),
        ("Rp1.500", ["K1-R000001", "K1-000001"]),
        (CODE, ["K1-000002", "K1-000001"]),
        ("sabun", ["K1-000003", "K1-000002"]),
        ("K9-000001", []),
        ("tidak ada", []),
        ("99999999999999999999", []),
    ],
)
def test_what_somebody_types_or_scans_finds_the_receipt(till: Till, text: str, found: list[str]) -> None:
    assert sorted(numbers(till, text)) == sorted(found)


def test_without_words_the_newest_come_first(till: Till) -> None:
    assert numbers(till) == ["K1-R000001", "K1-000003", "K1-000002", "K1-000001"]
    assert numbers(till, first_day="2026-11-24", last_day="2026-11-24") == ["K1-000002", "K1-000001"]
    assert [row.number for row in find_receipts(till, limit=2)] == ["K1-R000001", "K1-000003"]


def test_days_bound_amounts_and_products_but_not_numbers(till: Till) -> None:
    yesterday = {"first_day": "2026-11-24", "last_day": "2026-11-24"}
    assert numbers(till, "sabun", **yesterday) == ["K1-000002"]
    assert numbers(till, "4.217", **yesterday) == []
    assert numbers(till, "K1-000003", **yesterday) == ["K1-000003"]


def test_a_receipt_tells_what_came_back(till: Till) -> None:
    (row,) = find_receipts(till, "K1-000002")
    assert (row.kind, row.total, row.back, row.day) == ("sale", 7_217, 1_500, 20261124)
    (slip,) = find_receipts(till, "K1-R000001")
    assert (slip.kind, slip.total, slip.back) == ("refund", 1_500, 0)


def test_digits_mean_a_receipt_of_every_till() -> None:
    assert possible_numbers("4217", ["K1", "K2"]) == ["4217", "K1-004217", "K2-004217"]
    assert possible_numbers("K2 R12", ["K1"]) == ["K2 R12", "K2-R000012"]
    assert possible_numbers("kopi", ["K1"]) == ["KOPI"]
