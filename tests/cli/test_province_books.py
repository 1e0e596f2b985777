"""The books of the province on the command line, on the PostgreSQL that comes with the program."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import run


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the user of PostgreSQL may pass through, whatever other test runs do to theirs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="koperasi-books-", ignore_cleanup_errors=True) as name:
        yield Path(name) / "province"


def test_books_are_made_checked_and_made_again(home: Path) -> None:
    assert run(home, "province", "book", "--once", "--json").facts() == {"entries": 0}
    assert run(home, "province", "check", "--json").facts() == {"sound": True}
    assert run(home, "province", "rebuild", "--json").facts() == {"shops": 0, "entries": 0}


def test_a_database_that_is_not_there_is_trouble_in_words(tmp_path: Path) -> None:
    answer = run(tmp_path, "province", "book", "--once", "--database", "postgresql://nobody@127.0.0.1:9/nothing")
    assert answer.status == 3
    assert answer.complaint.strip()
