"""What one pack costs: the tier of the customer, wholesale from a quantity on, the tax that is inside."""

from __future__ import annotations

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.values import ONE, ZERO, Quantity, Rupiah

TIERS = ("retail", "wholesale", "member", "santri")
AUTOMATIC = frozenset({"retail", "wholesale"})
"""Tiers that everybody gets: the shelf price, and wholesale once the quantity is reached."""


def unit_price(
    product: ProductSaved, pack: int, tier: str, quantity: Quantity, *, tier_wins: str = "lowest"
) -> tuple[Rupiah, str]:
    """(price of one pack, tier it comes from) for so many packs.

    The lowest valid price counts; with `tier_wins="tier"` the customer's own tier counts where it has a price.
    A pack without prices costs what its base units cost. An open-price product without a price costs 0.
    """
    form = product.packs[pack]
    if len(form.prices) == 1 and form.prices[0].tier == "retail" and form.prices[0].from_quantity <= ONE:
        return form.prices[0].price, "retail"  # most goods have the shelf price alone
    valid = [price for price in form.prices if _valid(price, tier, quantity)]
    if not valid and pack:
        return _from_base(product, form, tier, quantity, tier_wins)
    if not valid:
        lowest = min(form.prices, key=lambda price: price.from_quantity, default=None)
        return (lowest.price, lowest.tier) if lowest else (ZERO, "retail")
    if tier_wins == "tier" and tier not in AUTOMATIC:
        own = [price for price in valid if price.tier == tier]
        valid = own or valid
    best = min(valid, key=lambda price: (price.price, TIERS.index(price.tier) if price.tier in TIERS else 9))
    return best.price, best.tier


def _valid(price: Price, tier: str, quantity: Quantity) -> bool:
    return (price.tier in AUTOMATIC or price.tier == tier) and (
        quantity >= price.from_quantity or price.from_quantity <= ONE
    )


def _from_base(product: ProductSaved, form: Pack, tier: str, quantity: Quantity, tier_wins: str) -> tuple[Rupiah, str]:
    base, source = unit_price(product, 0, tier, quantity.in_units_of(form.factor), tier_wins=tier_wins)
    return form.factor.times(base), source


def tax_inside(total: Rupiah, tax_class: str, *, ppn: bool) -> Rupiah:
    """PPN inside a price that includes it: 11/111 (12 % of 11/12, PMK 131/2024); 0 where none is collected.

    Luxury goods carry the full 12 %: 12/112. Rounded half away from zero to whole rupiah.
    """
    if not ppn or tax_class == "exempt":
        return ZERO
    return total.fraction(12, 112) if tax_class == "luxury" else total.fraction(11, 111)


def retail_price(product: ProductSaved) -> Rupiah:
    """The shelf price of the base unit; 0 where the product has none."""
    return next((price.price for price in product.packs[0].prices if price.tier == "retail"), ZERO)
