"""Labels on the shelf that no longer say what the till asks for: goods whose prices changed within some days."""

from __future__ import annotations

from typing import NamedTuple, cast

from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store.books import products as product_book
from koperasi_pos.trade.pricing import retail_price
from koperasi_pos.values import Rupiah

__all__ = ["ChangedLabel", "changed_labels"]


class ChangedLabel(NamedTuple):
    """A product on sale whose label is out of date: its shelf price before (`None` for a new product) and now."""

    product: str
    name: str
    before: Rupiah | None
    now: Rupiah


def changed_labels(till: Till, first_day: str, last_day: str = "") -> list[ChangedLabel]:
    """Goods on sale that have other prices than before the first of these days (ISO), by name; for any of their packs.

    A price that was changed and changed back needs no new label.
    """
    with till.reading() as connection:
        span = (0, 2**62)
        last = last_day or till.today()
        posted = journal.between(connection, first_day, last, span, kinds=("product",), limit=-1)
        touched = {cast(ProductSaved, one.entry.document).product: one.position for one in posted}  # the oldest stays
        ids = list(touched)
        now: dict[str, ProductSaved] = {}
        for start in range(0, len(ids), 500):
            now.update(product_book.bodies(connection, ids[start : start + 500]))
        found = [
            changed
            for product, position in touched.items()
            if (changed := _changed(connection, now[product], position)) is not None
        ]
    return sorted(found, key=lambda one: (one.name, one.product))


def _changed(connection: Connection, now: ProductSaved, position: int) -> ChangedLabel | None:
    before = product_book.state_before(connection, now.product, position)
    if not now.active or now.open_price or (before is not None and _prices(before) == _prices(now)):
        return None
    return ChangedLabel(now.product, now.name, retail_price(before) if before else None, retail_price(now))


def _prices(product: ProductSaved) -> list[tuple[str, tuple[tuple[str, int, int], ...]]]:
    return [
        (pack.unit, tuple((price.tier, int(price.price), int(price.from_quantity)) for price in pack.prices))
        for pack in product.packs
    ]
