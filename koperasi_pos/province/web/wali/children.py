"""The children: balance and what is left today, purchases, freezing a card, how to top up."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from koperasi_pos.province.wali import children, wishes
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.web.listings import PAGE
from koperasi_pos.province.web.visit import Elsewhere
from koperasi_pos.province.web.wali.asking import Asked, wali_router
from koperasi_pos.province.web.wali.papers import months
from koperasi_pos.province.web.wali.visit import WaliVisit

router = wali_router()

STALE_MINUTES = 20
"""A shop that was not heard of for so long may have sold more than is seen here."""
LAST = 8
"""Movements on a child's own page."""


@router.get("")
def front(visit: Asked) -> Response:
    """On to the children."""
    raise Elsewhere("/wali/children")


@router.get("/children")
def show(visit: Asked) -> Response:
    """All children; of one alone its page."""
    with visit.pool.reading() as connection:
        found = children.children(connection, visit.who)
        told = [_glance(visit, connection, one) for one in found]
        new = sum(one.new for one in children.notices(connection, visit.who, found))
        last = children.movements(connection, found[0], limit=LAST) if len(found) == 1 else []
        blocked = children.names_of(connection, visit.who.shop, found[0].own.blocked_products) if found else {}
    if len(told) == 1:
        return visit.page("child.html", **told[0], moved=last, new=new, alone=True, blocked=blocked)
    return visit.page("children.html", told=told, new=new)


@router.get("/children/{account}")
def one(visit: Asked, account: str) -> Response:
    """One child."""
    found = visit.child(account)
    with visit.pool.reading() as connection:
        told = _glance(visit, connection, found)
        alone = len(children.children(connection, visit.who)) == 1
        last = children.movements(connection, found, limit=LAST)
        new = sum(notice.new for notice in children.notices(connection, visit.who, [found]))
        blocked = children.names_of(connection, found.shop, found.own.blocked_products)
    return visit.page("child.html", **told, moved=last, new=new, alone=alone, blocked=blocked)


@router.get("/children/{account}/purchases")
def purchases(visit: Asked, account: str) -> Response:
    """Everything that happened to the account."""
    found, number = visit.child(account), visit.page_number
    with visit.pool.reading() as connection:
        moved = children.movements(connection, found, limit=PAGE + 1, offset=(number - 1) * PAGE)
    return visit.page("purchases.html", child=found, moved=moved[:PAGE], number=number, more=len(moved) > PAGE)


@router.get("/children/{account}/freeze")
def ask_freeze(visit: Asked, account: str) -> Response:
    """Is it sure?"""
    return visit.page("freeze.html", child=visit.child(account))


@router.post("/children/{account}/freeze")
def freeze(visit: Asked, account: str) -> Response:
    """The card pays nothing until the wali lets it go on."""
    found = visit.child(account)
    with visit.pool.writing() as connection:
        wishes.freeze(connection, visit.who, found, visit.web.clock())
    wishes.book_now(visit.pool, found.shop)
    return visit.go(f"/wali/children/{account}", "wali-frozen")


@router.post("/children/{account}/go-on")
def let_go_on(visit: Asked, account: str) -> Response:
    """The card pays again, as far as the wali is concerned."""
    found = visit.child(account)
    with visit.pool.writing() as connection:
        wishes.let_go_on(connection, visit.who, found, visit.web.clock())
    wishes.book_now(visit.pool, found.shop)
    return visit.go(f"/wali/children/{account}", "wali-goes-on")


@router.get("/children/{account}/top-up")
def top_up(visit: Asked, account: str) -> Response:
    """How money comes onto the card."""
    found = visit.child(account)
    with visit.pool.reading() as connection:
        row = connection.execute("SELECT top_up FROM wali_shop WHERE shop = %s", (found.shop,)).fetchone()
    return visit.page("top_up.html", child=found, words=row[0] if row else "")


def _glance(visit: WaliVisit, connection: Any, found: Child) -> dict[str, Any]:
    limits = children.limits_of(connection, found, visit.now.date())
    heard = found.heard
    stale = heard is None or (visit.now - heard).total_seconds() > STALE_MINUTES * 60
    return {
        "child": found, "months": months(visit.now.date()), "bounds": children.bounds(limits),
        "left": children.left(limits, found), "stale": stale,
        "free": children.free_of(limits),
        "blocked_categories": sorted({*found.own.blocked_categories, *found.rules.blocked_categories}),
    }  # fmt: skip
