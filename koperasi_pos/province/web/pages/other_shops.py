"""Cards of other pesantren, for the owner of a shop: who agreed, what is reserved, what the shops owe each other."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.oversight import shops
from koperasi_pos.province.visits import agreements, paying, repaying, settling, taps
from koperasi_pos.province.visits.paying import Reserved
from koperasi_pos.province.visits.settling import Settled, Unpaid
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.pages.owed import day_listing
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

router = page_router()


@router.get("/shops/{shop}/other-shops")
def show(visit: Asked, shop: str) -> Response:
    """Agreements, reservations, settlements of a shop; off as long as nobody confirmed."""
    visit.who.check("visits")
    return _shown(visit, shop)


@router.post("/shops/{shop}/other-shops")
def confirm(visit: Asked, shop: str) -> Response:
    """Confirm for this shop that cards of another one are taken, or end it."""
    visit.who.check("visits")
    known = visible_shop(visit, shop)
    partner, ends = visit.typed("partner", most=40), visit.typed("act", most=10) == "end"
    try:
        with visit.pool.writing() as connection:
            if ends:
                agreements.end(connection, visit.who, known.id, partner, now=visit.web.clock())
            else:
                agreements.confirm(
                    connection, visit.who, known.id, partner, words=visit.typed("words", most=120),
                    legal=visit.typed("legal") == "yes", now=visit.web.clock(),
                )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/other-shops", "visits-ended" if ends else "visits-confirmed")


@router.post("/shops/{shop}/card-keys")
def deposit_keys(visit: Asked, shop: str) -> Response:
    """The keys of this shop's signed cards are deposited sealed, or forgotten."""
    visit.who.check("visits")
    known, away = visible_shop(visit, shop), visit.typed("act", most=10) == "away"
    try:
        with visit.pool.writing() as connection:
            if away:
                taps.take_away(connection, visit.who, known.id)
            else:
                keys = visit.typed("keys", most=200)
                taps.deposit(connection, visit.web.vault, visit.who, known.id, keys, now=visit.web.clock())
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/other-shops", "keys-taken-away" if away else "keys-deposited")


@router.post("/shops/{shop}/other-shops/{reserved}")
def give_back(visit: Asked, shop: str, reserved: str) -> Response:
    """A reservation that nobody ended goes back: a person's decision."""
    visit.who.check("visits")
    known = visible_shop(visit, shop)
    try:
        with visit.pool.writing() as connection:
            row = connection.execute(
                "SELECT shop FROM visit WHERE id = %s AND (shop = %s OR visitor = %s)", (reserved, known.id, known.id)
            ).fetchone()
            paying.decide(
                connection, visit.who, row[0] if row else known.id, reserved, reason=visit.typed("reason", most=200),
                now=visit.web.clock(),
            )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/other-shops", "visit-given-back")


def _shown(visit: Visit, shop: str, refusal: Refusal | None = None) -> Response:
    known = visible_shop(visit, shop)
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        done = settling.settlements(connection, known.id, limit=limit, offset=offset)
        found = agreements.partnerships(connection, known.id)
        rests = {key: rest for one in repaying.owing(connection, known.id) for key, rest in one.rests.items()}
        open_claims = settling.open_claims(connection, known.id)
        reserved = paying.listed(connection, known.id)
        unpaid = settling.unpaid(connection, known.id)
        names = shops.names(connection)
        keys = taps.deposited(connection, known.id)
    if visit.form_of_file:
        return visit.file(day_listing(done, rests), _("Settlements with other pesantren"))
    taken = {one.partner for one in found if one.agreement.state != "ended"} | {known.id}
    return visit.page(
        "shop_visits.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        shop=known, found=found, others=[(id, name) for id, name in names.items() if id not in taken],
        table=day_listing(done[:PAGE], rests), paging=visit.paging(len(done)), waiting=_waiting(open_claims),
        reserved=_reserved(reserved, known.id, names), unpaid=_unpaid(unpaid), wib=wib,
        open_ones=[one for one in reserved if one.state == "open"], names=names, keys=keys,
    )  # fmt: skip


def _waiting(done: Sequence[Settled]) -> Listing:
    columns = (
        Column("day", _("Day"), "day"),
        Column("partner", _("Pesantren")),
        Column("purchases", _("Purchases"), "count"),
        Column("claim", _("Their cards here"), "rupiah"),
        Column("debt", _("Our cards there"), "rupiah"),
        Column("net", _("We get"), "rupiah"),
    )
    lines = [
        Line(
            (one.day.isoformat(), one.name, one.purchases, one.claim, one.debt, one.net),
            tone="gold" if one.net < 0 else "",
        )
        for one in done
    ]
    totals = ("", "", sum(one.purchases for one in done), sum(one.claim for one in done),
              sum(one.debt for one in done), sum(one.net for one in done))  # fmt: skip
    title, empty = _("Not settled yet"), _("Nothing waits to be settled.")
    return Listing(title, columns, lines, totals if done else None, empty=empty)


def _reserved(found: Sequence[Reserved], shop: str, names: dict[str, str]) -> Listing:
    columns = (
        Column("at", _("Time"), "moment"),
        Column("name", _("Name")),
        Column("shop", _("Other shop")),
        Column("sort", _("Kind")),
        Column("reserved", _("Reserved"), "rupiah"),
        Column("paid", _("Paid"), "rupiah"),
        Column("state", _("State")),
    )
    lines = []
    for one in found:
        ours = one.shop == shop
        sort = _("our card there") if ours else _("their card here")
        state = _("open") if one.state == "open" else _("over")
        other = names.get(one.visitor if ours else one.shop, "")
        before = _("drawn before")
        told = f"{sort} · {before}" if one.lease else sort
        lines.append(
            Line((wib(one.at), one.name, other, told, one.reserved, one.paid, state),
                 tone="gold" if one.state == "open" else "")
        )  # fmt: skip
    return Listing(_("Reservations"), columns, lines, empty=_("Nothing was reserved yet."))


def _unpaid(found: Sequence[Unpaid]) -> Listing:
    columns = (
        Column("at", _("Time"), "moment"),
        Column("number", _("Receipt")),
        Column("home", _("Pesantren")),
        Column("amount", _("Amount"), "rupiah"),
        Column("reason", _("Cause")),
    )
    lines = [
        Line((wib(one.at), one.number, one.home, one.amount, term("visit_unpaid", one.reason)), tone="red")
        for one in found
    ]
    return Listing(_("Sales that nobody paid for"), columns, lines, empty=_("None."))
