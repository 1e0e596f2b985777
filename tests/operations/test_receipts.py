"""A receipt is found again by number, bar code, amount, day and product, with what came back of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import PersonSaved
from koperasi_pos.operations import persons, refunds, sales, staff, upkeep
from koperasi_pos.operations.receipts import find_receipts, possible_numbers, receipt_numbered, scanned_receipt
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.tenders import cash
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock, stock_up

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


@pytest.mark.parametrize("text", ["2", " 000002", "K1-2", "k1 2", "K1-000002"])
def test_a_number_means_one_receipt(till: Till, text: str) -> None:
    assert receipt_numbered(till, text).number == "K1-000002"
    assert receipt_numbered(till, "r1").number == "K1-R000001"


@pytest.mark.parametrize("text", ["9", "K9-000001", "kopi", "", "7217"])
def test_a_number_that_is_none_is_refused(till: Till, text: str) -> None:
    with pytest.raises(Refusal, match="receipt_unknown"):
        receipt_numbered(till, text)


def test_digits_of_two_tills_are_not_guessed(till: Till, tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "a.backup"
    upkeep.make_backup(till, file)
    till.close()
    back = upkeep.restore(till.home, file, clock=clock, keyring_allowed=False)
    try:
        counter.sell(back, (counter.stock_up(back, "Peci", 35_000), 1_000))
        with pytest.raises(Refusal, match="receipt_of_several") as refusal:
            receipt_numbered(back, "1")
        assert refusal.value.facts["numbers"] == "K1-000001, K1B-000001"
        assert receipt_numbered(back, "K1B-1").number == "K1B-000001"
    finally:
        back.close()


def test_only_the_bar_code_of_a_receipt_is_taken_for_one(till: Till) -> None:
    found = scanned_receipt(till, "K1-R000001")
    assert found is not None
    assert found.kind == "refund"
    assert [scanned_receipt(till, text) for text in ("2", "K1-2", "K1-000099", CODE)] == [None] * 4
    counter.stock_up(till, "Buku", 5_000, codes=("K1-000002",))
    assert scanned_receipt(till, "K1-000002") is None, "goods with such a code are goods"


def test_receipts_are_found_by_who_sold(till: Till) -> None:
    zidan = staff.save_staff(till, id=till.new_id(), name="Zidan", role="cashier", pin="246813", by=HEAD).value
    soap = counter.stock_up(till, "Sabun cair", 9_000)
    counter.sell(till, (soap, 1_000), by=Actor(zidan.id, zidan.name, zidan.role))
    (row,) = find_receipts(till, "zid")
    assert (row.number, row.cashier) == ("K1-000004", "Zidan")
    assert find_receipts(till, "zid", first_day="2026-11-24", last_day="2026-11-24") == []
    assert {found.cashier for found in find_receipts(till, "sabun batang")} == {"Kasir"}


def test_receipts_are_found_by_who_bought(till: Till) -> None:
    tea = stock_up(till, "Teh poci", 4_000)
    bought = []
    for name, number in (("Bu Fatimah", "A-77"), ("Pak Rahmat", "A-78")):
        who = PersonSaved(id=till.new_id(), person=till.new_short_id(), name=name, number=number, tier="member")
        customer = persons.as_customer(persons.person(till, persons.save_person(till, who, by=HEAD).value.person))
        basket = Basket(id=till.new_id(), customer=customer).add(tea)
        bought.append(sales.complete_sale(till, basket, cash(Rupiah(4_000)), by=CASHIER).value.sale.number)
    for text in ("fatimah", "A-77"):
        assert [row.number for row in find_receipts(till, text)] == [bought[0]]
    refunds.complete_refund(till, bought[0], [Returning(0)], reason="Salah beli", id=till.new_id(), by=HEAD)
    assert [row.kind for row in find_receipts(till, "Bu Fatimah")] == ["refund", "sale"]
    assert [row.number for row in find_receipts(till, "rahmat")] == [bought[1]]
