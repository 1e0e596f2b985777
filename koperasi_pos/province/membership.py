"""Our signed word that a device is a till of a shop: tills keep it, and show it should these tables ever be older."""

from __future__ import annotations

from koperasi_pos.journal.protocol import Membership, membership_to_sign, verify
from koperasi_pos.province.database import Connection
from koperasi_pos.province.identity import Identity
from koperasi_pos.province.signing import Signer

MARK = 16
"""So many digits of a signature tell a till's word from another one."""


def membership_of(connection: Connection, signer: Signer, shop: str, device: str) -> Membership:
    """Our word for a till that stands in the tables; the same as long as nothing of it changes."""
    row = connection.execute(
        "SELECT public_key, code, purpose, replaces FROM till WHERE shop = %s AND device = %s", (shop, device)
    ).fetchone()
    assert row is not None
    said = Membership(
        shop=shop, device=device, public_key=row[0], till_code=row[1], purpose=row[2], replaces=row[3]
    )  # fmt: skip
    return said.model_copy(update={"signature": signer.sign(membership_to_sign(said))})


def is_ours(who: Identity, shown: Membership) -> bool:
    """Whether we once gave our word for this."""
    return verify(who.public_key, membership_to_sign(shown), shown.signature)
