"""The till's signing key, who it makes of this machine, and the next one: kept before the province hears of it."""

from __future__ import annotations

import hashlib
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


def _is_changed_key(till: Till, signing: bytes) -> bool:
    """Whether this key came in the place of an older one on this machine."""
    try:
        return keys.find(_folder(till)).signing == signing
    except Refusal:
        return False


def signing_key(till: Till) -> bytes:
    """The private half of this machine's key."""
    return keys.find(till.home).signing


def device_of(private: bytes) -> str:
    """The device that a key stands for."""
    return hashlib.sha256(keys.public_half(private)).hexdigest()[:16]


def own_device(till: Till) -> str:
    """The device that this machine signs as: that of its first key, however often the key was changed since."""
    private = signing_key(till)
    if _is_changed_key(till, private):
        with till.reading() as connection:
            return till.writer(connection).device
    return device_of(private)
