"""The PostgreSQL that comes along starts as another user where we are root, also out of a folder only root opens."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from koperasi_pos.province import postgres
from koperasi_pos.province.postgres import Postgres


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root runs it as somebody else")
def test_a_checkout_that_only_root_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="pg-") as place:
        shut = Path(place) / "shut"
        shut.mkdir(mode=0o700)
        installed = Path(postgres.program("postgres")).parents[1]
        (shut / "pginstall").symlink_to(installed)
        monkeypatch.setattr(postgres, "program", lambda name: str(shut / "pginstall" / "bin" / name))
        database = Postgres(Path(place) / "home" / "database")
        database.start()
        try:
            assert database.ensure_database("province")
        finally:
            database.stop()
        assert shut.stat().st_mode & 0o777 == 0o701, "passed through, not read"
