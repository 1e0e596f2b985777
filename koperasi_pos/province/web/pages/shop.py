"""One shop: its figures, tills, shifts, stock and payments over a span of days."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province import figures
from koperasi_pos.province.oversight import shops
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.figures import (
    days_chart,
    days_listing,
    goods_listing,
    hours_chart,
    shifts_listing,
    stock_listing,
    tills_listing,
    ways_listing,
)
from koperasi_pos.province.web.listings import PAGE
from koperasi_pos.province.web.spans import choices, span_of
from koperasi_pos.province.web.visit import NotThere, Visit
from koperasi_pos.words import _

router = page_router()


@router.get("/shops/{shop}")
def show(visit: Asked, shop: str) -> Response:
    """The shop at a glance."""
    span = span_of(visit, "30")
    known = visible_shop(visit, shop)
    with visit.pool.reading() as connection:
        page = figures.shop_page(connection, shop, span.first, span.last)
        sums = figures.shift_sums(connection, span.first, span.last, figures.Scope(shop=shop))
    if page is None:
        raise NotThere
    if visit.form_of_file:
        return visit.file(days_listing(page.days), known.name)
    return visit.page(
        "shop.html", shop=known, found=page, span=span, spans=choices(), sums=sums,
        net=sum(day.net for day in page.days), margin=sum(day.margin for day in page.days),
        sales=sum(day.sales for day in page.days), refunds=sum(day.refunds for day in page.days),
        refunded=sum(day.refunded for day in page.days), days=days_chart(page.days, _("Turnover by day")),
        hours=hours_chart(page.hours, _("Turnover by hour of the day"), "half"), days_table=days_listing(page.days),
        tills=tills_listing(page.tills, shops=False), shifts=shifts_listing(page.shifts[:10]),
        ways=ways_listing(page.ways), goods=goods_listing(page.goods[:10], shops=False),
    )  # fmt: skip


@router.get("/shops/{shop}/shifts")
def shifts(visit: Asked, shop: str) -> Response:
    """All shifts of the span with their differences."""
    span = span_of(visit, "30")
    known = visible_shop(visit, shop)
    limit, offset = visit.room
    scope = figures.Scope(shop=shop)
    with visit.pool.reading() as connection:
        found = figures.shifts(connection, span.first, span.last, scope, limit=limit, offset=offset)
        begun = [] if offset else figures.open_shifts(connection, scope)
    if visit.form_of_file:
        return visit.file(shifts_listing([*begun, *found]), f"{_('Shifts')}-{known.name}")
    return visit.page(
        "shop_list.html", shop=known, table=shifts_listing([*begun, *found[:PAGE]]), span=span, spans=choices(),
        paging=visit.paging(len(found), by_time=True),
    )  # fmt: skip


@router.get("/shops/{shop}/stock")
def stock(visit: Asked, shop: str) -> Response:
    """What is on the shelves, the most valuable first."""
    known = visible_shop(visit, shop)
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        found = figures.stock(connection, shop, limit=limit, offset=offset)
    if visit.form_of_file:
        return visit.file(stock_listing(found), f"{_('Stock')}-{known.name}")
    return visit.page(
        "shop_list.html", shop=known, table=stock_listing(found[:PAGE]), span=None, spans=[],
        paging=visit.paging(len(found)),
    )  # fmt: skip


@router.get("/shops/{shop}/products")
def goods(visit: Asked, shop: str) -> Response:
    """What sold in the span."""
    span = span_of(visit, "30")
    known = visible_shop(visit, shop)
    with visit.pool.reading() as connection:
        found = figures.ranking(connection, span.first, span.last, figures.Scope(shop=shop), limit=visit.room[0])
    table = goods_listing(found.goods[: None if visit.form_of_file else PAGE], shops=False)
    if visit.form_of_file:
        return visit.file(table, f"{_('Products')}-{known.name}")
    return visit.page("shop_list.html", shop=known, table=table, span=span, spans=choices(), paging=visit.paging(0))


def visible_shop(visit: Visit, shop: str) -> shops.Shop:
    """A shop that the officer sees."""
    with visit.pool.reading() as connection:
        known = shops.shop(connection, visit.who, shop)
    if known is None:
        raise NotThere
    return known
