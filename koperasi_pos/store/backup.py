"""Backups: a copy made online, opened and checked before it counts; and the way back."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import sqlcipher3

from koperasi_pos.store import schema
from koperasi_pos.store.connections import connect
from koperasi_pos.store.keys import write_durably
from koperasi_pos.values import WIB, Refusal


def backup(path: Path, key: bytes, target: Path) -> int:
    """Copy the shop's file to `target` while it is in use, then open the copy and look at it.

    The copy is encrypted with the same key. Returns its size in bytes. Raises `Refusal("backup_unreadable")`
    where the copy does not read back, `Refusal("file_exists")` where the target is taken, `OSError` from the disk.
    """
    if target.exists():
        raise Refusal("file_exists", file=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    source = connect(path, key, query_only=True)
    copy = connect(unfinished, key)
    try:
        source.raw.backup(copy.raw, pages=2048)
    finally:
        copy.close()
        source.close()
    verify(unfinished, key)
    write_durably(unfinished)
    os.replace(unfinished, target)
    write_durably(target.parent)
    return target.stat().st_size


def verify(file: Path, key: bytes) -> None:
    """Open a copy and read it whole; raises `Refusal("backup_unreadable")` or `Refusal("wrong_key")`."""
    if not file.exists():
        raise Refusal("file_missing", file=file)
    try:
        copy = connect(file, key, query_only=True)
    except sqlcipher3.DatabaseError as error:
        raise Refusal("backup_unreadable", file=file, reason=str(error)) from error
    try:
        found = [row[0] for row in copy.run("PRAGMA integrity_check")]
        version = copy.run("SELECT version_num FROM alembic_version").fetchone()
        journal = copy.run("SELECT count(*), max(position) FROM journal").fetchone()
    except Exception as error:
        raise Refusal("backup_unreadable", file=file, reason=str(error)) from error
    finally:
        copy.close()
        file.with_name(file.name + "-wal").unlink(missing_ok=True)
        file.with_name(file.name + "-shm").unlink(missing_ok=True)
    if found != ["ok"] or version is None or journal is None:
        raise Refusal("backup_unreadable", file=file, reason=found[0] if found else "empty")
    if version[0] > schema.HEAD:
        raise schema.NewerFile(version[0])


def bring_in(source: Path, path: Path, key: bytes) -> Path:
    """Verify a backup and copy it beside the shop's file; returns the copy, which `put_in_place` gives the name.

    In between the caller begins a new epoch in the copy: receipts that were given out after the backup keep their
    numbers, and never does a file of the old epoch lie in the shop's place, should the power fail.
    """
    import shutil

    verify(source, key)
    incoming = path.with_name(path.name + ".incoming")
    clear(incoming)
    shutil.copyfile(source, incoming)
    incoming.chmod(0o600)
    write_durably(incoming)
    return incoming


def put_in_place(incoming: Path, path: Path, *, now: datetime) -> Path | None:
    """Give a closed file the name of the shop's file, which must not be open. Returns where the old file went."""
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.stem}-before-restore-{now.astimezone(WIB):%Y%m%d-%H%M%S}{path.suffix}")
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                os.replace(part, aside.with_name(aside.name + ending))
    os.replace(incoming, path)
    write_durably(path.parent)
    clear(incoming)
    return aside


def clear(unfinished: Path) -> None:
    """Take away what is left of a file that never got the shop's name, its log and its lock with it."""
    for ending in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    unfinished.with_suffix(".lock").unlink(missing_ok=True)


def last_written(path: Path, key: bytes) -> tuple[str, int, str] | None:
    """(device, epoch, till's code) that a file was last written as; `None` where it cannot be read or never was."""
    try:
        connection = connect(path, key, query_only=True)
    except (Refusal, sqlcipher3.Error):
        return None
    try:
        row = connection.run(
            """SELECT device, epoch, code FROM this_till JOIN writer ON writer.key = this_till.writer
            JOIN till ON till.writer = writer.key"""
        ).fetchone()
    except sqlcipher3.Error:
        return None
    finally:
        connection.close()
    return (row[0], row[1], row[2]) if row else None


def before_upgrade(path: Path, key: bytes, version: str) -> Path:
    """Keep the file as the older program left it, once a version."""
    target = path.with_name(f"{path.stem}-before-upgrade-from-{version}{path.suffix}")
    if not target.exists():
        backup(path, key, target)
    return target


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Delete the oldest automatic backups (`toko-*.backup`) beyond `keep`; returns what went."""
    found = sorted(folder.glob("toko-*.backup"))
    gone = found[: max(0, len(found) - keep)]
    for file in gone:
        file.unlink()
    return gone
