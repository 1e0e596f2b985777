"""The version of the province's tables, and how they are brought up to date by whoever starts first."""

from __future__ import annotations

from pathlib import Path

import psycopg

from koperasi_pos.province.database import Connection, connect
from koperasi_pos.resources import package_folder

HEAD = "0009"
"""The newest revision this program knows; a test compares it with the scripts."""
_LOCK = 0x6B6F7061
"""Number of the advisory lock under which the tables are changed."""


class NewerTables(Exception):
    """The tables were made by a newer program; they are left untouched."""


def scripts_folder() -> Path:
    """Where the revisions lie, frozen or not."""
    return package_folder() / "province" / "migrations"


def version_of(connection: Connection) -> str | None:
    """The revision of the tables, `None` where there are none."""
    found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if found is None or found[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def upgrade(url: str) -> bool:
    """Run the missing revisions; whether there were any. Of several programs that start at once one does it."""
    with connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        version = version_of(connection)
        if version == HEAD:
            return False
        if version is not None and version > HEAD:
            raise NewerTables(version)
        _run(connection)
        return True


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    connection.autocommit = False
    try:
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool, module=psycopg
        )
        config = Config()
        config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
        with engine.begin() as opened:
            config.attributes["connection"] = opened
            command.upgrade(config, "head")
    finally:
        if not connection.closed:
            connection.rollback()
            connection.autocommit = True
