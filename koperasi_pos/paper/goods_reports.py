"""Figures of goods as tables: value, margin, movement, losses, days on packages, what hardly sells."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.operations.expiry import Expiring
from koperasi_pos.operations.goods_reports import Moved, MovementLine, SlowGoods
from koperasi_pos.operations.reports import ItemFigures
from koperasi_pos.operations.stock import Held
from koperasi_pos.operations.stock_policy import NegativeStock
from koperasi_pos.paper.day_reports import span_words
from koperasi_pos.paper.reports import Cell, Column, Report
from koperasi_pos.words import _
from koperasi_pos.words.dates import moment
from koperasi_pos.words.numbers import percent
from koperasi_pos.words.terms import term


def value_report(held: Sequence[Held], at: str = "", *, by_owner: bool = False, shop_name: str = "") -> Report:
    """What the stock was worth at a moment (ISO; now where it is empty), a line a category or an owner.

    Goods left for sale are worth nothing to the shop: they stand there with none.
    """
    sums: dict[str, tuple[int, int]] = {}
    for one in held:
        key = one.owner if by_owner else one.category
        goods, value = sums.get(key, (0, 0))
        sums[key] = (goods + 1, value + one.value)
    lines = sorted(sums.items(), key=lambda line: line[0].casefold()) if by_owner else list(sums.items())
    first = Column("owner", _("Owner")) if by_owner else Column("category", _("Category"))
    unnamed = _("the shop") if by_owner else _("No category")
    return Report(
        title=_("Value of the stock"),
        columns=(
            first,
            Column("goods", _("Goods"), "count"),
            Column("value", _("Value"), "rupiah"),
        ),
        rows=tuple((name or unnamed, goods, value) for name, (goods, value) in lines),
        totals=(_("Total"), len(held), sum(one.value for one in held)),
        subtitle=_under(shop_name, moment(at) if at else ""),
    )


def margin_report(
    items: Sequence[ItemFigures], first: str, last: str, *, by_category: bool = False, shop_name: str = ""
) -> Report:
    """What was earned over days, a line a product or a category, the largest profit first."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for one in items:
        key = ("", one.category or _("No category")) if by_category else (one.name, one.category)
        turnover, cost = sums.get(key, (0, 0))
        sums[key] = (turnover + one.total, cost + one.cost)
    rows = [_margin(name, category, turnover, cost) for (name, category), (turnover, cost) in sums.items()]
    rows.sort(key=lambda row: (-int(row[4] or 0), str(row[0]), str(row[1])))
    total = _margin(_("Total"), "", sum(one.total for one in items), sum(one.cost for one in items))
    columns: tuple[Column, ...] = (
        Column("name", _("Item")),
        Column("category", _("Category")),
        Column("turnover", _("Turnover"), "rupiah"),
        Column("cost", _("Cost"), "rupiah"),
        Column("profit", _("Profit"), "rupiah"),
        Column("margin", _("Margin")),
    )
    if by_category:
        columns, rows = columns[1:], [row[1:] for row in rows]
        total = (_("Total"), *total[2:])
    return Report(
        title=_("Margin"), columns=columns, rows=tuple(rows), totals=total,
        subtitle=_under(shop_name, span_words(first, last)),
    )  # fmt: skip


def _margin(name: str, category: str, turnover: int, cost: int) -> tuple[Cell, ...]:
    profit = turnover - cost
    return name, category, turnover, cost, profit, percent(profit * 10_000 // turnover) if turnover > 0 else ""


def movement_report(lines: Sequence[MovementLine], first: str, last: str, *, shop_name: str = "") -> Report:
    """What was there, came, was sold, left otherwise and was left over days: goods and what they cost."""
    parts = (
        ("before", _("At first")), ("came", _("In")), ("sold", _("Sold")), ("gone", _("Out")), ("after", _("At last")),
    )  # fmt: skip
    columns = [Column("name", _("Item")), Column("unit", _("Unit"))]
    columns += [Column(key, title, "quantity") for key, title in parts]
    columns += [Column(f"{key}_value", f"{title} (Rp)", "rupiah") for key, title in parts]
    rows: list[tuple[Cell, ...]] = []
    for one in lines:
        figures = (one.before, one.came, one.sold, one.gone, one.after)
        rows.append((one.name, one.unit, *(part[0] for part in figures), *(part[1] for part in figures)))
    totals = [sum(int(row[at] or 0) for row in rows) for at in range(7, 12)]
    return Report(
        title=_("Movement of goods"), columns=tuple(columns), rows=tuple(rows),
        totals=(_("Total"), "", None, None, None, None, None, *totals),
        subtitle=_under(shop_name, span_words(first, last)),
    )  # fmt: skip


def shrinkage_report(lost: Sequence[Moved], first: str, last: str, *, shop_name: str = "") -> Report:
    """What left without being sold, by reason, the dearest first."""
    return Report(
        title=_("Losses"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("reason", _("Reason")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
        ),
        rows=tuple(
            (one.name, one.category, term("movement", one.kind), one.quantity, one.unit, one.value) for one in lost
        ),
        totals=(_("Total"), "", "", None, "", sum(one.value for one in lost)),
        subtitle=_under(shop_name, span_words(first, last)),
    )


def expiry_report(goods: Sequence[Expiring], *, shop_name: str = "") -> Report:
    """Goods past their day or near it, by day."""
    return Report(
        title=_("Days on packages"),
        columns=(
            Column("expiry", _("Expires"), "day"),
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("quantity", _("Remaining"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
            Column("state", _("State")),
        ),
        rows=tuple(
            (one.expiry, one.name, one.category, one.quantity, one.unit, one.value, _state(one.warning))
            for one in goods
        ),
        totals=(None, _("Total"), "", None, "", sum(one.value for one in goods), ""),
        subtitle=_under(shop_name, ""),
    )


def _state(warning: int | None) -> str:
    if warning is None:
        return ""
    return _("within {days} days").format(days=warning) if warning else _("PAST ITS DATE")


def slow_report(slow: Sequence[SlowGoods], *, days_back: int, shop_name: str = "") -> Report:
    """What hardly sells, the dearest first."""
    return Report(
        title=_("Slow goods"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("quantity", _("Stock"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
            Column("sold", _("Sold in {days} days").format(days=days_back), "quantity"),
            Column("last", _("Sold last"), "day"),
            Column("cover", _("Lasts (days)"), "count"),
        ),
        rows=tuple(
            (one.name, one.category, one.quantity, one.unit, one.value, one.sold, one.last_sold or None, one.cover)
            for one in slow
        ),
        totals=(_("Total"), "", None, "", sum(one.value for one in slow), None, None, None),
        subtitle=_under(shop_name, ""),
    )


def negative_report(goods: Sequence[NegativeStock], *, shop_name: str = "") -> Report:
    """Goods below nothing with what the books know of the causes."""
    return Report(
        title=_("Stock below nothing"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("quantity", _("Stock"), "quantity"),
            Column("unit", _("Unit")),
            Column("value", _("Value"), "rupiah"),
            Column("causes", _("Likely causes")),
        ),
        rows=tuple(
            (one.name, one.category, one.quantity, one.unit, one.value, ", ".join(term("cause", c) for c in one.causes))
            for one in goods
        ),
        subtitle=_under(shop_name, ""),
    )


def _under(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
