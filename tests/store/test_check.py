"""`check` sees what no single table shows: more back than was sold, refunds that do not add up, a search with holes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import Payment, PersonSaved, RefundCompleted, RefundLine
from koperasi_pos.operations import persons, refunds, upkeep
from koperasi_pos.operations.sales import Receipt
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import ONE, Quantity, Rupiah
from tests.counter import HEAD, Clock, begin_shift, sell, shop_in, stock_up
from tests.store.exchange import second_till, send


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "one")
    begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def sold(till: Till) -> Receipt:
    """Two teas in cash, and a member in the book of people."""
    member = PersonSaved(id=till.new_id(), person=till.new_short_id(), name="Anggota")
    persons.save_person(till, member, by=HEAD)
    return sell(till, (stock_up(till, "Teh", 4_530), 2_000))


def test_what_two_tills_gave_back_together_is_seen(
    till: Till, sold: Receipt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were both allowed to take back while they cannot hear each other, each would be right and both wrong."""
    monkeypatch.setattr(refunds, "_check_till", lambda connection, me, found: None)
    till.close()
    other = second_till(till.home, tmp_path / "two", Clock())
    first = open_till(till.home, clock=Clock())
    begin_shift(other)
    for one in (first, other):
        refunds.complete_refund(
            one, sold.sale.number, [Returning(0, Quantity.of(2))], reason="Salah ambil", id=one.new_id(), by=HEAD
        )
        assert upkeep.check(one).trouble == []
    send(other, first)
    send(first, other)
    for one in (first, other):
        assert upkeep.check(one).trouble == [
            "sale K1-000001: of line 0 came back 4000 for 18120, sold were 2000 for 9060"
        ]
        one.close()


def refund_of(till: Till, sold: Receipt, **wrong: object) -> RefundCompleted:
    """A refund of one tea, right but for what is `wrong`."""
    line = RefundLine(line=0, product=sold.sale.lines[0].product, name="Teh", total=Rupiah(4_530))
    payments = [Payment(way="cash", amount=Rupiah(4_500), received=Rupiah(4_500))]
    right = RefundCompleted(
        id=till.new_id(), number="K1-R000001", sale=sold.sale.id, sale_number=sold.sale.number, shift=sold.sale.shift,
        day=sold.sale.day, lines=[line], total=Rupiah(4_530), rounding=Rupiah(-30), payments=payments, reason="Salah",
    )  # fmt: skip
    return right.model_copy(update=wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, ""),
        ({"total": Rupiah(4_540), "rounding": Rupiah(-40)}, "refund K1-R000001: the lines do not add up to the total"),
        ({"rounding": Rupiah(-130)}, "refund K1-R000001: the payments do not add up to what goes back"),
        ({"tax": Rupiah(10)}, "refund K1-R000001: the tax of the lines does not add up"),
        (
            {"rounding": Rupiah(-4_530), "payments": [Payment(way="cash", amount=Rupiah(0))]},
            "refund K1-R000001: goods or money go the wrong way",
        ),
        ({"number": "K1-R000002"}, "journal: receipt K1-R000002 stands where K1-R000001 should"),
    ],
)
def test_a_refund_that_does_not_add_up_is_seen(
    till: Till, sold: Receipt, wrong: dict[str, object], sentence: str
) -> None:
    with till.writing() as connection:
        till.post(connection, refund_of(till, sold, **wrong), by=HEAD)
    assert upkeep.check(till).trouble == ([sentence] if sentence else [])


def test_a_refund_of_a_line_that_was_never_sold_is_seen(till: Till, sold: Receipt) -> None:
    line = refund_of(till, sold).lines[0].model_copy(update={"line": 1, "base": ONE})
    with till.writing() as connection:
        till.post(connection, refund_of(till, sold, lines=[line]), by=HEAD)
    assert [found[:37] for found in upkeep.check(till).trouble] == ["sale K1-000001: of line 1 came back 1"]


@pytest.mark.parametrize("table", ["product", "person"])
def test_a_search_with_holes_is_seen_and_mended(till: Till, sold: Receipt, table: str) -> None:
    with till.database.outside_transaction() as connection:
        row = connection.run(f"SELECT key FROM {table}").fetchone()
        assert row is not None
        connection.run(f"DELETE FROM {table}_search WHERE rowid = ?", row)
        connection.run(f"INSERT INTO {table}_search (rowid, words) VALUES (999, 'hantu')")
    assert upkeep.check(till).trouble == [
        f"books: {table} {row[0]} is missing in the search",
        f"books: the search finds {table} 999, which is not there",
    ]
    upkeep.rebuild_books(till, by=HEAD)
    assert upkeep.check(till).trouble == []
