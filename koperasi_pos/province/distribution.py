"""Spreading the tables over a cluster: by shop with Citus where it is there, else by hash partitions in one place."""

from __future__ import annotations

from typing import NamedTuple

from psycopg import sql

from koperasi_pos.province.database import Connection, Pool

AT_HOME = frozenset({"alembic_version", "pace", "tally", "tally_waiting"})
"""Tables that stay where the program connects to: the revision, the pace of requests, the sums across shops."""
SHOP = "shop"

_TABLES = """SELECT class.relname, class.relkind = 'p',
        (SELECT attname FROM pg_attribute WHERE attrelid = class.oid AND attnum = pg_index.indkey[0]),
        (SELECT count(*) FROM pg_inherits WHERE inhparent = class.oid)
    FROM pg_class AS class JOIN pg_index ON indrelid = class.oid AND indisprimary
    WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p') AND NOT class.relispartition
    ORDER BY class.relname"""
_CITUS = "SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'citus'"


class Step(NamedTuple):
    """What is done with one table, and the statement that does it (empty where nothing is done)."""

    table: str
    form: str
    """`distributed` (by shop), `reference` (a copy on every machine) or `home`."""
    statement: str


class Spread(NamedTuple):
    """What came of it: the cluster's steps, or the partitions by shop that are in force without one."""

    cluster: bool
    steps: list[Step]
    partitioned: dict[str, int]
    """Table → its hash partitions by shop."""


def plan(connection: Connection) -> list[Step]:
    """Every table by its key: what begins with the shop is spread by it, the small rest is copied everywhere.

    Shops come first, and every other table lies with them, so that what is asked within a shop is asked of one
    machine. Copies are made before tables that point at them.
    """
    shops: list[Step] = []
    copies: list[Step] = []
    others: list[Step] = []
    home: list[Step] = []
    for table, _partitioned, first, _partitions in connection.execute(_TABLES).fetchall():
        if table in AT_HOME:
            home.append(Step(table, "home", ""))
        elif table == SHOP:
            statement = "SELECT create_distributed_table('shop', 'id', colocate_with => 'none')"
            shops.append(Step(table, "distributed", statement))
        elif first == "shop":
            statement = f"SELECT create_distributed_table('{table}', 'shop', colocate_with => 'shop')"
            others.append(Step(table, "distributed", statement))
        else:
            copies.append(Step(table, "reference", f"SELECT create_reference_table('{table}')"))
    copies.sort(key=lambda step: step.table == "session")  # points at officers
    return [*shops, *copies, *others, *home]


def partitions(connection: Connection) -> dict[str, int]:
    """Table → its hash partitions, of those that have some."""
    return {table: count for table, partitioned, _first, count in connection.execute(_TABLES).fetchall() if partitioned}


def distribute(pool: Pool) -> Spread:
    """Spread what is not yet spread, in one transaction; without Citus nothing changes."""
    with pool.writing() as connection:
        steps, held = plan(connection), partitions(connection)
        found = connection.execute(_CITUS).fetchone()
        if found is None:
            return Spread(False, steps, held)
        connection.execute("CREATE EXTENSION IF NOT EXISTS citus")
        done = {row[0] for row in connection.execute("SELECT logicalrelid::text FROM pg_dist_partition")}
        for step in steps:
            if step.statement and step.table not in done:
                connection.execute(sql.SQL(step.statement))
        return Spread(True, [step for step in steps if step.table not in done], held)


def foreseen(pool: Pool) -> Spread:
    """What `distribute` would do on a cluster, without doing it."""
    with pool.reading() as connection:
        found = connection.execute(_CITUS).fetchone()
        return Spread(found is not None, plan(connection), partitions(connection))
