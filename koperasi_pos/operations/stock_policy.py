"""What the shop does where its books say no: the rules, and the list of goods below nothing with likely causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from koperasi_pos.journal.documents import ProductSaved, ShopSaved
from koperasi_pos.operations import products, shops
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import negative
from koperasi_pos.trade.staff import Actor
from koperasi_pos.trade.stock_policy import check_policy, with_policy

__all__ = ["NegativeStock", "negative_stock", "set_product_policy", "set_role_policies", "set_role_policy"]


class NegativeStock(NamedTuple):
    """Goods of which more was sold than ever came: thousandths, rupiah, since when, and likely causes, likeliest first.

    Causes: `never_received`, `on_its_way`, `wrong_unit`, `code_twice`, `never_counted`.
    """

    product: str
    name: str
    category: str
    unit: str
    quantity: int
    value: int
    causes: tuple[str, ...]


def negative_stock(till: Till) -> list[NegativeStock]:
    """Goods below nothing, the most first."""
    with till.reading() as connection:
        rows = negative.below_nothing(connection)
    return [
        NegativeStock(
            row.product, row.name, row.category, row.unit, row.quantity, row.value,
            tuple(cause for cause, holds in row.causes.items() if holds),
        )
        for row in rows
    ]  # fmt: skip


def set_role_policy(till: Till, role: str, policy: str, *, id: str, by: Actor) -> Done[ShopSaved]:
    """What a role may do where more is sold than is there. `Refusal`: `needs_approval`, `stock_policy_unknown` …"""
    return set_role_policies(till, {role: policy}, id=id, by=by)


def set_role_policies(till: Till, told: Mapping[str, str], *, id: str, by: Actor) -> Done[ShopSaved]:
    """The same for several roles at once: role → policy."""
    changed = shops.shop(till)
    for role, policy in told.items():
        changed = with_policy(changed, role, policy)
    return shops.save_shop(till, changed.model_copy(update={"id": id}), by=by)


def set_product_policy(till: Till, product_id: str, policy: str, *, id: str, by: Actor) -> Done[ProductSaved]:
    """The policy of one product, before that of the role; empty: the role's counts again."""
    held = products.product(till, product_id).document
    changed = held.model_copy(update={"id": id, "when_none": check_policy(policy)})
    return products.save_product(till, changed, by=by)
