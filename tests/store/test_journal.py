"""The journal is never edited, its numbers have no gap, and what others wrote is taken once and whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.journal import ChainBroken, read_entry, write_entry
from koperasi_pos.journal.documents import PersonSaved, TillStarted
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal, rebuild
from koperasi_pos.store.books import persons
from tests.counter import HEAD, begin_shift, one, sell, shop_in, stock_up

OTHER = "f" * 16


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = shop_in(tmp_path / "shop")
    yield till
    till.close()


@pytest.mark.parametrize("statement", ["UPDATE journal SET line = 'x'", "DELETE FROM journal"])
def test_it_is_never_edited(till: Till, statement: str) -> None:
    with pytest.raises(sqlcipher3.IntegrityError, match="never"), till.writing() as connection:
        connection.run(statement)


def test_numbers_have_no_gap_and_hashes_hold(till: Till) -> None:
    tea = stock_up(till, "Es teh", 2_000)
    begin_shift(till)
    for _n in range(5):
        sell(till, one(tea))
    with till.reading() as connection:
        entries = [read_entry(line) for _position, line in journal.lines(connection)]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert all(after.prev == before.hash for before, after in pairwise(entries))
    assert {entry.writer for entry in entries} == {entries[0].writer}


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


def test_others_entries_are_taken_once_and_in_order(till: Till) -> None:
    first, second, third = others_lines(3)
    with till.writing() as connection:
        assert journal.receive(connection, first) is not None
        assert journal.receive(connection, first) is None
        with pytest.raises(ChainBroken) as gap:
            journal.receive(connection, third)
        assert gap.value.reason == "gap"
        journal.receive(connection, second)
        journal.receive(connection, third)
        assert [row.name for row in persons.search(connection, "orang")] == ["Orang 2", "Orang 3"]
        assert [line for _position, line in journal.lines(connection)][-3:] == [first, second, third]
    assert rebuild.check(till.database).sound


def test_another_entry_under_the_same_number_is_no_duplicate(till: Till) -> None:
    first, second, _third = others_lines(3)
    forged = second.replace(b"Orang 2", b"Orang X")
    with till.writing() as connection:
        journal.receive(connection, first)
        journal.receive(connection, second)
        with pytest.raises(ChainBroken):
            journal.receive(connection, forged)


def test_the_same_document_is_posted_once(till: Till) -> None:
    person = PersonSaved(id=till.new_id(), person=till.new_short_id(), name="Bu Ani")
    assert till.post_once(person.id, lambda connection: person, by=HEAD).changed
    assert not till.post_once(person.id, lambda connection: person, by=HEAD).changed
    with till.reading() as connection:
        assert len(persons.search(connection, "bu ani")) == 1


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
