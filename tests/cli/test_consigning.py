"""Titip jual from the command line: a consignor, goods, a day, the settlement, money, slips, what is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import COFFEE
from tests.command import done, run


@pytest.fixture
def consigned(home: Path) -> Path:
    """Bu Siti left nasi bungkus and two were sold."""
    done(home, "consign", "add", "Bu Siti", "--sort", "wali", "--commission", "10", "--bears-loss", "shop")
    done(home, "consign", "new", "bu siti", "Nasi bungkus", "--price", "5.000", "--daily", "--unit", "bks")
    done(home, "consign", "new", "bu siti", "Peyek", "--price", "2000", "--margin", "250")
    done(home, "consign", "bring", "Bu Siti", "nasi bungkus=20", "Peyek=10", "--note", "pagi")
    done(home, "shift", "open", "--float", "100000")
    done(home, "consign", "unrecorded", "Bu Siti", "nasi bungkus=2", "Peyek=1")
    return home


def test_a_day_and_its_settlement(consigned: Path) -> None:
    told = done(consigned, "consign", "daily", "--json").facts()
    assert (told["brought"], told["sold"], told["left"]) == ("20", "2", "18")
    left = ("--left", "nasi bungkus=17:home", "--left", "Peyek=9")
    seen = done(consigned, "settle", "Bu Siti", *left, "--way", "cash", "--dry-run", "--json").facts()
    assert (seen["amount"], seen["commission"], seen["due"], seen["loss"]) == (12_000, 1_250, 10_750, 4_500)
    made = done(consigned, "settle", "Bu Siti", *left, "--way", "cash", "--json").facts()
    assert (made["payable"], made["paid"], made["lines"][0]["returned"]) == (15_250, 15_200, 17_000)
    assert done(consigned, "report", "shift", "--json").facts()["to_consignors"] == 15_200
    slip = done(consigned, "consign", "slip", str(made["position"]), "--width", "32").text
    assert "NOTA SETOR" in slip
    assert "SALINAN 1" in slip
    assert done(consigned, "consign", "slip", str(made["position"]), "--format", "pdf").raw.startswith(b"%PDF")
    assert run(consigned, "settle", "Bu Siti", "--left", "Peyek=10").status == 1
    assert run(consigned, "consign", "slip", "1").status == 1
    assert done(consigned, "check").complaint == ""


def test_what_is_owed_and_paid_later(consigned: Path) -> None:
    done(consigned, "settle", "Bu Siti")
    (row,) = done(consigned, "consign", "due", "--json").facts()["rows"]
    assert (row["name"], row["before"], row["payable"], row["on_shelf"]) == ("Bu Siti", 10_750, 10_750, "27")
    assert done(consigned, "consign", "due", "--format", "csv").lines[1].startswith("Bu Siti,")
    paid = done(consigned, "consign", "pay", "Bu Siti", "--amount", "10.000", "--json").facts()
    assert (paid["amount"], paid["left"]) == (10_000, 750)
    answer = run(consigned, "consign", "pay", "Bu Siti", "--way", "transfer")
    assert answer.status == 1
    assert done(consigned, "consign", "pay", "Bu Siti", "--way", "transfer", "--reference", "T1").status == 0
    history = done(consigned, "consign", "history", "Bu Siti").lines
    assert len(history) == 4
    assert "Rp12.000" in history[2]
    assert done(consigned, "consign", "history", "Bu Siti", "--json").lines[0].count('"payable": 0') == 1


def test_goods_of_the_catalogue_and_goods_given_back(consigned: Path) -> None:
    assert run(consigned, "consign", "new", "Bu Siti", COFFEE).status == 1
    assert run(consigned, "consign", "new", "Bu Siti", "Peyek", "--commission", "101").status == 1
    done(consigned, "consign", "new", "Bu Siti", "Peyek", "--commission", "12,5")
    (nasi, peyek) = done(consigned, "consign", "goods", "Bu Siti").lines
    assert nasi.endswith("10%")
    assert peyek == "Peyek: 9 pcs, 12,5%"
    assert run(consigned, "consign", "release", "Bu Siti", "Peyek").status == 1
    done(consigned, "consign", "back", "Bu Siti", "Peyek=8")
    assert run(consigned, "consign", "lost", "Bu Siti", "Peyek=1").status == 1
    done(consigned, "consign", "lost", "Bu Siti", "Peyek=1", "--note", "remuk")
    done(consigned, "consign", "release", "Bu Siti", "Peyek")
    assert run(consigned, "consign", "add", "Bu Siti", "--gone").status == 1
    assert len(done(consigned, "consign", "goods", "Bu Siti").lines) == 1
    assert done(consigned, "consign", "list", "siti", "--json").facts()["loss"] == 1_750


@pytest.mark.parametrize("words", [("bring", "Bu Siti", "Peyek"), ("bring", "Pak Umar", "Peyek=1")])
def test_what_cannot_be_read_is_told(consigned: Path, words: tuple[str, ...]) -> None:
    answer = run(consigned, "consign", *words)
    assert answer.status == 1
    assert answer.complaint
