"""A till that does not open says why, in words, and leaves its file as it was; every window closes by itself here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from koperasi_pos.operations.till import STORE_FILE, open_till
from tests.counter import shop_in
from tests.source import ROOT

PATIENCE = 120


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a shop that nobody has open."""
    shop_in(tmp_path / "shop").close()
    return tmp_path / "shop"


def opened(home: Path) -> tuple[int, str]:
    """(exit status, what was said) of the program that tried to open the window."""
    ended = subprocess.run(
        [sys.executable, "-m", "koperasi_pos", "--home", str(home), "--smoke"], check=False, cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    return ended.returncode, ended.stderr.decode()


def test_a_till_that_is_open_already(home: Path) -> None:
    held = open_till(home)
    status, said = opened(home)
    held.close()
    assert status == 1
    assert "sudah terbuka" in said
    assert "Traceback" not in said


def test_a_key_that_is_gone(home: Path) -> None:
    (home / "kunci").unlink()
    before = (home / STORE_FILE).read_bytes()
    status, said = opened(home)
    assert status == 1
    assert "pemulihan" in said
    assert (home / STORE_FILE).read_bytes() == before


def test_a_file_of_a_newer_program(home: Path) -> None:
    till = open_till(home)
    with till.database.outside_transaction() as connection:
        connection.run("UPDATE alembic_version SET version_num = '9999'")
    till.close()
    status, said = opened(home)
    assert status == 3
    assert "lebih baru" in said
    assert "Traceback" not in said


def test_a_file_that_is_no_shop(home: Path) -> None:
    (home / STORE_FILE).write_bytes(b"not a shop at all " * 500)
    status, said = opened(home)
    assert status in (1, 3)
    assert said.strip()
    assert "Traceback" not in said


def test_settings_that_are_broken_are_moved_aside_and_the_till_opens(home: Path) -> None:
    (home / "settings.json").write_text("{broken")
    status, said = opened(home)
    assert status == 0, said
    assert (home / "settings.json.broken").exists()
