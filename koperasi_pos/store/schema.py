"""The version of the shop's file: is it ours, older or newer, and how it is brought up to date."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3

from koperasi_pos.resources import package_folder
from koperasi_pos.store.connections import Connection

HEAD = "0012"
"""The newest revision this program knows; a test compares it with the scripts."""


class NewerFile(Exception):
    """The file was written by a newer program; it is left untouched."""


def version_of(connection: Connection) -> str | None:
    """The revision of the file, `None` for an empty one."""
    try:
        row = connection.run("SELECT version_num FROM alembic_version").fetchone()
    except sqlcipher3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    return str(row[0]) if row else None


def scripts_folder() -> Path:
    """Where the revisions lie, frozen or not."""
    return package_folder() / "store" / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the missing revisions on `connection` in one transaction.

    Alembic and SQLAlchemy are imported here and nowhere else: a file that is up to date does not pay for them.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: connection.raw, module=sqlcipher3.dbapi2, poolclass=StaticPool)
    event.listen(engine, "begin", lambda opened: opened.exec_driver_sql("BEGIN IMMEDIATE"))
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    with engine.begin() as opened:
        config.attributes["connection"] = opened
        command.upgrade(config, "head")
