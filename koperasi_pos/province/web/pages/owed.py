"""What pesantren owe each other, for owners and the province: netted, paid, left; payments and withdrawals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.oversight import shops
from koperasi_pos.province.visits import repaying, settling
from koperasi_pos.province.visits.repaying import Owing, Repayment
from koperasi_pos.province.visits.settling import Settled
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import Visit
from koperasi_pos.trade.clearing import WAYS
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.dates import parse_day
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

router = page_router()


@router.get("/shops/{shop}/owed")
def show(visit: Asked, shop: str) -> Response:
    """How the shop stands with others; payments below it."""
    visit.who.check("visits")
    return _shown(visit, shop)


@router.post("/shops/{shop}/owed")
def record(visit: Asked, shop: str) -> Response:
    """Write down that what is owed was paid."""
    visit.who.check("visits")
    known = visible_shop(visit, shop)
    try:
        amount = _amount(visit.typed("amount", most=40))
        try:
            day = parse_day(visit.typed("day", most=20), visit.today)
        except ValueError:
            raise Refusal("day_to_come") from None
        with visit.pool.writing() as connection:
            done = repaying.record(
                connection, visit.who, known.id, visit.typed("partner", most=40), amount, day=day,
                way=visit.typed("way", most=20), proof=visit.typed("proof", most=120),
                note=visit.typed("note", most=200), now=visit.web.clock(),
            )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/owed", "settlement-booked" if done.state == "booked" else "settlement-said")


@router.post("/shops/{shop}/owed/{payment}")
def decide(visit: Asked, shop: str, payment: str) -> Response:
    """A payment has arrived, or it was wrong and is withdrawn."""
    visit.who.check("visits")
    known, partner = visible_shop(visit, shop), visit.typed("partner", most=40)
    arrived = visit.typed("act", most=10) == "confirm"
    try:
        with visit.pool.writing() as connection:
            if arrived:
                repaying.confirm(connection, visit.who, known.id, partner, payment, now=visit.web.clock())
            else:
                repaying.withdraw(
                    connection, visit.who, known.id, partner, payment, reason=visit.typed("reason", most=200),
                    now=visit.web.clock(),
                )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/owed", "settlement-booked" if arrived else "settlement-withdrawn")


def _amount(text: str) -> Rupiah:
    try:
        return Rupiah(parse_rupiah(text))
    except ValueError:
        raise Refusal("amount_out_of_range") from None


def _shown(visit: Visit, shop: str, refusal: Refusal | None = None) -> Response:
    known = visible_shop(visit, shop)
    limit, offset = visit.room
    with visit.pool.reading() as connection:
        owing = repaying.owing(connection, known.id)
        days = settling.settlements(connection, known.id, limit=limit, offset=offset)
        paid = repaying.of_shop(connection, known.id)[::-1]
        names = shops.names(connection)
    rests = {key: rest for one in owing for key, rest in one.rests.items()}
    shown = days if visit.form_of_file else days[:PAGE]
    listings = {"days": day_listing(shown, rests), "payments": _payments(paid, known.id, names), "owing": _owing(owing)}
    if visit.form_of_file:
        wanted = listings.get(visit.asked("list", most=20), listings["owing"])
        return visit.file(wanted, wanted.title)
    typed = {name: visit.form.get(name, "") for name in ("partner", "amount", "day", "way", "proof", "note")}
    return visit.page(
        "shop_owed.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        shop=known, listings=listings, typed=typed, owing=[one for one in owing if one.rest],
        said=[one for one in paid if one.state == "said"], booked=[one for one in paid if one.state == "booked"][:20],
        ways=[(way, term("settlement_way", way)) for way in WAYS], names=names, wib=wib,
        payer=_payer(names, known.id), paging=visit.paging(len(days)),
        may_confirm=lambda one: visit.who.shop in ("", one.payee),
    )  # fmt: skip


def _payer(names: Mapping[str, str], shop: str) -> Mapping[str, str]:
    return {**names, shop: _("This shop")}


def _owing(owing: Sequence[Owing]) -> Listing:
    columns = (
        Column("partner", _("Pesantren")),
        Column("settled", _("Netted"), "rupiah"),
        Column("paid", _("Paid"), "rupiah"),
        Column("rest", _("Left to pay"), "rupiah"),
        Column("waiting", _("Waits for confirmation"), "rupiah"),
        Column("who", _("Who pays")),
    )
    lines = [
        Line(
            (one.name, one.settled, one.paid, one.rest, one.waiting or None, _who_pays(one)),
            tone="green" if not one.rest else "gold",
        )
        for one in owing
    ]
    totals = ("", sum(one.settled for one in owing), sum(one.paid for one in owing), sum(one.rest for one in owing),
              sum(one.waiting for one in owing) or None, "")  # fmt: skip
    return Listing(
        _("Owed between pesantren"),
        columns,
        lines,
        totals if owing else None,
        empty=_("No day was settled yet."),
        subtitle=(_("Above zero it comes to this shop, below zero it leaves."),),
    )


def _who_pays(one: Owing) -> str:
    if not one.rest:
        return _("Nobody: it is even")
    return one.name if one.rest > 0 else _("This shop")


def day_listing(days: Sequence[Settled], rests: Mapping[str, int]) -> Listing:
    """Days that were netted, and of each what is paid and what is left: the oldest is paid first."""
    columns = (
        Column("day", _("Day"), "day"),
        Column("partner", _("Pesantren")),
        Column("purchases", _("Purchases"), "count"),
        Column("claim", _("Their cards here"), "rupiah"),
        Column("debt", _("Our cards there"), "rupiah"),
        Column("net", _("We get"), "rupiah"),
        Column("paid", _("Paid"), "rupiah"),
        Column("rest", _("Left to pay"), "rupiah"),
        Column("state", _("State")),
    )
    lines = []
    for one in days:
        rest = rests.get(one.id, one.net)
        state = "paid" if not rest else "open" if rest == one.net else "part"
        lines.append(
            Line(
                (one.day.isoformat(), one.name, one.purchases, one.claim, one.debt, one.net, one.net - rest, rest,
                 term("settlement_state", state)),
                tone={"paid": "green", "part": "gold", "open": "gold" if rest > 0 else "red"}[state],
            )
        )  # fmt: skip
    left = sum(rests.get(one.id, one.net) for one in days)
    net = sum(one.net for one in days)
    totals = ("", "", sum(one.purchases for one in days), sum(one.claim for one in days),
              sum(one.debt for one in days), net, net - left, left, "")  # fmt: skip
    title, empty = _("Settlements with other pesantren"), _("No day was settled yet.")
    return Listing(title, columns, lines, totals if days else None, empty=empty)


def _payments(paid: Sequence[Repayment], shop: str, names: Mapping[str, str]) -> Listing:
    columns = (
        Column("day", _("Day"), "day"),
        Column("partner", _("Pesantren")),
        Column("amount", _("Came here"), "rupiah"),
        Column("out", _("Paid there"), "rupiah"),
        Column("way", _("Way")),
        Column("proof", _("Proof")),
        Column("state", _("State")),
        Column("by", _("By")),
        Column("note", _("Note")),
    )
    lines = []
    for one in paid:
        got = one.payee == shop
        by = ", ".join(dict.fromkeys(name for name in (one.said_by, one.booked_by, one.withdrawn_by) if name))
        lines.append(
            Line(
                (one.day.isoformat(), names.get(one.partner_of(shop), ""), one.amount if got else None,
                 None if got else one.amount, term("settlement_way", one.way), one.proof,
                 term("settlement_payment", one.state), by, one.reason or one.note),
                tone={"booked": "green", "said": "gold", "withdrawn": "grey"}[one.state],
            )
        )  # fmt: skip
    return Listing(_("Payments between pesantren"), columns, lines, empty=_("No payment was written down yet."))
