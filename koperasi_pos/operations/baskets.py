"""Baskets before payment: what the rules of the day are, put aside, call back, let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from koperasi_pos.journal.documents import ProductSaved, PromotionSaved, ShopSaved
from koperasi_pos.operations import visits
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, held_baskets, journal
from koperasi_pos.store.books import products, promotions, shifts, shops, stock
from koperasi_pos.store.books.stock import OnCounter
from koperasi_pos.store.held_baskets import HeldBasket
from koperasi_pos.trade.baskets import Basket, PricedBasket, price_basket
from koperasi_pos.trade.sales import dropped
from koperasi_pos.trade.staff import Actor
from koperasi_pos.values import Refusal

__all__ = [
    "CURRENT",
    "Counter",
    "HeldBasket",
    "call_back",
    "counter",
    "drop_basket",
    "held",
    "hold_basket",
    "new_basket",
    "remember_basket",
    "remembered_basket",
    "with_current_goods",
]

CURRENT = "current"
"""The basket that is on the counter right now is kept under this id, so that a crash loses none of it."""

DRAFT = "draft-"
"""What other pages keep against a crash stands beside the baskets under ids that begin so."""


@dataclass(frozen=True)
class Counter:
    """What the counter needs to price a basket, read once and again when `shop` or `promotions` changed."""

    shop: ShopSaved
    promotions: list[PromotionSaved]
    day: str

    def price(self, basket: Basket) -> PricedBasket:
        """What a basket costs under today's rules."""
        return price_basket(basket, self.shop, self.promotions)


def counter(till: Till) -> Counter:
    """The rules of the day; `Refusal("no_shop_yet")`."""
    with till.reading() as connection:
        shop = shops.shop(connection)
        if shop is None:
            raise Refusal("no_shop_yet")
        return Counter(shop, promotions.running(connection, till.today()), till.today())


def new_basket(till: Till) -> Basket:
    """An empty basket with the id its sale will have."""
    return Basket(id=till.new_id())


def remember_basket(till: Till, basket: Basket, total: int) -> None:
    """Keep the basket on the counter as it is now; an empty one is forgotten."""
    with till.writing() as connection:
        if basket.empty and not basket.removed:
            held_baskets.take(connection, CURRENT)
        else:
            body = basket.model_dump_json(exclude_defaults=True)
            held_baskets.keep(connection, HeldBasket(CURRENT, "", till.now(), total, body))


def remembered_basket(till: Till) -> Basket | None:
    """The basket that was on the counter when the till stopped, unless it was sold after all."""
    with till.reading() as connection:
        for held in held_baskets.every(connection):
            if held.id == CURRENT:
                basket = Basket.model_validate_json(held.body)
                return None if journal.find(connection, basket.id) else with_current_goods(connection, basket)
    return None


def as_now(till: Till, basket: Basket) -> Basket:
    """The basket with its products as they are now, for the counter while goods are changed elsewhere."""
    with till.reading() as connection:
        return with_current_goods(connection, basket)


def with_current_goods(connection: Connection, basket: Basket) -> Basket:
    """The basket with its products as they are now: a price that changed since a line was rung up counts.

    A line whose pack is no longer there stays as it was rung up; the goods lie on the counter.
    """
    return renewed(connection, basket, stock.on_counter(connection, basket.products()))


def renewed(connection: Connection, basket: Basket, found: Mapping[str, OnCounter]) -> Basket:
    """`with_current_goods` for somebody who has asked for the goods already; hardly ever is anything read anew."""
    stale = {
        line.product.product
        for line in basket.lines
        if (held := found.get(line.product.product)) is not None and held.document != line.product.id
    }
    if not stale:
        return basket
    now = products.bodies(connection, sorted(stale))
    lines = []
    for line in basket.lines:
        product = now.get(line.product.product, line.product)
        if _units(product)[line.pack :][:1] == _units(line.product)[line.pack :][:1]:
            line = line.model_copy(update={"product": product})
        lines.append(line)
    return basket.model_copy(update={"lines": tuple(lines)}).cheaper()


def _units(product: ProductSaved) -> list[tuple[str, int]]:
    return [(pack.unit, int(pack.factor)) for pack in product.packs]


def hold_basket(till: Till, basket: Basket, *, label: str, total: int, by: Actor) -> Done[HeldBasket]:
    """Put a basket aside under a label; it survives a crash. Asked twice it is held once."""
    if basket.empty:
        raise Refusal("basket_empty")
    held = HeldBasket(basket.id, label.strip()[:60] or by.name, till.now(), total, basket.model_dump_json())
    with till.writing() as connection:
        held_baskets.keep(connection, held)
        held_baskets.take(connection, CURRENT)
    till.tell("held")
    return Done(held)


def held(till: Till) -> list[HeldBasket]:
    """Baskets put aside, the oldest first."""
    with till.reading() as connection:
        every = held_baskets.every(connection)
        return [basket for basket in every if basket.id != CURRENT and not basket.id.startswith(DRAFT)]


def call_back(till: Till, basket_id: str) -> Done[Basket]:
    """Take a held basket back to the counter at today's prices; `Refusal("basket_gone")` where somebody else did."""
    with till.writing() as connection:
        found = held_baskets.take(connection, basket_id)
        if found is None:
            raise Refusal("basket_gone")
        basket = with_current_goods(connection, Basket.model_validate_json(found.body))
        held_baskets.keep(
            connection, HeldBasket(CURRENT, "", till.now(), found.total, basket.model_dump_json(exclude_defaults=True))
        )
    till.tell("held")
    return Done(basket)


def drop_basket(till: Till, basket: Basket, *, reason: str = "", id: str, by: Actor) -> Done[None]:
    """Let a basket go; what was in it and what had been removed leaves a trace in the journal."""
    if basket.empty and not basket.removed:
        with till.writing() as connection:
            held_baskets.take(connection, CURRENT)
        return Done(None, changed=False)
    priced = counter(till).price(basket)
    with till.reading() as connection:
        open_shift = shifts.open_shift(connection, till.writer(connection).key)
    trace = dropped(
        basket, priced, id=id, shift=open_shift.id if open_shift else "", day=till.today(), reason=reason.strip()
    )
    done = till.post_once(
        id, lambda connection: trace, by=by, topics=("basket",),
        after=lambda connection, posted: (held_baskets.take(connection, CURRENT), None)[1],
    )  # fmt: skip
    visits.end_for_sale(basket.id, till, by=by)
    return Done(None, done.changed)
