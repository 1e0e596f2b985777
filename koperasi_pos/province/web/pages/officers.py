"""The officers: who there is, new ones, changed ones, a new start for who lost the password or the telephone."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response

from koperasi_pos.paper.reports import Column
from koperasi_pos.province.database import Connection
from koperasi_pos.province.officers import people
from koperasi_pos.province.officers.rights import ROLES, Officer
from koperasi_pos.province.oversight import places
from koperasi_pos.province.web.asking import Asked, page_router
from koperasi_pos.province.web.listings import Line, Listing
from koperasi_pos.province.web.pages.audit import acts_of
from koperasi_pos.province.web.visit import NotTaken, NotThere, Visit
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence
from koperasi_pos.words.terms import term

router = page_router()

FIELDS = ("login", "name", "role", "kabupaten", "shop")


@router.get("/officers")
def show(visit: Asked) -> Response:
    """The list, and the form for another one."""
    visit.who.check("officers")
    return _list(visit)


@router.post("/officers")
def add(visit: Asked) -> Response:
    """Another officer; the temporary password is shown once."""
    visit.who.check("officers")
    try:
        with visit.pool.writing() as connection:
            officer, password = people.add(
                connection, visit.who.login, visit.typed("login"), visit.typed("name"), visit.typed("role"),
                scope_of(visit),
            )  # fmt: skip
    except Refusal as refusal:
        return _list(visit, refusal)
    return visit.page("handed.html", officer=officer, password=password)


@router.get("/officers/{officer}")
def one(visit: Asked, officer: str) -> Response:
    """One officer."""
    visit.who.check("officers")
    return _one(visit, officer)


@router.post("/officers/{officer}")
def change(visit: Asked, officer: str) -> Response:
    """Name, role and scope."""
    visit.who.check("officers")
    try:
        with visit.pool.writing() as connection:
            people.change(connection, visit.who, officer, visit.typed("name"), visit.typed("role"), scope_of(visit))
    except Refusal as refusal:
        return _one(visit, officer, refusal)
    return visit.go(f"/officers/{officer}", "officer-saved")


@router.post("/officers/{officer}/reset")
def reset(visit: Asked, officer: str) -> Response:
    """A new start; the temporary password is shown once."""
    visit.who.check("officers")
    _sure(visit)
    with visit.pool.writing() as connection:
        password = people.reset(connection, visit.who.login, officer)
        known = people.find(connection, officer)
    return visit.page("handed.html", officer=known, password=password)


@router.post("/officers/{officer}/gone")
def let_go(visit: Asked, officer: str) -> Response:
    """Let an officer go."""
    visit.who.check("officers")
    _sure(visit)
    with visit.pool.writing() as connection:
        people.let_go(connection, visit.who, officer)
    return visit.go(f"/officers/{officer}", "officer-gone")


@router.post("/officers/{officer}/back")
def bring_back(visit: Asked, officer: str) -> Response:
    """Take an officer back; the temporary password is shown once."""
    visit.who.check("officers")
    _sure(visit)
    with visit.pool.writing() as connection:
        password = people.bring_back(connection, visit.who, officer)
        known = people.find(connection, officer)
    return visit.page("handed.html", officer=known, password=password)


def scope_of(visit: Visit) -> str:
    """The scope that goes with the role that was chosen."""
    role = visit.typed("role")
    return visit.typed(role) if role in ("kabupaten", "shop") else ""


def _list(visit: Visit, refusal: Refusal | None = None) -> Response:
    with visit.pool.reading() as connection:
        found = people.officers(connection)
        names = _places(connection)
        choices = _choices(connection)
    table = _listing(found, names)
    if visit.form_of_file and refusal is None:
        return visit.file(table, _("Officers"))
    typed = {name: visit.typed(name) for name in FIELDS}
    trouble = refusal_sentence(refusal) if refusal else ""
    return visit.page(
        "officers.html", status=409 if refusal else 200, table=table, typed=typed, trouble=trouble, **choices
    )


def _one(visit: Visit, officer: str, refusal: Refusal | None = None) -> Response:
    with visit.pool.reading() as connection:
        try:
            known = people.find(connection, officer)
        except Refusal:
            raise NotThere from None
        names = _places(connection)
        choices = _choices(connection)
    return visit.page(
        "officer.html", status=409 if refusal else 200, officer=known, place=names.get((known.role, known.scope), ""),
        acts=acts_of(visit, known), trouble=refusal_sentence(refusal) if refusal else "", **choices,
    )  # fmt: skip


def _listing(found: Sequence[Officer], names: dict[tuple[str, str], str]) -> Listing:
    columns = (
        Column("name", _("Name")),
        Column("login", _("Login")),
        Column("role", _("Role")),
        Column("scope", _("For")),
        Column("state", _("State")),
    )
    lines = [
        Line(
            (
                one.name, one.login, term("officer_role", one.role),
                names.get((one.role, one.scope), one.scope or _("the whole province")), _state(one),
            ),
            f"/officers/{one.id}",
            "grey" if one.state != "active" else "gold" if one.must_change or not one.has_totp else "green",
        )
        for one in found
    ]  # fmt: skip
    return Listing(_("Officers"), columns, lines)


def _state(officer: Officer) -> str:
    if officer.state != "active":
        return _("Office ended")
    return _("Not set up yet") if officer.must_change or not officer.has_totp else _("Active")


def _places(connection: Connection) -> dict[tuple[str, str], str]:
    return {
        **{("kabupaten", code): name for code, name in places.kabupaten(connection)},
        **{("shop", shop): name for shop, name in places.shops(connection)},
    }


def _choices(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    return {
        "roles": [(role, term("officer_role", role)) for role in reversed(ROLES)],
        "kabupaten": [("", "–"), *places.kabupaten(connection)],
        "shops": [("", "–"), *places.shops(connection)],
    }


def _sure(visit: Visit) -> None:
    """A box that must be ticked, so that no slip of the finger does it."""
    if visit.typed("sure") != "yes":
        raise NotTaken
