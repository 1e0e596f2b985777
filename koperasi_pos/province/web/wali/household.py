"""The wali's own affairs: notices, PIN, the child's data as a file, a request to delete it."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province.wali import children, people, records, sessions
from koperasi_pos.province.web.visit import NotThere
from koperasi_pos.province.web.wali.asking import Asked, wali_router
from koperasi_pos.province.web.wali.visit import WaliVisit
from koperasi_pos.values import Refusal
from koperasi_pos.words.numbers import parse_rupiah
from koperasi_pos.words.refusals import refusal_sentence

router = wali_router()

FILES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@router.get("/notices")
def notices(visit: Asked) -> Response:
    """What was refused, whose card is nearly empty; reading them marks them as read."""
    with visit.pool.writing() as connection:
        found = children.notices(connection, visit.who, children.children(connection, visit.who))
        children.mark_seen(connection, visit.who, visit.web.clock())
    return visit.page("notices.html", found=found)


@router.post("/notices/low")
def tell_below(visit: Asked) -> Response:
    """Below how much the wali is told."""
    text = visit.typed("low", most=20)
    try:
        amount = int(parse_rupiah(text))
    except ValueError:
        raise Refusal("price_unreadable", text=text) from None
    with visit.pool.writing() as connection:
        children.tell_below(connection, visit.who, amount)
    return visit.go("/wali/account", "wali-low")


@router.get("/account")
def account(visit: Asked) -> Response:
    """PIN, consent, notices, signing out."""
    return _account(visit)


@router.post("/account/pin")
def change_pin(visit: Asked) -> Response:
    """Another PIN; every other telephone is signed out."""
    try:
        token = sessions.change_pin(
            visit.pool, visit.who, visit.typed("old", most=20), visit.typed("pin", most=20),
            visit.typed("again", most=20),
        )  # fmt: skip
    except Refusal as refusal:
        return _account(visit, refusal)
    return visit.signed_in(token, "/wali/account", "wali-pin")


@router.get("/children/{account}/data.{form}")
def data(visit: Asked, account: str, form: str) -> Response:
    """Everything that is kept of the child, to take along."""
    found = visit.child(account)
    if form not in FILES:
        raise NotThere
    with visit.pool.reading() as connection:
        if form == "json":
            body = records.as_json(connection, visit.who, found, visit.web.clock())
        else:
            body = records.as_csv(connection, found)
    name = f"kartu-{found.account}-{visit.now.date()}.{form}"
    return Response(body, media_type=FILES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/children/{account}/deletion")
def ask(visit: Asked, account: str) -> Response:
    """What can be deleted, and the form that asks for it."""
    found = visit.child(account)
    with visit.pool.reading() as connection:
        known = records.request_of(connection, visit.who, account)
    return visit.page("deletion.html", child=found, known=known)


@router.post("/children/{account}/deletion")
def delete(visit: Asked, account: str) -> Response:
    """Ask for it."""
    found = visit.child(account)
    with visit.pool.writing() as connection:
        records.ask_deletion(connection, visit.who, found, visit.typed("reason"), visit.web.clock())
    return visit.go(f"/wali/children/{account}/deletion", "wali-deletion")


def _account(visit: WaliVisit, refusal: Refusal | None = None) -> Response:
    with visit.pool.reading() as connection:
        given = people.consents(connection, visit.who)
    return visit.page(
        "account.html", status=409 if refusal else 200, trouble=refusal_sentence(refusal) if refusal else "",
        given=given, number=people.spoken_number(visit.who.number), digits=people.DIGITS,
    )  # fmt: skip
