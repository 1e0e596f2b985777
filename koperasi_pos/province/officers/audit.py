"""What officers did: written in the transaction of the act itself, read by the province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer


@dataclass(frozen=True, slots=True)
class Act:
    """One act: when, who, what, about which shop, and the facts."""

    at: datetime
    officer: str
    act: str
    shop: str
    facts: dict[str, Any]


def note(connection: Connection, officer: str, act: str, shop: str = "", **facts: str | int) -> None:
    """Write down an act of an officer (by login; `server` for the command line)."""
    connection.execute(
        "INSERT INTO audit (shop, officer, act, facts) VALUES (%s, %s, %s, %s)", (shop, officer, act, Jsonb(facts))
    )


def acts(
    connection: Connection, viewer: Officer, *, officer: str = "", act: str = "", limit: int = 100, offset: int = 0
) -> list[Act]:
    """Acts that the viewer may see, newest first."""
    seen, gaps = viewer.sees("a.shop")
    rows = connection.execute(
        "SELECT a.at, a.officer, a.act, coalesce(s.name, a.shop), a.facts"  # noqa: S608
        " FROM audit a LEFT JOIN shop s ON s.id = a.shop"
        f" WHERE {seen} AND (%s = '' OR a.officer = %s) AND (%s = '' OR a.act = %s)"
        " ORDER BY a.at DESC, a.id LIMIT %s OFFSET %s",
        (*gaps, officer, officer, act, act, limit, offset),
    )
    return [Act(*row) for row in rows]
