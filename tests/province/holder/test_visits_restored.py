"""Reservations over a restored province: what tills know is paid and given back once, whatever the backup knew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations import accounts, card_rights, receipts, refunds, upkeep, visit_debts, visits
from koperasi_pos.province import turns
from koperasi_pos.province.app import build_app
from koperasi_pos.province.books.consumer import Consumer
from koperasi_pos.province.database import Pool
from koperasi_pos.province.oversight import earlier_lives as lives
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.visits import paying, settling
from koperasi_pos.store import line as line_state
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity, Rupiah
from tests.conftest import ExpectedLog
from tests.counter import CASHIER, HEAD
from tests.province.asking import MovedClock, Serving
from tests.province.holder import two_shops
from tests.province.holder.test_repaying import PROVINCE, Debts
from tests.province.holder.test_restored import Backup, point_at
from tests.province.holder.two_shops import HOME, THERE, owner


class Restored(Debts):
    """Two shops whose province is put back to a backup."""

    serving: Serving
    backup: Backup
    before: Pool

    def copy(self) -> None:
        """A backup is taken now."""
        self.serving.stop()
        self.backup.take()
        self._serve(self.pool)

    def put_back(self) -> None:
        """The province is as it was at the backup, in its next life; the tills have said hello and sent again."""
        self.serving.stop()
        self.pool = Pool(self.backup.put_back(), 4)
        self._serve(self.pool)
        self.talk()

    def talk(self) -> None:
        """Everybody hears everything that can be heard without a person."""
        for _round in range(3):
            self.rest()

    def _serve(self, pool: Pool) -> None:
        settings = ProvinceSettings(
            home=self.serving.server.settings.home, poll_seconds=0.05, requests_per_second=1000, burst=1000
        )
        self.serving = Serving(build_app(settings, pool, clock=MovedClock()))
        for till in (self.home, self.there):
            point_at(till, self.serving.address)

    def take_for_true(self) -> None:
        """The owners take what their tills brought back for true."""
        for shop in (HOME, THERE):
            with self.pool.writing() as connection:
                if any(life.brought_back for life in lives.earlier(connection, shop)):
                    lives.take_for_true(connection, owner(shop), shop, "Catatan kasir")
        for shop in (HOME, THERE, HOME, THERE):
            turns.act(self.pool, shop, self.clock())
        Consumer(self.pool).drain()
        self.talk()

    def decide(self) -> None:
        """What the earlier life held goes over to the life of today."""
        with self.pool.reading() as connection:
            held = [life for life in lives.earlier(connection, HOME) if life.amount]
        for life in held:
            lives.decide(self.pool, owner(HOME), HOME, life.epoch, reason="Server dipulihkan", now=self.clock())
        self.talk()

    def borne(self) -> int:
        """What the guarantee account bears."""
        return sum(one.short for one in card_rights.holders_of(self.home, self.santri.account))

    def claims(self) -> int:
        """What the shop there gets of the home's, netted or not, as the province has it."""
        with self.pool.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(sum(amount) FILTER (WHERE visitor = %s), 0)"
                " - coalesce(sum(amount) FILTER (WHERE shop = %s), 0) FROM visit_claim",
                (THERE, THERE),
            ).fetchone()
        assert row is not None
        return int(row[0])

    def unpaid(self) -> list[str]:
        with self.pool.reading() as connection:
            return [one.reason for one in settling.unpaid(connection, THERE)]

    def balance_at_province(self) -> int:
        Consumer(self.pool).drain()
        with self.pool.reading() as connection:
            row = connection.execute(
                "SELECT balance FROM card_account WHERE shop = %s AND account = %s", (HOME, self.santri.account)
            ).fetchone()
        assert row is not None
        return int(row[0])

    def is_even(self, balance: int, claims: int) -> None:
        """The card, the claim and the guarantee are as they should be, at the tills and at the province."""
        assert (self.balance(), self.balance_at_province()) == (balance, balance)
        assert self.claims() == claims
        assert self.borne() == 0
        assert self.unpaid() == []
        for till in (self.home, self.there):
            assert not upkeep.check(till).trouble
            with till.reading() as connection:
                assert line_state.put_offs(connection, 0) == [], "the feed of the new life is read to its end"


@pytest.fixture
def both(
    tmp_path: Path, pool: Pool, serving: Serving, postgres: Postgres, database_url: str, expected_log: ExpectedLog
) -> Iterator[Restored]:
    """Both have agreed, 50.000 on the card."""
    for said in ("less is held", "a comparison differs", "holds something else", "is not paid for"):
        expected_log(said)
    made = Restored(**vars(two_shops.make(tmp_path, pool, serving.address)))
    made.serving, made.backup, made.before = serving, Backup(postgres, database_url), pool
    made.agree()
    made.top_up(50_000)
    made.talk()
    try:
        yield made
    finally:
        # What the province and the tills notice depends on how much lies after the backup.
        expected_log.patterns = [one for one in expected_log.patterns if one not in expected_log.missing()]
        made.serving.stop()
        if made.pool is not made.before:
            made.pool.close()
        made.backup.throw_away()
        for till in (made.home, made.there):
            till.close()


def new_basket(both: Restored) -> tuple[Basket, str]:
    basket = both.basket(2)
    found = both.ask(basket)
    assert found.state == "reserved"
    return basket, found.id


def goes_on(both: Restored, balance: int) -> None:
    """The card pays again there, in the life of today."""
    basket, visit = new_basket(both)
    both.pay(basket, visit)
    both.talk()
    assert both.balance() == balance - 10_000
    assert both.balance_at_province() == balance - 10_000


@pytest.mark.parametrize("decided_first", [False, True])
def test_paid_after_the_backup(both: Restored, decided_first: bool) -> None:
    both.copy()
    basket, visit = new_basket(both)
    both.pay(basket, visit)
    both.talk()
    assert both.balance() == 40_000
    both.put_back()
    if decided_first:
        both.decide()
    both.take_for_true()
    both.decide()
    if decided_first:
        # What the earlier life had given away was decided about as if it were there: the guarantee bears that once.
        assert both.borne() == 10_000
        assert (both.claims(), both.unpaid()) == (10_000, [])
        return
    both.is_even(40_000, 10_000)
    goes_on(both, 40_000)


def test_reserved_after_the_backup_paid_after_the_restore(both: Restored) -> None:
    both.copy()
    basket, visit = new_basket(both)
    both.talk()
    both.put_back()
    assert visits.look(both.there, visit).left == 10_000, "what its home had said stays said"
    both.pay(basket, visit)
    both.talk()
    both.take_for_true()
    both.decide()
    both.is_even(40_000, 10_000)
    goes_on(both, 40_000)


def test_reserved_after_the_backup_given_back_after_the_restore(both: Restored) -> None:
    both.copy()
    _basket, visit = new_basket(both)
    both.talk()
    both.put_back()
    visits.give_up(both.there, [visit], by=CASHIER)
    both.talk()
    both.take_for_true()
    both.decide()
    both.is_even(50_000, 0)
    goes_on(both, 50_000)


@pytest.mark.parametrize("paid", [True, False])
def test_reserved_before_the_backup_ended_after_it(both: Restored, paid: bool) -> None:
    basket, visit = new_basket(both)
    both.copy()
    if paid:
        both.pay(basket, visit)
    else:
        visits.give_up(both.there, [visit], by=CASHIER)
    both.talk()
    both.put_back()
    both.take_for_true()
    both.decide()
    both.is_even(40_000 if paid else 50_000, 10_000 if paid else 0)
    goes_on(both, 40_000 if paid else 50_000)


def test_asked_and_never_answered_is_asked_anew(both: Restored) -> None:
    both.copy()
    asked = both.ask(both.basket(1), line=False)
    both.put_back()
    found = visits.look(both.there, asked.id)
    assert found.refusal is not None
    assert found.refusal.code == "visit_restored"
    both.decide()
    both.is_even(50_000, 0)
    goes_on(both, 50_000)


def test_what_nobody_takes_for_true_waits_for_people_and_is_not_lost(both: Restored) -> None:
    both.copy()
    basket, visit = new_basket(both)
    both.pay(basket, visit)
    both.talk()
    both.put_back()
    assert both.unpaid() == ["unknown"]
    assert both.claims() == 0
    both.take_for_true()
    assert (both.unpaid(), both.claims()) == ([], 10_000)


def test_netted_and_paid_after_the_backup(both: Restored) -> None:
    both.copy()
    both.spend()
    both.record(PROVINCE, 4_000)
    both.talk()
    assert both.rests() == (-6_000, 6_000)
    both.put_back()
    both.take_for_true()
    both.decide()
    settling.settle_due(both.pool, both.tomorrow())
    both.talk()
    both.is_even(40_000, 10_000)
    assert both.rests() == (-6_000, 6_000)
    assert len(visit_debts.payments_between(both.there)) == 1
    assert both.record(PROVINCE, 4_000).state == "booked"
    both.talk()
    assert both.rests() == (-6_000, 6_000), "the same proof is the same payment"
    both.record(PROVINCE, 6_000, proof="BSI 2")
    both.talk()
    assert both.rests() == (0, 0)


def test_netted_after_the_backup_and_again_before_anybody_takes_it_for_true(both: Restored) -> None:
    basket, visit = new_basket(both)
    both.pay(basket, visit)
    both.talk()
    both.copy()
    settling.settle_due(both.pool, both.tomorrow())
    both.talk()
    assert both.rests() == (-10_000, 10_000)
    both.put_back()
    settling.settle_due(both.pool, both.tomorrow())
    both.talk()
    assert both.rests() == (-10_000, 10_000)
    both.take_for_true()
    settling.settle_due(both.pool, both.tomorrow())
    both.talk()
    assert both.rests() == (-10_000, 10_000)


def test_goods_given_back_after_the_backup(both: Restored) -> None:
    basket, visit = new_basket(both)
    both.pay(basket, visit)
    both.talk()
    both.copy()
    sold = receipts.find_receipts(both.there)[0]
    refunds.complete_refund(
        both.there, sold.number, [Returning(0, Quantity.of(1))], reason="Rusak", id=both.there.new_id(),
        by=HEAD,
    )  # fmt: skip
    both.talk()
    assert both.balance() == 45_000
    both.put_back()
    both.take_for_true()
    both.decide()
    both.is_even(45_000, 5_000)
    assert accounts.account_view(both.home, both.santri.account).balance == Rupiah(45_000)
    assert [one.state for one in _visits(both)] == ["closed"]


def _visits(both: Restored) -> list[paying.Reserved]:
    with both.pool.reading() as connection:
        return paying.listed(connection, HOME)
