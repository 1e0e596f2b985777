"""The log says what the program did and where it broke, never what a person typed."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos import log
from tests.conftest import ExpectedLog

SECRET = "123456 of a certain person"


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """No test leaves the log open, or its hooks in place."""
    before = sys.excepthook, threading.excepthook
    yield
    log.stop()
    logging.getLogger(log.NAME).setLevel(logging.NOTSET)
    sys.excepthook, threading.excepthook = before


def test_lines_go_to_the_file_in_the_home(tmp_path: Path) -> None:
    file = log.log_to(tmp_path)
    logging.getLogger("koperasi_pos.store").info("opened in %d ms", 12)
    assert file == tmp_path / "log" / "koperasi_pos.log"
    assert "INFO MainThread koperasi_pos.store: opened in 12 ms" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_another_home_takes_over(tmp_path: Path) -> None:
    first, second = log.log_to(tmp_path / "one"), log.log_to(tmp_path / "two")
    logging.getLogger(log.NAME).info("only here")
    assert "only here" not in first.read_text()
    assert second.read_text().count("only here") == 1


def test_the_log_never_fills_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "SIZE", 2_000)
    file = log.log_to(tmp_path)
    for number in range(500):
        logging.getLogger(log.NAME).info("line %d", number)
    kept = list(file.parent.iterdir())
    assert len(kept) == log.KEPT + 1
    assert sum(one.stat().st_size for one in kept) <= 2_000 * len(kept)
    assert "line 499" in file.read_text()


def test_a_folder_that_cannot_be_written_does_not_stop_the_till(
    tmp_path: Path, expected_log: ExpectedLog, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file stands where the folder should be")
    expected_log("the log cannot be kept in a file")
    log.log_to(tmp_path)
    logging.getLogger(log.NAME).info("sold on")
    assert "sold on" in capsys.readouterr().err


def test_a_bug_is_logged_by_kind_and_place_only(tmp_path: Path, expected_log: ExpectedLog) -> None:
    file = log.log_to(tmp_path)
    told: list[str] = []
    expected_log("a bug")
    expected_log("did not work")
    line = ""
    try:
        int(SECRET)
    except ValueError as error:
        line = log.log_bug(error, told.append)
        logging.getLogger("koperasi_pos.ui").exception("that did not work")
    text = file.read_text()
    assert told == [line]
    assert line.startswith("ValueError test_log.py:")
    assert text.count("ValueError") == 2
    assert "test_a_bug_is_logged_by_kind_and_place_only" in text
    assert SECRET not in text


def test_a_bug_in_a_thread_is_caught_and_told(tmp_path: Path, expected_log: ExpectedLog) -> None:
    file = log.log_to(tmp_path)
    told: list[str] = []
    expected_log("a bug")
    passed_on: list[object] = []
    threading.excepthook = passed_on.append
    log.catch_bugs(told.append)
    thread = threading.Thread(target=lambda: int(SECRET), name="printing")
    thread.start()
    thread.join(90)
    assert told
    assert passed_on
    assert "CRITICAL printing koperasi_pos: a bug" in file.read_text()


def test_a_bug_that_ends_the_program_is_in_the_log(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from koperasi_pos import log;"
        "log.log_to(pathlib.Path(sys.argv[1])); log.catch_bugs(); int('not a number')"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr
    assert "ValueError < <string>:1 <module>" in (tmp_path / "log" / "koperasi_pos.log").read_text()
