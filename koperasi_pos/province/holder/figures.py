"""Who holds what of a shop's cards, as the books of the province say it: for pages, reports and checks."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.journal.protocol import province_device
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import identity

_HOLDERS = """SELECT h.device, h.epoch, coalesce((SELECT t.code FROM till_book t WHERE t.shop = h.shop
        AND t.device = h.device AND t.epoch = h.epoch), ''), count(*) FILTER (WHERE h.net > 0)::int,
        sum(h.net) FILTER (WHERE h.net > 0)::bigint
    FROM card_holder h WHERE h.shop = %s GROUP BY h.shop, h.device, h.epoch
    HAVING sum(h.net) FILTER (WHERE h.net > 0) > 0
    ORDER BY 3, 1, 2"""
_SUM = "SELECT coalesce(sum(balance), 0)::bigint FROM card_account WHERE shop = %s"
_NET = "SELECT coalesce(sum(net), 0)::bigint FROM card_holder WHERE shop = %s"


@dataclass(frozen=True, slots=True)
class Holder:
    """What one holder may spend of all cards. `sort`: `till`, `province`, `earlier` (the province before it was
    restored) or `under_way`.
    """

    device: str
    epoch: int
    till: str
    accounts: int
    rights: int
    sort: str


def holders(connection: Connection, shop: str) -> list[Holder]:
    """Every holder with something, the tills first; what is on its way comes last. Σ = Σ of the balances, and what the
    guarantee account bears on top of it.
    """
    who = identity(connection)
    ours = province_device(who.id, shop)
    found = []
    for device, epoch, code, accounts, rights in connection.execute(_HOLDERS, (shop,)).fetchall():
        sort = "till" if device != ours else "province" if epoch == who.server_epoch else "earlier"
        found.append(Holder(device, epoch, code, accounts, rights, sort))
    way = under_way(connection, shop)
    if way > 0:
        found.append(Holder("", 0, "", 0, way, "under_way"))
    return found


def under_way(connection: Connection, shop: str) -> int:
    """What left one holder and no other one has taken yet: what the balances say beyond the holders."""
    balances, held = connection.execute(_SUM, (shop,)).fetchone(), connection.execute(_NET, (shop,)).fetchone()
    assert balances is not None
    assert held is not None
    return int(balances[0]) - int(held[0])
