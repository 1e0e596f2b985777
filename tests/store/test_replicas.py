"""Two tills of one shop: the later change wins in any order of arrival, and equal journals make equal books."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koperasi_pos.journal import GENESIS, Entry, write_entry
from koperasi_pos.journal.documents import (
    Document,
    Pack,
    PersonSaved,
    Price,
    ProductSaved,
    PromotionSaved,
    ShopSaved,
    StaffSaved,
)
from koperasi_pos.operations import refunds, shifts
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.store import journal
from koperasi_pos.store.rebuild import check
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity, Rupiah
from tests import counter
from tests.counter import CASHIER, HEAD, Clock, shop_in
from tests.store.exchange import books_by_id, second_till, send

TIMES = ("2026-11-24T09:00:00.000+07:00", "2026-11-24T09:00:01.000+07:00")


@pytest.fixture
def clock() -> Clock:
    """The clock of both tills."""
    return Clock()


@pytest.fixture
def tills(tmp_path: Path, clock: Clock) -> Iterator[tuple[Till, Till]]:
    """K1 and K2 of one shop with two products that both know."""
    first = shop_in(tmp_path / "k1", clock)
    counter.stock_up(first, "Teh", 4_500, cost=3_000)
    counter.stock_up(first, "Kopi", 2_300, cost=1_700)
    first.close()
    second = second_till(tmp_path / "k1", tmp_path / "k2", clock)
    first = open_till(tmp_path / "k1", clock=clock)
    yield first, second
    first.close()
    second.close()


def saved(kind: str, id: str, mark: str) -> Document:
    """A document of master data of a kind; `mark` tells one state from another."""
    if kind == "product":
        packs = [Pack(unit="pcs", codes=[f"C{mark}"], prices=[Price(tier="retail", price=Rupiah(1_000))])]
        return ProductSaved(id=id, product="p" * 16, name=mark, packs=packs)
    if kind == "person":
        return PersonSaved(id=id, person="o" * 16, name=mark)
    if kind == "staff":
        return StaffSaved(id=id, staff="s" * 16, name=mark, role="cashier", pin_hash="")
    if kind == "promotion":
        return PromotionSaved(id=id, promotion="r" * 16, name=mark, form="percent", products=["p"], basis_points=100)
    return ShopSaved(id=id, name=mark)


def rivals(kind: str) -> tuple[list[Entry], str]:
    """Three writers, one entry each, and the name that must win: the later time, then the higher writer."""
    made = []
    for n, (writer, time) in enumerate((("a" * 16, TIMES[1]), ("b" * 16, TIMES[1]), ("c" * 16, TIMES[0]))):
        document = saved(kind, f"{n:032x}", f"Nama {writer[0]}")
        made.append(write_entry(document, writer=writer, epoch=1, seq=1, time=time, staff="x", prev=GENESIS))
    return made, "Nama b"


@pytest.mark.parametrize("kind", ["product", "person", "staff", "promotion", "shop"])
def test_the_later_change_wins_in_any_order_of_arrival(tmp_path: Path, kind: str) -> None:
    entries, winner = rivals(kind)
    seen = []
    for n, order in enumerate(itertools.permutations(entries)):
        till = shop_in(tmp_path / str(n))
        for entry in order:
            with till.writing() as connection:
                journal.receive(connection, entry.line)
        with till.reading() as connection:
            names = [row[0] for row in connection.run(f"SELECT name FROM {kind} WHERE name LIKE 'Nama %'")]
            if kind == "product":
                assert connection.run("SELECT code FROM product_code").fetchall() == [(f"C{winner}",)]
        assert names == [winner]
        assert check(till.database).trouble == []
        seen.append(books_by_id(till))
        till.close()
    assert all(books == seen[0] for books in seen)


def trade_alone(till: Till, clock: Clock) -> None:
    """What a till does without the other: a new product, a shift, sales, a refund."""
    with till.reading() as connection:
        ids = [row[0] for row in connection.run("SELECT body FROM product ORDER BY name").fetchall()]
    goods = [ProductSaved.model_validate_json(body) for body in ids]
    own = counter.stock_up(till, "Roti", 3_000, cost=2_000)
    counter.begin_shift(till)
    clock.forward(minutes=1)
    sold = counter.sell(till, (goods[0], 3_000), (goods[-1], 1_000))
    counter.sell(till, counter.one(own))
    refunds.complete_refund(
        till, sold.sale.number, [Returning(0, Quantity(2_000))], reason="Rusak", id=till.new_id(), by=HEAD
    )
    clock.forward(minutes=1)


def test_after_an_exchange_both_have_the_same_books(tills: tuple[Till, Till], clock: Clock) -> None:
    first, second = tills
    trade_alone(first, clock)
    trade_alone(second, clock)
    assert books_by_id(first) != books_by_id(second)
    assert send(first, second) > 5
    assert send(second, first) > 5
    assert send(second, first) == 0
    assert books_by_id(first) == books_by_id(second)
    for till in tills:
        assert check(till.database).trouble == []
    shifts.close_shift(second, counted=Rupiah(0), id=second.new_id(), by=CASHIER)
    assert shifts.current_shift(first) is not None
    send(second, first)
    assert books_by_id(first) == books_by_id(second)


@pytest.mark.parametrize("late_first", [False, True])
def test_a_drawer_counted_twice_counts_as_it_was_counted_last(
    tmp_path: Path, clock: Clock, *, late_first: bool
) -> None:
    first = shop_in(tmp_path / "k1", clock)
    counter.begin_shift(first)
    first.close()
    shutil.copytree(tmp_path / "k1", tmp_path / "third")
    heir = second_till(tmp_path / "k1", tmp_path / "k1b", clock, code="K1B", replaces="K1")
    first, third = open_till(tmp_path / "k1", clock=clock), open_till(tmp_path / "third", clock=clock)
    # The dying machine counts and closes, and tells nobody; the one in its place counts again.
    shifts.close_shift(first, counted=Rupiah(90_000), id=first.new_id(), by=CASHIER)
    clock.forward(minutes=30)
    later = shifts.close_shift(heir, counted=Rupiah(70_000), id=heir.new_id(), by=CASHIER).value.figures
    assert (later.till, later.restored) == ("K1", True)
    for source in (heir, first) if late_first else (first, heir):
        send(source, third)
    send(first, heir)
    for till in (heir, third):
        assert [row[11] for row in books_by_id(till)["shift"]] == [70_000]
        assert shifts.current_shift(till) is None
        assert check(till.database).trouble == []
    assert books_by_id(heir) == books_by_id(third)
    for till in (first, heir, third):
        till.close()


@settings(max_examples=15)
@given(st.lists(st.booleans(), min_size=0, max_size=40))
def test_interleavings_do_not_matter(tmp_path_factory: pytest.TempPathFactory, turns: list[bool]) -> None:
    streams, home = _streams(tmp_path_factory)
    plain, mixed = shop_in_copy(home, tmp_path_factory), shop_in_copy(home, tmp_path_factory)
    for line in (*streams[0], *streams[1]):
        with plain.writing() as connection:
            journal.receive(connection, line)
    left = [list(streams[0]), list(streams[1])]
    order = [*turns, *([True, False] * 40)]
    for turn in order:
        if left[turn]:
            with mixed.writing() as connection:
                journal.receive(connection, left[turn].pop(0))
    assert left == [[], []]
    assert books_by_id(plain) == books_by_id(mixed)
    assert check(mixed.database).trouble == []
    plain.close()
    mixed.close()


_MADE: dict[str, tuple[tuple[list[bytes], list[bytes]], Path]] = {}


def _streams(factory: pytest.TempPathFactory) -> tuple[tuple[list[bytes], list[bytes]], Path]:
    """What two tills wrote without each other, and the folder of the shop as it was before."""
    if "made" not in _MADE:
        clock = Clock()
        home, other = factory.mktemp("start"), factory.mktemp("k2")
        first = shop_in(home, clock)
        counter.stock_up(first, "Teh", 4_500, cost=3_000)
        first.close()
        tills = (open_till(shop_home(home, factory), clock=clock), second_till(home, other, clock))
        streams: list[list[bytes]] = []
        for till in tills:
            trade_alone(till, clock)
            with till.reading() as connection:
                streams.append([line for _, line in journal.lines(connection)])
            till.close()
        _MADE["made"] = (streams[0], streams[1]), home
    return _MADE["made"]


def shop_home(home: Path, factory: pytest.TempPathFactory) -> Path:
    """A copy of a closed shop's folder."""
    copy = factory.mktemp("copy")
    shutil.copytree(home, copy, dirs_exist_ok=True)
    return copy


def shop_in_copy(home: Path, factory: pytest.TempPathFactory) -> Till:
    """An open till on a copy of a closed shop's folder."""
    return open_till(shop_home(home, factory), clock=Clock())
