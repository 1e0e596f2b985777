"""The program's entry: the window of a folder, the first start in an empty one, and the command line behind words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from koperasi_pos.operations.till import STORE_FILE
from tests.command import run
from tests.counter import shop_in
from tests.source import ROOT

PATIENCE = 120
WITHOUT_SCREEN = "This plugin does not support propagateSizeHints()"


def start(home: Path | None, *words: str, **around: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own."""
    named = ["--home", str(home)] if home else []
    return subprocess.run(
        [sys.executable, "-m", "koperasi_pos", *named, *words], check=False, cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **around}, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip


def quiet(ended: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether it ended well and said nothing, but for what Qt says of every window where there is no screen."""
    said = set(ended.stderr.decode().splitlines()) | set(ended.stdout.decode().splitlines())
    return ended.returncode == 0 and said <= {WITHOUT_SCREEN}


def log_of(home: Path) -> str:
    """What the program wrote down."""
    return (home / "log" / "koperasi_pos.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", [True, False])
def test_the_window_opens_in_the_shop_that_was_named(tmp_path: Path, named: bool) -> None:
    home = tmp_path / "shop"
    shop_in(home).close()
    ended = start(home, "--smoke") if named else start(None, "--smoke", KOPERASI_HOME=str(home))
    assert quiet(ended), ended.stderr.decode()
    assert not {"WARNING", "ERROR"} & set(log_of(home).split())
    # It let the file go.
    assert run(home, "check").status == 0


def test_the_first_start_makes_nothing_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "empty"
    ended = start(home, "--smoke")
    assert quiet(ended), ended.stderr.decode()
    assert not (home / STORE_FILE).exists()
    assert not {"WARNING", "ERROR"} & set(log_of(home).split())


@pytest.mark.parametrize("words", [("--home",), ("--smoke", "check"), ("--language", "id")])
def test_other_words_go_to_the_command_line(words: tuple[str, ...]) -> None:
    assert start(None, *words).returncode == 2
