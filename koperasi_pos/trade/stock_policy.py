"""What happens where more is sold than is there: sell and flag, ask for approval, or refuse; nothing past its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from koperasi_pos.journal.documents import Approval, ProductSaved, ShopSaved, StockPolicy
from koperasi_pos.trade.baskets import PricedBasket
from koperasi_pos.trade.products import POLICIES
from koperasi_pos.trade.staff import ROLES, Actor, require
from koperasi_pos.values import Quantity, Refusal

FLAG = "negative_stock"


def wanted_of(priced: PricedBasket) -> dict[str, tuple[ProductSaved, int]]:
    """Short id → (product, thousandths of base units) of what a basket takes from the shelf."""
    wanted: dict[str, tuple[ProductSaved, int]] = {}
    for line in priced.lines:
        product = line.line.product
        if product.stocked:
            before = wanted.get(product.product)
            wanted[product.product] = (product, int(line.base) + (before[1] if before else 0))
    return wanted


def policy_for(product: ProductSaved, shop: ShopSaved, role: str) -> str:
    """The product's own policy, else the shop's for the role; empty where nobody said anything: it is sold."""
    return product.when_none or next((one.policy for one in shop.when_none if one.role == role), "")


def check_stock(
    wanted: Mapping[str, tuple[ProductSaved, int]],
    held: Mapping[str, int],
    expired: Mapping[str, tuple[int, str]],
    shop: ShopSaved,
    actor: Actor,
    approvals: Iterable[Approval],
) -> list[str]:
    """The flags of a sale. `expired`: short id → (thousandths past their day, that day).

    `Refusal`: `goods_expired`, `stock_none`, `needs_approval` (`negative_stock`).
    """
    flags: list[str] = []
    approved = tuple(approvals)
    for product_id, (product, quantity) in wanted.items():
        there = held.get(product_id, 0)
        past, day = expired.get(product_id, (0, ""))
        if past and quantity > there - past:
            raise Refusal(
                "goods_expired", name=product.name, day=date.fromisoformat(day), fresh=Quantity(max(there - past, 0))
            )  # fmt: skip
        if quantity <= there:
            continue
        policy = policy_for(product, shop, actor.role)
        if policy == "refuse":
            raise Refusal("stock_none", name=product.name, left=Quantity(max(there, 0)))
        if policy == "ask":
            require(actor, FLAG, approved)
        if policy and FLAG not in flags:
            flags.append(FLAG)
    return flags


def check_policy(policy: str) -> str:
    """A policy that there is, or none; `Refusal("stock_policy_unknown")`."""
    if policy and policy not in POLICIES:
        raise Refusal("stock_policy_unknown", policy=policy)
    return policy


def with_policy(shop: ShopSaved, role: str, policy: str) -> ShopSaved:
    """The shop with another policy for a role; empty: as if nobody had said anything."""
    if role not in ROLES:
        raise Refusal("role_unknown", role=role)
    others = [one for one in shop.when_none if one.role != role]
    told = [StockPolicy(role=role, policy=policy)] if check_policy(policy) else []
    return shop.model_copy(update={"when_none": [*others, *told]})
