"""Real tills and a real province: FastAPI on a socket, PostgreSQL below, nothing in between that was made for tests."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import (
    Limit,
)
from koperasi_pos.operations import card_rights, line, refunds, upkeep
from koperasi_pos.operations.till import Till, open_till
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.simulators.line import Weather
from koperasi_pos.simulators.line_proxy import LineProxy
from koperasi_pos.sync import enrolment, left_behind, rotation
from koperasi_pos.trade.refunds import Returning
from koperasi_pos.values import Quantity, Refusal, Rupiah
from tests.card_holders import account, buy, limits, view
from tests.command import done, run
from tests.conftest import ExpectedLog
from tests.counter import HEAD, Clock, begin_shift, sell, shop_in
from tests.province.asking import Serving
from tests.province.shops import add_shop
from tests.store.exchange import books_by_id
from tests.sync.province_process import code_for, end, serve
from tests.sync.real_line import bread, held, lines_of, rest
from tests.sync.shop_line import count_drawer, open_drawer


def fetched(
    tmp_path: Path, pool: Pool, serving: Serving, purpose: str, replaces: str = "", clock: Clock | None = None
) -> Till:
    """A till on an empty machine that fetched its shop."""
    return enrolment.fetch_shop(
        tmp_path / "k2", serving.address, code_for(pool, purpose, replaces), clock=clock or Clock(),
        keyring_allowed=False,
    )  # fmt: skip


def test_what_was_sold_without_a_line_is_there_once(first: Till, pool: Pool, serving: Serving) -> None:
    for _ in range(20):
        sell(first, bread(first))
    rest(first)
    rest(first)
    assert held(pool) == lines_of(first)
    assert line.waiting(first) == 0


def test_two_tills_see_each_other(first: Till, pool: Pool, serving: Serving, tmp_path: Path) -> None:
    rest(first)
    second = fetched(tmp_path, pool, serving, "second")
    try:
        begin_shift(second)
        sell(second, bread(second))
        sell(first, bread(first))
        for till in (second, first, second, first):
            rest(till)
        assert books_by_id(first) == books_by_id(second)
        assert upkeep.check(first).sound
        assert upkeep.check(second).sound
        assert {row[2] for row in books_by_id(first)["till"]} == {"K1", "K2"}
    finally:
        second.close()


def test_a_card_that_is_refused_at_one_till_pays_there_after_the_next_news(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    """The rights are asked for, given and taken by the workers of the line; nobody does anything by hand."""
    who = account(first, money=50_000)
    limits(first, who.account, Limit(period="day", amount=Rupiah(20_000)))
    rest(first)
    second = fetched(tmp_path, pool, serving, "second")
    try:
        begin_shift(second)
        rest(second)
        (product, _quantity) = bread(second)
        with pytest.raises(Refusal) as refused:
            buy(second, who, (product, 2))
        assert refused.value.code in ("card_limit_elsewhere", "card_rights_elsewhere")
        for till in (second, first, second):
            rest(till)
        buy(second, who, (product, 2))
        for till in (second, first, second, first):
            rest(till)
        assert books_by_id(first) == books_by_id(second)
        assert upkeep.check(first).sound
        assert upkeep.check(second).sound
        assert view(first, who.account).left_today == 10_000 - _allowed(second, who.account)
    finally:
        second.close()


def _allowed(till: Till, account_id: str) -> int:
    return sum(held.allowed for held in card_rights.holders_of(till, account_id) if held.till == "K2")


def test_a_burnt_till_is_back_and_what_it_had_not_sent_is_fed_in(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    sell(first, bread(first))
    rest(first)
    sell(first, bread(first))  # never sent: the machine dies
    sell(first, bread(first))
    mine = lines_of(first)
    first.close()
    second = fetched(tmp_path, pool, serving, "replace", "K1")
    try:
        assert upkeep.check(second).sound
        # The drawer that the burnt till left is gone on with: its shift is the one that is open here.
        left = open_drawer(second)
        assert left is not None
        assert left.till == "K1"
        assert sell(second, bread(second)).sale.number == "K1B-000001"
        rest(second)
        fed = left_behind.push_left_behind(second, tmp_path / "k1" / "toko.db")
        assert (fed.entries, fed.aside) == (2, 0)
        rest(second)
        assert left_behind.push_left_behind(second, tmp_path / "k1" / "toko.db").entries == 0
        assert set(mine) < set(lines_of(second))
        assert upkeep.check(second).sound
        assert sorted(held(pool)) == sorted(lines_of(second))
        # What the burnt till sold is taken back at the one in its place.
        back = [Returning(line=0, quantity=Quantity.of(1))]
        refunded = refunds.complete_refund(second, "K1-000001", back, reason="rusak", id=second.new_id(), by=HEAD)
        assert refunded.value.refund.number == "K1B-R000001"
        # And it is counted and closed there: all four sales stand in it, the unsent ones too.
        closed = count_drawer(second)
        assert (closed.shift, closed.till, closed.sales, closed.refunds, closed.restored) == (left.id, "K1", 4, 1, True)
        assert open_drawer(second) is None
        begin_shift(second)
        rest(second)
        assert upkeep.check(second).sound
    finally:
        second.close()


def test_a_backup_put_back_is_noticed_and_fetches_what_it_lacks(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    sell(first, bread(first))
    rest(first)
    upkeep.make_backup(first, tmp_path / "a.backup")
    sell(first, bread(first))
    rest(first)
    home, clock = first.home, first.clock
    first.close()
    again = upkeep.restore(home, tmp_path / "a.backup", clock=clock)
    try:
        assert sell(again, bread(again)).sale.number == "K1B-000001"
        rest(again)
        rest(again)
        assert sorted(held(pool)) == sorted(lines_of(again))
        assert upkeep.check(again).sound
        assert line.waiting(again) == 0
    finally:
        again.close()


def test_a_backup_on_another_machine_is_enrolled_anew_and_carries_what_the_old_one_had(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path
) -> None:
    rest(first)
    sell(first, bread(first))
    upkeep.make_backup(first, tmp_path / "a.backup")
    secret = upkeep.recovery_code(first, by=HEAD)
    first.close()
    again = upkeep.restore(
        tmp_path / "k9", tmp_path / "a.backup", code=secret, clock=first.clock, keyring_allowed=False
    )
    try:
        assert rest(again).state().code == "line_bad_signature"
        as_whom = enrolment.enrol_till(again, serving.address, code_for(pool, "replace", "K1"))
        assert as_whom.till_code == sell(again, bread(again)).sale.number.partition("-")[0] == "K1C"
        rest(again)
        assert line.waiting(again) == 0
        assert sorted(held(pool)) == sorted(lines_of(again))
        assert upkeep.check(again).sound
    finally:
        again.close()


def test_an_old_disk_image_goes_on_as_a_new_epoch_before_it_numbers_anything_twice(
    first: Till, pool: Pool, serving: Serving, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("older than what the province holds")
    rest(first)
    upkeep.make_backup(first, tmp_path / "image")
    sell(first, bread(first))
    rest(first)
    first.close()
    (first.home / "toko.db").unlink()
    (tmp_path / "image").rename(first.home / "toko.db")
    again = open_till(first.home, clock=first.clock)
    try:
        rest(again)
        assert sell(again, bread(again)).sale.number == "K1B-000001"
        rest(again)
        assert sorted(held(pool)) == sorted(lines_of(again))
        assert upkeep.check(again).sound
    finally:
        again.close()


def test_a_province_that_went_back_to_a_backup_gets_everything_again(
    first: Till, pool: Pool, serving: Serving, expected_log: ExpectedLog
) -> None:
    expected_log("less is held than was acknowledged")
    for _ in range(5):
        sell(first, bread(first))
    rest(first)
    _forget(pool, 3)
    sell(first, bread(first))
    rest(first)
    rest(first)
    assert held(pool) == lines_of(first)


def _forget(pool: Pool, keep: int) -> None:
    """As if the tables were those of an older backup."""
    with pool.writing() as connection:
        connection.execute("DELETE FROM entry WHERE seq > %s", (keep,))
        connection.execute("UPDATE writer SET acked = %s, head = (SELECT hash FROM entry WHERE seq = %s)", (keep, keep))
        connection.execute("UPDATE shop SET rev = %s", (keep,))
    next_epoch(pool)


def test_a_revoked_till_is_told_and_sells_on(first: Till, pool: Pool, serving: Serving) -> None:
    rest(first)
    with pool.writing() as connection:
        connection.execute("UPDATE till SET state = 'revoked'")
    sell(first, bread(first))
    worker = rest(first)
    assert worker.state().code == "line_revoked"
    assert worker.state().mood == line.TROUBLE
    sell(first, bread(first))
    assert line.waiting(first) == 2


def test_a_new_key_is_taken_and_the_old_one_is_over(first: Till, pool: Pool, serving: Serving) -> None:
    rest(first)
    rotation.rotate_key(first)
    sell(first, bread(first))
    rest(first)
    assert held(pool) == lines_of(first)
    rotation.rotate_key(first)
    rest(first)
    assert line.waiting(first) == 0


def test_a_code_is_used_once_and_again_by_the_same_machine(tmp_path: Path, pool: Pool, serving: Serving) -> None:
    add_shop(pool, "toko-1")
    till = shop_in(tmp_path / "k1", Clock())
    other = shop_in(tmp_path / "k9", Clock())
    done(tmp_path / "k7", "init", "--shop", "Lain", "--till", "K7")
    code = code_for(pool, "new")
    for _ in range(2):
        assert enrolment.enrol_till(till, serving.address, code).till_code == "K1"
    stranger = open_till(tmp_path / "k7")
    try:
        with pytest.raises(Refusal, match="line_code_used"):
            enrolment.enrol_till(stranger, serving.address, code)
        with pytest.raises(Refusal, match="line_code_unknown"):
            enrolment.enrol_till(stranger, serving.address, "ABCD-EFGH-JKMN-PQRS")
        with pytest.raises(Refusal, match="line_offline"):
            enrolment.enrol_till(stranger, "http://127.0.0.1:9", "ABCD-EFGH-JKMN-PQRS")
    finally:
        for one_till in (till, other, stranger):
            one_till.close()


def test_real_processes_from_end_to_end(tmp_path: Path, pool: Pool, database_url: str) -> None:
    """The server is one process, every act of the till another; the server dies in between and comes back."""
    add_shop(pool, "toko-1")
    server, address = serve(tmp_path / "province", database_url)
    home = tmp_path / "k1"
    # The line stands still while servers come and go: the port of one that died may be another program's at once.
    with LineProxy(place_of(address), Weather(0, share=0)) as proxy:
        try:
            done(home, "init", "--shop", "Koperasi An-Nur", "--sample")
            done(home, "enrol", proxy.address, code_for(pool, "new"))
            assert done(home, "--json", "sync", "now").facts()["waiting"] == 0
            proxy.far = NOBODY
            end(server, signal.SIGKILL)
            done(home, "shift", "open", "--float", "100000")
            away = run(home, "--json", "sync", "now")
            assert away.status == 3
            assert away.facts()["mood"] == "offline"
            assert away.facts()["waiting"] > 0
        finally:
            end(server, signal.SIGKILL)
        server, address = serve(tmp_path / "province", database_url)
        proxy.far = place_of(address)
        try:
            # What the province writes about the last that was sent, it writes after the till looked: the second time
            # brings it. It took what the till could do without, and each wrote in an order of its own.
            for _time in range(2):
                assert done(home, "--json", "sync", "now").facts()["waiting"] == 0
            lines = done(home, "journal").raw.splitlines()
            assert sorted(held(pool)) == sorted(lines)
            status = done(home, "--json", "sync", "status").facts()
            assert status["enrolled"] is True
            assert status["bytes_out"] > 0
            done(tmp_path / "k2", "restore-from-province", proxy.address, code_for(pool, "second"))
            assert done(tmp_path / "k2", "check").status == 0
        finally:
            assert end(server, signal.SIGTERM) == 0


NOBODY = ("127.0.0.1", 0)
"""Where nobody ever listens."""


def place_of(address: str) -> tuple[str, int]:
    """Host and port of an address."""
    host, _colon, port = address.removeprefix("http://").rpartition(":")
    return host, int(port)
