"""The end of the day for consigned goods that do not keep: what is left, what was never rung up, all owners settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from koperasi_pos.journal.documents import Approval, ProductSaved
from koperasi_pos.operations.baskets import counter
from koperasi_pos.operations.consignment import Settled, settle
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.sales import UNRECORDED, complete_sale
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import consigned
from koperasi_pos.store.books import consignment as book
from koperasi_pos.store.books.sales import day_number
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.consignment import Counted
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.trade.tenders import cash, cash_due
from koperasi_pos.values import ZERO, Quantity, Refusal

__all__ = ["DailyRow", "Leftover", "close_day", "daily_goods", "sell_unrecorded"]


@dataclass(frozen=True)
class DailyRow:
    """Goods that are settled at closing: brought and sold today by the books, and what should be left."""

    consignor: str
    consignor_name: str
    product: ProductSaved
    brought: Quantity
    sold: Quantity
    left: Quantity


def daily_goods(till: Till, day: str = "") -> list[DailyRow]:
    """Today's goods that do not keep, by their owner and name: those that came, were sold or are still there."""
    wanted = day or till.today()
    with till.reading() as connection:
        found = []
        for owner in book.standings(connection, active_only=False):
            days = consigned.days_of(connection, owner.id, day_number(wanted), day_number(wanted))
            for row in book.goods_of(connection, owner.id):
                today = [one for one in days.get(row.product.product, ()) if one.day == wanted]
                brought = Quantity(sum(one.brought for one in today))
                sold = Quantity(sum(one.sold for one in today))
                if row.product.daily and (brought or sold or row.on_hand):
                    found.append(DailyRow(owner.id, owner.name, row.product, brought, sold, row.on_hand))
    return found


def sell_unrecorded(till: Till, goods: Sequence[tuple[str, Quantity]], *, id: str, by: Actor) -> Done[str]:
    """Goods that are gone and were paid for, but never rung up: one sale in cash; its receipt number.

    The money lies in the drawer already, so that from now on the drawer is expected to hold it.
    """
    with till.reading() as connection:
        rows = {row.product.product: row.product for owner in book.standings(connection, active_only=False)
                for row in book.goods_of(connection, owner.id)}  # fmt: skip
    basket = Basket(id=id)
    for product_id, quantity in goods:
        if product_id not in rows:
            raise Refusal("product_unknown")
        basket = basket.add(rows[product_id], quantity=quantity)
    rules = counter(till)
    due, _rounding = cash_due(rules.price(basket).total, ZERO, rules.shop.cash_rounding)
    done = complete_sale(till, basket, cash(due), by=by, print_receipt=False, flags=(UNRECORDED,))
    return Done(done.value.sale.number, done.changed)


@dataclass(frozen=True)
class Leftover:
    """What is left of goods at closing; of those that are missing so many were sold without being rung up."""

    consignor: str
    product: str
    left: Quantity
    unrecorded: Quantity = Quantity(0)
    home: bool = True


def close_day(
    till: Till,
    found: Sequence[Leftover],
    *,
    way: str,
    ids: Mapping[str, str],
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> list[Settled]:
    """Settle with every owner of goods that do not keep; with whom there is nothing to settle is left out.

    `ids` has a new id for each consignor and, under "", for the sale of what was not rung up: asked again after a
    refusal or a power cut, what was done is found and not done twice.
    """
    require(by, "consignment")
    sold = [(one.product, one.unrecorded) for one in found if one.unrecorded]
    if any(one.unrecorded < 0 for one in found):
        raise Refusal("quantity_not_positive")
    if sold:
        sell_unrecorded(till, sold, id=ids[""], by=by)
    done = []
    for owner in dict.fromkeys(one.consignor for one in found):
        counted = {one.product: Counted(one.left, home=one.home) for one in found if one.consignor == owner}
        try:
            made = settle(till, owner, counted=counted, way=way, id=ids[owner], by=by, approvals=approvals)
        except Refusal as refusal:
            if refusal.code != "nothing_to_settle":
                raise
            continue
        done.append(made.value)
    return done
