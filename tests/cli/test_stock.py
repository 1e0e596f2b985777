"""The stock is told from the command line: now, at a past moment, as the card of one product, in every form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import COFFEE
from tests.command import done, run


@pytest.fixture
def sold(home: Path) -> Path:
    """A shop with three sachets sold on two days."""
    rows = f"A,2026-11-25 09:00,{COFFEE},2\nB,2026-11-26 10:00,{COFFEE},1\n"
    done(home, "sell", "-", text=f"receipt,time,code,quantity\n{rows}")
    return home


def of_coffee(told: str) -> tuple[str, int]:
    """(quantity, value) of the coffee in a stock told as JSON."""
    row = next(row for row in json.loads(told)["rows"] if row["name"] == "Kopi sachet")
    return row["quantity"], row["value"]


def test_stock_now_and_then(sold: Path) -> None:
    assert of_coffee(done(sold, "stock", "--json").text) == ("97", 106_700)
    assert of_coffee(done(sold, "stock", "--at", "2026-11-25", "--json").text) == ("98", 107_800)
    assert of_coffee(done(sold, "stock", "--at", "2026-11-25 08:59", "--json").text) == ("100", 110_000)
    assert json.loads(done(sold, "stock", "--at", "2020-01-01", "--json").text)["rows"] == []
    text = done(sold, "stock").text
    assert "Kopi sachet" in text
    assert "Rp110.000" in text
    answer = run(sold, "stock", "--at", "kemarin")
    assert answer.status == 1
    assert "kemarin" in answer.complaint


def test_the_card_of_one_product(sold: Path) -> None:
    card = json.loads(done(sold, "stock", "card", COFFEE, "--json").text)
    assert [(row["number"], row["quantity"], row["left"]) for row in card["rows"]] == [
        ("K1-000002", "-1", "97"), ("K1-000001", "-2", "98"), ("", "100", "100"),
    ]  # fmt: skip
    assert len(json.loads(done(sold, "stock", "card", COFFEE, "--limit", "1", "--json").text)["rows"]) == 1
    assert run(sold, "stock", "card", "tidak-ada").status == 1


def test_every_form(sold: Path, tmp_path: Path) -> None:
    for form, begins in (("csv", b"name,"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert done(sold, "stock", "--format", form).raw.startswith(begins)
    file = tmp_path / "stok.xlsx"
    done(sold, "stock", "--format", "xlsx", "--out", str(file))
    with CalamineWorkbook.from_path(str(file)) as book:
        assert book.get_sheet_by_index(0).to_python()[0][0] == "Stok"


def test_check_tells_the_identity(sold: Path) -> None:
    goods = done(sold, "check", "--json").facts()["goods"]
    assert goods["bought"] - goods["sold"] - goods["written_off"] - goods["turned"] == goods["left"]
    assert goods["sold"] == 3_300
