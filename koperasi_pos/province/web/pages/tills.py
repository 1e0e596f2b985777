"""Tills: the list, and one with its health and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province import figures
from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.oversight import carried, quarantine, tills
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.figures import clock, till_state, till_tone, tills_listing
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.times import ago, wib
from koperasi_pos.province.web.visit import NotTaken, NotThere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

router = page_router()

Act = Callable[[Connection, Officer, str, str], object]
ACTS: dict[str, tuple[Act, str]] = {
    "revoke": (tills.revoke, "till-revoked"),
    "lost": (tills.declare_lost, "till-lost"),
    "unfreeze": (tills.unfreeze, "till-unfrozen"),
    "vouch": (carried.vouch, "till-vouched"),
}


@router.get("/tills")
def show(visit: Asked) -> Response:
    """Every till, those in trouble first."""
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        found = figures.health(
            connection, visit.who.view, troubled=visit.asked("state") == "trouble", limit=limit, offset=offset
        )
    if visit.form_of_file:
        return visit.file(tills_listing(found, shops=True), _("Tills"))
    return visit.page(
        "tills.html", table=tills_listing(found[:PAGE], shops=not visit.who.shop), paging=visit.paging(len(found)),
        states=[("", _("all")), ("trouble", _("in trouble"))],
    )  # fmt: skip


@router.get("/tills/{device}")
def one(visit: Asked, device: str) -> Response:
    """One till."""
    return _shown(visit, device)


@router.post("/tills/{device}/{act}")
def do(visit: Asked, device: str, act: str) -> Response:
    """Revoke it, declare it lost, let it go on; a reason and a tick are asked for."""
    visit.who.check("tills")
    if act not in ACTS:
        raise NotThere
    if visit.typed("sure") != "yes":
        raise NotTaken
    done, notice = ACTS[act]
    with visit.pool.reading() as connection:
        if tills.shop_of(connection, visit.who, device) is None:
            raise NotThere
    try:
        with visit.pool.writing() as connection:
            done(connection, visit.who, device, visit.typed("reason", most=300))
    except Refusal as refusal:
        return _shown(visit, device, refusal)
    return visit.go(f"/tills/{device}", notice)


def _shown(visit: Visit, device: str, refusal: Refusal | None = None) -> Response:
    with visit.pool.reading() as connection:
        shop = tills.shop_of(connection, visit.who, device)
        page = figures.till_page(connection, shop, device) if shop is not None else None
        compared = tills.compares(connection, shop, device) if shop is not None else []
        brought = quarantine.carried(connection, shop, device) if shop is not None else 0
    if page is None:
        raise NotThere
    health = page.health
    return visit.page(
        "till.html", status=409 if refusal else 200, found=page, till=health, state=till_state(health),
        tone=till_tone(health), clock=clock(health.skew_seconds), seen=ago(health.last_seen, visit.now),
        pushed=ago(health.last_push, visit.now), enrolled=wib(page.enrolled_at), last_seen=wib(health.last_seen),
        last_push=wib(health.last_push), journals=_journals(page), compares=_compares(compared), brought=brought,
        forked=next((epoch for epoch in page.epochs if epoch.frozen), None),
        trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _journals(page: figures.TillPage) -> Listing:
    columns = (
        Column("epoch", _("Journal"), "count"),
        Column("reason", _("Begun as")),
        Column("started", _("Begun"), "moment"),
        Column("last", _("Last entry"), "moment"),
        Column("acked", _("Entries held"), "count"),
        Column("sales", _("Receipts"), "count"),
        Column("total", _("Turnover"), "rupiah"),
        Column("state", _("State")),
    )
    lines = [
        Line(
            (
                one.epoch, term("till_reason", one.reason) if one.reason else "", wib(one.started), wib(one.last_time),
                one.acked, one.sales, one.total,
                _("Frozen at entry {seq}").format(seq=one.fork_seq) if one.frozen else "",
            ),
            tone="red" if one.frozen else "",
        )
        for one in page.epochs
    ]  # fmt: skip
    return Listing(_("Journals of the till"), columns, lines, empty=_("It has not sent anything yet."))


def _compares(found: list[tills.Compare]) -> Listing:
    columns = (
        Column("day", _("Day"), "day"),
        Column("at", _("Asked"), "moment"),
        Column("agrees", _("Result")),
        Column("differs", _("Where it differs")),
    )
    lines = [
        Line(
            (
                one.day.isoformat(), wib(one.at), _("Both sides agree") if one.agrees else _("Sums differ"),
                "; ".join(
                    _("{device} epoch {epoch}: the province holds {count} entries up to number {seq}").format(
                        device=part.get("device", ""), epoch=part.get("epoch", ""), count=part.get("count", ""),
                        seq=part.get("seq", ""),
                    )
                    for part in one.differs
                ),
            ),
            tone="green" if one.agrees else "red",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Daily comparison"), columns, lines, empty=_("Not compared yet."))
