"""Rows of this machine's memory: the print queue's jobs and their states, baskets on hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import held_baskets, print_jobs
from koperasi_pos.store.held_baskets import HeldBasket
from koperasi_pos.store.rebuild import rebuild
from tests.counter import Clock, shop_in

EARLY, LATE = "2026-11-24T08:00:00.000+07:00", "2026-11-24T09:00:00.000+07:00"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till whose queue is empty."""
    opened = shop_in(tmp_path)
    yield opened
    opened.close()


def test_jobs_come_in_order_and_go(till: Till) -> None:
    with till.writing() as connection:
        keys = [
            print_jobs.add(connection, form=form, time=EARLY, document=document, kick=form == "receipt")
            for form, document in (("receipt", 3), ("refund", 4), ("test", None))
        ]
        first = print_jobs.next_waiting(connection)
        assert first is not None
        assert (first.key, first.form, first.document, first.kick, first.state) == (
            keys[0],
            "receipt",
            3,
            True,
            "waiting",
        )
        assert (first.made, first.changed, first.tries) == (EARLY, EARLY, 0)
        print_jobs.change(connection, keys[0], "sending", time=LATE, tried=True)
        print_jobs.change(connection, keys[1], "stuck", time=LATE, trouble="paper", tried=True)
        assert [job.key for job in print_jobs.open_jobs(connection)] == keys
        print_jobs.change(connection, keys[0], "done", time=LATE)
        print_jobs.change(connection, keys[2], "dropped", time=LATE)
        (stuck,) = print_jobs.open_jobs(connection)
        assert (stuck.key, stuck.tries, stuck.trouble, stuck.changed) == (keys[1], 1, "paper", LATE)
        assert print_jobs.next_waiting(connection) is None
        print_jobs.again(connection, keys[1], time=LATE)
        again = print_jobs.next_waiting(connection)
        assert again is not None
        assert (again.key, again.tries, again.trouble) == (keys[1], 0, "")
        assert print_jobs.job(connection, 999) is None


def test_a_document_is_queued_once_a_copy(till: Till) -> None:
    with till.writing() as connection:
        assert print_jobs.next_copy(connection, 7, "receipt") == 0
        print_jobs.add(connection, form="receipt", time=EARLY, document=7)
        assert print_jobs.next_copy(connection, 7, "receipt") == 1
        assert print_jobs.next_copy(connection, 7, "refund") == 0
        with pytest.raises(sqlcipher3.IntegrityError):
            print_jobs.add(connection, form="receipt", time=EARLY, document=7)
        print_jobs.add(connection, form="receipt", time=EARLY, document=7, copy=1)
        # What has no document, such as a test page, may wait as often as people ask.
        for _ in range(2):
            print_jobs.add(connection, form="test", time=EARLY, content="{}")
        assert len(print_jobs.open_jobs(connection)) == 4
        assert len(print_jobs.open_jobs(connection, limit=3)) == 3


def test_what_was_being_sent_is_unsure_after_a_restart(till: Till) -> None:
    with till.writing() as connection:
        keys = [print_jobs.add(connection, form="receipt", time=EARLY, document=n) for n in (1, 2)]
        print_jobs.change(connection, keys[0], "sending", time=EARLY, tried=True)
    till.close()
    again = open_till(till.home, clock=Clock())
    with again.writing() as connection:
        assert print_jobs.after_restart(connection, time=LATE) == 1
        assert print_jobs.after_restart(connection, time=LATE) == 0
        assert [(job.key, job.state) for job in print_jobs.open_jobs(connection)] == [
            (keys[0], "unsure"), (keys[1], "waiting"),
        ]  # fmt: skip
    again.close()


def test_an_unknown_state_is_not_kept(till: Till) -> None:
    with till.writing() as connection:
        key = print_jobs.add(connection, form="test", time=EARLY)
    with pytest.raises(sqlcipher3.IntegrityError), till.writing() as connection:
        print_jobs.change(connection, key, "lost", time=LATE)


def test_baskets_on_hold_are_taken_once(till: Till) -> None:
    older, newer = HeldBasket("b", "Ibu", EARLY, 4_500, "{}"), HeldBasket("a", "Bapak", LATE, 7_000, '{"x":1}')
    with till.writing() as connection:
        held_baskets.keep(connection, newer)
        held_baskets.keep(connection, older)
        assert held_baskets.every(connection) == [older, newer]
        changed = HeldBasket("b", "Ibu", EARLY, 9_000, "{}")
        held_baskets.keep(connection, changed)
        assert held_baskets.every(connection) == [changed, newer]
        assert held_baskets.take(connection, "b") == changed
        assert held_baskets.take(connection, "b") is None


def test_rebuilding_forgets_nothing_of_this_machine(till: Till) -> None:
    basket = HeldBasket("a", "Bapak", LATE, 7_000, "{}")
    with till.writing() as connection:
        held_baskets.keep(connection, basket)
        key = print_jobs.add(connection, form="test", time=EARLY)
        connection.run("INSERT INTO pin_attempt (staff, failures, last) VALUES ('s', 3, ?)", (EARLY,))
    rebuild(till.database)
    with till.reading() as connection:
        assert held_baskets.every(connection) == [basket]
        assert [job.key for job in print_jobs.open_jobs(connection)] == [key]
        assert connection.run("SELECT staff, failures FROM pin_attempt").fetchall() == [("s", 3)]
