"""What lies sealed in the tables: sealed at a server's first start, sealed anew with another key, or given up."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import audit
from koperasi_pos.province.settings import ProvinceSettings
from koperasi_pos.province.signing import Signer, begin_anew, open_signer, seal_signing_key
from koperasi_pos.province.vault import CARD_KEYS, FILE, FORM, KEY_BYTES, NEW, Vault, key_here, make_key, mark
from koperasi_pos.values import Refusal

_log = logging.getLogger(__name__)

_COLUMNS = ("totp_secret", "totp_waiting")


@dataclass(frozen=True)
class Renewed:
    """What became of the secrets: officers whose authenticator stays, those who begin anew, and the province's key."""

    kept: int
    forgotten: int
    new_signing_key: bool
    """Whether the province signs with another key now: every till has to be enrolled again."""


def open_vault(settings: ProvinceSettings, pool: Pool) -> Vault:
    """The vault of a server: its key is made at the very first start, what still lies plain is sealed.

    A key that others were sealed with is never replaced by a new one: whoever lacks it is told so, and goes on.
    """
    with pool.writing() as connection:
        known = _sealed_with(connection)
        key = key_here(settings, known)
        if key is None and not known:
            key = make_key(settings.home / FILE)
        if key is None or (known and mark(key) != known):
            _log.error(
                "the key of the secrets is missing: no till is answered here, and no officer with an authenticator"
                " can sign in"
            )
            return Vault(None)
        if not known:
            connection.execute("UPDATE province SET sealed_with = %s", (mark(key),))
        vault = Vault(key)
        _again(connection, lambda secret, owner: secret if secret.startswith(FORM) else vault.seal(secret, owner))
        seal_signing_key(connection, vault, vault)
        return vault


def opened_by(settings: ProvinceSettings, pool: Pool) -> tuple[Vault, Signer]:
    """What a server opens with the key in its folder: its vault, and the province's signature."""
    vault = open_vault(settings, pool)
    with pool.reading() as connection:
        signer = open_signer(connection, vault)
    if vault.opens and not signer.opens:
        _log.error("the province's signing key cannot be read: no till is answered here")
    return vault, signer


def fits(settings: ProvinceSettings, pool: Pool) -> bool:
    """Whether the key that lies here opens these tables; where nothing is sealed yet, any does."""
    with pool.writing() as connection:
        known = _sealed_with(connection)
        if not known:
            return True
        key = key_here(settings, known)
        return key is not None and mark(key) == known


def renew(settings: ProvinceSettings, pool: Pool, *, new_signing_key: bool = False) -> Renewed:
    """Seal everything with a new key, and forget the authenticators that cannot be read.

    The new key lies beside the old one before it is used and takes its place after: whatever breaks off, one of them
    fits. Servers that run have to be started again. The province's own key is given up only where that is said
    (`new_signing_key`), and only where it cannot be read.
    `Refusal`: `secret_key_given` where the key is a setting (then another one is to be set there), `signing_key_shut`.
    """
    if settings.secret_key:
        raise Refusal("secret_key_given")
    old = open_vault(settings, pool)
    with pool.reading() as connection:
        readable = open_signer(connection, old).opens
    if not readable and not new_signing_key:
        raise Refusal("signing_key_shut")
    file, fresh = settings.home / FILE, secrets.token_bytes(KEY_BYTES)
    made = file.with_name(NEW)
    made.unlink(missing_ok=True)
    make_key(made, fresh)
    vault = Vault(fresh)
    with pool.writing() as connection:
        _sealed_with(connection)
        kept, lost = _officers_again(connection, old, vault)
        if readable:
            seal_signing_key(connection, old, vault)
        else:
            begin_anew(connection, vault)
        connection.execute("UPDATE province SET sealed_with = %s", (mark(fresh),))
        officers = {owner for owner in kept | lost if not owner.startswith(CARD_KEYS)}
        done = Renewed(len(officers - lost), len(officers & lost), not readable)
        audit.note(
            connection, "server", "secrets_renewed", kept=done.kept, forgotten=done.forgotten,
            **({"signing_key": "new"} if done.new_signing_key else {}),
        )  # fmt: skip
    os.replace(made, file)
    return done


def _officers_again(connection: Connection, old: Vault, new: Vault) -> tuple[set[str], set[str]]:
    """Seal the authenticators anew: (whose stayed, whose could not be read and are forgotten)."""
    kept: set[str] = set()
    lost: set[str] = set()

    def again(sealed: str, owner: str) -> str:
        try:
            secret = old.read(sealed, owner)
        except Refusal:
            lost.add(owner)
            return ""
        kept.add(owner)
        return new.seal(secret, owner)

    _again(connection, again)
    connection.execute("DELETE FROM session WHERE officer = ANY(%s)", (list(lost),))
    return kept, lost


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
        after = change(before, f"{CARD_KEYS}{shop}")
        if not after:
            connection.execute("DELETE FROM visit_card_key WHERE shop = %s", (shop,))
        elif after != before:
            connection.execute("UPDATE visit_card_key SET sealed = %s WHERE shop = %s", (after, shop))


def _sealed_with(connection: Connection) -> str:
    """The mark of the key in use; the row is locked, so that of several that start at once one makes the key."""
    row = connection.execute("SELECT sealed_with FROM province FOR UPDATE").fetchone()
    return str(row[0]) if row else ""
