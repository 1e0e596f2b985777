"""The version of the shop's file: is it ours, older or newer, and how it is brought up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from koperasi_pos.resources import package_folder

HEAD = "0001"
"""The newest revision this program knows; a test compares it with the scripts."""


class NewerFile(Exception):
    """The file was written by a newer program; it is left untouched."""


def version_of(connection: Connection) -> str | None:
    """The revision of the file, `None` for an empty one."""
    try:
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    except OperationalError as error:
        if "no such table" not in str(error.orig):
            raise
        return None
    return str(row[0]) if row else None


def scripts_folder() -> Path:
    """Where the revisions lie, frozen or not."""
    return package_folder() / "store" / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the missing revisions on `connection`, inside the transaction that is open there.

    Alembic is imported here and nowhere else: a file that is up to date does not pay for it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
