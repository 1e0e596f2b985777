"""Tests of real data never pass in silence where it is absent: they skip with the reason, or fail when asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real_files import BESIDE, folder_of, real_data
from tests.source import ROOT, python_files


def test_data_that_is_there_is_taken(tmp_path: Path) -> None:
    for wish in ("", "required", str(tmp_path)):
        assert real_data(tmp_path, wish) == tmp_path
    assert folder_of("") == folder_of("required") == BESIDE
    assert folder_of(str(tmp_path)) == tmp_path


def test_absent_data_skips_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="KOPERASI_DATA=required"):
        real_data(tmp_path / "nowhere", "")


@pytest.mark.parametrize("wish", ["required", "elsewhere"])
def test_data_that_was_asked_for_fails(tmp_path: Path, wish: str) -> None:
    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception), match=f"KOPERASI_DATA={wish}") as outcome:
        real_data(tmp_path / "nowhere", wish)
    assert outcome.type is pytest.fail.Exception


def test_nobody_looks_for_the_data_on_the_own() -> None:
    """Every test of it goes through this one door, so that the switch holds for all."""
    name = '/ "shared"'
    assert [file.relative_to(ROOT).as_posix() for file in python_files("tests") if name in file.read_text()] == [
        "tests/real_files.py", "tests/test_real_files.py",
    ]  # fmt: skip
