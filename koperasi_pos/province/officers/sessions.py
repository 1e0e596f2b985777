"""Sessions: kept on the server by the hash of their token; they end when idle, after a day's work, or when told to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.people import COLUMNS, officer_of
from koperasi_pos.province.officers.rights import Officer

IDLE_MINUTES = 30
MOST_HOURS = 12


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: who, and the token that forms must carry."""

    key: bytes
    csrf: str
    officer: Officer


def key_of(token: str) -> bytes:
    """What is kept of a token; whoever reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).digest()


def begin(connection: Connection, officer: str) -> str:
    """A new session for an officer; gives the token for the cookie. What has ended is swept away."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        "DELETE FROM session WHERE ends_at < now() OR seen_at < now() - make_interval(mins => %s)", (IDLE_MINUTES,)
    )
    connection.execute(
        "INSERT INTO session (hash, officer, csrf, ends_at) VALUES (%s, %s, %s, now() + make_interval(hours => %s))",
        (key_of(token), officer, secrets.token_urlsafe(24), MOST_HOURS),
    )
    return token


def find(connection: Connection, token: str) -> Session | None:
    """The session of a token that has not ended, of an officer who is still one; it counts as seen now."""
    key = key_of(token)
    row = connection.execute(
        f"SELECT s.csrf, s.seen_at < now() - interval '30 seconds', {COLUMNS} FROM session s"  # noqa: S608
        " JOIN officer o ON o.id = s.officer WHERE s.hash = %s AND s.ends_at > now()"
        " AND s.seen_at > now() - make_interval(mins => %s) AND o.state = 'active'",
        (key, IDLE_MINUTES),
    ).fetchone()
    if row is None:
        return None
    if row[1]:
        connection.execute("UPDATE session SET seen_at = now() WHERE hash = %s", (key,))
    return Session(key, row[0], officer_of(row[2:]))


def end(connection: Connection, session: Session) -> None:
    """Sign out."""
    connection.execute("DELETE FROM session WHERE hash = %s", (session.key,))


def end_all(connection: Connection, officer: str, *, but: bytes = b"") -> int:
    """End every session of an officer, perhaps but one; gives how many."""
    return connection.execute("DELETE FROM session WHERE officer = %s AND hash <> %s", (officer, but)).rowcount
