"""Goods that leave without being sold, become other goods, or go to another place of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import (
    Approval,
    GoodsPlaced,
    PlacedLine,
    ProductSaved,
    RecipePart,
    RecipeSaved,
    StockAdjusted,
    StockLine,
    StockTurned,
    TurnedLine,
)
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books import workshop
from koperasi_pos.store.books.workshop import Placed
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, check_name, require
from koperasi_pos.trade.stock import OnHand, cost_of, settled_by
from koperasi_pos.trade.workshop import FORMS, check_recipe, shared_cost, times
from koperasi_pos.values import Quantity, Refusal, Rupiah

__all__ = [
    "REASONS",
    "Moving",
    "Placed",
    "bring_back",
    "move_goods",
    "placed_goods",
    "produce",
    "recipes",
    "save_recipe",
    "turn_goods",
    "write_off",
]

REASONS = ("damaged", "lost", "expired", "own_use", "gift")
"""Why goods leave without being sold."""


@dataclass(frozen=True)
class Moving:
    """So many base units of a product."""

    product: str
    quantity: Quantity
    expiry: str = ""


def write_off(
    till: Till,
    reason: str,
    moving: Sequence[Moving],
    *,
    note: str,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[StockAdjusted]:
    """Goods leave for one of `REASONS`, at what they cost; `note` says more. Asked twice it acts once.

    `Refusal`: `needs_approval`, `stock_reason_unknown`, `reason_missing`, `more_than_there`, `goods_twice` …
    """
    require(by, "move_stock", approvals)
    if reason not in REASONS:
        raise Refusal("stock_reason_unknown", reason=reason)

    def make(connection: Connection) -> StockAdjusted:
        lines = [
            StockLine(product=product.product, quantity=-one.quantity, value=-cost, expiry=one.expiry)
            for one, product, cost in _leaving(connection, moving)
        ]
        return StockAdjusted(
            id=id, reason=reason, lines=lines, note=check_reason(note), approvals=list(approvals)
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("products",))
    return Done(cast(StockAdjusted, done.value.entry.document), done.changed)


def _leaving(connection: Connection, moving: Sequence[Moving]) -> list[tuple[Moving, ProductSaved, Rupiah]]:
    """What leaves, of goods that are there, with what it costs."""
    if not moving:
        raise Refusal("goods_missing")
    if len({(one.product, one.expiry) for one in moving}) != len(moving):
        raise Refusal("goods_twice")
    held: dict[str, OnHand] = {}
    found = []
    for one in moving:
        product = _own(_product(connection, one))
        on_hand = held.get(one.product) or _on_hand(connection, one.product)
        if one.quantity > on_hand.quantity:
            raise Refusal("more_than_there", name=product.name, most=Quantity(max(int(on_hand.quantity), 0)))
        cost = cost_of(one.quantity, on_hand)
        held[one.product] = OnHand(on_hand.quantity - one.quantity, on_hand.value - cost, on_hand.last_cost)
        found.append((one, product, cost))
    return found


def _product(connection: Connection, one: Moving) -> ProductSaved:
    row = product_book.product(connection, one.product)
    if row is None:
        raise Refusal("product_unknown")
    product = row.document
    if not product.stocked:
        raise Refusal("not_stocked", name=product.name)
    if one.quantity <= 0:
        raise Refusal("quantity_not_positive")
    if not one.quantity.is_whole and not product.by_weight:
        raise Refusal("quantity_not_whole", name=product.name)
    return product


def _own(product: ProductSaved) -> ProductSaved:
    """Goods of the shop itself; those of a consignor are lost or given back under their owner's name."""
    if product.owner:
        raise Refusal("consigned_elsewhere", name=product.name)
    return product


def _on_hand(connection: Connection, product: str) -> OnHand:
    quantity, value, cost = stock_book.on_hand(connection, [product])[product]
    return OnHand(Quantity(quantity), Rupiah(value), Rupiah(cost))


def recipes(till: Till) -> list[RecipeSaved]:
    """Every recipe by name."""
    with till.reading() as connection:
        return workshop.recipes(connection)


def save_recipe(till: Till, changed: RecipeSaved, *, by: Actor) -> Done[RecipeSaved]:
    """Add or change a recipe; `changed.id` must be new. `Refusal`: `needs_approval`, those of `check_recipe`."""
    require(by, "products")
    clean = check_recipe(changed.model_copy(update={"name": check_name(changed.name)}))

    def make(connection: Connection) -> RecipeSaved:
        for part in (*clean.inputs, *clean.outputs):
            _product(connection, Moving(part.product, part.quantity))
        return clean

    done = till.post_once(clean.id, make, by=by, topics=("products",))
    return Done(clean, done.changed)


def produce(
    till: Till, recipe: str, *, id: str, by: Actor, number: int = 1, made: Sequence[RecipePart] = (), note: str = ""
) -> Done[StockTurned]:
    """Work by a recipe (short id or name) so many times; `made` is what came out, where it differs.

    `Refusal`: `recipe_unknown` and those of `turn_goods`.
    """
    with till.reading() as connection:
        found = [
            one
            for one in workshop.recipes(connection)
            if recipe in (one.recipe, one.name) or one.name.casefold() == recipe.casefold()
        ]
    if not found:
        raise Refusal("recipe_unknown", name=recipe)
    if not 0 < number <= 10_000:
        raise Refusal("quantity_not_positive")
    used = [Moving(part.product, times(part.quantity, number)) for part in found[0].inputs]
    came = made or [
        RecipePart(product=part.product, quantity=times(part.quantity, number)) for part in found[0].outputs
    ]
    out = [Moving(part.product, part.quantity) for part in came]
    return turn_goods(till, found[0].form, used, out, id=id, by=by, recipe=found[0], note=note)


def turn_goods(
    till: Till,
    form: str,
    used: Sequence[Moving],
    made: Sequence[Moving],
    *,
    id: str,
    by: Actor,
    recipe: RecipeSaved | None = None,
    note: str = "",
    approvals: Sequence[Approval] = (),
) -> Done[StockTurned]:
    """Goods become other goods: what was used is what those cost that came out. Several share it by their price.

    `Refusal`: `needs_approval`, `more_than_there`, `goods_missing`, `goods_twice`, `recipe_circle` …
    """
    require(by, "move_stock", approvals)
    if form not in FORMS:
        raise Refusal("recipe_form", form=form)
    if {one.product for one in used} & {one.product for one in made}:
        raise Refusal("recipe_circle")

    def make(connection: Connection) -> StockTurned:
        leaving = _leaving(connection, used)
        inputs = [
            TurnedLine(
                product=product.product, name=product.name, unit=product.packs[0].unit, quantity=one.quantity,
                value=cost, expiry=one.expiry,
            )
            for one, product, cost in leaving
        ]  # fmt: skip
        return StockTurned(
            id=id, form=form, recipe=recipe.recipe if recipe else "", name=recipe.name if recipe else "",
            day=till.today(), inputs=inputs, outputs=_made(connection, made, Rupiah(sum(one[2] for one in leaving))),
            note=note.strip(), approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("products",))
    return Done(cast(StockTurned, done.value.entry.document), done.changed)


def _made(connection: Connection, made: Sequence[Moving], cost: Rupiah) -> list[TurnedLine]:
    if not made:
        raise Refusal("goods_missing")
    if len({one.product for one in made}) != len(made):
        raise Refusal("goods_twice")
    goods = [_own(_product(connection, one)) for one in made]
    values = shared_cost(cost, [(product, one.quantity) for product, one in zip(goods, made, strict=True)])
    return [
        TurnedLine(
            product=product.product, name=product.name, unit=product.packs[0].unit, quantity=one.quantity, value=value,
            settled=settled_by(one.quantity, value, _on_hand(connection, one.product)), expiry=one.expiry,
        )
        for one, product, value in zip(made, goods, values, strict=True)
    ]  # fmt: skip


def placed_goods(till: Till, place: str = "") -> list[Placed]:
    """What lies in other places of the shop, or in one of them."""
    with till.reading() as connection:
        return workshop.placed(connection, place)


def move_goods(
    till: Till, moving: Sequence[Moving], *, source: str = "", target: str = "", reason: str, id: str, by: Actor
) -> Done[GoodsPlaced]:
    """Goods go from one place to another (empty: the shop itself). `Refusal`: `place_same`, `more_than_there` …"""
    require(by, "move_stock")
    here, there = _place(source), _place(target)
    if here == there:
        raise Refusal("place_same")

    def make(connection: Connection) -> GoodsPlaced:
        if not moving:
            raise Refusal("goods_missing")
        if len({one.product for one in moving}) != len(moving):
            raise Refusal("goods_twice")
        lines = [_placed_line(connection, one, here) for one in moving]
        return GoodsPlaced(
            id=id, source=here, target=there, day=till.today(), lines=lines, reason=check_reason(reason)
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=("products",))
    return Done(cast(GoodsPlaced, done.value.entry.document), done.changed)


def _place(name: str) -> str:
    clean = " ".join(name.split())
    if len(clean) > 40:
        raise Refusal("name_too_long", most=40)
    return clean


def _placed_line(connection: Connection, one: Moving, source: str) -> PlacedLine:
    product = _product(connection, one)
    held = workshop.elsewhere(connection, source).get(one.product, 0)
    there = held if source else int(_on_hand(connection, one.product).quantity) - held
    if int(one.quantity) > there:
        raise Refusal("more_than_there", name=product.name, most=Quantity(max(there, 0)))
    return PlacedLine(
        product=one.product, name=product.name, unit=product.packs[0].unit, quantity=one.quantity
    )  # fmt: skip


def bring_back(
    till: Till, place: str, returned: Sequence[Moving], *, reason: str, id: str, by: Actor
) -> Done[GoodsPlaced]:
    """A stall closes: what is returned goes to the shop, the rest of what lay there was sold there.

    `Refusal`: `needs_approval`, `place_empty`, `more_than_there`.
    """
    require(by, "move_stock")
    here = _place(place)

    def make(connection: Connection) -> GoodsPlaced:
        held = workshop.placed(connection, here) if here else []
        if not held:
            raise Refusal("place_empty", place=place)
        back = {one.product: one.quantity for one in returned}
        lines = []
        for row in held:
            quantity = back.pop(row.product, Quantity(0))
            # Two tills that could not hear each other may have taken more from there than lay there.
            most = Quantity(max(row.quantity, 0))
            if not 0 <= quantity <= most:
                raise Refusal("more_than_there", name=row.name, most=most)
            lines.append(
                PlacedLine(
                    product=row.product, name=row.name, unit=row.unit, quantity=quantity,
                    sold=Quantity(row.quantity) - quantity,
                )
            )  # fmt: skip
        if back:
            raise Refusal("more_than_there", name=_named(connection, next(iter(back))), most=Quantity(0))
        return GoodsPlaced(id=id, source=here, day=till.today(), lines=lines, reason=check_reason(reason))

    done = till.post_once(id, make, by=by, topics=("products",))
    return Done(cast(GoodsPlaced, done.value.entry.document), done.changed)


def _named(connection: Connection, product: str) -> str:
    row = product_book.product(connection, product)
    return row.name if row else product
