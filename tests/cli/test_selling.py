"""`sell`: receipts of a file are rung up at their time, what cannot be is told row by row, nothing sells twice."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from koperasi_pos.operations import products, receipts, sales, shifts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.values import Quantity
from tests.cli.conftest import CASHIER_PIN, COFFEE, COPIES, NOODLES, RICE
from tests.command import done, run
from tests.counter import HEAD as HEAD_OF_SHOP

HEAD = "receipt,time,code,quantity,unit_price\n"
TIME = "2026-11-20 08:15:30"


def rows(*cells: tuple[str, ...]) -> str:
    """A file with these rows."""
    return HEAD + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in cells)


def test_a_receipt_is_told_with_number_and_total(home: Path, till: Till) -> None:
    text = rows(("A", TIME, COFFEE, "2", ""), ("A", TIME, RICE, "0,75", ""), ("B", TIME, NOODLES, "1", ""))
    answer = done(home, "sell", "-", text=text)
    assert answer.lines[:2] == ["K1-000001 12000", "K1-000002 3100"]
    assert re.fullmatch(r"2 struk, [1-9]\d* per detik; 0 baris tidak dimasukkan", answer.lines[2]), answer.lines[2]
    first = sales.receipt(till, "K1-000001")
    assert first.entry.time == "2026-11-20T08:15:30.000+07:00"
    assert (first.sale.day, first.sale.flags, first.entry.staff) == ("2026-11-20", ["imported"], "command-line")
    assert [(line.name, line.quantity) for line in first.sale.lines] == [("Kopi sachet", 2000), ("Beras", 750)]
    assert [payment.way for payment in first.sale.payments] == ["cash"]
    assert first.sale.change == 0


def test_cash_is_rounded_as_at_the_counter(home: Path, till: Till) -> None:
    done(home, "sell", "-", text=rows(("A", TIME, COFFEE, "1", "1.530")))
    sale = sales.receipt(till, "K1-000001").sale
    assert (sale.total, sale.rounding, sale.payments[0].amount) == (1530, -30, 1500)


def test_a_time_with_an_offset_keeps_its_moment(home: Path, till: Till) -> None:
    done(home, "sell", "-", text=rows(("A", "2026-11-20T23:30:00+00:00", COFFEE, "1", "")))
    assert sales.receipt(till, "K1-000001").sale.day == "2026-11-21"


def test_no_price_and_the_shops_own_price_are_the_same(home: Path, till: Till) -> None:
    text = rows(("A", TIME, NOODLES, "12", ""), ("B", TIME, NOODLES, "12", "2900"), ("C", TIME, NOODLES, "12", "3100"))
    done(home, "sell", "-", text=text)
    lines = [sales.receipt(till, f"K1-00000{number}").sale.lines[0] for number in (1, 2, 3)]
    assert [(line.price, line.tier, line.old_price) for line in lines] == [
        (2900, "wholesale", 0),
        (2900, "wholesale", 0),
        (3100, "wholesale", 2900),
    ]


def test_open_price_takes_the_price_of_the_file(home: Path, till: Till) -> None:
    done(home, "sell", "-", text=rows(("A", TIME, COPIES, "7", "250")))
    assert sales.receipt(till, "K1-000001").sale.total == 1750


def test_a_cashier_may_not_set_another_price(home: Path, till: Till) -> None:
    text = rows(("A", TIME, COFFEE, "1", "1500"), ("B", TIME, COFFEE, "1", "1400"))
    answer = run(home, "--as", "kasir pagi", "--pin", CASHIER_PIN, "sell", "-", text=text)
    assert answer.status == 1
    assert answer.lines[0] == "K1-000001 1500"
    assert answer.complaint.startswith("baris 3: ")
    sale = sales.receipt(till, "K1-000001")
    assert (sale.sale.cashier, len(receipts.find_receipts(till))) == ("Kasir Pagi", 1)


def test_a_shift_is_opened_once_where_none_is(home: Path, till: Till) -> None:
    done(home, "sell", "-", text=rows(("A", TIME, COFFEE, "1", "")))
    done(home, "sell", "-", text=rows(("B", TIME, COFFEE, "1", "")))
    opened = shifts.latest_shifts(till)
    assert [(shift.number, shift.float, shift.closed) for shift in opened] == [(1, 0, None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("A", TIME, "123", "1", ""), "123"),
        (("A", TIME, COFFEE, "0", ""), "lebih dari nol"),
        (("A", TIME, COFFEE, "-2", ""), "lebih dari nol"),
        (("A", TIME, COFFEE, "dua", ""), "dua"),
        (("A", TIME, COFFEE, "0.0005", ""), "0.0005"),
        (("A", TIME, COFFEE, "0.5", ""), "Kopi sachet"),
        (("A", TIME, COFFEE, "1", "0"), "nol"),
        (("A", TIME, COFFEE, "1", "murah"), "murah"),
        (("A", TIME, COPIES, "1", ""), "Fotokopi"),
        (("A", "kemarin", COFFEE, "1", ""), "kemarin"),
        (("A", TIME, "", "1", ""), "kode"),
    ],
)
def test_what_cannot_be_rung_up_is_told_with_its_reason(
    home: Path, till: Till, tmp_path: Path, row: tuple[str, ...], reason: str
) -> None:
    report = tmp_path / "rejected.csv"
    text = rows(("A0", TIME, COFFEE, "1", ""), row)
    answer = run(home, "sell", "-", "--report", str(report), "--json", text=text)
    assert answer.status == 1
    assert answer.facts()["rejected"] == 1
    assert answer.complaint.startswith("baris 3: ")
    assert reason in answer.complaint
    with report.open(encoding="utf-8", newline="") as file:
        (told,) = csv.DictReader(file)
    assert (told["row"], told["code"], told["reason"]) == ("3", row[2], answer.complaint.partition(": ")[2].strip())
    assert len(receipts.find_receipts(till)) == 1


def test_the_good_rows_of_a_receipt_are_sold(home: Path, till: Till) -> None:
    answer = run(home, "sell", "-", text=rows(("A", TIME, "123", "1", ""), ("A", TIME, COFFEE, "3", "")))
    assert (answer.status, answer.lines[0]) == (1, "K1-000001 4500")


def test_the_same_file_again_sells_nothing_twice(home: Path, till: Till) -> None:
    text = rows(("A", TIME, COFFEE, "1", ""), ("B", TIME, NOODLES, "1", ""))
    done(home, "sell", "-", text=text)
    again = done(home, "sell", "-", "--json", text=text + f"C,{TIME},{COFFEE},2,\n")
    facts = again.facts()
    assert facts.pop("per_second") > 0
    assert facts == {"receipts": 3, "known": 2, "rejected": 0}
    assert [row.number for row in receipts.find_receipts(till)] == ["K1-000003", "K1-000002", "K1-000001"]


def test_a_row_that_was_left_out_the_first_time_is_told_the_second_time(home: Path, tmp_path: Path) -> None:
    text = rows(("A", TIME, COFFEE, "1", ""), ("A", TIME, "8990000000001", "1", ""))
    assert run(home, "sell", "-", text=text).status == 1
    goods = tmp_path / "goods.csv"
    goods.write_text("Kode;Nama barang;Satuan;Harga jual\n8990000000001;Teh;pcs;2000\n", encoding="utf-8")
    done(home, "import", "items", str(goods))
    again = run(home, "sell", "-", text=text)
    assert (again.status, again.lines[0]) == (1, "K1-000001 1500")
    assert "baris 3: " in again.complaint
    assert "K1-000001" in again.complaint


def test_rows_of_a_receipt_that_stand_apart_are_told(home: Path, till: Till) -> None:
    text = rows(("A", TIME, COFFEE, "1", ""), ("B", TIME, COFFEE, "1", ""), ("A", TIME, NOODLES, "1", ""))
    answer = run(home, "sell", "-", text=text)
    assert "baris 4: " in answer.complaint
    assert len(receipts.find_receipts(till)) == 2


def test_without_a_time_it_is_sold_now_and_again_each_time(home: Path, till: Till) -> None:
    for _time in range(2):
        done(home, "sell", "-", text=f"receipt,time,code,quantity\nA,,{COFFEE},1\n")
    assert len(receipts.find_receipts(till)) == 2


def test_a_code_of_two_goods_is_not_guessed(home: Path, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("Kode;Nama barang;Satuan;Harga jual;Barcode\nZ1;Kopi lain;pcs;2000;\n", encoding="utf-8")
    done(home, "import", "items", str(goods))
    opened = open_till(home)
    other = products.by_code(opened, "Z1")[0].product.document
    pack = other.packs[0].model_copy(update={"codes": [COFFEE]})
    products.save_product(opened, other.model_copy(update={"id": opened.new_id(), "packs": [pack]}), by=HEAD_OF_SHOP)
    opened.close()
    answer = run(home, "sell", "-", text=rows(("A", TIME, COFFEE, "1", "")))
    assert answer.status == 1
    assert f"{COFFEE}" in answer.complaint


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("receipt,code\nA,1\n", 1, "time, quantity"),
        ("", 1, "receipt, time, code, quantity"),
        (HEAD, 0, ""),
    ],
)
def test_columns_are_needed(home: Path, text: str, status: int, told: str) -> None:
    answer = run(home, "sell", "-", text=text)
    assert answer.status == status
    assert told in answer.complaint


def test_a_file_that_is_not_there_or_no_text_is_refused(home: Path, tmp_path: Path) -> None:
    assert run(home, "sell", str(tmp_path / "none.csv")).status == 1
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\xff\xfe\x00\x89PNG")
    answer = run(home, "sell", str(picture))
    assert answer.status == 1
    assert "picture.csv" in answer.complaint


def test_stock_leaves_the_shelf(home: Path, till: Till) -> None:
    done(home, "sell", "-", text=rows(("A", TIME, RICE, "1.25", "")))
    rice = products.by_code(till, RICE)[0].product.document.product
    assert products.stock_of(till, rice)[0] == Quantity(98_750)
