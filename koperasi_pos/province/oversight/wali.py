"""The santri of a shop for the paper that a wali is handed: who they are and who sees them, nothing of their money."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.province.database import Connection
from koperasi_pos.values import Refusal


@dataclass(frozen=True, slots=True)
class Santri:
    """An account and the wali joined to it."""

    account: str
    name: str
    nis: str
    school_class: str
    wali: str
    """As the till knows the guardian."""
    joined: list[str]
    """Guardians who see the account."""


def santri(connection: Connection, shop: str, text: str, limit: int = 50) -> list[Santri]:
    """Open accounts by part of the name, the NIS or the class."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = connection.execute(
        "SELECT a.account, coalesce(nullif(p.name, ''), a.name), coalesce(p.nis, ''), coalesce(p.class, ''),"
        " coalesce(p.wali, ''), ARRAY(SELECT w.name FROM wali_child c JOIN wali w ON w.shop = c.shop AND w.id = c.wali"
        " WHERE c.shop = a.shop AND c.account = a.account ORDER BY w.name)"
        " FROM card_account a LEFT JOIN card_person p ON p.shop = a.shop AND p.person = a.person"
        " WHERE a.shop = %s AND a.opened IS NOT NULL AND a.state <> 'closed'"
        " AND (coalesce(nullif(p.name, ''), a.name) || ' ' || coalesce(p.nis, '') || ' ' || coalesce(p.class, ''))"
        " ILIKE %s ORDER BY 2, 1 LIMIT %s",
        (shop, like, limit),
    )
    return [Santri(*row) for row in rows]


def account_of_nis(connection: Connection, shop: str, nis: str) -> str:
    """The one open account of the santri with this NIS; `Refusal("account_unknown")`."""
    rows = connection.execute(
        "SELECT a.account FROM card_account a JOIN card_person p ON p.shop = a.shop AND p.person = a.person"
        " WHERE a.shop = %s AND p.nis = %s AND a.opened IS NOT NULL AND a.state <> 'closed'",
        (shop, nis),
    ).fetchall()
    if len(rows) != 1:
        raise Refusal("account_unknown")
    return str(rows[0][0])


def top_up(connection: Connection, shop: str) -> str:
    """How money is put on a card, in the pesantren's own words; empty where nobody wrote any."""
    row = connection.execute("SELECT top_up FROM wali_shop WHERE shop = %s", (shop,)).fetchone()
    return str(row[0]) if row else ""
