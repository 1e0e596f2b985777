"""A real province for tests of the line (the fixtures of the province's own tests), and a shop that is at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from tests.province.asking import Serving
from tests.province.conftest import clock, database_url, pool, postgres, serving, template_database
from tests.sync.real_line import first_till

__all__ = ["clock", "database_url", "pool", "postgres", "serving", "template_database"]


@pytest.fixture
def first(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[Till]:
    """The till of a shop, enrolled, with bread on the shelf and a shift."""
    till = first_till(tmp_path / "k1", pool, serving)
    yield till
    till.close()
