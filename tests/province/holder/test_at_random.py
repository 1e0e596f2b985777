"""Anything in any order: top-ups, asks, sales at home and elsewhere, leases, drops, shifts; held against plain sums."""

from __future__ import annotations

import contextlib
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.journal.protocol import province_device
from koperasi_pos.operations import baskets, upkeep, visits
from koperasi_pos.province.database import Pool
from koperasi_pos.province.figures import cards
from koperasi_pos.province.identity import identity
from koperasi_pos.province.visits import paying, settling
from koperasi_pos.values import Refusal, Rupiah
from tests.card_holders import buy, put_on, view
from tests.counter import CASHIER, HEAD, begin_shift, stock_up
from tests.province.asking import Serving
from tests.province.holder import two_shops
from tests.province.holder.plain_holders import PlainHolders
from tests.province.holder.two_shops import HOME, THERE, TwoShops, owner
from tests.sync.shop_line import count_drawer, open_drawer

ACTS = 40
SEED = int(os.environ.get("KOPERASI_SEED", "20261127"))


class Anything:
    """One act after the other from a seed; what is refused changes nothing."""

    def __init__(self, both: TwoShops, chance: random.Random) -> None:
        self.both, self.chance = both, chance
        self.baskets: dict[str, object] = {}
        self.mie = stock_up(both.home, "Mie", 4_000)
        self.done: dict[str, int] = {}

    def act(self) -> None:
        """Something."""
        names = (
            "top_up", "cash_on", "home_sale", "ask", "pay", "drop", "lease", "lease_sale", "end", "decide", "drawer",
            "line_home", "line_there", "line_there", "line_home",
        )  # fmt: skip
        name = self.chance.choice(names)
        with contextlib.suppress(Refusal):
            getattr(self, name)()
            self.done[name] = self.done.get(name, 0) + 1

    def top_up(self) -> None:
        self.both.top_up(self.chance.choice((5_000, 20_000, 60_000)))

    def cash_on(self) -> None:
        put_on(self.both.home, self.both.santri.account, self.chance.choice((3_000, 30_000)))

    def home_sale(self) -> None:
        who = view(self.both.home, self.both.santri.account)
        buy(self.both.home, who, (self.mie, self.chance.randint(1, 3)), by=HEAD)

    def ask(self) -> None:
        basket = self.both.basket(self.chance.randint(1, 3))
        found = self.both.ask(basket, line=self.chance.random() < 0.7)
        self.baskets[found.id] = basket

    def pay(self) -> None:
        found = self.chance.choice([one for one in visits.open_visits(self.both.there) if not one.lease] or [None])
        if found is not None:
            self.both.pay(self.baskets[found.id], found.id)  # type: ignore[arg-type]

    def drop(self) -> None:
        found = self.chance.choice([one for one in visits.open_visits(self.both.there) if not one.lease] or [None])
        if found is not None:
            there = self.both.there
            baskets.drop_basket(there, self.baskets[found.id], id=there.new_id(), by=CASHIER)  # type: ignore[arg-type]

    def lease(self) -> None:
        visits.draw_lease(self.both.there, self.both.tap(), Rupiah(self.chance.choice((10_000, 40_000))), by=HEAD)

    def lease_sale(self) -> None:
        lease = visits.lease_for(self.both.there, self.both.tap())
        if lease is not None:
            self.both.pay(self.both.basket(1), lease.id)

    def end(self) -> None:
        lease = visits.lease_for(self.both.there, self.both.tap())
        if lease is not None:
            visits.end(self.both.there, lease.id, by=HEAD)

    def decide(self) -> None:
        with self.both.pool.reading() as connection:
            found = [one for one in paying.listed(connection, HOME) if one.state == "open" and not one.lease]
        sold = {one.id for one in visits.open_visits(self.both.there)}
        unsold = [one for one in found if one.id in sold]
        if unsold:
            with self.both.pool.writing() as connection:
                paying.decide(
                    connection, owner(HOME), HOME, self.chance.choice(unsold).id, reason="Coba", now=self.both.clock()
                )  # fmt: skip

    def drawer(self) -> None:
        if open_drawer(self.both.home) is not None:
            count_drawer(self.both.home)
        else:
            begin_shift(self.both.home)

    def line_home(self) -> None:
        self.both.rest(self.both.home)

    def line_there(self) -> None:
        self.both.rest(self.both.there)


def province_holds(pool: Pool, plain: PlainHolders) -> int:
    """What the province holds by its own entries."""
    with pool.reading() as connection:
        who = identity(connection)
    ours = (province_device(who.id, HOME), who.server_epoch)
    return sum(amount for (_account, holder), amount in plain.rights.items() if holder == ours)


def lines_of(pool: Pool, shop: str) -> list[bytes]:
    with pool.reading() as connection:
        rows = connection.execute("SELECT line FROM entry WHERE shop = %s ORDER BY rev", (shop,)).fetchall()
    return [bytes(row[0]) for row in rows]


@pytest.mark.parametrize("part", [0, 1])
def test_whatever_is_done_no_rupiah_is_lost_doubled_or_overdrawn(
    tmp_path: Path, pool: Pool, serving: Serving, part: int
) -> None:
    seed = SEED + part
    print(f"seed {seed}")
    both = two_shops.make(tmp_path, pool, serving.address)
    try:
        both.agree()
        both.top_up(20_000)
        anything = Anything(both, random.Random(seed))
        for _ in range(ACTS):
            anything.act()
            plain = PlainHolders(lines_of(pool, HOME))
            plain.check()
            assert both.held() == province_holds(pool, plain), "its rows are not what it wrote"
        if open_drawer(both.home) is None:
            begin_shift(both.home)
        for _talk in range(3):
            both.rest()
        plain = PlainHolders(lines_of(pool, HOME))
        plain.check()
        assert both.balance() == plain.balance
        with pool.reading() as connection:
            held, on_the_way = cards.holders(connection, HOME)
            claims = connection.execute("SELECT coalesce(sum(amount), 0) FROM visit_claim").fetchone()
            assert settling.unpaid(connection, THERE) == []
        assert sum(one.rights - one.short for one in held) + on_the_way == plain.balance
        assert sum(one.rights for one in held if one.ours) == both.held()
        sold = sum(int(payment["amount"]) for payment in _payments(lines_of(pool, THERE)) if payment["way"] == "visit")
        assert claims == (sold,), "what was sold there is owed, each once"
        assert not upkeep.check(both.home).trouble
        assert not upkeep.check(both.there).trouble
        assert sum(anything.done.values()) > ACTS // 2
    finally:
        both.home.close()
        both.there.close()


def _payments(lines: list[bytes]) -> list[dict[str, Any]]:
    return [
        payment for entry in map(json.loads, lines) if entry["kind"] == "sale" for payment in entry["body"]["payments"]
    ]
