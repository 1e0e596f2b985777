"""Consignors: find, add and change them; which goods are theirs and on which terms."""

from __future__ import annotations

from koperasi_pos.journal.documents import ConsignorSaved, Pack, Price, ProductSaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import consignment as book
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books.consignment import Event, OwnedRow, Standing
from koperasi_pos.trade.consignment import Terms, check_consignor, check_terms, usual_terms
from koperasi_pos.trade.products import check_product
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import ZERO, Refusal, Rupiah

__all__ = [
    "Event",
    "OwnedRow",
    "Standing",
    "add_goods",
    "consign_goods",
    "consignor",
    "consignor_goods",
    "consignor_history",
    "consignor_named",
    "consignors",
    "goods_owned",
    "release_goods",
    "save_consignor",
    "standing",
]


def consignors(till: Till, text: str = "", *, active_only: bool = True) -> list[Standing]:
    """Consignors by part of name or telephone, with what is to be settled and what is owed."""
    with till.reading() as connection:
        return book.standings(connection, text, active_only=active_only)


def consignor(till: Till, consignor_id: str) -> ConsignorSaved:
    """One consignor; `Refusal("consignor_unknown")`."""
    with till.reading() as connection:
        return needed(connection, consignor_id)


def needed(connection: Connection, consignor_id: str) -> ConsignorSaved:
    """The consignor of an act; `Refusal("consignor_unknown")`."""
    found = book.consignor(connection, consignor_id)
    if found is None:
        raise Refusal("consignor_unknown")
    return found


def consignor_named(till: Till, name: str) -> ConsignorSaved:
    """The one consignor of this name (or the only one it is a part of); `consignor_unknown`, `consignor_several`."""
    with till.reading() as connection:
        rows = book.standings(connection, name, active_only=False)
        same = [row for row in rows if row.name.casefold() == " ".join(name.split()).casefold()] or rows
        if not same:
            raise Refusal("consignor_unknown")
        if len(same) > 1:
            raise Refusal("consignor_several", text=name, count=len(same))
        return needed(connection, same[0].id)


def standing(till: Till, consignor_id: str) -> Standing:
    """How shop and consignor stand; `Refusal("consignor_unknown")`."""
    with till.reading() as connection:
        found = book.standing(connection, consignor_id)
    if found is None:
        raise Refusal("consignor_unknown")
    return found


def consignor_goods(till: Till, consignor_id: str) -> list[OwnedRow]:
    """The goods of a consignor and what is on the shelf of each, by name."""
    with till.reading() as connection:
        return book.goods_of(connection, consignor_id)


def consignor_history(till: Till, consignor_id: str, *, limit: int = 200) -> list[Event]:
    """What happened between shop and consignor, the newest first."""
    with till.reading() as connection:
        return book.history(connection, consignor_id, limit=limit)


def save_consignor(till: Till, changed: ConsignorSaved, *, by: Actor) -> Done[ConsignorSaved]:
    """Add or change a consignor. `changed.id` must be new, `changed.consignor` a short id."""
    require(by, "consignors")
    clean = check_consignor(changed)

    def make(connection: Connection) -> ConsignorSaved:
        if not clean.active and book.goods_of(connection, clean.consignor):
            # Their goods would be on sale without anybody to settle with.
            raise Refusal("consignor_has_goods", name=clean.name)
        return clean

    done = till.post_once(clean.id, make, by=by, topics=("consignment",))
    return Done(clean, done.changed)


def goods_owned(connection: Connection, product_id: str, consignor_id: str) -> ProductSaved:
    """A product that is this consignor's; `product_unknown`, `not_consigned`."""
    row = product_book.product(connection, product_id)
    if row is None:
        raise Refusal("product_unknown")
    if row.document.owner != consignor_id:
        raise Refusal("not_consigned", name=row.name)
    return row.document


def consign_goods(
    till: Till, consignor_id: str, product_id: str, *, terms: Terms | None = None, daily: bool = False, id: str,
    by: Actor,
) -> Done[ProductSaved]:  # fmt: skip
    """Goods that are in the catalogue become a consignor's, or get other terms; without terms the usual ones.

    `Refusal`: `consigned_to_other`, and `consigned_in_stock` while the shop has its own on the shelf.
    """
    require(by, "consignors")

    def make(connection: Connection) -> ProductSaved:
        owner = needed(connection, consignor_id)
        row = product_book.product(connection, product_id)
        if row is None:
            raise Refusal("product_unknown")
        held = row.document
        if held.owner not in ("", consignor_id):
            other = book.consignor(connection, held.owner)
            raise Refusal("consigned_to_other", name=row.name, other=other.name if other else held.owner)
        if not held.owner and (row.stock_quantity or row.stock_value):
            raise Refusal("consigned_in_stock", name=row.name)
        return _on_terms(held, owner, terms, id=id, daily=daily)

    done = till.post_once(id, make, by=by, topics=("products", "consignment"))
    return Done(_product(done.value.entry.document), done.changed)


def _product(document: object) -> ProductSaved:
    assert isinstance(document, ProductSaved)
    return document


def _on_terms(held: ProductSaved, owner: ConsignorSaved, terms: Terms | None, *, id: str, daily: bool) -> ProductSaved:
    kept = check_terms(terms or usual_terms(owner))
    return held.model_copy(
        update={
            "id": id, "owner": owner.consignor, "commission": kept.commission, "margin": kept.margin, "daily": daily,
            "cost": ZERO,
        }
    )  # fmt: skip


def add_goods(
    till: Till, consignor_id: str, *, name: str, price: Rupiah, unit: str = "pcs", terms: Terms | None = None,
    daily: bool = False, category: str = "", id: str, by: Actor,
) -> Done[ProductSaved]:  # fmt: skip
    """New goods of a consignor, on sale at once."""
    require(by, "consignors")
    product_id = till.new_short_id()

    def make(connection: Connection) -> ProductSaved:
        owner = needed(connection, consignor_id)
        pack = Pack(unit=unit, prices=[Price(tier="retail", price=price)])
        fresh = ProductSaved(id=id, product=product_id, name=name, category=category, packs=[pack])
        return check_product(_on_terms(fresh, owner, terms, id=id, daily=daily))

    done = till.post_once(id, make, by=by, topics=("products", "consignment"))
    return Done(_product(done.value.entry.document), done.changed)


def release_goods(till: Till, consignor_id: str, product_id: str, *, id: str, by: Actor) -> Done[ProductSaved]:
    """Goods are no longer a consignor's; `Refusal("consigned_on_shelf")` while some of them are there."""
    require(by, "consignors")

    def make(connection: Connection) -> ProductSaved:
        held = goods_owned(connection, product_id, consignor_id)
        row = product_book.product(connection, product_id)
        if row is not None and row.stock_quantity:
            raise Refusal("consigned_on_shelf", name=held.name)
        return held.model_copy(update={"id": id, "owner": "", "commission": 0, "margin": ZERO, "daily": False})

    done = till.post_once(id, make, by=by, topics=("products", "consignment"))
    return Done(_product(done.value.entry.document), done.changed)
