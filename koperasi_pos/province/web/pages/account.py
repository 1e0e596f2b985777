"""The officer's own account: password, authenticator, other sessions."""

from __future__ import annotations

from fastapi import Response

from koperasi_pos.province.officers import audit, passwords, people, sessions, signing_in
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.codes import qr_svg
from koperasi_pos.province.web.visit import Elsewhere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words.refusals import refusal_sentence

router = page_router()


@router.get("/account")
def show(visit: Asked) -> Response:
    """What is to be set up first, else what may be changed."""
    return _shown(visit)


@router.post("/account/password")
def change_password(visit: Asked) -> Response:
    """The officer's new password."""
    try:
        signing_in.confirm(visit.pool, visit.who.id)
        with visit.pool.writing() as connection:
            form, assured = visit.form, _session(visit)
            people.change_password(
                connection, visit.who, form.get("old", ""), form.get("new", ""), form.get("again", ""), but=assured.key
            )
            signing_in.confirmed(connection, visit.who.id)
    except Refusal as refusal:
        return _shown(visit, refusal)
    return visit.go("/account", "password")


@router.post("/account/authenticator")
def confirm_authenticator(visit: Asked) -> Response:
    """The six digits show that the authenticator has the secret. Replacing one asks for the password as well."""
    try:
        signing_in.confirm(visit.pool, visit.who.id)
        with visit.pool.writing() as connection:
            if visit.who.must_change:
                raise Refusal("password_first")
            if visit.who.has_totp:
                people.check_own_password(connection, visit.who, visit.form.get("password", ""))
            people.confirm_authenticator(
                connection, visit.who, visit.web.vault, visit.typed("digits", most=20),
                int(visit.web.clock().timestamp()), but=_session(visit).key,
            )  # fmt: skip
            signing_in.confirmed(connection, visit.who.id)
    except Refusal as refusal:
        return _shown(visit, refusal)
    return visit.go("/account", "authenticator")


@router.post("/account/sessions")
def end_others(visit: Asked) -> Response:
    """End every other session, on whatever device."""
    with visit.pool.writing() as connection:
        ended = sessions.end_all(connection, visit.who.id, but=_session(visit).key)
        audit.note(connection, visit.who.login, "sessions_ended", count=ended)
    return visit.go("/account", "others-ended")


def _shown(visit: Visit, refusal: Refusal | None = None) -> Response:
    with visit.pool.writing() as connection:
        secret = people.waiting_secret(connection, visit.who, visit.web.vault)
    address = passwords.address_for(secret, visit.who.login, visit.province_name)
    return visit.page(
        "account.html",
        status=409 if refusal else 200,
        trouble=refusal_sentence(refusal) if refusal else "",
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        picture=qr_svg(address),
        shortest=passwords.SHORTEST,
    )


def _session(visit: Visit) -> sessions.Session:
    if visit.session is None:
        raise Elsewhere("/sign-in")
    return visit.session
