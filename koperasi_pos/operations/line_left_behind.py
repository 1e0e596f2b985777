"""Entries that a dead machine had not sent yet, from its disk or from a stick it wrote: read, never changed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from koperasi_pos.journal.protocol import Bundle, NotABundle, bundle, unpack
from koperasi_pos.journal.sticks import BUNDLES, NotAStick, read_stick
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.line_sending import within
from koperasi_pos.operations.line_sticks import not_a_stick
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, keys
from koperasi_pos.store import line as line_state
from koperasi_pos.store.connections import connect
from koperasi_pos.values import Refusal


def left_behind(till: Till, file: Path, *, code: str = "", key_file: Path | None = None) -> Iterator[Bundle]:
    """Bundles of what the file's machine wrote and this till does not know yet.

    `file` is a stick, or a `toko.db` whose key lies beside it, in `key_file`, or is the recovery `code`. Raises
    `Refusal`: `file_missing`, `key_missing`, `wrong_key`, `recovery_code_wrong`, `stick_…`, `left_behind_empty`.
    """
    if not file.exists():
        raise Refusal("file_missing", file=file)
    if zipfile.is_zipfile(file):
        yield from _of_stick(till, file)
        return
    secret = _secret(file, code, key_file)
    with tempfile.TemporaryDirectory(prefix="left-", dir=till.home) as folder:
        copy = Path(folder) / "toko.db"
        for ending in ("", "-wal"):
            source = file.with_name(file.name + ending)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + ending))
        with contextlib.closing(connect(copy, secret.store)) as other:
            yield from _of_file(till, other, secret.signing or signing_key(till))


def _secret(file: Path, code: str, key_file: Path | None) -> keys.Secrets:
    if code:
        return keys.Secrets(keys.from_recovery_code(code), b"")
    if key_file is not None:
        try:
            return keys.Secrets.read(key_file.read_text(encoding="utf-8"))
        except OSError:
            raise Refusal("file_missing", file=key_file) from None
        except ValueError:
            raise Refusal("key_damaged", folder=key_file) from None
    return keys.find(file.parent)


def _of_file(till: Till, other: Connection, private: bytes) -> Iterator[Bundle]:
    me = journal.this_till(other)
    if me is None:
        raise Refusal("left_behind_empty")
    for one in line_state.own_writers(other, me.device):
        after = _known(till, one.device, one.epoch)
        while lines := within(line_state.entries_above(other, one.key, after, 500)):
            yield bundle(one.device, one.epoch, after + 1, lines, private)
            after += len(lines)


def _known(till: Till, device: str, epoch: int) -> int:
    """How much of a writer this till has from the province."""
    with till.reading() as connection:
        return line_state.reach(connection, device, epoch)


def _of_stick(till: Till, file: Path) -> Iterator[Bundle]:
    try:
        stick = read_stick(file.read_bytes())
        if stick.head.way != "up":
            raise Refusal("stick_down")
        for content in stick.all_of(BUNDLES):
            one = unpack(content)
            if one.last > _known(till, one.device, one.epoch):
                yield one
    except NotAStick as wrong:
        raise not_a_stick(wrong, file) from wrong
    except NotABundle as wrong:
        raise Refusal("stick_damaged", file=file, reason="") from wrong
