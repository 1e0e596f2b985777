"""A guardian signed in: by number and PIN, each try counted; sessions kept by the hash of their token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.officers import attempts, passwords
from koperasi_pos.province.officers.attempts import Subject
from koperasi_pos.province.officers.sessions import key_of
from koperasi_pos.province.wali import people
from koperasi_pos.province.wali.people import COLUMNS, Wali
from koperasi_pos.values import Refusal

IDLE_DAYS = 7
MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class WaliSession:
    """Who, and the token that forms must carry."""

    key: bytes
    csrf: str
    wali: Wali


def number_subject(number: str) -> Subject:
    """Tries for one number."""
    return Subject(f"wali {number}", 5)


def sign_in(pool: Pool, number: str, pin: str, address: str) -> str:
    """The token of a new session; one sentence for whatever was wrong. `Refusal`: `sign_in_wait`, `wali_sign_in`."""
    number = people.plain_number(number)
    mine, there = number_subject(number), attempts.address_subject(address)
    with pool.writing() as connection:
        wait = attempts.begin(connection, mine, there)
    if wait:
        raise Refusal("sign_in_wait", seconds=wait)
    with pool.reading() as connection:
        row = connection.execute(
            "SELECT w.shop, w.id, w.pin_hash FROM wali_number n JOIN wali w ON w.shop = n.shop AND w.id = n.wali"
            " WHERE n.number = %s",
            (number,),
        ).fetchone()
    right = passwords.fits(row[2] if row and row[2] else passwords.nobodys(), pin)
    if row is None or not right:
        raise Refusal("wali_sign_in")
    with pool.writing() as connection:
        wali = people.find(connection, row[0], row[1])
        if wali is None:
            raise Refusal("wali_sign_in")
        attempts.succeeded(connection, mine, there)
        return begin(connection, wali)


def change_pin(pool: Pool, wali: Wali, old: str, pin: str, again: str) -> str:
    """Another PIN; every other session ends. Gives the token of a new one."""
    people.check_pin(pin, again)
    mine = number_subject(wali.number)
    with pool.writing() as connection:
        wait = attempts.begin(connection, mine)
    if wait:
        raise Refusal("sign_in_wait", seconds=wait)
    with pool.writing() as connection:
        row = connection.execute(
            "SELECT pin_hash FROM wali WHERE shop = %s AND id = %s FOR UPDATE", (wali.shop, wali.id)
        ).fetchone()
        if row is None or not passwords.fits(row[0], old):
            raise Refusal("wali_pin_wrong")
        people.set_pin(connection, wali, pin)
        attempts.succeeded(connection, mine)
        return begin(connection, wali)


def begin(connection: Connection, wali: Wali) -> str:
    """A new session; gives the token for the cookie. What has ended is swept away."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        "DELETE FROM wali_session WHERE ends_at < now() OR seen_at < now() - make_interval(days => %s)", (IDLE_DAYS,)
    )
    connection.execute(
        "INSERT INTO wali_session (hash, shop, wali, csrf, ends_at)"
        " VALUES (%s, %s, %s, %s, now() + make_interval(days => %s))",
        (key_of(token), wali.shop, wali.id, secrets.token_urlsafe(24), MOST_DAYS),
    )
    return token


def find(connection: Connection, token: str) -> WaliSession | None:
    """The session of a token that has not ended; it counts as seen now."""
    key = key_of(token)
    row = connection.execute(
        f"SELECT s.csrf, s.seen_at < now() - interval '5 minutes', {COLUMNS} FROM wali_session s"  # noqa: S608
        " JOIN wali w ON w.shop = s.shop AND w.id = s.wali WHERE s.hash = %s AND s.ends_at > now()"
        " AND s.seen_at > now() - make_interval(days => %s)",
        (key, IDLE_DAYS),
    ).fetchone()
    if row is None:
        return None
    if row[1]:
        connection.execute("UPDATE wali_session SET seen_at = now() WHERE hash = %s", (key,))
    return WaliSession(key, row[0], Wali(*row[2:]))


def end(connection: Connection, session: WaliSession) -> None:
    """Sign out."""
    connection.execute("DELETE FROM wali_session WHERE hash = %s", (session.key,))
