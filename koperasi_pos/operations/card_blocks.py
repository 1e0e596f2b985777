"""Cards that the province has blocked: they neither show nor pay, wherever they are tapped."""

from __future__ import annotations

from koperasi_pos.store import Connection
from koperasi_pos.store.books import province
from koperasi_pos.store.books.cards import CardRow
from koperasi_pos.trade.cards import canonical_token, token_hash
from koperasi_pos.values import Refusal


def refuse_blocked_card(connection: Connection, name: str, card: CardRow) -> None:
    """`Refusal("card_blocked")` for a card on the list in force: by what stands on it, its chip's number or its id.

    A file keeps of a card only the hash of what stands on it, so the few codes of the list are hashed here.
    """
    for listed in province.block_list(connection, "cards"):
        code = listed.code.strip()
        token = canonical_token(code)
        if code == card.id or (token and bytes.fromhex(token_hash(token)) == card.token):
            raise Refusal("card_blocked", name=name, reason=listed.reason or code)
