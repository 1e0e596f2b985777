"""What two pesantren owe each other is paid: said, confirmed, withdrawn, in both journals and books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from koperasi_pos.operations import upkeep, visit_debts, visits
from koperasi_pos.operations.till import Till
from koperasi_pos.paper.reports import as_text
from koperasi_pos.paper.visit_reports import debts_report
from koperasi_pos.province.database import Pool
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.visits import repaying, settling
from koperasi_pos.province.visits.repaying import Repayment
from koperasi_pos.store import journal
from koperasi_pos.trade import clearing
from koperasi_pos.trade.clearing import PAYABLE, RECEIVABLE
from koperasi_pos.values import WIB, Refusal, Rupiah
from tests.province.asking import Serving
from tests.province.holder import two_shops
from tests.province.holder.two_shops import HOME, THERE, TwoShops, owner

PROVINCE = Officer("o-p", "dinas", "Dinas Provinsi", "province", "", False, True, "id")
TUBAN = Officer("o-t", "tuban", "Kabupaten Tuban", "kabupaten", "3523", False, True, "id")


class Debts(TwoShops):
    """Two shops with a purchase of 10.000 that was netted: the home of the card owes it."""

    def tomorrow(self) -> datetime:
        """A moment on a day after everything that was heard."""
        with self.pool.reading() as connection:
            row = connection.execute("SELECT max(heard) FROM visit_claim").fetchone()
        assert row is not None
        return datetime.combine(row[0] + timedelta(days=1), datetime.min.time(), WIB) + timedelta(hours=9)

    def spend(self, count: int = 2) -> None:
        """Ahmad buys so many teas, and the day is netted."""
        basket = self.basket(count)
        self.pay(basket, self.ask(basket).id)
        self.rest()
        settling.settle_due(self.pool, self.tomorrow())
        self.rest()

    def record(self, by: Officer, amount: int, *, proof: str = "BSI 1", day: date | None = None) -> Repayment:
        """Write a payment down."""
        now = self.tomorrow()
        with self.pool.writing() as connection:
            return repaying.record(
                connection, by, by.shop or THERE, HOME if (by.shop or THERE) == THERE else THERE, Rupiah(amount),
                day=day or now.date(), way="transfer", proof=proof, note="", now=now,
            )  # fmt: skip

    def withdraw(self, by: Officer, paid: Repayment, reason: str = "Salah ketik") -> Repayment:
        with self.pool.writing() as connection:
            return repaying.withdraw(connection, by, HOME, THERE, paid.payment, reason=reason, now=self.tomorrow())

    def confirm(self, by: Officer, paid: Repayment) -> Repayment:
        with self.pool.writing() as connection:
            return repaying.confirm(connection, by, HOME, THERE, paid.payment, now=self.tomorrow())

    def rests(self) -> tuple[int, int]:
        """What is left as the two shops see it: at the province and in each till's journal the same."""
        with self.pool.reading() as connection:
            found = [one.rest for shop in (HOME, THERE) for one in repaying.owing(connection, shop)]
        tills = [one.rest for till in (self.home, self.there) for one in visit_debts.partner_debts(till)]
        assert found == tills
        return found[0], found[1]


@pytest.fixture
def both(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[Debts]:
    """A purchase of 10.000 is netted; sound at the end."""
    made = two_shops.make(tmp_path, pool, serving.address)
    debts = Debts(**vars(made))
    debts.agree()
    debts.top_up(100_000)
    debts.spend()
    yield debts
    debts.rest()
    for till in (debts.home, debts.there):
        assert not upkeep.check(till).trouble
        till.close()


def ledger(till: Till) -> tuple[int, int]:
    """(receivable, payable) of a shop towards all others."""
    found = clearing.sums(visit_debts.ledger_of(till))
    return (
        sum(amount for (account, _p), amount in found.items() if account == RECEIVABLE),
        -sum(amount for (account, _p), amount in found.items() if account == PAYABLE),
    )


def test_what_the_payee_writes_down_counts_at_once_and_both_books_come_to_nothing(both: Debts) -> None:
    assert both.rests() == (-10_000, 10_000)
    assert (ledger(both.home), ledger(both.there)) == ((0, 10_000), (10_000, 0))
    paid = both.record(owner(THERE), 4_000)
    assert (paid.state, paid.payer) == ("booked", HOME)
    both.rest()
    assert both.rests() == (-6_000, 6_000)
    assert (ledger(both.home), ledger(both.there)) == ((0, 6_000), (6_000, 0))
    day, payment = visit_debts.debt_lines(both.there)[::-1]
    assert (day.net, day.paid, day.rest) == (10_000, 4_000, 6_000)
    assert (payment.paid, payment.proof, payment.way) == (4_000, "BSI 1", "transfer")
    both.record(owner(THERE), 6_000, proof="BSI 2")
    both.rest()
    assert both.rests() == (0, 0)
    assert (ledger(both.home), ledger(both.there)) == ((0, 0), (0, 0))
    with pytest.raises(Refusal) as over:
        both.record(owner(THERE), 1_000, proof="BSI 3")
    assert over.value.code == "settlement_none"
    assert [one.rest for one in visit_debts.debt_lines(both.home)] == [0, 0, 0]
    report = debts_report(visit_debts.debt_lines(both.home))
    assert "An-Nur" in as_text(report)
    assert report.totals is not None
    assert report.totals[3:6] == (-10_000, -10_000, 0)


def test_what_the_payer_says_waits_until_the_other_one_has_it(both: Debts) -> None:
    paid = both.record(owner(HOME), 10_000)
    assert paid.state == "said"
    both.rest()
    assert both.rests() == (-10_000, 10_000)
    for stranger in (owner(HOME), owner("toko-lain"), TUBAN):
        with pytest.raises(Refusal) as refused:
            both.confirm(stranger, paid)
        assert refused.value.code in ("settlement_not_yours", "officer_may_not")
    assert both.confirm(owner(THERE), paid).state == "booked"
    assert both.confirm(owner(THERE), paid).state == "booked"
    both.rest()
    assert both.rests() == (0, 0)
    told = [one for till in (both.home, both.there) for one in visit_debts.payments_between(till)]
    assert [(one.amount, one.proof) for one in told] == [(-10_000, "BSI 1"), (10_000, "BSI 1")]
    assert "Pemilik toko-annur; Pemilik toko-hikmah" in {one.said for one in told}


def test_the_same_proof_counts_once_and_too_much_is_refused(both: Debts) -> None:
    first = both.record(PROVINCE, 4_000)
    assert both.record(PROVINCE, 4_000) == first
    with pytest.raises(Refusal) as known:
        both.record(PROVINCE, 5_000, proof="bsi  1")
    assert known.value.code == "settlement_known"
    with pytest.raises(Refusal) as much:
        both.record(PROVINCE, 7_000, proof="BSI 2")
    assert (much.value.code, much.value.facts["rest"]) == ("settlement_too_much", 6_000)
    with pytest.raises(Refusal) as future:
        both.record(PROVINCE, 1_000, proof="BSI 2", day=both.tomorrow().date() + timedelta(days=1))
    assert future.value.code == "day_to_come"
    both.rest()
    assert both.rests() == (-6_000, 6_000)


def test_a_wrong_one_is_withdrawn_in_both_journals_and_may_be_written_down_anew(both: Debts) -> None:
    paid = both.record(PROVINCE, 10_000)
    both.rest()
    assert both.rests() == (0, 0)
    with pytest.raises(Refusal) as stranger:
        both.withdraw(owner("toko-lain"), paid)
    assert stranger.value.code == "officer_may_not"
    assert both.withdraw(owner(THERE), paid, "Belum masuk").state == "withdrawn"
    both.rest()
    assert both.rests() == (-10_000, 10_000)
    assert (ledger(both.home), ledger(both.there)) == ((0, 10_000), (10_000, 0))
    for till in (both.home, both.there):
        (one,) = visit_debts.payments_between(till)
        assert one.withdrawn == "Belum masuk"
    with pytest.raises(Refusal) as twice:
        both.withdraw(owner(THERE), paid)
    assert twice.value.code == "settlement_unknown"
    again = both.record(PROVINCE, 10_000)
    assert (again.state, again.payment != paid.payment) == ("booked", True)
    both.rest()
    assert both.rests() == (0, 0)


def test_a_payment_that_was_said_before_it_was_paid_otherwise_is_not_counted_twice(both: Debts) -> None:
    said = both.record(owner(HOME), 10_000)
    both.record(PROVINCE, 10_000, proof="Tunai 7")
    with pytest.raises(Refusal) as refused:
        both.confirm(owner(THERE), said)
    assert refused.value.code == "settlement_too_much"
    assert both.withdraw(owner(HOME), said).state == "withdrawn"
    both.rest()
    assert both.rests() == (0, 0)
    with both.there.reading() as connection:
        kinds = [posted.entry.kind for posted in journal.latest(connection, 500)]
    assert kinds.count("settlement_withdrawn") == 0, "what never counted is in no journal"


def test_a_later_day_the_other_way_is_set_against_the_first(both: Debts) -> None:
    both.spend(1)
    days = [line for line in visit_debts.debt_lines(both.there) if not line.payment]
    assert sum(line.rest for line in days) == 15_000
    both.record(PROVINCE, 12_000)
    both.rest()
    assert both.rests() == (-3_000, 3_000)
    assert [visits.settled_days(till)[0].net for till in (both.home, both.there)] != [0, 0]
