"""Whoever changes what the province's books are made of raises their number, so that every shop is booked anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from koperasi_pos.province import books
from koperasi_pos.province.books import gathering
from koperasi_pos.province.database import Pool
from tests.pins import meaning, pin
from tests.province.plain_books import TABLES

PINNED = {4: "7489302db070cea8"}
"""Number of the books → what they were made of under it."""
DRIVING = {"beside.py", "booking.py", "clearing.py", "consumer.py", "rebuilding.py"}
"""When and how often books are made says nothing about what stands in them."""


def made_of(pool: Pool) -> str:
    """Tables, kinds of documents and rules."""
    with pool.reading() as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '')"
            " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY(%s)",
            ([*TABLES, "tally", "tally_waiting"],),
        ).fetchall()
    rules = [file for file in Path(books.__file__).parent.glob("*.py") if file.name not in DRIVING]
    return pin([*map(repr, columns), *gathering._GATHER, *map(meaning, rules)])


def test_books_that_change_get_another_number(pool: Pool) -> None:
    found = made_of(pool)
    assert PINNED.get(books.VERSION) == found, (
        "The tables, kinds or rules of the province's books changed. If what stands in the books changes with it, raise"
        f" VERSION in koperasi_pos/province/books/__init__.py; then pin {found!r} to it here."
    )
    assert max(PINNED) == books.VERSION


def test_a_rule_that_changes_is_seen_and_a_comment_is_not(tmp_path: Path) -> None:
    file = tmp_path / "rule.py"
    pins = []
    for text in ('"""A."""\nX = 1\n', '"""B."""\n# why\nX = 1\n"""C."""\n', '"""A."""\nX = 2\n'):
        file.write_text(text)
        pins.append(pin([meaning(file)]))
    assert pins[0] == pins[1] != pins[2]


@pytest.mark.parametrize(
    "change", ["ALTER TABLE stock ADD COLUMN spoilt bigint", "ALTER TABLE sale_day DROP COLUMN sales"]
)
def test_a_table_that_changes_is_seen(pool: Pool, change: str) -> None:
    before = made_of(pool)
    with pool.writing() as connection:
        connection.execute(change)
    assert made_of(pool) != before
