"""Look after the shop's file: check, rebuild, back up, restore, the journal as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from koperasi_pos.journal.documents import TillStarted
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.operations.till import STORE_FILE, Till, wall_clock
from koperasi_pos.settings import read_settings
from koperasi_pos.store import Database, backup, journal, keys, rebuild
from koperasi_pos.store.books import shops
from koperasi_pos.store.connections import ProcessLock
from koperasi_pos.store.rebuild import Findings
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import WIB, Refusal

__all__ = [
    "Findings",
    "automatic_backup",
    "backup_folder",
    "backups",
    "check",
    "journal_lines",
    "make_backup",
    "next_code",
    "rebuild_books",
    "recovery_code",
    "restore",
]

BACKUPS = "cadangan"
"""The folder of automatic backups, in the till's own."""


def check(till: Till) -> Findings:
    """Compare file, chain, figures and books; changes nothing."""
    return rebuild.check(till.database)


def rebuild_books(till: Till, *, by: Actor) -> Done[int]:
    """Make every book again from the journal; the number of entries read."""
    require(by, "upkeep")
    entries = rebuild.rebuild(till.database)
    till.tell("products", "sale", "shift", "shop")
    return Done(entries)


def make_backup(till: Till, file: Path) -> Done[int]:
    """Copy the shop's file while it is in use, open the copy and look at it; its size in bytes.

    `Refusal`: `file_exists`, `file_not_written`, `backup_unreadable`.
    """
    try:
        return Done(backup.backup(till.database.path, till.database.key, file))
    except OSError as error:
        raise Refusal("file_not_written", file=file, reason=error.strerror or str(error)) from error


def backup_folder(till: Till) -> Path:
    """Where automatic backups lie."""
    return till.home / BACKUPS


def backups(till: Till) -> list[Path]:
    """The backups of this till, the newest first."""
    return backups_in(till.home)


def backups_in(home: Path) -> list[Path]:
    """The automatic backups in a till's folder, the newest first; also where the till does not open."""
    return sorted((home / BACKUPS).glob("*.backup"), key=lambda file: file.stat().st_mtime, reverse=True)


def automatic_backup(till: Till) -> Done[Path]:
    """The backup of the day, made once a day (at the close of a shift); old ones beyond the setting go."""
    file = backup_folder(till) / f"toko-{till.today()}.backup"
    if file.exists():
        return Done(file, changed=False)
    backup.backup(till.database.path, till.database.key, file)
    backup.prune(file.parent, keep=till.settings.keep_backups)
    return Done(file)


def recovery_code(till: Till, *, by: Actor) -> str:
    """What opens a backup on another machine; to be written down and locked away."""
    require(by, "shop")
    return keys.recovery_code(keys.find(till.home))


def restore(
    home: Path,
    file: Path,
    *,
    code: str = "",
    clock: Callable[[], datetime] = wall_clock,
    keyring_allowed: bool = True,
) -> Till:
    """Put a backup in the place of the shop's file and go on as a new epoch; returns the open till.

    On another machine `code` is the recovery code. Receipts that were given out after the backup keep their
    numbers: the restored till numbers on under the next code (`K1` → `K1B`). The old file is kept beside.
    """
    store = home / STORE_FILE
    home.mkdir(parents=True, exist_ok=True)
    # Refuses while another process has the file; the file itself may be too damaged to be opened.
    lock = ProcessLock(store.with_suffix(".lock"))
    try:
        now = clock().astimezone(WIB)
        held = _held_key(home)
        secret = _secrets(home, file, code, now=now, keyring_allowed=keyring_allowed)
        replaced = _last_written(store, {secret.store, held})
        incoming = backup.bring_in(file, store, secret.store)
        copy = Till(home, Database(incoming, secret.store), read_settings(home).settings, clock=clock)
        try:
            _begin_epoch(copy, secret, replaced)
        finally:
            copy.close()
        backup.put_in_place(incoming, store, now=now)
    finally:
        lock.release()
    return Till(home, Database(store, secret.store), copy.settings, clock=clock)


def _held_key(home: Path) -> bytes:
    try:
        return keys.find(home).store
    except Refusal:
        return b""


def _last_written(store: Path, known: set[bytes]) -> tuple[str, int, str] | None:
    found = [backup.last_written(store, key) for key in known if key and store.exists()]
    return next(filter(None, found), None)


def _begin_epoch(till: Till, secret: keys.Secrets, replaced: tuple[str, int, str] | None) -> None:
    with till.database.write() as connection:
        me = journal.this_till(connection)
        if me is None:
            raise Refusal("no_shop_yet")
        old = shops.till_code(connection, me.key)
        # The same backup put back twice: the file in between gave out receipts too, so its epoch and code are taken.
        _, epoch, code = max((me.device, me.epoch, old), replaced or ("", 0, ""), key=_age(me.device))
        journal.become(connection, me.device, epoch + 1)
        started = TillStarted(
            id=till.new_id(), code=free_code(code, shops.codes(connection)),
            public_key=keys.public_half(secret.signing).hex(), reason="restored", replaces=old,
        )  # fmt: skip
        till.forget_writer()
        till.post(connection, started, by=SETUP)


def _secrets(home: Path, file: Path, code: str, *, now: datetime, keyring_allowed: bool) -> keys.Secrets:
    """The secrets that open the backup. Those that are here give way only to a code that opens it."""
    if not code:
        return keys.find(home)
    store = keys.from_recovery_code(code)
    backup.verify(file, store)
    try:
        held = keys.find(home)
    except Refusal:
        held = None
    if held is not None and held.store == store:
        return held
    keys.set_aside(home, now=now)
    made = keys.Secrets(store, keys.new_signing_key())
    keys.keep(home, made, keyring_allowed=keyring_allowed)
    return made


def _age(device: str) -> Callable[[tuple[str, int, str]], int]:
    """How late in the life of `device` a (device, epoch, code) is; what another device wrote does not count."""
    return lambda written: written[1] if written[0] == device else 0


def free_code(code: str, taken: list[str]) -> str:
    """The next code that no other till of the shop numbers under (`KB` may not go on as its neighbour `KC`)."""
    code = next_code(code)
    while code in taken:
        code = next_code(code)
    return code


def next_code(code: str) -> str:
    """`K1` → `K1B` → `K1C`: the code under which a restored till numbers on."""
    if code[-1].isalpha() and len(code) > 1 and "B" <= code[-1] < "Z":
        return code[:-1] + chr(ord(code[-1]) + 1)
    return code + "B"


def journal_lines(till: Till, after: int = 0) -> Iterator[bytes]:
    """The entries above a position exactly as they are stored and sent."""
    with till.reading() as connection:
        for _, line in journal.lines(connection, after):
            yield line
