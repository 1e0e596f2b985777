"""A shop with santri, its tills on a real line to a real province that holds rights; an officer who tops up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations import accounts, card_rights, upkeep
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.holder import top_ups
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.sync import enrolment
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import Rupiah
from tests.card_holders import account
from tests.counter import Clock, begin_shift, shop_in, stock_up
from tests.province.asking import Serving
from tests.province.shops import add_shop
from tests.sync.province_process import code_for
from tests.sync.shop_line import drain

OWNER = Officer("o1", "aisyah", "Ibu Aisyah", "shop", "toko-1", False, True, "id")
_numbers = itertools.count(1)


@dataclass
class HolderWorld:
    """The shop `toko-1` with up to three tills, and the province."""

    pool: Pool
    address: str
    folder: Path
    clock: Clock
    tills: list[Till]
    goods: ProductSaved
    santri: AccountView
    clones: list[Path] = field(default_factory=list)

    @property
    def first(self) -> Till:
        """K1."""
        return self.tills[0]

    def another(self) -> Till:
        """A further till that fetched the shop from the province."""
        self.rest(self.first)
        till = enrolment.fetch_shop(
            self.folder / f"k{len(self.tills) + 1}", self.address, code_for(self.pool, "second"), clock=self.clock,
            keyring_allowed=False,
        )  # fmt: skip
        begin_shift(till)
        self.tills.append(till)
        self.rest(till)
        return till

    def rest(self, *tills: Till) -> None:
        """Everything of these tills that can be sent and fetched now."""
        for till in tills:
            worker = Worker(till)
            drain(worker)
            worker.stop()

    def settle(self) -> None:
        """Everybody hears everything."""
        for _round in range(3):
            self.rest(*self.tills)
        Consumer(self.pool).drain()

    def top_up(self, money: int, *, account: str = "", reference: str = "", id: str = "") -> top_ups.Transfer:
        """The owner records a transfer of the wali."""
        number = next(_numbers)
        return top_ups.top_up(
            self.pool, OWNER, "toko-1", account or self.santri.account, Rupiah(money),
            reference=reference or f"TRF {number}", note="", id=id or f"{number:032x}", now=self.clock(),
        )  # fmt: skip

    def held(self) -> int:
        """What the province of today holds of the santri."""
        with self.pool.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(sum(rights), 0) FROM holding WHERE shop = 'toko-1' AND account = %s"
                " AND epoch = (SELECT server_epoch FROM province)",
                (self.santri.account,),
            ).fetchone()
        assert row is not None
        return int(row[0])

    def here(self, till: Till) -> int:
        """What a till may spend of the santri."""
        with till.reading() as connection:
            me = till.writer(connection)
        return sum(
            one.rights
            for one in card_rights.holders_of(till, self.santri.account)
            if (one.device, one.epoch) == (me.device, me.epoch)
        )

    def balance(self, till: Till) -> int:
        """What is on the card, as a till knows it."""
        return int(accounts.account_view(till, self.santri.account).balance)


@pytest.fixture
def world(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[HolderWorld]:
    """One till, Ahmad with a card and nothing on it; checked for soundness at the end."""
    add_shop(pool, "toko-1")
    clock = Clock()
    till = shop_in(tmp_path / "k1", clock)
    enrolment.enrol_till(till, serving.address, code_for(pool, "new"))
    goods = stock_up(till, "Teh", 5_000)
    begin_shift(till)
    made = HolderWorld(pool, serving.address, tmp_path, clock, [till], goods, account(till))
    made.rest(till)
    yield made
    made.settle()
    for one in made.tills:
        assert not upkeep.check(one).trouble
        one.close()
