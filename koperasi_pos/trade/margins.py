"""Prices from cost: what the margin rule of a category proposes once goods cost something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from koperasi_pos.journal.documents import CategorySaved, Pack, Price, ProductSaved, ReceivedLine
from koperasi_pos.trade.pricing import retail_price
from koperasi_pos.values import Refusal, Rupiah

WARN_DAYS = [30, 14, 7]
"""Days of warning before the expiry, where a category says nothing else."""

ROUND_TO = (1, 50, 100, 500, 1000)


class PriceProposal(NamedTuple):
    """The retail price that a product should have now that a base unit costs `cost`."""

    product: str
    name: str
    cost: Rupiah
    held: Rupiah
    proposed: Rupiah


def check_category(saved: CategorySaved) -> CategorySaved:
    """The rules of a category with clean text; `Refusal("margin_out_of_range")`, `Refusal("warn_days_form")`."""
    name = " ".join(saved.category.split())
    if not name:
        raise Refusal("name_missing")
    if not 0 <= saved.margin <= 100_000 or saved.round_to not in ROUND_TO:
        raise Refusal("margin_out_of_range")
    if any(not 0 < days <= 3650 for days in saved.warn_days) or len(saved.warn_days) > 5:
        raise Refusal("warn_days_form")
    days = sorted(set(saved.warn_days), reverse=True)
    return saved.model_copy(update={"category": name, "warn_days": days})


def price_with_margin(cost: Rupiah, rule: CategorySaved) -> Rupiah:
    """Cost with the margin on it, rounded up to what the category's prices end in."""
    whole = int(cost) * (10_000 + rule.margin)
    unit = rule.round_to * 10_000
    return Rupiah(-(-whole // unit) * rule.round_to)


def propose(line: ReceivedLine, product: ProductSaved, rule: CategorySaved | None) -> PriceProposal | None:
    """A new price for goods that were received, where the rule gives one that differs from today's."""
    if rule is None or rule.margin == 0 or product.open_price or line.value <= 0:
        return None
    cost = line.value.fraction(1000, int(line.base))
    proposed = price_with_margin(cost, rule)
    held = retail_price(product)
    return PriceProposal(product.product, product.name, cost, held, proposed) if proposed != held else None


def with_price(product: ProductSaved, price: Rupiah, round_to: int = 100) -> ProductSaved:
    """The product with another retail price; every other price keeps its distance, in proportion."""
    held = retail_price(product)
    packs = [_scaled(pack, held, price, round_to, base=n == 0) for n, pack in enumerate(product.packs)]
    if held == 0:
        packs[0] = _first(packs[0], price)
    return product.model_copy(update={"packs": packs})


def _first(pack: Pack, price: Rupiah) -> Pack:
    others = [one for one in pack.prices if one.tier != "retail"]
    return pack.model_copy(update={"prices": [Price(tier="retail", price=price), *others]})


def _scaled(pack: Pack, held: Rupiah, price: Rupiah, round_to: int, *, base: bool) -> Pack:
    if held == 0:
        return pack
    prices: Sequence[Price] = [
        one.model_copy(
            update={"price": price if base and one.tier == "retail" else _up(one.price, held, price, round_to)}
        )
        for one in pack.prices
    ]
    return pack.model_copy(update={"prices": list(prices)})


def _up(old: Rupiah, held: Rupiah, price: Rupiah, round_to: int) -> Rupiah:
    whole = int(old) * int(price)
    unit = int(held) * round_to
    return Rupiah(-(-whole // unit) * round_to)
