"""A server's folder opened: its PostgreSQL started or joined, its tables brought up to date, closed in turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool
from koperasi_pos.province.identity import ensure_identity
from koperasi_pos.province.postgres import Postgres
from koperasi_pos.province.settings import ProvinceSettings

_log = logging.getLogger(__name__)

DATABASE = "province"
FOLDER = "postgres"
EVERY = 1.0


@contextmanager
def database_of(settings: ProvinceSettings) -> Iterator[str]:
    """How the database of a folder is reached; its own PostgreSQL runs while this is open."""
    if settings.database:
        yield settings.database
        return
    postgres = Postgres(settings.home / FOLDER)
    postgres.start()
    ending = threading.Event()
    watching = threading.Thread(target=_revive, args=(postgres, ending), name="postgres", daemon=True)
    try:
        url = postgres.ensure_database(DATABASE)
        watching.start()
        yield url
    finally:
        ending.set()
        if watching.is_alive():
            watching.join()
        postgres.stop()


def _revive(postgres: Postgres, ending: threading.Event) -> None:
    """Starts PostgreSQL again where it was killed; whoever asks meanwhile is told to come back."""
    while not ending.wait(EVERY):
        try:
            if postgres.revive():
                _log.warning("PostgreSQL had died and was started again")
        except OSError:
            _log.exception("PostgreSQL died and does not start")


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
