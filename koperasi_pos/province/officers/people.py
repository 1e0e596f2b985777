"""The list of officers: added, changed, given a new password, let go; each act is written down."""

from __future__ import annotations

import re
import uuid
from typing import Any, cast

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit, passwords
from koperasi_pos.province.officers.rights import ROLES, Officer, Role
from koperasi_pos.province.vault import Vault
from koperasi_pos.values import Refusal

COLUMNS = "o.id, o.login, o.name, o.role, o.scope, o.must_change, o.totp_secret <> '', o.language, o.state"

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def officer_of(row: tuple[Any, ...]) -> Officer:
    """The officer of a row with `COLUMNS`."""
    return Officer(row[0], row[1], row[2], cast(Role, row[3]), *row[4:9])


def officers(connection: Connection) -> list[Officer]:
    """All of them, those who left last."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM officer o ORDER BY o.state = 'gone', o.role = 'shop', o.scope <> '', o.login"  # noqa: S608
    )
    return [officer_of(row) for row in rows]


def find(connection: Connection, officer: str, *, lock: bool = False) -> Officer:
    """One officer by id."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM officer o WHERE o.id = %s{' FOR UPDATE' if lock else ''}",  # noqa: S608
        (officer,),
    ).fetchone()
    if row is None:
        raise Refusal("officer_unknown")
    return officer_of(row)


def add(connection: Connection, by: str, login: str, name: str, role: str, scope: str) -> tuple[Officer, str]:
    """A new officer and the temporary password to hand over; it must be changed at the first sign-in."""
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise Refusal("login_form")
    name = _named(name)
    role, scope = _placed(connection, role, scope)
    password = passwords.temporary()
    known = uuid.uuid4().hex
    made = connection.execute(
        "INSERT INTO officer (id, login, name, role, scope, password_hash) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (login) DO NOTHING",
        (known, login, name, role, scope, passwords.hashed(password)),
    )
    if not made.rowcount:
        raise Refusal("login_taken", login=login)
    audit.note(connection, by, "officer_added", scope if role == "shop" else "", login=login, role=role, scope=scope)
    return find(connection, known), password


def change(connection: Connection, by: Officer, officer: str, name: str, role: str, scope: str) -> Officer:
    """Another name, role or scope; who is signed in goes on under the new one at the next page."""
    before = find(connection, officer, lock=True)
    name = _named(name)
    role, scope = _placed(connection, role, scope)
    if before.role == "province" and role != "province":
        _not_the_last(connection, before)
    connection.execute(
        "UPDATE officer SET name = %s, role = %s, scope = %s WHERE id = %s", (name, role, scope, officer)
    )
    audit.note(connection, by.login, "officer_changed", login=before.login, role=role, scope=scope)
    return find(connection, officer)


def reset(connection: Connection, by: str, officer: str) -> str:
    """A new temporary password; the authenticator is forgotten and every session ends. Gives the password."""
    before = find(connection, officer, lock=True)
    if before.state != "active":
        raise Refusal("officer_gone", login=before.login)
    password = passwords.temporary()
    connection.execute(
        "UPDATE officer SET password_hash = %s, must_change = true, totp_secret = '', totp_waiting = '', totp_last = 0"
        " WHERE id = %s",
        (passwords.hashed(password), officer),
    )
    connection.execute("DELETE FROM session WHERE officer = %s", (officer,))
    audit.note(connection, by, "officer_reset", login=before.login)
    return password


def let_go(connection: Connection, by: Officer, officer: str) -> None:
    """The officer signs in no more; what was done stays under the name."""
    before = find(connection, officer, lock=True)
    if before.id == by.id:
        raise Refusal("officer_self")
    _not_the_last(connection, before)
    connection.execute("UPDATE officer SET state = 'gone' WHERE id = %s", (officer,))
    connection.execute("DELETE FROM session WHERE officer = %s", (officer,))
    audit.note(connection, by.login, "officer_gone", login=before.login)


def bring_back(connection: Connection, by: Officer, officer: str) -> str:
    """Somebody who was let go is an officer again, with a new temporary password."""
    before = find(connection, officer, lock=True)
    connection.execute("UPDATE officer SET state = 'active' WHERE id = %s", (officer,))
    audit.note(connection, by.login, "officer_back", login=before.login)
    return reset(connection, by.login, officer)


def change_password(
    connection: Connection, officer: Officer, old: str, new: str, again: str, *, but: bytes = b""
) -> None:
    """The officer's own new password; other sessions end."""
    row = connection.execute("SELECT password_hash FROM officer WHERE id = %s FOR UPDATE", (officer.id,)).fetchone()
    if row is None or not passwords.fits(row[0], old):
        raise Refusal("password_wrong")
    if old == new:
        raise Refusal("password_same")
    passwords.check_password(new, officer.login, again)
    connection.execute(
        "UPDATE officer SET password_hash = %s, must_change = false WHERE id = %s", (passwords.hashed(new), officer.id)
    )
    connection.execute("DELETE FROM session WHERE officer = %s AND hash <> %s", (officer.id, but))
    audit.note(connection, officer.login, "password_changed")


def check_own_password(connection: Connection, officer: Officer, password: str) -> None:
    """Refuse what is not the officer's own password."""
    row = connection.execute("SELECT password_hash FROM officer WHERE id = %s", (officer.id,)).fetchone()
    if row is None or not passwords.fits(row[0], password):
        raise Refusal("password_wrong")


def waiting_secret(connection: Connection, officer: Officer, vault: Vault) -> str:
    """The secret that the officer's authenticator is to take up; the same until it was confirmed."""
    row = connection.execute("SELECT totp_waiting FROM officer WHERE id = %s FOR UPDATE", (officer.id,)).fetchone()
    if row is not None and row[0]:
        return vault.read(row[0], officer.id)
    secret = passwords.new_secret()
    connection.execute(
        "UPDATE officer SET totp_waiting = %s WHERE id = %s", (vault.seal(secret, officer.id), officer.id)
    )
    return secret


def confirm_authenticator(
    connection: Connection, officer: Officer, vault: Vault, digits: str, seconds: int, *, but: bytes
) -> None:
    """The authenticator shows the right digits: from now on they are asked for. Other sessions end."""
    row = connection.execute("SELECT totp_waiting FROM officer WHERE id = %s FOR UPDATE", (officer.id,)).fetchone()
    secret = vault.read(row[0], officer.id) if row is not None else ""
    step = passwords.step_of(secret, digits, seconds) if secret else None
    if step is None:
        raise Refusal("digits_wrong")
    connection.execute(
        "UPDATE officer SET totp_secret = totp_waiting, totp_waiting = '', totp_last = %s WHERE id = %s",
        (step, officer.id),
    )
    connection.execute("DELETE FROM session WHERE officer = %s AND hash <> %s", (officer.id, but))
    audit.note(connection, officer.login, "authenticator_set")


def speak(connection: Connection, officer: Officer, language: str) -> None:
    """The language the officer reads from now on, on every device."""
    connection.execute("UPDATE officer SET language = %s WHERE id = %s", (language, officer.id))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 2 <= len(name) <= 80:
        raise Refusal("officer_name")
    return name


def _placed(connection: Connection, role: str, scope: str) -> tuple[str, str]:
    """Role and scope that go together: the province has none, a kabupaten and a shop must be there."""
    scope = scope.strip()
    if role not in ROLES:
        raise Refusal("officer_role")
    if role == "province":
        return role, ""
    table, column = ("kabupaten", "code") if role == "kabupaten" else ("shop", "id")
    if not connection.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", (scope,)).fetchone():  # noqa: S608
        raise Refusal("officer_scope")
    return role, scope


def _not_the_last(connection: Connection, officer: Officer) -> None:
    """The province keeps somebody who can let others in; the rows are locked, so that two do not leave at once."""
    others = connection.execute(
        "SELECT id FROM officer WHERE role = 'province' AND state = 'active' ORDER BY id FOR UPDATE"
    ).fetchall()
    if [row[0] for row in others] == [officer.id]:
        raise Refusal("officer_last")
