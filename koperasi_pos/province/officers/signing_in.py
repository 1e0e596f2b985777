"""Signing in: login, password and the digits of the authenticator, each try counted before it is looked at."""

from __future__ import annotations

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import attempts, audit, passwords, sessions
from koperasi_pos.province.vault import Vault
from koperasi_pos.values import Refusal


def sign_in(pool: Pool, vault: Vault, login: str, password: str, digits: str, address: str, seconds: int) -> str:
    """The token of a new session. One sentence for whatever was wrong, so that nobody learns which logins there are.

    `Refusal("secrets_shut")` only after the right password: this server lacks the key of the authenticators' secrets.
    """
    by_login, by_address = attempts.login_subject(login), attempts.address_subject(address)
    with pool.writing() as connection:
        wait = attempts.begin(connection, by_login, by_address)
    if wait:
        raise Refusal("sign_in_wait", seconds=wait)
    with pool.writing() as connection:
        row = connection.execute(
            "SELECT id, login, password_hash, totp_secret, totp_last FROM officer"
            " WHERE login = %s AND state = 'active'",
            (login.strip().casefold(),),
        ).fetchone()
    right = passwords.fits(row[2] if row else passwords.nobodys(), password)
    if row is None or not right:
        raise Refusal("sign_in_wrong")
    officer, known, kept, sealed, last = row
    secret = vault.read(sealed, officer)
    step = passwords.step_of(secret, digits, seconds) if secret else 0
    if step is None or (secret and step <= last):
        raise Refusal("sign_in_wrong")
    with pool.writing() as connection:
        if secret and not _take_step(connection, officer, step):
            raise Refusal("sign_in_wrong")  # somebody used these digits a moment ago
        if passwords.outdated(kept):
            connection.execute(
                "UPDATE officer SET password_hash = %s WHERE id = %s AND password_hash = %s",
                (passwords.hashed(password), officer, kept),
            )
        attempts.succeeded(connection, by_login, by_address)
        audit.note(connection, known, "signed_in")
        return sessions.begin(connection, officer)


def confirm(pool: Pool, officer: str) -> None:
    """Count a try of somebody signed in to give a secret again, before it is looked at."""
    with pool.writing() as connection:
        wait = attempts.begin(connection, attempts.account_subject(officer))
    if wait:
        raise Refusal("sign_in_wait", seconds=wait)


def confirmed(connection: Connection, officer: str) -> None:
    """It was right: forget the tries."""
    attempts.succeeded(connection, attempts.account_subject(officer))


def _take_step(connection: Connection, officer: str, step: int) -> bool:
    """Use up the digits of a time step: they let in once."""
    return bool(
        connection.execute(
            "UPDATE officer SET totp_last = %s WHERE id = %s AND totp_last < %s", (step, officer, step)
        ).rowcount
    )
