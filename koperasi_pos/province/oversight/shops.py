"""Shops as officers keep them: found within what somebody sees, added, changed, closed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.values import Refusal

_NSPP = re.compile(r"[0-9]{12}")
FIELDS = ("name", "pesantren", "nspp", "kabupaten", "koperasi", "address", "phone", "state")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as the province keeps it."""

    id: str
    name: str
    pesantren: str
    nspp: str
    kabupaten: str
    koperasi: str
    address: str
    phone: str
    state: str
    kabupaten_name: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A kabupaten in a few numbers."""

    code: str
    name: str
    shops: int
    quiet: int
    """Shops none of whose tills was heard of within a day."""
    frozen: int

    @property
    def tone(self) -> str:
        """How urgent it is."""
        if not self.shops:
            return "grey"
        return "red" if self.frozen else "gold" if self.quiet else "green"


_SHOP = (
    "s.id, s.name, s.pesantren, s.nspp, s.kabupaten, s.koperasi, s.address, s.phone, s.state,"
    " coalesce(k.name, s.kabupaten) FROM shop s LEFT JOIN kabupaten k ON k.code = s.kabupaten"
)


def by_kabupaten(connection: Connection, viewer: Officer) -> list[Tile]:
    """Every kabupaten in which the viewer sees shops, and those without any, by name."""
    seen, gaps = viewer.sees("s.id")
    rows = connection.execute(
        "SELECT k.code, k.name, count(s.id), count(s.id) FILTER (WHERE coalesce(t.heard, false) IS false),"  # noqa: S608
        " count(s.id) FILTER (WHERE w.shop IS NOT NULL) FROM kabupaten k"
        f" LEFT JOIN shop s ON s.kabupaten = k.code AND s.state = 'active' AND {seen}"
        " LEFT JOIN (SELECT shop, bool_or(last_seen > now() - interval '24 hours') AS heard FROM till"
        " WHERE state = 'active' GROUP BY shop) t ON t.shop = s.id"
        " LEFT JOIN (SELECT DISTINCT shop FROM writer WHERE frozen) w ON w.shop = s.id"
        " GROUP BY k.code, k.name ORDER BY k.name",
        gaps,
    )
    return [Tile(*row) for row in rows]


def frozen(connection: Connection, viewer: Officer) -> set[str]:
    """The shops with a till whose number two machines use."""
    seen, gaps = viewer.sees("writer.shop")
    rows = connection.execute(f"SELECT DISTINCT shop FROM writer WHERE frozen AND {seen}", gaps)  # noqa: S608
    return {row[0] for row in rows}


def shop(connection: Connection, viewer: Officer, shop: str) -> Shop | None:
    """One shop, `None` where there is none or it is not the viewer's."""
    seen, gaps = viewer.sees("s.id")
    row = connection.execute(f"SELECT {_SHOP} WHERE s.id = %s AND {seen}", (shop, *gaps)).fetchone()
    return Shop(*row) if row else None


def add(connection: Connection, by: Officer, fields: dict[str, str]) -> str:
    """A new shop; gives its id."""
    by.check("shops")
    kept = _checked(connection, {**fields, "state": "active"})
    known = secrets.token_hex(8)
    connection.execute(
        "INSERT INTO shop (id, name, pesantren, nspp, kabupaten, koperasi, address, phone)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (known, *(kept[name] for name in FIELDS if name != "state")),
    )
    audit.note(connection, by.login, "shop_added", known, name=kept["name"], kabupaten=kept["kabupaten"])
    return known


def change(connection: Connection, by: Officer, shop: str, fields: dict[str, str]) -> None:
    """Other words about a shop; its books and tills stay."""
    by.check("shops")
    kept = _checked(connection, fields)
    changed = connection.execute(
        "UPDATE shop SET name = %s, pesantren = %s, nspp = %s, kabupaten = %s, koperasi = %s, address = %s, phone = %s,"
        " state = %s WHERE id = %s",
        (*(kept[name] for name in FIELDS), shop),
    )
    if not changed.rowcount:
        raise Refusal("shop_unknown")
    audit.note(
        connection, by.login, "shop_changed", shop, name=kept["name"], kabupaten=kept["kabupaten"],
        shop_state=kept["state"],
    )  # fmt: skip


def _checked(connection: Connection, fields: dict[str, str]) -> dict[str, str]:
    kept = {name: " ".join(fields.get(name, "").split()) for name in FIELDS}
    if not 2 <= len(kept["name"]) <= 80:
        raise Refusal("shop_name")
    if any(len(text) > 200 for text in kept.values()):
        raise Refusal("text_long", count=200)
    if kept["nspp"] and not _NSPP.fullmatch(kept["nspp"]):
        raise Refusal("nspp_form")
    if not connection.execute("SELECT 1 FROM kabupaten WHERE code = %s", (kept["kabupaten"],)).fetchone():
        raise Refusal("kabupaten_missing")
    if kept["state"] not in ("active", "closed"):
        raise Refusal("shop_state")
    return kept


def names(connection: Connection) -> dict[str, str]:
    """Id → name of every shop that takes part, by name: nothing else of them is said."""
    rows = connection.execute("SELECT id, name FROM shop WHERE state = 'active' ORDER BY name, id")
    return {row[0]: row[1] for row in rows}
