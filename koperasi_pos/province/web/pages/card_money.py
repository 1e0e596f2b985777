"""Money of a shop's cards that comes in here: transfers of the wali, and what an earlier life of the province held."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.holder import top_ups
from koperasi_pos.province.officers import audit
from koperasi_pos.province.oversight import earlier_lives as lives
from koperasi_pos.province.oversight import wali as households
from koperasi_pos.province.turns import act
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import Visit
from koperasi_pos.values import Refusal, Rupiah
from koperasi_pos.words import _
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence

router = page_router()


@router.get("/shops/{shop}/cards/money")
def show(visit: Asked, shop: str) -> Response:
    """A transfer is put on a card here; below it those that were."""
    visit.who.check("card_money")
    return _shown(visit, shop)


@router.post("/shops/{shop}/cards/money")
def top_up(visit: Asked, shop: str) -> Response:
    """Put a transfer on a card, with its proof."""
    visit.who.check("card_money")
    known = visible_shop(visit, shop)
    try:
        top_ups.top_up(
            visit.pool, visit.who, known.id, visit.typed("account", most=64), _amount(visit.typed("amount", most=40)),
            reference=visit.typed("reference", most=120), note=visit.typed("note", most=200),
            id=_act(visit.typed("act", most=64)), now=visit.web.clock(),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/cards/money", "card-topped-up")


@router.post("/shops/{shop}/cards/money/earlier-life")
def decide(visit: Asked, shop: str) -> Response:
    """What the province held before it was restored goes over to its life of today: a person's decision."""
    visit.who.check("card_rights")
    known = visible_shop(visit, shop)
    epoch = visit.typed("epoch", most=9)
    try:
        lives.decide(
            visit.pool, visit.who, known.id, int(epoch) if epoch.isascii() and epoch.isdigit() else 0,
            reason=visit.typed("reason", most=200), now=visit.web.clock(),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/cards/money", "earlier-life-decided")


@router.post("/shops/{shop}/cards/money/brought-back")
def take_for_true(visit: Asked, shop: str) -> Response:
    """What a till brought back of the time before the province was restored counts from now on."""
    visit.who.check("card_rights")
    known = visible_shop(visit, shop)
    try:
        with visit.pool.writing() as connection:
            lives.take_for_true(connection, visit.who, known.id, visit.typed("reason", most=200))
        act(visit.pool, known.id, visit.web.clock())
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/cards/money", "till-vouched")


def _amount(text: str) -> Rupiah:
    try:
        return Rupiah(parse_rupiah(text))
    except ValueError:
        raise Refusal("amount_out_of_range") from None


def _act(text: str) -> str:
    """The id of the act, made when the form was shown: sent twice it is done once."""
    try:
        return uuid.UUID(text).hex
    except ValueError:
        return uuid.uuid4().hex


def _shown(visit: Visit, shop: str, refusal: Refusal | None = None) -> Response:
    known, text = visible_shop(visit, shop), visit.asked("q", most=60)
    limit, offset = visit.room
    with visit.pool.writing() as connection:
        found = households.santri(connection, known.id, text) if text else []
        if text:
            audit.note(connection, visit.who.login, "wali_looked", known.id, text=text, count=len(found))
        done = top_ups.transfers(connection, known.id, limit=limit, offset=offset)
        earlier = lives.earlier(connection, known.id)
    if visit.form_of_file:
        return visit.file(_transfers(done), _("Transfers put on cards"))
    typed = {name: visit.form.get(name, "") for name in ("account", "amount", "reference", "note")}
    return visit.page(
        "shop_card_money.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        shop=known, found=found, text=text, table=_transfers(done[:PAGE]), paging=visit.paging(len(done), by_time=True),
        earlier=[{**asdict(one), "left": one.waits_for} for one in earlier], wib=wib,
        choices=[(one.account, _named(one)) for one in found],
        typed=typed, act=visit.typed("act", most=64) if refusal else uuid.uuid4().hex,
    )  # fmt: skip


def _named(one: households.Santri) -> str:
    return " · ".join(part for part in (one.name, one.nis, one.school_class, one.wali) if part)


def _transfers(done: Sequence[top_ups.Transfer]) -> Listing:
    columns = (
        Column("at", _("Time"), "moment"),
        Column("name", _("Name")),
        Column("amount", _("Amount"), "rupiah"),
        Column("reference", _("Proof")),
        Column("note", _("Note")),
        Column("officer", _("Officer")),
    )
    lines = [Line((wib(one.at), one.name, one.amount, one.reference, one.note, one.officer)) for one in done]
    return Listing(_("Transfers put on cards"), columns, lines, empty=_("No transfer was put on a card here yet."))
