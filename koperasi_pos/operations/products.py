"""The catalogue: find, add, change and deactivate products; pictures and price history."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import PictureSaved, ProductSaved, StockAdjusted, StockLine
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books.products import ProductRow
from koperasi_pos.trade.codes import lookups
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Quantity, Refusal

__all__ = [
    "MOST_PICTURE_BYTES",
    "Match",
    "ProductRow",
    "by_code",
    "categories",
    "favourites",
    "find_products",
    "order_favourites",
    "picture",
    "price_history",
    "product",
    "save_picture",
    "save_product",
    "set_active",
    "stock_of",
]

MOST_PICTURE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Match:
    """A product found by a code, with the pack the code stands on."""

    product: ProductRow
    pack: int


def by_code(till: Till, code: str) -> list[Match]:
    """Active products with this bar code or shop code; more than one where a code belongs to several."""
    with till.reading() as connection:
        return [Match(row, pack) for row, pack in product_book.by_code(connection, lookups(code))]


def find_products(
    till: Till, text: str, *, limit: int = 50, active_only: bool = True, category: str = "", shelf: str = ""
) -> list[ProductRow]:
    """Products by code or part of the name, words in any order; for an empty text the first by name.

    With `category` only those of this category, with `shelf` those that stand there.
    """
    with till.reading() as connection:
        found = product_book.search(
            connection, text, limit=limit, active_only=active_only, category=category, shelf=shelf
        )
        if len(found) < limit and text.strip() and " " not in text.strip():
            coded = product_book.by_code(connection, lookups(text), active_only=active_only)
            codes = list(
                {
                    row.key: row
                    for row, _ in coded
                    if category in ("", row.category) and shelf in ("", row.document.shelf)
                }.values()
            )
            known = {row.key for row in found}
            found = [row for row in codes if row.key not in known] + found
        return found[:limit]


def product(till: Till, product_id: str) -> ProductRow:
    """One product; `Refusal("product_unknown")`."""
    with till.reading() as connection:
        row = product_book.product(connection, product_id)
    if row is None:
        raise Refusal("product_unknown")
    return row


def favourites(till: Till) -> list[ProductRow]:
    """The tiles of the sell page."""
    with till.reading() as connection:
        return product_book.favourites(connection)


def categories(till: Till) -> list[str]:
    """Names of categories in use."""
    with till.reading() as connection:
        return product_book.categories(connection)


def shelves(till: Till) -> list[str]:
    """Names of the shelves (rak) on which goods stand."""
    with till.reading() as connection:
        return product_book.shelves(connection)


def price_history(till: Till, product_id: str) -> list[Entry]:
    """Every saved state of a product, oldest first; `entry.document` is the product then."""
    with till.reading() as connection:
        return product_book.history(connection, product_id)


def save_product(
    till: Till, changed: ProductSaved, *, by: Actor, opening: Quantity | None = None
) -> Done[ProductSaved]:
    """Add or change a product. `opening` puts first stock on the shelf at the product's cost, for a new one only.

    `changed.id` must be new (`till.new_id()`), `changed.product` a short id. Codes may belong to another product
    too: the till then asks which one is meant.
    """
    require(by, "products")
    checked = check_product(changed)

    def make(connection: Connection) -> ProductSaved:
        if checked.code and checked.active:
            others = product_book.with_shop_code(connection, checked.code)
            if any(other != checked.product for other in others):
                raise Refusal("shop_code_taken", shop_code=checked.code)
        return checked

    opened = opening if opening else None
    fresh = _is_new(till, checked.product)

    def put_on_shelf(connection: Connection, posted: object) -> None:
        if opened is None or not fresh or not checked.stocked:
            return
        line = StockLine(product=checked.product, quantity=opened, value=opened.times(checked.cost))
        till.post(connection, StockAdjusted(id=till.new_id(), reason="opening", lines=[line]), by=by)

    done = till.post_once(checked.id, make, by=by, topics=("products",), after=put_on_shelf)
    return Done(checked, done.changed)


def _is_new(till: Till, product_id: str) -> bool:
    with till.reading() as connection:
        return product_book.product(connection, product_id) is None


def set_active(till: Till, product_id: str, *, active: bool, id: str, by: Actor) -> Done[ProductSaved]:
    """Take a product off sale, or bring it back."""
    held = product(till, product_id).document
    return save_product(till, held.model_copy(update={"id": id, "active": active}), by=by)


def order_favourites(till: Till, product_ids: Sequence[str], *, id: str, by: Actor) -> Done[int]:
    """Make these products the tiles of the sell page, in this order, and no others; how many products that changed.

    Goods off sale keep the place they had. One transaction; `id` must be new. `Refusal`: `needs_approval`,
    `product_unknown`.
    """
    require(by, "products")
    with till.reading() as connection:
        changes = _new_places(connection, product_ids)
    if not changes:
        return Done(0, changed=False)

    def make(connection: Connection) -> ProductSaved:
        changes[:] = _new_places(connection, product_ids) or changes[:1]
        return changes[0].model_copy(update={"id": id})

    def others(connection: Connection, posted: object) -> None:
        for changed in changes[1:]:
            till.post(connection, changed.model_copy(update={"id": till.new_id()}), by=by)

    done = till.post_once(id, make, by=by, topics=("products",), after=others)
    return Done(len(changes), done.changed)


def _new_places(connection: Connection, product_ids: Sequence[str]) -> list[ProductSaved]:
    """The products whose place among the tiles must change."""
    wanted = {product: place for place, product in enumerate(product_ids, 1)}
    held = {row.id: row.document for row in product_book.favourites(connection, limit=10_000)}
    for product_id in wanted.keys() - held.keys():
        row = product_book.product(connection, product_id)
        if row is None:
            raise Refusal("product_unknown")
        held[product_id] = row.document
    return [
        document.model_copy(update={"favourite": wanted.get(product, 0)})
        for product, document in held.items()
        if document.favourite != wanted.get(product, 0)
    ]


def save_picture(till: Till, content: bytes, *, by: Actor) -> str:
    """Keep a small JPEG or PNG; returns its hash for `ProductSaved.picture`. `Refusal("picture_form")`."""
    require(by, "products")
    if len(content) > MOST_PICTURE_BYTES or not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refusal("picture_form", most=MOST_PICTURE_BYTES // 1024)
    digest = hashlib.sha256(content).hexdigest()
    with till.reading() as connection:
        if product_book.picture(connection, digest) is not None:
            return digest
    saved = PictureSaved(id=till.new_id(), hash=digest, data=base64.b64encode(content).decode())
    till.post_once(saved.id, lambda connection: saved, by=by)
    return digest


def picture(till: Till, digest: str) -> bytes | None:
    """The bytes of a picture."""
    with till.reading() as connection:
        return product_book.picture(connection, digest)


def stock_of(till: Till, product_id: str) -> tuple[int, int]:
    """(thousandths on hand, value in rupiah) of a product."""
    with till.reading() as connection:
        found = stock_book.on_hand(connection, [product_id]).get(product_id)
    return (found[0], found[1]) if found else (0, 0)
