"""The books: what the journal says, as tables. One file a noun, each with `apply` and its readings."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import KINDS, UnknownKind
from koperasi_pos.store.books import (
    card_allowances,
    card_money,
    card_pins,
    cards,
    categories,
    consignment,
    counts,
    forgotten,
    persons,
    products,
    promotions,
    province,
    purchases,
    reclaims,
    refunds,
    rights,
    sales,
    shifts,
    shops,
    staff,
    stock,
    suppliers,
    visits,
    workshop,
)
from koperasi_pos.store.connections import Connection

Apply = Callable[[Connection, int, int, Entry], None]

_APPLY: dict[str, Apply] = {
    "shop": shops.apply_shop,
    "till": shops.apply_till,
    "staff": staff.apply,
    "product": products.apply,
    "picture": products.apply_picture,
    "person": persons.apply,
    "person_forgotten": forgotten.apply,
    "promotion": promotions.apply,
    "stock_adjusted": stock.apply_moved,
    "sale": sales.apply,
    "refund": refunds.apply,
    "basket_dropped": sales.apply_dropped,
    "shift_opened": shifts.apply_opened,
    "cashier_changed": shifts.apply_cashier,
    "cash_moved": shifts.apply_moved,
    "drawer_opened": shifts.apply_drawer,
    "shift_closed": shifts.apply_closed,
    "consignor": consignment.apply_consignor,
    "consignment_moved": consignment.apply_moved,
    "consignment_settled": consignment.apply_settled,
    "consignor_paid": consignment.apply_paid,
    "category": categories.apply,
    "supplier": suppliers.apply_saved,
    "goods_ordered": purchases.apply_ordered,
    "order_closed": purchases.apply_order_closed,
    "goods_received": purchases.apply_received,
    "supplier_paid": suppliers.apply_paid,
    "goods_returned": suppliers.apply_returned,
    "recipe": workshop.apply_recipe,
    "stock_turned": stock.apply_moved,
    "goods_placed": workshop.apply_placed,
    "count_opened": counts.apply_opened,
    "stock_tallied": counts.apply_tallied,
    "stock_counted": counts.apply_counted,
    "message": province.apply_message,
    "recommended_price": province.apply_prices,
    "block_list": province.apply_block_list,
    "withdrawn": province.apply_withdrawn,
    "card_rules": cards.apply_rules,
    "account_opened": cards.apply_opened,
    "account_state": cards.apply_state,
    "account_pin": cards.apply_pin,
    "pin_locked": card_pins.apply_pin_locked,
    "account_limits": cards.apply_limits,
    "limits_heard": rights.apply_heard,
    "limit_raised": cards.apply_raised,
    "card_issued": cards.apply_issued,
    "card_proved": cards.apply_proved,
    "card_state": cards.apply_card_state,
    "card_viewed": cards.apply_viewed,
    "card_refused": cards.apply_refused,
    "topped_up": card_money.apply_topped_up,
    "cashed_out": card_money.apply_cashed_out,
    "balance_moved": card_money.apply_moved,
    "allowance_settled": card_allowances.apply_settled,
    "rights_asked": rights.apply_asked,
    "rights_out": rights.apply_out,
    "rights_in": rights.apply_in,
    "rights_reclaimed": rights.apply_reclaimed,
    "reclaim_settled": reclaims.apply_reclaim_settled,
    "visits_agreed": visits.apply_agreed,
    "visit_asked": visits.apply_asked,
    "visit_answered": visits.apply_answered,
    "visit_ended": visits.apply_ended,
    "visit_stopped": visits.apply_stopped,
    "visit_closed": visits.apply_closed,
    "visit_paid": visits.apply_paid,
    "visits_settled": visits.apply_settled,
    "settlement_paid": visits.apply_settlement_paid,
    "settlement_withdrawn": visits.apply_settlement_withdrawn,
}

MOVING = frozenset(
    {
        "sale", "refund", "stock_adjusted", "goods_received", "goods_returned", "stock_turned", "stock_counted",
        "consignment_moved", "consignment_settled",
    }
)  # fmt: skip
"""Kinds of documents that move goods (see `trade/movements.py`)."""

VERSION = 5
"""Rises whenever books are to be made again: a program that finds an older number in a file does so at its opening."""

TABLES = (
    "withdrawn",
    "message",
    "recommended_price",
    "blocked",
    "block_list",
    "forgotten",
    "card_allowance",
    "card_category",
    "card_movement",
    "card_dead",
    "card_reclaim",
    "card_decided",
    "card_transfer",
    "card_ask",
    "visit_settled",
    "visit_payment",
    "visit_act",
    "visit",
    "visit_partner",
    "card_rights",
    "card_refusal",
    "card_view",
    "card_proof",
    "card_raise",
    "card",
    "card_pin_lock",
    "card_account",
    "card_rule",
    "consignment_event",
    "consigned",
    "consignor",
    "shift_goods",
    "shift_span",
    "movement",
    "purchase_line",
    "purchase",
    "goods_order_line",
    "goods_order",
    "goods_order_close",
    "debt_paid",
    "goods_return",
    "batch",
    "place_movement",
    "recipe",
    "stock_tally",
    "stock_counted",
    "stock_count",
    "category",
    "supplier",
    "refund_line",
    "refund",
    "payment",
    "sale_line",
    "sale",
    "drawer_event",
    "dropped_basket",
    "shift",
    "stock",
    "promotion",
    "picture",
    "product_entry",
    "product_code",
    "product",
    "person",
    "staff",
    "counter",
    "till",
    "shop",
)
"""Every table that is made from the journal, children first; `rebuild` empties and `check` compares them."""

SEARCH_TABLES = ("product_search", "person_search")


def version() -> int:
    """What a file keeps of the program that made its books; one that finds another number makes them again.

    The kinds that are understood are a part of it: what an older program kept of a newer till without understanding
    it comes into the books with the program that does.
    """
    kinds = " ".join(f"{kind}/{KINDS[kind].version if kind in KINDS else 0}" for kind in sorted(_APPLY))
    return VERSION << 16 | crc32(kinds.encode()) & 0xFFFF


def apply(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Bring the books up to `entry`; a kind we are too old to know is kept in the journal and left alone here."""
    try:
        change = _APPLY[entry.kind]
    except KeyError:
        return
    try:
        change(connection, writer, position, entry)
    except UnknownKind:
        return
