"""The keys of the shop's signed cards on this machine: where the till's other secrets lie, never in the shop's file."""

from __future__ import annotations

import os
from pathlib import Path

from koperasi_pos.store import keys
from koperasi_pos.trade.sun_messages import SunKeys
from koperasi_pos.values import Refusal

_NAME = "kunci-kartu"


def keep(home: Path, secret: SunKeys) -> None:
    """Put them beside the till's own secrets: in the keyring, or in a 0600 file where those are in one."""
    place = home / _NAME
    if not (home / "kunci").exists() and keys.into_keyring(place, secret.text()):
        return
    unfinished = home / f"{_NAME}.part"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as writing:
        writing.write(secret.text() + "\n")
        writing.flush()
        os.fsync(writing.fileno())
    os.replace(unfinished, place)
    keys.write_durably(home)


def find(home: Path) -> SunKeys | None:
    """The keys of this machine; `None` where it has none, or where they are damaged (they are typed anew then)."""
    place = home / _NAME
    text = place.read_text(errors="replace") if place.exists() else None
    if text is None and not (home / "kunci").exists():
        text = keys.from_keyring(place)
    try:
        return SunKeys.read(text) if text else None
    except Refusal:
        return None
