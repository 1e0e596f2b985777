"""Secrets lie sealed in the tables, with a key that lies beside the server and never in the database or its copies."""

from __future__ import annotations

import base64
import hmac
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import audit
from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong
from koperasi_pos.values import Refusal

_log = logging.getLogger(__name__)

FILE = "secret.key"
_NEW = f"{FILE}.new"
KEY_BYTES = 32
_NONCE = 12
_FORM = "1:"
"""Before what is sealed in today's form. No secret of an authenticator has a colon in it."""
_COLUMNS = ("totp_secret", "totp_waiting")


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
        return _FORM + base64.b64encode(sealed).decode()

    def read(self, sealed: str, owner: str) -> str:
        """The secret of an owner, empty where there is none. `Refusal("secrets_shut")`."""
        if not sealed:
            return ""
        if self._cipher is None or not sealed.startswith(_FORM):
            raise Refusal("secrets_shut")
        packed = base64.b64decode(sealed.removeprefix(_FORM))
        try:
            return self._cipher.decrypt(packed[:_NONCE], packed[_NONCE:], owner.encode()).decode()
        except InvalidTag:
            raise Refusal("secrets_shut") from None


def open_vault(settings: ProvinceSettings, pool: Pool) -> Vault:
    """The vault of a server: its key is made at the very first start, what still lies plain is sealed.

    A key that others were sealed with is never replaced by a new one: whoever lacks it is told so, and goes on.
    """
    with pool.writing() as connection:
        known = _sealed_with(connection)
        key = _key_here(settings, known)
        if key is None and not known:
            key = _make_key(settings.home / FILE)
        if key is None or (known and _mark(key) != known):
            _log.error("the key of the secrets is missing: officers with an authenticator cannot sign in here")
            return Vault(None)
        if not known:
            connection.execute("UPDATE province SET sealed_with = %s", (_mark(key),))
        vault = Vault(key)
        _again(connection, lambda secret, owner: secret if secret.startswith(_FORM) else vault.seal(secret, owner))
        return vault


def renew(settings: ProvinceSettings, pool: Pool) -> tuple[int, int]:
    """Seal everything with a new key, and forget what cannot be read; how many officers of each.

    The new key lies beside the old one before it is used and takes its place after: whatever breaks off, one of them
    fits. Servers that run have to be started again.
    `Refusal("secret_key_given")` where the key is a setting: then another one is to be set there.
    """
    if settings.secret_key:
        raise Refusal("secret_key_given")
    old = open_vault(settings, pool)
    file, fresh = settings.home / FILE, secrets.token_bytes(KEY_BYTES)
    vault = Vault(fresh)
    kept: set[str] = set()
    lost: set[str] = set()

    def again(sealed: str, owner: str) -> str:
        try:
            secret = old.read(sealed, owner)
        except Refusal:
            lost.add(owner)
            return ""
        kept.add(owner)
        return vault.seal(secret, owner)

    made = file.with_name(_NEW)
    made.unlink(missing_ok=True)
    _make_key(made, fresh)
    with pool.writing() as connection:
        _sealed_with(connection)
        _again(connection, again)
        connection.execute("DELETE FROM session WHERE officer = ANY(%s)", (list(lost),))
        connection.execute("UPDATE province SET sealed_with = %s", (_mark(fresh),))
        audit.note(connection, "server", "secrets_renewed", kept=len(kept - lost), forgotten=len(lost))
    os.replace(made, file)
    officers = {owner for owner in kept | lost if not owner.startswith("card-keys/")}
    return len(officers - lost), len(officers & lost)


def _again(connection: Connection, change: Callable[[str, str], str]) -> None:
    """Write every secret of every officer anew, and the keys of cards that shops deposited; what is lost is gone."""
    for column in _COLUMNS:
        rows = connection.execute(
            f"SELECT id, {column} FROM officer WHERE {column} <> '' ORDER BY id FOR UPDATE"  # noqa: S608
        ).fetchall()
        for officer, before in rows:
            after = change(before, officer)
            if after != before:
                connection.execute(
                    f"UPDATE officer SET {column} = %s WHERE id = %s",  # noqa: S608 - our own column names
                    (after, officer),
                )
    for shop, before in connection.execute(
        "SELECT shop, sealed FROM visit_card_key ORDER BY shop FOR UPDATE"
    ).fetchall():
        after = change(before, f"card-keys/{shop}")
        if not after:
            connection.execute("DELETE FROM visit_card_key WHERE shop = %s", (shop,))
        elif after != before:
            connection.execute("UPDATE visit_card_key SET sealed = %s WHERE shop = %s", (after, shop))


def _sealed_with(connection: Connection) -> str:
    """The mark of the key in use; the row is locked, so that of several that start at once one makes the key."""
    row = connection.execute("SELECT sealed_with FROM province FOR UPDATE").fetchone()
    return str(row[0]) if row else ""


def _key_here(settings: ProvinceSettings, known: str) -> bytes | None:
    """The key that lies here; of two, one of which was about to take the other's place, the one in use."""
    if settings.secret_key:
        return bytes.fromhex(settings.secret_key)
    file, made = settings.home / FILE, settings.home / _NEW
    if known and made.exists() and _mark(_read_key(made)) == known:
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


def _make_key(file: Path, key: bytes = b"") -> bytes:
    """A new key in a file that this user alone may read; on the disk before anything is sealed with it."""
    key = key or secrets.token_bytes(KEY_BYTES)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key


def _mark(key: bytes) -> str:
    """What tells one key from another and gives neither away."""
    return hmac.digest(key, b"koperasi-pos/secrets", "sha256").hex()[:32]
