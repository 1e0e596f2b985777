"""How much one may ask for holds over workers and servers together, and goes on where PostgreSQL does not answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest
import requests

from koperasi_pos.journal import protocol
from koperasi_pos.journal.protocol import HelloQuestion
from koperasi_pos.province.database import Pool
from koperasi_pos.province.limits import Ledger, Limiter
from koperasi_pos.province.sweeping import sweep
from tests.province.asking import MovedClock, asker
from tests.province.processes import SAME_KEY, ServerProcess
from tests.province.shops import ShopTill

HELLO = HelloQuestion(epoch=1, seq=3, hash="", waiting=3, program="0.1.0", schema_version="0006")
SLOW = {"KOPERASI_PROVINCE_REQUESTS_PER_SECOND": "0.001", "KOPERASI_PROVINCE_BURST": "40"}


@contextmanager
def two_servers(url: str, folder: Path, *words: str, environment: dict[str, str] | None = None) -> Iterator[list[str]]:
    """The addresses of two server processes on one database."""
    with ExitStack() as stack:
        servers = []
        for name in ("one", "other"):
            server = ServerProcess(
                folder / name, "--port", "0", "--database", url, *words, environment=SAME_KEY | (environment or {})
            )
            stack.callback(server.end)
            servers.append(server)
        yield [server.address for server in servers]


def test_two_servers_let_through_what_one_would(database_url: str, shop_till: ShopTill, tmp_path: Path) -> None:
    with two_servers(database_url, tmp_path, "--workers", "2", environment=SLOW) as addresses:
        askers = [asker(address, shop_till) for address in addresses]
        heard: list[requests.Response] = []

        def ask(number: int) -> None:
            heard.extend(askers[number % 2].post(protocol.HELLO, HELLO) for _ in range(10))

        asking = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        refused = [answer for answer in heard if answer.status_code != 200]
        assert {answer.status_code for answer in refused} == {429}
        # A worker may hold one token that it took with another and did not need.
        assert 40 - 4 <= len(heard) - len(refused) <= 40
        assert all(int(answer.headers["Retry-After"]) > 1 for answer in refused)


def test_codes_and_passwords_cannot_be_guessed_faster_at_two_servers(
    database_url: str, shop_till: ShopTill, tmp_path: Path
) -> None:
    with two_servers(database_url, tmp_path) as addresses:
        heard, began = 0, monotonic()
        while asker(addresses[heard % 2], shop_till).enrol("AAAA-BBBB", shop_till.public_key).status_code != 429:
            heard += 1
        took = monotonic() - began
        tries = [_try_to_sign_in(addresses[number % 2]) for number in range(8)]
    # One in two seconds comes back, and each worker may hold one that it took with another.
    assert 20 - 2 <= heard <= 20 + took / 2 + 2, "twenty at once, and few more while they were asked"
    assert tries == [403] * 5 + [429] * 3


def _try_to_sign_in(address: str) -> int:
    with httpx.Client(base_url=address, headers={"Origin": address}, timeout=120) as browser:
        token = browser.get("/sign-in").text.split('name="token" value="', 1)[1].split('"', 1)[0]
        fields = {"login": "siti", "password": "salah sama sekali", "digits": "000000", "token": token}
        return browser.post("/sign-in", data=fields).status_code


def test_every_worker_tells_how_many_tills_wait_at_all_of_them(
    database_url: str, shop_till: ShopTill, tmp_path: Path
) -> None:
    server = ServerProcess(tmp_path / "one", "--port", "0", "--database", database_url, "--workers", "2")
    try:
        waiting = [
            threading.Thread(target=lambda: asker(server.address, shop_till).feed(10_000, wait=60)) for _ in range(6)
        ]
        for thread in waiting:
            thread.start()
        while "koperasi_waiting 6.0" not in _figures(server):
            waiting[0].join(0.02)
        for _ in range(6):
            assert "koperasi_waiting 6.0" in _figures(server), "whichever worker was asked"
    finally:
        assert server.end() == 0
    for thread in waiting:
        thread.join()


def _figures(server: ServerProcess) -> str:
    return requests.get(f"{server.address}/metrics", timeout=120).text


@pytest.fixture
def ledger(pool: Pool) -> Ledger:
    """The ledger of the test's database."""
    return Ledger(pool)


def test_most_requests_ask_nobody(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    take = ledger.take

    def counted(subject: bytes, tokens: int, rate: float, burst: float) -> float:
        asked.append(tokens)
        return take(subject, tokens, rate, burst)

    monkeypatch.setattr(ledger, "take", counted)
    limiter = Limiter(0.001, 100, ledger=ledger, name="till")
    assert [limiter.wait("k1") for _ in range(100)] == [0] * 100
    assert len(asked) == 20
    refused = [limiter.wait("k1") for _ in range(50)]
    assert min(refused) >= 900
    assert len(asked) == 22, "a no is remembered for as long as it holds"


def test_a_bucket_fills_again_and_full_ones_are_swept_away(ledger: Ledger, pool: Pool, clock: MovedClock) -> None:
    limiters = [Limiter(1000, 4, ledger=ledger, name="till") for _ in range(2)]
    for _ in range(40):
        if wait := ledger.take(b"one", 1, 1000, 4):
            assert wait <= 0.004
    assert all(limiter.wait("k1") == 0 for limiter in limiters)
    with pool.writing() as connection:
        connection.execute("UPDATE pace SET spent_until = now() - interval '1 second'")
    assert sweep(pool, clock()) == 2


def test_two_kinds_of_limits_do_not_share_a_bucket(ledger: Ledger) -> None:
    pages, codes = (Limiter(0.001, 1, ledger=ledger, name=name) for name in ("page", "enrol"))
    assert (pages.wait("10.0.0.1"), codes.wait("10.0.0.1")) == (0, 0)
    assert pages.wait("10.0.0.1") > 0
    assert pages.wait("10.0.0.2") == 0


def test_where_postgresql_does_not_answer_each_counts_alone() -> None:
    limiter = Limiter(0.001, 3, ledger=Ledger(Pool("postgresql://127.0.0.1:9/none")), name="till")
    waits = [limiter.wait("k1") for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert min(waits[3:]) > 1
