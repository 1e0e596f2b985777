"""Reports of goods and the rules for goods that are not there, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import COFFEE, RICE
from tests.command import done, run


@pytest.fixture
def busy(home: Path, tmp_path: Path) -> Path:
    """Sachets bought with a day on them, sold below nothing; rice that got wet."""
    done(home, "supplier", "add", "Toko Agung")
    invoice = tmp_path / "faktur.csv"
    invoice.write_text(f"kode;jumlah;harga;kadaluarsa\n{COFFEE};10;1.200;30/06/2099\n")
    done(home, "receive", str(invoice), "--supplier", "Toko Agung")
    done(home, "sell", "-", text=f"receipt,time,code,quantity\nA,,{COFFEE},5\n")
    done(home, "writeoff", "damaged", f"{RICE}=2", "--note", "Basah")
    return home


def rows(home: Path, *words: str) -> list[dict[str, Any]]:
    """The rows of a report."""
    found: list[dict[str, Any]] = json.loads(done(home, "report", *words, "--json").text)["rows"]
    return found


def test_reports_of_goods(busy: Path) -> None:
    assert sum(row["value"] for row in rows(busy, "value")) == 122_000 - 5_545
    assert rows(busy, "value", "--date", "2020-01-01") == []
    (own,) = rows(busy, "value", "--by-owner")
    assert own["value"] == 122_000 - 5_545
    (margin,) = rows(busy, "margin", "--date", "2020-01-01", "--to", "2099-01-01")
    assert (margin["name"], margin["turnover"], margin["cost"]) == ("Kopi sachet", 7_500, 5_545)
    assert rows(busy, "margin", "--by-category", "--date", "2020-01-01", "--to", "2099-01-01")[0]["profit"] == 1_955
    moved = {row["name"]: row for row in rows(busy, "movement", "--date", "2020-01-01", "--to", "2099-01-01")}
    assert (moved["Kopi sachet"]["came"], moved["Kopi sachet"]["after"], moved["Beras"]["gone"]) == ("110", "105", "2")
    (lost,) = rows(busy, "shrinkage", "--date", "2020-01-01", "--to", "2099-01-01")
    assert (lost["name"], lost["quantity"]) == ("Beras", "-2")
    assert "Beras" in {row["name"] for row in rows(busy, "slow", "--days", "30")}
    assert run(busy, "report", "slow", "--days", "0").status == 1
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"category,")):
        assert done(busy, "report", "value", "--format", form).raw.startswith(begins)


def test_days_on_packages(busy: Path) -> None:
    assert rows(busy, "expiry") == []
    (dated,) = rows(busy, "expiry", "--all")
    assert (dated["expiry"], dated["quantity"]) == ("2099-06-30", "10")
    done(busy, "stock", "date", COFFEE, "2099-06-30", "0")
    done(busy, "stock", "date", COFFEE, "2020-01-31", "3")
    (past,) = rows(busy, "expiry")
    assert past["quantity"] == "3"
    assert run(busy, "stock", "date", COFFEE, "besok", "3").status == 1
    assert done(busy, "check").complaint == ""


def test_rules_where_nothing_is_there(busy: Path) -> None:
    done(busy, "stock", "policy", "--role", "cashier", "--rule", "refuse")
    assert done(busy, "stock", "policy", "--json").facts() == {"role": "cashier", "rule": "refuse"}
    done(busy, "stock", "policy", "--role", "cashier", "--rule", "none")
    assert done(busy, "stock", "policy").text == ""
    done(busy, "stock", "policy", COFFEE, "--rule", "ask")
    assert done(busy, "stock", "policy", COFFEE, "--json").facts()["rule"] == "ask"
    done(busy, "sell", "-", text=f"receipt,time,code,quantity\nB,,{COFFEE},200\n")
    (below,) = rows(busy, "negative")
    assert (below["name"], below["quantity"]) == ("Kopi sachet", "-95")
    assert "belum pernah" in below["causes"].casefold()
