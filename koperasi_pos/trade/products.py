"""What a product must be like before it is kept."""

from __future__ import annotations

import re

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.trade.baskets import MOST_RUPIAH
from koperasi_pos.trade.codes import canonical
from koperasi_pos.trade.pricing import TIERS
from koperasi_pos.values import ONE, ZERO, Quantity, Refusal

LONGEST_NAME = 120
TAX_CLASSES = ("taxed", "exempt", "luxury")
POLICIES = ("sell", "ask", "refuse")
"""What happens where more is sold than is there."""
PILLARS = ("", "santripreneur", "pesantrenpreneur", "sociopreneur")

_HALAL = re.compile(r"ID\d{10,20}")
_PIRT = re.compile(r"(P-?IRT)?\s*(No\.?)?\s*\d{13}-?\d{2}", re.IGNORECASE)


def check_product(product: ProductSaved) -> ProductSaved:
    """The product with clean text and canonical codes, or a `Refusal` that says what is wrong."""
    name = " ".join(product.name.split())
    if not name:
        raise Refusal("name_missing")
    if len(name) > LONGEST_NAME:
        raise Refusal("name_too_long", most=LONGEST_NAME)
    if not product.packs:
        raise Refusal("unit_missing")
    packs = [_check_pack(pack, first=index == 0) for index, pack in enumerate(product.packs)]
    if len({pack.unit.casefold() for pack in packs}) != len(packs):
        raise Refusal("unit_twice")
    if product.tax_class not in TAX_CLASSES or product.pillar not in PILLARS:
        raise Refusal("product_class")
    if not 0 <= product.cost <= MOST_RUPIAH or product.minimum < 0 or product.favourite < 0:
        raise Refusal("price_out_of_range")
    if product.when_none not in ("", *POLICIES):
        raise Refusal("stock_policy_unknown", policy=product.when_none)
    if product.halal and not _HALAL.fullmatch(product.halal.strip().upper()):
        raise Refusal("halal_form")
    if product.pirt and not _PIRT.fullmatch(product.pirt.strip()):
        raise Refusal("pirt_form")
    has_price = any(price.price > 0 for price in packs[0].prices)
    if product.active and not product.open_price and not has_price:
        raise Refusal("price_missing", name=name)
    clean = {
        "name": name,
        "code": canonical(product.code),
        "category": " ".join(product.category.split()),
        "shelf": " ".join(product.shelf.split()),
        "packs": packs,
        "halal": product.halal.strip().upper(),
        "pirt": product.pirt.strip(),
        "cost": ZERO if product.owner else product.cost,
    }
    held = product.__dict__
    return product if all(held[field] == text for field, text in clean.items()) else product.model_copy(update=clean)


def _check_pack(pack: Pack, *, first: bool) -> Pack:
    unit = " ".join(pack.unit.split())
    if not unit:
        raise Refusal("unit_missing")
    if first and pack.factor != ONE:
        raise Refusal("base_factor")
    if not first and pack.factor <= 0:
        raise Refusal("factor_not_positive", unit=unit)
    for price in pack.prices:
        if price.tier not in TIERS or not 0 <= price.price <= MOST_RUPIAH or price.from_quantity <= Quantity(0):
            raise Refusal("price_out_of_range")
    codes = list(dict.fromkeys(canonical(code) for code in pack.codes if code.strip()))
    return pack if (unit, codes) == (pack.unit, pack.codes) else pack.model_copy(update={"unit": unit, "codes": codes})
