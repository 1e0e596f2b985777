"""A server's folder opened: its PostgreSQL started or joined, its tables brought up to date, closed in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings

DATABASE = "province"
FOLDER = "postgres"


@contextmanager
def database_of(settings: ProvinceSettings) -> Iterator[str]:
    """How the database of a folder is reached; its own PostgreSQL runs while this is open."""
    if settings.database:
        yield settings.database
        return
    postgres = Postgres(settings.home / FOLDER)
    postgres.start()
    try:
        yield postgres.ensure_database(DATABASE)
    finally:
        postgres.stop()


@contextmanager
def opened(settings: ProvinceSettings, connections: int = 2) -> Iterator[Pool]:
    """The database of a folder with today's tables and a province in it; for commands beside a running server too."""
    with database_of(settings) as url:
        schema.upgrade(url)
        pool = Pool(url, connections)
        try:
            ensure_identity(pool, settings.name)
            yield pool
        finally:
            pool.close()
