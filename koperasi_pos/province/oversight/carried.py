"""What another till brought of a lost one without its signature: it waits until a person vouches for it."""

from __future__ import annotations

from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.carried import take_in
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.oversight.tills import shop_of
from koperasi_pos.values import Refusal


def vouch(connection: Connection, by: Officer, device: str, reason: str) -> int:
    """Take the carried entries of a till for its own: they enter the shop's feed and books now; how many.

    `Refusal`: `officer_may_not`, `reason_missing`, `till_unknown`, `nothing_carried`.
    """
    by.check("quarantine")
    shop = shop_of(connection, by, device)
    if shop is None:
        raise Refusal("till_unknown", till=device)
    return take_in(connection, by, shop, device, reason)
