"""Spreading the tables: what a cluster is told, and what is in force without one. No test here runs on Citus itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

import psycopg
import pytest

from koperasi_pos.province import distribution
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.postgres import Postgres
from tests.command import run
from tests.province.citus_stand_in import write_extension
from tests.province.many_sales import BusyShop, copy_entries
from tests.province.plain_books import TABLES
from tests.province.shops import add_shop


def test_every_table_of_shops_would_be_spread_by_the_shop(pool: Pool) -> None:
    with pool.reading() as connection:
        steps = distribution.plan(connection)
    forms = {step.table: step.form for step in steps}
    assert steps[0].statement == "SELECT create_distributed_table('shop', 'id', colocate_with => 'none')"
    for table in (*TABLES, "entry", "till", "writer", "audit", "nonce"):
        assert forms[table] == "distributed", table
        spread = f"SELECT create_distributed_table('{table}', 'shop', colocate_with => 'shop')"
        assert table == "shop" or spread in [step.statement for step in steps]
    for table in ("kabupaten", "officer", "device", "session", "kin"):
        assert forms[table] == "reference", table
    tables = [step.table for step in steps]
    assert tables.index("officer") < tables.index("session"), "a session points at its officer"
    assert {step.table for step in steps if not step.statement} == distribution.AT_HOME


def test_a_key_that_a_cluster_could_not_keep_is_not_there(pool: Pool) -> None:
    """Citus keeps a unique index only where the shop is part of it, and points only at tables that lie with it."""
    with pool.reading() as connection:
        spread = [step.table for step in distribution.plan(connection) if step.form == "distributed"]
        column = {"shop": "id"}
        for table in spread:
            rows = connection.execute(
                "SELECT indexrelid::regclass::text, ARRAY(SELECT attname::text FROM pg_attribute"
                " WHERE attrelid = indrelid AND attnum = ANY(indkey))"
                " FROM pg_index WHERE indrelid = %s::regclass AND indisunique",
                (table,),
            ).fetchall()
            assert rows
            for index, columns in rows:
                assert column.get(table, "shop") in columns, index
        pointing = connection.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            (spread,),
        ).fetchall()
    assert pointing == []


def test_without_a_cluster_partitions_by_shop_are_in_force_and_said(
    pool: Pool, database_url: str, tmp_path: Path
) -> None:
    answer = run(tmp_path, "province", "distribute", "--database", database_url)
    assert answer.status == 0
    assert "Citus" in answer.text
    assert "entry (16)" in answer.text
    facts = run(tmp_path, "province", "distribute", "--show", "--database", database_url, "--json").facts()
    assert facts["cluster"] is False
    assert facts["partitions"]["sale_goods"] == 16
    shown = run(tmp_path, "province", "distribute", "--show", "--database", database_url).lines
    assert "SELECT create_distributed_table('entry', 'shop', colocate_with => 'shop');" in shown


@pytest.fixture
def cluster(postgres: Postgres, database_url: str) -> str:
    """A database in which an extension named citus is to be had."""
    folder = Path(tempfile.mkdtemp(prefix="koperasi-citus-", dir=postgres.folder.parent))
    with connect(database_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET extension_control_path = '{write_extension(folder)}'")
    return database_url


def test_on_a_cluster_every_table_is_spread_once(cluster: str, tmp_path: Path) -> None:
    told = run(tmp_path, "province", "distribute", "--database", cluster, "--json").facts()
    assert told["cluster"] is True
    with connect(cluster) as connection:
        spread = connection.execute("SELECT logicalrelid::text, partmethod, partkey FROM pg_dist_partition").fetchall()
        places = {table: (method, key) for table, method, key in spread}
        steps = distribution.plan(connection)
    assert places["shop"] == ("h", "id")
    assert places["entry"] == ("h", "shop")
    assert places["officer"] == ("n", "")
    assert set(places) == {step.table for step in steps if step.statement}
    again = run(tmp_path, "province", "distribute", "--database", cluster)
    assert again.status == 0
    with connect(cluster) as connection:
        assert connection.execute("SELECT count(*) FROM pg_dist_partition").fetchone() == (len(places),)


def test_what_a_cluster_refuses_is_refused_whole(cluster: str, tmp_path: Path) -> None:
    pool = Pool(cluster, 2)
    try:
        with pool.writing() as connection:
            connection.execute("CREATE UNIQUE INDEX one_code ON till (code)")
        with pytest.raises(psycopg.errors.RaiseException, match="one_code lacks"):
            distribution.distribute(pool)
        with pool.reading() as connection:
            assert connection.execute("SELECT to_regclass('pg_dist_partition')").fetchone() == (None,)
    finally:
        pool.close()


def test_what_is_asked_within_a_shop_reads_one_partition(pool: Pool) -> None:
    for n in range(8):
        busy = BusyShop(n, products=5)
        add_shop(pool, f"toko-{n}")
        copy_entries(pool, f"toko-{n}", [*busy.beginning(), *busy.sales(3)])
    with pool.reading() as connection:
        for query in (
            "SELECT rev, line FROM entry WHERE shop = 'toko-3' AND rev > 2 ORDER BY rev LIMIT 10",
            "SELECT sum(total) FROM sale_goods JOIN goods USING (shop, product) WHERE shop = 'toko-3'",
            "SELECT * FROM shift WHERE shop = 'toko-3' AND closed IS NULL",
        ):
            plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}"))
            parts = {word for word in plan.replace("(", " ").split() if word[-3:-2] == "_" and word[-2:].isdigit()}
            tables = {part[:-3] for part in parts}
            assert len(parts) == len(tables), plan
