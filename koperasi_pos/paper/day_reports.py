"""The sums of a day, or of days, as neutral tables and as a slip."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal.documents import ShopSaved
from koperasi_pos.operations.reports import DayFigures, ItemFigures
from koperasi_pos.paper.layout import Layout, Slip
from koperasi_pos.paper.receipts import INDENT, Print, end, head, money
from koperasi_pos.paper.reports import Cell, Column, Report
from koperasi_pos.words import _, n_
from koperasi_pos.words.dates import date_long, date_short, moment
from koperasi_pos.words.numbers import percent, rupiah
from koperasi_pos.words.terms import term


def span_words(first: str, last: str) -> str:
    """`Selasa, 24 November 2026` for one day, `01/11/2026 – 24/11/2026` for more; ISO days."""
    return date_long(first) if first == last else f"{date_short(first)} – {date_short(last)}"


def net(day: DayFigures) -> int:
    """What was sold less what came back, in rupiah."""
    return day.total - day.refunded


def member_share(day: DayFigures) -> int:
    """The members' part of the sales in basis points; 0 without sales."""
    return day.member_total * 10_000 // day.total if day.total > 0 else 0


def day_report(day: DayFigures, first: str, last: str, *, shop_name: str = "") -> Report:
    """The sums of the days from `first` to `last` (ISO): one line a figure, with a number where things are counted."""
    rows: list[tuple[Cell, ...]] = [
        (_("Before discounts"), None, day.gross),
        (_("Discounts"), None, -day.discount),
        (_("Sales"), day.sales, day.total),
        (_("Refunds"), day.refunds, -day.refunded),
        (_("Net turnover"), None, net(day)),
        (_("PPN included"), None, day.tax - day.refund_tax),
        (_("Rounding"), None, day.rounding - day.refund_rounding),
        (_("Sedekah"), None, day.sedekah),
        (_("Cost of the goods"), None, day.cost - day.refund_cost),
        (_("Gross profit"), None, net(day) - (day.tax - day.refund_tax) - (day.cost - day.refund_cost)),
        (_("Sold to members"), None, day.member_total),
    ]
    rows += [(term("way", way), count, amount) for way, amount, count in day.ways]
    return Report(
        title=_("Sales report"),
        columns=(
            Column("figure", _("Figure")),
            Column("count", _("Times"), "count"),
            Column("rupiah", _("Rupiah"), "rupiah"),
        ),
        rows=tuple(rows),
        subtitle=_under(shop_name, first, last),
    )


def hours_report(day: DayFigures, first: str, last: str, *, shop_name: str = "") -> Report:
    """Sales by the hour of the day."""
    return Report(
        title=_("Sales by the hour"),
        columns=(
            Column("hour", _("Hour")),
            Column("sales", _("Sales"), "count"),
            Column("rupiah", _("Rupiah"), "rupiah"),
        ),
        rows=tuple((f"{hour:02d}.00", sales, amount) for hour, sales, amount in day.hours),
        totals=("", day.sales, day.total),
        subtitle=_under(shop_name, first, last),
    )


def items_report(items: Sequence[ItemFigures], first: str, last: str, *, shop_name: str = "") -> Report:
    """What each product did, less what came back, the largest turnover first."""
    return Report(
        title=_("Items sold"),
        columns=(
            Column("name", _("Item")),
            Column("category", _("Category")),
            Column("quantity", _("Quantity"), "quantity"),
            Column("unit", _("Unit")),
            Column("turnover", _("Turnover"), "rupiah"),
            Column("cost", _("Cost"), "rupiah"),
            Column("profit", _("Profit"), "rupiah"),
        ),
        rows=tuple(
            (item.name, item.category, item.quantity, item.unit, item.total, item.cost, item.total - item.cost)
            for item in items
        ),
        totals=(
            _("Total"), "", None, "", sum(item.total for item in items), sum(item.cost for item in items),
            sum(item.total - item.cost for item in items),
        ),
        subtitle=_under(shop_name, first, last),
    )  # fmt: skip


def day_slip(day: DayFigures, first: str, last: str, shop: ShopSaved, on: Print) -> Layout:
    """The sums of the days on the receipt printer; `on.time` is when they were read."""
    slip = Slip(on.width)
    head(slip, shop, on)
    slip.heading(_("SALES REPORT"))
    slip.text(span_words(first, last), align="centre")
    slip.pair(_("Until"), moment(on.time))
    slip.rule()
    slip.pair(_("Sales"), str(day.sales))
    slip.pair(_("Before discounts"), money(day.gross))
    slip.pair(_("Discounts"), money(-day.discount))
    slip.pair(_("SALES TOTAL"), rupiah(day.total), bold=True)
    slip.pair(
        n_("Refunds ({count} slip)", "Refunds ({count} slips)", day.refunds).format(count=day.refunds),
        money(-day.refunded),
    )
    slip.pair(_("Net turnover"), rupiah(net(day)), bold=True)
    slip.pair(_("PPN included"), money(day.tax - day.refund_tax), indent=INDENT)
    slip.pair(_("Rounding"), money(day.rounding - day.refund_rounding))
    slip.pair(_("Sedekah"), money(day.sedekah))
    slip.pair(_("Sold to members"), f"{money(day.member_total)} ({percent(member_share(day))})")
    slip.rule()
    for way, amount, count in day.ways:
        slip.pair(f"{term('way', way)} ({count})", money(amount))
    return end(slip, on)


def _under(shop_name: str, first: str, last: str) -> tuple[str, ...]:
    return tuple(line for line in (shop_name, span_words(first, last)) if line)
