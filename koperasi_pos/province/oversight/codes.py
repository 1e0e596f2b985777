"""Enrolment codes as officers see them: which are open, used or over; one that went astray is ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.values import Refusal


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was made; what it says itself nobody can read any more."""

    hash: bytes
    shop: str
    shop_name: str
    purpose: str
    replaces: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    device: str


def codes(connection: Connection, viewer: Officer, *, limit: int = 100, offset: int = 0) -> list[Code]:
    """Codes for shops that the viewer sees, newest first."""
    seen, gaps = viewer.sees("c.shop")
    rows = connection.execute(
        "SELECT c.hash, c.shop, coalesce(s.name, c.shop), c.purpose, c.replaces, c.made_by, c.made_at,"  # noqa: S608
        " c.ends_at,"
        " c.used_at, coalesce(c.device, '') FROM enrolment_code c LEFT JOIN shop s ON s.id = c.shop"
        f" WHERE {seen} ORDER BY c.made_at DESC LIMIT %s OFFSET %s",
        (*gaps, limit, offset),
    )
    return [Code(*row) for row in rows]


def end(connection: Connection, by: Officer, digest: bytes, now: datetime) -> None:
    """A code that nobody has used yet can be used no more."""
    by.check("enrol")
    seen, gaps = by.sees("enrolment_code.shop")
    row = connection.execute(
        f"UPDATE enrolment_code SET ends_at = %s WHERE hash = %s AND used_at IS NULL AND ends_at > %s AND {seen}"  # noqa: S608
        " RETURNING shop, purpose",
        (now, digest, now, *gaps),
    ).fetchone()
    if row is None:
        raise Refusal("enrol_code_over")
    audit.note(connection, by.login, "code_ended", row[0], enrol_purpose=row[1])


def codes_of_tills(connection: Connection, shop: str) -> list[str]:
    """The codes of a shop's tills (`K1`) that another machine may replace."""
    rows = connection.execute("SELECT code FROM till WHERE shop = %s AND state <> 'replaced' ORDER BY code", (shop,))
    return [row[0] for row in rows]
