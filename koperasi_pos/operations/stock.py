"""Stock as it is and as it was: what is there and what it cost, the card of one product, the proof of the value."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import movements
from koperasi_pos.store.books import products as product_book
from koperasi_pos.store.books import stock as stock_book
from koperasi_pos.store.books.movements import LAST, CardRow, Held, Place
from koperasi_pos.store.books.products import ProductRow
from koperasi_pos.trade.codes import lookups
from koperasi_pos.trade.movements import Proof
from koperasi_pos.values import Refusal

__all__ = ["Card", "CardLine", "Held", "Proof", "product_coded", "stock_at", "stock_card", "value_proof"]


@dataclass(frozen=True)
class CardLine:
    """A movement with what was there after it: thousandths, rupiah."""

    row: CardRow
    quantity: int
    value: int


@dataclass(frozen=True)
class Card:
    """A page of the stock card of a product, the newest first; `earlier` asks for the page before it."""

    product: ProductRow
    lines: tuple[CardLine, ...]
    earlier: CardPlace | None


@dataclass(frozen=True)
class CardPlace:
    """Where a card goes on, with what was there at that place."""

    place: Place
    quantity: int
    value: int


def stock_at(till: Till, moment: str = "") -> list[Held]:
    """What was there at a moment (as entries write it; now where it is empty), by category and name."""
    with till.reading() as connection:
        return movements.held_at(connection, moment)


def stock_card(till: Till, product_id: str, *, after: CardPlace | None = None, limit: int = 50) -> Card:
    """A page of the movements of a product with what was there after each; `Refusal("product_unknown")`.

    `after` is `Card.earlier` of the page before.
    """
    with till.reading() as connection:
        row = product_book.product(connection, product_id)
        if row is None:
            raise Refusal("product_unknown")
        held = after or _now(connection, row)
        found = movements.card(connection, row.key, before=held.place, limit=limit + 1)
    lines = []
    quantity, value = held.quantity, held.value
    for moved in found[:limit]:
        lines.append(CardLine(moved, quantity, value))
        quantity, value = quantity - moved.quantity, value - moved.value
    earlier = None
    if len(found) > limit:
        last = found[limit - 1]
        earlier = CardPlace((last.at, last.position, last.n), quantity, value)
    return Card(row, tuple(lines), earlier)


def _now(connection: Connection, row: ProductRow) -> CardPlace:
    held = stock_book.on_hand(connection, [row.id])[row.id]
    return CardPlace(LAST, held[0], held[1])


def product_coded(till: Till, code: str) -> ProductRow:
    """The one product with a bar code or shop code, on sale or not; `code_unknown`, `code_of_several`."""
    with till.reading() as connection:
        found = {
            row.id: row for row, _ in product_book.by_code(connection, lookups(code.strip()), active_only=False)
        }  # fmt: skip
    active = [row for row in found.values() if row.active] or list(found.values())
    if not active:
        raise Refusal("code_unknown", text=code)
    if len(active) > 1:
        raise Refusal("code_of_several", text=code, count=len(active))
    return active[0]


def value_proof(till: Till) -> Proof:
    """Bought = sold at cost + written off + turned + left, in rupiah, over all goods and all time."""
    with till.reading() as connection:
        return movements.proven(connection)
