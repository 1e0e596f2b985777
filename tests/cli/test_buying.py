"""Kulakan from the command line: suppliers, an order, an invoice from a sheet, prices, debts and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from koperasi_pos.operations.item_files import write_rows
from koperasi_pos.operations.till import Till
from tests.cli.conftest import COFFEE, NOODLES, RICE
from tests.command import done, run


@pytest.fixture
def bought(home: Path, tmp_path: Path) -> Path:
    """A shop with a supplier and an invoice that was booked."""
    done(home, "supplier", "add", "Toko Agung", "--terms", "14", "--phone", "0812")
    file = tmp_path / "faktur.csv"
    file.write_text(
        f"Kode;Jumlah;Satuan;Isi;Harga;Bonus;Kadaluarsa\n{COFFEE};2;dus;40;44.000;1;30/06/2099\n{RICE};50;kg;;11.000;;\n"
    )
    told = done(home, "receive", str(file), "--supplier", "toko agung", "--invoice", "F-1", "--transport", "10.000")
    assert "K1-B000001" in told.text
    return home


def test_an_invoice_is_booked_once(bought: Path, tmp_path: Path) -> None:
    (row,) = json.loads(done(bought, "supplier", "debts", "--json").text)["rows"]
    assert (row["open"], row["number"], row["supplier"]) == (648_000, "K1-B000001", "Toko Agung")
    rows = json.loads(done(bought, "stock", "--json").text)["rows"]
    coffee = next(row for row in rows if row["name"] == "Kopi sachet")
    assert (coffee["quantity"], coffee["value"]) == ("220", 110_000 + 88_000 + 1_379)
    again = run(bought, "receive", str(tmp_path / "faktur.csv"), "--supplier", "Toko Agung", "--invoice", "F-1")
    assert again.status == 1
    assert "F-1" in again.complaint
    assert done(bought, "check").complaint == ""


def test_the_same_file_again_is_the_same_delivery(bought: Path, tmp_path: Path) -> None:
    words = ("receive", str(tmp_path / "faktur.csv"), "--supplier", "Toko Agung", "--invoice", "F-1")
    again = done(bought, *words, "--transport", "10.000", "--json")
    assert again.facts()["number"] == "K1-B000001"
    assert "K1-B000001" in again.complaint
    assert len(done(bought, "delivery", "list").lines) == 1


def test_a_dry_run_books_nothing(home: Path, tmp_path: Path) -> None:
    done(home, "supplier", "add", "Toko Agung")
    file = tmp_path / "faktur.xlsx"
    rows = [["FAKTUR 12"], ["Kode", "Jumlah", "Harga"], [NOODLES, "12", "2500"]]
    write_rows(file, rows, title="Faktur")
    told = done(home, "receive", str(file), "--supplier", "Toko Agung", "--dry-run", "--json").facts()
    assert told == {"lines": 1, "value": 30_000, "total": 30_000}
    assert done(home, "delivery", "list").text == ""


def test_rows_that_cannot_be_used_book_nothing(home: Path, tmp_path: Path) -> None:
    done(home, "supplier", "add", "Toko Agung")
    file = tmp_path / "faktur.csv"
    file.write_text(f"kode,jumlah,harga\n{NOODLES},1,2500\nHILANG,1,1000\n{COFFEE},banyak,1000\n{COFFEE},1,murah\n")
    answer = run(home, "receive", str(file), "--supplier", "Toko Agung")
    assert answer.status == 1
    for told in ("HILANG", "banyak", "murah"):
        assert told in answer.complaint
    assert done(home, "supplier", "debts", "--json").facts()["rows"] == []
    file.write_text("barang,harga\nA,1\n")
    assert run(home, "receive", str(file), "--supplier", "Toko Agung").status == 1
    file.write_text(f"kode,jumlah\n{NOODLES},1\n")
    assert "Toko Lain" in run(home, "receive", str(file), "--supplier", "Toko Lain").complaint


def test_orders_and_the_buying_list(bought: Path, till: Till) -> None:
    made = done(bought, "order", "make", "Toko Agung", f"{COFFEE}=80@1100", "--json").facts()
    assert made == {"number": "K1-PO000001", "total": 88_000}
    done(bought, "sell", "-", text=f"receipt,time,code,quantity\nA,,{COFFEE},200\n")
    (row,) = json.loads(done(bought, "buying", "--cover", "28", "--json").text)["rows"]
    assert (row["packs"], row["unit"], row["supplier"]) == ("3", "dus", "Toko Agung")
    done(bought, "order", "make", "Toko Agung", "--from-list", "--cover", "28", "--expected", "2026-12-01")
    assert done(bought, "buying", "--cover", "28", "--json").facts()["rows"] == []
    text = done(bought, "order", "show", "K1-PO000002", "--message").text
    assert "1. Kopi sachet: 3 dus (40)" in text
    assert done(bought, "order", "show", "K1-PO000002", "--format", "pdf").raw.startswith(b"%PDF")
    done(bought, "receive", "--supplier", "Toko Agung", "--order", "K1-PO000002")
    assert run(bought, "receive", "--supplier", "Toko Agung", "--order", "K1-PO000002").status == 1
    done(bought, "order", "close", "K1-PO000001", "--reason", "Tidak jadi")
    assert [line.split()[0] for line in done(bought, "order", "list").lines] == ["K1-PO000002", "K1-PO000001"]
    assert run(bought, "order", "make", "Toko Agung", "salah").status == 1


def test_prices_follow_the_rule_of_the_category(home: Path, tmp_path: Path) -> None:
    goods = tmp_path / "barang.csv"
    goods.write_text("Nama;Kode;Kategori;Harga;Modal\nGula pasir;G-01;Sembako;16.000;15.000\n")
    done(home, "import", "items", str(goods))
    done(home, "category", "set", "Sembako", "--margin", "12,5%", "--round-to", "500", "--warn", "14,7")
    assert done(home, "category", "list", "--json").facts()["margin"] == 1_250
    assert "minggu" in run(home, "category", "set", "Sembako", "--warn", "dua minggu").complaint
    assert run(home, "category", "set", "Sembako", "--margin", "banyak").status == 1
    assert run(home, "category", "set", "Sembako", "--round-to", "30").status == 1
    done(home, "supplier", "add", "Toko Agung")
    invoice = tmp_path / "faktur.csv"
    invoice.write_text("kode;jumlah;harga\nG-01;10;15.500\n")
    done(home, "receive", str(invoice), "--supplier", "Toko Agung")
    assert "Gula pasir" in done(home, "labels", "--since", "2020-01-01").text
    assert done(home, "labels", "--since", "2020-01-01", "--print", "--json").facts()["labels"] > 1
    assert json.loads(done(home, "labels", "--since", "2099-01-01", "--json").text)["rows"] == []
    (row,) = json.loads(done(home, "delivery", "prices", "K1-B000001", "--json").text)["rows"]
    assert (row["held"], row["proposed"]) == (16_000, 17_500)
    assert len(done(home, "delivery", "prices", "K1-B000001", "--labels", "--json").facts()["changed"]) == 1
    assert json.loads(done(home, "delivery", "prices", "K1-B000001", "--json").text)["rows"] == []


def test_paying_and_returning(bought: Path) -> None:
    back = done(
        bought, "supplier", "return", "Toko Agung", f"{COFFEE}=40@40000", "--reason", "Kemasan rusak", "--purchase",
        "K1-B000001", "--json",
    ).facts()  # fmt: skip
    assert back == {"number": "K1-RB000001", "credit": 40_000}
    done(bought, "supplier", "pay", "K1-B000001", "608.000", "--way", "safe")
    assert json.loads(done(bought, "supplier", "debts", "--json").text)["rows"] == []
    assert len(json.loads(done(bought, "supplier", "debts", "--all", "--json").text)["rows"]) == 1
    assert run(bought, "supplier", "pay", "K1-B000001", "1", "--way", "safe").status == 1
    assert "Toko Agung" in done(bought, "supplier", "list").text
    assert "F-1" in done(bought, "delivery", "show", "K1-B000001").text
    assert done(bought, "check").complaint == ""
