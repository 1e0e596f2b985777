"""Signing in and out, and how the pages speak and look."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province.officers import people, sessions, signing_in
from koperasi_pos.province.web import guard
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.visit import Elsewhere, local_path
from koperasi_pos.values import Refusal

router = page_router()


@router.get("/sign-in")
def show(visit: Asked) -> Response:
    """The form to sign in."""
    if visit.officer is not None:
        raise Elsewhere("/")
    return visit.page("sign_in.html", login="")


@router.post("/sign-in")
def sign_in(visit: Asked) -> Response:
    """Sign in; whatever was wrong, the page says the same."""
    login = visit.typed("login", most=100)
    try:
        token = signing_in.sign_in(
            visit.pool, login, visit.form.get("password", ""), visit.typed("digits", most=20),
            guard.address(visit.request), int(visit.web.clock().timestamp()),
        )  # fmt: skip
    except Refusal as refusal:
        return visit.not_signed_in(refusal, "sign_in.html", login=login)
    return visit.signed_in(token, "/")


@router.post("/sign-out")
def sign_out(visit: Asked) -> Response:
    """Sign out; the token is worth nothing from now on."""
    if visit.session is not None:
        with visit.pool.writing() as connection:
            sessions.end(connection, visit.session)
    response = visit.go("/sign-in", "signed-out")
    guard.take_cookie(visit.request, response, visit.COOKIE)
    return response


@router.post("/preferences")
def preferences(visit: Asked) -> Response:
    """Another language or look, for this browser and, where somebody is signed in, for the officer."""
    response = visit.go(local_path(visit.typed("back", most=500)))
    language = visit.take_up_language(response)
    if language and visit.officer is not None:
        with visit.pool.writing() as connection:
            people.speak(connection, visit.officer, language)
    if "look" in visit.form:
        look = visit.typed("look")
        if look in ("light", "dark"):
            guard.give_cookie(visit.request, response, guard.LOOK, look, seconds=guard.YEAR)
        else:
            guard.take_cookie(visit.request, response, guard.LOOK)
    return response
