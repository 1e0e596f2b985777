"""The database copied to a file and put back: one snapshot of all tables, in PostgreSQL's own form."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg

from koperasi_pos.province import schema
from koperasi_pos.province.database import Pool, connect
from koperasi_pos.province.identity import next_epoch
from koperasi_pos.province.postgres import program
from koperasi_pos.values import Refusal


def copy_to(url: str, file: Path) -> int:
    """Copy the database while it is used; its size. A file of that name is replaced once the copy is whole.

    `Refusal("copy_failed")` with what PostgreSQL said.
    """
    unfinished = file.with_name(f"{file.name}.part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            _run([program("pg_dump"), "--format=custom", "--no-owner", f"--dbname={url}"], out.fileno())
            out.flush()
            os.fsync(out.fileno())
        # What was not read back is no backup.
        _run([program("pg_restore"), "--list", str(unfinished)], subprocess.DEVNULL)
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def put_back(url: str, file: Path, *, replace: bool = False) -> int:
    """Put a copy in the place of the tables and begin a new epoch; its number.

    The new epoch is above the one that is replaced, too: no till may take the restored server for the old one.
    `Refusal`: `restore_file` (there is none), `restore_over` (entries are there), `copy_failed`.
    """
    if not file.is_file():
        raise Refusal("restore_file", file=file)
    with connect(url, autocommit=True) as connection:
        epoch, entries = _standing(connection)
        if entries and not replace:
            raise Refusal("restore_over")
        _run([program("pg_restore"), "--list", str(file)], subprocess.DEVNULL)
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    _run(
        [
            program("pg_restore"), "--exit-on-error", "--no-owner", "--single-transaction", "--schema=public",
            f"--dbname={url}", str(file),
        ],
        subprocess.DEVNULL,
    )  # fmt: skip
    schema.upgrade(url)
    pool = Pool(url, 1)
    try:
        with pool.writing() as connection:
            connection.execute("UPDATE province SET server_epoch = greatest(server_epoch, %s)", (epoch,))
        return next_epoch(pool)
    finally:
        pool.close()


def _standing(connection: psycopg.Connection[tuple[object, ...]]) -> tuple[int, bool]:
    """The epoch of the tables that are there, and whether they hold entries."""
    if schema.version_of(connection) is None:
        return 0, False
    row = connection.execute("SELECT (SELECT max(server_epoch) FROM province), EXISTS (SELECT 1 FROM entry)").fetchone()
    assert row is not None
    return int(str(row[0] or 0)), bool(row[1])


def _run(command: list[str], out: int) -> None:
    done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refusal("copy_failed", reason=lines[-1] if lines else str(done.returncode))
