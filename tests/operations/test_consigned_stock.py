"""Consigned goods among the shop's own: not bought, not written off, and found missing by a count of the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import consignment, counts, receiving, stock, stock_moves, upkeep
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.goods_reports import value_report
from koperasi_pos.trade.receiving import Coming, Delivery
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah
from tests.consignors import bring, goods_of, somebody
from tests.counter import HEAD, Clock, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open, sound in the end."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    assert upkeep.check(opened).trouble == []
    opened.close()


def test_a_consignor_s_goods_are_not_bought_from_a_supplier(till: Till) -> None:
    siti = somebody(till)
    rice = goods_of(till, siti)
    with pytest.raises(Refusal, match="consigned_not_bought"):
        receiving.foresee_delivery(till, Delivery([Coming(rice, ONE, price=Rupiah(1_000))]))


@pytest.mark.parametrize(("bearer", "owed"), [("consignor", 0), ("shop", 9_000)])
def test_a_count_of_the_shelf_finds_consigned_goods_missing(till: Till, bearer: str, owed: int) -> None:
    owner = somebody(till, bears_loss=bearer, commission=1_000)
    rice, cake = goods_of(till, owner), goods_of(till, owner, "Kue", 2_000)
    bring(till, owner, (rice, 10), (cake, 5))
    sell(till, (rice, 3_000))
    count = counts.open_count(till, name="Rak", products=[rice.product, cake.product], id=till.new_id(), by=HEAD).value
    found = {rice.product: Quantity.of(5), cake.product: Quantity.of(6)}
    counts.tally(till, count.id, found, id=till.new_id(), by=HEAD)
    counts.post_count(till, count.id, id=till.new_id(), by=HEAD)
    made = consignment.settle(till, owner, id=till.new_id(), by=HEAD).value.settlement
    (told, more) = sorted(made.lines, key=lambda line: line.name, reverse=True)
    assert (told.brought, told.sold, told.lost, told.left, told.loss) == (10_000, 3_000, 2_000, 5_000, owed)
    assert (more.brought, more.lost, more.left) == (6_000, 0, 6_000)
    assert (made.payable, stock.value_proof(till).written_off) == (13_500 + owed, owed)


def test_consigned_goods_are_not_written_off_like_the_shop_s(till: Till) -> None:
    siti = somebody(till)
    rice = goods_of(till, siti)
    bring(till, siti, (rice, 10))
    with pytest.raises(Refusal, match="consigned_elsewhere"):
        stock_moves.write_off(till, "gift", [Moving(rice.product, ONE)], note="Tamu", id=till.new_id(), by=HEAD)


def test_the_value_of_any_moment_by_owner_leaves_consigned_goods_out(till: Till) -> None:
    assert isinstance(till.clock, Clock)
    owner = somebody(till)
    rice = goods_of(till, owner)
    tea: ProductSaved = stock_up(till, "Teh", 3_000, stock=50, cost=2_001)
    bring(till, owner, (rice, 10))
    till.clock.forward(minutes=1)
    before = till.now()
    till.clock.forward(minutes=1)
    sell(till, (rice, 4_000), (tea, 3_000))
    for moment, left, worth in ((before, 10_000, 100_050), ("", 6_000, 94_047)):
        held = {one.name: one for one in stock.stock_at(till, moment)}
        assert (held["Nasi bungkus"].quantity, held["Nasi bungkus"].value) == (left, 0)
        by_owner = value_report(stock.stock_at(till, moment), moment, by_owner=True)
        assert by_owner.rows == (("toko", 1, worth), ("Bu Siti", 1, 0))
        assert by_owner.totals == ("Total", 2, worth)
        assert value_report(stock.stock_at(till, moment), moment).totals == ("Total", 2, worth)
    assert stock.value_proof(till).left == 94_047
