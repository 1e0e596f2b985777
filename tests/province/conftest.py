"""A real PostgreSQL for the tests of the province: one a session, a fresh database a test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.province import schema
from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings
from tests.counter import Clock, begin_shift, stock_up
from tests.province.asking import MovedClock, Serving
from tests.province.shops import ShopTill, add_shop, add_till, new_till

_numbers = itertools.count(1)
COPIED = "STRATEGY file_copy"
"""A copy file by file takes a fifth of the time of one page by page: there are many files with little in them."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL of this test process alone. It syncs nothing: no test here cuts the power."""
    folder = Path(tempfile.mkdtemp(prefix="koperasi-province-"))
    server = Postgres(folder / "postgres", settings=("fsync=off", "shared_buffers=32MB", "autovacuum=off"))
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template_database(postgres: Postgres) -> str:
    """The name of a database with today's tables and a province in it."""
    url = postgres.ensure_database("template_province")
    schema.upgrade(url)
    pool = Pool(url, 1)
    ensure_identity(pool, "Jawa Timur")
    pool.close()
    return "template_province"


@pytest.fixture
def database_url(postgres: Postgres, template_database: str) -> Iterator[str]:
    """A database of this test alone, with today's tables and a province, without shops."""
    name = f"province_{next(_numbers)}"
    with connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_database} {COPIED}")
    try:
        yield postgres.url(name)
    finally:
        with connect(postgres.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    """Connections to the test's database."""
    made = Pool(database_url, 8)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def clock() -> MovedClock:
    """The province's clock; a test moves it."""
    return MovedClock()


@pytest.fixture
def serving(pool: Pool, clock: MovedClock, tmp_path: Path) -> Iterator[Serving]:
    """A province on a real socket over the test's database."""
    settings = ProvinceSettings(home=tmp_path / "province", poll_seconds=0.05, requests_per_second=1000, burst=1000)
    made = Serving(build_app(settings, pool, clock=clock))
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def shop_till(tmp_path: Path, pool: Pool) -> Iterator[ShopTill]:
    """The till K1 of the shop `toko-1`, with goods, an open shift and nothing sold; enrolled."""
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    stock_up(made.till, "Sabun", 5_000)
    begin_shift(made.till)
    add_shop(pool, "toko-1")
    add_till(pool, made)
    try:
        yield made
    finally:
        made.till.close()
