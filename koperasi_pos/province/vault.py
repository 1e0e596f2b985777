"""Secrets lie sealed in the tables, with a key that lies beside the server and never in the database or its copies."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong
from koperasi_pos.values import Refusal

FILE = "secret.key"
NEW = f"{FILE}.new"
"""A key that is about to take the place of the other one."""
KEY_BYTES = 32
_NONCE = 12
CARD_KEYS = "card-keys/"
"""Before a shop's id: whose the keys of signed cards are that it deposited."""
FORM = "1:"
"""Before what is sealed in today's form. No secret that lies plain has a colon in it."""


class Vault:
    """Seals secrets and reads them; without the right key it refuses both, and everything else goes on."""

    def __init__(self, key: bytes | None) -> None:
        self._cipher = ChaCha20Poly1305(key) if key is not None else None

    @property
    def opens(self) -> bool:
        """Whether the right key is there."""
        return self._cipher is not None

    def seal(self, secret: str, owner: str) -> str:
        """A secret as it lies in the tables; it is good for its owner's row alone. `Refusal("secrets_shut")`."""
        if self._cipher is None:
            raise Refusal("secrets_shut")
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, secret.encode(), owner.encode())
        return FORM + base64.b64encode(sealed).decode()

    def read(self, sealed: str, owner: str) -> str:
        """The secret of an owner, empty where there is none. `Refusal("secrets_shut")`."""
        if not sealed:
            return ""
        if self._cipher is None or not sealed.startswith(FORM):
            raise Refusal("secrets_shut")
        packed = base64.b64decode(sealed.removeprefix(FORM))
        try:
            return self._cipher.decrypt(packed[:_NONCE], packed[_NONCE:], owner.encode()).decode()
        except InvalidTag:
            raise Refusal("secrets_shut") from None


def key_here(settings: ProvinceSettings, known: str) -> bytes | None:
    """The key that lies here; of two, one of which was about to take the other's place, the one in use."""
    if settings.secret_key:
        return bytes.fromhex(settings.secret_key)
    file, made = settings.home / FILE, settings.home / NEW
    if known and made.exists() and mark(_read_key(made)) == known:
        os.replace(made, file)
    return _read_key(file) if file.exists() else None


def _read_key(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsWrong(f"{file}: 64 hex digits")
    return key


def make_key(file: Path, key: bytes = b"") -> bytes:
    """A new key in a file that this user alone may read; on the disk before anything is sealed with it."""
    key = key or secrets.token_bytes(KEY_BYTES)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def mark(key: bytes) -> str:
    """What tells one key from another and gives neither away."""
    return hmac.digest(key, b"koperasi-pos/secrets", "sha256").hex()[:32]
