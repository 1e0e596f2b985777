"""Recipes: one sack into 25 bags, flour and sugar into bread; what was used is what comes out costs."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import ProductSaved, RecipeSaved
from koperasi_pos.trade.pricing import retail_price
from koperasi_pos.values import Quantity, Refusal, Rupiah
from koperasi_pos.values.money import share_out

FORMS = ("repack", "production")


def check_recipe(saved: RecipeSaved) -> RecipeSaved:
    """The recipe, or a `Refusal`: `recipe_form`, `goods_missing`, `goods_twice`, `recipe_circle`."""
    if saved.form not in FORMS:
        raise Refusal("recipe_form", form=saved.form)
    if not saved.inputs or not saved.outputs:
        raise Refusal("goods_missing")
    used = [part.product for part in saved.inputs]
    made = [part.product for part in saved.outputs]
    if len(set(used)) != len(used) or len(set(made)) != len(made):
        raise Refusal("goods_twice")
    if set(used) & set(made):
        raise Refusal("recipe_circle")
    return saved


def times(quantity: Quantity, number: int) -> Quantity:
    """So many times a quantity."""
    return Quantity(int(quantity) * number)


def shared_cost(cost: Rupiah, made: Sequence[tuple[ProductSaved, Quantity]]) -> list[Rupiah]:
    """The cost of what was used, over what came out: by what it sells for, without prices by how much there is."""
    worth = [int(quantity.times(retail_price(product))) for product, quantity in made]
    return share_out(cost, worth if all(worth) else [int(quantity) for _, quantity in made])
