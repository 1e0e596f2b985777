"""What a guardian lays down, as documents for the tills of the shop: limits, goods not to be sold, a frozen card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from koperasi_pos.journal.documents import AccountStateSaved, Limit, LimitsSaved
from koperasi_pos.province.announcements import announce, new_id
from koperasi_pos.province.books import booking
from koperasi_pos.province.database import Connection, Pool
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.wali.people import Wali
from koperasi_pos.trade.card_limits import check_below, check_limits
from koperasi_pos.trade.limit_editions import following
from koperasi_pos.values import Refusal

STAFF = "wali"
"""Who wrote it, in the entry; the document names the guardian."""
MOST_PRODUCTS = 200


def save_limits(
    connection: Connection,
    wali: Wali,
    found: Child,
    limits: Sequence[Limit],
    blocked_categories: Sequence[str],
    blocked_products: Sequence[str],
    now: datetime,
) -> LimitsSaved:
    """What the guardian wants for a child, within what the pesantren allows.

    `Refusal`: `limit_above_rules`, `amount_out_of_range`, `account_closed`, `wali_many_goods`.
    """
    if found.state == "closed":
        raise Refusal("account_closed", name=found.name)
    check_limits(limits)
    check_below(limits, found.rules)
    if len(blocked_products) > MOST_PRODUCTS:
        raise Refusal("wali_many_goods", count=MOST_PRODUCTS)
    saved = LimitsSaved(
        id=new_id(now), account=found.account, name=found.name, limits=list(limits),
        blocked_categories=list(blocked_categories), blocked_products=list(blocked_products), wali=wali.name,
    )  # fmt: skip
    saved = following(saved, found.own)
    announce(connection, wali.shop, saved, now=now, staff=STAFF)
    return saved


def freeze(connection: Connection, wali: Wali, found: Child, now: datetime) -> None:
    """The card pays nothing from the moment a till hears of it."""
    _save_state(connection, wali, found, "frozen", now)


def let_go_on(connection: Connection, wali: Wali, found: Child, now: datetime) -> None:
    """Take back the guardian's own word; what the pesantren froze stays frozen. `Refusal("wali_not_frozen")`."""
    if not found.by_wali:
        raise Refusal("wali_not_frozen")
    _save_state(connection, wali, found, "active", now)


def _save_state(connection: Connection, wali: Wali, found: Child, state: str, now: datetime) -> None:
    if found.state == "closed":
        raise Refusal("account_closed", name=found.name)
    saved = AccountStateSaved(
        id=new_id(now), account=found.account, name=found.name, state=state, reason="wali", note=wali.name
    )
    announce(connection, wali.shop, saved, now=now, staff=STAFF)


def book_now(pool: Pool, shop: str) -> None:
    """Bring the books up to what was just written, so that the next page shows it; waits for whoever is at it."""
    with pool.writing() as connection:
        booking.ensure_row(connection, shop)
    for _turn in range(5):
        with pool.writing() as connection:
            connection.execute("SELECT 1 FROM shop_book WHERE shop = %s FOR UPDATE", (shop,))
            if not booking.book(connection, shop).more:
                return
