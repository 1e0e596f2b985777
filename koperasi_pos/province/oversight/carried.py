"""What another till brought of a lost one without its signature: it waits until a person vouches for it."""

from __future__ import annotations

from collections.abc import Collection

from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder import mail
from koperasi_pos.province.lines import CARRIED, TWICE
from koperasi_pos.province.officers import audit
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


def take_in(
    connection: Connection, by: Officer, shop: str, device: str, reason: str, *,
    twice: Collection[tuple[int, int]] = (),
) -> int:  # fmt: skip
    """The same of any writer of a shop, such as of an earlier life of the province; who calls has checked who asks.

    `twice` names entries (epoch, number) whose act was done again since: the shop's tills get them, the books do not.
    """
    if len(reason) < 3:
        raise Refusal("reason_missing")
    rows = connection.execute(
        "SELECT epoch, seq FROM entry WHERE shop = %s AND device = %s AND flag = %s ORDER BY epoch, seq FOR UPDATE",
        (shop, device, CARRIED),
    ).fetchall()
    if not rows:
        raise Refusal("nothing_carried", till=device)
    # New positions behind everything else: tills and books that passed the old ones read them now.
    row = connection.execute("UPDATE shop SET rev = rev + %s WHERE id = %s RETURNING rev", (len(rows), shop)).fetchone()
    assert row is not None
    first = row[0] - len(rows) + 1
    mail.keep(connection, shop, [first + place for place, row in enumerate(rows) if row not in twice])
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE entry SET flag = %s, rev = %s WHERE shop = %s AND device = %s AND epoch = %s AND seq = %s",
            [
                (TWICE if (epoch, seq) in twice else None, first + place, shop, device, epoch, seq)
                for place, (epoch, seq) in enumerate(rows)
            ],
        )
    connection.execute(
        "UPDATE quarantine SET seen_by = %s, seen_at = now() WHERE shop = %s AND device = %s AND reason = %s"
        " AND seen_at IS NULL",
        (by.login, shop, device, CARRIED),
    )
    audit.note(connection, by.login, "carried_vouched", shop, device=device, count=len(rows), reason=reason)
    return len(rows)
