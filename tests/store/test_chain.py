"""Chains in the file: the till's own, and those of others, kept byte for byte; gaps and forgeries are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.journal import GENESIS, ChainBroken, Entry, link, read_entry, write_entry
from koperasi_pos.journal.documents import StaffSaved
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from tests import counter
from tests.counter import CASHIER, HEAD, shop_in

TIME = "2026-11-24T09:00:00.000+07:00"
OTHER = "9999999999999999"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till of the shop, without a shift."""
    opened = shop_in(tmp_path)
    yield opened
    opened.close()


def chain(*names: str, epoch: int = 1) -> list[Entry]:
    """Entries of another writer, one person each."""
    made: list[Entry] = []
    for n, name in enumerate(names):
        document = StaffSaved(id=f"{epoch:016x}{n:016x}", staff=f"{n:016x}", name=name, role="cashier", pin_hash="")
        prev = made[-1].hash if made else GENESIS
        made.append(write_entry(document, writer=OTHER, epoch=epoch, seq=n + 1, time=TIME, staff="x", prev=prev))
    return made


def entries(till: Till) -> list[Entry]:
    """The whole journal."""
    with till.reading() as connection:
        return [read_entry(line) for _, line in journal.lines(connection)]


def test_entries_are_numbered_without_a_gap_and_chained(till: Till) -> None:
    goods = counter.stock_up(till, "Teh", 1_000)
    counter.begin_shift(till)
    counter.sell(till, counter.one(goods))
    found = entries(till)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    at: tuple[int, str] = (0, GENESIS)
    for entry in found:
        at = link(*at, entry)
    with till.reading() as connection:
        assert journal.head(connection, till.writer(connection).key) == at
        assert journal.last_time(connection, till.writer(connection).key) == found[-1].time
        assert [posted.entry for posted in journal.latest(connection, 2)] == found[:-3:-1]
        assert [line for _, line in journal.lines(connection, 2, limit=1)] == [found[2].line]
        with pytest.raises(KeyError):
            journal.at(connection, 999)


def test_a_refused_act_takes_no_number(till: Till) -> None:
    before = len(entries(till))
    with pytest.raises(sqlcipher3.IntegrityError):
        _post_twice(till)
    assert len(entries(till)) == before
    till.post_once("f" * 32, lambda connection: _person("f" * 32), by=HEAD)
    found = entries(till)
    assert len(found) == before + 1
    assert found[-1].seq == before + 1


def _post_twice(till: Till) -> None:
    with till.writing() as connection:
        till.post(connection, chain("Ali")[0].document, by=HEAD)
        till.post(connection, chain("Ali")[0].document, by=HEAD)


def _person(id: str) -> StaffSaved:
    return StaffSaved(id=id, staff="dddddddddddddddd", name="Umar", role="cashier", pin_hash="")


def test_the_same_id_is_posted_once(till: Till) -> None:
    asked: list[int] = []

    def make(connection: Connection) -> StaffSaved:
        asked.append(1)
        return _person("e" * 32)

    first = till.post_once("e" * 32, make, by=HEAD)
    second = till.post_once("e" * 32, make, by=CASHIER)
    assert (first.changed, second.changed, len(asked)) == (True, False, 1)
    assert second.value.entry == first.value.entry
    with pytest.raises(sqlcipher3.IntegrityError), till.writing() as connection:
        till.post(connection, _person("e" * 32), by=HEAD)


def test_another_writers_entries_are_kept_byte_for_byte_and_once(till: Till) -> None:
    theirs = chain("Ali", "Bilal")
    for times in range(2):
        for entry in theirs:
            with till.writing() as connection:
                posted = journal.receive(connection, entry.line)
            assert (posted is None) == bool(times)
    found = entries(till)
    assert [entry.line for entry in found[-2:]] == [entry.line for entry in theirs]
    with till.reading() as connection:
        names = {row[0] for row in connection.run("SELECT name FROM staff").fetchall()}
        assert journal.this_till(connection) == till.writer(connection)
    assert {"Ali", "Bilal"} <= names
    # A later epoch of the same device has a chain of its own.
    with till.writing() as connection:
        assert journal.receive(connection, chain("Hamzah", epoch=2)[0].line) is not None


def test_a_gap_is_refused(till: Till) -> None:
    first, second, third = chain("Ali", "Bilal", "Hamzah")
    with till.writing() as connection:
        journal.receive(connection, first.line)
    before = entries(till)
    with pytest.raises(ChainBroken) as broken, till.writing() as connection:
        journal.receive(connection, third.line)
    assert broken.value.reason == "gap"
    assert entries(till) == before
    with till.writing() as connection:
        assert journal.receive(connection, second.line) is not None
        assert journal.receive(connection, third.line) is not None


def test_forged_entries_are_refused(till: Till) -> None:
    first, second = chain("Ali", "Bilal")
    with till.writing() as connection:
        journal.receive(connection, first.line)
    forged_first = first.line.replace(b"Ali", b"Zul")
    forged_second = write_entry(
        second.document, writer=OTHER, epoch=1, seq=2, time=TIME, staff="x", prev=read_entry(forged_first).hash
    )
    before = entries(till)
    for line, reason in ((forged_first, "gap"), (forged_second.line, "hash")):
        with pytest.raises(ChainBroken) as broken, till.writing() as connection:
            journal.receive(connection, line)
        assert broken.value.reason == reason
    for line in (b"", b"{}", b"[1]", second.line[:-9], b'{"writer":1}'):
        with pytest.raises(ValueError, match=r".+"), till.writing() as connection:
            journal.receive(connection, line)
    assert entries(till) == before
