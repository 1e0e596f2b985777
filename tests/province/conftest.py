"""A real PostgreSQL for the tests of the province: one a session, a fresh database a test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.postgres import Postgres

_numbers = itertools.count(1)


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
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_database}")
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
