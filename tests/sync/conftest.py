"""A real province for tests of the line (fixtures of its own tests); a shop that is at it, one at a plain one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.operations.till import Till
from koperasi_pos.province.database import Pool
from tests.counter import Clock
from tests.province.asking import Serving
from tests.province.conftest import clock, database_url, pool, postgres, serving, template_database
from tests.sync.plain_province import PlainProvince
from tests.sync.real_line import first_till
from tests.sync.shop_line import enrolled_till

__all__ = ["clock", "database_url", "pool", "postgres", "serving", "template_database"]


@pytest.fixture
def first(tmp_path: Path, pool: Pool, serving: Serving) -> Iterator[Till]:
    """The till of a shop, enrolled, with bread on the shelf and a shift."""
    till = first_till(tmp_path / "k1", pool, serving)
    yield till
    till.close()


@pytest.fixture
def till_clock() -> Clock:
    """The clock of a till and of the plain province that it talks to."""
    return Clock()


@pytest.fixture
def province(till_clock: Clock) -> PlainProvince:
    """A plain province, moved step by step."""
    return PlainProvince(till_clock)


@pytest.fixture
def till(tmp_path: Path, province: PlainProvince, till_clock: Clock) -> Iterator[Till]:
    """A till that is enrolled at the plain province."""
    made = enrolled_till(tmp_path / "k1", province, till_clock)
    yield made
    made.close()
