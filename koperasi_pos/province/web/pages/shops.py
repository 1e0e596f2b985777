"""Shops by kabupaten: tiles, the list, new and changed ones."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.oversight import places, shops
from koperasi_pos.province.web.joined import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
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


def listing(found: Sequence[shops.ShopHealth]) -> Listing:
    """Shops with the health of their tills as a list."""
    columns = (
        Column("name", _("Shop")),
        Column("pesantren", _("Pesantren")),
        Column("nspp", "NSPP"),
        Column("kabupaten", _("Kabupaten")),
        Column("tills", _("Tills"), "count"),
        Column("last_seen", _("Last heard of"), "moment"),
        Column("backlog", _("Waiting to be sent"), "count"),
    )
    lines = [
        Line(
            (
                one.shop.name, one.shop.pesantren, one.shop.nspp, one.shop.kabupaten_name, one.tills,
                wib(one.last_seen), one.backlog,
            ),
            f"/shops/{one.shop.id}",
            _tone(one),
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Shops"), columns, lines, empty=_("No shop was found."))


def _tone(one: shops.ShopHealth) -> str:
    if one.frozen:
        return "red"
    if one.shop.state == "closed" or not one.tills:
        return "grey"
    return "gold" if one.unseen or one.offline else "green"


def _list(visit: Visit, refusal: Refusal | None = None) -> Response:
    limit, offset = visit.room
    kabupaten = visit.who.kabupaten or visit.asked("kabupaten")
    with visit.pool.reading() as connection:
        found = shops.shops(
            connection, visit.who, kabupaten=kabupaten, words=visit.asked("words"),
            state="closed" if visit.asked("state") == "closed" else "active", limit=limit, offset=offset,
        )  # fmt: skip
        named = places.kabupaten(connection)
        tiles = shops.by_kabupaten(connection, visit.who) if visit.who.role == "province" else []
    if visit.form_of_file and refusal is None:
        return visit.file(listing(found), _("Shops"))
    return visit.page(
        "shops.html", status=409 if refusal else 200, table=listing(found[:PAGE]), paging=visit.paging(len(found)),
        tiles=tiles, kabupaten=named, typed=_typed(visit), chosen=dict(named).get(kabupaten, ""),
        trouble=refusal_sentence(refusal) if refusal else "",
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
