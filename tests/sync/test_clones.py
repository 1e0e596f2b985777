"""Two machines with one till's file sell side by side: nothing is lost, and both ends say that it must not go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from koperasi_pos.operations import shops
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.oversight.alarms import Alarm, alarms
from koperasi_pos.province.web.pages.overview import cause
from koperasi_pos.sync.worker import HELLO_EVERY, Worker
from koperasi_pos.values import WIB
from koperasi_pos.words import refusals
from tests.conftest import ExpectedLog
from tests.counter import Clock, sell, written
from tests.province.asking import Serving
from tests.simulation.line_province import OFFICER
from tests.sync.real_line import bread, first_till, rest
from tests.sync.shop_line import Time, drain


@pytest.fixture
def clock() -> Clock:
    """The clock of both machines and of the province, whose database goes by that of this computer: it tells of what
    happened in the last days."""
    return Clock(datetime.now(WIB))


@pytest.fixture
def twins(tmp_path: Path, pool: Pool, serving: Serving, clock: Clock) -> Iterator[tuple[Till, Till]]:
    """A till, and another machine with a copy of its disk; both are on."""
    first = first_till(tmp_path / "k1", pool, serving, clock)
    rest(first)
    first.close()
    shutil.copytree(tmp_path / "k1", tmp_path / "k1-copy")
    first, second = (open_till(tmp_path / name, clock=clock) for name in ("k1", "k1-copy"))
    yield first, second
    first.close()
    second.close()


def sell_bread(till: Till) -> bytes:
    """One more sale; its entry."""
    sell(till, bread(till))
    return written(till, limit=1)[0].entry.line


def cloned(pool: Pool) -> list[Alarm]:
    """What an officer's overview says of it, once the books are made."""
    Consumer(pool).drain()
    with pool.reading() as connection:
        return [one for one in alarms(connection, OFFICER) if one.kind == "cloned"]


def test_two_machines_with_one_file_are_told_at_both_ends(
    twins: tuple[Till, Till], pool: Pool, clock: Clock, expected_log: ExpectedLog
) -> None:
    for word in ("older than what the province holds", "two machines write as one"):
        expected_log(word)
    first, second = twins
    sold, says = [], []
    for till in (first, second, first, second, first):
        sold.append(sell_bread(till))
        says.append(rest(till).state().code)
        clock.forward(minutes=16)
        if len(says) == 2:
            assert cloned(pool) == []  # so far it may be a disk that was put back once
    # From its second new beginning on it stands there, and stays there though everything has gone up and come down.
    assert [code == "line_cloned" for code in says] == [False, False, True, True, True]
    assert [rest(first).state().code for _ in range(2)] == ["line_cloned"] * 2
    assert "second machine" in refusals.REFUSALS["line_cloned"]
    with pool.reading() as connection:
        kept = connection.execute("SELECT line FROM entry UNION SELECT line FROM quarantine").fetchall()
    assert set(sold) <= {bytes(line) for (line,) in kept}
    assert len({shops.till_code(till) for till in twins}) == 2
    (alarm,) = cloned(pool)
    assert (alarm.shop, alarm.till) == ("toko-1", "K1")
    assert str(alarm.count) in cause(alarm)
    # One machine is put away; a week later nothing is said any more but of the fork, which waits for the officer.
    clock.forward(days=8)
    with pool.writing() as connection:
        connection.execute("UPDATE writer SET first_at = first_at - %s", (timedelta(days=8),))
    assert rest(first).state().code == "line_frozen"
    assert cloned(pool) == []


def test_a_disk_that_was_put_back_once_is_no_second_machine(
    twins: tuple[Till, Till], pool: Pool, expected_log: ExpectedLog
) -> None:
    expected_log("older than what the province holds")
    first, second = twins
    sell_bread(first)
    rest(first)
    rest(second)
    assert rest(second).state().code == ""
    assert cloned(pool) == []


def aside(pool: Pool) -> set[bytes]:
    """What the province keeps aside."""
    with pool.reading() as connection:
        return {bytes(row[0]) for row in connection.execute("SELECT line FROM quarantine").fetchall()}


def test_what_a_till_sells_after_its_journal_was_frozen_is_shown_with_every_hello(
    twins: tuple[Till, Till], pool: Pool, expected_log: ExpectedLog
) -> None:
    expected_log("two machines write as one")
    first, second = twins
    time = Time()
    worker, other = Worker(first, monotonic=time), Worker(second, monotonic=time)
    drain(worker)
    drain(other)
    sell_bread(first)
    drain(worker)
    # The copy brings another entry under the same number, and is switched off before it hears what that means.
    brought = sell_bread(second)
    while brought not in aside(pool):
        other.step()
    other.stop()
    sold = []
    for _hello in range(3):
        sold.append(sell_bread(first))
        time.now += HELLO_EVERY + 1
        drain(worker)
    assert worker.state().code == "line_frozen"
    worker.stop()
    assert set(sold) <= aside(pool)
