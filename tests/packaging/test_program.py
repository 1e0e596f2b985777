"""The built program makes a shop, sells, looks back, prints and opens its windows, all from its own folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.packaging.conftest import Program

pytestmark = pytest.mark.build

NOODLES = "8997700001371"
WITHOUT_SCREEN = "This plugin does not support propagateSizeHints()"


def words(said: bytes) -> list[str]:
    """Lines that were said, without what Qt says of every window where there is no screen."""
    return [line for line in said.decode().splitlines() if line != WITHOUT_SCREEN]


@pytest.fixture(scope="module")
def sold(shop: Program) -> Program:
    """The sample shop with one receipt."""
    rung = shop("sell", "-", text=f"receipt,time,code,quantity\nA,2026-11-24T08:00:00,{NOODLES},2\n")
    assert (rung.returncode, words(rung.stderr)) == (0, [])
    assert words(rung.stdout)[0] == "K1-000001 6200"
    return shop


def test_the_books_of_the_sale_are_sound(sold: Program) -> None:
    checked = sold("check", "--json")
    found = json.loads(checked.stdout)
    assert (checked.returncode, found["sound"], found["sales"]) == (0, True, 1)


@pytest.mark.parametrize(
    ("form", "begins"), [("text", b" "), ("escpos", b"\x1b@"), ("pdf", b"%PDF-"), ("png", b"\x89PNG")]
)
def test_a_receipt_comes_in_every_form(sold: Program, form: str, begins: bytes) -> None:
    made = sold("receipt", "K1-000001", "--format", form)
    assert (made.returncode, words(made.stderr)) == (0, [])
    assert made.stdout.startswith(begins)
    assert len(made.stdout) > 300


def test_reports_come_on_paper(sold: Program) -> None:
    made = sold("report", "day", "--date", "2026-11-24", "--format", "pdf")
    assert made.returncode == 0, made.stderr.decode()
    assert made.stdout.startswith(b"%PDF-")


def test_people_read_their_language(sold: Program) -> None:
    indonesian = sold("receipt", "K1-000009").stderr.decode()
    english = sold("--language", "en", "receipt", "K1-000009").stderr.decode()
    assert "tidak" in indonesian
    assert "no receipt" in english.lower()


def test_goods_go_out_as_a_workbook_and_come_back(sold: Program, tmp_path: Path) -> None:
    sheet = tmp_path / "goods.xlsx"
    out = sold("export", str(sheet))
    assert out.returncode == 0, out.stderr.decode()
    back = sold("import", "items", str(sheet), "--dry-run", "--json")
    assert back.returncode == 0, back.stderr.decode()
    counts = json.loads(back.stdout)["counts"]
    assert sum(counts.values()) > 50
    assert (counts.get("made", 0), counts.get("refused", 0)) == (0, 0)


def test_a_backup_is_restored_on_another_machine(sold: Program, tmp_path: Path) -> None:
    code = sold("recovery-code").stdout.decode().strip()
    copy = tmp_path / "copy.db"
    kept = sold("backup", str(copy))
    assert kept.returncode == 0, kept.stderr.decode()
    again = sold("restore", str(copy), "--code", code, home=tmp_path / "other")
    assert again.returncode == 0, again.stderr.decode()
    assert sold("check", home=tmp_path / "other").returncode == 0


def log_of(home: Path) -> str:
    """What the program wrote down."""
    return (home / "log" / "koperasi_pos.log").read_text(encoding="utf-8")


def test_the_first_window_opens_on_an_empty_machine(program: Program, tmp_path: Path) -> None:
    opened = program("--smoke", home=tmp_path / "empty")
    assert (opened.returncode, words(opened.stdout), words(opened.stderr)) == (0, [], [])
    assert "ERROR" not in log_of(tmp_path / "empty")


def test_a_day_is_played_through_all_windows(program: Program, tmp_path: Path) -> None:
    played = program("day", "--out", str(tmp_path / "day"))
    assert (played.returncode, words(played.stderr)) == (0, [])
    assert len(list((tmp_path / "day").glob("*.png"))) > 20
    (home,) = (tmp_path / "day").glob("toko-*")
    opened = program("--smoke", home=home)
    assert (opened.returncode, words(opened.stdout), words(opened.stderr)) == (0, [], [])
    assert "ERROR" not in log_of(home)
