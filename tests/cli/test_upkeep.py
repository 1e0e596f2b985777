"""The shop's file is checked, rebuilt, backed up, restored and read from the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from koperasi_pos.operations.till import open_till
from tests.cli.conftest import COFFEE
from tests.command import done, run


@pytest.fixture
def sold(home: Path) -> Path:
    """A shop with two receipts."""
    done(home, "sell", "-", text=f"receipt,time,code,quantity\nA,,{COFFEE},2\nB,,{COFFEE},1\n")
    return home


def spoil(home: Path, statement: str) -> None:
    """Write past the program into the shop's books."""
    till = open_till(home)
    with till.writing() as connection:
        connection.run(statement)
    till.close()


def test_check_finds_books_that_were_changed_and_rebuild_mends_them(sold: Path) -> None:
    sound = done(sold, "check", "--json").facts()
    assert (sound["sound"], sound["sales"], sound["trouble"]) == (True, 2, [])
    spoil(sold, "UPDATE sale SET total = total + 1")
    answer = run(sold, "check")
    assert answer.status == 1
    assert "sale" in answer.complaint
    assert not run(sold, "check", "--json").facts()["sound"]
    assert done(sold, "rebuild", "--json").facts()["entries"] == sound["entries"]
    assert done(sold, "check").complaint == ""


def test_the_journal_is_told_as_it_is(sold: Path) -> None:
    lines = done(sold, "journal").raw.splitlines()
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        entry = json.loads(line)
        assert (entry["seq"], entry["prev"]) == (number, previous)
        previous = hashlib.sha256(line).hexdigest()
    assert done(sold, "journal", "--from", str(len(lines))).raw.splitlines() == lines[-1:]
    assert done(sold, "journal", "--from", "0").raw.splitlines() == lines
    assert done(sold, "journal", "--from", "99999").raw == b""


def test_a_backup_goes_back_where_it_was_made(sold: Path, tmp_path: Path) -> None:
    backup = tmp_path / "copies" / "shop.backup"
    assert done(sold, "backup", str(backup), "--json").facts()["bytes"] == backup.stat().st_size
    assert run(sold, "backup", str(backup)).status == 1
    done(sold, "sell", "-", text=f"receipt,time,code,quantity\nC,,{COFFEE},1\n")
    assert done(sold, "restore", str(backup), "--json").facts() == {"till": "K1B", "open_shift": 1}
    assert [line.split()[0] for line in done(sold, "receipts").lines] == ["K1-000002", "K1-000001"]
    sell_on = done(sold, "sell", "-", text=f"receipt,time,code,quantity\nC,,{COFFEE},1\n")
    assert sell_on.lines[0] == "K1B-000001 1500"
    done(sold, "check")


def test_a_backup_goes_to_another_machine_with_the_recovery_code(sold: Path, tmp_path: Path) -> None:
    backup = tmp_path / "shop.backup"
    done(sold, "backup", str(backup))
    code = done(sold, "recovery-code").text.strip()
    other = tmp_path / "other"
    assert run(other, "restore", str(backup)).status == 1
    assert run(other, "restore", str(backup), "--code", "AAAA-BBBB").status == 1
    told = done(other, "restore", str(backup), "--code", code).text
    assert "Shift 1" in told, "it was open, and somebody must count it"
    assert done(other, "shift", "close", "--counted", "0", "--json").facts()["restored"]
    assert done(other, "receipts").lines == done(sold, "receipts").lines
    done(other, "check")


def test_what_is_no_backup_changes_nothing(sold: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.backup"
    wrong.write_bytes(b"SQLite format 3\0" + bytes(4096))
    for file in (wrong, tmp_path / "none.backup"):
        assert run(sold, "restore", str(file)).status == 1
    assert len(done(sold, "receipts").lines) == 2
