"""Figures as the pages show them: charts with their marks, and lists of days, goods, tills and shifts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from koperasi_pos.paper.reports import Column
from koperasi_pos.province import figures
from koperasi_pos.province.web.charts import Point, bar_chart, heights, line_chart
from koperasi_pos.province.web.listings import Line, Listing
from koperasi_pos.province.web.templates import short_rupiah
from koperasi_pos.province.web.times import lasting, wib
from koperasi_pos.words import _
from koperasi_pos.words.dates import date_short
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def days_chart(days: Sequence[figures.DayFigures], title: str) -> Markup:
    """Turnover by day."""
    points = [Point(f"{day.day:%d/%m}", day.net, f"{date_short(day.day)}: {rupiah(day.net)}") for day in days]
    marks = [(height, short_rupiah(height)) for height in heights(max((point.value for point in points), default=0))]
    return line_chart(points, title, marks)


def hours_chart(hours: Sequence[figures.HourFigures], title: str, size: str = "full") -> Markup:
    """Sales by hour of the day; hours in which nobody sells are left out at both ends."""
    busy = [hour.hour for hour in hours if hour.sales]
    first, last = (min(busy), max(busy)) if busy else (7, 16)
    shown = [hour for hour in hours if min(first, 7) <= hour.hour <= max(last, 16)]
    points = [Point(f"{hour.hour:02d}", hour.total, f"{hour.hour:02d}.00: {rupiah(hour.total)}") for hour in shown]
    marks = [(height, short_rupiah(height)) for height in heights(max((point.value for point in points), default=0))]
    return bar_chart(points, title, marks, size)


def days_listing(days: Sequence[figures.DayFigures]) -> Listing:
    """Days as a list, the newest first."""
    columns = (
        Column("day", _("Day"), "day"),
        Column("sales", _("Receipts"), "count"),
        Column("net", _("Turnover"), "rupiah"),
        Column("refunded", _("Came back"), "rupiah"),
        Column("margin", _("Gross profit"), "rupiah"),
    )
    lines = [
        Line((day.day.isoformat(), day.sales, day.net, day.refunded, day.margin))
        for day in reversed(days)
        if day.sales or day.refunds
    ]
    totals = (
        None, sum(day.sales for day in days), sum(day.net for day in days), sum(day.refunded for day in days),
        sum(day.margin for day in days),
    )  # fmt: skip
    return Listing(_("Turnover by day"), columns, lines, totals if lines else None, _("No sale in these days."))


def ways_listing(ways: Sequence[figures.WayFigures]) -> Listing:
    """Ways to pay as a list."""
    columns = (
        Column("way", _("Way to pay")), Column("count", _("Times"), "count"), Column("amount", _("Amount"), "rupiah")
    )  # fmt: skip
    lines = [Line((term("way", way.way), way.count, way.amount)) for way in ways]
    return Listing(_("Ways to pay"), columns, lines, empty=_("No payment in these days."))


def brief_goods(goods: Sequence[figures.GoodsRank]) -> Listing:
    """Goods by turnover in four columns."""
    columns = (
        Column("name", _("Product")),
        Column("pillar", _("Pillar")),
        Column("quantity", _("Sold"), "quantity"),
        Column("total", _("Turnover"), "rupiah"),
    )
    lines = [Line((one.name or one.kin, term("pillar", one.pillar), one.quantity, one.total)) for one in goods]
    return Listing(_("Products by turnover"), columns, lines, empty=_("Nothing was sold in these days."))


def goods_listing(goods: Sequence[figures.GoodsRank], *, shops: bool) -> Listing:
    """Goods by turnover; with `shops` the shop that goods without a maker's bar code are from."""
    columns = (
        Column("name", _("Product")),
        Column("pillar", _("Pillar")),
        *((Column("shop", _("Shop")),) if shops else ()),
        Column("quantity", _("Sold"), "quantity"),
        Column("unit", _("Unit")),
        Column("total", _("Turnover"), "rupiah"),
        Column("margin", _("Gross profit"), "rupiah"),
    )
    lines = [
        Line(
            (
                one.name or one.kin, term("pillar", one.pillar), *((one.shop_name,) if shops else ()), one.quantity,
                one.unit, one.total, one.total - one.cost,
            )
        )
        for one in goods
    ]  # fmt: skip
    return Listing(_("Products by turnover"), columns, lines, empty=_("Nothing was sold in these days."))


def tills_listing(tills: Sequence[figures.TillHealth], *, shops: bool) -> Listing:
    """Tills and how they are."""
    columns = (
        Column("code", _("Till")),
        *((Column("shop", _("Shop")),) if shops else ()),
        Column("state", _("State")),
        Column("last_seen", _("Last heard of"), "moment"),
        Column("backlog", _("Waiting to be sent"), "count"),
        Column("clock", _("Clock")),
        Column("program", _("Version")),
        Column("compared", _("Last comparison"), "day"),
    )
    lines = [
        Line(
            (
                one.code or one.device, *((one.shop_name,) if shops else ()), till_state(one), wib(one.last_seen),
                one.backlog, clock(one.skew_seconds), one.program,
                one.compared.isoformat() if one.compared else None,
            ),
            f"/tills/{one.device}",
            till_tone(one),
        )
        for one in tills
    ]  # fmt: skip
    return Listing(_("Tills"), columns, lines, empty=_("No till yet."))


def till_state(one: figures.TillHealth) -> str:
    """How a till is, in a few words, the gravest first."""
    if one.frozen:
        return _("Two machines use the same number")
    if one.state != "active":
        return term("till_state", one.state)
    if one.agrees is False:
        return _("Sums differ")
    if one.silent:
        return _("Not heard of for days")
    if abs(one.skew_seconds) > 600:
        return _("Clock is wrong")
    return _("Active")


def till_tone(one: figures.TillHealth) -> str:
    """How urgent it is."""
    if one.frozen or (one.state == "active" and one.agrees is False):
        return "red"
    if one.state != "active":
        return "grey"
    return "gold" if one.silent or abs(one.skew_seconds) > 600 else "green"


def clock(skew: int) -> str:
    """How far a clock is off, in words; nothing below a minute matters."""
    if abs(skew) < 60:
        return _("right")
    return (_("{time} fast") if skew > 0 else _("{time} slow")).format(time=lasting(skew))


def shifts_listing(shifts: Sequence[figures.ShiftRow], *, shops: bool = False) -> Listing:
    """Shifts with what was too much or too little in the drawer."""
    columns = (
        Column("shift", _("Shift")),
        *((Column("shop", _("Shop")),) if shops else ()),
        Column("cashier", _("Cashier")),
        Column("opened", _("Opened"), "moment"),
        Column("closed", _("Closed"), "moment"),
        Column("sales", _("Receipts"), "count"),
        Column("total", _("Turnover"), "rupiah"),
        Column("expected", _("Should be there"), "rupiah"),
        Column("counted", _("Counted"), "rupiah"),
        Column("difference", _("Difference"), "rupiah"),
        Column("note", _("Note")),
    )
    lines = [
        Line(
            (
                f"{one.till} {one.number}", *((one.shop_name,) if shops else ()), one.cashier, wib(one.opened),
                wib(one.closed), one.sales if one.closed else None,
                one.total if one.closed else None, one.expected, one.counted, one.difference,
                one.note if one.closed else _("still open"),
            ),
            tone=_shift_tone(one),
        )
        for one in shifts
    ]  # fmt: skip
    return Listing(_("Shifts"), columns, lines, empty=_("No shift in these days."))


def _shift_tone(one: figures.ShiftRow) -> str:
    if not one.closed:
        return ""
    return "red" if (one.difference or 0) < 0 else "gold" if one.difference else "green"


def stock_listing(stock: Sequence[figures.StockRow]) -> Listing:
    """What is on the shelves."""
    columns = (
        Column("name", _("Product")),
        Column("category", _("Category")),
        Column("pillar", _("Pillar")),
        Column("quantity", _("On hand"), "quantity"),
        Column("unit", _("Unit")),
        Column("value", _("Value"), "rupiah"),
    )
    lines = [
        Line((one.name, one.category, term("pillar", one.pillar), one.quantity, one.unit, one.value)) for one in stock
    ]
    totals = (None, None, None, None, None, sum(one.value for one in stock))
    return Listing(_("Stock"), columns, lines, totals if lines else None, _("Nothing is on the shelves."))
