"""The PostgreSQL that comes with the program, met in states in which killed programs leave it."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.province.postgres import Postgres

_QUICK = ("fsync=off", "shared_buffers=16MB", "autovacuum=off")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of its own: PostgreSQL runs as another user where the tests run as root, and must get there."""
    made = Path(tempfile.mkdtemp(prefix="koperasi-pg-test-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_one_that_still_gets_up_is_waited_for_and_joined(folder: Path) -> None:
    """Its server was killed while it repaired what a crash had left; the next server comes before it is done."""
    one, other = Postgres(folder / "postgres", settings=_QUICK), Postgres(folder / "postgres", settings=_QUICK)
    one.start()
    try:
        says = one.folder / "postmaster.pid"
        ready = says.read_text()
        says.write_text(ready.replace("ready   ", "starting"))
        joining = threading.Thread(target=other.start)
        joining.start()
        log = one.folder / "server.log"
        while 'lock file "postmaster.pid" already exists' not in log.read_text():
            assert joining.is_alive()
        says.write_text(ready)
        joining.join(90)
        assert not joining.is_alive()
        assert other.pid == one.pid
        other.stop()
    finally:
        one.stop()
    assert not says.exists()
