"""What officers tell the shops reaches the people at the till, and goes away where it is withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from koperasi_pos.cli.province_register import OWNER
from koperasi_pos.journal.documents import (
    Blocked,
    BlockListSaved,
    MessageSent,
    PriceRecommended,
    RecommendedPrice,
)
from koperasi_pos.operations import messages, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.province.announcements import announce, new_id
from koperasi_pos.province.database import Pool
from koperasi_pos.province.oversight import messages as announcing
from koperasi_pos.store.books import province as province_book
from koperasi_pos.sync.worker import Worker
from koperasi_pos.values import Refusal, Rupiah
from tests.counter import HEAD, sell
from tests.province.asking import Serving
from tests.sync.real_line import bread, rest
from tests.sync.shop_line import drain


def test_what_the_province_says_reaches_the_people(first: Till, pool: Pool, serving: Serving) -> None:
    now = datetime.now(UTC)
    with pool.writing() as connection:
        announce(
            connection, "toko-1", MessageSent(id=new_id(now), title="Rapat", text="Senin", sender="Dinas"), now=now
        )
        prices = [RecommendedPrice(code="8991", name="Roti", price=Rupiah(4500))]
        announce(connection, "toko-1", PriceRecommended(id=new_id(now), prices=prices), now=now)
    goods = bread(first)
    sell(first, goods)
    rest(first)
    assert [(row.title, row.read) for row in messages.latest(first)] == [("Rapat", "")]
    recommended = messages.recommended_price(first, goods[0])
    assert recommended is not None
    assert recommended.price == 4500
    messages.read_message(first, messages.latest(first)[0].id, by=HEAD)
    assert messages.unread(first) == 0
    with pool.writing() as connection:
        blocked = BlockListSaved(id=new_id(now), what="goods", blocked=[Blocked(code="8991", reason="ditarik")])
        announce(connection, "toko-1", blocked, now=now)
    worker = Worker(first)
    worker.send_now()
    drain(worker)
    worker.stop()
    with pytest.raises(Refusal, match="goods_blocked"):
        sell(first, goods)
    assert upkeep.check(first).sound


def hear(till: Till) -> None:
    """The till asks now and gets whatever there is."""
    worker = Worker(till)
    worker.send_now()
    drain(worker)
    worker.stop()


def test_what_the_province_withdraws_goes_away_at_the_tills(first: Till, pool: Pool, serving: Serving) -> None:
    goods, to, now = bread(first), announcing.Audience(shop="toko-1"), datetime.now(UTC)
    at = [now + timedelta(seconds=later) for later in range(6)]
    prices = [[RecommendedPrice(code="8991", name="Roti", price=Rupiah(price))] for price in (4_500, 45_000)]
    lists = [[Blocked(code=code, reason="ditarik")] for code in ("777", "8991")]
    with pool.writing() as connection:
        told = [
            announcing.send_message(connection, OWNER, to, "Rapat", "Senin", at[0]),
            announcing.send_message(connection, OWNER, to, "Libur", "Selasa", at[1]),
            *(announcing.send_prices(connection, OWNER, to, prices[n], "", at[2 + n]) for n in (0, 1)),
            *(announcing.save_block_list(connection, OWNER, to, "goods", lists[n], at[4 + n]) for n in (0, 1)),
        ]

    def take_back(*which: int) -> None:
        with pool.writing() as connection:
            for number in which:
                (found,) = announcing.announcements(connection, OWNER, id=told[number])
                announcing.withdraw(connection, OWNER, found, "Salah", at[5])
        hear(first)

    def standing() -> tuple[list[str], int, int, list[str]]:
        found = messages.recommended_price(first, goods[0])
        with first.reading() as connection:
            blocked = [row.code for row in province_book.block_list(connection, "goods")]
        titles = [row.title for row in messages.latest(first)]
        return titles, messages.unread(first), int(found.price if found else 0), blocked

    hear(first)
    assert standing() == (["Libur", "Rapat"], 2, 45_000, ["8991"])
    with pytest.raises(Refusal, match="goods_blocked"):
        sell(first, goods)
    take_back(0, 3, 5)
    assert standing() == (["Libur"], 1, 4_500, ["777"])
    sell(first, goods)
    take_back(1, 2, 4)
    assert standing() == ([], 0, 0, [])
    assert upkeep.check(first).sound
