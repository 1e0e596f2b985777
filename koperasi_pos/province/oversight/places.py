"""Kabupaten and shops as lists to choose from."""

from __future__ import annotations

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer


def kabupaten(connection: Connection) -> list[tuple[str, str]]:
    """Code and name of every kabupaten."""
    return [(row[0], row[1]) for row in connection.execute("SELECT code, name FROM kabupaten ORDER BY name")]


def shops(connection: Connection, viewer: Officer | None = None) -> list[tuple[str, str]]:
    """Id and name of every shop that is open and that the viewer sees."""
    seen, gaps = viewer.sees("shop.id") if viewer else ("true", ())
    rows = connection.execute(
        "SELECT shop.id, shop.name, coalesce(k.name, '') FROM shop"  # noqa: S608
        " LEFT JOIN kabupaten k ON k.code = shop.kabupaten"
        f" WHERE shop.state = 'active' AND {seen} ORDER BY shop.name, shop.id",
        gaps,
    )
    return [(row[0], f"{row[1]} · {row[2]}" if row[2] else row[1]) for row in rows]
