"""Cards: the float across shops, and of one shop its holders, days, spending and guarantee; nobody's name is here."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province import figures
from koperasi_pos.province.figures import cards as figures_of_cards
from koperasi_pos.province.figures.card_rows import CardHolder
from koperasi_pos.province.oversight import places
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.card_figures import (
    amounts_chart,
    by_category,
    card_days_listing,
    decisions_listing,
    floats_listing,
    holders_listing,
    reasons_listing,
    spending_listing,
    ways_listing,
)
from koperasi_pos.province.web.listings import PAGE, Listing
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.spans import choices, span_of
from koperasi_pos.province.web.visit import Elsewhere, Visit
from koperasi_pos.words import _

router = page_router()

SHOWN = 8
"""Rows of a list that has a page of its own."""


@router.get("/cards")
def show(visit: Asked) -> Response:
    """All shops; who owns one shop is sent to that."""
    visit.who.check("look")
    if visit.who.shop:
        raise Elsewhere(f"/shops/{visit.who.shop}/cards")
    span, scope, (limit, offset) = span_of(visit, "30"), _scope(visit), visit.room
    with visit.pool.reading() as connection:
        found = figures_of_cards.shop_floats(connection, scope, text=visit.asked("words"), limit=limit, offset=offset)
        sums = figures_of_cards.float_sums(connection, scope)
        days = figures_of_cards.card_days(connection, span.first, span.last, scope)
        ways = figures_of_cards.card_ways(connection, span.first, span.last, scope)
        spent = figures_of_cards.spending(connection, span.first, span.last, scope)
        named = places.kabupaten(connection)
    if visit.form_of_file:
        return visit.file(floats_listing(found), _("Float by shop"))
    return visit.page(
        "cards.html", table=floats_listing(found[:PAGE]), paging=visit.paging(len(found)), sums=sums, days=days,
        span=span, spans=choices(), chosen=scope.kabupaten, kabupaten=named,
        topped=amounts_chart(days, "topped_up", _("Put on by day")),
        spent_chart=amounts_chart(days, "spent", _("Spent by day")), days_table=card_days_listing(days),
        ways=ways_listing(ways), reasons=reasons_listing(ways), spending=spending_listing(spent[:SHOWN], classes=False),
    )  # fmt: skip


@router.get("/cards/days")
def all_days(visit: Asked) -> Response:
    """Top-ups, cash-outs and purchases of all shops by day."""
    visit.who.check("look")
    span = span_of(visit, "30")
    scope = figures.Scope(shop=visit.who.shop) if visit.who.shop else _scope(visit)
    with visit.pool.reading() as connection:
        days = figures_of_cards.card_days(connection, span.first, span.last, scope)
    table = card_days_listing(days)
    return visit.file(table, _("Cards by day")) if visit.form_of_file else visit.page("list.html", table=table)


@router.get("/shops/{shop}/cards")
def of_shop(visit: Asked, shop: str) -> Response:
    """The cards of one shop at a glance."""
    visit.who.check("look")
    span, scope = span_of(visit, "30"), figures.Scope(shop=shop)
    known = visible_shop(visit, shop)
    with visit.pool.reading() as connection:
        found = figures_of_cards.shop_float(connection, shop)
        days = figures_of_cards.card_days(connection, span.first, span.last, scope)
        ways = figures_of_cards.card_ways(connection, span.first, span.last, scope)
        spent = by_category(figures_of_cards.spending(connection, span.first, span.last, scope))
        decided = figures_of_cards.decisions(connection, shop, limit=SHOWN)
        held, on_the_way = figures_of_cards.holders(connection, shop)
    if visit.form_of_file:
        return visit.file(card_days_listing(days), f"{_('Cards by day')}-{known.name}")
    return visit.page(
        "shop_cards.html", shop=known, found=found, days=days, span=span, spans=choices(), stranded=_gone(held),
        topped=amounts_chart(days, "topped_up", _("Put on by day")),
        spent_chart=amounts_chart(days, "spent", _("Spent by day")), days_table=card_days_listing(days),
        ways=ways_listing(ways), reasons=reasons_listing(ways), spending=spending_listing(spent[:SHOWN], classes=False),
        holders=holders_listing(held, on_the_way), decisions=decisions_listing(decided),
    )  # fmt: skip


@router.get("/shops/{shop}/cards/holders")
def holders(visit: Asked, shop: str) -> Response:
    """Who may spend how much."""
    visit.who.check("look")
    known = visible_shop(visit, shop)
    with visit.pool.reading() as connection:
        held, on_the_way = figures_of_cards.holders(connection, shop)
    return _list(visit, shop, holders_listing(held, on_the_way), known.name)


@router.get("/shops/{shop}/cards/spending")
def spending(visit: Asked, shop: str) -> Response:
    """What cards bought, by category and class."""
    visit.who.check("look")
    span, known = span_of(visit, "30"), visible_shop(visit, shop)
    with visit.pool.reading() as connection:
        found = figures_of_cards.spending(connection, span.first, span.last, figures.Scope(shop=shop))
    return _list(visit, shop, spending_listing(found, classes=True), known.name, spanned=True)


@router.get("/shops/{shop}/cards/guarantee")
def guarantee(visit: Asked, shop: str) -> Response:
    """What people decided about holders that are gone."""
    visit.who.check("look")
    known = visible_shop(visit, shop)
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        found = figures_of_cards.decisions(connection, shop, limit=limit, offset=offset)
    rows = found if visit.form_of_file else found[:PAGE]
    return _list(visit, shop, decisions_listing(rows), known.name, rows=len(found))


def _list(visit: Visit, shop: str, table: Listing, name: str, *, spanned: bool = False, rows: int = 0) -> Response:
    if visit.form_of_file:
        return visit.file(table, f"{table.title}-{name}")
    return visit.page(
        "shop_card_list.html", shop=visible_shop(visit, shop), table=table, paging=visit.paging(rows, by_time=True),
        span=span_of(visit, "30") if spanned else None, spans=choices() if spanned else [],
    )  # fmt: skip


def _scope(visit: Visit) -> figures.Scope:
    return figures.Scope(kabupaten=visit.who.kabupaten or visit.asked("kabupaten"))


def _gone(held: list[CardHolder]) -> list[CardHolder]:
    """Holders that will not spend any more what they hold, until somebody decides."""
    return [one for one in held if one.gone and one.rights > 0]
