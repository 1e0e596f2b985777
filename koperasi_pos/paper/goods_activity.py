"""Who did what with goods, in a sentence: bought, paid, wrote off, repacked, moved, counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal.documents import (
    CategorySaved,
    CountOpened,
    Document,
    GoodsOrdered,
    GoodsPlaced,
    GoodsReceived,
    GoodsReturned,
    OrderClosed,
    RecipeSaved,
    StockAdjusted,
    StockCounted,
    StockTallied,
    StockTurned,
    SupplierPaid,
    SupplierSaved,
)
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def _adjusted(document: Document) -> str:
    adjusted = cast(StockAdjusted, document)
    count = len(adjusted.lines)
    if adjusted.reason == "opening":
        reason = term("stock_reason", adjusted.reason)
        told = n_("{reason}: {count} product put on the shelf", "{reason}: {count} products put on the shelf", count)
        return told.format(reason=reason, count=count)
    reason = term("movement", adjusted.reason)
    value = rupiah(-sum(int(line.value) for line in adjusted.lines))
    told = n_("{reason}: {count} product worth {value}", "{reason}: {count} products worth {value}", count)
    return told.format(reason=reason, count=count, value=value) + (f" ({adjusted.note})" if adjusted.note else "")


def _category(document: Document) -> str:
    return _("Set the rules of the category {name}").format(name=cast(CategorySaved, document).category)


def _supplier(document: Document) -> str:
    saved = cast(SupplierSaved, document)
    told = _("Saved the supplier {name}") if saved.active else _("Took the supplier {name} off the list")
    return told.format(name=saved.name)


def _ordered(document: Document) -> str:
    ordered = cast(GoodsOrdered, document)
    return _("Ordered from {name} for {total}, order {number}").format(
        name=ordered.name, total=rupiah(ordered.total), number=ordered.number
    )


def _order_closed(document: Document) -> str:
    return _("Expects nothing more of an order ({reason})").format(reason=cast(OrderClosed, document).reason)


def _received(document: Document) -> str:
    received = cast(GoodsReceived, document)
    return _("Received goods of {name} for {total}, delivery {number}").format(
        name=received.name, total=rupiah(received.total), number=received.number
    )


def _paid(document: Document) -> str:
    paid = cast(SupplierPaid, document)
    return _("Paid {amount} to {name} ({way})").format(
        amount=rupiah(paid.amount), name=paid.name, way=term("pay_way", paid.way)
    )


def _returned(document: Document) -> str:
    back = cast(GoodsReturned, document)
    return _("Sent goods back to {name} for {credit} ({reason}), slip {number}").format(
        name=back.name, credit=rupiah(back.credit), reason=back.reason, number=back.number
    )


def _recipe(document: Document) -> str:
    return _("Saved the recipe {name}").format(name=cast(RecipeSaved, document).name)


def _turned(document: Document) -> str:
    turned = cast(StockTurned, document)
    used = ", ".join(line.name for line in turned.inputs)
    made = ", ".join(line.name for line in turned.outputs)
    return _("Made {made} of {used}").format(made=made, used=used)


def _placed(document: Document) -> str:
    placed = cast(GoodsPlaced, document)
    count = len(placed.lines)
    told = n_(
        "Moved {count} product from {source} to {target} ({reason})",
        "Moved {count} products from {source} to {target} ({reason})", count,
    )  # fmt: skip
    shop = _("the shop")
    return told.format(
        count=count, source=placed.source or shop, target=placed.target or shop, reason=placed.reason
    )  # fmt: skip


def _count_opened(document: Document) -> str:
    return _("Began the count {name}").format(name=cast(CountOpened, document).name)


def _tallied(document: Document) -> str:
    count = len(cast(StockTallied, document).lines)
    return n_("Counted {count} product", "Counted {count} products", count).format(count=count)


def _counted(document: Document) -> str:
    counted = cast(StockCounted, document)
    value = sum(int(line.value) for line in counted.lines)
    return _("Booked the count {name}: {value}").format(name=counted.name, value=rupiah(value))


GOODS_SENTENCES: dict[str, Callable[[Any], str]] = {
    "stock_adjusted": _adjusted,
    "category": _category,
    "supplier": _supplier,
    "goods_ordered": _ordered,
    "order_closed": _order_closed,
    "goods_received": _received,
    "supplier_paid": _paid,
    "goods_returned": _returned,
    "recipe": _recipe,
    "stock_turned": _turned,
    "goods_placed": _placed,
    "count_opened": _count_opened,
    "stock_tallied": _tallied,
    "stock_counted": _counted,
}
"""Kind of document → how it is told."""
