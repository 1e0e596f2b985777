"""The province's tables: the newest revision is the one the program knows, and starting twice changes nothing."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.postgres import Postgres
from tests.counter import Clock, begin_shift, one, sell, stock_up
from tests.province.shops import add_shop, add_till, keep_entries, new_till

# Small and copied to every machine, or looked up by what a stranger shows.
WITHOUT_SHOP = {
    "alembic_version", "province", "kabupaten", "device", "enrolment_code", "officer", "session", "attempt",
    "announcement", "tally", "tally_waiting", "kin", "wali_number",
    "wali_session", "pace",
}  # fmt: skip


def test_the_program_knows_the_newest_revision() -> None:
    scripts = (schema.scripts_folder() / "versions").glob("r*.py")
    revisions = [match[1] for file in scripts if (match := re.search(r'^revision = "(.+)"$', file.read_text(), re.M))]
    assert max(revisions) == schema.HEAD


def test_of_several_that_start_at_once_one_makes_the_tables(postgres: Postgres) -> None:
    url = postgres.ensure_database("at_once")
    made: list[bool] = []
    starting = [threading.Thread(target=lambda: made.append(schema.upgrade(url))) for _ in range(4)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert sorted(made) == [False, False, False, True]


def test_tables_of_a_newer_program_are_left_alone(pool: Pool, database_url: str) -> None:
    with pool.writing() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.NewerTables):
        schema.upgrade(database_url)


def test_every_table_that_grows_begins_its_key_with_the_shop(database_url: str) -> None:
    with connect(database_url) as connection:
        rows = connection.execute(
            "SELECT class.relname, (SELECT attname FROM pg_attribute"
            " WHERE attrelid = class.oid AND attnum = pg_index.indkey[0])"
            " FROM pg_class AS class JOIN pg_index ON indrelid = class.oid AND indisprimary"
            " WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')"
            " AND NOT class.relispartition"
        ).fetchall()
    keys = {table: first for table, first in rows if table not in WITHOUT_SHOP}
    assert "entry" in keys
    assert {table for table, first in keys.items() if first != "shop"} == {"shop"}


def test_entries_of_a_real_till_lie_there_as_they_were_written(pool: Pool, tmp_path: Path) -> None:
    made = new_till(tmp_path / "k1", "toko-1", clock=Clock())
    begin_shift(made.till)
    sell(made.till, one(stock_up(made.till, "Sabun", 5_000)))
    add_shop(pool, "toko-1")
    add_till(pool, made)
    lines = made.lines()
    keep_entries(pool, "toko-1", lines)
    with pool.reading() as connection:
        held = connection.execute("SELECT line, rev, amount FROM entry ORDER BY rev").fetchall()
    assert [line for line, _, _ in held] == lines
    assert [rev for _, rev, _ in held] == list(range(1, len(lines) + 1))
    assert [amount for _, _, amount in held if amount is not None] == [5_000]
    made.till.close()
