"""`check` finds every damage, and replicas agree in whatever order entries come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koperasi_pos.journal import write_entry
from koperasi_pos.journal.documents import PersonSaved, ShopSaved, TillStarted
from koperasi_pos.operations import refunds
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, rebuild
from koperasi_pos.trade.refunds import Returning
from tests.counter import HEAD, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Till]:
    """A shop with some of everything."""
    till = shop_in(tmp_path / "shop")
    tea, rice = stock_up(till, "Es teh", 2_030, cost=900), stock_up(till, "Beras", 14_500, by_weight=True, cost=12_800)
    begin_shift(till)
    for step in range(6):
        sell(till, (tea, 2000), (rice, 750 + step))
    refunds.complete_refund(till, "K1-000002", [Returning(0)], reason="kurang manis", id=till.new_id(), by=HEAD)
    yield till
    till.close()


DAMAGE: dict[str, Callable[[Connection], object]] = {
    "stock changed": lambda c: c.run("UPDATE stock SET quantity = quantity + 1000"),
    "sale line gone": lambda c: c.run("DELETE FROM sale_line WHERE line = 1"),
    "sale made up": lambda c: c.run("UPDATE sale SET total = total + 100 WHERE number = 'K1-000003'"),
    "running total pushed": lambda c: c.run("UPDATE counter SET grand_total = 1"),
    "person made up": lambda c: c.run("INSERT INTO person VALUES (9, 'x', 'X', '', 'retail', 0, '', 1, '{}', '')"),
    "refund hidden": lambda c: c.run("DELETE FROM refund_line"),
    "shift float": lambda c: c.run("UPDATE shift SET float = 0"),
    "entry edited": lambda c: (
        c.run("DROP TRIGGER journal_is_never_edited"),
        c.run("UPDATE journal SET line = replace(line, 'Es teh', 'Es the') WHERE kind = 'sale' AND seq = 10"),
    ),
    "last entry cut": lambda c: (
        c.run("DROP TRIGGER journal_is_never_cut"),
        c.run("DELETE FROM journal WHERE seq = 7"),
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_check_finds_damage(busy: Till, damage: Callable[[Connection], object]) -> None:
    with busy.database.outside_transaction() as connection:
        connection.run("PRAGMA foreign_keys = OFF")
        damage(connection)
    assert not rebuild.check(busy.database).sound


def stream(writer: str, code: str, steps: list[tuple[int, int]]) -> list[bytes]:
    """Entries of one writer that save people and the shop at given minutes."""
    lines: list[bytes] = []
    prev = "0" * 64
    documents = [TillStarted(id=f"{writer}{0:016x}", code=code)]
    times = [0]
    for number, (minute, who) in enumerate(steps, 1):
        id_ = f"{writer}{number:016x}"
        named = f"{code} {number}"
        saved = ShopSaved(id=id_, name=named) if who == 0 else PersonSaved(id=id_, person=f"{who:016x}", name=named)
        documents.append(saved)  # type: ignore[arg-type]
        times.append(minute)
    for seq, (document, minute) in enumerate(zip(documents, times, strict=True), 1):
        entry = write_entry(
            document, writer=writer, epoch=1, seq=seq, time=f"2026-11-24T10:{minute:02d}:00.000+07:00", staff="x",
            prev=prev,
        )  # fmt: skip
        prev = entry.hash
        lines.append(entry.line)
    return lines


STEPS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 3)), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=STEPS, second=STEPS, order=st.randoms(use_true_random=False))
def test_master_data_comes_out_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[int, int]], second: list[tuple[int, int]], order: object
) -> None:
    """Two replicas that hear the same two writers in different orders name the same shop and the same people."""
    streams = [stream("1" * 16, "K2", first), stream("2" * 16, "K3", second)]
    seen = []
    for turn in range(2):
        till = shop_in(tmp_path_factory.mktemp("replica"))
        places = [0, 0]
        picks = [0] * len(streams[0]) + [1] * len(streams[1])
        if turn:
            order.shuffle(picks)  # type: ignore[attr-defined]
        with till.writing() as connection:
            for pick in picks:
                journal.receive(connection, streams[pick][places[pick]])
                places[pick] += 1
            shop = connection.run("SELECT name, stamp FROM shop").fetchall()
            people = connection.run("SELECT id, name, stamp FROM person ORDER BY id").fetchall()
            counters = connection.run("SELECT * FROM counter ORDER BY till").fetchall()
        seen.append((shop, people, counters))
        till.close()
    assert seen[0] == seen[1]
