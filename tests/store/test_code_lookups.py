"""A code is looked up through an index: a shop with 100,000 goods must not be read from end to end for a scan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from koperasi_pos.store.books import persons, products
from koperasi_pos.store.connections import Connection, Rows
from tests.counter import shop_in

MATCH = "VIRTUAL TABLE INDEX 0:M"
"""A question to the index of words: SQLite calls it a scan, but it reads only what matches."""


class Plans(Connection):
    """Asks SQLite beside every statement how it will find its rows."""

    __slots__ = ("plans",)

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.raw)
        self.plans: list[str] = []

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Run a statement and keep its plan."""
        self.plans += [str(row[3]) for row in super().run(f"EXPLAIN QUERY PLAN {statement}", values)]
        return super().run(statement, values)


@pytest.mark.parametrize("looked_up", ["product", "person"])
def test_no_table_is_read_from_end_to_end(tmp_path: Path, looked_up: str) -> None:
    till = shop_in(tmp_path)
    try:
        with till.reading() as connection:
            plans = Plans(connection)
            if looked_up == "product":
                assert products.by_code(plans, ("8991234567892", "991234567892")) == []
            else:
                assert persons.by_number(plans, "A-0001") == []
        assert plans.plans
        assert not [plan for plan in plans.plans if plan.startswith("SCAN") and MATCH not in plan]
    finally:
        till.close()
