"""Goods that leave without being sold, become other goods, or go elsewhere: what they cost is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import ProductSaved, RecipePart, RecipeSaved
from koperasi_pos.operations import stock, stock_moves, upkeep
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.staff import approval
from koperasi_pos.values import ONE, Quantity, Refusal
from tests.counter import CASHIER, HEAD, begin_shift, sell, shop_in, stock_up


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till with a shift open; afterwards its books are sound and no rupiah is lost."""
    opened = shop_in(tmp_path / "shop")
    begin_shift(opened)
    yield opened
    assert stock.value_proof(opened).difference == 0
    assert upkeep.check(opened).trouble == []
    opened.close()


@pytest.fixture
def sack(till: Till) -> ProductSaved:
    """Three sacks of rice that cost 333,334 each."""
    return stock_up(till, "Beras karung", 400_000, stock=3, cost=333_334)


@pytest.fixture
def bag(till: Till) -> ProductSaved:
    """Bags of a kilogram, none there."""
    return stock_up(till, "Beras 1 kg", 15_000, stock=0, cost=13_000)


def there(till: Till) -> dict[str, tuple[int, int]]:
    """Name → (thousandths, rupiah)."""
    return {held.name: (held.quantity, held.value) for held in stock.stock_at(till)}


def test_goods_are_written_off_at_what_they_cost(till: Till, sack: ProductSaved) -> None:
    id = till.new_id()
    goods = [Moving(sack.product, Quantity.of(1))]
    done, again = [
        stock_moves.write_off(till, "damaged", goods, note="Sobek", id=id, by=HEAD) for _ in range(2)
    ]  # fmt: skip
    assert (done.changed, again.changed) == (True, False)
    assert there(till) == {"Beras karung": (2_000, 666_668)}
    assert stock.value_proof(till).written_off == 333_334
    assert [line.row.kind for line in stock.stock_card(till, sack.product).lines] == ["damaged", "opening"]


@pytest.mark.parametrize(
    ("reason", "quantity", "note", "code"),
    [
        ("dicuri", 1_000, "Hilang", "stock_reason_unknown"), ("lost", 0, "Hilang", "quantity_not_positive"),
        ("lost", 500, "Hilang", "quantity_not_whole"), ("lost", 4_000, "Hilang", "more_than_there"),
        ("lost", 1_000, "", "reason_missing"),
    ],
)  # fmt: skip
def test_what_is_not_written_off(
    till: Till, sack: ProductSaved, reason: str, quantity: int, note: str, code: str
) -> None:
    goods = [Moving(sack.product, Quantity(quantity))]
    with pytest.raises(Refusal, match=code):
        stock_moves.write_off(till, reason, goods, note=note, id=till.new_id(), by=HEAD)


def test_who_may_write_off(till: Till, sack: ProductSaved) -> None:
    goods = [Moving(sack.product, ONE)]
    with pytest.raises(Refusal, match="needs_approval"):
        stock_moves.write_off(till, "gift", goods, note="Panti", id=till.new_id(), by=CASHIER)
    stock_moves.write_off(
        till, "gift", goods, note="Panti", id=till.new_id(), by=CASHIER, approvals=[approval("move_stock", HEAD)]
    )
    for wrong, code in (([], "goods_missing"), (goods * 2, "goods_twice")):
        with pytest.raises(Refusal, match=code):
            stock_moves.write_off(till, "gift", wrong, note="Panti", id=till.new_id(), by=HEAD)


def test_a_sack_becomes_bags_with_a_loss(till: Till, sack: ProductSaved, bag: ProductSaved) -> None:
    sell(till, (bag, 2_000))  # sold before it was there, for 13,000 each
    recipe = RecipeSaved(
        id=till.new_id(), recipe=till.new_short_id(), name="Bungkus beras",
        inputs=[RecipePart(product=sack.product, quantity=ONE)],
        outputs=[RecipePart(product=bag.product, quantity=Quantity.of(25))],
    )  # fmt: skip
    stock_moves.save_recipe(till, recipe, by=HEAD)
    assert [one.name for one in stock_moves.recipes(till)] == ["Bungkus beras"]
    made = [RecipePart(product=bag.product, quantity=Quantity.of(24))]
    turned = stock_moves.produce(till, "bungkus BERAS", id=till.new_id(), by=HEAD, made=made).value
    assert (turned.outputs[0].value, turned.outputs[0].quantity) == (333_334, 24_000)
    # 333,334 for 24 bags: the two that were sold early bear 27,778 instead of 26,000.
    assert there(till) == {"Beras karung": (2_000, 666_668), "Beras 1 kg": (22_000, 305_556)}
    stock_moves.produce(till, recipe.recipe, id=till.new_id(), by=HEAD, number=2)
    assert there(till)["Beras 1 kg"] == (72_000, 305_556 + 666_668)
    for wrong, code in (("Tidak ada", "recipe_unknown"), ("Bungkus beras", "more_than_there")):
        with pytest.raises(Refusal, match=code):
            stock_moves.produce(till, wrong, id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="quantity_not_positive"):
        stock_moves.produce(till, "Bungkus beras", id=till.new_id(), by=HEAD, number=0)


def test_several_products_share_what_was_used(till: Till) -> None:
    chicken = stock_up(till, "Ayam utuh", 40_000, stock=1, cost=30_001)
    breast = stock_up(till, "Dada", 20_000, stock=0)
    wing = stock_up(till, "Sayap", 10_000, stock=0)
    out = [Moving(breast.product, ONE), Moving(wing.product, ONE)]
    done = stock_moves.turn_goods(
        till, "production", [Moving(chicken.product, ONE)], out, id=till.new_id(), by=HEAD
    )  # fmt: skip
    assert [line.value for line in done.value.outputs] == [20_001, 10_000]
    assert "Ayam utuh" not in there(till)


def test_recipes_that_cannot_be(till: Till, sack: ProductSaved, bag: ProductSaved) -> None:
    one = RecipePart(product=sack.product, quantity=ONE)
    other = RecipePart(product=bag.product, quantity=ONE)
    right = RecipeSaved(id=till.new_id(), recipe="r" * 16, name="Resep", inputs=[one], outputs=[other])
    for wrong, code in (
        ({"form": "sulap"}, "recipe_form"), ({"inputs": []}, "goods_missing"), ({"outputs": [one]}, "recipe_circle"),
        ({"inputs": [one, one]}, "goods_twice"), ({"name": " "}, "name_missing"),
        ({"inputs": [RecipePart(product="x" * 16, quantity=ONE)]}, "product_unknown"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            stock_moves.save_recipe(till, right.model_copy(update=wrong), by=HEAD)
    same = [Moving(sack.product, ONE)]
    with pytest.raises(Refusal, match="recipe_circle"):
        stock_moves.turn_goods(till, "repack", same, same, id=till.new_id(), by=HEAD)


def test_a_stall_takes_goods_and_brings_back_what_it_did_not_sell(
    till: Till, bag: ProductSaved, sack: ProductSaved
) -> None:
    move = [Moving(sack.product, Quantity.of(2))]
    stock_moves.move_goods(till, move, target="Stan  Expo", reason="OPOP Expo", id=till.new_id(), by=HEAD)
    assert [(one.place, one.name, one.quantity) for one in stock_moves.placed_goods(till)] == [
        ("Stan Expo", "Beras karung", 2_000)
    ]
    assert there(till) == {"Beras karung": (3_000, 1_000_002)}
    with pytest.raises(Refusal, match="more_than_there"):
        stock_moves.move_goods(till, move, target="Gudang", reason="Lagi", id=till.new_id(), by=HEAD)
    with pytest.raises(Refusal, match="place_same"):
        stock_moves.move_goods(till, move, target="", reason="Lagi", id=till.new_id(), by=HEAD)
    sell(till, (sack, 1_000))
    with pytest.raises(Refusal, match="more_than_there"):
        stock_moves.bring_back(till, "Stan Expo", [Moving(bag.product, ONE)], reason="Tutup", id=till.new_id(), by=HEAD)
    back = stock_moves.bring_back(
        till, "Stan Expo", [Moving(sack.product, ONE)], reason="Tutup", id=till.new_id(), by=HEAD
    ).value
    assert (back.lines[0].quantity, back.lines[0].sold) == (1_000, 1_000)
    assert stock_moves.placed_goods(till) == []
    with pytest.raises(Refusal, match="place_empty"):
        stock_moves.bring_back(till, "Stan Expo", [], reason="Tutup", id=till.new_id(), by=HEAD)
