"""A shop is made and its people are looked after from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from koperasi_pos.operations import products, shops, staff
from koperasi_pos.operations.till import open_till
from koperasi_pos.values import Refusal
from tests.cli.conftest import CASHIER_PIN
from tests.command import done, run
from tests.counter import HEAD_PIN


def test_a_new_shop_tells_the_heads_pin_once(tmp_path: Path) -> None:
    answer = done(tmp_path / "new", "init", "--shop", "Koperasi An-Nur", "--head", "Ustadz Hadi")
    found = re.search(r"PIN Ustadz Hadi: (\d{6})\b", answer.text)
    assert found is not None
    till = open_till(tmp_path / "new")
    try:
        (head,) = staff.people(till)
        assert staff.sign_in(till, head.id, found[1]).role == "head"
        assert (shops.shop(till).name, shops.till_code(till)) == ("Koperasi An-Nur", "K1")
        assert products.find_products(till, "") == []
    finally:
        till.close()


def test_a_pin_that_was_given_is_not_told(tmp_path: Path) -> None:
    answer = done(tmp_path / "new", "init", "--shop", "An-Nur", "--till", "b2", "--head-pin", HEAD_PIN, "--json")
    assert answer.facts() == {"shop": "An-Nur", "till": "B2", "head": "Kepala Toko", "products": 0}
    assert HEAD_PIN not in answer.text


def test_a_program_reads_the_pin(tmp_path: Path) -> None:
    facts = done(tmp_path / "new", "init", "--shop", "An-Nur", "--json").facts()
    assert re.fullmatch(r"\d{6}", facts["pin"])


def test_the_sample_fills_the_shelves(tmp_path: Path) -> None:
    facts = done(tmp_path / "new", "init", "--shop", "An-Nur", "--sample", "--json").facts()
    till = open_till(tmp_path / "new", writable=False)
    try:
        assert facts["products"] == len(products.find_products(till, "", limit=1000)) > 50
    finally:
        till.close()
    assert done(tmp_path / "new", "check", "--json").facts()["sound"]


@pytest.mark.parametrize("words", [("--head-pin", "123456"), ("--head-pin", "12"), ("--till", "toolong")])
def test_a_bad_pin_or_code_makes_no_shop(tmp_path: Path, words: tuple[str, str]) -> None:
    assert run(tmp_path / "new", "init", "--shop", "An-Nur", *words).status == 1
    assert run(tmp_path / "new", "check").status == 1


def test_a_shop_is_not_made_twice(home: Path) -> None:
    assert run(home, "init", "--shop", "Lain").status == 1


def test_people_are_listed_added_and_given_new_pins(home: Path) -> None:
    done(home, "staff", "add", "Bendahara", "--role", "treasurer", "--new-pin", "975310")
    assert done(home, "staff", "list").lines == [
        "Bendahara · Bendahara", "Kasir Pagi · Kasir", "Kepala · Kepala toko",
    ]  # fmt: skip
    done(home, "staff", "pin", "kasir pagi", "--new-pin", "864201")
    assert run(home, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "shift", "open").status == 1
    done(home, "--as", "Kasir Pagi", "--pin", "864201", "shift", "open")
    assert run(home, "staff", "pin", "Siapa", "--new-pin", "864201").status == 1


def test_only_a_head_looks_after_people(home: Path) -> None:
    as_cashier = ("--as", "Kasir Pagi", "--pin", CASHIER_PIN)
    assert run(home, *as_cashier, "staff", "add", "Teman", "--new-pin", "975310").status == 1
    assert run(home, *as_cashier, "staff", "pin", "Kepala", "--new-pin", "975310").status == 1
    assert "Teman" not in done(home, "staff", "list").text


def test_a_locked_out_person_is_released(home: Path) -> None:
    till = open_till(home)
    cashier = next(member for member in staff.people(till) if member.name == "Kasir Pagi")
    clock = till.clock
    for number in range(10):
        moment = clock().replace(year=2030 + number)
        till.clock = lambda moment=moment: moment  # type: ignore[misc]
        with pytest.raises(Refusal, match="pin_wrong"):
            staff.sign_in(till, cashier.id, "000000")
    till.close()
    assert run(home, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "shift", "open").status == 1
    done(home, "staff", "release", "Kasir Pagi")
    done(home, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "shift", "open")
