"""Proving a PIN to who keeps its hash without telling it: what is sent fits one ask alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence


def challenge_of(pin_hash: str) -> str:
    """What somebody needs to prove a PIN: the way of hashing and its salt, never the hash. Empty for a damaged one."""
    parts = pin_hash.split("$")
    return "$".join(parts[:5]) if _settings(parts) is not None else ""


def proof_of(pin: str, challenge: str, device: str, visit: str) -> str:
    """The proof of a PIN for one ask of one till; empty where the challenge is none. Takes some 20 ms."""
    from argon2.low_level import Type, hash_secret_raw

    parts = challenge.split("$")
    found = _settings(parts)
    if found is None:
        return ""
    memory, passes, lanes, salt = found
    key = hash_secret_raw(pin.encode(), salt, passes, memory, lanes, 32, Type.ID)
    return _signed(key, device, visit)


def fits(pin_hash: str, proof: str, device: str, visit: str) -> bool:
    """Whether a proof was made with the PIN that was hashed."""
    parts = pin_hash.split("$")
    if _settings(parts) is None or len(parts) != 6:
        return False
    key = _decoded(parts[5])
    return len(key) == 32 and hmac.compare_digest(_signed(key, device, visit), proof)


def _signed(key: bytes, device: str, visit: str) -> str:
    return hmac.new(key, f"koperasi-pos visit pin\n{device}\n{visit}".encode(), hashlib.sha256).hexdigest()


def _settings(parts: Sequence[str]) -> tuple[int, int, int, bytes] | None:
    """(memory, passes, lanes, salt) of an argon2id hash that this program makes; nothing that would take for ever."""
    if len(parts) < 5 or parts[:3] != ["", "argon2id", "v=19"]:
        return None
    try:
        numbers = {name: int(value) for name, _is, value in (one.partition("=") for one in parts[3].split(","))}
        memory, passes, lanes, salt = numbers["m"], numbers["t"], numbers["p"], _decoded(parts[4])
    except (KeyError, ValueError):
        return None
    fair = 8 <= memory <= 1 << 17 and 1 <= passes <= 10 and 1 <= lanes <= 4 and 8 <= len(salt) <= 64
    return (memory, passes, lanes, salt) if fair else None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""
