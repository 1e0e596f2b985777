"""Stock: what is on hand of each of the goods as (quantity, total rupiah), moved by the same rules as in the till."""

from __future__ import annotations

from koperasi_pos.journal.documents import Document
from koperasi_pos.province.books.batch import At, Batch
from koperasi_pos.province.books.sums import STOCK, Contribution
from koperasi_pos.trade.movements import movements_of


def stock_of(document: Document) -> list[Contribution]:
    """What a document adds to the stock of each of the goods."""
    return [
        (STOCK, (moved.product,), (int(moved.quantity), int(moved.value)))
        for moved in movements_of(document)
        if moved.quantity or moved.value
    ]


def gather_moved(batch: Batch, at: At) -> None:
    """Goods come or go other than by a sale."""
    batch.sums.add(stock_of(at.entry.document))


def value(batch: Batch) -> int:
    """By how many rupiah the batch changes what the shop's stock is worth."""
    return sum(figures[1] for figures in batch.sums.rows[STOCK].values())
