"""The wali of a shop as officers see them: papers with a code, requests to delete, how money is put on."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from koperasi_pos.province.officers import audit
from koperasi_pos.province.oversight import wali as households
from koperasi_pos.province.wali import codes, people, records
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.codes import qr_svg
from koperasi_pos.province.web.pages.shop import visible_shop
from koperasi_pos.province.web.times import wib
from koperasi_pos.province.web.visit import Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words.refusals import refusal_sentence

router = page_router()


@router.get("/shops/{shop}/wali")
def show(visit: Asked, shop: str) -> Response:
    """The santri of the shop, found by name or NIS, with their wali; no balance and no purchase is shown here."""
    visit.who.check("wali")
    return _shown(visit, shop)


@router.post("/shops/{shop}/wali")
def make(visit: Asked, shop: str) -> Response:
    """A paper for a wali; its code is shown once."""
    visit.who.check("wali")
    known = visible_shop(visit, shop)
    accounts = [key.removeprefix("account-") for key in visit.form if key.startswith("account-")]
    try:
        with visit.pool.writing() as connection:
            made = codes.make_code(
                connection, known.id, accounts, name=visit.typed("name", most=80), wali=visit.typed("wali", most=40),
                now=visit.web.clock(), by=visit.who.login,
            )  # fmt: skip
            audit.note(
                connection, visit.who.login, "wali_code_made", known.id, wali=made.wali.name,
                children=", ".join(made.children),
            )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    base = visit.web.address or str(visit.request.base_url).rstrip("/")
    address = f"{base}/wali/start?number={made.wali.number}"
    return visit.page(
        "wali_paper.html", made=made, shop=known, address=address, picture=qr_svg(address), ends=wib(made.ends_at),
        number=people.spoken_number(made.wali.number),
    )  # fmt: skip


@router.post("/shops/{shop}/wali/top-up")
def tell(visit: Asked, shop: str) -> Response:
    """How money is put on a card, in the pesantren's own words."""
    visit.who.check("wali")
    known = visible_shop(visit, shop)
    with visit.pool.writing() as connection:
        connection.execute(
            "INSERT INTO wali_shop (shop, top_up) VALUES (%s, %s)"
            " ON CONFLICT (shop) DO UPDATE SET top_up = excluded.top_up",
            (known.id, visit.typed("top_up", most=1000)),
        )
        audit.note(connection, visit.who.login, "wali_top_up_told", known.id)
    return visit.go(f"/shops/{shop}/wali", "wali-told")


@router.post("/shops/{shop}/wali/requests/{request}")
def answer(visit: Asked, shop: str, request: str) -> Response:
    """Answer a request to delete a child's data."""
    visit.who.check("wali")
    known = visible_shop(visit, shop)
    try:
        with visit.pool.writing() as connection:
            records.answer(
                connection, visit.who, known.id, request, visit.typed("words", most=500),
                deleted=visit.typed("answer") == "deleted", now=visit.web.clock(),
            )  # fmt: skip
    except Refusal as refusal:
        return _shown(visit, shop, refusal)
    return visit.go(f"/shops/{shop}/wali", "wali-answered")


def _shown(visit: Visit, shop: str, refusal: Refusal | None = None) -> Response:
    known, text = visible_shop(visit, shop), visit.asked("q", most=60)
    with visit.pool.writing() as connection:
        found = households.santri(connection, known.id, text) if text else []
        if text:
            audit.note(connection, visit.who.login, "wali_looked", known.id, text=text, count=len(found))
        told: dict[str, Any] = {
            "wali": people.of_shop(connection, known.id), "requests": records.requests(connection, known.id),
            "top_up": households.top_up(connection, known.id),
        }  # fmt: skip
    return visit.page(
        "shop_wali.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        options=[(one.id, f"{one.name} · {people.spoken_number(one.number)}") for one in told["wali"]],
        shop=known, found=found, text=text, wib=wib, spoken=people.spoken_number, **told,
    )  # fmt: skip
