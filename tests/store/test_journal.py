"""The journal is never edited, never forked, and keeps what this program is too old to know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.journal import ChainBroken, read_entry, write_entry
from koperasi_pos.journal.documents import PersonSaved, TillStarted
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal, rebuild
from tests.counter import shop_in

OTHER = "f" * 16


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET line = 'x'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT position, writer, seq, kind, id, hash, 'x' FROM journal",
        "REPLACE INTO journal SELECT position + 1000, writer, seq, kind, id, hash, 'x' FROM journal",
    ],
)
def test_it_is_never_edited(till: Till, statement: str) -> None:
    with till.reading() as connection:
        before = connection.run("SELECT * FROM journal").fetchall()
    with pytest.raises(sqlcipher3.IntegrityError, match="never"), till.writing() as connection:
        connection.run(statement)
    with till.reading() as connection:
        assert connection.run("SELECT * FROM journal").fetchall() == before


def others_lines(count: int) -> list[bytes]:
    """Entries of another till of the shop."""
    lines: list[bytes] = []
    prev = "0" * 64
    for number in range(1, count + 1):
        document = (
            TillStarted(id=f"{number:032x}", code="K2")
            if number == 1
            else PersonSaved(id=f"{number:032x}", person=f"{number:016x}", name=f"Orang {number}")
        )
        entry = write_entry(
            document, writer=OTHER, epoch=1, seq=number, time=f"2026-11-24T09:00:{number:02d}.000+07:00", staff="x",
            prev=prev,
        )  # fmt: skip
        prev = entry.hash
        lines.append(entry.line)
    return lines


def test_another_entry_under_the_same_number_is_no_duplicate(till: Till) -> None:
    first, second, _third = others_lines(3)
    forged = second.replace(b"Orang 2", b"Orang X")
    with till.writing() as connection:
        journal.receive(connection, first)
        journal.receive(connection, second)
        with pytest.raises(ChainBroken):
            journal.receive(connection, forged)


def test_a_kind_of_tomorrow_is_kept_and_left_alone(till: Till) -> None:
    first = others_lines(1)[0]
    head = read_entry(first)
    line = (
        first.replace(b'"kind":"till"', b'"kind":"flying_carpet"')
        .replace(b'"seq":1', b'"seq":2')
        .replace(("0" * 64).encode(), head.hash.encode())
        .replace(b'"id":"' + b"0" * 31 + b"1", b'"id":"' + b"0" * 31 + b"9")
    )
    with till.writing() as connection:
        journal.receive(connection, first)
        assert journal.receive(connection, line) is not None
    found = rebuild.check(till.database)
    assert found.sound, found.trouble
