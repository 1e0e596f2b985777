"""From a draft to the product it makes, or to the product of the shop as the sheet changes it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from koperasi_pos.journal.documents import Pack, Price, ProductSaved
from koperasi_pos.trade.item_sheets.drafts import Draft, PackDraft
from koperasi_pos.trade.item_sheets.plans import DEFAULT_UNIT
from koperasi_pos.trade.pricing import retail_price
from koperasi_pos.trade.products import check_product
from koperasi_pos.values import ONE, Quantity, Refusal, Rupiah

_TIERS = {"price": "retail", "wholesale": "wholesale", "wholesale2": "wholesale", "member": "member",
          "santri": "santri"}  # fmt: skip


def new_product(draft: Draft, *, default_unit: str = DEFAULT_UNIT, id: str = "", product: str = "") -> ProductSaved:
    """The product of a row that the shop does not have; a mere look at a sheet leaves `id` and `product` empty.

    Without a price it comes in inactive (note `no_price`): nobody sells it for nothing, and nobody types just any
    price; open-price products stay active. Raises a `Refusal` where the shop's rules want no such product.
    """
    base = draft.packs[1]
    packs = [Pack(unit=base.unit or default_unit, codes=base.codes, prices=_prices(base))]
    for slot in sorted(slot for slot in draft.packs if slot > 1):
        told = draft.packs[slot]
        packs.append(Pack(unit=told.unit, factor=told.factor or ONE, codes=told.codes, prices=_prices(told)))
    active = draft.flags.get("active", True)
    if active and "price" not in base.prices and not draft.flags.get("open_price", False):
        active = False
        draft.note("no_price")
    fields: dict[str, Any] = {name: text for name, text in draft.texts.items() if text}
    fields.update((name, answer) for name, answer in draft.flags.items() if name != "active")
    if draft.cost:
        fields["cost"] = draft.cost
    if draft.minimum:
        fields["minimum"] = draft.minimum
    if draft.favourite:
        fields["favourite"] = draft.favourite
    return check_product(
        ProductSaved(id=id, product=product, name=draft.name, code=draft.code, packs=packs, active=active, **fields)
    )


def changed_product(held: ProductSaved, draft: Draft) -> ProductSaved:
    """The shop's product with what the row tells; what the row leaves open stays, bar codes are only added.

    Raises `Refusal("base_unit_differs")` where row and shop count in different units.
    """
    base = draft.packs[1]
    if base.unit and base.unit.casefold() != held.packs[0].unit.casefold():
        raise Refusal("base_unit_differs", unit=base.unit, held=held.packs[0].unit)
    packs = [_changed_pack(held.packs[0], base)]
    packs += held.packs[1:]
    for slot in sorted(slot for slot in draft.packs if slot > 1):
        told = draft.packs[slot]
        at = next((index for index, pack in enumerate(packs) if pack.unit.casefold() == told.unit.casefold()), -1)
        if at > 0:
            packs[at] = _changed_pack(packs[at], told)
        elif at < 0:
            packs.append(Pack(unit=told.unit, factor=told.factor or ONE, codes=told.codes, prices=_prices(told)))
    changes = {name: text for name, text in draft.texts.items() if text}
    flags = {name: answer for name, answer in draft.flags.items() if name != "active"}
    product = held.model_copy(
        update={
            "name": draft.name,
            "code": held.code or draft.code,
            "packs": packs,
            "cost": draft.cost or held.cost,
            "minimum": held.minimum if draft.minimum is None else draft.minimum,
            "favourite": held.favourite if draft.favourite is None else draft.favourite,
            **changes,
            **flags,
        }
    )
    return check_product(product.model_copy(update={"active": _active(held, product, draft)}))


def _active(held: ProductSaved, product: ProductSaved, draft: Draft) -> bool:
    """Off sale stays off sale, except where only the price was missing; a row may also say so itself."""
    sellable = product.open_price or retail_price(product) > 0
    if "active" in draft.flags:
        return draft.flags["active"] and sellable
    return held.active or (sellable and not held.open_price and retail_price(held) == 0)


def _prices(told: PackDraft) -> list[Price]:
    told_prices = [(name, told.prices[name]) for name in _TIERS if name in told.prices]
    return [_price(_TIERS[name], price, told.steps.get(name, ONE)) for name, price in told_prices]


@lru_cache(maxsize=8192)
def _price(tier: str, price: Rupiah, from_quantity: Quantity) -> Price:
    """A price never changes, and a sheet says the same ones over and over."""
    return Price(tier=tier, price=price, from_quantity=from_quantity)


def _changed_pack(held: Pack, told: PackDraft) -> Pack:
    codes = [*held.codes, *(code for code in told.codes if code not in held.codes)]
    prices = list(held.prices)
    for price in _prices(told):
        if price.tier == "wholesale":
            continue
        at = next((index for index, old in enumerate(prices) if old.tier == price.tier), -1)
        if at < 0:
            prices.append(price)
        elif prices[at].price != price.price:
            prices[at] = prices[at].model_copy(update={"price": price.price})
    steps = [price for price in _prices(told) if price.tier == "wholesale"]
    if steps:
        prices = _with_steps(prices, steps)
    factor = told.factor if told.factor and held.factor != ONE else held.factor
    return held.model_copy(update={"codes": codes, "prices": prices, "factor": factor})


def _with_steps(held: list[Price], told: list[Price]) -> list[Price]:
    """The wholesale steps of the row take the place of the first ones of the shop; further ones stay."""
    own = sorted((price for price in held if price.tier == "wholesale"), key=lambda price: price.from_quantity)
    if [*told, *own[len(told) :]] == own:
        return held
    others = [price for price in held if price.tier != "wholesale"]
    return [*others, *told, *own[len(told) :]]
