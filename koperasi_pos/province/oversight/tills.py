"""What officers do about a till: revoke it, declare it lost, let a frozen one go on; and what a comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.values import Refusal


@dataclass(frozen=True, slots=True)
class Compare:
    """What a till and the province found when they held their sums against each other."""

    day: date
    at: datetime
    agrees: bool
    differs: list[dict[str, Any]]


def shop_of(connection: Connection, viewer: Officer, device: str) -> str | None:
    """The shop of a till, `None` where there is none or it is not the viewer's.

    Also of one that the province forgot, and whose journal others of its shop carried here.
    """
    seen, gaps = viewer.sees("known.shop")
    row = connection.execute(
        "SELECT known.shop FROM (SELECT shop, device FROM till UNION SELECT shop, device FROM writer) AS known"  # noqa: S608
        f" WHERE known.device = %s AND {seen}",
        (device, *gaps),
    ).fetchone()
    return str(row[0]) if row else None


def compares(connection: Connection, shop: str, device: str, limit: int = 14) -> list[Compare]:
    """The last daily comparisons of a till with what differed."""
    rows = connection.execute(
        "SELECT day, at, agrees, differs FROM compare WHERE shop = %s AND device = %s ORDER BY day DESC LIMIT %s",
        (shop, device, limit),
    )
    return [Compare(*row) for row in rows]


def revoke(connection: Connection, by: Officer, device: str, reason: str) -> None:
    """The till is refused from now on; what it sent stays."""
    _out(connection, by, device, reason, "revoked", ("active", "lost"))


def declare_lost(connection: Connection, by: Officer, device: str, reason: str) -> None:
    """The till burnt, broke or was stolen: another till may bring what is found on its disk."""
    _out(connection, by, device, reason, "lost", ("active",))


def unfreeze(connection: Connection, by: Officer, device: str, reason: str) -> None:
    """Somebody has looked at the fork: the till's next entries are taken, whichever machine goes on."""
    by.check("tills")
    shop, code, _state = _locked(connection, by, device, reason)
    freed = connection.execute(
        "UPDATE writer SET frozen = false, waived = true WHERE shop = %s AND device = %s AND frozen", (shop, device)
    ).rowcount
    if not freed:
        raise Refusal("till_not_frozen", till=code)
    audit.note(connection, by.login, "till_unfrozen", shop, till=code, device=device, reason=reason)


def _out(connection: Connection, by: Officer, device: str, reason: str, state: str, before: tuple[str, ...]) -> None:
    by.check("tills")
    shop, code, now = _locked(connection, by, device, reason)
    if now not in before:
        raise Refusal("till_out_already", till=code)
    connection.execute(
        "UPDATE till SET state = %s, state_at = now() WHERE shop = %s AND device = %s", (state, shop, device)
    )
    audit.note(connection, by.login, f"till_{state}", shop, till=code, device=device, reason=reason)


def _locked(connection: Connection, by: Officer, device: str, reason: str) -> tuple[str, str, str]:
    """Shop, code and state of a till that the officer sees, its row locked; a reason must be given."""
    if len(reason) < 3:
        raise Refusal("reason_missing")
    shop = shop_of(connection, by, device)
    row = connection.execute(
        "SELECT code, state FROM till WHERE shop = %s AND device = %s FOR UPDATE", (shop, device)
    ).fetchone()
    if shop is None or row is None:
        raise Refusal("till_unknown", till=device)
    return shop, row[0], row[1]
