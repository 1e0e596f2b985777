"""The till's next signing key: kept before the province hears of it, in force once it has."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.operations.till import Till
from koperasi_pos.store import keys
from koperasi_pos.values import Refusal

_NEXT = "kunci-berikut"


def _folder(till: Till) -> Path:
    return till.home / _NEXT


def next_key(till: Till) -> bytes:
    """The private half of the key to come; the same one until it is in force."""
    folder = _folder(till)
    held = keys.find(till.home)
    try:
        found = keys.find(folder)
    except Refusal:
        found = None
    if found is not None and found.store == held.store and found.signing != held.signing:
        return found.signing
    folder.mkdir(exist_ok=True)
    made = keys.Secrets(held.store, keys.new_signing_key())
    keys.keep(folder, made, keyring_allowed=not (till.home / "kunci").exists())
    return made.signing


def take_next_key(till: Till) -> None:
    """The province has the new key: from now on this machine signs with it."""
    made = keys.find(_folder(till))
    keys.keep(till.home, made, keyring_allowed=not (till.home / "kunci").exists())


def is_changed_key(till: Till, signing: bytes) -> bool:
    """Whether this key came in the place of an older one on this machine."""
    try:
        return keys.find(_folder(till)).signing == signing
    except Refusal:
        return False
