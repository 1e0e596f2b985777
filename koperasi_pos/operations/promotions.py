"""Promotions: list, add, change and end them."""

from __future__ import annotations

from koperasi_pos.journal.documents import PromotionSaved
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import promotions as promotion_book
from koperasi_pos.trade.promotions import check_promotion
from koperasi_pos.trade.staff import Actor, require


def every_promotion(till: Till) -> list[PromotionSaved]:
    """All promotions, running ones first."""
    with till.reading() as connection:
        return promotion_book.every(connection)


def save_promotion(till: Till, changed: PromotionSaved, *, by: Actor) -> Done[PromotionSaved]:
    """Add or change a promotion; `changed.id` must be new, `changed.promotion` a short id."""
    require(by, "promotions")
    checked = check_promotion(changed)
    done = till.post_once(checked.id, lambda connection: checked, by=by, topics=("promotions",))
    return Done(checked, done.changed)
