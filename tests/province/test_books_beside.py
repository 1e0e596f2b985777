"""The books beside a server: its workers, a process of its own and somebody who rebuilds, all at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from koperasi_pos.province import figures
from koperasi_pos.province.books import rebuilding, tallies
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from tests.counter import begin_shift, one, sell, stock_up
from tests.province.asking import Serving, asker, bundle_of
from tests.province.many_sales import BusyShop, copy_entries
from tests.province.plain_books import PlainBooks, books_of
from tests.province.shops import add_shop, add_till, new_till


def until_booked(pool: Pool, entries: int) -> None:
    """Until so many entries are booked; the test's own time limit ends it where that never comes."""
    while True:
        with pool.reading() as connection:
            row = connection.execute("SELECT coalesce(sum(entries), 0) FROM shop_book").fetchone()
        assert row is not None
        assert row[0] <= entries
        if row[0] == entries:
            return


def test_what_a_till_sends_is_in_the_figures_without_anybody_asking(
    pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    made = new_till(tmp_path / "k1", "toko-1")
    add_shop(pool, "toko-1")
    add_till(pool, made)
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000)))
    lines = made.lines()
    assert asker(serving.address, made).push(bundle_of(made, 1, lines)).status_code == 200
    until_booked(pool, len(lines))
    with pool.reading() as connection:
        assert figures.overview(connection, date(2026, 11, 24)).net(1) == 5_000
        assert books_of(connection, "toko-1") == PlainBooks(lines).books()
    made.till.close()


@contextmanager
def process(*words: str, home: Path) -> Iterator[str]:
    """A command of the program as a process of its own, once it has told its first line."""
    started = subprocess.Popen(
        [sys.executable, "-m", "koperasi_pos", "--home", str(home), "province", *words, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        yield started.stdout.readline().decode()
        assert started.poll() is None
    finally:
        started.terminate()
        assert started.wait(120) == 0
        started.stdout.close()


def test_workers_and_processes_beside_each_other_book_everything_once(
    pool: Pool, database_url: str, tmp_path: Path
) -> None:
    held = {}
    with ExitStack() as stack:
        words = ("serve", "--workers", "2", "--port", "0", "--database", database_url)
        assert "http" in json.loads(stack.enter_context(process(*words, home=tmp_path / "one")))["address"]
        stack.enter_context(process("book", "--database", database_url, home=tmp_path / "two"))
        for n in range(6):
            add_shop(pool, f"toko-{n}", kabupaten="3578")
            busy = BusyShop(n, products=20)
            held[f"toko-{n}"] = [*busy.beginning(), *busy.sales(300)]
        for first in range(0, 400, 40):
            for shop, lines in held.items():
                copy_entries(pool, shop, lines[first : first + 40])
        until_booked(pool, sum(map(len, held.values())))
    with pool.reading() as connection:
        for shop, lines in held.items():
            assert books_of(connection, shop) == PlainBooks(lines).books()
        assert tallies.differing(connection) == []


def test_books_are_made_again_while_more_arrives(pool: Pool) -> None:
    busy = BusyShop(7, products=20)
    add_shop(pool, "toko-1", kabupaten="3578")
    lines = busy.beginning()
    copy_entries(pool, "toko-1", lines)
    ended = threading.Event()
    consumer = Consumer(pool, entries_at_once=25)

    def book() -> None:
        while not ended.is_set():
            consumer.drain()

    booking = threading.Thread(target=book)
    booking.start()
    try:
        for _ in range(10):
            more = list(busy.sales(40))
            copy_entries(pool, "toko-1", more)
            lines += more
            rebuilding.rebuild(pool, "toko-1")
    finally:
        ended.set()
        booking.join()
    consumer.drain()
    with pool.reading() as connection:
        assert books_of(connection, "toko-1") == PlainBooks(lines).books()
        assert tallies.differing(connection) == []
