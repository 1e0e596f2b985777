"""Signing in with number and PIN, beginning with a code from school, agreeing to what is kept, signing out."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province.wali import codes, people, sessions
from koperasi_pos.province.web import guard
from koperasi_pos.province.web.visit import Elsewhere, local_path
from koperasi_pos.province.web.wali.asking import Asked, wali_router
from koperasi_pos.values import Refusal

router = wali_router()


@router.get("/sign-in")
def show(visit: Asked) -> Response:
    """The form to sign in."""
    if visit.wali is not None:
        raise Elsewhere("/wali/children")
    return visit.page("sign_in.html", number="")


@router.post("/sign-in")
def sign_in(visit: Asked) -> Response:
    """Sign in; whatever was wrong, the page says the same."""
    number = visit.typed("number", most=20)
    try:
        token = sessions.sign_in(visit.pool, number, visit.typed("pin", most=20), guard.address(visit.request))
    except Refusal as refusal:
        return visit.not_signed_in(refusal, "sign_in.html", number=number)
    return visit.signed_in(token, "/wali/children")


@router.get("/start")
def begin(visit: Asked) -> Response:
    """The form for somebody who comes with a code from school."""
    return visit.page("start.html", number=people.plain_number(visit.asked("number", most=20)), digits=people.DIGITS)


@router.post("/start")
def start(visit: Asked) -> Response:
    """Use the code up and choose a PIN."""
    number = visit.typed("number", most=20)
    try:
        token = codes.take_up(
            visit.pool, number, visit.typed("code", most=20), visit.typed("pin", most=20),
            visit.typed("again", most=20), guard.address(visit.request), visit.web.clock(),
        )  # fmt: skip
    except Refusal as refusal:
        return visit.not_signed_in(refusal, "start.html", number=number, digits=people.DIGITS)
    return visit.signed_in(token, "/wali/consent")


@router.get("/consent")
def consent(visit: Asked) -> Response:
    """What is kept of a child and who sees it, to agree to or to withdraw from."""
    with visit.pool.reading() as connection:
        given = people.consents(connection, visit.who)
    return visit.page("consent.html", given=given, version=people.CONSENT_VERSION)


@router.post("/consent")
def agree(visit: Asked) -> Response:
    """The wali agrees; ticking the box is asked for as well."""
    if not visit.typed("agreed"):
        raise Refusal("wali_tick")
    with visit.pool.writing() as connection:
        people.agree(connection, visit.who, visit.web.clock(), photo=bool(visit.typed("photo")))
    return visit.go("/wali/children", "wali-agreed")


@router.post("/consent/withdraw")
def withdraw(visit: Asked) -> Response:
    """The wali agrees no longer."""
    with visit.pool.writing() as connection:
        people.withdraw(connection, visit.who, visit.web.clock())
    return visit.go("/wali/consent", "wali-withdrawn")


@router.post("/sign-out")
def sign_out(visit: Asked) -> Response:
    """Sign out; the token is worth nothing from now on, and the telephone forgets what it kept."""
    if visit.session is not None:
        with visit.pool.writing() as connection:
            sessions.end(connection, visit.session)
    response = visit.go("/wali/sign-in", "signed-out")
    response.headers["Clear-Site-Data"] = '"cache"'
    guard.take_cookie(visit.request, response, visit.COOKIE)
    return response


@router.post("/preferences")
def preferences(visit: Asked) -> Response:
    """Another language, for this telephone and this wali."""
    response = visit.go(local_path(visit.typed("back", most=500)))
    language = visit.take_up_language(response)
    if language and visit.wali is not None:
        with visit.pool.writing() as connection:
            people.speak(connection, visit.wali, language)
    return response
