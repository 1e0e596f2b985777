"""Random days at two tills of a shop, told to the province in random turns: its books are those of the tills."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as hypothesis_seed
from hypothesis.stateful import run_state_machine_as_test

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import stock
from koperasi_pos.operations.till import Till
from koperasi_pos.province import figures
from koperasi_pos.province.books import consumer, rebuilding, tallies
from koperasi_pos.province.database import Pool
from koperasi_pos.province.figures import Scope
from koperasi_pos.store import Connection as StoreConnection
from koperasi_pos.store.books import days as till_days
from tests.province.plain_books import PlainBooks, books_of, every_row
from tests.province.shops import add_shop, keep_entries
from tests.simulation.consigning_tills import ConsigningTills, make_consigning_template
from tests.store.exchange import send

EXAMPLES = 12
SEED = int(os.environ.get("KOPERASI_SEED", random.SystemRandom().randrange(2**32)))

Template = tuple[Path, list[ProductSaved]]


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    """The two tills that every example begins with, in memory where there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name) / "template", make_consigning_template(Path(name) / "template")


def in_turns(tills: list[Till], chance: random.Random) -> list[bytes]:
    """Every entry once, each writer's in its order; who comes first is chance, so goods may come after their sales."""
    queues = []
    for till in tills:
        with till.reading() as connection:
            me = till.writer(connection)
            queues.append([
                row[0].encode()
                for row in connection.run("SELECT line FROM journal WHERE writer = ? ORDER BY seq", (me.key,))
            ])  # fmt: skip
    lines = []
    while any(queues):
        queue = chance.choice([queue for queue in queues if queue])
        for _ in range(min(len(queue), chance.randint(1, 9))):
            lines.append(queue.pop(0))
    return lines


def look_at(pool: Pool, shop: str, till: Till, lines: list[bytes]) -> None:
    """The province's books of the shop against plain sums, and against what the till itself says."""
    with pool.reading() as connection:
        assert books_of(connection, shop) == PlainBooks(lines).books()
        assert tallies.differing(connection) == []
        held = {one.product: (one.quantity, one.value) for one in stock.stock_at(till)}
        shelves = figures.stock(connection, shop)
        assert {one.product: (one.quantity, one.value) for one in shelves} == held
        with till.reading() as reading:
            worth = sum(value for _quantity, value in held.values())
            for day in {line["day"] for line in _days(reading)}:
                _look_at_a_day(pool, shop, till, day)
        page = figures.shop_page(connection, shop, date(2026, 11, 1), date(2027, 12, 31))
        assert page is not None
        assert page.stock_value == worth


def _days(reading: StoreConnection) -> list[dict[str, int]]:
    return [{"day": row[0]} for row in reading.run("SELECT DISTINCT day FROM sale UNION SELECT day FROM refund")]


def _look_at_a_day(pool: Pool, shop: str, till: Till, day: int) -> None:
    scope = Scope(shop=shop)
    when = date(day // 10_000, day // 100 % 100, day % 100)
    with till.reading() as reading:
        own, items = till_days.figures(reading, day, day), till_days.items(reading, day, day)
    with pool.reading() as connection:
        ours = figures.days(connection, when, when, scope)[0]
        assert (ours.sales, ours.total, ours.cost) == (own.sales, own.total, own.cost)
        assert (ours.refunds, ours.refunded, ours.refund_cost) == (own.refunds, own.refunded, own.refund_cost)
        ways = figures.payments(connection, when, when, scope)
        assert sorted((one.way, one.amount, one.count) for one in ways) == own.ways
        hours = figures.hours(connection, when, when, scope)
        assert [(one.hour, one.sales, one.total) for one in hours if one.sales] == own.hours
        goods = figures.ranking(connection, when, when, scope, limit=1000).goods
        assert Counter((one.name, one.unit, one.quantity, one.total, one.cost) for one in goods) == Counter(
            (item.name, item.unit, item.quantity, item.total, item.cost) for item in items
        )


def play(pool: Pool, template: Template, examples: int, steps: int) -> Counter[str]:
    """So many days at two tills, all of them booked by the province; what was done in all of them together."""
    done: Counter[str] = Counter()
    chance = random.Random(SEED)

    class Day(ConsigningTills):
        def __init__(self) -> None:
            super().__init__(template[0], template[0].with_name("shop"), template[1], done)

        def teardown(self) -> None:
            try:
                lines = in_turns(self.tills, chance)
                one, two = self.tills
                send(one, two)
                send(two, one)
                done["shops"] += 1
                shop = f"toko-{done['shops']}"
                add_shop(pool, shop, kabupaten=chance.choice(["", "3578", "3515"]))
                booking = consumer.Consumer(pool, entries_at_once=chance.choice([1, 7, 2_000]))
                while lines[done["told"] :]:
                    some = chance.randint(1, 60)
                    keep_entries(pool, shop, lines[done["told"] : done["told"] + some])
                    done["told"] += some
                    booking.drain()
                del done["told"]
                look_at(pool, shop, one, lines)
            finally:
                for till in self.tills:
                    till.close()

    run_state_machine_as_test(
        hypothesis_seed(SEED)(Day),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, phases=(Phase.generate,), database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return done


def test_the_books_are_those_of_the_tills(pool: Pool, template: Template) -> None:
    print(f"KOPERASI_SEED={SEED}")
    done = play(pool, template, EXAMPLES, steps=25)
    print(dict(done))
    assert done["shops"] >= EXAMPLES
    assert done["sale"] > EXAMPLES
    with pool.reading() as connection:
        before = every_row(connection)
    for shop in rebuilding.shops_of(pool):
        rebuilding.rebuild(pool, shop)
    with pool.reading() as connection:
        assert every_row(connection) == before
        assert tallies.differing(connection) == []


def test_a_broken_rule_is_seen(pool: Pool, template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("koperasi_pos.province.books.sales.stock_of", lambda document: [])
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        play(pool, template, EXAMPLES, steps=25)
