"""Tries to sign in: counted before they are looked at, five free ones, then waits that double up to an hour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from koperasi_pos.province.database import Connection

LONGEST_WAIT = 3600
FIRST_WAIT = 30
FORGOTTEN_AFTER = 24 * 3600
"""Seconds without a try after which counting begins anew."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What tries are counted for: a login or an address, with the number of tries that cost no wait."""

    name: str
    free: int

    @property
    def key(self) -> bytes:
        """What is kept of it: no login that was mistyped and no address stands in the table."""
        return hashlib.sha256(self.name.encode()).digest()


def login_subject(login: str) -> Subject:
    """Tries for one login."""
    return Subject(f"login {login.casefold().strip()[:200]}", 5)


def address_subject(address: str) -> Subject:
    """Tries from one address, behind which a whole office may sit."""
    return Subject(f"address {address}", 30)


def account_subject(officer: str) -> Subject:
    """Tries of somebody signed in to give the password or the digits again."""
    return Subject(f"account {officer}", 5)


def begin(connection: Connection, *subjects: Subject) -> int:
    """Count a try for every subject and give 0, or the seconds to wait before the next one, which is not looked at.

    Commit this before looking at the password, so that tries beside each other are all counted.
    """
    wait = 0
    rows = {}
    for subject in sorted(subjects, key=lambda one: one.key):
        connection.execute("INSERT INTO attempt (subject) VALUES (%s) ON CONFLICT DO NOTHING", (subject.key,))
        row = connection.execute(
            "SELECT CASE WHEN last_at < now() - make_interval(secs => %s) THEN 0 ELSE failures END,"
            " ceil(extract(epoch FROM until - clock_timestamp()))::int FROM attempt WHERE subject = %s FOR UPDATE",
            (FORGOTTEN_AFTER, subject.key),
        ).fetchone()
        assert row is not None
        rows[subject] = int(row[0])
        wait = max(wait, int(row[1]))
    if wait > 0:
        return wait
    for subject, failures in rows.items():
        connection.execute(
            "UPDATE attempt SET failures = %s, last_at = clock_timestamp(),"
            " until = clock_timestamp() + make_interval(secs => %s) WHERE subject = %s",
            (failures + 1, wait_after(failures + 1, subject.free), subject.key),
        )
    return 0


def succeeded(connection: Connection, login: Subject, *others: Subject) -> None:
    """The try was right: forget those for the login, take back this one for the others."""
    connection.execute("DELETE FROM attempt WHERE subject = %s", (login.key,))
    for subject in others:
        connection.execute(
            "UPDATE attempt SET failures = greatest(failures - 1, 0), until = now() WHERE subject = %s", (subject.key,)
        )


def wait_after(failures: int, free: int) -> int:
    """Seconds to wait after so many tries that failed."""
    if failures < free:
        return 0
    return min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(failures - free, 12)))
