"""The consumer beside others of its kind, killed, in the way of entries that nobody can book, and begun anew."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.province import figures
from koperasi_pos.province.books import VERSION, booking, rebuilding, tallies
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from tests.command import run
from tests.conftest import ExpectedLog
from tests.province.many_sales import BusyShop, copy_entries
from tests.province.plain_books import PlainBooks, books_of, every_row
from tests.province.shops import add_shop

SEED = int(os.environ.get("KOPERASI_SEED", random.SystemRandom().randrange(2**32)))


def busy_shops(pool: Pool, count: int, sales: int) -> dict[str, list[bytes]]:
    """So many shops whose entries have arrived, none of them booked."""
    print(f"KOPERASI_SEED={SEED}")
    held = {}
    for n in range(count):
        busy = BusyShop(SEED + n, products=40, sales_a_day=max(sales // 5, 1))
        shop = f"toko-{n}"
        add_shop(pool, shop, kabupaten=["3578", "3515", ""][n % 3])
        held[shop] = [*busy.beginning(), *busy.sales(sales)]
        copy_entries(pool, shop, held[shop])
    return held


def look_at(pool: Pool, held: dict[str, list[bytes]]) -> None:
    """Every shop's books are what plain sums say, and so are the sums across shops."""
    with pool.reading() as connection:
        for shop, lines in held.items():
            assert books_of(connection, shop) == PlainBooks(lines).books(), shop
        assert tallies.differing(connection) == []


class Meeting(Consumer):
    """Goes on after its first batch once all others have had theirs: nobody is through before the last one begins."""

    def __init__(self, pool: Pool, all_of_them: threading.Barrier) -> None:
        super().__init__(pool, entries_at_once=40)
        self._others: threading.Barrier | None = all_of_them

    def _shop(self, shop: str, *, known: bool) -> int:
        booked = super()._shop(shop, known=known)
        if booked and self._others is not None:
            self._others.wait(120)
            self._others = None
        return booked


def test_several_consumers_beside_each_other_book_everything_once(pool: Pool, database_url: str) -> None:
    held = busy_shops(pool, 7, 150)
    pools, all_of_them = [Pool(database_url, 2) for _ in range(4)], threading.Barrier(4)
    consumers = [Meeting(one, all_of_them) for one in pools]
    booked: list[int] = []
    threads = [threading.Thread(target=lambda one=one: booked.append(one.drain())) for one in consumers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in pools:
        one.close()
    rest = Consumer(pool).drain()
    assert sum(booked) + rest == sum(map(len, held.values()))
    assert all(booked), "nobody had anybody beside it"
    look_at(pool, held)


def test_a_shop_that_somebody_books_is_left_to_them(pool: Pool) -> None:
    held = busy_shops(pool, 2, 5)
    with pool.writing() as connection:
        booking.ensure_row(connection, "toko-0")
    with pool.writing() as other:
        assert booking.lock(other, "toko-0") is not None
        assert Consumer(pool).drain() == len(held["toko-1"])
    assert Consumer(pool).drain() == len(held["toko-0"])
    look_at(pool, held)


@contextmanager
def booking_process(database_url: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`koperasi-pos province book` as a process of its own."""
    words = [sys.executable, "-m", "koperasi_pos", "--home", str(home), "province", "book", "--database", database_url]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def booked_entries(pool: Pool) -> int:
    """How many entries are booked."""
    with pool.reading() as connection:
        row = connection.execute("SELECT coalesce(sum(entries), 0) FROM shop_book").fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def first_is_not_through(pool: Pool, kills: int) -> Iterator[None]:
    """A shop is kept from the first one that is to be killed: it cannot be through before it is."""
    if kills:
        yield
        return
    with pool.writing() as connection:
        assert booking.lock(connection, "toko-0") is not None
        yield


def test_a_consumer_that_is_killed_has_booked_whole_batches(pool: Pool, database_url: str, tmp_path: Path) -> None:
    held = busy_shops(pool, 5, 2_000)
    everything = sum(map(len, held.values()))
    chance, kills = random.Random(SEED), 0
    with pool.writing() as connection:
        booking.ensure_row(connection, "toko-0")
    while (before := booked_entries(pool)) < everything:
        with first_is_not_through(pool, kills), booking_process(database_url, tmp_path) as process:
            goal = before + chance.randint(1, 7_000)
            while booked_entries(pool) < min(goal, everything):
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        assert kills < 50
    print(f"{kills} kills")
    assert kills > 1
    look_at(pool, held)


def test_a_consumer_that_is_told_to_stop_ends_in_good_order(pool: Pool, database_url: str, tmp_path: Path) -> None:
    held = busy_shops(pool, 1, 20)
    with booking_process(database_url, tmp_path) as process:
        while booked_entries(pool) < len(held["toko-0"]):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    look_at(pool, held)


def test_books_made_again_are_the_same_to_the_last_row(pool: Pool, database_url: str, tmp_path: Path) -> None:
    held = busy_shops(pool, 4, 120)
    Consumer(pool, entries_at_once=50).drain()
    with pool.reading() as connection:
        before = every_row(connection)
    assert run(tmp_path, "province", "rebuild", "--database", database_url, "--shop", "toko-2").status == 0
    answer = run(tmp_path, "province", "rebuild", "--database", database_url, "--json")
    assert answer.facts() == {"shops": 4, "entries": sum(map(len, held.values()))}
    with pool.reading() as connection:
        assert every_row(connection) == before
    look_at(pool, held)
    assert run(tmp_path, "province", "rebuild", "--database", database_url, "--shop", "nirgends").status == 1


def test_a_rebuild_that_is_cut_short_has_changed_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    held = busy_shops(pool, 1, 300)
    Consumer(pool).drain()
    turns = iter(range(2))

    def cut(*asked: object, **named: object) -> booking.Booked:
        if next(turns, None) is None:
            raise InterruptedError
        return book_above(*asked, limit=100)  # type: ignore[arg-type]

    book_above = booking.book_above
    monkeypatch.setattr(booking, "book_above", cut)
    with pool.reading() as connection:
        before = every_row(connection)
    with pytest.raises(InterruptedError):
        rebuilding.rebuild(pool, "toko-0")
    monkeypatch.undo()
    with pool.reading() as connection:
        assert every_row(connection) == before
    look_at(pool, held)


def test_books_of_an_older_program_are_made_again(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    held = busy_shops(pool, 2, 30)
    Consumer(pool).drain()
    with pool.writing() as connection:
        connection.execute("UPDATE sale_day SET total = total + 1 WHERE shop = 'toko-1'")
        connection.execute("UPDATE shop_book SET version = 0 WHERE shop = 'toko-1'")
        connection.execute("UPDATE shop_book SET version = %s WHERE shop = 'toko-0'", (VERSION + 1,))
        tallies.move(connection, "toko-1", out_of="3515", into=None)
        connection.execute("DELETE FROM tally_waiting")
        connection.execute("UPDATE tally SET amount = amount + 1 WHERE subject = 'sales' AND kabupaten = '3515'"
            " AND day IN (SELECT day FROM sale_day WHERE shop = 'toko-1')")  # fmt: skip
    busy = BusyShop(SEED + 99, products=1)
    copy_entries(pool, "toko-0", busy.beginning())
    assert Consumer(pool).drain() == len(held["toko-1"]), "what a newer program keeps was left to it"
    held.pop("toko-0")
    look_at(pool, held)


def poisoned(busy: BusyShop) -> list[bytes]:
    """Entries that a broken till might write: no day, no figures, letters no table takes, sums beyond all measure."""

    def spoilt(old: bytes, new: bytes) -> bytes:
        line = next(busy.sales(1))
        assert old in line, old
        return line.replace(old, new)

    number = b'"number":"K1-'
    product = busy.products[0]
    nul = product.model_copy(update={"name": "Mi\0goreng", "product": "f" * 16})
    assert isinstance(nul, ProductSaved)
    return [
        spoilt(b'"day":"2026-', b'"day":"besok'),
        spoilt(b'"lines":[', b'"lines":[{},'),
        spoilt(b'"total":', b'"total":9999999999999999'),
        spoilt(b'"kind":"sale"', b'"kind":"refund"'),
        spoilt(number, b'"number":"K1\\u0000-'),
        spoilt(b'"time":"2026-', b'"time":"immer-'),
        busy.line(nul),
    ]


def test_what_cannot_be_booked_is_told_and_does_not_hold_up_the_rest(pool: Pool) -> None:
    busy = BusyShop(SEED, products=10)
    good = [*busy.beginning(), *busy.sales(30)]
    bad = poisoned(busy)
    more = list(busy.sales(30))
    add_shop(pool, "toko-1")
    copy_entries(pool, "toko-1", [*good, *bad, *more])
    assert Consumer(pool).drain() == len(good) + len(bad) + len(more)
    with pool.reading() as connection:
        assert books_of(connection, "toko-1") == PlainBooks([*good, *more]).books()
        kept = connection.execute("SELECT line, detail FROM quarantine WHERE reason = 'books' ORDER BY seq").fetchall()
        assert sorted(line for line, _ in kept) == sorted(bad)
        assert not any("goreng" in detail or "K1" in detail for _, detail in kept)
        assert figures.alarms(connection).unbooked == len(bad)
        page = figures.shops(connection, busy.moment.date(), busy.moment.date())[0]
        assert (page.unbooked, page.to_book) == (len(bad), 0)
        before = every_row(connection)
    rebuilding.rebuild(pool, "toko-1")
    with pool.reading() as connection:
        assert every_row(connection) == before


def test_trouble_with_one_shop_does_not_stop_the_others(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    held = busy_shops(pool, 3, 10)
    book = booking.book

    def broken(connection: object, shop: str, **named: object) -> booking.Booked:
        if shop == "toko-1":
            raise RuntimeError("a bug")
        return book(connection, shop, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(booking, "book", broken)
    assert Consumer(pool).drain() == len(held["toko-0"]) + len(held["toko-2"])
    expected_log("the books of a shop stand still")
    monkeypatch.undo()
    assert Consumer(pool).drain() == len(held["toko-1"])
    look_at(pool, held)
