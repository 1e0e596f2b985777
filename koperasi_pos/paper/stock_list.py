"""The list of the stock page as a table, with packs and the days that goods last."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.operations.stock_list import OnShelf
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import quantity
from koperasi_pos.words.terms import term


def pack_words(item: OnShelf) -> str:
    """`5 dus + 14 pcs`; nothing where the goods come in no larger pack."""
    parts = item.in_packs()
    if len(parts) == 1 and parts[0][1] == item.shelf.unit:
        return ""
    return " + ".join(f"{quantity(count)} {unit}" for count, unit in parts)


def stock_list_report(items: Sequence[OnShelf], at: str, *, shop_name: str = "", narrowed: str = "") -> Report:
    """What lies on the shelves at a moment; `narrowed` says how the list was narrowed down."""
    return Report(
        title=_("Stock"),
        columns=(
            Column("name", _("Item")),
            Column("code", _("Code")),
            Column("category", _("Category")),
            Column("pillar", _("Pillar")),
            Column("owner", _("Owner")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("unit", _("Unit")),
            Column("packs", _("In packs")),
            Column("cost", _("Average cost"), "rupiah"),
            Column("value", _("Value"), "rupiah"),
            Column("a_day", _("Sold a day"), "quantity"),
            Column("cover", _("Days left"), "count"),
            Column("expiry", _("Best before"), "day"),
            Column("state", _("State")),
        ),
        rows=tuple(
            (
                item.shelf.name, item.shelf.code, item.shelf.category,
                term("pillar", item.shelf.pillar) if item.shelf.pillar else "",
                item.shelf.owner_name, item.shelf.quantity, item.shelf.unit, pack_words(item),
                item.cost, item.shelf.value, item.a_day, item.cover, item.expiry or None,
                ", ".join(term("stock_state", state) for state in sorted(item.states)),
            )
            for item in items
        ),
        totals=(
            _("Total"), "", "", "", "", None, "", "", None, sum(item.shelf.value for item in items), None, None,
            None, "",
        ),
        subtitle=tuple(line for line in (shop_name, moment(at), narrowed) if line),
    )  # fmt: skip
