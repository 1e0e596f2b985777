"""Enrolment: a one-time code for a new, a further or a replacing till, as letters and QR on a slip to print."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.enrolment import PURPOSES, make_code
from koperasi_pos.province.officers import audit
from koperasi_pos.province.oversight import codes, places, shops
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.codes import qr_svg
from koperasi_pos.province.web.listings import PAGE, Line, Listing
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import NotThere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

router = page_router()


@router.get("/enrolment")
def show(visit: Asked) -> Response:
    """The form and the codes that were made."""
    visit.who.check("enrol")
    return _shown(visit)


@router.post("/enrolment")
def make(visit: Asked) -> Response:
    """A code; it is shown once."""
    visit.who.check("enrol")
    with visit.pool.reading() as connection:
        known = shops.shop(connection, visit.who, visit.typed("shop"))
    if known is None:
        return _shown(visit, Refusal("enrol_shop"))
    try:
        with visit.pool.writing() as connection:
            made = make_code(
                connection, known.id, visit.typed("purpose"), now=visit.web.clock(), replaces=visit.typed("replaces"),
                by=visit.who.login,
            )  # fmt: skip
            audit.note(
                connection, visit.who.login, "code_made", known.id, enrol_purpose=made.purpose, replaces=made.replaces
            )
    except Refusal as refusal:
        return _shown(visit, refusal)
    address = visit.web.address or str(visit.request.base_url).rstrip("/")
    return visit.page(
        "code.html", made=made, shop=known, address=address, picture=qr_svg(made.qr(address)),
        ends=wib(made.ends_at), about=term("enrol_purpose", made.purpose),
    )  # fmt: skip


@router.post("/enrolment/{digest}/end")
def end(visit: Asked, digest: str) -> Response:
    """End a code that went astray."""
    visit.who.check("enrol")
    try:
        key = bytes.fromhex(digest)
    except ValueError:
        raise NotThere from None
    with visit.pool.writing() as connection:
        codes.end(connection, visit.who, key, visit.web.clock())
    return visit.go("/enrolment", "code-ended")


def _shown(visit: Visit, refusal: Refusal | None = None) -> Response:
    limit, offset = visit.room
    shop = visit.typed("shop") or visit.asked("shop")
    with visit.pool.reading() as connection:
        found = codes.codes(connection, visit.who, limit=limit, offset=offset)
        choices = places.shops(connection, visit.who)
        known = shops.shop(connection, visit.who, shop) if shop else None
        tills = codes.codes_of_tills(connection, known.id) if known else []
    if visit.form_of_file and refusal is None:
        return visit.file(_listing(found, visit), _("Enrolment"))
    purpose = visit.typed("purpose") or ("new" if not tills else "second")
    return visit.page(
        "enrolment.html", status=409 if refusal else 200, shops=[("", "–"), *choices], shop=known.id if known else "",
        purposes=[(key, term("enrol_purpose", key)) for key in PURPOSES], purpose=purpose, tills=tills,
        replaces=visit.typed("replaces"), table=_listing(found[:PAGE], visit),
        open_codes=[code for code in found if code.used_at is None and code.ends_at > visit.web.clock()],
        paging=visit.paging(len(found), by_time=True), trouble=refusal_sentence(refusal) if refusal else "",
    )  # fmt: skip


def _listing(found: Sequence[codes.Code], visit: Visit) -> Listing:
    columns = (
        Column("shop", _("Shop")),
        Column("purpose", _("For")),
        Column("replaces", _("Replaces")),
        Column("made_by", _("Made by")),
        Column("made_at", _("Made"), "moment"),
        Column("state", _("State")),
    )
    lines = []
    for one in found:
        used, over = one.used_at is not None, one.ends_at <= visit.web.clock()
        state = _("Used") if used else _("Over") if over else _("Open")
        lines.append(
            Line(
                (
                    one.shop_name, term("enrol_purpose", one.purpose), one.replaces, one.made_by, wib(one.made_at),
                    state,
                ),
                f"/tills/{one.device}" if used else f"/shops/{one.shop}",
                "green" if used else "grey" if over else "gold",
            )
        )  # fmt: skip
    return Listing(_("Codes"), columns, lines, empty=_("No code was made yet."))
