"""Goods of a training till that suit the lessons."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import Pack, ProductSaved
from koperasi_pos.operations.products import find_products
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.lessons import Offer, Offers
from koperasi_pos.values import Quantity

LOOKED_AT = 500
"""So many goods are looked through for some that suit the lessons."""

DEAREST = 100_000
WEIGHT = Quantity(750)


def offers(till: Till) -> Offers | None:
    """Goods of this till that suit the lessons; `None` where there are not enough of them."""
    rows = find_products(till, "", limit=LOOKED_AT)
    rows.sort(key=lambda row: row.stock_quantity <= 0)
    found = [row.document for row in rows]
    special = _special(found)
    if special is None:
        return None
    pieces = [offer for product in found if product.product != special.product and (offer := _piece(product))]
    return Offers(tuple(pieces[:4]), special) if len(pieces) >= 4 else None


def _piece(product: ProductSaved) -> Offer | None:
    """Goods sold by the piece at a fixed price, with a code to scan; bundles and gifts aside."""
    first = product.packs[0]
    if product.by_weight or product.open_price or not first.codes or not 0 < _retail(first) <= DEAREST:
        return None
    return Offer(product.product, product.name, first.codes[0], first.unit)


def _special(found: Sequence[ProductSaved]) -> Offer | None:
    """A pack with a code of its own, else weighed goods, else a wholesale price."""
    for product in found:
        for place, pack in enumerate(product.packs[1:], 1):
            if pack.codes and not product.open_price:
                return Offer(product.product, product.name, pack.codes[0], pack.unit, place, form="pack")
    for product in found:
        code = (*product.packs[0].codes, product.code)[0]
        if product.by_weight and code and not product.open_price:
            return Offer(product.product, product.name, code, product.packs[0].unit, 0, WEIGHT, "weight")
    for product in found:
        first = product.packs[0]
        start = next((price.from_quantity for price in first.prices if price.tier == "wholesale"), None)
        if start and first.codes and not product.by_weight:
            return Offer(product.product, product.name, first.codes[0], first.unit, 0, start, "wholesale")
    return None


def _retail(pack: Pack) -> int:
    return next((int(price.price) for price in pack.prices if price.tier == "retail"), 0)
