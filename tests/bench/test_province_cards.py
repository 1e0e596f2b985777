"""1,000,000 cards at the province: top-ups and rights by the second, the wali's balance, the float."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.limits import Limiter
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.wali import codes
from tests.bench.conftest import Bench, Ratio
from tests.bench.province_cards import CardWriter, account_of, fill, rights_asked
from tests.bench.province_line import AT_ONCE, Till, drained, enrol, province, push_all, server
from tests.province.web.conftest import WebClock, WebServer, send, serving

CARDS = int(os.environ.get("KOPERASI_BENCH_CARDS", "1000000"))
SHOPS = max(20, min(1_000, CARDS // 1_000))
SENDING = 10
EACH = max(50, min(2_000, CARDS // SHOPS))
"""Acts of each shop that sends; no card twice."""
WITHIN = 300.0
"""Milliseconds for a page, p95."""
RAW_BUDGET = 12 if CARDS >= 1_000_000 else 60
PIN = "407193"


@pytest.fixture(scope="module")
def cards(postgres: Postgres) -> Iterator[Pool]:
    """A province with so many cards in its books."""
    with province(postgres, "cards") as pool:
        began = time.perf_counter()
        fill(pool, cards=CARDS, shops=SHOPS)
        print(f"{CARDS:,} cards of {SHOPS} shops after {time.perf_counter() - began:.0f} s")
        yield pool


@pytest.fixture(scope="module")
def web(cards: Pool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Pages over it, without the pace that holds a single browser back."""
    app = build_app(ProvinceSettings(home=tmp_path_factory.mktemp("pages"), books=False), cards)
    app.state.web_pace = Limiter(1e6, 1_000_000)
    with serving(app) as address:
        made = WebServer(address, cards, WebClock(), app.state.web.vault)
        try:
            yield made
        finally:
            for client in made.clients:
                client.close()


def test_a_wali_looks_at_the_balance(bench: Bench, web: WebServer) -> None:
    accounts = [account_of(n * SHOPS) for n in (3, 4)]
    with web.pool.writing() as connection:
        paper = codes.make_code(connection, "toko-0", accounts, name="Bpk. Hasan", now=web.clock(), by="bench")
    client = web.visitor()
    fields = {"number": paper.wali.number, "code": paper.code, "pin": PIN, "again": PIN}
    send(client, "/wali/start", fields, on="/wali/start")
    send(client, "/wali/consent", {"agreed": "yes"}, on="/wali/consent")
    for name, path in (("children", "/wali/children"), ("a child", f"/wali/children/{accounts[0]}")):
        assert _page(client, path).count("Rp90.000") >= 1
        assert _measured(bench, client, f"wali: {name}", path, rounds=150)


def test_an_officer_looks_at_the_float(bench: Bench, web: WebServer) -> None:
    web.add_officer("siti")
    client = web.signed_in("siti")
    client.timeout = httpx.Timeout(60)
    for name, path in (
        ("float of all shops", "/cards"), ("cards of a shop", "/shops/toko-7/cards"),
        ("spending by class", "/shops/toko-7/cards/spending"),
        ("balances by name", "/shops/toko-7/cards/accounts?q=77"),
        ("a santri", f"/shops/toko-7/cards/accounts/{account_of(SHOPS + 7)}"),
    ):  # fmt: skip
        assert _measured(bench, client, name, path, rounds=40), name


def _measured(bench: Bench, client: httpx.Client, name: str, path: str, *, rounds: int) -> bool:
    def look() -> None:
        _page(client, path)

    return bench.against(f"{name}, {CARDS:,} cards (p95)", look, WITHIN, rounds=rounds).holds


def _page(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_top_ups(bench: Bench, cards: Pool, tmp_path: Path) -> None:
    writers = [CardWriter.make(shop, SHOPS, 1) for shop in range(SENDING)]
    tills = [one.as_till([one.top_up(n) for n in range(EACH)]) for one in writers]
    acts = SENDING * EACH
    raw = _raw(cards, tills, "raw_top_up", [[one.account(n) for n in range(EACH)] for one in writers])
    before = _sums(cards)
    ours = _sent(cards, tills, tmp_path)
    after = _sums(cards)
    assert after == (before[0] + acts * 20_000, before[1] + acts * 20_000)
    _keep(bench, "top-ups", acts, ours, raw)


def test_rights_asked_for(bench: Bench, cards: Pool, tmp_path: Path) -> None:
    tills, accounts = [], []
    for shop in range(SENDING, 2 * SENDING):
        asking, giving = CardWriter.make(shop, SHOPS, 2), CardWriter.make(shop, SHOPS, 3)
        asks, gives = rights_asked(asking, giving, EACH)
        tills += [asking.as_till(asks), giving.as_till(gives)]
        accounts += [
            [giving.account(n) for n in range(EACH) for _twice in range(2)],
            [giving.account(n) for n in range(EACH)],
        ]
    raw = _raw(cards, tills, "raw_rights", accounts)
    before = _sums(cards)
    ours = _sent(cards, tills, tmp_path)
    assert _sums(cards) == before, "rights move, nothing is made"
    _keep(bench, "rights requests", SENDING * EACH, ours, raw)


def _sums(pool: Pool) -> tuple[int, int]:
    with pool.reading() as connection:
        row = connection.execute(
            "SELECT (SELECT sum(balance) FROM card_standing), (SELECT sum(net) FROM card_float)"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _sent(pool: Pool, tills: Sequence[Till], home: Path) -> float:
    """Seconds until everything is acknowledged and in the books, through the server with its consumers beside."""
    enrol(pool, tills, new_shops=False)
    ready = [till.bundles() for till in tills]
    with server(pool.url, home, books=True) as address:
        return push_all(address, tills, ready) + drained(pool)


def _raw(pool: Pool, tills: Sequence[Till], table: str, accounts: Sequence[Sequence[str]]) -> float:
    """The least that a database can do: the same bytes by COPY, and one figure of an account for each line."""
    with pool.writing() as connection:
        connection.execute(f"CREATE TABLE {table} (shop text, device text, seq bigint, hash bytea, line bytea,"
                           " PRIMARY KEY (shop, device, seq))")  # fmt: skip
        connection.execute(f"CREATE TABLE {table}_sum (shop text, account text, amount bigint,"
                           " PRIMARY KEY (shop, account))")  # fmt: skip
        connection.execute(f"INSERT INTO {table}_sum SELECT shop, account, balance FROM card_account")
    began = time.perf_counter()
    for till, keys in zip(tills, accounts, strict=True):
        for first in range(0, len(till.lines), AT_ONCE):
            with pool.writing() as connection:
                with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["text", "text", "int8", "bytea", "bytea"])
                    for seq, line in enumerate(till.lines[first : first + AT_ONCE], first + 1):
                        copy.write_row((till.shop, till.busy.device, seq, sha256(line).digest(), line))
                connection.cursor().executemany(
                    f"UPDATE {table}_sum SET amount = amount + 20000 WHERE shop = %s AND account = %s",
                    [(till.shop, key) for key in keys[first : first + AT_ONCE]],
                )
    took = time.perf_counter() - began
    with pool.writing() as connection:
        connection.execute(f"DROP TABLE {table}, {table}_sum")
    return took


def _keep(bench: Bench, name: str, acts: int, ours: float, raw: float) -> None:
    bench.measured(lambda: None)
    ratio = Ratio(f"{name}, {CARDS:,} cards, ms each until booked", ours * 1000 / acts, raw * 1000 / acts, RAW_BUDGET)
    ratio.note = f"{acts / ours:,.0f} a second, all of {acts:,}; beside COPY and plain UPDATE"
    bench.keep(ratio)
    assert ratio.holds
