"""A province that comes back from a backup spends nothing its earlier life held until a person has decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from koperasi_pos.operations import card_asks, card_money, card_rights, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.province import turns
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.province.oversight import earlier_lives as lives
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.values import Refusal
from tests.card_holders import buy
from tests.conftest import ExpectedLog
from tests.counter import HEAD
from tests.province.asking import MovedClock, Serving
from tests.province.holder.conftest import OWNER, HolderWorld


class Backup:
    """A copy of the province's tables at a moment, and the way back to it."""

    def __init__(self, postgres: Postgres, url: str) -> None:
        self._postgres, self._name = postgres, psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        self._copy = f"{self._name}_copy"

    def _alone(self, *statements: str) -> None:
        with connect(self._postgres.url(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def take(self) -> None:
        """Copy everything as it is now."""
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'"
        self._alone(
            f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS false", end,
            f"CREATE DATABASE {self._copy} TEMPLATE {self._name}",
            f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS true",
        )  # fmt: skip

    def put_back(self) -> str:
        """The address of the copy, as a province that was restored from it begins: in its next epoch."""
        url = self._postgres.url(self._copy)
        pool = Pool(url, 1)
        next_epoch(pool)
        pool.close()
        return url

    def throw_away(self) -> None:
        """Leave nothing behind."""
        self._alone(f"DROP DATABASE IF EXISTS {self._copy} WITH (FORCE)")


@pytest.fixture
def backup(postgres: Postgres, database_url: str) -> Iterator[Backup]:
    """Nothing is copied yet."""
    made = Backup(postgres, database_url)
    yield made
    made.throw_away()


def point_at(till: Till, address: str) -> None:
    with till.writing() as connection:
        connection.run("UPDATE line SET address = ?", (address,))


def held_by_all(till: Till, account: str) -> int:
    return sum(one.rights - one.short for one in card_rights.holders_of(till, account))


def test_what_the_earlier_life_held_is_stranded_until_a_person_decides(
    world: HolderWorld, serving: Serving, backup: Backup, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    for said in ("less is held", "a comparison differs", "holds something else"):
        expected_log(said)
    first, who = world.first, world.santri
    world.top_up(50_000)
    world.rest(first)
    with pytest.raises(Refusal):
        buy(first, who, (world.goods, 2))
    world.rest(first)
    serving.stop()  # nothing asks while the copy is made
    backup.take()
    served = Serving(build_app(serving.server.settings, world.pool, clock=MovedClock()))
    point_at(first, served.address)
    buy(first, who, (world.goods, 2))
    with pytest.raises(Refusal):
        buy(first, who, (world.goods, 4))
    world.rest(first)  # 20.000 more come, which the copy knows nothing of
    assert (world.here(first), world.held()) == (20_000, 20_000)
    served.stop()
    pool = Pool(backup.put_back(), 4)
    settings = ProvinceSettings(home=serving.server.settings.home, poll_seconds=0.05)
    again = Serving(build_app(settings, pool, clock=MovedClock()))
    try:
        before, world.pool = world.pool, pool
        point_at(first, again.address)
        for _talk in range(3):
            world.rest(first)
        assert world.held() == 0
        with pool.reading() as connection:
            (life,) = lives.earlier(connection, "toko-1")
        assert (life.epoch, life.amount, life.waits_for) == (1, 40_000, [])
        buy(first, who, (world.goods, 4))
        with pytest.raises(Refusal) as refused:
            buy(first, who, (world.goods, 1))
        assert refused.value.code == "card_rights_elsewhere"
        world.rest(first)
        assert world.held() == 0, "nobody can spend what the earlier life held"
        _decided(world, first, again)
    finally:
        again.stop()
        world.tills.clear()
        world.pool = before
        assert not upkeep.check(first).trouble
        first.close()
        pool.close()


def _decided(world: HolderWorld, first: Till, again: Serving) -> None:
    """The till's daily comparison brings the forgotten entries back; a person takes them for true and decides."""
    with world.pool.writing() as connection:
        life = lives.earlier(connection, "toko-1")[0]
        if life.brought_back:
            assert lives.take_for_true(connection, OWNER, "toko-1", "K1 punya") == life.brought_back
    turns.act(world.pool, "toko-1", world.clock())
    with world.pool.reading() as connection:
        assert lives.earlier(connection, "toko-1")[0].amount == 20_000
    done = lives.decide(world.pool, OWNER, "toko-1", 1, reason="Server dipulihkan", now=world.clock())
    assert done.amount == 20_000
    with pytest.raises(Refusal) as refused:
        lives.decide(world.pool, OWNER, "toko-1", 1, reason="Sekali lagi", now=world.clock())
    assert refused.value.code == "rights_none"
    world.rest(first)
    assert world.held() + world.here(first) == 20_000 == held_by_all(first, world.santri.account)
    buy(first, world.santri, (world.goods, 1))  # the till asked for some by itself
    assert world.balance(first) == 15_000


@pytest.fixture
def waiting(world: HolderWorld) -> HolderWorld:
    """Ahmad's 5.000 went to K2; K1 asked for them too and waits."""
    world.top_up(5_000)
    second = world.another()
    for till in world.tills:
        with pytest.raises(Refusal):
            buy(till, world.santri, (world.goods, 1))
    world.rest(second, world.first)
    assert len(card_asks.open_asks(world.first)) == 1
    return world


def test_a_new_life_answers_no_ask_to_the_one_before(waiting: HolderWorld) -> None:
    """That one may have answered it after the backup was made: the same transfer would be given by two lives."""
    world = waiting
    next_epoch(world.pool)
    world.top_up(20_000)
    assert world.held() == 20_000
    world.settle()
    with pytest.raises(Refusal):
        buy(world.first, world.santri, (world.goods, 1))
    world.settle()
    assert (world.here(world.first), world.held()) == (5_000, 15_000)
    buy(world.first, world.santri, (world.goods, 1))


def test_what_a_till_decided_about_an_earlier_life_is_not_there_for_an_officer(waiting: HolderWorld) -> None:
    world, first, who = waiting, waiting.first, waiting.santri
    world.top_up(30_000)
    world.settle()
    next_epoch(world.pool)
    world.settle()
    with world.pool.reading() as connection:
        (life,) = lives.earlier(connection, "toko-1")
    (found,) = [one for one in card_rights.exposures(first) if one.province == "earlier"]
    assert int(found.amount) == life.amount
    card_rights.reclaim_rights(first, found.device, found.epoch, reason="Dipulihkan", id=first.new_id(), by=HEAD)
    world.settle()
    with world.pool.reading() as connection:
        assert lives.earlier(connection, "toko-1") == []
    with pytest.raises(Refusal, match="rights_none"):
        lives.decide(world.pool, OWNER, "toko-1", 1, reason="Sekali lagi", now=world.clock())
    assert card_money.float_state(first).guarantee == 0
    assert held_by_all(first, who.account) == world.balance(first) == 35_000
