"""A shop's file that was brought up to date has the tables of one that was made today, to the letter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlcipher3

from koperasi_pos.operations.till import open_till
from koperasi_pos.store import schema
from koperasi_pos.store.connections import Connection, connect
from tests.counter import Clock, shop_in
from tests.store.make_released import FOLDER
from tests.store.test_released import VERSIONS

REVISIONS = sorted(file.stem.split("_")[0][1:] for file in schema.scripts_folder().glob("versions/r*.py"))

Shape = set[tuple[str, str, str]]


def shape(connection: Connection) -> Shape:
    """Every table, index, trigger and view as it was made."""
    rows = connection.run("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows}


@pytest.fixture(scope="module")
def made_today(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    """The shape of a new shop's file."""
    till = shop_in(tmp_path_factory.mktemp("shop") / "new", Clock())
    with till.reading() as connection:
        found = shape(connection)
    till.close()
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_file_takes_todays_shape(tmp_path: Path, made_today: Shape, version: str) -> None:
    shutil.copytree(FOLDER / version, tmp_path / "toko")
    till = open_till(tmp_path / "toko", clock=Clock())
    with till.reading() as connection:
        assert shape(connection) ^ made_today == set()
    till.close()


def test_revision_by_revision_is_the_same_as_all_at_once(tmp_path: Path, made_today: Shape) -> None:
    """As in a shop that took every release, with a row in every table that takes a plain one."""
    connection = connect(tmp_path / "toko.db", b"k" * 32)
    filled: set[str] = set()
    for revision in REVISIONS:
        schema.upgrade(connection, revision)
        assert schema.version_of(connection) == revision
        filled |= fill(connection, but=filled)
    assert shape(connection) ^ made_today == set()
    assert len(filled) > 40
    connection.close()


def fill(connection: Connection, *, but: set[str]) -> set[str]:
    """Put a row into tables; those that a rule of theirs keeps it out of are left empty."""
    done = set()
    for name in [row[0] for row in connection.run("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]:
        columns = connection.run(f"PRAGMA table_info({name})").fetchall()
        needed = {row[1]: {"INTEGER": 1, "BLOB": b"1"}.get(row[2], "1") for row in columns if row[3] and row[4] is None}
        if name in but or name.startswith(("sqlite_", "alembic")) or not needed:
            continue
        try:
            gaps = ", ".join("?" * len(needed))
            connection.run(f"INSERT INTO {name} ({', '.join(needed)}) VALUES ({gaps})", tuple(needed.values()))
        except (sqlcipher3.IntegrityError, sqlcipher3.OperationalError):
            continue
        done.add(name)
    return done
