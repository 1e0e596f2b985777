"""A province that took every release has the tables of one that was made today, to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from koperasi_pos.province import schema
from koperasi_pos.province.database import Connection, connect
from koperasi_pos.province.postgres import Postgres

REVISIONS = sorted(file.stem.split("_")[0][1:] for file in schema.scripts_folder().glob("versions/r*.py"))
PLAIN: dict[str, Any] = {
    "text": "1", "bytea": b"1", "boolean": True, "uuid": "0" * 32, "jsonb": "{}", "date": "2026-11-24",
    "timestamp with time zone": "2026-11-24T08:00:00+07:00", "ARRAY": [],
}  # fmt: skip
"""A value for a column of each type; numbers are 1."""
ASKED = {
    "column": """SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraint": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "view": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "trigger": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "function": """SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "table": """SELECT relname, relkind::text, relpersistence::text, coalesce(array_to_string(reloptions, ','), ''),
        coalesce(pg_get_partkeydef(oid), '') FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')""",
}
"""What makes up the shape of the tables."""


def shape(connection: Connection) -> set[tuple[Any, ...]]:
    """Everything that was made, as PostgreSQL tells it."""
    return {(kind, *row) for kind, asked in ASKED.items() for row in connection.execute(asked).fetchall()}


@pytest.fixture
def bare_database(postgres: Postgres) -> Iterator[str]:
    """A database without any table."""
    yield postgres.ensure_database("revisions")
    with connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE revisions WITH (FORCE)")


def test_revision_by_revision_is_the_same_as_all_at_once(bare_database: str, database_url: str) -> None:
    """With a row in every table that takes a plain one, so that no revision wants empty tables."""
    filled: set[str] = set()
    for revision in REVISIONS:
        assert schema.upgrade(bare_database, revision)
        with connect(bare_database) as connection:
            assert schema.version_of(connection) == revision
            filled |= fill(connection, but=filled)
    with connect(bare_database) as stepped, connect(database_url) as at_once:
        assert shape(stepped) ^ shape(at_once) == set()
    assert len(filled) > 40


def fill(connection: Connection, *, but: set[str]) -> set[str]:
    """Put a row into tables; those that a rule of theirs keeps it out of are left empty."""
    done = set()
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition AND relname <> 'alembic_version' ORDER BY relname"
    ).fetchall()
    for (name,) in tables:
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL"
            " AND is_identity = 'NO'",
            (name,),
        ).fetchall()
        if name in but or not columns:
            continue
        gaps = ", ".join(["%s"] * len(columns))
        try:
            with connection.transaction():
                connection.execute(
                    f"INSERT INTO {name} ({', '.join(column for column, _ in columns)}) VALUES ({gaps})".encode(),
                    [PLAIN.get(sort, 1) for _, sort in columns],
                )
        except psycopg.errors.IntegrityError:
            continue
        done.add(name)
    return done
