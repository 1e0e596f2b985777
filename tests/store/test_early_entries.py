"""An entry that comes before what it speaks of is put off as a whole; in the end all books are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal import GENESIS, write_entry
from koperasi_pos.operations import refunds, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.trade.refunds import Returning
from tests.counter import HEAD, Clock, begin_shift, sell, shop_in, stock_up
from tests.store.exchange import books_by_id, second_till, send


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Till]]:
    """K1, K2 and K3 of one shop; K2 sells and takes back what K1 put on the shelf, and K3 knows of neither."""
    shop_in(tmp_path / "one").close()
    third = second_till(tmp_path / "one", tmp_path / "three", Clock(), code="K3", device="3" * 16)
    second = second_till(tmp_path / "one", tmp_path / "two", Clock())
    first = open_till(tmp_path / "one", clock=Clock())
    tea = stock_up(first, "Teh", 4_500, cost=3_000)
    send(first, second)
    begin_shift(second)
    sold = sell(second, (tea, 2_000))
    refunds.complete_refund(
        second, sold.sale.number, [Returning(0)], reason="Salah", id=second.new_id(), by=HEAD
    )  # fmt: skip
    yield [first, second, third]
    for till in (first, second, third):
        till.close()


def own_lines(till: Till) -> list[bytes]:
    """What a till wrote itself."""
    with till.reading() as connection:
        me = till.writer(connection)
        rows = connection.run("SELECT line FROM journal WHERE writer = ? ORDER BY seq", (me.key,))
        return [row[0].encode() for row in rows]


def test_what_comes_too_early_is_put_off_as_a_whole(tills: list[Till]) -> None:
    first, second, third = tills
    lines = own_lines(second)
    assert [line.split(b'"kind":"')[1].split(b'"')[0] for line in lines] == [
        b"till", b"shift_opened", b"sale", b"refund",
    ]  # fmt: skip
    with third.writing() as connection:
        for line in lines[:2]:
            assert journal.receive(connection, line) is not None
        for _ in range(2):
            with pytest.raises(journal.TooEarly):
                journal.receive(connection, lines[2])
        for line in own_lines(first):
            journal.receive(connection, line)
        for line in lines[2:]:
            assert journal.receive(connection, line) is not None
    send(second, first)
    third_alone = own_lines(third)
    for till in (first, second):
        with till.writing() as connection:
            for line in third_alone:
                journal.receive(connection, line)
    assert books_by_id(first) == books_by_id(second) == books_by_id(third)
    for till in tills:
        assert upkeep.check(till).trouble == []


def test_a_refund_of_an_unknown_sale_is_put_off(tills: list[Till]) -> None:
    """A till that was restored takes back, as a new epoch, what its first epoch sold: both must have come."""
    first, second, third = tills
    send(first, third)
    with second.reading() as connection:
        refund = journal.latest(connection, 1)[0].entry.document
    early = write_entry(refund, writer="9" * 16, epoch=2, seq=1, time=second.now(), staff="x", prev=GENESIS)
    with third.writing() as connection:
        with pytest.raises(journal.TooEarly):
            journal.receive(connection, early.line)
        assert journal.find(connection, early.id) is None
        for line in own_lines(second)[:3]:
            journal.receive(connection, line)
        assert journal.receive(connection, early.line) is not None
