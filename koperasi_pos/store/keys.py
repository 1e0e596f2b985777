"""The secrets of this machine: the key of the shop's file and the till's signing key, in the keyring or a 0600 file."""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from koperasi_pos.values import WIB, Refusal

_SERVICE = "koperasi-pos"


@dataclass(frozen=True)
class Secrets:
    """`store` opens the shop's file, `signing` is the private half of the till's Ed25519 key (32 bytes each)."""

    store: bytes
    signing: bytes

    def text(self) -> str:
        """Both as one line, for the keyring or the file."""
        return f"{self.store.hex()}:{self.signing.hex()}"

    @classmethod
    def read(cls, text: str) -> Secrets:
        """The opposite of `text`; `ValueError` where it is damaged."""
        store, _, signing = text.strip().partition(":")
        found = cls(bytes.fromhex(store), bytes.fromhex(signing))
        if len(found.store) != 32 or len(found.signing) != 32:
            raise ValueError("keys have 32 bytes")
        return found


def make(home: Path, *, keyring_allowed: bool) -> Secrets:
    """Make the secrets of a new till and put them where the system keeps secrets, else into a 0600 file."""
    made = Secrets(secrets.token_bytes(32), new_signing_key())
    keep(home, made, keyring_allowed=keyring_allowed)
    return made


def new_signing_key() -> bytes:
    """The private half (32 bytes) of a new Ed25519 key."""
    return secrets.token_bytes(32)


def keep(home: Path, secret: Secrets, *, keyring_allowed: bool) -> None:
    """Put secrets in their place."""
    if keyring_allowed and into_keyring(home, secret.text()):
        return
    file = home / "kunci"
    unfinished = home / "kunci.part"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as writing:
        writing.write(secret.text() + "\n")
        writing.flush()
        os.fsync(writing.fileno())
    os.replace(unfinished, file)
    write_durably(home)


def set_aside(home: Path, *, now: datetime) -> Path | None:
    """Keep the secrets that are about to be replaced, so that what they opened can still be opened.

    Returns the file they lie in now; those from the keyring stay there, under the name that such a file would have.
    """
    file = home / "kunci"
    aside = home / f"kunci-before-restore-{now.astimezone(WIB):%Y%m%d-%H%M%S}"
    if not file.exists():
        text = from_keyring(home)
        if text is not None:
            into_keyring(aside, text)
        return None
    os.replace(file, aside)
    write_durably(home)
    return aside


def find(home: Path) -> Secrets:
    """The secrets of the till in this folder; `Refusal("key_missing")` or `Refusal("key_damaged")`."""
    file = home / "kunci"
    if file.exists():
        text: str | None = file.read_text()
    else:
        text = from_keyring(home)
    if text is None:
        raise Refusal("key_missing", folder=home)
    try:
        return Secrets.read(text)
    except ValueError as error:
        raise Refusal("key_damaged", folder=home) from error


def recovery_code(secret: Secrets) -> str:
    """The store's key for people to write down: groups of four letters and digits (base32)."""
    text = base64.b32encode(secret.store).decode().rstrip("=")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def from_recovery_code(code: str) -> bytes:
    """The store's key from what people wrote down; `Refusal("recovery_code_wrong")`."""
    text = "".join(code.upper().split()).replace("-", "").replace("0", "O").replace("1", "I")
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise Refusal("recovery_code_wrong") from error
    if len(key) != 32:
        raise Refusal("recovery_code_wrong")
    return key


def public_half(signing: bytes) -> bytes:
    """The public half (32 bytes) of the till's Ed25519 key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()


def sign(signing: bytes, message: bytes) -> bytes:
    """The Ed25519 signature (64 bytes) of a message; used for the heads of the journal."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(signing).sign(message)


def write_durably(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if path.is_file():
            raise
        # Some systems cannot sync a folder; the file in it is synced.
    finally:
        os.close(handle)


def into_keyring(home: Path, text: str) -> bool:
    """Whether the system's keyring took it."""
    import keyring
    from keyring.errors import KeyringError

    if keyring.get_keyring().priority < 1:
        return False
    try:
        keyring.set_password(_SERVICE, str(home.resolve()), text)
        return keyring.get_password(_SERVICE, str(home.resolve())) == text
    except KeyringError:
        return False


def from_keyring(home: Path) -> str | None:
    """What the system's keyring has; `None` where it has nothing or cannot be asked."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, str(home.resolve()))
    except KeyringError:
        return None
