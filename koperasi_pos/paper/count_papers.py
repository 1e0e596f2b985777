"""Papers of stock opname: the sheet for the shelf, the differences, and what lies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import CountedLine
from koperasi_pos.operations.counts import CountRow, LastCounted
from koperasi_pos.operations.products import ProductRow
from koperasi_pos.operations.stock_moves import Placed
from koperasi_pos.paper.reports import Column, Report
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment


def count_sheet(count: CountRow, goods: Sequence[ProductRow], *, shop_name: str = "") -> Report:
    """The sheet for whoever counts: without what the books say, with room for what is found. It reads back."""
    return Report(
        title=_("Count sheet: {name}").format(name=count.name),
        columns=(
            Column("code", _("Code")),
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("unit", _("Unit")),
            Column("counted", _("Found on the shelf"), "quantity"),
        ),
        rows=tuple((code_of(row), row.name, row.category, row.unit, None) for row in goods),
        subtitle=tuple(line for line in (shop_name, moment(count.opened)) if line),
    )


def code_of(row: ProductRow) -> str:
    """The code by which a sheet finds a product again: the shop's own, else a bar code of its base unit."""
    return row.code or next(iter(row.document.packs[0].codes), "")


def differences_report(
    name: str, lines: Sequence[CountedLine], *, shop_name: str = "", only_different: bool = False
) -> Report:
    """What was counted beside what the books said at that moment, the dearest loss first."""
    shown = [line for line in lines if line.difference or not only_different]
    return Report(
        title=_("Count: {name}").format(name=name),
        columns=(
            Column("name", _("Item")),
            Column("counted", _("Found on the shelf"), "quantity"),
            Column("expected", _("By the books"), "quantity"),
            Column("difference", _("Difference"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
            Column("at", _("Counted at"), "moment"),
            Column("note", _("Note")),
        ),
        rows=tuple(
            (
                line.name, int(line.counted), int(line.expected), int(line.difference), line.unit, int(line.value),
                line.at, line.reason or (_("Sold while it was counted") if line.moved else ""),
            )
            for line in shown
        ),
        totals=(_("Total"), None, None, None, "", sum(int(line.value) for line in shown), None, ""),
        subtitle=(shop_name,) if shop_name else (),
    )  # fmt: skip


def turn_report(goods: Sequence[LastCounted], *, shop_name: str = "") -> Report:
    """Goods whose turn it is to be counted."""
    return Report(
        title=_("Next to count"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("last", _("Counted last"), "day"),
            Column("quantity", _("Stock"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
        ),
        rows=tuple(
            (one.name, one.category, one.last or None, one.quantity, one.unit, one.value) for one in goods
        ),
        subtitle=(shop_name,) if shop_name else (),
    )  # fmt: skip


def places_report(placed: Sequence[Placed], *, shop_name: str = "") -> Report:
    """What lies in other places of the shop."""
    return Report(
        title=_("Goods elsewhere"),
        columns=(
            Column("place", _("Place")),
            Column("name", _("Item")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("unit", _("Unit")),
        ),
        rows=tuple((one.place, one.name, one.quantity, one.unit) for one in placed),
        subtitle=(shop_name,) if shop_name else (),
    )
