"""What the province costs: taking entries in beside plain COPY, making the books, and showing them with many lines."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from koperasi_pos.province import figures
from koperasi_pos.province.books import rebuilding, tallies
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.postgres import Postgres
from tests.bench.conftest import Bench, Ratio
from tests.bench.province_line import AT_ONCE, Till, drained, enrol, province, push_all, server
from tests.bench.province_rows import LAST_DAY, fill
from tests.province.many_sales import BEGIN, BusyShop, copy_entries
from tests.province.shops import add_shop

LINES = int(os.environ.get("KOPERASI_BENCH_LINES", "10000000"))
"""Sale lines in the books whose overview is measured; a smaller number tries whether the bench works at all."""
SHOPS = 1_000 if LINES >= 10_000_000 else 100
SALES = 20_000 if LINES >= 10_000_000 else 1_000
MONTH = 9_000 if LINES >= 10_000_000 else 300
TILLS = 20
COPY_BUDGET = 15 if LINES >= 10_000_000 else 60
"""Times plain COPY; with a handful of entries the first request of each till is most of it."""


@pytest.fixture(scope="module")
def large(postgres: Postgres) -> Iterator[Pool]:
    """A province with many sale lines in its books, some shops' part of the sums still waiting."""
    with province(postgres, "large") as pool:
        print(f"{fill(pool, shops=SHOPS, lines=LINES):,} sale lines of {SHOPS} shops")
        yield pool


def test_the_overview_with_very_many_sale_lines(bench: Bench, large: Pool) -> None:
    def look() -> None:
        with large.reading() as connection:
            figures.overview(connection, LAST_DAY)

    assert bench.against(f"overview, {LINES:,} sale lines (p95)", look, 200, rounds=100).holds


def test_lists_with_very_many_sale_lines(bench: Bench, large: Pool) -> None:
    first, over = LAST_DAY.replace(day=1), []
    for name, act in {
        "kabupaten of a month": lambda c: figures.kabupatens(c, first, LAST_DAY, LAST_DAY),
        "shops of a month": lambda c: figures.shops(c, first, LAST_DAY),
        "one shop, a month": lambda c: figures.shop_page(c, "toko-7", first, LAST_DAY),
        "goods of a pillar": lambda c: figures.ranking(c, first, LAST_DAY, pillar="santripreneur"),
        "health of tills": figures.health,
    }.items():

        def look(act: object = act) -> None:
            with large.reading() as connection:
                act(connection)  # type: ignore[operator]

        if not bench.against(f"{name} (p95)", look, 500, rounds=30).holds:
            over.append(name)
    assert over == []


def test_books_are_made_and_made_again(bench: Bench, postgres: Postgres) -> None:
    with province(postgres, "booking") as pool:
        busy = BusyShop(1, products=500)
        lines = [*busy.beginning(), *busy.sales(SALES)]
        add_shop(pool, "toko-1")
        copy_entries(pool, "toko-1", lines)
        began = time.perf_counter()
        assert Consumer(pool).drain() == len(lines)
        booked = time.perf_counter() - began
        began = time.perf_counter()
        rebuilding.rebuild(pool, "toko-1")
        rebuilt = time.perf_counter() - began
        bench.measured(lambda: None)
        over: list[str] = []
        for name, took in (("booking", booked), ("rebuild", rebuilt)):
            note = f"{len(lines) / took:,.0f} entries/s"
            ratio = Ratio(f"{name}, ms an entry (sales of 5 lines)", took * 1000 / len(lines), 0.5, 1.0, note=note)
            bench.keep(ratio)
            over += [] if ratio.holds else [name]
        with pool.reading() as connection:
            assert tallies.differing(connection) == []
    assert over == []


def plain_copy(pool: Pool, tills: Sequence[Till]) -> float:
    """The same bytes by COPY into a table with the same key, a transaction for each bundle."""
    with pool.writing() as connection:
        connection.execute("CREATE TABLE plain (shop text, device text, epoch int, seq bigint, hash bytea, line bytea,"
            " PRIMARY KEY (shop, device, epoch, seq))")  # fmt: skip
    began = time.perf_counter()
    for till in tills:
        for first in range(0, len(till.lines), AT_ONCE):
            with (
                pool.writing() as connection,
                connection.cursor().copy("COPY plain FROM STDIN (FORMAT BINARY)") as copy,
            ):
                copy.set_types(["text", "text", "int4", "int8", "bytea", "bytea"])
                for seq, line in enumerate(till.lines[first : first + AT_ONCE], first + 1):
                    copy.write_row((till.shop, till.busy.device, 1, seq, sha256(line).digest(), line))
    return time.perf_counter() - began


@pytest.fixture(scope="module")
def twenty() -> list[Till]:
    """Tills that have sold."""
    return [Till.make(n, SALES // TILLS) for n in range(TILLS)]


@pytest.mark.parametrize("books", [False, True], ids=["alone", "beside the books"])
def test_twenty_tills_send_what_they_sold(
    bench: Bench, postgres: Postgres, tmp_path: Path, twenty: list[Till], books: bool
) -> None:
    with province(postgres, f"intake_{int(books)}") as pool:
        tills = twenty
        enrol(pool, tills)
        ready = [till.bundles() for till in tills]
        entries = sum(len(till.lines) for till in tills)
        raw = plain_copy(pool, tills)
        with server(pool.url, tmp_path, books=books) as address:
            ours = push_all(address, tills, ready)
        with pool.reading() as connection:
            row = connection.execute("SELECT count(*) FROM entry").fetchone()
        assert row == (entries,)
        sent = sum(len(body) for packed in ready for body in packed) / entries
        note = f"{entries / ours:,.0f} entries/s, {sent:.0f} bytes each on the line"
        kind = "with the books" if books else "alone"
        ratio = Ratio(
            f"20 tills send, {kind}, ms an entry beside COPY", ours * 1000 / entries, raw * 1000 / entries, COPY_BUDGET
        )
        ratio.note = note
        bench.measured(lambda: None)
        bench.keep(ratio)
        assert ratio.holds


def test_a_backlog_of_a_month_arrives(bench: Bench, postgres: Postgres, tmp_path: Path) -> None:
    """One till that was cut off for a month: 300 sales on each of 30 days."""
    with province(postgres, "month") as pool:
        till = Till.make(1, MONTH)
        enrol(pool, [till])
        with server(pool.url, tmp_path, books=True) as address:
            took = push_all(address, [till], [till.bundles()])
            behind = drained(pool)
        bench.measured(lambda: None)
        note = f"{len(till.lines):,} entries acknowledged after {took:.1f} s, booked {behind:.1f} s later"
        ratio = Ratio("a month's backlog of a till, s until it is in the figures", took + behind, 60, 1.0, unit="s")
        ratio.note = note
        bench.keep(ratio)
        assert ratio.holds
        with pool.reading() as connection:
            days = figures.days(connection, BEGIN.date(), till.busy.moment.date())
        assert sum(day.sales for day in days) == MONTH


def test_very_many_shops_come_back_at_once(bench: Bench, postgres: Postgres, tmp_path: Path) -> None:
    """After a day without a line every shop sends its 30 entries in the same moment, without the spread of a till."""
    with province(postgres, "at_once") as pool:
        tills = [Till.make(n, 30) for n in range(SHOPS)]
        enrol(pool, tills)
        ready = [till.bundles() for till in tills]
        with server(pool.url, tmp_path, books=True) as address:
            took, answers = push_at_once(address, tills, ready)
            behind = drained(pool)
        bench.measured(lambda: None)
        answers.sort()
        note = (
            f"all acknowledged after {took:.1f} s, answers p50 {answers[len(answers) // 2]:.2f} s"
            f" p95 {answers[int(len(answers) * 0.95)]:.2f} s, booked {behind:.1f} s later"
        )
        ratio = Ratio(
            f"{SHOPS:,} shops come back at once, s until all is in the figures", took + behind, 120, 1.0, unit="s"
        )
        ratio.note = note
        bench.keep(ratio)
        assert ratio.holds
        with pool.reading() as connection:
            assert figures.overview(connection, tills[0].busy.moment.date()).active_shops == SHOPS


def push_at_once(address: str, tills: Sequence[Till], ready: Sequence[list[bytes]]) -> tuple[float, list[float]]:
    """Sixty-four lines, on each of them one shop after another; seconds in all, and of every answer."""
    answers: list[float] = []
    waiting = list(zip(tills, ready, strict=True))

    def push() -> None:
        while waiting:
            try:
                till, packed = waiting.pop()
            except IndexError:
                return
            began = time.perf_counter()
            push_all(address, [till], [packed])
            answers.append(time.perf_counter() - began)

    threads = [threading.Thread(target=push) for _ in range(64)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, answers
