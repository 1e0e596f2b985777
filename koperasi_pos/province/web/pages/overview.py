"""The front page: turnover, shops, what waits, what needs attention, what sells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province import figures
from koperasi_pos.province.oversight import alarms
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.charts import share
from koperasi_pos.province.web.figures import brief_goods, days_chart, days_listing, hours_chart
from koperasi_pos.province.web.listings import Line, Listing
from koperasi_pos.province.web.times import ago, lasting, wib
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import percent, rupiah
from koperasi_pos.words.terms import term

router = page_router()


@router.get("/")
def show(visit: Asked) -> Response:
    """Everything at a glance, within what the officer sees."""
    view, today = visit.who.view, visit.today
    with visit.pool.reading() as connection:
        found = figures.overview(connection, today, view)
        state = alarms.state(connection, visit.who)
        trouble = alarms.alarms(connection, visit.who)
        week = figures.pillars(connection, today - timedelta(days=6), today, view)
        goods = figures.ranking(connection, today - timedelta(days=6), today, view, limit=8)
        kabupaten = figures.kabupatens(connection, today - timedelta(days=29), today, today) if not view.shop else []
    if visit.form_of_file:
        return visit.file(days_listing(found.days), _("Turnover"))
    before = found.days[-8].net if len(found.days) >= 8 else 0
    return visit.page(
        "overview.html", found=found, state=state, days=days_chart(found.days, _("Turnover of the last 30 days")),
        hours=hours_chart(found.hours, _("Turnover by hour today")), change=_change(found.net(1), before),
        days_table=days_listing(found.days), trouble_table=attention(trouble[:8], visit.now),
        more_trouble=len(trouble) > 8,
        pillars=_pillars(week), goods=brief_goods(goods.goods), goods_span=goods,
        kabupaten=_kabupaten(kabupaten) if visit.who.role == "province" else None,
    )  # fmt: skip


@router.get("/attention")
def all_attention(visit: Asked) -> Response:
    """Everything that needs attention."""
    with visit.pool.reading() as connection:
        table = attention(alarms.alarms(connection, visit.who, limit=1000), visit.now, moments=True)
    if visit.form_of_file:
        return visit.file(table, _("Needs attention"))
    return visit.page("list.html", table=table)


def attention(found: Sequence[alarms.Alarm], now: datetime, *, moments: bool = False) -> Listing:
    """Alarms as a list."""
    columns = (
        Column("shop", _("Shop")),
        Column("kabupaten", _("Kabupaten")),
        *((Column("till", _("Till")),) if moments else ()),
        Column("cause", _("Cause")),
        Column("since", _("Since"), "moment" if moments else "text"),
    )
    lines = [
        Line(
            (
                one.shop_name, one.kabupaten, *((one.till,) if moments else ()), cause(one),
                wib(one.since) if moments else ago(one.since, now) if one.since else "",
            ),
            f"/tills/{one.device}",
            "red" if one.kind in ("fork", "cloned", "differs") else "gold",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Needs attention"), columns, lines, empty=_("Nothing needs attention."))


def cause(one: alarms.Alarm) -> str:
    """Why a shop needs attention."""
    match one.kind:
        case "fork":
            return _("Two machines use the same number")
        case "cloned":
            return n_(
                "Two machines live as one till, or its disk is put back: {count} new beginning in a week",
                "Two machines live as one till, or its disk is put back: {count} new beginnings in a week",
                one.count,
            ).format(count=one.count)
        case "differs":
            return _("The till's sums differ from the province's")
        case "quarantine":
            return n_("{count} entry kept aside", "{count} entries kept aside", one.count).format(count=one.count)
        case "offline" if one.count:
            return n_("Offline, {count} document waits", "Offline, {count} documents wait", one.count).format(
                count=one.count
            )
        case "offline":
            return _("Offline") if one.since else _("Enrolled, never heard of since")
    return (_("Clock is {time} fast") if one.count > 0 else _("Clock is {time} slow")).format(time=lasting(one.count))


def _change(today: int, before: int) -> tuple[str, str]:
    """How today stands against the same day a week ago: a sentence and its tone."""
    if before <= 0:
        return "", ""
    points = (today - before) * 10_000 // before // 10 * 10
    if points >= 0:
        return _("▲ {percent} above this day a week ago").format(percent=percent(points)), "up"
    return _("▼ {percent} below this day a week ago").format(percent=percent(-points)), "down"


def _pillars(found: Sequence[figures.PillarFigures]) -> list[dict[str, object]]:
    whole = sum(max(one.total, 0) for one in found)
    return [
        {
            "name": term("pillar", one.pillar),
            "total": one.total,
            "bar": share(one.total, whole, f"{term('pillar', one.pillar)}: {rupiah(one.total)}"),
        }
        for one in found
    ]


def _kabupaten(found: Sequence[figures.KabupatenFigures]) -> Listing:
    columns = (
        Column("name", _("Kabupaten")),
        Column("shops", _("Shops"), "count"),
        Column("active", _("Active"), "count"),
        Column("net", _("Turnover"), "rupiah"),
        Column("margin", _("Gross profit"), "rupiah"),
        Column("stock", _("Stock value"), "rupiah"),
        Column("backlog", _("Waiting to be sent"), "count"),
    )
    lines = [
        Line(
            (one.name or _("without kabupaten"), one.shops, one.active_shops, one.net, one.margin, one.stock_value,
             one.backlog),
            f"/shops?kabupaten={one.code}" if one.code else "/shops",
            "gold" if one.silent else "",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("By kabupaten, 30 days"), columns, lines, empty=_("No shop yet."))
