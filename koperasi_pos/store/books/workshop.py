"""Recipes, and how much of the goods lies in places other than the shop."""

from __future__ import annotations

from typing import NamedTuple, cast

from koperasi_pos.journal import Entry
from koperasi_pos.journal.documents import GoodsPlaced, RecipeSaved
from koperasi_pos.store.books import stock
from koperasi_pos.store.books.stamps import stamp
from koperasi_pos.store.connections import Connection

_PLACE = "INSERT INTO place_movement (place, product, at, position, n, quantity) VALUES (?, ?, ?, ?, ?, ?)"


class Placed(NamedTuple):
    """What lies in a place, in thousandths."""

    place: str
    product: str
    name: str
    unit: str
    quantity: int


def apply_recipe(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """The last saved state of a recipe counts."""
    saved = cast(RecipeSaved, entry.document)
    connection.run(
        """INSERT INTO recipe (id, name, active, body, stamp) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, body = excluded.body,
            stamp = excluded.stamp WHERE excluded.stamp > recipe.stamp""",
        (saved.recipe, saved.name, int(saved.active), saved.model_dump_json(exclude_defaults=True), stamp(entry)),
    )


def apply_placed(connection: Connection, writer: int, position: int, entry: Entry) -> None:
    """Goods go from place to place; the stock of the whole shop stays as it is."""
    placed = cast(GoodsPlaced, entry.document)
    keys = stock.keys_of(connection, [line.product for line in placed.lines])
    changes = []
    for line in placed.lines:
        if placed.source:
            changes.append((placed.source, keys[line.product], -int(line.quantity) - int(line.sold)))
        if placed.target:
            changes.append((placed.target, keys[line.product], int(line.quantity)))
    change_place(connection, entry.time, position, changes)


def change_place(connection: Connection, at: str, position: int, changes: list[tuple[str, int, int]]) -> None:
    """Keep that (place, product key, thousandths) came or went."""
    connection.run_many(
        _PLACE,
        [(place, product, at, position, n, moved) for n, (place, product, moved) in enumerate(changes) if moved],
    )


def recipes(connection: Connection, *, active_only: bool = True) -> list[RecipeSaved]:
    """Every recipe by name."""
    rows = connection.run(
        f"SELECT body FROM recipe {'WHERE active = 1' if active_only else ''} ORDER BY name, id"  # noqa: S608
    )
    return [RecipeSaved.model_validate_json(row[0]) for row in rows]


def recipe(connection: Connection, recipe_id: str) -> RecipeSaved | None:
    """The recipe with this short id."""
    row = connection.run("SELECT body FROM recipe WHERE id = ?", (recipe_id,)).fetchone()
    return RecipeSaved.model_validate_json(row[0]) if row else None


def placed(connection: Connection, place: str = "") -> list[Placed]:
    """What lies elsewhere, or in one place."""
    rows = connection.run(
        """SELECT place, product.id, product.name, product.unit, sum(quantity) FROM place_movement
        JOIN product ON product.key = product WHERE place = ?1 OR ?1 = ''
        GROUP BY place, product.key HAVING sum(quantity) <> 0 ORDER BY place, product.name, product.id""",
        (place,),
    )
    return [Placed(*row) for row in rows]


def elsewhere(connection: Connection, place: str = "") -> dict[str, int]:
    """Short id → thousandths that lie in a place, or anywhere but in the shop."""
    found: dict[str, int] = {}
    for row in placed(connection, place):
        found[row.product] = found.get(row.product, 0) + row.quantity
    return found
