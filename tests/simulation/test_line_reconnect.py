"""A thousand shops get their line back at once: everything arrives once, and nobody waits for ever."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from koperasi_pos.province.database import Pool
from tests.province.shops import add_shop
from tests.simulation.line_processes import PatientPostgres, ServerProcess
from tests.simulation.many_shops import Crowd, Figures, Shop, shop_that_was_cut_off
from tests.source import ROOT


@pytest.fixture
def seed() -> int:
    """Printed, so that the same shops come again with KOPERASI_SEED."""
    found = int(os.environ.get("KOPERASI_SEED") or random.SystemRandom().randrange(2**32))
    print(f"KOPERASI_SEED={found}")
    return found


@pytest.fixture
def postgres() -> Iterator[PatientPostgres]:
    """A PostgreSQL that waits for its disk at every commit, in a folder that another user may reach."""
    folder = Path(tempfile.mkdtemp(prefix="koperasi-crowd-"))
    made = PatientPostgres(folder / "postgres")
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(postgres: PatientPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerProcess]:
    """A server with two workers, as on a machine with two cores."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    home = tmp_path / "province"
    home.mkdir()
    made = ServerProcess(home, postgres.url, "--workers", "2")
    made.start()
    yield made
    made.close()


def enrol_all(url: str, shops: list[Shop]) -> None:
    """All shops and their tills, as after their enrolment."""
    pool = Pool(url, 2)
    for shop in shops:
        add_shop(pool, shop.id, name=f"Koperasi {shop.id}")
    with pool.writing() as connection:
        for shop in shops:
            connection.execute("INSERT INTO device (device, shop) VALUES (%s, %s)", (shop.device, shop.id))
            connection.execute(
                "INSERT INTO till (shop, device, code, public_key, purpose) VALUES (%s, %s, 'K1', %s, 'new')",
                (shop.id, shop.device, shop.public),
            )
            connection.execute(
                "INSERT INTO till_key (shop, device, public_key) VALUES (%s, %s, %s)",
                (shop.id, shop.device, shop.public),
            )
    pool.close()


def all_there_once(url: str, shops: list[Shop]) -> None:
    """The bytes of every shop, in order, and nothing else."""
    with psycopg.connect(url) as connection:
        for shop in shops:
            rows = connection.execute("SELECT line FROM entry WHERE shop = %s ORDER BY rev", (shop.id,)).fetchall()
            assert [bytes(row[0]) for row in rows] == shop.lines, shop.id
            assert shop.acked == len(shop.lines)
        row = connection.execute("SELECT count(*) FROM entry").fetchone()
        assert row is not None
        assert row[0] == sum(len(shop.lines) for shop in shops)


def reconnect(
    server: ServerProcess, url: str, seed: int, *, shops: int, sales: int, spread: float, pace: float
) -> Figures:
    """So many shops with so many waiting sales each come within `spread` seconds."""
    dice = random.Random(seed)
    made = [shop_that_was_cut_off(number, sales, dice) for number in range(shops)]
    enrol_all(url, made)
    figures = Crowd(server.port, made, seed, spread=spread, pace=pace).come_back()
    all_there_once(url, made)
    print(
        f"{shops} shops with {sales} sales each within {spread:g} s: drained after {max(figures.done_after):.1f} s; "
        f"push p50 {figures.push_at(0.5) * 1000:.0f} ms, p99 {figures.push_at(0.99) * 1000:.0f} ms, "
        f"{figures.bytes_up / shops / max(sales, 1):.0f} B a sale; {dict(figures.answers)}"
    )
    return figures


def test_shops_that_come_back_at_once_are_all_heard(
    server: ServerProcess, postgres: PatientPostgres, seed: int
) -> None:
    figures = reconnect(server, postgres.url, seed, shops=40, sales=60, spread=0.0, pace=0.02)
    assert len(figures.done_after) == 40


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("spread", [60.0, 0.0])
def test_a_thousand_shops_after_a_week(
    server: ServerProcess, postgres: PatientPostgres, seed: int, spread: float
) -> None:
    """KOPERASI_SHOPS and KOPERASI_SALES change how many."""
    shops, sales = int(os.environ.get("KOPERASI_SHOPS", "1000")), int(os.environ.get("KOPERASI_SALES", "300"))
    began = time.monotonic()
    figures = reconnect(server, postgres.url, seed, shops=shops, sales=sales, spread=spread, pace=1.0)
    assert len(figures.done_after) == shops
    print(f"{shops * sales / (time.monotonic() - began):.0f} sales a second, making and comparing included")
