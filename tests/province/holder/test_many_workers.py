"""Several workers over one database: nobody is given more than there is, and nothing twice, whatever is sent again."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path

from koperasi_pos.journal.documents import RightsAsked
from koperasi_pos.journal.protocol import province_device
from koperasi_pos.operations.till import Till
from koperasi_pos.province import turns
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import identity
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.store import keys
from koperasi_pos.values import Rupiah
from tests.counter import HEAD
from tests.province.asking import Asker, MovedClock, Serving, bundle_of
from tests.province.holder.conftest import HolderWorld
from tests.province.shops import ShopTill

ASKS, EACH, THERE = 8, 7_000, 50_000


def known(till: Till) -> ShopTill:
    with till.reading() as connection:
        writer = till.writer(connection)
    signing = keys.find(till.home).signing
    return ShopTill("toko-1", till, writer.device, writer.epoch, signing, keys.public_half(signing).hex(), "")


def ask_often(world: HolderWorld, till: Till) -> None:
    """Asks that no till writes by itself: many for one card, each on its own."""
    with world.pool.reading() as connection:
        who = identity(connection)
    for _ in range(ASKS):
        asked = RightsAsked(
            id=till.new_id(), account=world.santri.account, amount=Rupiah(EACH),
            device=province_device(who.id, "toko-1"), epoch=who.server_epoch,
        )  # fmt: skip
        till.post_once(asked.id, lambda connection, asked=asked: asked, by=HEAD)  # type: ignore[misc]


def test_two_workers_never_hand_out_more_than_there_is(
    world: HolderWorld, serving: Serving, pool: Pool, database_url: str, tmp_path: Path
) -> None:
    world.top_up(THERE)
    second = world.another()
    other_pool = Pool(database_url, 8)
    settings = ProvinceSettings(home=serving.server.settings.home, poll_seconds=0.05)
    other = Serving(build_app(settings, other_pool, clock=MovedClock()))
    askers = []
    for till in (world.first, second):
        before = len(known(till).lines())
        ask_often(world, till)
        one = known(till)
        bundle = bundle_of(one, before + 1, one.lines(before))
        askers += [(Asker(address, one.device, one.signing), bundle) for address in (serving.address, other.address)]
    begin = threading.Barrier(len(askers) * 2)
    statuses: list[int] = []

    def push(asker: Asker, bundle: object) -> None:
        begin.wait()
        statuses.append(asker.push(bundle).status_code)  # type: ignore[arg-type]
        statuses.append(asker.ask("GET", "/v1/feed?after=0").status_code)

    threads = [threading.Thread(target=push, args=one) for one in askers for _again in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert set(statuses) == {200}
        with pool.reading() as connection:
            rows = connection.execute(
                "SELECT line FROM entry WHERE shop = 'toko-1' AND kind = 'rights_out' ORDER BY rev"
            ).fetchall()
            waits = connection.execute("SELECT count(*) FROM holding_mail").fetchone()
        given = [json.loads(bytes(row[0]))["body"] for row in rows]
        assert sum(one["amount"] for one in given) == THERE
        assert world.held() == 0
        assert max(Counter(one["ask"] for one in given).values()) == 1
        assert len(given) == -(-THERE // EACH)
        assert waits == (0,)
        # The rest is answered by what comes next, each once more.
        world.top_up(1_000_000)
        assert turns.act(pool, "toko-1", world.clock()) == 0
        assert world.held() == 1_000_000 - (2 * ASKS - len(given)) * EACH
    finally:
        other.stop()
        other_pool.close()


def test_an_answer_that_got_lost_is_the_same_when_it_is_asked_for_again(world: HolderWorld, serving: Serving) -> None:
    world.top_up(THERE)
    one = known(world.first)
    before = len(one.lines())
    ask_often(world, world.first)
    bundle = bundle_of(one, before + 1, one.lines(before))
    asker = Asker(serving.address, one.device, one.signing)
    answers = [asker.push(bundle).json() for _ in range(3)]  # the till heard none of them
    assert len({(answer["acked"], answer["hash"]) for answer in answers}) == 1
    feeds = [asker.feed(0)["lines"] for _ in range(2)]
    assert feeds[0] == feeds[1]
    assert sum('"rights_out"' in line for line in feeds[0]) == min(ASKS, -(-THERE // EACH))
    assert world.held() == max(0, THERE - ASKS * EACH)
