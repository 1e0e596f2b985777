"""From bytes to sums: each entry is read, asked what it means for the books, and counted wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import ValidationError

from koperasi_pos.journal import read_entry
from koperasi_pos.province.books import card_sums, cards, goods, sales, shifts, shops, stock
from koperasi_pos.province.books.batch import SKEW, Arrived, At, Batch, Unbooked
from koperasi_pos.values import from_iso

_GATHER: dict[str, Callable[[Batch, At], None]] = {
    "shop": shops.gather_shop,
    "till": shops.gather_till,
    "product": goods.gather_product,
    "sale": sales.gather_sale,
    "refund": sales.gather_refund,
    "basket_dropped": sales.gather_dropped,
    "shift_opened": shifts.gather_opened,
    "cashier_changed": shifts.gather_cashier,
    "shift_closed": shifts.gather_closed,
    "stock_adjusted": stock.gather_moved,
    "goods_received": stock.gather_moved,
    "goods_returned": stock.gather_moved,
    "stock_turned": stock.gather_moved,
    "stock_counted": stock.gather_moved,
    "consignment_moved": stock.gather_moved,
    "consignment_settled": stock.gather_moved,
}

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading an entry may raise whose writer was damaged, or is no till at all."""


def gather(batch: Batch, arrived: Iterable[Arrived]) -> None:
    """Count entries into a batch; what cannot be read is noted and does not hold up the others."""
    for one in arrived:
        batch.entries += 1
        if one.flag in ("unreadable", "carried", "twice"):
            # Told to people when it came; what was carried comes once more when somebody vouches for it. What a later
            # life of the province has done again is counted there.
            continue
        try:
            _count(batch, one)
        except UNREADABLE as error:
            batch.unbooked.append(Unbooked(one, reason_of(error)))


def reason_of(error: Exception) -> str:
    """What was wrong with an entry, without a word of what was in it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{first['type']} at {'.'.join(map(str, first['loc']))}"[:200]
    return type(error).__name__


def _count(batch: Batch, arrived: Arrived) -> None:
    entry = read_entry(arrived.line)
    if (entry.writer, entry.epoch, entry.seq) != (arrived.device, arrived.epoch, arrived.seq):
        raise ValueError("another writer than the one that sent it")
    moment = from_iso(entry.time)
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset")
    if entry.kind in ("person", "person_forgotten"):
        batch.people.add(str(entry.body["person"]))
    began = batch.started.get(arrived.writer)
    skewed = moment > arrived.received_at + SKEW or (began is not None and moment < began - SKEW)
    change = _GATHER.get(entry.kind)
    if arrived.writer not in batch.training:
        at = At(entry, moment, skewed, arrived.received_at)
        acts = cards.acts_of(at)  # before anything is counted: an entry counts wholly or not at all
        if change is not None:
            change(batch, at)
        batch.sums.add(card_sums.contributions(acts))
        batch.card_acts += acts
    till = batch.till(entry)
    till.entries += 1
    till.last_time = moment
    till.skewed += int(skewed)
