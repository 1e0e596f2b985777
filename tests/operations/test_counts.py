"""Stock opname while the shop sells: what was found is held against the books of that very moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import counts, products, stock, stock_moves, upkeep
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.trade.staff import approval
from koperasi_pos.values import Quantity, Refusal
from tests.counter import CASHIER, HEAD, Clock, begin_shift, sell, shop_in, stock_up
from tests.store.exchange import second_till, send


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    opened.close()


@pytest.fixture
def tea(till: Till) -> ProductSaved:
    """Twenty teas that cost 1,000 each."""
    return stock_up(till, "Teh", 3_000, stock=20, cost=1_000, category="Minuman")


def later(till: Till) -> None:
    """A minute goes by."""
    clock = till.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=1)


def begin(till: Till, name: str = "Rak depan", **fields: object) -> str:
    """Open a count; its id."""
    return counts.open_count(till, name, id=till.new_id(), by=CASHIER, **fields).value.id  # type: ignore[arg-type]


def tally(till: Till, count: str, product: ProductSaved, units: int) -> None:
    """Somebody finds so many units, a minute after what was before."""
    later(till)
    counts.tally(till, count, {product.product: Quantity.of(units)}, id=till.new_id(), by=CASHIER)
    later(till)


def test_sales_before_and_after_the_tally_are_told_apart(till: Till, tea: ProductSaved) -> None:
    count = begin(till)
    sell(till, (tea, 3_000))
    tally(till, count, tea, 16)  # 17 should be there
    sell(till, (tea, 5_000))
    (line,) = counts.count_differences(till, count)
    assert (line.expected, line.counted, line.difference, line.value) == (17_000, 16_000, -1_000, -1_000)
    assert not line.moved
    done = counts.post_count(till, count, id=till.new_id(), by=HEAD, reasons={tea.product: "Pecah"})
    assert done.value[0].reason == "Pecah"
    newest = stock.stock_card(till, tea.product).lines[0].row
    assert (newest.kind, newest.number, newest.quantity) == ("counted", "Rak depan", -1_000)
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(11_000, 11_000)]
    assert stock.value_proof(till).written_off == 1_000
    row = counts.find_count(till, count[:12])
    assert (row.closed, row.shortage, row.surplus, row.tallied) == (True, -1_000, 0, 1)
    assert upkeep.check(till).trouble == []


def test_several_counters_add_up_and_a_slip_is_corrected(till: Till, tea: ProductSaved) -> None:
    count = begin(till)
    tally(till, count, tea, 12)
    tally(till, count, tea, 9)
    counts.tally(till, count, {tea.product: Quantity.of(-1)}, id=till.new_id(), by=CASHIER)
    (line,) = counts.count_differences(till, count)
    assert (line.counted, line.difference) == (20_000, 0)
    with pytest.raises(Refusal, match="count_negative"):
        counts.tally(till, count, {tea.product: Quantity.of(-21)}, id=till.new_id(), by=CASHIER)


def test_goods_sold_between_two_tallies_are_marked(till: Till, tea: ProductSaved) -> None:
    count = begin(till)
    tally(till, count, tea, 10)
    sell(till, (tea, 1_000))
    tally(till, count, tea, 9)
    (line,) = counts.count_differences(till, count)
    assert line.moved
    assert (line.expected, line.difference) == (19_000, 0)


def test_more_than_the_books_say(till: Till, tea: ProductSaved) -> None:
    sell(till, (tea, 25_000))  # five more than were there, for 1,000 each
    count = begin(till)
    tally(till, count, tea, 3)
    counts.post_count(till, count, id=till.new_id(), by=HEAD)
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(3_000, 3_000)]
    assert stock.value_proof(till).difference == 0
    assert upkeep.check(till).trouble == []


def test_a_count_is_booked_once_by_who_may(till: Till, tea: ProductSaved) -> None:
    count, id = begin(till), till.new_id()
    with pytest.raises(Refusal, match="goods_missing"):
        counts.post_count(till, count, id=id, by=HEAD)
    tally(till, count, tea, 18)
    with pytest.raises(Refusal, match="needs_approval"):
        counts.post_count(till, count, id=id, by=CASHIER)
    done, again = [
        counts.post_count(till, count, id=id, by=CASHIER, approvals=[approval("count_post", HEAD)]) for _ in range(2)
    ]
    assert (done.changed, again.changed, again.value) == (True, False, done.value)
    for act in (
        lambda: counts.post_count(till, count, id=till.new_id(), by=HEAD),
        lambda: counts.tally(till, count, {tea.product: Quantity.of(1)}, id=till.new_id(), by=CASHIER),
    ):
        with pytest.raises(Refusal, match="count_is_closed"):
            act()
    with pytest.raises(Refusal, match="count_unknown"):
        counts.find_count(till, "f" * 32)


def test_what_belongs_to_a_count(till: Till, tea: ProductSaved) -> None:
    soap = stock_up(till, "Sabun", 4_000, stock=5, cost=3_000, category="Kebersihan")
    stock_up(till, "Fotokopi", 500, stock=0, stocked=False)
    everything, drinks, soaps = begin(till), begin(till, categories=["Minuman"]), begin(till, products=[soap.product])
    names = [[row.name for row in counts.count_goods(till, count)] for count in (everything, drinks, soaps)]
    assert names == [["Sabun", "Teh"], ["Teh"], ["Sabun"]]
    tally(till, everything, tea, 20)
    assert [line.name for line in counts.count_differences(till, everything)] == ["Teh"]
    lines = counts.count_differences(till, everything, complete=True)
    assert {line.name: line.difference for line in lines} == {"Sabun": -5_000, "Teh": 0}
    assert [row.name for row in counts.counts(till)] == ["Rak depan"] * 3


def test_what_lies_elsewhere_is_not_missing_from_the_shelf(till: Till, tea: ProductSaved) -> None:
    away = [Moving(tea.product, Quantity.of(8))]
    stock_moves.move_goods(till, away, target="Gudang", reason="Rak penuh", id=till.new_id(), by=HEAD)
    shelf, store = begin(till), begin(till, place="Gudang")
    tally(till, shelf, tea, 12)
    tally(till, store, tea, 7)
    assert [line.difference for line in counts.count_differences(till, shelf)] == [0]
    counts.post_count(till, store, id=till.new_id(), by=HEAD)
    assert [one.quantity for one in stock_moves.placed_goods(till)] == [7_000]
    assert [(held.quantity, held.value) for held in stock.stock_at(till)] == [(19_000, 19_000)]
    assert [line.difference for line in counts.count_differences(till, shelf)] == [0]


def test_a_sheet_filled_in_earlier(till: Till, tea: ProductSaved) -> None:
    later(till)
    counted = till.now()
    later(till)
    sell(till, (tea, 5_000))
    later(till)
    count = begin(till)
    counts.tally(till, count, {tea.product: Quantity.of(19)}, id=till.new_id(), by=CASHIER, at=counted)
    (line,) = counts.count_differences(till, count)
    assert (line.at, line.expected, line.difference) == (counted, 20_000, -1_000)
    with pytest.raises(Refusal, match="moment_to_come"):
        counts.tally(till, count, {tea.product: Quantity.of(1)}, id=till.new_id(), by=CASHIER, at="2099-01-01")


def test_whose_turn_it_is(till: Till, tea: ProductSaved) -> None:
    stock_up(till, "Sabun", 4_000, stock=5, cost=9_000, category="Kebersihan")
    stock_up(till, "Fotokopi", 500, stock=0, stocked=False)
    assert [one.name for one in counts.next_to_count(till)] == ["Sabun", "Teh"]
    soap = counts.next_to_count(till, limit=1)[0]
    counts.tally(till, begin(till), {soap.product: Quantity.of(5)}, id=till.new_id(), by=CASHIER)
    assert [(one.name, one.last) for one in counts.next_to_count(till)] == [("Teh", ""), ("Sabun", "2026-11-24")]
    assert [one.name for one in counts.next_to_count(till, categories=["Kebersihan"])] == ["Sabun"]


def test_a_large_count_comes_in_parts(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_LINES", 3)
    goods = [stock_up(till, f"Barang {n}", 1_000, stock=2, cost=500) for n in range(8)]
    count = begin(till)
    later(till)
    found = {product.product: Quantity.of(1) for product in goods}
    assert counts.tally(till, count, found, id=till.new_id(), by=CASHIER).value == 8
    assert len(counts.post_count(till, count, id=till.new_id(), by=HEAD).value) == 8
    row = counts.find_count(till, count)
    assert (row.booked, row.shortage) == (8, -4_000)
    assert upkeep.check(till).trouble == []


def test_only_the_till_that_began_books(till: Till, tea: ProductSaved, tmp_path: Path) -> None:
    count = begin(till)
    till.close()
    other = second_till(till.home, tmp_path / "two", Clock())
    first = open_till(till.home, clock=Clock())
    tally(other, count, tea, 19)
    with pytest.raises(Refusal, match="count_other_till"):
        counts.post_count(other, count, id=other.new_id(), by=HEAD)
    send(other, first)
    later(first)
    assert counts.post_count(first, count, id=first.new_id(), by=HEAD).value[0].difference == -1_000
    other.close()
    first.close()


def test_a_few_whose_turn_it_is(till: Till, tea: ProductSaved) -> None:
    soap = stock_up(till, "Sabun", 4_500, stock=9, cost=3_600, category="Kebersihan")
    stock_up(till, "Sikat", 9_000, stock=1, cost=10, category="Kebersihan")
    done = counts.open_count(till, "Giliran", id=till.new_id(), by=HEAD, categories=["Kebersihan"], turn=1)
    assert [one.id for one in counts.count_goods(till, done.value.id)] == [soap.product]
    with pytest.raises(Refusal, match="goods_missing"):
        counts.open_count(till, "Giliran", id=till.new_id(), by=HEAD, categories=["Tidak ada"], turn=3)


def test_what_stands_on_a_shelf_is_found_and_counted_together(till: Till, tea: ProductSaved) -> None:
    salt = stock_up(till, "Garam", 2_000, stock=5)
    for product in (tea, salt):
        products.save_product(till, product.model_copy(update={"id": till.new_id(), "shelf": " A1  atas"}), by=HEAD)
    stock_up(till, "Gula", 2_000, stock=5)
    assert products.shelves(till) == ["A1 atas"]
    named = {row.name for row in products.find_products(till, "", shelf="A1 atas")}
    assert named == {row.name for row in products.find_products(till, "atas")} == {"Teh", "Garam"}
    count = begin(till, shelves=["A1 atas"])
    assert {row.name for row in counts.count_goods(till, count)} == {"Teh", "Garam"}
    with pytest.raises(Refusal) as refused:
        begin(till, shelves=["B9"])
    assert refused.value.code == "goods_missing"
