"""The feed of a shop: what its tills and the province wrote, in the order in which it was committed here."""

from __future__ import annotations

from koperasi_pos.journal.protocol import (
    MOST_BYTES,
    MOST_ENTRIES,
    FeedAnswer,
    SignedHead,
    head_to_sign,
    province_device,
)
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import identity
from koperasi_pos.province.lines import CARRIED
from koperasi_pos.province.signatures import Caller
from koperasi_pos.province.signing import Signer

_READ = """
SELECT rev, device, epoch, seq, hash,
    CASE WHEN (device = %s AND epoch = %s AND NOT %s) OR flag = %s THEN NULL ELSE line END
FROM entry WHERE shop = %s AND rev > %s ORDER BY rev LIMIT %s
"""
_EPOCH = "SELECT coalesce(max(epoch), 0) FROM writer WHERE shop = %s AND device = %s"


def read_feed(
    connection: Connection, caller: Caller, signer: Signer, after: int, limit: int, *, own: bool
) -> FeedAnswer:
    """Entries above a position. What only was carried here waits for a person; what is no text cannot be told.

    Without `own` the asking till's entries are left out, but not those of its older epochs: its disk went back since,
    and others may have brought here what it does not have any more.
    """
    limit = max(1, min(limit, MOST_ENTRIES))
    who = identity(connection)
    ours = province_device(who.id, caller.shop)
    head = connection.execute("SELECT rev FROM shop WHERE id = %s", (caller.shop,)).fetchone()
    newest = int(head[0]) if head else 0
    row = connection.execute(_EPOCH, (caller.shop, caller.device)).fetchone()
    asked = (caller.device, row[0] if row else 0, own, CARRIED, caller.shop, after, limit)
    rows = connection.execute(_READ, asked).fetchall()
    lines: list[str] = []
    heads: dict[int, SignedHead] = {}
    size, cursor = 0, min(after, newest)
    for rev, device, epoch, seq, digest, line in rows:
        if line is not None and (text := _text(line)) is not None:
            size += len(line)
            if lines and size > MOST_BYTES:
                break
            lines.append(text)
            if device == ours:
                heads[epoch] = _signed(signer, ours, epoch, seq, digest.hex())
        cursor = rev
    return FeedAnswer(
        server_epoch=who.server_epoch, cursor=cursor, more=cursor < newest, lines=lines, heads=list(heads.values())
    )


def _signed(signer: Signer, device: str, epoch: int, seq: int, digest: str) -> SignedHead:
    signature = signer.sign(head_to_sign(device, epoch, seq, digest))
    return SignedHead(device=device, epoch=epoch, seq=seq, hash=digest, signature=signature)


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None
