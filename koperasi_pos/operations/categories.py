"""The rules of categories: margin, rounding of prices, days of warning before the expiry."""

from __future__ import annotations

from koperasi_pos.journal.documents import CategorySaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import categories as book
from koperasi_pos.trade.margins import check_category
from koperasi_pos.trade.staff import Actor, require


def category_rules(till: Till) -> dict[str, CategorySaved]:
    """Name → rules of every category that has some."""
    with till.reading() as connection:
        return book.rules(connection)


def save_category(till: Till, changed: CategorySaved, *, by: Actor) -> Done[CategorySaved]:
    """Set the rules of a category; `changed.id` must be new. `Refusal`: `needs_approval` and those of the check."""
    require(by, "products")
    clean = check_category(changed)
    done = till.post_once(clean.id, lambda connection: clean, by=by, topics=("products",))
    return Done(clean, done.changed)
