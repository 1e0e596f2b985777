"""Shops by kabupaten: tiles, the list, new and changed ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province import figures
from koperasi_pos.province.oversight import places, shops
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.spans import choices, span_of
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import Elsewhere, NotThere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import terms

router = page_router()


@router.get("/shops")
def show(visit: Asked) -> Response:
    """The tiles by kabupaten and the list; who owns one shop is sent to that."""
    if visit.who.shop:
        raise Elsewhere(f"/shops/{visit.who.shop}")
    return _list(visit)


@router.post("/shops")
def add(visit: Asked) -> Response:
    """A new shop."""
    visit.who.check("shops")
    try:
        with visit.pool.writing() as connection:
            known = shops.add(connection, visit.who, _typed(visit))
    except Refusal as refusal:
        return _list(visit, refusal)
    return visit.go(f"/shops/{known}", "shop-saved")


@router.get("/shops/{shop}/edit")
def edit(visit: Asked, shop: str) -> Response:
    """The form for a shop."""
    visit.who.check("shops")
    return _form(visit, shop)


@router.post("/shops/{shop}/edit")
def change(visit: Asked, shop: str) -> Response:
    """Other words about a shop."""
    visit.who.check("shops")
    try:
        with visit.pool.writing() as connection:
            shops.change(connection, visit.who, shop, _typed(visit))
    except Refusal as refusal:
        return _form(visit, shop, refusal)
    return visit.go(f"/shops/{shop}", "shop-saved")


def listing(found: Sequence[figures.ShopRow], named: dict[str, str], frozen: set[str], now: datetime) -> Listing:
    """Shops with their figures and the health of their tills as a list."""
    columns = (
        Column("name", _("Shop")),
        Column("pesantren", _("Pesantren")),
        Column("kabupaten", _("Kabupaten")),
        Column("tills", _("Tills"), "count"),
        Column("net", _("Turnover"), "rupiah"),
        Column("sales", _("Receipts"), "count"),
        Column("stock", _("Stock value"), "rupiah"),
        Column("last_seen", _("Last heard of"), "moment"),
        Column("backlog", _("Waiting to be sent"), "count"),
    )
    lines = [
        Line(
            (
                one.name, one.pesantren, named.get(one.kabupaten, one.kabupaten), one.tills, one.net, one.sales,
                one.stock_value, wib(one.last_seen), one.backlog,
            ),
            f"/shops/{one.shop}",
            "red" if one.shop in frozen else _tone(one, now),
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Shops"), columns, lines, empty=_("No shop was found."))


def _tone(one: figures.ShopRow, now: datetime) -> str:
    if one.state == "closed" or not one.tills:
        return "grey"
    quiet = one.last_seen is None or now - one.last_seen > timedelta(days=1)
    return "gold" if quiet or one.unbooked else "green"


def _list(visit: Visit, refusal: Refusal | None = None) -> Response:
    limit, offset = visit.room
    span = span_of(visit, "30")
    chosen = visit.who.kabupaten or visit.asked("kabupaten")
    order = visit.asked("order") if visit.asked("order") in figures.ORDERS else "name"
    with visit.pool.reading() as connection:
        found = figures.shops(
            connection, span.first, span.last, figures.Scope(kabupaten=chosen), text=visit.asked("words"), order=order,
            limit=limit, offset=offset,
        )  # fmt: skip
        named = places.kabupaten(connection)
        frozen = shops.frozen(connection, visit.who)
        tiles = shops.by_kabupaten(connection, visit.who) if visit.who.role == "province" else []
    table = listing(found if visit.form_of_file else found[:PAGE], dict(named), frozen, visit.now)
    if visit.form_of_file and refusal is None:
        return visit.file(table, _("Shops"))
    orders = [
        ("name", _("name")), ("net", _("turnover")), ("stock", _("stock value")), ("backlog", _("waiting to be sent")),
        ("last_day", _("last sale, oldest first")),
    ]  # fmt: skip
    return visit.page(
        "shops.html", status=409 if refusal else 200, table=table, paging=visit.paging(len(found)), tiles=tiles,
        kabupaten=named, typed=_typed(visit), chosen=dict(named).get(chosen, ""), span=span, spans=choices(),
        order=order, orders=orders, trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _form(visit: Visit, shop: str, refusal: Refusal | None = None) -> Response:
    with visit.pool.reading() as connection:
        known = shops.shop(connection, visit.who, shop)
        named = places.kabupaten(connection)
    if known is None:
        raise NotThere
    typed = _typed(visit) if refusal else {name: str(getattr(known, name)) for name in shops.FIELDS}
    return visit.page(
        "shop_edit.html", status=409 if refusal else 200, shop=known, typed=typed, kabupaten=named,
        states=list(terms("shop_state").items()), trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.typed(name, most=400) for name in shops.FIELDS}
