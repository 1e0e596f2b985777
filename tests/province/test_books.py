"""The books of the province: figures of real tills, held against plain sums over their lines and the tills' own books."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from koperasi_pos.province import figures
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.province.shops import add_shop, add_till, keep_entries, new_till


def test_a_sale_is_in_the_figures(pool: Pool, tmp_path: Path) -> None:
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000, pillar="santripreneur")))
    add_shop(pool, "toko-1", kabupaten="3578")
    add_till(pool, made)
    keep_entries(pool, "toko-1", made.lines())
    assert Consumer(pool).drain() == len(made.lines())
    day = date(2026, 11, 24)
    with pool.reading() as connection:
        at_a_glance = figures.overview(connection, day)
        kabupatens = figures.kabupatens(connection, day, day, day)
        shops = figures.shops(connection, day, day)
        page = figures.shop_page(connection, "toko-1", day, day)
        rank = figures.ranking(connection, day, day, pillar="santripreneur")
        till = figures.till_page(connection, "toko-1", made.device)
        assert not figures.refunds(connection, day, day)
    assert at_a_glance.net(1) == 5_000
    assert kabupatens[0].net == shops[0].net == page.days[0].net == rank.goods[0].total == 5_000
    assert till is not None
    assert till.health.last_number == "K1-000001"
    made.till.close()
